//! 争议: reconsideration and litigation over disclosure. A dispute is a fold over its dated events; from it follow its
//! outcome, the limits to remind of and the cell of the report's table 4. Not the parties' names and papers.

mod limits;
mod report;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use limits::{DisputeRules, Reminder, ReminderKind, filing_limit, reminders};
pub use report::{Cell, cell_in, is_suspicious};

crate::code_enum! {
    /// The three tracks of table 4.
    pub enum Track {
        Reconsideration = "reconsideration", "行政复议";
        DirectLitigation = "direct", "未经复议直接起诉";
        LitigationAfterReconsideration = "after_reconsideration", "复议后起诉";
    }
}

crate::code_enum! {
    /// The four outcomes of table 4; their sum is its fifth column.
    pub enum Outcome {
        Upheld = "upheld", "结果维持";
        Corrected = "corrected", "结果纠正";
        Other = "other", "其他结果";
        Pending = "pending", "尚未审结";
    }
}

crate::code_enum! {
    /// In which capacity the agency is a party.
    pub enum Party {
        /// It decided on the application.
        Original = "original", "原行为机关";
        /// It upheld another organ's decision and is sued beside it; counted at the original organ alone
        /// (国办公开办函〔2016〕201号).
        CoDefendant = "co_defendant", "复议机关作共同被告";
    }
}

impl Party {
    /// Whether the dispute counts in this agency's report.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Original)
    }
}

crate::code_enum! {
    /// The procedure of a reconsideration (行政复议法 arts 53, 62).
    pub enum Procedure {
        Ordinary = "ordinary", "普通程序";
        /// Open for disclosure cases.
        Simplified = "simplified", "简易程序";
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    /// The application or complaint was handed in.
    Filed,
    /// The organ or court took it up.
    Accepted { procedure: Procedure },
    /// The reconsideration's limit was extended by up to 30 days (art. 62).
    Extended,
    /// A hearing is or was fixed for that day.
    Hearing { on: NaiveDate },
    /// Decided; the day is the day on which the decision was served.
    Decided { outcome: Outcome },
    /// A party appealed: the judgment is not final.
    Appealed,
}

impl Happening {
    /// The stable code of the kind.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Accepted { .. } => "accepted",
            Self::Extended => "extended",
            Self::Hearing { .. } => "hearing",
            Self::Decided { .. } => "decided",
            Self::Appealed => "appealed",
        }
    }

    /// The name that people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Filed => "申请或者起诉",
            Self::Accepted { .. } => "受理",
            Self::Extended => "延长审理期限",
            Self::Hearing { .. } => "听证或者开庭",
            Self::Decided { .. } => "作出决定或者判决",
            Self::Appealed => "上诉",
        }
    }
}

/// An event with its legal date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub on: NaiveDate,
    pub what: Happening,
}

/// Why an event is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DisputeRefusal {
    #[error("filed already")]
    FiledAlready,
    #[error("not filed yet")]
    NotFiled,
    #[error("accepted already")]
    AcceptedAlready,
    #[error("not accepted yet")]
    NotAccepted,
    #[error("decided already")]
    Decided,
    #[error("not decided yet")]
    NotDecided,
    #[error("pending is no decision")]
    NoOutcome,
    #[error("only a reconsideration is extended, once, in the ordinary procedure")]
    NotExtendable,
    #[error("a reconsideration is not appealed, and a judgment once")]
    NotAppealable,
    #[error("before an earlier event")]
    BeforeEarlier,
    #[error("in the future")]
    Future,
}

impl DisputeRefusal {
    /// Every refusal.
    pub const ALL: [Self; 11] = [
        Self::FiledAlready,
        Self::NotFiled,
        Self::AcceptedAlready,
        Self::NotAccepted,
        Self::Decided,
        Self::NotDecided,
        Self::NoOutcome,
        Self::NotExtendable,
        Self::NotAppealable,
        Self::BeforeEarlier,
        Self::Future,
    ];

    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FiledAlready => "dispute_filed",
            Self::NotFiled => "dispute_not_filed",
            Self::AcceptedAlready => "dispute_accepted",
            Self::NotAccepted => "dispute_not_accepted",
            Self::Decided => "dispute_decided",
            Self::NotDecided => "dispute_not_decided",
            Self::NoOutcome => "dispute_no_outcome",
            Self::NotExtendable => "dispute_not_extendable",
            Self::NotAppealable => "dispute_not_appealable",
            Self::BeforeEarlier => "dispute_before_earlier",
            Self::Future => "dispute_future",
        }
    }
}

/// A dispute as its events leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    pub track: Track,
    pub filed_on: Option<NaiveDate>,
    pub accepted: Option<(NaiveDate, Procedure)>,
    pub extended_on: Option<NaiveDate>,
    /// Days of hearings, in the order in which they were fixed.
    pub hearings: Vec<NaiveDate>,
    /// The decision in force; none while an appeal against it is open.
    pub decided: Option<(NaiveDate, Outcome)>,
    pub appealed_on: Option<NaiveDate>,
    last: Option<NaiveDate>,
}

impl Dispute {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn new(track: Track) -> Self {
        Self {
            track,
            filed_on: None,
            accepted: None,
            extended_on: None,
            hearings: Vec::new(),
            decided: None,
            appealed_on: None,
            last: None,
        }
    }

    /// The dispute after all these events.
    #[must_use]
    pub fn fold(track: Track, events: &[Event]) -> Self {
        let mut dispute = Self::new(track);
        for event in events {
            dispute.apply(*event);
        }
        dispute
    }

    /// Takes in an event.
    pub fn apply(&mut self, event: Event) {
        match event.what {
            Happening::Filed => self.filed_on = Some(event.on),
            Happening::Accepted { procedure } => self.accepted = Some((event.on, procedure)),
            Happening::Extended => self.extended_on = Some(event.on),
            Happening::Hearing { on } => self.hearings.push(on),
            Happening::Decided { outcome } => self.decided = Some((event.on, outcome)),
            Happening::Appealed => {
                self.appealed_on = Some(event.on);
                self.decided = None;
            }
        }
        self.last = Some(event.on);
    }

    /// The outcome as it stands.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.decided.map_or(Outcome::Pending, |(_, outcome)| outcome)
    }

    /// Whether the event may be noted.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn check(&self, event: Event, today: NaiveDate) -> Result<(), DisputeRefusal> {
        use DisputeRefusal as R;
        let no = |refusal, bad: bool| if bad { Err(refusal) } else { Ok(()) };
        no(R::Future, event.on > today)?;
        no(R::BeforeEarlier, self.last.is_some_and(|last| event.on < last))?;
        if event.what == Happening::Filed {
            return no(R::FiledAlready, self.filed_on.is_some());
        }
        no(R::NotFiled, self.filed_on.is_none())?;
        let reconsideration = self.track == Track::Reconsideration;
        match event.what {
            Happening::Appealed => {
                no(R::NotAppealable, reconsideration || self.appealed_on.is_some())?;
                no(R::NotDecided, self.decided.is_none())
            }
            _ if self.decided.is_some() => Err(R::Decided),
            Happening::Accepted { .. } => no(R::AcceptedAlready, self.accepted.is_some()),
            Happening::Extended => {
                let ordinary = self.accepted.is_some_and(|(_, procedure)| procedure == Procedure::Ordinary);
                no(R::NotExtendable, !reconsideration || !ordinary || self.extended_on.is_some())
            }
            Happening::Hearing { .. } => no(R::NotAccepted, self.accepted.is_none()),
            Happening::Decided { outcome } => no(R::NoOutcome, outcome == Outcome::Pending),
            Happening::Filed => Ok(()),
        }
    }
}
