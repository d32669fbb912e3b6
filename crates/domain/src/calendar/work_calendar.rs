//! The calendar itself: official days, overridden by loaded rows, with a table that answers
//! "the n-th working day after" in constant time. Not here: the words of the explanation.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::official::{self, OfficialDay};
use super::{CalendarDay, CalendarDayKind, CalendarError, DueDate};

/// Working days of one region: built once, then cheap to ask millions of times.
///
/// Sources: the yearly notices of 国务院办公厅 and 《全国年节及纪念日放假办法》. Days from 2004-01-01 to
/// 2099-12-31; outside, [`is_working`](Self::is_working) falls back to the plain weekday rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCalendar {
    rows: Vec<CalendarDay>,
    region: Option<String>,
    overrides: BTreeMap<NaiveDate, (CalendarDayKind, String)>,
    loaded_years: BTreeSet<i32>,
    first: NaiveDate,
    /// For each day since `first`: how many working days there were up to and including it.
    worked_through: Vec<u16>,
    /// The working days in order, as days since `first`.
    working: Vec<u16>,
}

impl WorkCalendar {
    /// The calendar of the whole country as it comes with the program: notices of 2004 to 2026.
    pub fn official() -> Self {
        let mut calendar = Self {
            rows: Vec::new(),
            region: None,
            overrides: BTreeMap::new(),
            loaded_years: BTreeSet::new(),
            first: first_day(),
            worked_through: Vec::new(),
            working: Vec::new(),
        };
        calendar.rebuild();
        calendar
    }

    /// The same calendar with loaded rows on top; a later row for the same day and region wins.
    #[must_use]
    pub fn with_days(mut self, days: Vec<CalendarDay>) -> Self {
        self.rows.extend(days);
        self.rebuild();
        self
    }

    /// The same calendar for one region: its own rows apply over those of the whole country
    /// (放假办法 art. 4: festivals of the minority areas).
    #[must_use]
    pub fn for_region(mut self, region: Option<String>) -> Self {
        self.region = region;
        self.rebuild();
        self
    }

    /// Whether organs work on that day.
    pub fn is_working(&self, date: NaiveDate) -> bool {
        match self.index_of(date) {
            Some(index) => self.through(index) > self.through_before(index),
            None => self.day_is_working(date),
        }
    }

    /// Whether the year's arrangement is known: it comes with the program, or national rows for it were loaded.
    /// Regional rows alone do not publish a year.
    pub fn is_published(&self, date: NaiveDate) -> bool {
        self.year_is_published(date.year())
    }

    /// The last day of a limit of `days` working days. The day of receipt is not counted; day 1 is the first
    /// working day after it (民法典 art. 201, 203; 行政复议法 art. 88).
    ///
    /// # Errors
    /// No days, receipt before 2004-01-01, or an end after 2099-12-31.
    pub fn due(&self, received: NaiveDate, days: u32) -> Result<DueDate, CalendarError> {
        if days < 1 {
            return Err(CalendarError::NoDays);
        }
        let index = self.start_index(received)?;
        let nth = usize::from(self.through(index))
            .checked_add(usize::try_from(days).map_err(|_| CalendarError::AfterLastDay)? - 1)
            .ok_or(CalendarError::AfterLastDay)?;
        let offset = *self.working.get(nth).ok_or(CalendarError::AfterLastDay)?;
        let date = self.date_at(u64::from(offset)).ok_or(CalendarError::AfterLastDay)?;
        Ok(DueDate { date, provisional: self.passes_unpublished(received, date) })
    }

    /// The last day of a limit counted in calendar days: the day of receipt is not counted, and a last day that
    /// is a rest day moves to the next working day (民法典 art. 203). For limits such as 预算法 art. 14.
    ///
    /// # Errors
    /// As for [`due`](Self::due).
    pub fn due_in_calendar_days(&self, received: NaiveDate, days: u32) -> Result<DueDate, CalendarError> {
        if days < 1 {
            return Err(CalendarError::NoDays);
        }
        self.start_index(received)?;
        let end = received.checked_add_days(Days::new(u64::from(days))).ok_or(CalendarError::AfterLastDay)?;
        let day_before = end.pred_opt().ok_or(CalendarError::AfterLastDay)?;
        let moved = self.due(day_before, 1)?;
        Ok(DueDate { date: moved.date, provisional: moved.provisional })
    }

    /// How many working days d lie in `after < d <= until`; 0 when `until` is not later.
    /// So `working_days_between(received, due(received, n)) == n`.
    pub fn working_days_between(&self, after: NaiveDate, until: NaiveDate) -> u32 {
        match (self.index_of(after), self.index_of(until)) {
            (Some(from), Some(to)) => u32::from(self.through(to).saturating_sub(self.through(from))),
            _ => self.count_day_by_day(after, until),
        }
    }

    /// The first day of the calendar: nothing is counted from before it.
    pub const fn first_day(&self) -> NaiveDate {
        self.first
    }

    /// The last day of the calendar, 2099-12-31.
    pub fn last_day(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(official::LAST_YEAR, 12, 31).unwrap_or(self.first)
    }

    pub(super) fn override_on(&self, date: NaiveDate) -> Option<(CalendarDayKind, &str)> {
        self.overrides.get(&date).map(|(kind, name)| (*kind, name.as_str()))
    }

    pub(super) fn year_is_published(&self, year: i32) -> bool {
        (official::FIRST_YEAR..=official::LAST_NOTICE_YEAR).contains(&year) || self.loaded_years.contains(&year)
    }

    pub(super) fn base_day(&self, date: NaiveDate) -> OfficialDay {
        official::official_day(date)
    }

    fn passes_unpublished(&self, received: NaiveDate, until: NaiveDate) -> bool {
        let from = received.succ_opt().unwrap_or(received);
        (from.year()..=until.year()).any(|year| !self.year_is_published(year))
    }

    fn day_is_working(&self, date: NaiveDate) -> bool {
        match self.override_on(date) {
            Some((kind, _)) => kind == CalendarDayKind::Working,
            None => self.base_day(date).is_working(),
        }
    }

    fn start_index(&self, received: NaiveDate) -> Result<usize, CalendarError> {
        if received < self.first {
            return Err(CalendarError::BeforeFirstDay(received));
        }
        self.index_of(received).ok_or(CalendarError::AfterLastDay)
    }

    fn index_of(&self, date: NaiveDate) -> Option<usize> {
        let index = usize::try_from(date.signed_duration_since(self.first).num_days()).ok()?;
        (index < self.worked_through.len()).then_some(index)
    }

    fn date_at(&self, offset: u64) -> Option<NaiveDate> {
        self.first.checked_add_days(Days::new(offset))
    }

    fn through(&self, index: usize) -> u16 {
        self.worked_through.get(index).copied().unwrap_or(0)
    }

    fn through_before(&self, index: usize) -> u16 {
        index.checked_sub(1).map_or(0, |before| self.through(before))
    }

    fn count_day_by_day(&self, after: NaiveDate, until: NaiveDate) -> u32 {
        let working =
            after.iter_days().skip(1).take_while(|day| *day <= until).filter(|day| self.is_working(*day)).count();
        u32::try_from(working).unwrap_or(u32::MAX)
    }

    fn rebuild(&mut self) {
        self.apply_rows();
        let last = self.last_day();
        let mut worked_through = Vec::with_capacity(40_000);
        let mut working = Vec::with_capacity(30_000);
        let days = self.first.iter_days().take_while(|day| *day <= last);
        for (offset, day) in (0_u16..).zip(days) {
            if self.day_is_working(day) {
                working.push(offset);
            }
            worked_through.push(u16::try_from(working.len()).unwrap_or(u16::MAX));
        }
        self.worked_through = worked_through;
        self.working = working;
    }

    fn apply_rows(&mut self) {
        let (national, regional): (Vec<_>, Vec<_>) = self.rows.iter().partition(|row| row.region.is_none());
        self.loaded_years = national.iter().map(|row| row.date.year()).collect();
        let own = regional.into_iter().filter(|row| row.region == self.region);
        self.overrides = national.into_iter().chain(own).map(|row| (row.date, (row.kind, row.name.clone()))).collect();
    }
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(official::FIRST_YEAR, 1, 1).unwrap_or_default()
}
