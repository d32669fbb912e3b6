//! Where a case stands and who has to move, read off the fold. Not the limits: see `clock`.

use chrono::NaiveDate;

use super::Case;
use super::entries::{Asked, Draft, FeeAsked};
use crate::request::rules::LateSupplement;

crate::code_enum! {
    /// Where a case stands.
    pub enum CaseState {
        /// No event yet.
        Unknown = "unknown", "未登记";
        /// Registered, not yet received in the sense of art. 31.
        Registered = "registered", "待确认收到";
        Handling = "handling", "办理中";
        Supplement = "supplement", "待补正";
        Reasons = "reasons", "待说明理由";
        Fee = "fee", "待缴费";
        Consulting = "consulting", "征求意见中";
        LegalReview = "legal_review", "待合法性审核";
        Signature = "signature", "待签发";
        Ready = "ready", "待答复";
        Replied = "replied", "已答复待送达";
        Served = "served", "已送达待归档";
        Withdrawn = "withdrawn", "已撤回待归档";
        Archived = "archived", "已归档";
    }
}

impl CaseState {
    /// Whether the case counts as answered.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Replied | Self::Served | Self::Withdrawn | Self::Archived)
    }
}

crate::code_enum! {
    /// Who has to move next.
    pub enum WaitingFor {
        Office = "office", "本机关";
        Applicant = "applicant", "申请人";
        Others = "others", "被征求意见方";
        Nobody = "nobody", "无";
    }
}

impl Case {
    /// Whether a supplement is being waited for.
    #[must_use]
    pub fn awaits_supplement(&self) -> bool {
        self.supplement.is_some_and(|asked| asked.arrived_on.is_none())
    }

    /// Whether an answer to the demand for a supplement holds the reply and the clock: one asked in time does, one
    /// asked late only where the rule gives it the same effect.
    #[must_use]
    pub fn held_by_supplement(&self) -> bool {
        let holds = |asked: &Asked| !asked.late || self.rules.late_supplement == LateSupplement::Resets;
        self.supplement.as_ref().is_some_and(|asked| asked.arrived_on.is_none() && holds(asked))
    }

    /// What was paid, in all rounds, and not given back, in whole fen.
    #[must_use]
    pub fn held_fen(&self) -> i64 {
        self.earlier_fees.iter().chain(&self.fee).map(FeeAsked::held_fen).sum()
    }

    /// Whether reasons are being waited for.
    #[must_use]
    pub fn awaits_reasons(&self) -> bool {
        self.reasons.is_some_and(|asked| asked.arrived_on.is_none()) && self.reasons_reasonable.is_none()
    }

    /// Whether a payment is being waited for.
    #[must_use]
    pub fn awaits_fee(&self) -> bool {
        self.fee.is_some_and(|fee| fee.ended_on.is_none())
    }

    /// The day on which an extension was approved that the applicant has not been told of (art. 33).
    #[must_use]
    pub fn untold_on(&self) -> Option<NaiveDate> {
        self.extension.filter(|extension| extension.told_on.is_none())?.approved_on
    }

    /// Where the case stands. A consultation that met silence still shows as such until the reply is drafted; the
    /// clock has gone on since the end of its limit.
    #[must_use]
    pub fn state(&self) -> CaseState {
        if self.channel.is_none() {
            CaseState::Unknown
        } else if self.archived {
            CaseState::Archived
        } else if self.withdrawn {
            CaseState::Withdrawn
        } else if self.reply.is_some() {
            if self.served { CaseState::Served } else { CaseState::Replied }
        } else if self.received_on.is_none() {
            CaseState::Registered
        } else if let Some(draft) = self.draft {
            self.draft_state(draft)
        } else if self.awaits_supplement() {
            CaseState::Supplement
        } else if self.awaits_fee() {
            CaseState::Fee
        } else if self.awaits_reasons() {
            CaseState::Reasons
        } else if self.consultations.iter().any(|c| c.ended_on.is_none()) {
            CaseState::Consulting
        } else {
            CaseState::Handling
        }
    }

    fn draft_state(&self, draft: Draft) -> CaseState {
        if !draft.legal_passed && self.rules.legal_review.contains(draft.reply) {
            CaseState::LegalReview
        } else if draft.signed_on.is_none() && self.rules.signature.contains(draft.reply) {
            CaseState::Signature
        } else {
            CaseState::Ready
        }
    }

    /// Who has to move next.
    #[must_use]
    pub fn waiting_for(&self) -> WaitingFor {
        match self.state() {
            CaseState::Supplement | CaseState::Reasons | CaseState::Fee => WaitingFor::Applicant,
            CaseState::Registered if self.unreachable_on.is_some() => WaitingFor::Applicant,
            CaseState::Consulting => WaitingFor::Others,
            CaseState::Unknown | CaseState::Archived => WaitingFor::Nobody,
            _ => WaitingFor::Office,
        }
    }
}
