//! What a case keeps of each thing asked, sent, drafted or started. Not how events change them: that is the fold.

use chrono::NaiveDate;

use crate::request::channel::{Consulted, Opinion};
use crate::request::reply::ReplyKind;

crate::code_enum! {
    /// What a part's unit has done with it.
    pub enum PartState {
        Assigned = "assigned", "待接收";
        Taken = "taken", "办理中";
        Refused = "refused", "不予接收";
        Done = "done", "已办结";
    }
}

/// A unit's part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The unit (承办单位).
    pub unit: i64,
    /// How far it has come.
    pub state: PartState,
    /// To this unit.
    pub assigned_on: NaiveDate,
    /// The day by which its share is wanted, where one was set.
    pub until: Option<NaiveDate>,
}

/// One letter asking for an opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consultation {
    /// Whose opinion.
    pub with: Consulted,
    /// The clock stops.
    pub sent_on: NaiveDate,
    /// The limit for the answer runs from here.
    pub delivered_on: Option<NaiveDate>,
    /// Answered or called back.
    pub ended_on: Option<NaiveDate>,
    /// None while unanswered, and for a letter called back.
    pub opinion: Option<Opinion>,
    /// Whether an objection was set aside in the public interest (art. 32).
    pub overridden: bool,
}

/// Something the applicant was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The day of asking.
    pub on: NaiveDate,
    /// Last day for the applicant.
    pub until: NaiveDate,
    /// The day on which the applicant's answer arrived.
    pub arrived_on: Option<NaiveDate>,
    /// Only for a supplement: asked after the limit of art. 30.
    pub late: bool,
}

/// The fee asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeAsked {
    /// The clock stops.
    pub noticed_on: NaiveDate,
    /// The limit for paying runs from here.
    pub received_on: Option<NaiveDate>,
    /// Paid, or called off.
    pub ended_on: Option<NaiveDate>,
    /// Ended by payment.
    pub paid: bool,
    /// In whole fen (分).
    pub fen: i64,
    /// What was given back, in whole fen.
    pub refunded_fen: i64,
}

impl FeeAsked {
    /// What was paid and not given back, in whole fen.
    #[must_use]
    pub const fn held_fen(&self) -> i64 {
        if self.paid { self.fen - self.refunded_fen } else { 0 }
    }

    /// Takes back up to `fen`; what is left of it.
    pub(super) const fn give_back(&mut self, fen: i64) -> i64 {
        let held = self.held_fen();
        let part = if fen < held { fen } else { held };
        self.refunded_fen += part;
        fen - part
    }
}

/// How far the extension has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// The officer's proposal.
    pub asked_on: NaiveDate,
    /// Working days.
    pub days: u16,
    /// By the responsible person of the disclosure office; from here it counts.
    pub approved_on: Option<NaiveDate>,
    /// The day on which the applicant was told.
    pub told_on: Option<NaiveDate>,
}

/// The reply in the making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    /// The kind proposed.
    pub reply: ReplyKind,
    /// Day of the last step on it: drafted, passed or signed. The next step is not dated earlier.
    pub since: NaiveDate,
    /// Whether the legal reviewer has passed it.
    pub legal_passed: bool,
    /// Day of the signature.
    pub signed_on: Option<NaiveDate>,
}

/// Why the clock started when it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartReason {
    /// Art. 31.
    Receipt,
    /// Art. 30: afresh from the day the supplement arrives.
    Supplement,
    /// Only under the rule that reasons reset the clock.
    Reasons,
    /// 109号 art. 6, under the rule that it is counted afresh.
    Payment,
    /// The day of the decision or judgment that set the reply aside.
    Annulment,
}

/// One start of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The day that is not counted.
    pub on: NaiveDate,
    /// Why.
    pub reason: StartReason,
    /// Working days of the limit, without an extension.
    pub days: u16,
}
