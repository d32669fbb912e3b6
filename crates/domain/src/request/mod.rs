//! 依申请公开: the rules of applications for information, from the form to the archived reply.
//! Not here: storage, the sentences of letters, who is signed in.

pub mod applicant;
pub mod application;
pub mod article;
pub mod channel;
pub mod clock;
pub mod command;
pub mod contact;
pub mod decide;
pub mod event;
pub mod explain;
pub mod fee;
pub mod finding;
pub mod fold;
pub mod mask;
pub mod next;
pub mod publication;
pub mod rating;
pub mod redaction;
pub mod refusal;
pub mod remedy;
pub mod reply;
pub mod rules;

pub use channel::ReceiptChannel;
pub use clock::{CalendarChanged, ClockView, Limits, StageKind, StageLimit};
pub use command::{Actor, Capability, Command};
pub use decide::decide;
pub use event::{Event, Happening};
pub use fold::{Case, CaseState, WaitingFor};
pub use next::Possible;
pub use refusal::Refusal;
pub use rules::Rules;
