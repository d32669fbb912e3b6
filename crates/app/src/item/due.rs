//! By when a draft must be public: formed on, plus the working days of 条例 art. 26. Tells what is late or soon due;
//! decides and changes nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::calendar::WorkCalendar;
use domain::identity::Action;
use domain::item::{PublicState, WorkState};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Deserialize;
use store::StoreError;
use store::item::lists::{ConsoleFilter, list_console};
use store::item::{Model, revision};

use super::list::visible;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// How many drafts are looked at for what is due: the last changed ones.
pub const LOOKED_AT: u64 = 300;
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

#[derive(Deserialize)]
struct Formed {
    formed_on: Option<NaiveDate>,
}

/// The limits of those of `items` that were never public and say when they were formed.
///
/// # Errors
/// When the records cannot be read.
pub async fn limits_of(app: &App, items: &[Model]) -> Result<BTreeMap<i64, Due>, AppError> {
    let waiting = items.iter().filter(|i| i.public_state == PublicState::Never.code());
    let revisions: Vec<i64> = waiting.filter_map(|i| i.work_revision_id).collect();
    if revisions.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(i64, String)> = revision::Entity::find()
        .select_only()
        .column(revision::Column::ItemId)
        .column(revision::Column::Content)
        .filter(revision::Column::Id.is_in(revisions))
        .into_tuple()
        .all(app.store().read())
        .await?;
    let calendar = app.settings().calendar();
    let days = u32::try_from(app.settings().number("publish.limit_days")).unwrap_or(20);
    let today = app.now().date();
    let mut limits = BTreeMap::new();
    for (item, content) in rows {
        let formed: Formed = serde_json::from_str(&content).map_err(StoreError::from)?;
        if let Some(due) = formed.formed_on.and_then(|on| limit_of(&calendar, on, days, today)) {
            limits.insert(item, due);
        }
    }
    Ok(limits)
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

/// What the caller may see, is not public yet and is late or soon due, most urgent first.
///
/// # Errors
/// When the records cannot be read.
pub async fn list_due(app: &App, caller: &Caller) -> Result<Vec<DueItem>, AppError> {
    let states = WorkState::ALL.iter().filter(|s| s.is_editable() || s.is_under_way());
    let filter = ConsoleFilter {
        visible: visible(app, caller, Action::ItemView),
        work_states: states.map(|s| s.code().to_string()).collect(),
        public_state: Some(PublicState::Never.code().to_string()),
        ..ConsoleFilter::default()
    };
    let items = list_console(app.store().read(), &filter, LOOKED_AT).await?;
    let limits = limits_of(app, &items).await?;
    let near = |item: Model| {
        let due = limits.get(&item.id).copied().filter(Due::is_near)?;
        Some(DueItem { item, due })
    };
    let mut found: Vec<DueItem> = items.into_iter().filter_map(near).collect();
    found.sort_by_key(|d| (d.due.until, d.item.id));
    Ok(found)
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
}
