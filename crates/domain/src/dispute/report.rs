//! Table 4 of the annual report: in which cell a dispute counts in a year. The same rule stands as a query in `store`.

use chrono::{Datelike, NaiveDate};

use super::{Dispute, Outcome, Party, Track};
use crate::request::remedy::{RemedyRoute, RemedyRules, route};
use crate::request::reply::ReplyKind;

/// A cell of table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    pub track: Track,
    pub outcome: Outcome,
}

/// The cell in which the dispute counts in the report of `year`: with its result in the year of the decision, as
/// pending in each year at whose end it was filed and not decided. None where it does not count at this agency.
#[must_use]
pub fn cell_in(dispute: &Dispute, party: Party, year: i32) -> Option<Cell> {
    dispute.filed_on.filter(|day| party.counts() && day.year() <= year)?;
    let outcome = match dispute.decided {
        Some((day, outcome)) if day.year() == year => outcome,
        Some((day, _)) if day.year() < year => return None,
        _ => Outcome::Pending,
    };
    Some(Cell { track: dispute.track, outcome })
}

/// Whether a suit looks wrongly entered: straight to court over a reply that had to be reconsidered first.
#[must_use]
pub fn is_suspicious(track: Track, reply: ReplyKind, replied_on: NaiveDate, rules: &RemedyRules) -> bool {
    track == Track::DirectLitigation && route(reply, replied_on, rules) == RemedyRoute::ReconsiderationFirst
}
