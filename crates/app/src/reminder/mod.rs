//! 提醒邮件: once a working day each person at the office who wants it is told by mail what waits for him: counts and
//! days, nothing of a matter or a person. Not what applicants are told: that is `request`'s.

mod address;
mod digest;
mod send;

pub(crate) use address::purpose;
pub use address::{OwnReminder, own_reminder, set_own_reminder};
pub use send::remind;
pub use store::identity::reminders::Wants;
