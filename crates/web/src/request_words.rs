//! Words for an application: the lines of the clock's explanation, what happened, states and limits, each in plain
//! Chinese, the same for the applicant and for the office. Only wording: what is counted and what happened says the
//! domain.

use chrono::{Datelike, NaiveDate};
use domain::request::{CaseState, StageKind, WaitingFor};

mod event;
mod line;

pub use event::{Told, public_event, staff_event};
pub use line::{Explained, explained};

/// A day as sentences name it: 2026年3月5日.
#[must_use]
pub fn day(on: NaiveDate) -> String {
    format!("{}年{}月{}日", on.year(), on.month(), on.day())
}

/// The state as the applicant reads it: what the office calls the inner steps of a reply is for him one thing.
#[must_use]
pub const fn public_state(state: CaseState) -> &'static str {
    match state {
        CaseState::Unknown | CaseState::Registered => "已登记，等待确认收到",
        CaseState::Handling => "办理中",
        CaseState::Supplement => "等待您补正",
        CaseState::Reasons => "等待您说明理由",
        CaseState::Fee => "等待您缴费",
        CaseState::Consulting => "正在征求有关方面意见",
        CaseState::LegalReview | CaseState::Signature | CaseState::Ready => "正在审核答复",
        CaseState::Replied => "已答复，正在送达",
        CaseState::Served => "已答复",
        CaseState::Withdrawn => "已撤回",
        CaseState::Archived => "已办结",
    }
}

/// The tone of a state's badge.
#[must_use]
pub const fn state_tone(state: CaseState) -> &'static str {
    match state {
        CaseState::Unknown | CaseState::Withdrawn | CaseState::Archived => "neutral",
        CaseState::Registered | CaseState::Supplement | CaseState::Reasons | CaseState::Fee => "warning",
        CaseState::Replied | CaseState::Served => "ok",
        _ => "info",
    }
}

/// A limit beside the one for the reply, as the office names it.
#[must_use]
pub const fn limit_label(kind: StageKind) -> &'static str {
    match kind {
        StageKind::Confirm => "与申请人确认收到的期限",
        StageKind::SupplementAsk => "告知补正的最后期限",
        StageKind::Supplement => "申请人补正的期限",
        StageKind::Reasons => "申请人说明理由的期限",
        StageKind::Consultation => "被征求意见方答复的期限",
        StageKind::Fee => "申请人缴费的期限",
    }
}

/// Who has to move, as the applicant reads it.
#[must_use]
pub const fn public_waiting(waiting: WaitingFor) -> &'static str {
    match waiting {
        WaitingFor::Office => "等待受理机构办理",
        WaitingFor::Applicant => "等待您办理",
        WaitingFor::Others => "等待被征求意见方答复",
        WaitingFor::Nobody => "",
    }
}

/// How much time is left.
#[must_use]
pub fn days_left(days: i64) -> String {
    match days {
        ..0 => format!("已超期 {} 个工作日", days.unsigned_abs()),
        0 => "今天到期".to_string(),
        _ => format!("还剩 {days} 个工作日"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_as_people_say_them() {
        assert_eq!(day(NaiveDate::from_ymd_opt(2026, 3, 5).unwrap_or_default()), "2026年3月5日");
        assert_eq!(days_left(-2), "已超期 2 个工作日");
        assert_eq!(days_left(0), "今天到期");
        assert_eq!(days_left(5), "还剩 5 个工作日");
    }
}
