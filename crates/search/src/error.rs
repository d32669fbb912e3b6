//! Why the index could not do what was asked. No text for visitors: the app floor words it.

use std::error::Error;
use std::io;

/// A refusal or a failure of the index. Queries never fail by what was typed, only by these.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index on disk was written by another version of this program: rebuild it.
    #[error("the index has schema version {found}, this program needs {expected}")]
    IndexOutdated { found: u32, expected: u32 },
    /// Another process holds the writer; searching still works here.
    #[error("another process is writing to the index")]
    WriterBusy,
    /// A rebuild is under way, in this process or another.
    #[error("the index is being rebuilt")]
    RebuildRunning,
    /// Files of the index are missing or unreadable: rebuild it.
    #[error("the index is damaged: {0}")]
    Damaged(String),
    #[error("the index folder could not be read or written: {0}")]
    Io(#[from] io::Error),
    #[error("the search engine failed: {0}")]
    Engine(#[source] Box<dyn Error + Send + Sync>),
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        use tantivy::TantivyError as Cause;
        match error {
            Cause::LockFailure(tantivy::directory::error::LockError::LockBusy, _) => Self::WriterBusy,
            Cause::DataCorruption(_) | Cause::OpenReadError(_) | Cause::IncompatibleIndex(_) => {
                Self::Damaged(error.to_string())
            }
            Cause::IoError(io) => Self::Io(io::Error::new(io.kind(), io.to_string())),
            other => Self::Engine(Box::new(other)),
        }
    }
}
