//! The clock laid open: a table that an applicant or a judge can follow line by line to the due date, each with its
//! dates, the days counted and the article. Not the sentences: screens word the codes.

use chrono::NaiveDate;

use super::article::{Article, Law};
use super::channel::Matter;
use super::clock::{Segment, StopReason, next_day};
use super::fold::{Case, Start, StartReason};
use super::rules::ReasonsEffect;
use crate::calendar::{ExplainedSpan, SpanKind, WorkCalendar};

crate::code_enum! {
    /// What a line tells.
    pub enum LineKind {
        Arrived = "arrived", "收到申请材料";
        /// Starts the clock, itself not counted.
        Received = "received", "收到申请之日，不计入";
        SupplementArrived = "supplement_arrived", "收到补正，期限重新计算";
        ReasonsArrived = "reasons_arrived", "收到理由说明，期限重新计算";
        Paid = "paid", "缴费完成，期限自次日起重新计算";
        Annulled = "annulled", "答复被撤销，按决定或者判决确定的期限重新答复";
        Working = "working", "工作日";
        MakeUp = "make_up", "调休上班";
        Weekend = "weekend", "周末，不计入";
        Holiday = "holiday", "放假，不计入";
        Consultation = "consultation", "征求意见期间，不计入";
        Reasons = "reasons", "等待说明理由期间，不计入";
        Supplement = "supplement", "等待补正";
        Fee = "fee", "等待缴费";
        Extension = "extension", "经批准延长答复期限";
        Delayed = "delayed", "确定延迟答复的合理期限";
        Due = "due", "答复期限届满之日";
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it tells.
    pub kind: LineKind,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none while the end is open.
    pub to: Option<NaiveDate>,
    /// Working days counted in this line; for an extension the days added.
    pub days: u32,
    /// Working days counted so far since the start in force.
    pub so_far: u32,
    /// What it rests on.
    pub article: Option<Article>,
    /// The holiday, where there is one.
    pub holiday: Option<String>,
    /// By the weekday rule, since the year's notice is not known.
    pub provisional: bool,
}

const fn regulation(article: u16) -> Article {
    Article::of(Law::Regulation, article)
}

impl Line {
    const fn on(kind: LineKind, day: NaiveDate, article: Option<Article>) -> Self {
        Self { kind, from: day, to: Some(day), days: 0, so_far: 0, article, holiday: None, provisional: false }
    }

    fn of_span(span: ExplainedSpan) -> Self {
        let kind = match span.kind {
            SpanKind::Receipt => LineKind::Received,
            SpanKind::Working => LineKind::Working,
            SpanKind::MakeUp => LineKind::MakeUp,
            SpanKind::Weekend => LineKind::Weekend,
            SpanKind::Holiday => LineKind::Holiday,
        };
        Self {
            kind,
            from: span.from,
            to: Some(span.to),
            days: span.counted,
            so_far: span.counted_so_far,
            article: None,
            holiday: span.name,
            provisional: span.provisional,
        }
    }
}

impl Case {
    /// How the due date came about, up to and with the due date where there is one.
    #[must_use]
    pub fn explain(&self, calendar: &WorkCalendar) -> Vec<Line> {
        let mut lines = Vec::new();
        lines.extend(self.arrived_on.map(|on| Line::on(LineKind::Arrived, on, Some(regulation(29)))));
        for start in &self.starts {
            lines.extend(self.waited_line(start));
            lines.push(start_line(start));
        }
        let plain = self.plain_walk(calendar);
        let mut counted = walk_lines(calendar, &plain.segments, self.delayed_on, &mut lines);
        lines.extend(self.extension_line(counted));
        let mut due = plain.due;
        if let (Some(on), Some(until)) = (self.delayed_on, self.delayed_until) {
            let delayed = self.walk(calendar);
            let line = Line::on(LineKind::Delayed, on, Some(regulation(35)));
            lines.push(Line { to: Some(until), so_far: counted, ..line });
            counted = walk_lines(calendar, &delayed.segments, None, &mut lines);
            due = delayed.due;
        }
        lines.extend(due.map(|due| {
            let line = Line::on(LineKind::Due, due.date, self.limit_article());
            Line { so_far: counted, provisional: due.provisional, ..line }
        }));
        lines
    }

    /// What was waited for before the clock started afresh. A demand of an annulled round is not told any more.
    fn waited_line(&self, start: &Start) -> Option<Line> {
        let resets = self.rules.reasons_effect == ReasonsEffect::Resets;
        let (why, from, answered) = match start.reason {
            StartReason::Supplement => self.supplement.map(|s| (StopReason::Supplement, s.on, s.arrived_on))?,
            StartReason::Reasons if resets => self.reasons.map(|r| (StopReason::Reasons, r.on, r.arrived_on))?,
            StartReason::Payment => self.fee.map(|f| (StopReason::Fee, f.noticed_on, f.ended_on))?,
            _ => return None,
        };
        // Asked and answered on one day there is nothing to tell.
        (answered == Some(start.on) && from < start.on).then(|| stop_line(why, from, answered, 0))
    }

    fn extension_line(&self, counted: u32) -> Option<Line> {
        let extension = self.extension?;
        let line = Line::on(LineKind::Extension, extension.approved_on?, Some(regulation(33)));
        Some(Line { days: u32::from(extension.days), so_far: counted, ..line })
    }

    /// What the last day rests on; none for a limit that a decision, a judgment or the office itself has set.
    fn limit_article(&self) -> Option<Article> {
        let set_by_others = self.starts.iter().any(|start| start.reason == StartReason::Annulment);
        match (self.delayed_until, self.matter) {
            (Some(_), _) => Some(regulation(35)),
            (None, Some(Matter::Correction)) => None,
            _ if set_by_others => None,
            _ => Some(regulation(33)),
        }
    }
}

/// Lays the stretches open, those up to `last` where a day is named; the working days counted in them.
fn walk_lines(calendar: &WorkCalendar, segments: &[Segment], last: Option<NaiveDate>, lines: &mut Vec<Line>) -> u32 {
    let mut counted = 0;
    for segment in segments {
        match *segment {
            Segment::Counted { after, until, .. } => {
                let until = last.map_or(until, |last| until.min(last));
                lines.extend(calendar.explain_between(after, until, counted).into_iter().map(Line::of_span));
                counted += calendar.working_days_between(after, until);
            }
            Segment::Stopped(stop) if last.is_none_or(|last| stop.from <= last) => {
                let cut = last.map(next_day);
                let until = stop.until.into_iter().chain(cut).min();
                lines.push(stop_line(stop.why, stop.from, until, counted));
            }
            Segment::Stopped(_) => {}
        }
    }
    counted
}

fn start_line(start: &Start) -> Line {
    let (kind, article) = match start.reason {
        StartReason::Receipt => (LineKind::Received, Some(regulation(31))),
        StartReason::Supplement => (LineKind::SupplementArrived, Some(regulation(30))),
        StartReason::Reasons => (LineKind::ReasonsArrived, Some(regulation(35))),
        StartReason::Payment => (LineKind::Paid, Some(Article::of(Law::FeeMeasures, 6))),
        StartReason::Annulment => (LineKind::Annulled, None),
    };
    Line::on(kind, start.on, article)
}

fn stop_line(why: StopReason, from: NaiveDate, until: Option<NaiveDate>, so_far: u32) -> Line {
    let (kind, article) = match why {
        StopReason::Consultation => (LineKind::Consultation, regulation(33)),
        StopReason::Reasons => (LineKind::Reasons, regulation(35)),
        StopReason::Supplement => (LineKind::Supplement, regulation(30)),
        StopReason::Fee => (LineKind::Fee, Article::of(Law::FeeMeasures, 6)),
    };
    // `until` is the first day that counts again.
    let to = until.and_then(|until| until.pred_opt());
    Line { to, so_far, ..Line::on(kind, from, Some(article)) }
}
