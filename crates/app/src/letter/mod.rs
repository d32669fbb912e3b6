//! 文书: the wording of every letter and form of a case (domain rules aside: those are `domain::request`), editable by
//! the office, filled in and set as an official letter or a form. Not the deciding, serving and keeping of them.

mod compose;
mod default;
mod edit;
mod paper;
mod remedy;

#[cfg(test)]
mod tests;

pub use compose::{Sheet, compose, document_number, frame, in_force, write};
pub use edit::{
    LetterRow, LetterView, WordingForm, get_letter, list_letters, preview_letter, reset_letter, save_letter,
};
pub use paper::{Frame, PaperText, cell_field};
pub use remedy::{reconsideration_organ_name, remedy_rules, remedy_text};

use domain::request::reply::ReplyKind;

use crate::wording::{Placeholder, Wording};

domain::code_enum! {
    /// Every letter and form but the replies.
    pub enum PaperKind {
        ApplicationForm = "application_form", "政府信息公开申请表";
        Procedure = "procedure", "依申请公开办理流程";
        Registration = "registration", "政府信息公开申请登记表";
        Receipt = "receipt", "接收回执";
        SupplementDemand = "supplement_demand", "补正告知书";
        ReasonsDemand = "reasons_demand", "说明理由告知书";
        ExtensionNotice = "extension_notice", "延期答复告知书";
        ThirdPartyInquiry = "third_party_inquiry", "征求意见书（第三方）";
        ThirdPartyAnswer = "third_party_answer", "征求意见确认函";
        ConsultationNotice = "consultation_notice", "征求意见告知书（申请人）";
        OverrideNotice = "override_notice", "依申请公开告知书（第三方）";
        CoMakerInquiry = "co_maker_inquiry", "征求意见书（共同制作机关）";
        AssistanceLetter = "assistance_letter", "协办函";
        FeeNotice = "fee_notice", "信息处理费收费通知书";
        ClosingNotice = "closing_notice", "不再处理告知书";
        ProactiveProposal = "proactive_proposal", "转为主动公开建议书";
        ServiceRecord = "service_record", "送达回证";
        CorrectionNotice = "correction_notice", "更正告知书";
        ReviewSheet = "review_sheet", "政府信息公开审查呈批单";
        HandoverList = "handover_list", "移送明细表";
    }
}

/// A letter, a form, or the reply of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterCode {
    Paper(PaperKind),
    Reply(ReplyKind),
}

/// How a paper is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// An official letter with number, addressee and place of the seal.
    Letter,
    /// A table of labels and values.
    Form,
}

impl LetterCode {
    /// Every letter and form, then the replies.
    pub fn all() -> impl Iterator<Item = Self> {
        PaperKind::ALL.iter().copied().map(Self::Paper).chain(ReplyKind::ALL.iter().copied().map(Self::Reply))
    }

    /// The stable code under which changed wording is kept.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Paper(kind) => kind.code().to_string(),
            Self::Reply(kind) => format!("reply_{}", kind.code()),
        }
    }

    /// The letter with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code.strip_prefix("reply_") {
            Some(kind) => ReplyKind::parse(kind).map(Self::Reply),
            None => PaperKind::parse(code).map(Self::Paper),
        }
    }

    /// The name that people read.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Paper(kind) => kind.label().to_string(),
            Self::Reply(kind) => format!("答复书（{}）", kind.label()),
        }
    }

    /// How it is set.
    #[must_use]
    pub const fn setting(self) -> Setting {
        use PaperKind as P;
        match self {
            Self::Paper(
                P::ApplicationForm
                | P::Procedure
                | P::Registration
                | P::ThirdPartyAnswer
                | P::ServiceRecord
                | P::ReviewSheet
                | P::HandoverList,
            ) => Setting::Form,
            _ => Setting::Letter,
        }
    }

    /// The placeholders that its wording may use.
    #[must_use]
    pub fn placeholders(self) -> Vec<Placeholder> {
        default::placeholders(self)
    }

    /// The program's own wording.
    #[must_use]
    pub fn default_wording(self) -> Wording {
        default::wording(self)
    }
}
