//! The program's own wording and the placeholders of each letter and form.

mod forms;
mod letters;
mod replies;

use domain::request::reply::{Fact, ReplyKind};

use super::{LetterCode, PaperKind};
use crate::wording::{Placeholder, Wording};

const fn p(key: &'static str, label: &'static str, sample: &'static str) -> Placeholder {
    Placeholder { key, label, sample }
}

/// What every letter may name.
const EVERYWHERE: [Placeholder; 8] = [
    p("agency", "机关名称", "某某市农业农村局"),
    p("office", "政府信息公开工作机构", "某某市农业农村局办公室"),
    p("contact", "联系电话、地址", "0000-1234567"),
    p("applicant", "申请人", "李某"),
    p("number", "登记号", "2026-00012"),
    p("received_on", "收到申请的日期", "2026年3月2日"),
    p("subject", "所需政府信息", "2025年度高标准农田建设项目验收结果"),
    p("date", "落款日期", "2026年3月20日"),
];

pub(super) fn placeholders(code: LetterCode) -> Vec<Placeholder> {
    let mut known = EVERYWHERE.to_vec();
    match code {
        LetterCode::Paper(kind) => known.extend(of_paper(kind)),
        LetterCode::Reply(kind) => {
            known.push(p("grounds", "依据的条款", "《中华人民共和国政府信息公开条例》第三十六条"));
            known.push(p("remedy", "救济途径", "如对本答复不服，可以依法申请行政复议或者提起行政诉讼。"));
            known.extend(kind.facts().map(fact));
        }
    }
    known
}

fn fact(fact: Fact) -> Placeholder {
    // A preview shows what belongs in the place.
    p(fact.code(), fact.label(), fact.label())
}

fn of_paper(kind: PaperKind) -> Vec<Placeholder> {
    use PaperKind as P;
    match kind {
        P::ApplicationForm | P::Registration | P::ReviewSheet => forms::APPLICATION.to_vec(),
        P::Procedure | P::Receipt => {
            vec![p("query_code", "查询码", "K7M2-Q9TD"), p("due_on", "答复期限", "2026年3月30日")]
        }
        P::SupplementDemand => vec![
            p("what", "需要补正的内容", "请写明所需信息的名称、文号或者便于查询的其他特征"),
            p("until", "补正期限", "2026年3月23日"),
        ],
        P::ReasonsDemand => {
            vec![p("count", "申请的数量和频次", "一个月内提交申请46件"), p("until", "说明理由的期限", "2026年3月23日")]
        }
        P::ExtensionNotice => vec![
            p("reason", "延期的理由", "所需信息数量较大，需要逐件检索、审核"),
            p("days", "延长的工作日数", "20"),
            p("due_on", "延长后的答复期限", "2026年4月28日"),
        ],
        P::ThirdPartyInquiry | P::ThirdPartyAnswer | P::OverrideNotice => vec![
            p("third_party", "第三方", "某某建设有限公司"),
            p("content", "涉及的信息内容", "项目投标文件中的报价明细"),
            p("reason", "理由", "不公开会对公共利益造成重大影响"),
            p("limit_days", "答复期限（工作日）", "15"),
        ],
        P::ConsultationNotice => {
            vec![p("consulted", "征求意见的对象", "第三方"), p("sent_on", "征求意见的日期", "2026年3月5日")]
        }
        P::CoMakerInquiry | P::AssistanceLetter => vec![
            p("organ", "收函机关", "某某市水利局"),
            p("content", "涉及的信息内容", "联合印发的项目批复"),
            p("limit_days", "答复期限（工作日）", "15"),
            p("until", "反馈日期", "2026年3月12日"),
        ],
        P::FeeNotice => vec![
            p("basis", "收费方式", "按量计收"),
            p("lines", "计算过程", "第1至30页，每页0元，共0元；第31至68页，每页10元，共380元"),
            p("amount", "金额", "380元"),
            p("way_of_paying", "缴纳方式", "凭本通知书到市政务服务大厅缴费窗口缴纳"),
            p("limit_days", "缴费期限（工作日）", "20"),
            p("afterwards", "缴纳后的答复期限", "答复期限自缴纳完成的次日起重新计算"),
        ],
        P::ClosingNotice => vec![
            p("reason", "不再处理的原因", "您在规定期限内没有补正，也没有说明正当理由"),
            p("grounds", "依据的条款", "《中华人民共和国政府信息公开条例》第三十条"),
            p("remedy", "救济途径", "如对本告知不服，可以依法申请行政复议或者提起行政诉讼。"),
        ],
        P::ProactiveProposal => {
            vec![p("organ", "承办单位", "农田建设科"), p("reason", "建议的理由", "多人申请同一信息，且该信息可以公开")]
        }
        P::ServiceRecord => vec![
            p("paper", "送达文书", "某农公复〔2026〕12号答复书"),
            p("way", "送达方式", "邮政挂号信"),
            p("address", "送达地址", "某某市某某路1号"),
        ],
        P::CorrectionNotice => vec![
            p("record", "记录的名称", "土地承包经营权登记簿"),
            p("result", "处理结果", "经核实，原记录的面积有误，已于2026年3月18日更正"),
        ],
        P::HandoverList => vec![
            p("receiver", "接收单位", "某某市档案馆"),
            p("items", "移送的信息（每行一条）", "关于印发某某办法的通知"),
            p("copies", "份数", "1"),
        ],
    }
}

pub(super) fn wording(code: LetterCode) -> Wording {
    let (title, body) = match code {
        LetterCode::Paper(kind) => forms::text(kind).or_else(|| letters::text(kind)).unwrap_or(("", "")),
        LetterCode::Reply(kind) => (reply_title(kind), replies::text(kind)),
    };
    Wording { title: title.to_string(), body: body.to_string() }
}

fn reply_title(kind: ReplyKind) -> &'static str {
    use domain::request::reply::ReplyClass as C;
    match kind.class() {
        C::Open => "政府信息公开告知书",
        C::Partial => "政府信息部分公开告知书",
        C::Refused => "政府信息不予公开告知书",
        C::Unable if kind == ReplyKind::D3 => "政府信息公开申请答复书",
        C::Unable => "政府信息无法提供告知书",
        C::NotHandled => "政府信息公开申请不予处理告知书",
        C::Other => "政府信息公开申请处理结果告知书",
    }
}
