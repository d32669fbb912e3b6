//! What happened to a case: dates, codes, ids and numbers only. What people wrote is kept beside the event, sealed;
//! neither the clock nor the state depends on it. Not what somebody wants: that is a [`super::Command`].

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::channel::{AnnulledBy, Consulted, Matter, Opinion, ReceiptChannel, ServingMethod};
use super::clock::StageKind;
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
    Received { on: NaiveDate },
    /// The applicant could not be reached to confirm.
    Unreachable { on: NaiveDate },
    /// Another matter of this application was registered as a case of its own.
    SplitOff { request: i64 },
    /// Who leads the case; an account.
    OfficerAssigned { officer: i64 },
    /// A unit got its share; parts are numbered from 0. `until`: the day by which it is wanted, where one was set.
    PartAssigned {
        part: u16,
        unit: i64,
        on: NaiveDate,
        #[serde(default)]
        until: Option<NaiveDate>,
    },
    /// The unit works on it.
    PartTaken { part: u16 },
    /// The unit sent it back; somebody reassigns it.
    PartRefused { part: u16 },
    /// Handed to another unit, where it begins anew.
    PartReassigned {
        part: u16,
        unit: i64,
        on: NaiveDate,
        #[serde(default)]
        until: Option<NaiveDate>,
    },
    /// The unit has handed in its share.
    PartDone { part: u16, on: NaiveDate },
    /// `late`: after the limit of art. 30.
    SupplementAsked { on: NaiveDate, until: NaiveDate, late: bool },
    /// A later last day, for a good reason (art. 30).
    SupplementProlonged { on: NaiveDate, until: NaiveDate },
    /// Starts the clock afresh (art. 30), unless asked late.
    SupplementArrived { on: NaiveDate },
    /// Proposed by the officer, in working days.
    ExtensionAsked { on: NaiveDate, days: u16 },
    /// By the responsible person; another may be proposed.
    ExtensionRefused { on: NaiveDate },
    /// By the responsible person (art. 33); the limit grows by these working days.
    ExtensionApproved { on: NaiveDate, days: u16 },
    /// The applicant was told (art. 33).
    ExtensionTold { on: NaiveDate },
    /// Stops the clock (art. 33); letters are numbered from 0.
    ConsultationSent { no: u16, with: Consulted, on: NaiveDate },
    /// Received by the one consulted: his own limit runs (arts 32, 34).
    ConsultationDelivered { no: u16, on: NaiveDate },
    /// The clock goes on, at the latest after his limit.
    ConsultationAnswered { no: u16, on: NaiveDate, opinion: Opinion },
    /// Called back, for example because the letter could not be delivered.
    ConsultationRecalled { no: u16, on: NaiveDate },
    /// Disclosure in the public interest over an objection, told to the third party in writing (art. 32).
    ObjectionOverridden { no: u16, on: NaiveDate },
    /// Art. 35; what it does to the clock is in the rules.
    ReasonsAsked { on: NaiveDate, until: NaiveDate },
    /// From the applicant.
    ReasonsArrived { on: NaiveDate },
    /// Whether the number is justified: if not, E4 may be given; if so, the limit may be delayed.
    ReasonsWeighed { on: NaiveDate, reasonable: bool },
    /// A delayed reasonable limit, told to the applicant (art. 35).
    LimitDelayed { on: NaiveDate, until: NaiveDate },
    /// Stops the clock; `fen` is the sum asked for.
    FeeNoticed { on: NaiveDate, fen: i64 },
    /// The limit for paying runs from the next day (109号 art. 6).
    FeeNoticeReceived { on: NaiveDate },
    /// Paid in full.
    FeePaid { on: NaiveDate },
    /// Called off by the office; the clock goes on.
    FeeCancelled { on: NaiveDate },
    /// Given back, oldest payment first.
    FeeRefunded { on: NaiveDate, fen: i64 },
    /// With the facts it rests on; the words lie sealed beside it.
    ReplyDrafted { reply: ReplyKind, facts: Vec<Fact>, on: NaiveDate },
    /// By the legal reviewer.
    LegalPassed { on: NaiveDate },
    /// By the legal reviewer; the draft is gone.
    LegalReturned { on: NaiveDate },
    /// By the responsible person.
    Signed { on: NaiveDate },
    /// By the responsible person; the draft is gone.
    SignatureReturned { on: NaiveDate },
    /// The letter is dated and sealed: the case is answered on this day.
    Replied { reply: ReplyKind, on: NaiveDate },
    /// `sent_on`: the day of posting or handing over; `proof`: whether a proof lies in the file. Comes again when the
    /// receipt comes in, or when it is served once more.
    Served { method: ServingMethod, sent_on: NaiveDate, received_on: Option<NaiveDate>, proof: bool },
    /// By the applicant; counted as F3.
    Withdrawn { on: NaiveDate },
    /// The reply was set aside; a new one is due within `days`.
    Annulled { by: AnnulledBy, on: NaiveDate, days: u16 },
    /// Art. 45.
    Archived { on: NaiveDate },
    /// A newly loaded calendar moved a limit: the one for the reply, or the one named.
    CalendarChanged {
        from: Option<DueDate>,
        to: Option<DueDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<StageKind>,
    },
}
