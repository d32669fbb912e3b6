//! 年报 from draft to publication: what a report covers, which step follows which, and the days of art. 49. Who holds the
//! right to a step is `identity::permission`; what the checks find is counted elsewhere and handed in.

use chrono::NaiveDate;

crate::code_enum! {
    /// Whose figures a report holds.
    pub enum Coverage {
        /// The agency alone, with what was merged into it.
        Own = "own", "本级";
        /// The agency with all below it by the territorial tree: a government's report (art. 49).
        Whole = "whole", "汇总";
    }
}

/// The last days of the year for reports, each as month and day (art. 49).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDays {
    pub agency: (u32, u32),
    pub government: (u32, u32),
}

impl Default for ReportDays {
    /// Those of the law: 31 January for agencies, 31 March for a government.
    fn default() -> Self {
        Self { agency: (1, 31), government: (3, 31) }
    }
}

impl Coverage {
    /// The last day for publishing the report on a data year (art. 49). `None` outside the calendar.
    #[must_use]
    pub fn due_on(self, year: i32, days: &ReportDays) -> Option<NaiveDate> {
        let (month, day) = match self {
            Self::Own => days.agency,
            Self::Whole => days.government,
        };
        NaiveDate::from_ymd_opt(year.checked_add(1)?, month, day)
    }
}

crate::code_enum! {
    /// Where a report stands.
    pub enum ReportState {
        Draft = "draft", "编制中";
        HandedIn = "handed_in", "已上报";
        SentBack = "sent_back", "已退回";
        Accepted = "accepted", "已审核";
        /// Figures and text are fixed; what is printed is what is signed.
        Sealed = "sealed", "已定稿";
        Published = "published", "已发布";
        /// A later version stands in its place.
        Replaced = "replaced", "已被更正";
    }
}

impl ReportState {
    /// Whether figures and text may be changed.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::SentBack)
    }

    /// Whether the agency has done its part: its figures go into the roll-up.
    #[must_use]
    pub const fn is_handed_in(self) -> bool {
        matches!(self, Self::HandedIn | Self::Accepted | Self::Sealed | Self::Published)
    }

    /// Whether the text no longer follows the cells.
    #[must_use]
    pub const fn is_fixed(self) -> bool {
        matches!(self, Self::Sealed | Self::Published | Self::Replaced)
    }
}

crate::code_enum! {
    /// A step of a report's way, as it is asked for and as the log keeps it.
    pub enum ReportStep {
        HandIn = "hand_in", "上报";
        SendBack = "send_back", "退回修改";
        Accept = "accept", "审核通过";
        Seal = "seal", "定稿";
        Publish = "publish", "发布";
        /// A new version of what is published.
        Correct = "correct", "更正";
    }
}

/// What decides about a step beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepFacts {
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that want a note and have none (V5, V7).
    pub unexplained: usize,
    /// Places of the text that are still to be written.
    pub unwritten: usize,
    /// Whether the same person handed the report in.
    pub is_own_work: bool,
    /// Whether remarks or a public note were given.
    pub has_note: bool,
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ReportRefusal {
    #[error("the step does not follow from the state")]
    WrongState,
    #[error("the checks find errors")]
    HasErrors,
    #[error("findings are not explained")]
    Unexplained,
    #[error("the text is not finished")]
    Unwritten,
    #[error("one's own work")]
    OwnWork,
    #[error("no remarks")]
    NoNote,
}

impl ReportRefusal {
    /// Every refusal.
    pub const ALL: [Self; 6] =
        [Self::WrongState, Self::HasErrors, Self::Unexplained, Self::Unwritten, Self::OwnWork, Self::NoNote];

    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongState => "report_wrong_state",
            Self::HasErrors => "report_has_errors",
            Self::Unexplained => "report_unexplained",
            Self::Unwritten => "report_unwritten",
            Self::OwnWork => "report_own_work",
            Self::NoNote => "report_no_note",
        }
    }
}

/// The state after a step. A correction leaves the published version as it is: the new one begins as a draft.
///
/// # Errors
/// The first reason against it.
pub fn decide(state: ReportState, step: ReportStep, facts: &StepFacts) -> Result<ReportState, ReportRefusal> {
    use ReportState as S;
    let no = |refusal, bad: bool| if bad { Err(refusal) } else { Ok(()) };
    let next = match (step, state) {
        (ReportStep::HandIn, S::Draft | S::SentBack) => S::HandedIn,
        (ReportStep::SendBack, S::HandedIn | S::Accepted) => S::SentBack,
        (ReportStep::Accept, S::HandedIn) => S::Accepted,
        (ReportStep::Seal, S::Accepted) => S::Sealed,
        (ReportStep::Publish, S::Sealed) => S::Published,
        (ReportStep::Correct, S::Published) => S::Draft,
        _ => return Err(ReportRefusal::WrongState),
    };
    match step {
        ReportStep::HandIn | ReportStep::Accept | ReportStep::Seal => {
            no(ReportRefusal::HasErrors, facts.errors > 0)?;
            no(ReportRefusal::Unexplained, facts.unexplained > 0)?;
            no(ReportRefusal::Unwritten, facts.unwritten > 0)?;
            no(ReportRefusal::OwnWork, step == ReportStep::Accept && facts.is_own_work)?;
        }
        ReportStep::SendBack | ReportStep::Correct => no(ReportRefusal::NoNote, !facts.has_note)?,
        ReportStep::Publish => {}
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTED: StepFacts = StepFacts { errors: 0, unexplained: 0, unwritten: 0, is_own_work: false, has_note: true };

    #[test]
    fn the_way_leads_from_draft_to_published_and_nowhere_else() {
        use {ReportState as S, ReportStep as T};
        let way = [
            (S::Draft, T::HandIn, S::HandedIn),
            (S::HandedIn, T::SendBack, S::SentBack),
            (S::SentBack, T::HandIn, S::HandedIn),
            (S::HandedIn, T::Accept, S::Accepted),
            (S::Accepted, T::SendBack, S::SentBack),
            (S::Accepted, T::Seal, S::Sealed),
            (S::Sealed, T::Publish, S::Published),
            (S::Published, T::Correct, S::Draft),
        ];
        for state in S::ALL {
            for step in T::ALL {
                let known = way.iter().find(|(from, by, _)| from == state && by == step).map(|(_, _, to)| *to);
                assert_eq!(decide(*state, *step, &NOTED).ok(), known, "{state} {step}");
            }
        }
    }

    #[test]
    fn what_is_wrong_or_unwritten_goes_no_further() {
        use {ReportState as S, ReportStep as T};
        let table = [
            (StepFacts { errors: 1, ..NOTED }, T::HandIn, S::Draft, ReportRefusal::HasErrors),
            (StepFacts { unexplained: 1, ..NOTED }, T::HandIn, S::Draft, ReportRefusal::Unexplained),
            (StepFacts { unwritten: 1, ..NOTED }, T::Seal, S::Accepted, ReportRefusal::Unwritten),
            (StepFacts { is_own_work: true, ..NOTED }, T::Accept, S::HandedIn, ReportRefusal::OwnWork),
            (StepFacts { has_note: false, ..NOTED }, T::SendBack, S::HandedIn, ReportRefusal::NoNote),
            (StepFacts { has_note: false, ..NOTED }, T::Correct, S::Published, ReportRefusal::NoNote),
        ];
        for (facts, step, state, refusal) in table {
            assert_eq!(decide(state, step, &facts), Err(refusal));
        }
    }

    #[test]
    fn agencies_have_until_january_and_governments_until_march() {
        let days = ReportDays::default();
        let day = |coverage: Coverage| coverage.due_on(2025, &days).map(|day| day.to_string());
        assert_eq!(day(Coverage::Own).as_deref(), Some("2026-01-31"));
        assert_eq!(day(Coverage::Whole).as_deref(), Some("2026-03-31"));
        let earlier = ReportDays { agency: (1, 20), ..days };
        assert_eq!(Coverage::Own.due_on(2025, &earlier).map(|day| day.to_string()).as_deref(), Some("2026-01-20"));
    }
}
