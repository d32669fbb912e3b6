//! 我为政府网站找错: a message about an error of the site, from its receipt to its end. What may be done when, and what a
//! supervisor has to look at. Who may do it says `identity`; the message itself is no rule's business.

use chrono::{Days, NaiveDate};

use crate::calendar::WorkCalendar;

crate::code_enum! {
    /// What is wrong, as the form offers it.
    pub enum ErrorKind {
        Wording = "wording", "错别字或者表述错误";
        Fact = "fact", "内容与事实不符";
        Stale = "stale", "内容过时，没有更新";
        Link = "link", "链接或者附件打不开";
        Display = "display", "页面显示不正常";
        Personal = "personal", "泄露了个人信息";
        Other = "other", "其他";
    }
}

crate::code_enum! {
    /// Where a message stands.
    pub enum State {
        Open = "open", "待答复";
        Answered = "answered", "已答复";
        Closed = "closed", "已办结";
    }
}

crate::code_enum! {
    /// What the agency found.
    pub enum Outcome {
        Corrected = "corrected", "已经改正";
        Correcting = "correcting", "正在改正";
        NoError = "no_error", "经核对没有错误";
        Elsewhere = "elsewhere", "不属于本网站";
        Unclear = "unclear", "说明不够清楚，无法核对";
    }
}

crate::code_enum! {
    /// What happened to a message.
    pub enum Step {
        Received = "received", "收到";
        Transferred = "transferred", "转办";
        Answered = "answered", "答复";
        Closed = "closed", "办结";
    }
}

crate::code_enum! {
    /// What a supervisor has to look at.
    pub enum ErrorFinding {
        /// Not answered within the working days after it was transferred.
        Overdue = "overdue", "超期未答复";
        /// Answered, and not closed for longer than the setting allows.
        Unclosed = "unclosed", "答复后久未办结";
        /// Handed on [`PASSED_AROUND`] times or more.
        PassedAround = "passed_around", "多次转办";
    }
}

/// Transfers from which on a message counts as passed around.
pub const PASSED_AROUND: i32 = 3;

/// What is asked to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Handing it to the agency that is responsible.
    Transfer {
        to: i64,
    },
    /// Telling the citizen what was found; may be said again while it is not closed.
    Answer {
        outcome: Outcome,
    },
    Close,
}

/// Where a message stands before a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    pub agency: i64,
    pub outcome: Option<Outcome>,
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It was closed; nothing more is done.
    AlreadyClosed,
    /// It was answered: whoever answered also closes it.
    AlreadyAnswered,
    SameAgency,
    NotAnswered,
    /// The last answer says that it is being corrected; a further one says how that ended.
    StillCorrecting,
}

impl Refusal {
    /// Every refusal, for the table of messages.
    pub const ALL: [Self; 5] =
        [Self::AlreadyClosed, Self::AlreadyAnswered, Self::SameAgency, Self::NotAnswered, Self::StillCorrecting];

    /// Stable code of the refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyClosed => "site_error_closed",
            Self::AlreadyAnswered => "site_error_answered",
            Self::SameAgency => "site_error_same_agency",
            Self::NotAnswered => "site_error_not_answered",
            Self::StillCorrecting => "site_error_correcting",
        }
    }
}

/// The state after a command.
///
/// # Errors
/// [`Refusal`] where it may not be done now.
pub fn decide(standing: Standing, command: Command) -> Result<State, Refusal> {
    match (standing.state, command) {
        (State::Closed, _) => Err(Refusal::AlreadyClosed),
        (State::Answered, Command::Transfer { .. }) => Err(Refusal::AlreadyAnswered),
        (State::Open, Command::Transfer { to }) if to == standing.agency => Err(Refusal::SameAgency),
        (State::Open, Command::Transfer { .. }) => Ok(State::Open),
        (_, Command::Answer { .. }) => Ok(State::Answered),
        (State::Open, Command::Close) => Err(Refusal::NotAnswered),
        (State::Answered, Command::Close) if standing.outcome == Some(Outcome::Correcting) => {
            Err(Refusal::StillCorrecting)
        }
        (State::Answered, Command::Close) => Ok(State::Closed),
    }
}

/// The last day for the answer to a message that was transferred on `on`: so many working days after it. Beyond the
/// calendar a week is added in place of the days off that are not known yet, since a message must be taken on any day.
#[must_use]
pub fn due_on(calendar: &WorkCalendar, on: NaiveDate, working_days: u32) -> NaiveDate {
    match calendar.due(on, working_days) {
        Ok(due) => due.date,
        Err(_) => on.checked_add_days(Days::new(u64::from(working_days) + 7)).unwrap_or(on),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn standing(state: State, outcome: Option<Outcome>) -> Standing {
        Standing { state, agency: 1, outcome }
    }

    #[test]
    fn a_message_goes_its_way_and_no_other() {
        use Command as C;
        let answer = C::Answer { outcome: Outcome::Corrected };
        let table = [
            (standing(State::Open, None), C::Transfer { to: 2 }, Ok(State::Open)),
            (standing(State::Open, None), C::Transfer { to: 1 }, Err(Refusal::SameAgency)),
            (standing(State::Open, None), answer, Ok(State::Answered)),
            (standing(State::Open, None), C::Close, Err(Refusal::NotAnswered)),
            (standing(State::Answered, Some(Outcome::Corrected)), C::Close, Ok(State::Closed)),
            (standing(State::Answered, Some(Outcome::Correcting)), C::Close, Err(Refusal::StillCorrecting)),
            (standing(State::Answered, Some(Outcome::Correcting)), answer, Ok(State::Answered)),
            (standing(State::Answered, None), C::Transfer { to: 2 }, Err(Refusal::AlreadyAnswered)),
            (standing(State::Closed, None), answer, Err(Refusal::AlreadyClosed)),
            (standing(State::Closed, None), C::Close, Err(Refusal::AlreadyClosed)),
        ];
        for (standing, command, after) in table {
            assert_eq!(decide(standing, command), after, "{standing:?} {command:?}");
        }
    }

    #[test]
    fn the_answer_is_due_after_three_working_days() {
        let calendar = WorkCalendar::official();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(due_on(&calendar, day("2026-11-26"), 3), day("2026-12-01"));
        assert_eq!(due_on(&calendar, day("2026-11-23"), 3), day("2026-11-26"));
        assert!(due_on(&calendar, day("2090-01-03"), 3) > day("2090-01-03"));
    }
}
