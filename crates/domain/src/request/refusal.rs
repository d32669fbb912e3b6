//! Why a command on a case is refused. Without text: the sentences stand in `app`.

use chrono::NaiveDate;

use super::fold::CaseState;
use super::reply::{Fact, ReplyKind};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Not in the actor's function.
    NotYours,
    /// Not in this state of the case.
    WrongState { state: CaseState },
    /// Before the arrival, the receipt or the step that it answers.
    TooEarly { earliest: NaiveDate },
    /// A legal date cannot lie in the future.
    InFuture { today: NaiveDate },
    /// The calendar does not reach there.
    OutsideCalendar,
    /// The day set for the applicant has to lie after the asking.
    LimitNotLater { after: NaiveDate },
    /// Not after this day (the first limit for an extension, the seventh day for a supplement).
    TooLate { latest: NaiveDate },
    /// It can be done only once.
    AlreadyDone,
    /// More than the law allows, or nothing.
    OutOfBounds { most: u16 },
    /// No more parts or letters than this.
    TooMany { most: u16 },
    /// A kind of reply that a correction (art. 41) cannot end with.
    NotForCorrection,
    /// A sum of money in whole fen that is nothing, or more than this.
    WrongAmount { most: i64 },
    /// No part has this number.
    NoSuchPart,
    /// No letter asking for an opinion has this number.
    NoSuchConsultation,
    /// Something is being waited for: a supplement, reasons, a fee, an opinion.
    Waiting,
    /// Its limit has not passed, or it was never asked.
    ConditionMissing { reply: ReplyKind },
    /// A third party objects with reasons and was not overridden (art. 32).
    ThirdPartyObjects,
    /// What this kind of reply rests on is not known yet.
    FactMissing { facts: Vec<Fact> },
    /// Service is believed only with its proof in the file.
    ProofMissing,
}

impl Refusal {
    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotYours => "request_not_yours",
            Self::WrongState { .. } => "request_wrong_state",
            Self::TooEarly { .. } => "request_date_too_early",
            Self::InFuture { .. } => "request_date_in_future",
            Self::OutsideCalendar => "request_outside_calendar",
            Self::LimitNotLater { .. } => "request_limit_not_later",
            Self::TooLate { .. } => "request_too_late",
            Self::AlreadyDone => "request_already_done",
            Self::OutOfBounds { .. } => "request_out_of_bounds",
            Self::TooMany { .. } => "request_too_many",
            Self::NotForCorrection => "request_not_for_correction",
            Self::WrongAmount { .. } => "request_wrong_amount",
            Self::NoSuchPart => "request_no_such_part",
            Self::NoSuchConsultation => "request_no_such_consultation",
            Self::Waiting => "request_waiting",
            Self::ConditionMissing { .. } => "request_condition_missing",
            Self::ThirdPartyObjects => "request_third_party_objects",
            Self::FactMissing { .. } => "request_fact_missing",
            Self::ProofMissing => "request_proof_missing",
        }
    }

    /// Every code, for the test that each has a sentence.
    pub const CODES: [&'static str; 19] = [
        "request_not_yours",
        "request_wrong_state",
        "request_date_too_early",
        "request_date_in_future",
        "request_outside_calendar",
        "request_limit_not_later",
        "request_too_late",
        "request_already_done",
        "request_out_of_bounds",
        "request_too_many",
        "request_not_for_correction",
        "request_wrong_amount",
        "request_no_such_part",
        "request_no_such_consultation",
        "request_waiting",
        "request_condition_missing",
        "request_third_party_objects",
        "request_fact_missing",
        "request_proof_missing",
    ];
}
