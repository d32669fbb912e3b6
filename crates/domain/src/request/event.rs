//! What happened to a case: dates, codes, ids and numbers only. What people wrote is kept beside the event, sealed;
//! neither the clock nor the state depends on it. Not what somebody wants: that is a [`super::Command`].

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::channel::{AnnulledBy, Consulted, Matter, Opinion, ReceiptChannel, ServingMethod};
use super::reply::{Fact, ReplyKind};
use super::rules::Rules;
use crate::calendar::DueDate;
use crate::time::Moment;

/// One entry of a case's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// From 1, without gaps.
    pub seq: u32,
    /// When it was recorded; the legal dates are in `what`.
    pub at: Moment,
    /// The account; none for the applicant and the timer.
    pub by: Option<i64>,
    pub what: Happening,
}

/// What happened. Every `on` is a legal date in Asia/Shanghai.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    /// Arrived and registered; `split_from` names the application of several matters that it was split from.
    Registered {
        channel: ReceiptChannel,
        matter: Matter,
        arrived_on: NaiveDate,
        split_from: Option<i64>,
        rules: Box<Rules>,
    },
    /// Received in the sense of art. 31: the clock starts.
    Received {
        on: NaiveDate,
    },
    /// The applicant could not be reached to confirm.
    Unreachable {
        on: NaiveDate,
    },
    /// Another matter of this application was registered as a case of its own.
    SplitOff {
        request: i64,
    },
    OfficerAssigned {
        officer: i64,
    },
    PartAssigned {
        part: u16,
        unit: i64,
        on: NaiveDate,
    },
    PartTaken {
        part: u16,
    },
    PartRefused {
        part: u16,
    },
    PartReassigned {
        part: u16,
        unit: i64,
        on: NaiveDate,
    },
    PartDone {
        part: u16,
        on: NaiveDate,
    },
    /// `late`: after the limit of art. 30.
    SupplementAsked {
        on: NaiveDate,
        until: NaiveDate,
        late: bool,
    },
    SupplementProlonged {
        on: NaiveDate,
        until: NaiveDate,
    },
    SupplementArrived {
        on: NaiveDate,
    },
    ExtensionAsked {
        on: NaiveDate,
        days: u16,
    },
    ExtensionRefused {
        on: NaiveDate,
    },
    ExtensionApproved {
        on: NaiveDate,
        days: u16,
    },
    ExtensionTold {
        on: NaiveDate,
    },
    ConsultationSent {
        no: u16,
        with: Consulted,
        on: NaiveDate,
    },
    ConsultationDelivered {
        no: u16,
        on: NaiveDate,
    },
    ConsultationAnswered {
        no: u16,
        on: NaiveDate,
        opinion: Opinion,
    },
    /// Called back, for example because the letter could not be delivered.
    ConsultationRecalled {
        no: u16,
        on: NaiveDate,
    },
    /// Disclosure in the public interest over an objection, told to the third party in writing (art. 32).
    ObjectionOverridden {
        no: u16,
        on: NaiveDate,
    },
    ReasonsAsked {
        on: NaiveDate,
        until: NaiveDate,
    },
    ReasonsArrived {
        on: NaiveDate,
    },
    ReasonsWeighed {
        on: NaiveDate,
        reasonable: bool,
    },
    /// A delayed reasonable limit, told to the applicant (art. 35).
    LimitDelayed {
        on: NaiveDate,
        until: NaiveDate,
    },
    FeeNoticed {
        on: NaiveDate,
        fen: i64,
    },
    FeeNoticeReceived {
        on: NaiveDate,
    },
    FeePaid {
        on: NaiveDate,
    },
    FeeCancelled {
        on: NaiveDate,
    },
    FeeRefunded {
        on: NaiveDate,
        fen: i64,
    },
    ReplyDrafted {
        reply: ReplyKind,
        facts: Vec<Fact>,
        on: NaiveDate,
    },
    LegalPassed {
        on: NaiveDate,
    },
    LegalReturned {
        on: NaiveDate,
    },
    Signed {
        on: NaiveDate,
    },
    SignatureReturned {
        on: NaiveDate,
    },
    Replied {
        reply: ReplyKind,
        on: NaiveDate,
    },
    /// `sent_on`: the day of posting or handing over; `proof`: whether a proof lies in the file.
    Served {
        method: ServingMethod,
        sent_on: NaiveDate,
        received_on: Option<NaiveDate>,
        proof: bool,
    },
    Withdrawn {
        on: NaiveDate,
    },
    /// The reply was set aside; a new one is due within `days`.
    Annulled {
        by: AnnulledBy,
        on: NaiveDate,
        days: u16,
    },
    Archived {
        on: NaiveDate,
    },
    /// A newly loaded calendar moved the due date.
    CalendarChanged {
        from: Option<DueDate>,
        to: Option<DueDate>,
    },
}
