//! Applications for disclosure (依申请公开): from the citizen's form to the archived reply. What may be done, and when it
//! is due, is decided in `domain::request`; what is personal is sealed here before it is kept.

mod access;
pub mod act;
pub mod answer;
pub(crate) mod bulk;
mod case;
pub mod cells;
pub mod desk;
pub mod draft;
pub mod erase;
pub mod feed;
pub mod fees;
mod form;
mod history;
pub mod letters;
pub mod look;
mod number;
pub mod offers;
mod parts;
pub mod people;
pub mod personal;
pub mod public;
pub mod publish;
mod queue;
pub mod rate;
pub mod receipt;
pub mod recompute;
pub mod redaction;
pub mod reissue;
pub(crate) mod seal;
pub mod seen;
mod similar;
pub mod split;
pub mod submit;
pub mod supply;
mod tell;
pub mod track;
pub mod twins;
pub mod watch;

pub use case::Card;
pub use form::{FileIn, FilePurpose};
pub use seal::Particulars;
pub(crate) use seal::{FINDING_KEY, wrap_purpose};
pub use store::request::Model as RequestRow;
pub use submit::{
    Also, MOST_FURTHER, Receipt, Registration, Submission, Taken, new_form_token, register, register_several, submit,
};
