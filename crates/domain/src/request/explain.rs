//! The clock laid open: a table that an applicant or a judge can follow line by line to the due date, each with its
//! dates, the days counted and the article. Not the sentences: screens word the codes.

use chrono::NaiveDate;

use super::article::{Article, Law};
use super::clock::{Segment, StopReason};
use super::fold::{Case, Start, StartReason};
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
    pub kind: LineKind,
    pub from: NaiveDate,
    /// Last day; none while the end is open.
    pub to: Option<NaiveDate>,
    /// Working days counted in this line; for an extension the days added.
    pub days: u32,
    /// Working days counted so far since the start in force.
    pub so_far: u32,
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
        lines.extend(self.starts.iter().map(start_line));
        let walk = self.walk(calendar);
        let mut counted = 0;
        for segment in &walk.segments {
            match *segment {
                Segment::Counted { after, until, days } => {
                    lines.extend(calendar.explain_between(after, until, counted).into_iter().map(Line::of_span));
                    counted += days;
                }
                Segment::Stopped(stop) => lines.push(stop_line(stop.why, stop.from, stop.until, counted)),
            }
        }
        self.end_lines(calendar, counted, &mut lines);
        lines
    }

    fn end_lines(&self, calendar: &WorkCalendar, counted: u32, lines: &mut Vec<Line>) {
        if let Some(extension) = self.extension
            && let Some(on) = extension.approved_on
        {
            let days = u32::from(extension.days);
            lines.push(Line { days, so_far: counted, ..Line::on(LineKind::Extension, on, Some(regulation(33))) });
        }
        if let Some(until) = self.delayed_until {
            lines.push(Line { so_far: counted, ..Line::on(LineKind::Delayed, until, Some(regulation(35))) });
        }
        if let Some(due) = self.due(calendar) {
            let line = Line::on(LineKind::Due, due.date, Some(regulation(33)));
            lines.push(Line { so_far: counted, provisional: due.provisional, ..line });
        }
    }
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
