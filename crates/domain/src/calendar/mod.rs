//! Working days (工作日): which days count, when a legal limit ends, and why.
//! Not here: which limit a rule sets (that is with the rule), and any notion of "today".

mod explain;
mod official;
mod work_calendar;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use explain::{ExplainedSpan, SpanKind};
pub use work_calendar::WorkCalendar;

/// What a loaded row makes of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarDayKind {
    /// Off duty (放假).
    Off,
    /// On duty, as a rule a weekend day worked in exchange (调休上班).
    Working,
}

/// One day that an administrator loaded: from the yearly State Council notice, or a regional festival
/// (放假办法 art. 4). It overrides the built-in day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The day, in Asia/Shanghai.
    pub date: NaiveDate,
    /// Off or working.
    pub kind: CalendarDayKind,
    /// Name of the holiday it belongs to, for example `春节`.
    pub name: String,
    /// `None`: for the whole country. Otherwise only for the calendar of that region ([`WorkCalendar::for_region`]).
    #[serde(default)]
    pub region: Option<String>,
}

/// The last day of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DueDate {
    /// Last day on which the duty is done in time; always a working day.
    pub date: NaiveDate,
    /// True when the count passed through a year whose holiday notice is not known yet:
    /// to be computed again when its days are loaded.
    pub provisional: bool,
}

/// Why a limit could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A limit has at least one day.
    #[error("a limit has at least one day")]
    NoDays,
    /// The calendar begins on 2004-01-01.
    #[error("the calendar begins on 2004-01-01, {0} lies before")]
    BeforeFirstDay(NaiveDate),
    /// The calendar ends on 2099-12-31.
    #[error("the calendar ends on 2099-12-31, the limit lies beyond")]
    AfterLastDay,
}

impl CalendarError {
    /// Stable code for the table of messages.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoDays => "calendar_no_days",
            Self::BeforeFirstDay(_) => "calendar_before_first_day",
            Self::AfterLastDay => "calendar_after_last_day",
        }
    }
}
