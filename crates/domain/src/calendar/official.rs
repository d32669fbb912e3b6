//! The days of the State Council notices that come with the program (2004 to 2026), behind a guard:
//! the crate that holds them panics outside its range. Not here: loaded days, see `work_calendar`.

use chinese_holiday::{DayKind, Ymd, chinese_holiday};
use chrono::{Datelike, NaiveDate, Weekday};

/// First year of the calendar.
pub(super) const FIRST_YEAR: i32 = 2004;
/// Last year whose notice comes with the program.
pub(super) const LAST_NOTICE_YEAR: i32 = 2026;
/// Last year of the calendar; beyond the last notice by the weekday rule, provisionally.
pub(super) const LAST_YEAR: i32 = 2099;

/// A day as the notices have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfficialDay {
    /// Monday to Friday, nothing arranged.
    Weekday,
    /// Saturday or Sunday, nothing arranged.
    Weekend,
    /// Off, by name.
    Holiday(&'static str),
    /// A weekend day on duty, by the holiday that caused it.
    MakeUp(&'static str),
}

impl OfficialDay {
    pub(super) fn is_working(self) -> bool {
        matches!(self, Self::Weekday | Self::MakeUp(_))
    }
}

/// The day as the notices that come with the program have it; the weekday rule where there is none.
///
/// The crate stops at 2026-12-25 since 2027's notice could still move the last days of 2026.
/// The 2026 notice leaves these six days ordinary, and a loaded row may override them.
pub(super) fn official_day(date: NaiveDate) -> OfficialDay {
    match crate_day(date) {
        Some(kind) => named(kind),
        None => by_weekday(date),
    }
}

fn crate_day(date: NaiveDate) -> Option<DayKind> {
    let year = date.year();
    let past_end = year == LAST_NOTICE_YEAR && date.month() == 12 && date.day() > 25;
    if !(FIRST_YEAR..=LAST_NOTICE_YEAR).contains(&year) || past_end {
        return None;
    }
    let year = u16::try_from(year).ok()?;
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    Some(chinese_holiday(Ymd::new(year, month, day)))
}

pub(super) fn by_weekday(date: NaiveDate) -> OfficialDay {
    match date.weekday() {
        Weekday::Sat | Weekday::Sun => OfficialDay::Weekend,
        _ => OfficialDay::Weekday,
    }
}

fn named(kind: DayKind) -> OfficialDay {
    use OfficialDay::{Holiday, MakeUp};
    match kind {
        DayKind::NormalWorkday => OfficialDay::Weekday,
        DayKind::NormalHoliday => OfficialDay::Weekend,
        DayKind::NewYearsDayHoliday => Holiday("元旦"),
        DayKind::NewYearsDayWorkday => MakeUp("元旦"),
        DayKind::SpringFestivalHoliday => Holiday("春节"),
        DayKind::SpringFestivalWorkday => MakeUp("春节"),
        DayKind::ChingMingFestivalHoliday => Holiday("清明节"),
        DayKind::ChingMingFestivalWorkday => MakeUp("清明节"),
        DayKind::InternationalWorkersDayHoliday => Holiday("劳动节"),
        DayKind::InternationalWorkersDayWorkday => MakeUp("劳动节"),
        DayKind::DragonBoatFestivalHoliday => Holiday("端午节"),
        DayKind::DragonBoatFestivalWorkday => MakeUp("端午节"),
        DayKind::MidAutumnFestivalHoliday => Holiday("中秋节"),
        DayKind::MidAutumnFestivalWorkday => MakeUp("中秋节"),
        DayKind::NationalDayHoliday => Holiday("国庆节"),
        DayKind::NationalDayWorkday => MakeUp("国庆节"),
        DayKind::OtherHoliday => Holiday("其他放假"),
        DayKind::OtherWorkday => MakeUp("其他调休"),
    }
}
