//! The clock of a case: when it is due, how many days are left, which other limits run. Computed from the fold and a
//! calendar, never stored as truth. Not the words; not what may be done.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::channel::Consulted;
use super::fold::{Case, CaseState, Consultation, Start, StartReason, WaitingFor};
use super::rules::{ReasonsEffect, StopConvention};
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
    /// What has to be done by then.
    pub kind: StageKind,
    /// Last day.
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
    /// Working days of the limit in force already counted, the day asked about included.
    pub counted: u32,
    /// Working days left after the day asked about: 0 on the last day, from the day after it negative.
    pub days_left: i64,
    /// Whether the day asked about is inside a stop.
    pub stopped: bool,
    /// Who has to move.
    pub waiting_for: WaitingFor,
    /// The other limits that run, nearest first.
    pub stage_limits: Vec<StageLimit>,
}

/// A limit moved by a calendar. Serialized into the case's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarChanged {
    /// As it was known.
    pub from: Option<DueDate>,
    /// By the calendar in force.
    pub to: Option<DueDate>,
    /// Which limit; none for the one for the reply.
    pub limit: Option<StageKind>,
}

/// The limits by which a case lies on the desk: all of it that a calendar can move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// For the reply.
    pub due: Option<DueDate>,
    /// The nearest other one. Until when a supplement could still be asked for is no duty, so it is none of them.
    pub stage: Option<StageLimit>,
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
    /// Working days of the limit.
    pub limit: u32,
    pub segments: Vec<Segment>,
    pub due: Option<DueDate>,
}

impl Case {
    /// What the clock shows on `today`.
    #[must_use]
    pub fn clock(&self, calendar: &WorkCalendar, today: NaiveDate) -> ClockView {
        let walk = self.walk(calendar);
        let due = walk.due;
        // An answered case shows the clock as it stood on the day of the reply.
        let day = self.reply.map_or(today, |(_, on)| on.min(today));
        let counted = counted_until(calendar, &walk.segments, day);
        let days_left = match due {
            Some(due) if day > due.date => -i64::from(calendar.working_days_between(due.date, day).max(1)),
            _ => i64::from(walk.limit.saturating_sub(counted)),
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
        self.walk(calendar).due
    }

    /// The limits by which it lies on the desk.
    #[must_use]
    pub fn limits(&self, calendar: &WorkCalendar) -> Limits {
        let stage = self.stage_limits(calendar).into_iter().find(|limit| limit.kind != StageKind::SupplementAsk);
        Limits { due: self.due(calendar), stage }
    }

    /// How a newly loaded calendar moves the limits of an open case as they were `known`; nothing where they stay, the
    /// one for the reply also in being provisional.
    #[must_use]
    pub fn moved(&self, known: &Limits, calendar: &WorkCalendar) -> Vec<CalendarChanged> {
        if self.state().is_closed() {
            return Vec::new();
        }
        let now = self.limits(calendar);
        let due = (known.due != now.due).then_some(CalendarChanged { from: known.due, to: now.due, limit: None });
        let day = |limit: Option<StageLimit>| limit.map(|limit| limit.due.date);
        let stage = (day(known.stage) != day(now.stage)).then(|| CalendarChanged {
            from: known.stage.map(|limit| limit.due),
            to: now.stage.map(|limit| limit.due),
            limit: now.stage.or(known.stage).map(|limit| limit.kind),
        });
        due.into_iter().chain(stage).collect()
    }

    /// Whether an application still unconfirmed on `today` is a finding for the supervisor.
    #[must_use]
    pub fn confirmation_overdue(&self, calendar: &WorkCalendar, today: NaiveDate) -> bool {
        self.confirm_limit(calendar).is_some_and(|limit| today > limit.date)
    }

    /// Last day on which a supplement is asked in time (art. 30), from the receipt or, in a new round, from the
    /// annulment.
    #[must_use]
    pub fn supplement_ask_limit(&self, calendar: &WorkCalendar) -> Option<DueDate> {
        let opens = |start: &&Start| matches!(start.reason, StartReason::Receipt | StartReason::Annulment);
        let start = self.starts.iter().rfind(opens)?;
        calendar.due(start.on, u32::from(self.rules.supplement_ask_days)).ok()
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

    /// Working days of the limit since the last start, with the extension approved; without a delayed limit.
    #[must_use]
    pub fn limit_days(&self) -> u32 {
        let own = self.starts.last().map_or(0, |start| u32::from(start.days));
        let more = self.extension.filter(|e| e.approved_on.is_some()).map_or(0, |e| u32::from(e.days));
        own + more
    }

    /// The count in force: since the last start, or since a delayed limit was fixed.
    pub(super) fn walk(&self, calendar: &WorkCalendar) -> Walk {
        self.delayed_walk(calendar).unwrap_or_else(|| self.plain_walk(calendar))
    }

    pub(super) fn plain_walk(&self, calendar: &WorkCalendar) -> Walk {
        match self.starts.last() {
            Some(start) => count(calendar, start.on, self.limit_days(), &self.stops(calendar)),
            None => Walk { limit: 0, segments: Vec::new(), due: None },
        }
    }

    /// The delayed limit of art. 35. It is a day that the applicant was told, so it stands: art. 33(3) leaves the
    /// time for consulting out of the limits of its own second paragraph only, and the office fixes the day knowing
    /// whom it has to ask (and may fix a later one before it has passed). What the applicant himself is asked for
    /// afterwards, a payment or a supplement, does hold it. A day off moves to the next working day (民法典 art. 203).
    fn delayed_walk(&self, calendar: &WorkCalendar) -> Option<Walk> {
        let (on, until) = (self.delayed_on?, self.delayed_until?);
        let before = until.pred_opt().unwrap_or(until);
        let days = calendar.working_days_between(on, before) + 1;
        let mut stops = self.stops(calendar);
        stops.retain(|stop| stop.from >= on && matches!(stop.why, StopReason::Supplement | StopReason::Fee));
        Some(count(calendar, on, days, &stops))
    }

    /// The stops in order of their first day; they may overlap.
    fn stops(&self, calendar: &WorkCalendar) -> Vec<Stop> {
        let mut stops = Vec::new();
        for asked in &self.consultations {
            // Silence: the limit for the answer is over.
            let silence = self.consultation_limit(asked, calendar).map(|limit| limit.date);
            stops.push(self.stop(asked.sent_on, asked.ended_on, silence, StopReason::Consultation));
        }
        if let Some(asked) = self.reasons.filter(|_| self.rules.reasons_effect != ReasonsEffect::Runs) {
            stops.push(self.stop(asked.on, asked.arrived_on, Some(asked.until), StopReason::Reasons));
        }
        if let Some(asked) = self.supplement.filter(|_| self.held_by_supplement()) {
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

    /// A stop from a day of asking to a day of answering, at the latest over the last day for the answer.
    fn stop(&self, asked: NaiveDate, answered: Option<NaiveDate>, last: Option<NaiveDate>, why: StopReason) -> Stop {
        let (from, answered) = match self.rules.stop_convention {
            StopConvention::FromSending => (asked, answered),
            StopConvention::FromNextDay => (next_day(asked), answered.map(next_day)),
        };
        Stop { from, until: answered.into_iter().chain(last.map(next_day)).min(), why }
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

/// Counts `days` working days after `start`, leaving out the stops.
fn count(calendar: &WorkCalendar, start: NaiveDate, days: u32, stops: &[Stop]) -> Walk {
    let mut walk = Walk { limit: days, segments: Vec::new(), due: None };
    let (mut at, mut left) = (start, days);
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
        let provisional = (next_day(start).year()..=end.date.year())
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
