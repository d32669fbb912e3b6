//! 复议和诉讼: registering disputes, noting what happens in them, reminding of their limits, and table 4 of the annual
//! report. The rules are `domain::dispute`'s. It tells which case an annulment
//! opens again; opening it is the case's own use case.

mod change;
mod read;

pub use change::{DisputeForm, EventForm, create_dispute, note_event};
pub use read::{
    DisputeEventRow, DisputeRow, DisputeView, get_dispute, list_disputes, list_due, table_4, table_4_records,
};
