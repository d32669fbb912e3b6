//! What is amiss with a case, so that no limit is missed unseen: read off the fold and the clock. Not who looks after it,
//! nor how such cases are found among many.

use chrono::NaiveDate;

use super::clock::StageKind;
use super::fold::{Case, CaseState, PartState};
use crate::calendar::WorkCalendar;

crate::code_enum! {
    /// 问题: something that somebody has to look at, the gravest first.
    pub enum CaseFinding {
        /// The limit for the reply has passed (art. 33).
        Overdue = "overdue", "答复超期";
        /// Not confirmed with the applicant within the days of the rules; the clock has not begun (art. 31).
        Unconfirmed = "unconfirmed", "来件未按时确认收到";
        /// The limit for the reply is near.
        Near = "near", "答复临期";
        /// No supplement came in time; somebody has to decide whether there was a good reason (art. 30).
        SupplementEnded = "supplement_ended", "补正期满未决定";
        /// No reasons came in time (art. 35).
        ReasonsEnded = "reasons_ended", "说明理由期满未决定";
        /// The fee was not paid in time (109号 art. 6).
        FeeEnded = "fee_ended", "缴费期满未决定";
        /// The consulted one was silent: the organ decides itself (art. 32), or silence is consent (art. 34).
        OpinionEnded = "opinion_ended", "征求意见期满未处理";
        /// The extension was approved on an earlier day, and nobody has told the applicant (art. 33).
        ExtensionUntold = "extension_untold", "延期未告知申请人";
        /// Nobody handles it.
        Unassigned = "unassigned", "没有确定经办人";
        /// A unit sent its part back.
        PartRefused = "part_refused", "承办单位退回待改派";
        /// A unit is late with its part.
        PartLate = "part_late", "承办单位逾期未反馈";
        /// Answered, and not served within the days of the settings.
        Unserved = "unserved", "已答复未及时送达";
    }
}

/// The days by which a case is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    pub today: NaiveDate,
    /// The last day that is near.
    pub near: NaiveDate,
    /// What was answered on this day or earlier should have been served.
    pub served: NaiveDate,
}

impl Today {
    /// The days on `today`: `near` working days ahead, `serve` working days back.
    #[must_use]
    pub fn of(calendar: &WorkCalendar, today: NaiveDate, near: u32, serve: u32) -> Self {
        let near = calendar.due(today, near.max(1)).map_or(today, |due| due.date);
        let mut served = today;
        while calendar.working_days_between(served, today) <= serve {
            match served.pred_opt().filter(|day| *day >= calendar.first_day()) {
                Some(day) => served = day,
                None => break,
            }
        }
        Self { today, near, served }
    }
}

impl Case {
    /// What is amiss with the case, the gravest first. `officer`: whether somebody handles it.
    #[must_use]
    pub fn findings(&self, calendar: &WorkCalendar, days: &Today, officer: bool) -> Vec<CaseFinding> {
        let state = self.state();
        let is_open = state != CaseState::Unknown && !state.is_closed();
        let found = |finding: &CaseFinding| match finding {
            CaseFinding::Unserved => state == CaseState::Replied && self.reply.is_some_and(|(_, on)| on <= days.served),
            finding => is_open && self.shows(*finding, calendar, days, officer),
        };
        CaseFinding::ALL.iter().copied().filter(found).collect()
    }

    fn shows(&self, finding: CaseFinding, calendar: &WorkCalendar, days: &Today, officer: bool) -> bool {
        use CaseFinding as F;
        let due = || self.due(calendar).map(|due| due.date);
        match finding {
            F::Overdue => due().is_some_and(|due| due < days.today),
            F::Near => due().is_some_and(|due| (days.today..=days.near).contains(&due)),
            F::Unconfirmed => self.stage_ended(CaseState::Registered, StageKind::Confirm, calendar, days.today),
            F::SupplementEnded => self.stage_ended(CaseState::Supplement, StageKind::Supplement, calendar, days.today),
            F::ReasonsEnded => self.stage_ended(CaseState::Reasons, StageKind::Reasons, calendar, days.today),
            F::FeeEnded => self.stage_ended(CaseState::Fee, StageKind::Fee, calendar, days.today),
            F::OpinionEnded => self.stage_ended(CaseState::Consulting, StageKind::Consultation, calendar, days.today),
            F::ExtensionUntold => self.untold_on().is_some_and(|on| on < days.today),
            F::Unassigned => !officer,
            F::PartRefused => self.parts.iter().any(|part| part.state == PartState::Refused),
            F::PartLate => self.parts.iter().any(|part| {
                matches!(part.state, PartState::Assigned | PartState::Taken)
                    && part.until.is_some_and(|until| until < days.today)
            }),
            F::Unserved => false,
        }
    }

    fn stage_ended(&self, state: CaseState, kind: StageKind, calendar: &WorkCalendar, today: NaiveDate) -> bool {
        let view = || self.clock(calendar, today).stage_limits;
        self.state() == state && view().iter().any(|limit| limit.kind == kind && limit.due.date < today)
    }
}
