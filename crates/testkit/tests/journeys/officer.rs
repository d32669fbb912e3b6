//! The officer decides: every kind of reply with what it demands, the fee from the count to its refund or lapse, several
//! matters in one letter, corrections, repeats, and what is done to several cases at once.

use crate::desk_requests::{case_of, order, page, register, registered};
use crate::on_both;
use domain::request::reply::ReplyKind;
use testkit::{Actor, City, Page};

on_both!(
    every_kind_of_reply_asks_for_its_facts,
    what_a_draft_supplies_is_chosen_anew_each_time,
    a_fee_is_counted_noticed_paid_and_given_back,
    an_unpaid_fee_ends_the_case,
    a_letter_with_several_matters_becomes_several_cases,
    a_case_is_split_later_with_the_same_receipt_day,
    a_correction_is_no_application_for_information,
    a_repeat_is_shown_and_answered_as_one,
    only_what_is_harmless_is_done_to_several_cases,
    what_is_too_long_or_too_many_is_told_at_the_field,
);

async fn decide(officer: &Actor, id: i64, kind: &str) -> Page {
    officer.get(&format!("/console/requests/{id}/decide?reply={kind}")).await.ok()
}

async fn every_kind_of_reply_asks_for_its_facts(city: &City) {
    let (officer, id) = registered(city).await;
    let all = officer.get(&format!("/console/requests/{id}/decide")).await.ok();
    for kind in ReplyKind::ALL {
        assert!(all.says(&format!("{} {}", kind.code(), kind.label())), "{kind}: {}", all.words());
        assert!(all.says(kind.report_row().label()), "{kind}");
        let barred = matches!(kind, ReplyKind::D3 | ReplyKind::E4 | ReplyKind::F1 | ReplyKind::F2);
        assert_eq!(all.says(&format!("decide?reply={}\"", kind.code())), !barred, "{kind}: {}", all.words());
        if barred {
            continue;
        }
        let form = decide(&officer, id, kind.code()).await;
        assert!(form.says("如对本答复不服"), "{kind} names the remedies: {}", form.words());
        let empty = [("draft_reply_reply", kind.code()), ("draft_reply_on", "2026-11-23")];
        let refused = order(&officer, id, "draft_reply", &empty).await;
        assert_eq!(refused.status, 422, "{kind}");
        for fact in kind.facts() {
            assert!(form.says(&format!("name=\"draft_reply_{}\"", fact.code())), "{kind} asks for {fact}");
        }
        for fact in domain::request::reply::missing_facts(*kind, &[]) {
            assert!(refused.says(&format!("id=\"e-draft_reply_{}\"", fact.code())), "{kind} misses {fact}");
        }
    }
    // A refusal goes to reconsideration first; what is not held does not.
    assert!(decide(&officer, id, "C5").await.says("先向"));
    assert!(!decide(&officer, id, "D1a").await.says("先向"));
    let partial = decide(&officer, id, "B1").await;
    assert!(partial.says("合法性审核时请核对") && partial.says("涂黑"), "{}", partial.words());
    let organ = city.ids.agency("shuili");
    let chosen = officer.get(&format!("/console/requests/{id}/decide?reply=D1b&organ={organ}")).await.ok();
    assert!(chosen.says("清江市水利局</textarea>") || chosen.says("\n清江市水利局"), "{}", chosen.words());

    let reviewed = [
        ("draft_reply_reply", "C5"),
        ("draft_reply_on", "2026-11-23"),
        ("draft_reply_reason", "属于内部工作流程，不影响公众"),
        ("draft_reply_note", "请重点看理由"),
    ];
    order(&officer, id, "draft_reply", &reviewed).await.redirects();
    let legal = page(&city.actor("fazhi").await, id).await;
    for told in ["拟作出的答复", "属于内部工作流程", "请重点看理由", "第十六条", "先向", "5.属于三类内部事务信息"]
    {
        assert!(legal.says(told), "the reviewer reads {told}: {}", legal.words());
    }
    let back = [("return_legal_on", "2026-11-23"), ("return_legal_reason", "理由要具体")];
    order(&city.actor("fazhi").await, id, "return_legal", &back).await.redirects();
    assert!(decide(&officer, id, "C5").await.says("属于内部工作流程"), "what was written is there again");
}

async fn what_a_draft_supplies_is_chosen_anew_each_time(city: &City) {
    let (officer, id) = registered(city).await;
    let url = format!("/console/requests/{id}/draft_reply");
    let facts = [
        ("draft_reply_reply", "A2"),
        ("draft_reply_on", "2026-11-23"),
        ("draft_reply_way_of_supply", "电子邮件"),
        ("draft_reply_supply_time", "随本答复书提供"),
    ];
    officer.upload_as(&url, &facts, "draft_reply_files", "纪要.txt", "会议纪要全文".as_bytes()).await.redirects();
    assert!(page(&officer, id).await.says("纪要.txt") && page(&officer, id).await.says("提供的信息，TXT"));
    let back = [("return_signature_on", "2026-11-23"), ("return_signature_reason", "第二页应当涂黑")];
    order(&city.actor("qianfa").await, id, "return_signature", &back).await.redirects();
    order(&officer, id, "draft_reply", &facts).await.redirects();
    let shown = page(&officer, id).await;
    assert!(!shown.says("提供的信息，TXT") && shown.says("其他附件，TXT"), "{}", shown.words());

    // What proves who somebody is goes to nobody.
    order(&city.actor("qianfa").await, id, "return_signature", &back).await.redirects();
    let text = page(&officer, id).await.text();
    let scan =
        text.split("href=\"/console/requests/files/").nth(1).and_then(|t| t.split('"').next()).unwrap().to_string();
    let mut wrong = facts.to_vec();
    wrong.push(("draft_reply_supply", &scan));
    let refused = order(&officer, id, "draft_reply", &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("不能提供给申请人"), "{}", refused.words());
}

async fn a_fee_is_counted_noticed_paid_and_given_back(city: &City) {
    let (officer, id) = registered(city).await;
    let fee = async |query: &str| officer.get(&format!("/console/requests/{id}/fee?{query}")).await;
    let asked = fee("basis=pages&pages=68").await.ok();
    assert!(asked.says("合计 <strong>380 元</strong>") && asked.says("第 31 至 68 页"), "{}", asked.words());
    assert!(fee("basis=pages&pages=300").await.ok().says("6700 元"));
    assert!(fee("basis=items&earlier=30&items=1").await.ok().says("200 元"));
    let free = fee("basis=items&earlier=0&items=10").await.ok();
    assert!(free.says("不需要收费") && !free.says("发出收费通知"), "{}", free.words());
    let wrong = fee("basis=pages&pages=10&already_public=11").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("id=\"e-already_public\"") && wrong.says("value=\"11\""), "{}", wrong.words());
    assert!(fee("basis=pages&pages=viele").await.says("id=\"e-pages\""));

    let amount = asked.field("notice_fee_amount").expect("the sum stands in the notice");
    let notice = [
        ("notice_fee_on", "2026-11-17"),
        ("notice_fee_amount", amount.as_str()),
        ("notice_fee_lines", "按量计收：第 31 至 68 页，每页 10 元，计 380 元"),
        ("notice_fee_way_of_paying", "凭通知书到市政务服务大厅缴费窗口缴纳"),
    ];
    let nothing =
        order(&officer, id, "notice_fee", &[notice[0], ("notice_fee_amount", "0"), notice[2], notice[3]]).await;
    assert!(nothing.says("id=\"e-notice_fee_amount\"") && nothing.says("按量计收"), "{}", nothing.words());
    let no_way = order(&officer, id, "notice_fee", &notice[..3]).await;
    assert!(no_way.says("id=\"e-notice_fee_way_of_paying\"") && no_way.says("按量计收"), "{}", no_way.words());
    order(&officer, id, "notice_fee", &notice).await.redirects();
    let shown = page(&officer, id).await;
    assert!(shown.says("待缴费") && shown.says("380 元"), "{}", shown.words());
    assert!(shown.says("缴费窗口缴纳"), "the history tells how to pay: {}", shown.words());
    order(&officer, id, "note_fee_notice", &[("note_fee_notice_on", "2026-11-18")]).await.redirects();
    order(&officer, id, "note_payment", &[("note_payment_on", "2026-11-20")]).await.redirects();
    assert!(page(&officer, id).await.says("已缴费"));
    let much = [("refund_fee_on", "2026-11-23"), ("refund_fee_amount", "381"), ("refund_fee_reason", "重复计页")];
    let refused = order(&officer, id, "refund_fee", &much).await;
    assert!(refused.says("id=\"e-refund_fee_amount\"") && refused.says("380.00"), "{}", refused.words());
    order(&officer, id, "refund_fee", &[much[0], ("refund_fee_amount", "80"), much[2]]).await.redirects();
    assert!(page(&officer, id).await.says("300 元"));
    order(&officer, id, "refund_fee", &[much[0], ("refund_fee_amount", "300"), much[2]]).await.redirects();
    assert!(page(&officer, id).await.says("已全部退费"));
}

async fn an_unpaid_fee_ends_the_case(city: &City) {
    let officer = city.actor("jingban").await;
    let id = case_of(&register(city, &officer, &[("arrived_on", "2026-10-12")]).await.ok());
    let notice = [
        ("notice_fee_on", "2026-10-13"),
        ("notice_fee_amount", "380"),
        ("notice_fee_lines", "按量计收，共 380 元"),
        ("notice_fee_way_of_paying", "缴费窗口"),
    ];
    order(&officer, id, "notice_fee", &notice).await.redirects();
    order(&officer, id, "note_fee_notice", &[("note_fee_notice_on", "2026-10-14")]).await.redirects();
    // 20 working days after 14 October end on 11 November.
    let shown = page(&officer, id).await;
    assert!(shown.says("缴费期满未决定") && shown.says("2026-11-11"), "{}", shown.words());
    let form = decide(&officer, id, "F2").await;
    assert!(form.says("2026-10-13 发出收费通知，金额 380 元"), "the case tells the fact itself: {}", form.words());
    let ended = [
        ("draft_reply_reply", "F2"),
        ("draft_reply_on", "2026-11-23"),
        ("draft_reply_fee_notice", "2026-10-14 送达收费通知，期满未缴纳"),
    ];
    order(&officer, id, "draft_reply", &ended).await.redirects();
    assert!(page(&officer, id).await.says("2.申请人逾期未按收费通知要求缴纳费用"));
}

/// The cases and numbers of a page of receipts.
fn receipts(page: &Page) -> Vec<(i64, String)> {
    let text = page.text();
    let ids = text.split("href=\"/console/requests/").filter_map(|part| part.split('"').next()?.parse::<i64>().ok());
    let numbers = text.split("<dt>登记号</dt><dd>").skip(1).filter_map(|part| part.split('<').next());
    ids.zip(numbers.map(str::to_string)).collect()
}

const FURTHER: [(&str, &str); 3] = [
    ("further.0.name", "2025年教师招聘名额"),
    ("further.1.name", "2025年校车经费"),
    ("further.1.description", "各校校车经费明细"),
];

async fn a_letter_with_several_matters_becomes_several_cases(city: &City) {
    let officer = city.actor("jingban").await;
    let long = "长".repeat(201);
    let refused = register(city, &officer, &[FURTHER[0], ("further.1.name", &long)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-further.1.name\"") && refused.says("2025年教师招聘名额"), "{}", refused.words());

    let done = register(city, &officer, &FURTHER).await.ok();
    let cases = receipts(&done);
    assert_eq!(cases.len(), 3, "{}", done.words());
    assert!(done.says("已登记 3 件"), "{}", done.words());
    let first = page(&officer, cases[0].0).await;
    for (id, number) in &cases[1..] {
        assert!(first.says(number), "the first names the others: {}", first.words());
        let other = page(&officer, *id).await;
        assert!(other.says("本件由它分出") && other.says(&cases[0].1), "{}", other.words());
        assert!(other.says("2026-12-14") && other.says("李**"), "the same day and person: {}", other.words());
    }
    assert!(page(&officer, cases[2].0).await.says("各校校车经费明细"));
}

async fn a_case_is_split_later_with_the_same_receipt_day(city: &City) {
    let officer = city.actor("jingban").await;
    let changes = [("channel", "email"), ("contact.email", "li@example.com")];
    let id = case_of(&register(city, &officer, &changes).await.ok());
    order(&officer, id, "confirm_receipt", &[("confirm_receipt_on", "2026-11-18")]).await.redirects();
    let url = format!("/console/requests/{id}/split");
    let form = officer.get(&url).await.ok();
    let (token, version) = (form.field("form_token").unwrap(), form.field("version").unwrap());
    let empty = officer.post(&url, &[("form_token", &token), ("version", &version)]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.says("id=\"e-further.0.name\""), "{}", empty.words());
    let fields = [("form_token", &*token), ("version", &*version), FURTHER[0]];
    let done = officer.post(&url, &fields).await.ok();
    let told = receipts(&done);
    let [(new, number)] = told.as_slice() else { panic!("{}", done.words()) };
    let split = page(&officer, *new).await;
    // 20 working days from Wednesday 18 November end on Wednesday 16 December.
    assert!(split.says("2026-12-16") && split.says("2026-11-18"), "{}", split.words());
    assert!(page(&officer, id).await.says(number));
    assert_eq!(officer.post(&url, &fields).await.status, 409, "a second post splits nothing off again");
    assert_eq!(city.actor("jingban2").await.post(&url, &fields).await.status, 403);
    let copies = officer.get(&format!("/console/requests/{new}")).await.ok();
    assert!(copies.says("申请书.txt"), "the letter lies in each case: {}", copies.words());
}

async fn a_correction_is_no_application_for_information(city: &City) {
    let officer = city.actor("jingban").await;
    let counted = async || {
        let caller = city.actor("tongji").await.caller().await;
        let rows = app::request::cells::table_3(&city.app, &caller, city.ids.agency("jiaoti"), 2026).await.unwrap();
        rows[0].cells[6]
    };
    registered(city).await;
    let before = counted().await;
    let id = case_of(&register(city, &officer, &[("matter_kind", "correction")]).await.ok());
    assert_eq!(counted().await, before, "table 3 counts applications for information alone");
    let shown = page(&officer, id).await;
    assert!(shown.says("更正申请"), "{}", shown.words());
    let kinds = officer.get(&format!("/console/requests/{id}/decide")).await.ok();
    assert!(kinds.says("decide?reply=F3") && !kinds.says("decide?reply=A2"), "{}", kinds.words());
    let ended = [
        ("draft_reply_reply", "F3"),
        ("draft_reply_on", "2026-11-23"),
        ("draft_reply_closing_reason", "经核实，已更正并告知申请人"),
    ];
    order(&officer, id, "draft_reply", &ended).await.redirects();
    let wrong = register(city, &officer, &[("matter_kind", "other")]).await;
    assert!(wrong.says("id=\"e-matter_kind\""), "{}", wrong.words());
}

async fn a_repeat_is_shown_and_answered_as_one(city: &City) {
    let (officer, first) = registered(city).await;
    let search = [
        ("draft_reply_reply", "D1a"),
        ("draft_reply_on", "2026-11-19"),
        ("draft_reply_search_places", "档案系统"),
        ("draft_reply_search_people", "张某"),
        ("draft_reply_search_keywords", "划片"),
    ];
    order(&officer, first, "draft_reply", &search).await.redirects();
    order(&city.actor("fazhi").await, first, "pass_legal", &[("pass_legal_on", "2026-11-19")]).await.redirects();
    order(&city.actor("qianfa").await, first, "sign", &[("sign_on", "2026-11-19")]).await.redirects();
    order(&officer, first, "reply", &[("reply_on", "2026-11-19")]).await.redirects();
    let second = case_of(&register(city, &officer, &[("arrived_on", "2026-11-20")]).await.ok());
    let shown = page(&officer, second).await;
    assert!(shown.says("同一申请人，内容相同") && shown.says("按重复申请答复"), "{}", shown.words());
    let form = officer.get(&format!("/console/requests/{second}/decide?reply=E2&earlier={first}")).await.ok();
    assert!(form.says("2026-11-19 已答复：无法提供：政府信息不存在"), "{}", form.words());
    let fee = officer.get(&format!("/console/requests/{second}/fee")).await.ok();
    assert_eq!(fee.field("earlier").as_deref(), Some("1"), "the month's earlier case is counted: {}", fee.words());
}

async fn only_what_is_harmless_is_done_to_several_cases(city: &City) {
    let (officer, id) = registered(city).await;
    let id = id.to_string();
    for wanted in ["reply", "sign", "archive", "withdraw", ""] {
        let refused = officer.post("/console/requests/bulk", &[("do", wanted), ("ids", &id)]).await;
        assert_eq!(refused.status, 422, "{wanted}: {}", refused.words());
    }
    let colleague = city.actor("fazhi").await;
    assert!(colleague.get("/console/requests").await.ok().says("有新动态"));
    colleague.post("/console/requests/bulk", &[("do", "seen"), ("ids", &id)]).await.redirects();
    assert!(!colleague.get("/console/requests").await.ok().says("有新动态"));
    colleague.post("/console/requests/bulk", &[("do", "take"), ("ids", &id)]).await.redirects();
    let shown = page(&officer, id.parse().unwrap()).await;
    assert!(!shown.says("合法性审核员"), "who may not assign takes nothing: {}", shown.words());
    order(&officer, id.parse().unwrap(), "assign_officer", &[("assign_officer_officer", &officer.id().to_string())])
        .await
        .redirects();
    assert!(colleague.get("/console/requests").await.ok().says("有新动态"), "a change makes it new again");
    page(&colleague, id.parse().unwrap()).await;
    assert!(!colleague.get("/console/requests").await.ok().says("有新动态"), "who opens a case has seen it");
}

async fn what_is_too_long_or_too_many_is_told_at_the_field(city: &City) {
    let (officer, id) = registered(city).await;
    let (name, text) = ("长".repeat(201), "长".repeat(5_001));
    let long = [
        ("consult_with", "third_party"),
        ("consult_on", "2026-11-17"),
        ("consult_third_party", &*name),
        ("consult_content", &*text),
    ];
    let refused = order(&officer, id, "consult", &long).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-consult_third_party\"") && refused.says("最多 200 个字"), "{}", refused.words());
    assert!(refused.says("id=\"e-consult_content\"") && refused.says("最多 5000 个字"), "{}", refused.words());
    let sound = [long[0], long[1], ("consult_third_party", "某公司"), ("consult_content", "合同价款")];
    for _ in 0..100 {
        order(&officer, id, "consult", &sound).await.redirects();
    }
    let refused = order(&officer, id, "consult", &sound).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("已经有 100 个"), "{}", refused.words());
    assert!(refused.says("id=\"e-consult_with\""), "{}", refused.words());
    assert!(refused.says("合同价款</textarea>"), "what was typed is kept in its form: {}", refused.words());
}
