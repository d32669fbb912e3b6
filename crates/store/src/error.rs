//! What can go wrong with records and files.

use thiserror::Error;

/// A failure of the store. Not a refusal of a rule: those are `domain`'s.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    #[error("files: {0}")]
    Files(#[from] object_store::Error),
    #[error("disk: {0}")]
    Disk(#[from] std::io::Error),
    /// A stored code that this version does not know.
    #[error("unknown {what} in the database: {code}")]
    UnknownCode { what: &'static str, code: String },
    #[error("a stored JSON value cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// The row to be changed was changed by somebody else since it was read.
    #[error("{what} was changed by somebody else")]
    Conflict { what: &'static str },
    #[error("{what} not found")]
    NotFound { what: &'static str },
    #[error("a file's content does not match its name: {0}")]
    BadFile(String),
    #[error("unsupported database address: {0}")]
    BadAddress(String),
}

impl StoreError {
    /// Whether a unique key stood in the way.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        match self {
            Self::Database(error) => matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))),
            _ => false,
        }
    }
}
