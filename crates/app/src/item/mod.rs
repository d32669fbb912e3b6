//! Items: drafts, checks, the way through review to the public page, withdrawal, and what the public reads.

pub mod attach;
pub mod bulk;
pub mod check;
pub mod draft;
pub mod due;
pub mod find;
pub mod history;
pub mod import;
pub mod indexing;
pub(crate) mod kept;
pub mod list;
pub mod lock;
pub mod path;
pub mod public;
mod publish;
mod record;
pub mod view;

pub use attach::{Upload, Uploaded};
pub use draft::{SaveDraft, Saved};
pub use record::content_of;
/// The rows that pages show; `web` names them by these.
pub use store::item::{
    Model as ItemRow, attachment::Model as AttachmentRow, revision::Model as RevisionRow, step::Model as StepRow,
};
