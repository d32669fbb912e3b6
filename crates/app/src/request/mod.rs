//! Applications for disclosure (依申请公开): from the citizen's form to the archived reply. What may be done, and when it
//! is due, is decided in `domain::request`; what is personal is sealed here before it is kept.

pub mod act;
pub(crate) mod bulk;
mod case;
pub mod cells;
pub mod desk;
pub mod draft;
pub mod erase;
pub mod feed;
mod form;
mod history;
pub mod look;
pub mod offers;
mod parts;
pub mod personal;
pub mod public;
mod queue;
pub mod recompute;
mod seal;
mod similar;
pub mod submit;
pub mod track;
pub mod twins;

pub use case::Card;
pub use form::{FileIn, FilePurpose};
pub use seal::Particulars;
pub(crate) use seal::{FINDING_KEY, wrap_purpose};
pub use store::request::Model as RequestRow;
pub use submit::{Receipt, Registration, Submission, Taken, new_form_token, register, submit};
