//! Wording of letters that are no replies. A line is a paragraph.

use crate::letter::PaperKind as P;

pub(super) const fn text(kind: P) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        P::Receipt => ("政府信息公开申请接收回执", RECEIPT),
        P::SupplementDemand => ("政府信息公开申请补正告知书", SUPPLEMENT),
        P::ReasonsDemand => ("政府信息公开申请说明理由告知书", REASONS),
        P::ExtensionNotice => ("政府信息公开申请延期答复告知书", EXTENSION),
        P::ThirdPartyInquiry => ("政府信息公开征求意见书", THIRD_PARTY),
        P::ConsultationNotice => ("政府信息公开征求意见告知书", CONSULTATION),
        P::OverrideNotice => ("政府信息依申请公开告知书", OVERRIDE),
        P::CoMakerInquiry => ("政府信息公开征求意见书", CO_MAKER),
        P::AssistanceLetter => ("政府信息公开协办函", ASSISTANCE),
        P::FeeNotice => ("政府信息公开信息处理费收费通知书", FEE),
        P::ClosingNotice => ("政府信息公开申请不再处理告知书", CLOSING),
        P::ProactiveProposal => ("转为主动公开建议书", PROACTIVE),
        P::CorrectionNotice => ("政府信息更正告知书", CORRECTION),
        _ => return None,
    })
}

const RECEIPT: &str = "\
您提交的政府信息公开申请（登记号：{{ number }}）已经收到，申请内容为：{{ subject }}。
{% if received_on %}依照《中华人民共和国政府信息公开条例》第三十一条，本机关收到申请之日为{{ received_on }}。\
本机关将依照《条例》第三十三条，在{{ due_on }}前答复；依法需要补正、征求意见或者延长期限的，另行告知。\
{% else %}依照《中华人民共和国政府信息公开条例》第三十一条，网上提交的申请以双方确认之日为收到申请之日，\
请留意本机关的确认。{% endif %}
{% if query_code %}您可以凭登记号和查询码（{{ query_code }}）查询办理情况。请妥善保管查询码。\
{% else %}您可以凭登记号和提交申请时告知的查询码查询办理情况。{% endif %}";

const SUPPLEMENT: &str = "\
本机关于{{ received_on }}收到您的政府信息公开申请（登记号：{{ number }}）。经审查，申请内容不明确，\
依照《中华人民共和国政府信息公开条例》第三十条，现一次性告知您补正以下内容：
{{ what }}。
请在{{ until }}前补正。答复期限自本机关收到补正的申请之日起计算。无正当理由逾期不补正的，视为放弃申请，\
本机关不再处理该申请。
补正中如有疑问，可以与我们联系：{{ contact }}。";

const REASONS: &str = "\
您近期提交的政府信息公开申请较多（{{ count }}），其中包括登记号为{{ number }}的申请。\
依照《中华人民共和国政府信息公开条例》第三十五条，申请的数量、频次明显超过合理范围的，行政机关可以要求申请人说明理由。
请在{{ until }}前书面说明理由。理由合理的，本机关继续办理，需要延迟答复的，将确定并告知合理的期限；\
认为理由不合理的，本机关不予处理。";

const EXTENSION: &str = "\
本机关于{{ received_on }}收到您的政府信息公开申请（登记号：{{ number }}）。因{{ reason }}，不能在法定期限内答复。
依照《中华人民共和国政府信息公开条例》第三十三条第二款，经本机关政府信息公开工作机构负责人同意，\
答复期限延长{{ days }}个工作日，延长后的期限为{{ due_on }}。特此告知。";

const THIRD_PARTY: &str = "\
本机关收到一件政府信息公开申请，所涉信息包括：{{ content }}。该信息公开后可能损害你（单位）的合法权益。
依照《中华人民共和国政府信息公开条例》第十五条、第三十二条，现征求你（单位）的意见。\
请自收到本征求意见书之日起{{ limit_days }}个工作日内提出意见；不同意公开的，请说明理由。
逾期未提出意见的，由本机关依照《条例》的规定决定是否公开。你（单位）不同意公开且有合理理由的，本机关不予公开；\
本机关认为不公开可能对公共利益造成重大影响的，可以决定公开，并将决定公开的内容和理由书面告知你（单位）。
意见请填写所附征求意见确认函。联系方式：{{ contact }}。";

const CONSULTATION: &str = "\
本机关于{{ received_on }}收到您的政府信息公开申请（登记号：{{ number }}）。因申请的信息需要征求{{ consulted }}的意见，\
本机关已于{{ sent_on }}书面征求意见。
依照《中华人民共和国政府信息公开条例》第三十三条第三款，征求第三方和其他机关意见所需时间不计算在答复期限内。特此告知。";

const OVERRIDE: &str = "\
本机关曾就一件政府信息公开申请征求你（单位）的意见。经研究，本机关认为不公开该信息可能对公共利益造成重大影响。
依照《中华人民共和国政府信息公开条例》第三十二条，本机关决定公开以下内容：{{ content }}。
理由：{{ reason }}。特此告知。";

const CO_MAKER: &str = "\
本机关收到一件政府信息公开申请，所涉信息由本机关牵头、与你机关共同制作：{{ content }}。
依照《中华人民共和国政府信息公开条例》第三十四条，现征求你机关的意见。请自收到本征求意见书之日起{{ limit_days }}个工作日内\
提出意见，逾期未提出意见的，视为同意公开。
联系方式：{{ contact }}。";

const ASSISTANCE: &str = "\
本机关正在办理一件政府信息公开申请（登记号：{{ number }}），申请内容为：{{ subject }}。
因办理需要，请协助提供以下信息或者意见：{{ content }}。请于{{ until }}前书面反馈，以便在法定期限内答复申请人。
联系方式：{{ contact }}。";

const FEE: &str = "\
本机关于{{ received_on }}收到您的政府信息公开申请（登记号：{{ number }}）。该申请的数量、频次明显超过合理范围，\
依照《中华人民共和国政府信息公开条例》第四十二条和《政府信息公开信息处理费管理办法》，决定收取信息处理费。
收费方式：{{ basis }}。计算过程：{{ lines }}。应缴金额：{{ amount }}。
缴纳方式：{{ way_of_paying }}。
请自收到本通知书次日起{{ limit_days }}个工作日内缴纳。逾期未缴纳的，视为放弃申请，本机关不再处理该申请；\
缴纳后，{{ afterwards }}。";

const CLOSING: &str = "\
本机关于{{ received_on }}收到您的政府信息公开申请（登记号：{{ number }}），申请内容为：{{ subject }}。
{{ reason }}。{% if grounds %}依照{{ grounds }}，{% endif %}本机关不再处理该申请。特此告知。
{{ remedy }}";

const PROACTIVE: &str = "\
在办理政府信息公开申请（登记号：{{ number }}）中，申请的信息为：{{ subject }}。
{{ reason }}。依照《中华人民共和国政府信息公开条例》第四十四条，建议将该信息去除个人信息后纳入主动公开的范围。\
请你单位研究并反馈意见。";

const CORRECTION: &str = "\
您要求更正本机关有关您自身的政府信息记录：{{ record }}。
依照《中华人民共和国政府信息公开条例》第四十一条，{{ result }}。特此告知。";
