//! Wording of the replies, one for each kind. Each opens with what was received and closes with the remedies.

use domain::request::reply::ReplyKind as K;

/// What every reply opens with.
macro_rules! reply {
    ($($text:literal),+ $(,)?) => {
        concat!(
            "本机关于{{ received_on }}收到您的政府信息公开申请（登记号：{{ number }}），申请内容为：{{ subject }}。\n",
            $($text, "\n",)+
            "{{ remedy }}"
        )
    };
}

pub(super) const fn text(kind: K) -> &'static str {
    match kind {
        K::A1 => reply!(
            "经审查，您申请的信息已经主动公开。依照{{ grounds }}，现告知您获取该信息的方式、途径：{{ way_of_access }}。"
        ),
        K::A2 => reply!(
            "经审查，您申请的信息可以公开。依照{{ grounds }}，本机关予以公开。",
            "提供的方式、途径：{{ way_of_supply }}。提供的时间：{{ supply_time }}。"
        ),
        K::B1 => reply!(
            "经审查，您申请的信息中含有不应当公开的内容，但能够作区分处理。依照{{ grounds }}，本机关公开其中可以公开的部分。",
            "区分处理的内容：{{ redaction }}。不公开部分的理由和依据：{{ withheld_ground }}。",
            "提供的方式、途径：{{ way_of_supply }}。提供的时间：{{ supply_time }}。"
        ),
        K::C1 => reply!(
            "经审查，您申请的信息属于依法确定的国家秘密。{{ classification }}。依照{{ grounds }}，本机关不予公开。"
        ),
        K::C2 => reply!(
            "经审查，您申请的信息属于法律、行政法规禁止公开的政府信息（{{ prohibition }}）。{{ reason }}。",
            "依照{{ grounds }}，本机关不予公开。"
        ),
        K::C3 => reply!(
            "经审查，您申请的信息公开后可能危及国家安全、公共安全、经济安全、社会稳定。{{ danger_finding }}。",
            "依照{{ grounds }}，本机关不予公开。"
        ),
        K::C4 => reply!(
            "经审查，您申请的信息涉及第三方的合法权益。本机关依法征求了第三方的意见：{{ third_party_opinion }}。",
            "{{ reason }}。依照{{ grounds }}，本机关不予公开。"
        ),
        K::C5 => reply!(
            "经审查，您申请的信息属于人事管理、后勤管理、内部工作流程等内部事务信息。{{ reason }}。",
            "依照{{ grounds }}，本机关不予公开。"
        ),
        K::C6 => reply!(
            "经审查，您申请的信息属于在履行行政管理职能过程中形成的讨论记录、过程稿、磋商信函、请示报告等过程性信息。{{ reason }}。",
            "依照{{ grounds }}，本机关不予公开。"
        ),
        K::C7 => reply!(
            "经审查，您申请的信息属于行政执法案卷信息（{{ enforcement_file }}）。{{ reason }}。",
            "依照{{ grounds }}，本机关不予公开。"
        ),
        K::C8 => reply!(
            "经审查，您申请的信息，法律、行政法规对获取办法有特别规定。依照{{ grounds }}，请您按照该规定办理：{{ special_procedure }}。"
        ),
        K::D1a => reply!(
            "本机关进行了检索。检索的范围和载体：{{ search_places }}。检索人员和时间：{{ search_people }}。检索使用的关键词：{{ search_keywords }}。",
            "经检索，没有查到您申请的信息。依照{{ grounds }}，现告知您该信息不存在。"
        ),
        K::D1b => reply!(
            "经审查，您申请的信息不属于本机关负责公开。理由：{{ not_ours_reason }}。",
            "{% if competent_organ %}依照{{ grounds }}，建议您向负责公开该信息的{{ competent_organ }}提出申请，联系方式：{{ competent_contact }}。{% else %}依照{{ grounds }}，特此告知。{{ competent_unknown }}。{% endif %}"
        ),
        K::D2 => reply!(
            "经审查，本机关没有您申请的现成信息，提供该信息需要另行加工、分析：{{ production_reason }}。",
            "依照{{ grounds }}，本机关无法提供。"
        ),
        K::D3 => reply!(
            "因申请内容不明确，本机关已依法告知您补正：{{ supplement_record }}。",
            "经审查，补正后的申请内容仍不明确：{{ unclear_reason }}。依照{{ grounds }}，本机关无法提供。"
        ),
        K::E1 => reply!(
            "经审查，您是以政府信息公开申请的形式进行信访、投诉、举报等活动。依照{{ grounds }}，本机关不作为政府信息公开申请处理。",
            "您可以通过以下渠道提出：{{ right_channel }}。"
        ),
        K::E2 => reply!(
            "经审查，您此前已就相同的政府信息提出申请，本机关已经答复：{{ earlier_case }}。依照{{ grounds }}，本机关不予重复处理。"
        ),
        K::E3 => reply!(
            "经审查，您申请提供的是政府公报、报刊、书籍等公开出版物。依照{{ grounds }}，本机关不予处理。您可以通过以下途径获取：{{ publication_source }}。"
        ),
        K::E4 => reply!(
            "因您申请的数量、频次明显超过合理范围，本机关要求您说明理由：{{ demanded_reasons }}。",
            "经审查，理由不合理：{{ reasons_finding }}。依照{{ grounds }}，本机关不予处理。"
        ),
        K::E5 => reply!(
            "经审查，您要求本机关确认或者重新出具您已经获取的政府信息：{{ obtained_information }}。该要求不属于政府信息公开的范围，本机关不予处理。"
        ),
        K::F1 => reply!(
            "因申请内容不明确，本机关已依法告知您补正：{{ supplement_record }}。您无正当理由逾期没有补正。",
            "依照{{ grounds }}，视为放弃申请，本机关不再处理该申请。"
        ),
        K::F2 => reply!(
            "本机关已依法向您发出信息处理费收费通知：{{ fee_notice }}。您逾期没有缴纳。",
            "依照{{ grounds }}，视为放弃申请，本机关不再处理该申请。"
        ),
        K::F3 => reply!("{{ closing_reason }}。本机关结束办理该申请。特此告知。"),
    }
}
