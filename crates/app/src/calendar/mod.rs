//! The working calendar: the days that come with the program and those an administrator loaded each November.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use domain::calendar::{CalendarDayKind, WorkCalendar};
use domain::identity::{Action, Place};
use sea_orm::{EntityTrait, ModelTrait, Set};
use serde_json::json;
use store::job::NewJob;
use store::{Work, calendar};

use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};
use crate::form::Form;
use crate::in_force::kind_code;
use crate::job_kinds::RECOMPUTE;

/// A day to be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDay {
    pub day: NaiveDate,
    pub kind: CalendarDayKind,
    /// The holiday it belongs to, for example `春节`.
    pub name: String,
    /// Empty for the whole country.
    pub region: String,
    /// The notice it is taken from, for example `国办发明电〔2025〕7号`.
    pub source: String,
}

const MAX_NAME: usize = 20;
const MAX_SOURCE: usize = 100;
/// Most days loaded at once: a year has some forty.
const MAX_DAYS: usize = 1_000;
/// The years that the calendar covers.
const YEARS: std::ops::RangeInclusive<i32> = 2004..=2099;

/// Loads days; a day that is there already takes the new values. All of them or none.
///
/// # Errors
/// `not_allowed`; faults named by row, counted from 1 (`days.3.name`); `calendar_no_rows`.
pub async fn load_days(app: &App, caller: &Caller, days: &[NewDay]) -> Result<usize, AppError> {
    let now = app.now();
    caller.allow(Action::CalendarManage, &Place::installation(), now)?;
    if days.is_empty() || days.len() > MAX_DAYS {
        return Err(AppError::problem("calendar_no_rows").with("max", MAX_DAYS));
    }
    let mut form = Form::default();
    let rows: Vec<calendar::ActiveModel> =
        days.iter().enumerate().map(|(at, day)| checked(&mut form, at + 1, day)).collect();
    for (at, day) in days.iter().enumerate() {
        let twice = days.iter().take(at).any(|other| other.day == day.day && other.region.trim() == day.region.trim());
        form.check(!twice, FieldFault::new(format!("days.{}.day", at + 1), "calendar_day_twice"));
    }
    form.finish()?;
    let stamped = rows.into_iter().map(|row| calendar::ActiveModel {
        loaded_by: Set(caller.account_id),
        loaded_at: Set(now.0),
        ..row
    });
    let mut work = app.begin().await?;
    calendar::set_days(work.db(), stamped.collect()).await?;
    let years: std::collections::BTreeSet<i32> = days.iter().map(|day| day.day.year()).collect();
    let detail = json!({ "days": days.len(), "years": years });
    work.record(caller.entry(now, None, "calendar.load_days", ("calendar", "days".to_string()), &detail));
    work.purge(tag::SETTINGS);
    recompute_limits(app, &mut work);
    app.commit(work).await?;
    Ok(days.len())
}

fn checked(form: &mut Form, row: usize, day: &NewDay) -> calendar::ActiveModel {
    let field = |name: &str| format!("days.{row}.{name}");
    form.check(YEARS.contains(&day.day.year()), FieldFault::new(field("day"), "calendar_day_out_of_range"));
    calendar::ActiveModel {
        day_on: Set(day.day),
        kind: Set(kind_code(day.kind).to_string()),
        name: Set(form.required(&field("name"), &day.name, MAX_NAME)),
        region: Set(form.optional(&field("region"), &day.region, MAX_NAME)),
        source: Set(form.optional(&field("source"), &day.source, MAX_SOURCE)),
        ..Default::default()
    }
}

/// Takes a loaded day away: the calendar that comes with the program holds again.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn remove_day(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::CalendarManage, &Place::installation(), now)?;
    let mut work = app.begin().await?;
    let row = calendar::Entity::find_by_id(id).one(work.db()).await?.ok_or_else(|| AppError::problem("not_found"))?;
    let detail = json!({ "day": row.day_on, "kind": row.kind, "region": row.region });
    row.delete(work.db()).await?;
    work.record(caller.entry(now, None, "calendar.remove_day", ("calendar", id.to_string()), &detail));
    work.purge(tag::SETTINGS);
    recompute_limits(app, &mut work);
    app.commit(work).await
}

/// After so long every process has followed the change log: what one wrote by the old calendar meanwhile is found then.
const SECOND_LOOK_SECONDS: i64 = 60;

/// Has the limits of open cases computed anew once this change of the calendar is committed.
pub(crate) fn recompute_limits(app: &App, work: &mut Work) {
    for not_before in [None, Some(app.now().plus_seconds(SECOND_LOOK_SECONDS))] {
        work.enqueue(NewJob { kind: RECOMPUTE.to_string(), payload: "0".to_string(), not_before });
    }
}

/// The loaded days, oldest first. The calendar is no secret.
///
/// # Errors
/// When the records cannot be read.
pub async fn list(app: &App) -> Result<Vec<calendar::Model>, AppError> {
    Ok(calendar::list(app.store().read()).await?)
}

/// The calendar in force, from the snapshot of the settings.
///
/// # Errors
/// None at present; callers are ready for a calendar that has to be read.
pub async fn work_calendar(app: &App) -> Result<Arc<WorkCalendar>, AppError> {
    Ok(app.settings().calendar())
}
