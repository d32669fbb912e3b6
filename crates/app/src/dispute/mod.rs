//! 复议和诉讼: registering disputes, noting what happens in them, reminding of their limits, and table 4 of the annual
//! report. The rules are `domain::dispute`'s. A decision that orders a new reply opens the case again in the
//! same transaction, by the case's own use case.

mod change;
mod read;
mod refresh;

pub use change::{DisputeForm, EventForm, create_dispute, note_event};
pub(crate) use change::{MATTER, NOTE};
pub use read::{
    DisputeEventRow, DisputeRow, DisputeView, disputes_of_request, get_dispute, list_disputes, list_due, table_4,
    table_4_records,
};
pub(crate) use refresh::compare;
pub use refresh::refresh;
