//! The form of each command: its words and fields, as one table. Which may be used now says the domain.

use app::request::FilePurpose;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A legal date, today unless something else is typed.
    Today,
    /// A legal date that has to be thought of.
    Day,
    Number,
    /// A sum in yuan.
    Money,
    Line,
    Text,
    Tick,
    Files,
    Choice(Choices),
}

/// From where a choice takes its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choices {
    Officers,
    Units,
    Consulted,
    Opinions,
    Reasonable,
    Serving,
    AnnulledBy,
}

/// A field; its name in the form is the form's own name, an underscore and `name`.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: Kind,
    pub required: bool,
}

/// A command's form.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    pub code: &'static str,
    pub title: &'static str,
    pub button: &'static str,
    /// `primary` is open on the page; the others stand behind their title.
    pub manner: &'static str,
    pub intro: &'static str,
    /// Told after it was done.
    pub done: &'static str,
    pub files: Option<FilePurpose>,
    pub fields: &'static [FieldSpec],
}

const fn needed(name: &'static str, label: &'static str, kind: Kind, hint: &'static str) -> FieldSpec {
    FieldSpec { name, label, hint, kind, required: true }
}

const fn free(name: &'static str, label: &'static str, kind: Kind, hint: &'static str) -> FieldSpec {
    FieldSpec { name, label, hint, kind, required: false }
}

const fn today(label: &'static str) -> FieldSpec {
    needed("on", label, Kind::Today, "")
}

const NOTE: FieldSpec = free("note", "备注", Kind::Text, "");
const FILES: FieldSpec = free("files", "上传材料", Kind::Files, "");

const fn reason(label: &'static str, hint: &'static str) -> FieldSpec {
    needed("reason", label, Kind::Text, hint)
}

const fn until(label: &'static str, hint: &'static str) -> FieldSpec {
    needed("until", label, Kind::Day, hint)
}

const fn spec(
    code: &'static str,
    words: [&'static str; 3],
    manner: &'static str,
    intro: &'static str,
    fields: &'static [FieldSpec],
) -> Spec {
    let [title, button, done] = words;
    Spec { code, title, button, manner, intro, done, files: None, fields }
}

const fn with_files(spec: Spec, purpose: FilePurpose) -> Spec {
    Spec { files: Some(purpose), ..spec }
}

/// Every form of the office, in the order of the page. Drafting a reply has a form of its own.
pub const SPECS: &[Spec] = &[
    spec(
        "confirm_receipt",
        ["确认收到", "确认收到", "已确认收到，答复期限从次日起计算。"],
        "primary",
        "网上、传真、电子邮件和平常信函的申请，以双方确认之日为收到申请之日。",
        &[today("确认日期"), free("note", "确认方式", Kind::Line, "例如：电话联系申请人本人确认。")],
    ),
    spec("take_part", ["接收承办事项", "接收", "已接收。"], "primary", "接收后请按时提出意见。", &[]),
    spec(
        "approve_extension",
        ["同意延期", "同意延期", "已同意延期，请经办人告知申请人。"],
        "primary",
        "延长答复期限，应当经政府信息公开工作机构负责人同意并告知申请人（《条例》第三十三条）。",
        &[today("同意日期"), free("opinion", "意见", Kind::Text, "")],
    ),
    spec(
        "pass_legal",
        ["合法性审核通过", "审核通过", "合法性审核通过。"],
        "primary",
        "审核答复的种类、依据、事实和救济途径。",
        &[today("审核日期"), free("opinion", "审核意见", Kind::Text, "")],
    ),
    spec(
        "sign",
        ["签发答复", "签发", "已签发。"],
        "primary",
        "",
        &[today("签发日期"), free("opinion", "意见", Kind::Text, "")],
    ),
    spec(
        "reply",
        ["作出答复", "作出答复", "已作出答复。下一步：编号发出答复书，送达申请人后登记送达情况。"],
        "primary",
        "答复日期就是答复书的落款日期，答复后不再计算期限。",
        &[
            today("答复日期"),
            free("document_number", "文号", Kind::Line, "例如：某教公开〔2026〕12号。"),
            free("files", "答复书和提供的信息", Kind::Files, ""),
        ],
    ),
    spec(
        "serve",
        ["登记送达", "登记送达", "已登记送达。"],
        "primary",
        "邮寄的先登记交寄，签收回执到了再登记一次。",
        &[
            needed("method", "送达方式", Kind::Choice(Choices::Serving), ""),
            needed("sent_on", "交寄或者交付日期", Kind::Today, ""),
            free("received_on", "申请人收到日期", Kind::Day, "还不知道的可以不填。"),
            free("mail_number", "邮件号或者凭证编号", Kind::Line, "没有上传凭证的必须填写。"),
            needed("proof", "已留存送达凭证（送达回证、邮寄回执、发送记录等）", Kind::Tick, ""),
            free("files", "送达凭证", Kind::Files, ""),
        ],
    ),
    spec("archive", ["归档", "归档", "已归档。"], "primary", "", &[today("归档日期"), NOTE]),
    spec(
        "finish_part",
        ["承办事项办结", "办结", "已办结。"],
        "primary",
        "",
        &[today("办结日期"), needed("result", "办理意见", Kind::Text, "写明检索情况、能否公开和依据。"), FILES],
    ),
    spec(
        "assign_officer",
        ["确定经办人", "确定", "已确定经办人。"],
        "",
        "",
        &[needed("officer", "经办人", Kind::Choice(Choices::Officers), "")],
    ),
    spec(
        "assign_part",
        ["交承办单位", "交办", "已交承办单位。"],
        "",
        "可以分几个部分交不同的单位承办。",
        &[
            needed("unit", "承办单位", Kind::Choice(Choices::Units), ""),
            today("交办日期"),
            free("until", "反馈期限", Kind::Day, "要求承办单位最晚哪天反馈；到期没有反馈的，列为监管发现的问题。"),
            needed("task", "承办内容", Kind::Text, "写明要查什么、要回答什么。"),
        ],
    ),
    spec(
        "refuse_part",
        ["不予接收", "退回", "已退回，等待改派。"],
        "",
        "",
        &[reason("不予接收的理由", "写明为什么不由本单位承办、应当由谁承办。")],
    ),
    spec(
        "reassign_part",
        ["改派", "改派", "已改派。"],
        "",
        "",
        &[
            needed("unit", "承办单位", Kind::Choice(Choices::Units), ""),
            today("改派日期"),
            free("until", "反馈期限", Kind::Day, ""),
            reason("改派的理由", ""),
        ],
    ),
    spec(
        "note_unreachable",
        ["登记未能联系上", "登记", "已登记。"],
        "",
        "多次联系不上申请人的，写明联系的时间和方式。",
        &[today("联系日期"), needed("note", "联系情况", Kind::Text, "")],
    ),
    spec(
        "ask_supplement",
        ["要求补正", "告知补正", "已登记告知补正，请编号发出补正告知书。收到补正后重新计算期限。"],
        "",
        "申请内容不明确的，应当在收到申请之日起 7 个工作日内一次性告知补正（《条例》第三十条）。",
        &[
            today("告知日期"),
            until("补正期限", "应当合理，一般不少于 15 个工作日。"),
            needed("what", "需要补正的内容", Kind::Text, "逐项写清缺什么、怎样补。"),
        ],
    ),
    with_files(
        spec(
            "supplement",
            ["登记收到补正", "登记补正", "已登记补正，答复期限重新计算。"],
            "",
            "",
            &[today("收到补正日期"), needed("text", "补正的内容", Kind::Text, ""), FILES],
        ),
        FilePurpose::Supplement,
    ),
    spec(
        "prolong_supplement",
        ["延长补正期限", "延长", "已延长补正期限。"],
        "",
        "申请人有正当理由的，可以延长。",
        &[today("决定日期"), until("新的补正期限", ""), reason("延长的理由", "")],
    ),
    spec(
        "ask_extension",
        ["提请延期", "提请延期", "已提请延期，等待负责人同意。"],
        "",
        "延长的期限最长不超过 20 个工作日，应当在原期限内同意并告知（《条例》第三十三条）。",
        &[today("提请日期"), needed("days", "延长的工作日数", Kind::Number, ""), reason("延期的理由", "")],
    ),
    spec(
        "refuse_extension",
        ["不同意延期", "不同意", "没有同意延期。"],
        "",
        "",
        &[today("决定日期"), reason("不同意的理由", "")],
    ),
    spec("tell_extension", ["登记已告知延期", "登记", "已登记告知。"], "", "", &[today("告知日期"), NOTE]),
    spec(
        "consult",
        ["征求意见", "发出征求意见书", "已登记征求意见，请编号发出征求意见书。所需时间不计算在答复期限内。"],
        "",
        "涉及第三方合法权益、共同制作的信息，或者需要其他机关协助的，书面征求意见。",
        &[
            needed("with", "征求意见的对象", Kind::Choice(Choices::Consulted), ""),
            today("发出日期"),
            needed("third_party", "对方名称", Kind::Line, ""),
            free("address", "对方地址和联系方式", Kind::Line, ""),
            needed("content", "涉及的信息内容", Kind::Text, ""),
        ],
    ),
    spec("note_delivery", ["登记征求意见书送达", "登记送达", "已登记送达。"], "", "", &[today("送达日期")]),
    with_files(
        spec(
            "note_opinion",
            ["登记对方意见", "登记意见", "已登记意见。"],
            "",
            "",
            &[
                today("收到意见日期"),
                needed("opinion", "意见", Kind::Choice(Choices::Opinions), ""),
                free("reason", "对方的理由", Kind::Text, ""),
                FILES,
            ],
        ),
        FilePurpose::Opinion,
    ),
    spec(
        "recall_consultation",
        ["撤回征求意见", "撤回", "已撤回。"],
        "",
        "例如无法送达。",
        &[today("撤回日期"), reason("撤回的理由", "")],
    ),
    spec(
        "override_objection",
        ["决定公开（第三方不同意）", "决定公开", "已决定公开，请书面告知第三方。"],
        "danger",
        "认为不公开会对公共利益造成重大影响的，可以决定公开，并将决定和理由书面告知第三方（《条例》第三十二条）。",
        &[today("决定日期"), reason("理由", "")],
    ),
    spec(
        "ask_reasons",
        ["要求说明理由", "告知说明理由", "已告知申请人说明理由。"],
        "",
        "申请的数量、频次明显超过合理范围的，可以要求申请人说明理由（《条例》第三十五条）。",
        &[
            today("告知日期"),
            until("说明理由的期限", ""),
            needed("count", "申请的数量和频次", Kind::Text, "例如：一个月内提交申请 46 件。"),
        ],
    ),
    with_files(
        spec(
            "give_reasons",
            ["登记收到理由说明", "登记", "已登记理由说明。"],
            "",
            "",
            &[today("收到日期"), needed("text", "申请人说明的理由", Kind::Text, ""), FILES],
        ),
        FilePurpose::Supplement,
    ),
    spec(
        "weigh_reasons",
        ["认定理由是否合理", "认定", "已认定。"],
        "",
        "",
        &[
            today("认定日期"),
            needed("reasonable", "认定", Kind::Choice(Choices::Reasonable), ""),
            reason("认定的依据", ""),
        ],
    ),
    spec(
        "delay_limit",
        ["确定延迟答复的期限", "确定", "已确定延迟答复的期限，请告知申请人。"],
        "",
        "",
        &[today("决定日期"), until("延迟到", ""), reason("理由", "")],
    ),
    spec(
        "notice_fee",
        ["发出收费通知", "发出收费通知", "已发出收费通知，等待缴费。"],
        "primary",
        "按件、按量只能选一种（国办函〔2020〕109号）。收费通知应当在答复期限内发出。",
        &[
            today("通知日期"),
            needed("amount", "金额（元）", Kind::Money, ""),
            needed(
                "lines",
                "收费方式和计算过程",
                Kind::Text,
                "例如：按量计收，第 31 至 68 页，每页 10 元，共 380 元。",
            ),
            needed(
                "way_of_paying",
                "缴纳方式",
                Kind::Line,
                "例如：凭本通知书到市政务服务大厅缴费窗口缴纳，或者扫描通知书上的缴款码缴纳。",
            ),
        ],
    ),
    spec("note_fee_notice", ["登记收费通知送达", "登记", "已登记送达。"], "", "", &[today("申请人收到日期")]),
    spec(
        "note_payment",
        ["登记缴费", "登记缴费", "已登记缴费。"],
        "",
        "",
        &[today("缴费日期"), free("receipt", "票据号", Kind::Line, "")],
    ),
    spec(
        "cancel_fee",
        ["取消收费", "取消收费", "已取消收费。"],
        "",
        "",
        &[today("取消日期"), reason("取消的理由", "")],
    ),
    spec(
        "refund_fee",
        ["退费", "退费", "已登记退费。"],
        "",
        "",
        &[today("退费日期"), needed("amount", "金额（元）", Kind::Money, ""), reason("退费的理由", "")],
    ),
    spec(
        "return_legal",
        ["合法性审核退回", "退回修改", "已退回。"],
        "",
        "",
        &[today("退回日期"), reason("退回的理由", "写明哪里不对、应当怎样改。")],
    ),
    spec(
        "return_signature",
        ["签发退回", "退回修改", "已退回。"],
        "",
        "",
        &[today("退回日期"), reason("退回的理由", "")],
    ),
    spec(
        "withdraw",
        ["登记申请人撤回", "登记撤回", "已登记撤回。"],
        "quiet",
        "只在申请人自愿撤回时登记，并留存书面材料。",
        &[today("撤回日期"), reason("撤回的情况", ""), FILES],
    ),
    spec(
        "annul",
        ["登记答复被撤销", "登记", "已登记，请在新的期限内重新答复。"],
        "quiet",
        "行政复议决定或者法院判决撤销答复、责令重新答复的，登记后按新的期限办理。",
        &[
            needed("by", "作出机关", Kind::Choice(Choices::AnnulledBy), ""),
            today("收到决定或者判决的日期"),
            needed(
                "days",
                "重新答复的工作日数",
                Kind::Number,
                "按决定或者判决确定的期限；没有写明的，按 20 个工作日。",
            ),
            needed("document", "决定书或者判决书文号", Kind::Line, ""),
        ],
    ),
];

/// The form of a command.
#[must_use]
pub fn of(code: &str) -> Option<&'static Spec> {
    SPECS.iter().find(|spec| spec.code == code)
}
