//! The clock of a case: when it is due, how many days are left, which other limits run. Computed from the fold and a
//! calendar, never stored as truth. Not the words; not what may be done.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::channel::Consulted;
use super::fold::{Case, CaseState, Consultation, Start, WaitingFor};
use super::rules::{LateSupplement, ReasonsEffect, StopConvention};
use crate::calendar::{DueDate, WorkCalendar};

crate::code_enum! {
    /// A limit beside the one for the reply.
    pub enum StageKind {
        Confirm = "confirm", "确认收到";
        SupplementAsk = "supplement_ask", "要求补正";
        Supplement = "supplement", "申请人补正";
        Reasons = "reasons", "申请人说明理由";
        Consultation = "consultation", "征求意见答复";
        Fee = "fee", "缴费";
    }
}

/// A limit beside the one for the reply, by its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageLimit {
    pub kind: StageKind,
    pub due: DueDate,
}

/// What the clock shows on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockView {
    /// The day from which is counted, itself not counted.
    pub started_on: Option<NaiveDate>,
    /// None before receipt, and while an open end is waited for: a supplement, a payment, a letter not yet delivered.
    /// While a delivered consultation runs it is the date that holds if nobody answers.
    pub due: Option<DueDate>,
    /// Working days of the limit already counted.
    pub counted: u32,
    /// Working days left including the last; negative when overdue.
    pub days_left: i64,
    /// Whether the day asked about is inside a stop.
    pub stopped: bool,
    pub waiting_for: WaitingFor,
    /// The other limits that run, nearest first.
    pub stage_limits: Vec<StageLimit>,
}

/// A due date moved by a calendar. Serialized into the case's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarChanged {
    pub from: Option<DueDate>,
    pub to: Option<DueDate>,
}

/// What stops the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StopReason {
    Consultation,
    Reasons,
    Supplement,
    Fee,
}

/// Days `from ≤ d < until`; open when `until` is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub why: StopReason,
}

/// A stretch of the count since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Segment {
    /// Days `after < d ≤ until`, of which `days` working days count.
    Counted { after: NaiveDate, until: NaiveDate, days: u32 },
    /// Not counted.
    Stopped(Stop),
}

/// The count of one start: its stretches, and the last day where it can be told.
pub(super) struct Walk {
    pub segments: Vec<Segment>,
    pub due: Option<DueDate>,
}

impl Case {
    /// What the clock shows on `today`.
    #[must_use]
    pub fn clock(&self, calendar: &WorkCalendar, today: NaiveDate) -> ClockView {
        let walk = self.walk(calendar);
        let due = self.delayed_due(calendar).or(walk.due);
        // An answered case shows the clock as it stood on the day of the reply.
        let day = self.reply.map_or(today, |(_, on)| on.min(today));
        let counted = counted_until(calendar, &walk.segments, day);
        let limit = self.limit_days();
        let days_left = match due {
            Some(due) if day > due.date => -i64::from(calendar.working_days_between(due.date, day)),
            Some(due) if self.delayed_until.is_some() => i64::from(calendar.working_days_between(day, due.date)),
            _ => i64::from(limit.saturating_sub(counted)),
        };
        let stopped = walk.segments.iter().any(|segment| match segment {
            Segment::Stopped(stop) => stop.from <= day && stop.until.is_none_or(|until| day < until),
            Segment::Counted { .. } => false,
        });
        ClockView {
            started_on: self.starts.last().map(|start| start.on),
            due,
            counted,
            days_left,
            stopped,
            waiting_for: self.waiting_for(),
            stage_limits: self.stage_limits(calendar),
        }
    }

    /// The last day for the reply; cheap enough for a hundred thousand cases in a row.
    #[must_use]
    pub fn due(&self, calendar: &WorkCalendar) -> Option<DueDate> {
        self.delayed_due(calendar).or_else(|| self.walk(calendar).due)
    }

    /// How a newly loaded calendar moves the due date of an open case; none when it stays, also in being provisional.
    #[must_use]
    pub fn recompute(&self, old: &WorkCalendar, new: &WorkCalendar) -> Option<CalendarChanged> {
        if self.state().is_closed() {
            return None;
        }
        let (from, to) = (self.due(old), self.due(new));
        (from != to).then_some(CalendarChanged { from, to })
    }

    /// Whether an application still unconfirmed on `today` is a finding for the supervisor.
    #[must_use]
    pub fn confirmation_overdue(&self, calendar: &WorkCalendar, today: NaiveDate) -> bool {
        self.confirm_limit(calendar).is_some_and(|limit| today > limit.date)
    }

    /// Last day on which a supplement is asked in time, from the first receipt (art. 30).
    #[must_use]
    pub fn supplement_ask_limit(&self, calendar: &WorkCalendar) -> Option<DueDate> {
        let start = self.starts.last().filter(|_| self.rounds > 0).map(|start| start.on).or(self.received_on)?;
        calendar.due(start, u32::from(self.rules.supplement_ask_days)).ok()
    }

    /// The last day for the fee, once the applicant has the notice.
    #[must_use]
    pub fn fee_limit(&self, calendar: &WorkCalendar) -> Option<DueDate> {
        calendar.due(self.fee?.received_on?, u32::from(self.rules.fee_days)).ok()
    }

    /// The last day for the answer of the consulted one, once he has the letter.
    #[must_use]
    pub fn consultation_limit(&self, asked: &Consultation, calendar: &WorkCalendar) -> Option<DueDate> {
        let days = match asked.with {
            Consulted::ThirdParty => self.rules.third_party_days,
            Consulted::CoMaker => self.rules.co_maker_days,
            Consulted::Organ => self.rules.organ_days,
        };
        calendar.due(asked.delivered_on?, u32::from(days)).ok()
    }

    /// Working days of the limit in force, with the extension approved.
    #[must_use]
    pub fn limit_days(&self) -> u32 {
        let own = self.starts.last().map_or(0, |start| u32::from(start.days));
        let more = self.extension.filter(|e| e.approved_on.is_some()).map_or(0, |e| u32::from(e.days));
        own + more
    }

    fn delayed_due(&self, calendar: &WorkCalendar) -> Option<DueDate> {
        let date = self.delayed_until?;
        Some(DueDate { date, provisional: !calendar.is_published(date) })
    }

    pub(super) fn walk(&self, calendar: &WorkCalendar) -> Walk {
        match self.starts.last() {
            Some(start) => count(calendar, *start, self.limit_days(), &self.stops(calendar)),
            None => Walk { segments: Vec::new(), due: None },
        }
    }

    /// The stops in order of their first day; they may overlap.
    fn stops(&self, calendar: &WorkCalendar) -> Vec<Stop> {
        let mut stops = Vec::new();
        for asked in &self.consultations {
            stops.push(self.stop(asked.sent_on, self.consultation_end(asked, calendar), StopReason::Consultation));
        }
        if let Some(asked) = self.reasons {
            self.stop_for_reasons(asked.on, asked.arrived_on, asked.until, &mut stops);
        }
        if let Some(asked) = self.supplement
            && asked.arrived_on.is_none()
            && (!asked.late || self.rules.late_supplement == LateSupplement::Resets)
        {
            stops.push(Stop { from: asked.on, until: None, why: StopReason::Supplement });
        }
        if let Some(fee) = self.fee {
            // 109号 art. 6: counted again from the day after payment is complete.
            let until = fee.ended_on.map(|on| if fee.paid { next_day(on) } else { on });
            stops.push(Stop { from: fee.noticed_on, until, why: StopReason::Fee });
        }
        stops.sort_unstable_by_key(|stop| (stop.from, stop.why));
        stops
    }

    fn stop_for_reasons(&self, on: NaiveDate, arrived: Option<NaiveDate>, until: NaiveDate, stops: &mut Vec<Stop>) {
        let end = match self.rules.reasons_effect {
            ReasonsEffect::Runs => return,
            ReasonsEffect::Stops => Some(arrived.unwrap_or(next_day(until)).min(next_day(until))),
            // The restart itself follows the arrival; without one the count goes on after the applicant's limit.
            ReasonsEffect::Resets => Some(arrived.unwrap_or(next_day(until))),
        };
        stops.push(self.stop(on, end, StopReason::Reasons));
    }

    fn stop(&self, from: NaiveDate, until: Option<NaiveDate>, why: StopReason) -> Stop {
        match self.rules.stop_convention {
            StopConvention::FromSending => Stop { from, until, why },
            StopConvention::FromNextDay => Stop { from: next_day(from), until: until.map(next_day), why },
        }
    }

    /// The day of the answer, at the latest the day after the limit for it has ended.
    fn consultation_end(&self, asked: &Consultation, calendar: &WorkCalendar) -> Option<NaiveDate> {
        let silence = self.consultation_limit(asked, calendar).map(|limit| next_day(limit.date));
        match (asked.ended_on, silence) {
            (Some(ended), Some(silence)) => Some(ended.min(silence)),
            (ended, silence) => ended.or(silence),
        }
    }

    fn confirm_limit(&self, calendar: &WorkCalendar) -> Option<DueDate> {
        let arrived = self.arrived_on.filter(|_| self.state() == CaseState::Registered)?;
        calendar.due(arrived, u32::from(self.rules.confirm_days)).ok()
    }

    fn stage_limits(&self, calendar: &WorkCalendar) -> Vec<StageLimit> {
        let mut limits = Vec::new();
        let mut add = |kind, due: Option<DueDate>| limits.extend(due.map(|due| StageLimit { kind, due }));
        let given = |date| DueDate { date, provisional: false };
        match self.state() {
            CaseState::Registered => add(StageKind::Confirm, self.confirm_limit(calendar)),
            CaseState::Supplement => add(StageKind::Supplement, self.supplement.map(|asked| given(asked.until))),
            CaseState::Reasons => add(StageKind::Reasons, self.reasons.map(|asked| given(asked.until))),
            CaseState::Fee => add(StageKind::Fee, self.fee_limit(calendar)),
            CaseState::Consulting | CaseState::Handling => {
                if self.supplement.is_none() {
                    add(StageKind::SupplementAsk, self.supplement_ask_limit(calendar));
                }
                for asked in self.consultations.iter().filter(|asked| asked.ended_on.is_none()) {
                    add(StageKind::Consultation, self.consultation_limit(asked, calendar));
                }
            }
            _ => {}
        }
        limits.sort_unstable_by_key(|limit| limit.due.date);
        limits
    }
}

/// Counts `days` working days from `start`, leaving out the stops.
fn count(calendar: &WorkCalendar, start: Start, days: u32, stops: &[Stop]) -> Walk {
    let mut walk = Walk { segments: Vec::new(), due: None };
    let (mut at, mut left) = (start.on, days);
    for stop in stops {
        let first = stop.from.max(next_day(at));
        if stop.until.is_some_and(|until| until <= first) {
            continue;
        }
        let before = first.pred_opt().unwrap_or(first);
        let counted = calendar.working_days_between(at, before);
        if counted >= left {
            break;
        }
        if before > at {
            walk.segments.push(Segment::Counted { after: at, until: before, days: counted });
        }
        left -= counted;
        walk.segments.push(Segment::Stopped(Stop { from: first, ..*stop }));
        let Some(until) = stop.until else { return walk };
        at = until.pred_opt().unwrap_or(until);
    }
    if let Ok(end) = calendar.due(at, left) {
        walk.segments.push(Segment::Counted { after: at, until: end.date, days: left });
        let provisional = (next_day(start.on).year()..=end.date.year())
            .filter_map(|year| NaiveDate::from_ymd_opt(year, 1, 1))
            .any(|day| !calendar.is_published(day));
        walk.due = Some(DueDate { date: end.date, provisional });
    }
    walk
}

fn counted_until(calendar: &WorkCalendar, segments: &[Segment], day: NaiveDate) -> u32 {
    let counted = segments.iter().map(|segment| match *segment {
        Segment::Counted { after, until, .. } if day > after => calendar.working_days_between(after, until.min(day)),
        _ => 0,
    });
    counted.sum()
}

pub(super) fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}
