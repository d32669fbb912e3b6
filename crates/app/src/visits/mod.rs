//! Visits and search words: counted in memory without persons, kept as daily totals, shown to staff and as "most read".
//! What is not kept: who visited, from where, in what order.

mod most_read;
mod read;
mod tally;
mod write;

pub use most_read::most_read;
pub use read::{ItemVisits, Table, VisitQuery, VisitRow, Words, item_visits, table, words};
pub use store::visits::By;
pub use tally::{Seen, Tally, tally};
pub use write::{flush, prune};
