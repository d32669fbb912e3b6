//! Deputies: somebody acts for another during a leave. Which roles are lent, and for which days.

use chrono::NaiveDate;

use super::role::Role;
use crate::time::Moment;

/// Longest leave for which a deputy may be named at once, in days.
pub const MAX_DAYS: i64 = 366;

/// Why somebody cannot be a deputy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeputyRefusal {
    /// Nobody acts for himself.
    Same,
    /// The last day lies before the first.
    EndsBeforeStart,
    /// The last day has passed.
    Past,
    TooLong {
        max: i64,
    },
    /// The same two already have an arrangement for some of these days.
    Overlaps,
}

impl DeputyRefusal {
    /// Stable code of the refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "deputy_same",
            Self::EndsBeforeStart => "deputy_ends_before_start",
            Self::Past => "deputy_past",
            Self::TooLong { .. } => "deputy_too_long",
            Self::Overlaps => "deputy_overlaps",
        }
    }
}

/// The days of an arrangement, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Period {
    /// Whether the two share a day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }

    /// The first moment after the last day.
    #[must_use]
    pub fn end(self) -> Moment {
        Moment::start_of(self.until.succ_opt().unwrap_or(self.until))
    }
}

/// Checks an arrangement. `standing` are those of the same two that have not been ended.
///
/// # Errors
/// The first [`DeputyRefusal`].
pub fn check_deputy(
    principal: i64,
    deputy: i64,
    period: Period,
    standing: &[Period],
    today: NaiveDate,
) -> Result<(), DeputyRefusal> {
    if principal == deputy {
        return Err(DeputyRefusal::Same);
    }
    if period.until < period.from {
        return Err(DeputyRefusal::EndsBeforeStart);
    }
    if period.until < today {
        return Err(DeputyRefusal::Past);
    }
    if (period.until - period.from).num_days() >= MAX_DAYS {
        return Err(DeputyRefusal::TooLong { max: MAX_DAYS });
    }
    if standing.iter().any(|other| other.overlaps(period)) {
        return Err(DeputyRefusal::Overlaps);
    }
    Ok(())
}

/// Whether a role is lent to a deputy: the administrators' never are, their separation would be void.
#[must_use]
pub const fn is_lent(role: Role) -> bool {
    !role.is_administrator()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn period(from: &str, until: &str) -> Period {
        Period { from: from.parse().unwrap(), until: until.parse().unwrap() }
    }

    #[test]
    fn each_fault_is_named() {
        let today = "2026-03-10".parse().unwrap();
        let standing = [period("2026-05-01", "2026-05-10")];
        let check = |deputy, from, until| check_deputy(1, deputy, period(from, until), &standing, today);
        let table = [
            (check(1, "2026-03-11", "2026-03-12"), Err(DeputyRefusal::Same)),
            (check(2, "2026-03-12", "2026-03-11"), Err(DeputyRefusal::EndsBeforeStart)),
            (check(2, "2026-03-01", "2026-03-09"), Err(DeputyRefusal::Past)),
            (check(2, "2026-03-11", "2027-03-12"), Err(DeputyRefusal::TooLong { max: MAX_DAYS })),
            (check(2, "2026-05-10", "2026-05-12"), Err(DeputyRefusal::Overlaps)),
            (check(2, "2026-03-10", "2026-03-10"), Ok(())),
            (check(2, "2026-05-11", "2026-05-12"), Ok(())),
        ];
        for (at, (found, expected)) in table.into_iter().enumerate() {
            assert_eq!(found, expected, "row {at}");
        }
    }

    #[test]
    fn the_last_day_counts_whole() {
        let end = period("2026-03-10", "2026-03-12").end();
        assert_eq!(end.date(), "2026-03-13".parse().unwrap());
        assert_eq!(end.plus_seconds(-1).date(), "2026-03-12".parse().unwrap());
    }

    #[test]
    fn administrators_lend_nothing() {
        for role in Role::ALL {
            assert_eq!(is_lent(*role), !role.is_administrator(), "{role}");
        }
    }
}
