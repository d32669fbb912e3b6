//! Agencies: making and describing them, renaming, moving, merging and closing them, each with its history.
//! Reading them is cheap through the directory; here is what the console's pages need beyond it.

mod change;
mod create;
mod form;
mod guide;
mod read;

pub use change::{close, merge, move_to, rename};
pub use create::{create, update};
pub use form::{AgencyForm, NewAgency};
pub use guide::{Guide, update_guide};
pub use read::{AgencyBranch, HistoryLine, guide_of, history, tree};
