//! What somebody wants to do with a case, and who may. Not whether it is allowed now: that is `decide`.

use chrono::NaiveDate;

use super::channel::{AnnulledBy, Consulted, Matter, Opinion, ReceiptChannel, ServingMethod};
use super::clock::CalendarChanged;
use super::reply::{Fact, ReplyKind};
use super::rules::Rules;

crate::code_enum! {
    /// In what function somebody acts.
    pub enum Capability {
        RequestOfficer = "request_officer", "依申请公开经办人";
        Unit = "unit", "承办单位";
        LegalReviewer = "legal_reviewer", "合法性审核人";
        /// The responsible person of the disclosure office: approves extensions (art. 33), signs replies.
        Signatory = "signatory", "负责人";
        Supervisor = "supervisor", "监管员";
        Applicant = "applicant", "申请人";
        Timer = "timer", "定时任务";
    }
}

/// Who acts. The permission of an account is checked in `app`; this is what it came out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor<'a> {
    /// None for the applicant and the timer.
    pub account: Option<i64>,
    /// The functions in which he acts here.
    pub may: &'a [Capability],
    /// The accounts in whose name he works on a unit's part: his own, and those whose rights were lent to him.
    pub units: &'a [i64],
}

macro_rules! commands {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? } = $code:literal, [$($who:ident),+];)+) => {
        /// What somebody wants. Every `on` is a legal date in Asia/Shanghai, never in the future.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command { $($(#[$meta])* $name { $($field: $type),* }),+ }

        impl Command {
            /// Stable code, for permission, audit and addresses.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code),+ }
            }

            /// Who may, by function.
            #[must_use]
            pub const fn who(&self) -> &'static [Capability] {
                match self { $(Self::$name { .. } => &[$(Capability::$who),+]),+ }
            }
        }
    };
}

commands! {
    Register {
        channel: ReceiptChannel, matter: Matter, arrived_on: NaiveDate, split_from: Option<i64>, rules: Rules,
    } = "register", [RequestOfficer, Applicant];
    ConfirmReceipt { on: NaiveDate } = "confirm_receipt", [RequestOfficer];
    NoteUnreachable { on: NaiveDate } = "note_unreachable", [RequestOfficer];
    SplitOff { request: i64 } = "split_off", [RequestOfficer];
    AssignOfficer { officer: i64 } = "assign_officer", [RequestOfficer, Supervisor];
    /// `until`: the day by which the unit's share is wanted, where one is set.
    AssignPart { unit: i64, on: NaiveDate, until: Option<NaiveDate> } = "assign_part", [RequestOfficer];
    TakePart { part: u16 } = "take_part", [Unit];
    RefusePart { part: u16 } = "refuse_part", [Unit];
    /// Hand-over by the officer or the supervisor's decision after a refusal.
    ReassignPart { part: u16, unit: i64, on: NaiveDate, until: Option<NaiveDate> } = "reassign_part", [RequestOfficer, Supervisor];
    FinishPart { part: u16, on: NaiveDate } = "finish_part", [Unit, RequestOfficer];
    AskSupplement { on: NaiveDate, until: NaiveDate } = "ask_supplement", [RequestOfficer];
    ProlongSupplement { on: NaiveDate, until: NaiveDate } = "prolong_supplement", [RequestOfficer];
    Supplement { on: NaiveDate } = "supplement", [RequestOfficer, Applicant];
    AskExtension { on: NaiveDate, days: u16 } = "ask_extension", [RequestOfficer];
    ApproveExtension { on: NaiveDate } = "approve_extension", [Signatory];
    RefuseExtension { on: NaiveDate } = "refuse_extension", [Signatory];
    TellExtension { on: NaiveDate } = "tell_extension", [RequestOfficer];
    Consult { with: Consulted, on: NaiveDate } = "consult", [RequestOfficer];
    NoteDelivery { no: u16, on: NaiveDate } = "note_delivery", [RequestOfficer];
    NoteOpinion { no: u16, on: NaiveDate, opinion: Opinion } = "note_opinion", [RequestOfficer];
    RecallConsultation { no: u16, on: NaiveDate } = "recall_consultation", [RequestOfficer];
    OverrideObjection { no: u16, on: NaiveDate } = "override_objection", [Signatory];
    AskReasons { on: NaiveDate, until: NaiveDate } = "ask_reasons", [RequestOfficer];
    GiveReasons { on: NaiveDate } = "give_reasons", [RequestOfficer, Applicant];
    WeighReasons { on: NaiveDate, reasonable: bool } = "weigh_reasons", [RequestOfficer];
    DelayLimit { on: NaiveDate, until: NaiveDate } = "delay_limit", [RequestOfficer];
    NoticeFee { on: NaiveDate, fen: i64 } = "notice_fee", [RequestOfficer];
    NoteFeeNotice { on: NaiveDate } = "note_fee_notice", [RequestOfficer];
    NotePayment { on: NaiveDate } = "note_payment", [RequestOfficer];
    CancelFee { on: NaiveDate } = "cancel_fee", [RequestOfficer];
    RefundFee { on: NaiveDate, fen: i64 } = "refund_fee", [RequestOfficer];
    DraftReply { reply: ReplyKind, facts: Vec<Fact>, on: NaiveDate } = "draft_reply", [RequestOfficer];
    PassLegal { on: NaiveDate } = "pass_legal", [LegalReviewer];
    ReturnLegal { on: NaiveDate } = "return_legal", [LegalReviewer];
    Sign { on: NaiveDate } = "sign", [Signatory];
    ReturnSignature { on: NaiveDate } = "return_signature", [Signatory];
    Reply { on: NaiveDate } = "reply", [RequestOfficer];
    Serve {
        method: ServingMethod, sent_on: NaiveDate, received_on: Option<NaiveDate>, proof: bool,
    } = "serve", [RequestOfficer];
    Withdraw { on: NaiveDate } = "withdraw", [RequestOfficer, Applicant];
    Annul { by: AnnulledBy, on: NaiveDate, days: u16 } = "annul", [RequestOfficer];
    Archive { on: NaiveDate } = "archive", [RequestOfficer];
    NoteCalendar { change: CalendarChanged } = "note_calendar", [Timer];
}
