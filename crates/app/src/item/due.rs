//! By when a draft must be public: formed on, plus the working days of 条例 art. 26. Tells what is late or soon due;
//! decides and changes nothing.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::calendar::WorkCalendar;
use domain::identity::Action;
use domain::item::{PublicState, WorkState};
use store::item::Model;
use store::item::lists::{ConsoleFilter, count_console, list_formed_first};

use super::list::visible;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// From how many working days before its end a limit counts as near.
pub const SOON: i64 = 5;

/// The limit of one draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub formed_on: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// Working days left; negative when the day has passed.
    pub days_left: i64,
}

impl Due {
    /// Whether the last day has passed.
    #[must_use]
    pub const fn is_late(&self) -> bool {
        self.days_left < 0
    }

    /// Whether it is late or nearly.
    #[must_use]
    pub const fn is_near(&self) -> bool {
        self.days_left <= SOON
    }
}

/// A draft with its limit.
#[derive(Debug, Clone, PartialEq)]
pub struct DueItem {
    pub item: Model,
    pub due: Due,
}

/// What is late or soon due: how much of it there is, and the most urgent of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DueList {
    pub count: u64,
    pub late: u64,
    pub first: Vec<DueItem>,
}

/// The limits of those of `items` that were never public and say when they were formed.
#[must_use]
pub fn limits_of(app: &App, items: &[Model]) -> BTreeMap<i64, Due> {
    let ruler = Ruler::of(app);
    let waiting = items.iter().filter(|i| i.public_state == PublicState::Never.code());
    waiting.filter_map(|item| Some((item.id, ruler.limit_of(item.work_formed_on?)?))).collect()
}

/// The rule as it is in force today.
struct Ruler {
    calendar: std::sync::Arc<WorkCalendar>,
    days: u32,
    today: NaiveDate,
}

impl Ruler {
    fn of(app: &App) -> Self {
        let settings = app.settings();
        let days = u32::try_from(settings.number("publish.limit_days")).unwrap_or(20);
        Self { calendar: settings.calendar(), days, today: app.now().date() }
    }

    fn limit_of(&self, formed_on: NaiveDate) -> Option<Due> {
        limit_of(&self.calendar, formed_on, self.days, self.today)
    }

    /// The days on which something was formed whose limit now is as `wanted` says. A limit only moves on with the day
    /// it runs from, so these are all days up to a last one.
    fn formed_when(&self, wanted: impl Fn(&Due) -> bool) -> Option<(NaiveDate, NaiveDate)> {
        let first = self.calendar.first_day();
        let mut day = self.today;
        while day >= first {
            if self.limit_of(day).is_some_and(|due| wanted(&due)) {
                return Some((first, day));
            }
            day = day.checked_sub_days(Days::new(1))?;
        }
        None
    }
}

/// A day outside the calendar has no limit that could be told.
fn limit_of(calendar: &WorkCalendar, formed_on: NaiveDate, days: u32, today: NaiveDate) -> Option<Due> {
    let until = calendar.due(formed_on, days).ok()?.date;
    let left = if until >= today {
        i64::from(calendar.working_days_between(today, until))
    } else {
        -i64::from(calendar.working_days_between(until, today)).max(1)
    };
    Some(Due { formed_on, until, days_left: left })
}

/// What the caller may see, is not public yet and is late or soon due, however many drafts there are: the numbers, and
/// the `most` most urgent ones.
///
/// # Errors
/// When the records cannot be read.
pub async fn list_due(app: &App, caller: &Caller, most: u64) -> Result<DueList, AppError> {
    let ruler = Ruler::of(app);
    let Some(near) = ruler.formed_when(Due::is_near) else { return Ok(DueList::default()) };
    let states = WorkState::ALL.iter().filter(|s| s.is_editable() || s.is_under_way());
    let mut filter = ConsoleFilter {
        visible: visible(app, caller, Action::ItemView),
        work_states: states.map(|s| s.code().to_string()).collect(),
        public_state: Some(PublicState::Never.code().to_string()),
        formed: Some(near),
        ..ConsoleFilter::default()
    };
    let db = app.store().read();
    let items = list_formed_first(db, &filter, most).await?;
    let count = count_console(db, &filter).await?;
    filter.formed = ruler.formed_when(Due::is_late);
    let late = if filter.formed.is_some() { count_console(db, &filter).await? } else { 0 };
    let with_due = |item: Model| {
        let due = ruler.limit_of(item.work_formed_on?)?;
        Some(DueItem { item, due })
    };
    Ok(DueList { count, late, first: items.into_iter().filter_map(with_due).collect() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_limit_runs_in_working_days_and_the_last_day_still_counts() {
        let calendar = WorkCalendar::official();
        let due = |today: &str| limit_of(&calendar, day("2026-06-01"), 20, day(today)).unwrap();
        assert_eq!(due("2026-06-01").until, calendar.due(day("2026-06-01"), 20).unwrap().date);
        assert_eq!(due("2026-06-01").days_left, 20);
        let last = due("2026-06-01").until.to_string();
        assert_eq!(due(&last).days_left, 0);
        assert!(!due(&last).is_late() && due(&last).is_near());
        assert!(due("2026-08-03").is_late());
    }

    #[test]
    fn what_is_near_was_formed_up_to_a_last_day() {
        let ruler = Ruler { calendar: WorkCalendar::official().into(), days: 20, today: day("2026-06-30") };
        let (first, last) = ruler.formed_when(Due::is_near).unwrap();
        assert_eq!(first, day("2004-01-01"));
        assert!(ruler.limit_of(last).unwrap().is_near());
        assert!(!ruler.limit_of(last.succ_opt().unwrap()).unwrap().is_near());
        let (_, late) = ruler.formed_when(Due::is_late).unwrap();
        assert!(late < last && ruler.limit_of(late).unwrap().is_late());
        assert!(!ruler.limit_of(late.succ_opt().unwrap()).unwrap().is_late());
    }
}
