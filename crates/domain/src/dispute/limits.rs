//! The limits of a dispute as reminders: until when may be applied or sued, when the decision is due, when a hearing is.

use chrono::NaiveDate;

use super::{Dispute, Procedure, Track};
use crate::calendar::{CalendarError, WorkCalendar};
use crate::request::remedy::{Limit, RemedyRules};

/// The limits in force, in calendar days. Defaults are the law's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DisputeRules {
    /// 行政复议法 art. 62.
    pub ordinary_days: u32,
    pub extension_days: u32,
    pub simplified_days: u32,
    /// 行政诉讼法 art. 45.
    pub sue_days: u32,
    /// 行政诉讼法 art. 85: appeal against a judgment.
    pub appeal_days: u32,
}

impl Default for DisputeRules {
    fn default() -> Self {
        Self { ordinary_days: 60, extension_days: 30, simplified_days: 30, sue_days: 15, appeal_days: 15 }
    }
}

crate::code_enum! {
    /// What is due on the day.
    pub enum ReminderKind {
        Hearing = "hearing", "听证或者开庭";
        ReconsiderationDecision = "decision", "复议决定期限";
        /// After a reconsideration: the applicant may sue until then.
        SuitPossible = "suit_possible", "对复议决定起诉期限";
        AppealPossible = "appeal_possible", "上诉期限";
    }
}

/// A day to be reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    pub kind: ReminderKind,
    pub on: NaiveDate,
    /// The working calendar of that year is not published yet.
    pub provisional: bool,
}

/// The limit within which the reply itself is disputed, from its service: 60 days to apply for reconsideration
/// (行政复议法 art. 20), six months to sue directly (行政诉讼法 art. 46). A suit after a reconsideration runs from the
/// decision on that; see [`reminders`].
#[must_use]
pub const fn filing_limit(track: Track, rules: &RemedyRules) -> Option<Limit> {
    match track {
        Track::Reconsideration => Some(Limit::Days(rules.reconsideration_days)),
        Track::DirectLitigation => Some(Limit::Months(rules.litigation_months)),
        Track::LitigationAfterReconsideration => None,
    }
}

/// The days to be reminded of that are not past, earliest first.
///
/// # Errors
/// When a limit lies outside the calendar.
pub fn reminders(
    dispute: &Dispute,
    rules: &DisputeRules,
    today: NaiveDate,
    calendar: &WorkCalendar,
) -> Result<Vec<Reminder>, CalendarError> {
    let mut found = Vec::new();
    let mut limit = |kind, from, days| -> Result<(), CalendarError> {
        let due = Limit::Days(days).last_day(from, calendar)?;
        found.push(Reminder { kind, on: due.date, provisional: due.provisional });
        Ok(())
    };
    match (dispute.track, dispute.decided) {
        (Track::Reconsideration, None) => {
            if let Some((from, procedure)) = dispute.accepted {
                limit(ReminderKind::ReconsiderationDecision, from, decision_days(dispute, procedure, rules))?;
            }
        }
        (Track::Reconsideration, Some((from, _))) => limit(ReminderKind::SuitPossible, from, rules.sue_days)?,
        (_, Some((from, _))) if dispute.appealed_on.is_none() => {
            limit(ReminderKind::AppealPossible, from, rules.appeal_days)?;
        }
        _ => {}
    }
    let hearing = |on: &NaiveDate| Reminder { kind: ReminderKind::Hearing, on: *on, provisional: false };
    if dispute.decided.is_none() {
        found.extend(dispute.hearings.iter().map(hearing));
    }
    found.retain(|reminder| reminder.on >= today);
    found.sort_by_key(|reminder| reminder.on);
    Ok(found)
}

fn decision_days(dispute: &Dispute, procedure: Procedure, rules: &DisputeRules) -> u32 {
    match (procedure, dispute.extended_on) {
        (Procedure::Simplified, _) => rules.simplified_days,
        (Procedure::Ordinary, None) => rules.ordinary_days,
        (Procedure::Ordinary, Some(_)) => rules.ordinary_days + rules.extension_days,
    }
}
