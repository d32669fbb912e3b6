//! Wording of forms. A line is a row, ｜ stands between its cells: label, value, label, value. A line that begins with
//! 注： stands below the table.

use super::p;
use crate::letter::PaperKind as P;
use crate::wording::Placeholder;

/// What stands in the application form, the register and the review sheet.
pub(super) const APPLICATION: [Placeholder; 14] = [
    p("applicant_kind", "申请人类型", "公民"),
    p("id_paper", "证件名称", "居民身份证"),
    p("id_number", "证件号码", "3622**********1237"),
    p("telephone", "联系电话", "138****8000"),
    p("address", "通信地址", "某某市****"),
    p("email", "电子邮箱", "l***@example.com"),
    p("channel", "收到渠道", "网上提交"),
    p("supply_form", "提供方式", "电子文件"),
    p("delivery", "获取途径", "电子邮件"),
    p("due_on", "答复期限", "2026年3月30日"),
    p("unit", "承办单位", "农田建设科"),
    p("opinion", "拟办意见", "拟予以公开"),
    p("legal_opinion", "合法性审核意见", "审核通过（2026年3月18日）"),
    p("signed_opinion", "负责人意见", "同意签发（2026年3月19日）"),
];

pub(super) const fn text(kind: P) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        P::ApplicationForm => ("政府信息公开申请表", APPLICATION_FORM),
        P::Procedure => ("依申请公开政府信息办理流程", PROCEDURE),
        P::Registration => ("政府信息公开申请登记表", REGISTRATION),
        P::ThirdPartyAnswer => ("征求意见确认函", THIRD_PARTY_ANSWER),
        P::ServiceRecord => ("送达回证", SERVICE_RECORD),
        P::ReviewSheet => ("政府信息公开审查呈批单", REVIEW_SHEET),
        P::HandoverList => ("主动公开政府信息移送明细表", HANDOVER_LIST),
        _ => return None,
    })
}

const APPLICATION_FORM: &str = "\
申请机关｜{{ agency }}
申请人类型｜{{ applicant_kind }}｜申请人｜{{ applicant }}
证件名称｜{{ id_paper }}｜证件号码｜{{ id_number }}
联系电话｜{{ telephone }}｜电子邮箱｜{{ email }}
通信地址｜{{ address }}
所需政府信息的名称、文号或者其他特征｜{{ subject }}
提供方式｜{{ supply_form }}｜获取途径｜{{ delivery }}
申请人签名或者盖章｜
注：一份申请表写一项申请内容。依照《中华人民共和国政府信息公开条例》第二十九条，申请人应当提供身份证明。
注：阅读、视听有困难的，可以请工作人员协助填写（《条例》第四十三条）。";

const PROCEDURE: &str = "\
1.提出申请｜当面、邮寄、传真或者网上提交申请，内容符合《条例》第二十九条。
2.登记回执｜{{ office }}登记，发给回执，按照《条例》第三十一条确定收到申请之日。
3.补正｜内容不明确的，自收到申请之日起7个工作日内一次性告知补正；收到补正之日起重新计算答复期限（第三十条）。
4.征求意见｜涉及第三方或者其他机关的，书面征求意见，所需时间不计入答复期限（第三十二条至第三十四条）。
5.答复｜能当场答复的当场答复；不能当场答复的，自收到申请之日起20个工作日内答复；需要延长的，经批准最多延长20个工作日并告知申请人（第三十三条）。
6.救济｜对答复不服的，可以依照答复书告知的途径申请行政复议或者提起行政诉讼（第五十一条）。
注：咨询电话：{{ contact }}";

const REGISTRATION: &str = "\
登记号｜{{ number }}｜收到日期｜{{ received_on }}
收到渠道｜{{ channel }}｜答复期限｜{{ due_on }}
申请人类型｜{{ applicant_kind }}｜申请人｜{{ applicant }}
证件名称｜{{ id_paper }}｜证件号码｜{{ id_number }}
联系电话｜{{ telephone }}｜通信地址｜{{ address }}
申请内容｜{{ subject }}
提供方式｜{{ supply_form }}｜获取途径｜{{ delivery }}
承办单位｜{{ unit }}｜经办人｜
办理结果｜
注：登记日期：{{ date }}";

const THIRD_PARTY_ANSWER: &str = "\
征求意见机关｜{{ agency }}
第三方｜{{ third_party }}
涉及的信息｜{{ content }}
意见｜□同意公开　□同意部分公开　□不同意公开
不同意公开的理由｜
签名或者盖章｜｜日期｜
注：请自收到征求意见书之日起{{ limit_days }}个工作日内交回。逾期未提出意见的，由本机关依照《条例》第三十二条决定是否公开。";

const SERVICE_RECORD: &str = "\
送达机关｜{{ agency }}
受送达人｜{{ applicant }}｜登记号｜{{ number }}
送达文书｜{{ paper }}
送达方式｜{{ way }}｜送达地址｜{{ address }}
受送达人签名或者盖章｜｜收到日期｜
代收人及代收理由｜
送达人｜｜送达日期｜
注：邮寄送达的，通过邮政企业寄送，邮件回执附后。";

const REVIEW_SHEET: &str = "\
登记号｜{{ number }}｜收到日期｜{{ received_on }}
申请人｜{{ applicant }}｜答复期限｜{{ due_on }}
申请内容｜{{ subject }}
承办单位｜{{ unit }}
承办单位意见｜{{ opinion }}
保密审查意见｜
合法性审核意见｜{% if legal_opinion %}{{ legal_opinion }}{% endif %}
政府信息公开工作机构意见｜
负责人批示｜{% if signed_opinion %}{{ signed_opinion }}{% endif %}
注：依照《条例》第十七条，公开前应当依照《中华人民共和国保守国家秘密法》等逐项审查。";

const HANDOVER_LIST: &str = "\
移送单位｜{{ agency }}｜接收单位｜{{ receiver }}
移送的政府信息｜{{ items }}
份数｜{{ copies }}｜移送日期｜{{ date }}
移送人｜｜接收人｜
注：依照《条例》第二十五条，及时向国家档案馆、公共图书馆提供主动公开的政府信息。";
