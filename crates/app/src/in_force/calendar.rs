//! The working calendar as it stands: the days that come with the program under those that were loaded.

use domain::calendar::{CalendarDay, CalendarDayKind, WorkCalendar};
use sea_orm::ConnectionTrait;
use store::{StoreError, calendar};

use crate::error::AppError;

/// The code of a day's kind as it is stored.
pub(crate) const fn kind_code(kind: CalendarDayKind) -> &'static str {
    match kind {
        CalendarDayKind::Off => "off",
        CalendarDayKind::Working => "working",
    }
}

fn parse_kind(code: &str) -> Result<CalendarDayKind, StoreError> {
    match code {
        "off" => Ok(CalendarDayKind::Off),
        "working" => Ok(CalendarDayKind::Working),
        other => Err(StoreError::UnknownCode { what: "calendar day kind", code: other.to_string() }),
    }
}

/// The calendar with the loaded days on top, for the region that the settings name (empty for none).
pub(super) async fn read(db: &impl ConnectionTrait, region: &str) -> Result<WorkCalendar, AppError> {
    let mut days = Vec::new();
    for row in calendar::list(db).await? {
        days.push(CalendarDay {
            date: row.day_on,
            kind: parse_kind(&row.kind)?,
            name: row.name,
            region: Some(row.region).filter(|region| !region.is_empty()),
        });
    }
    let calendar = if days.is_empty() { WorkCalendar::official() } else { WorkCalendar::official().with_days(days) };
    Ok(if region.is_empty() { calendar } else { calendar.for_region(Some(region.to_string())) })
}
