//! The count laid open as a table: which days were counted, which were skipped and for what reason.
//! For the desk, the visitor and a court. Not here: sentences; the screen words the rows.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::official::OfficialDay;
use super::{CalendarDayKind, CalendarError, WorkCalendar};

/// Why the days of a span were counted or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    /// The day of receipt, never counted (民法典 art. 201).
    Receipt,
    /// Ordinary working days, counted.
    Working,
    /// Weekend days on duty in exchange for a holiday, counted; the holiday is named.
    MakeUp,
    /// Saturday and Sunday, not counted.
    Weekend,
    /// A holiday, not counted; it is named.
    Holiday,
}

/// A run of days of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainedSpan {
    /// First day.
    pub from: NaiveDate,
    /// Last day, may equal `from`.
    pub to: NaiveDate,
    /// Why these days count or not.
    pub kind: SpanKind,
    /// The holiday's name, for [`SpanKind::Holiday`] and [`SpanKind::MakeUp`].
    pub name: Option<String>,
    /// How many days of the span were counted.
    pub counted: u32,
    /// How many days of the limit had been counted when the span ended.
    pub counted_so_far: u32,
    /// True when the year's notice is not known: the weekday rule was used.
    pub provisional: bool,
}

impl WorkCalendar {
    /// How the limit of [`due`](Self::due) was counted, from the day of receipt to the last day, without gaps.
    ///
    /// # Errors
    /// As for [`due`](Self::due).
    pub fn explain(&self, received: NaiveDate, days: u32) -> Result<Vec<ExplainedSpan>, CalendarError> {
        let end = self.due(received, days)?.date;
        let mut spans = vec![ExplainedSpan {
            from: received,
            to: received,
            kind: SpanKind::Receipt,
            name: None,
            counted: 0,
            counted_so_far: 0,
            provisional: !self.is_published(received),
        }];
        for day in received.iter_days().skip(1).take_while(|day| *day <= end) {
            self.lay_open(&mut spans, day);
        }
        Ok(spans)
    }

    /// The days d with `after < d <= until` laid open without gaps, counting on from `counted_before`.
    pub fn explain_between(&self, after: NaiveDate, until: NaiveDate, counted_before: u32) -> Vec<ExplainedSpan> {
        let mut spans = Vec::new();
        for day in after.iter_days().skip(1).take_while(|day| *day <= until) {
            self.lay_open(&mut spans, day);
        }
        for span in &mut spans {
            span.counted_so_far += counted_before;
        }
        spans
    }

    /// The holidays and made-up working days of a year, in order: what its notice arranged.
    pub fn arrangement(&self, year: i32) -> Vec<ExplainedSpan> {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else {
            return Vec::new();
        };
        let mut spans = Vec::new();
        for day in first.iter_days().take_while(|day| day.year() == year) {
            self.lay_open(&mut spans, day);
        }
        spans.retain(|span| matches!(span.kind, SpanKind::Holiday | SpanKind::MakeUp));
        spans
    }

    fn lay_open(&self, spans: &mut Vec<ExplainedSpan>, day: NaiveDate) {
        let (kind, name) = self.reason(day);
        let counts = u32::from(matches!(kind, SpanKind::Working | SpanKind::MakeUp));
        let provisional = !self.year_is_published(day.year());
        let so_far = spans.last().map_or(0, |span| span.counted_so_far) + counts;
        match spans.last_mut() {
            Some(span) if span.kind == kind && span.name == name && span.provisional == provisional => {
                span.to = day;
                span.counted += counts;
                span.counted_so_far = so_far;
            }
            _ => spans.push(ExplainedSpan {
                from: day,
                to: day,
                kind,
                name,
                counted: counts,
                counted_so_far: so_far,
                provisional,
            }),
        }
    }

    fn reason(&self, day: NaiveDate) -> (SpanKind, Option<String>) {
        if let Some((kind, name)) = self.override_on(day) {
            let weekend = super::official::by_weekday(day) == OfficialDay::Weekend;
            return match (kind, weekend) {
                (CalendarDayKind::Off, _) => (SpanKind::Holiday, Some(name.to_owned())),
                (CalendarDayKind::Working, true) => (SpanKind::MakeUp, Some(name.to_owned())),
                (CalendarDayKind::Working, false) => (SpanKind::Working, None),
            };
        }
        match self.base_day(day) {
            OfficialDay::Weekday => (SpanKind::Working, None),
            OfficialDay::Weekend => (SpanKind::Weekend, None),
            OfficialDay::Holiday(name) => (SpanKind::Holiday, Some(name.to_owned())),
            OfficialDay::MakeUp(name) => (SpanKind::MakeUp, Some(name.to_owned())),
        }
    }
}
