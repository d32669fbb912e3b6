//! An application on the desk, from the counter to the archive, by the people whose turn it is; and what is answered
//! at the field when somebody errs.

use crate::on_both;
use testkit::{Actor, City, Page};

on_both!(
    a_case_from_the_counter_to_the_archive,
    wrong_dates_are_refused_at_their_fields,
    a_reply_lacks_facts_and_says_which,
    who_looks_at_a_person_is_in_the_log,
    a_unit_refuses_its_part_and_it_is_given_on,
    ticked_cases_are_taken_and_a_calendar_shows_them,
);

/// Registers an application at the counter and returns its id. Monday 2026-11-16 was a working day.
pub async fn register(city: &City, officer: &Actor, changes: &[(&str, &str)]) -> Page {
    let form = officer.get("/console/requests/new").await.ok();
    let token = form.field("form_token").expect("the form carries its token");
    let agency = city.ids.agency("jiaoti").to_string();
    let mut fields = vec![
        ("form_token", token.as_str()),
        ("channel", "counter"),
        ("arrived_on", "2026-11-16"),
        ("agency", agency.as_str()),
        ("kind", "c1"),
        ("citizen.name", "李小明"),
        ("citizen.paper", "identity_card"),
        ("citizen.number", "11010519491231002X"),
        ("contact.phone", "13812345678"),
        ("matter.name", "2025年义务教育阶段学校划片范围"),
        ("matter.description", "申请公开2025年新街镇小学划片范围的会议纪要"),
        ("supply", "electronic"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    officer.upload("/console/requests/new", &fields, "申请书.txt", "申请书全文".as_bytes()).await
}

/// The case that the receipt leads to.
pub fn case_of(receipt: &Page) -> i64 {
    let text = receipt.text();
    let rest = text.split("href=\"/console/requests/").find_map(|part| part.split('"').next()?.parse().ok());
    rest.unwrap_or_else(|| panic!("no case in {}", receipt.words()))
}

/// Registers one, and the officer who did.
pub async fn registered(city: &City) -> (Actor, i64) {
    let officer = city.actor("jingban").await;
    let receipt = register(city, &officer, &[]).await.ok();
    (officer, case_of(&receipt))
}

/// Sends the form of a command as the page shows it.
pub async fn order(actor: &Actor, id: i64, code: &str, fields: &[(&str, &str)]) -> Page {
    actor.post(&format!("/console/requests/{id}/{code}"), fields).await
}

pub async fn page(actor: &Actor, id: i64) -> Page {
    actor.get(&format!("/console/requests/{id}")).await.ok()
}

pub const FACTS: [(&str, &str); 4] = [
    ("draft_reply_reply", "A2"),
    ("draft_reply_on", "2026-11-23"),
    ("draft_reply_way_of_supply", "电子邮件发送"),
    ("draft_reply_supply_time", "2026年11月23日"),
];

async fn a_case_from_the_counter_to_the_archive(city: &City) {
    let officer = city.actor("jingban").await;
    let (unit, legal, boss) = (city.actor("chengban").await, city.actor("fazhi").await, city.actor("qianfa").await);
    let receipt = register(city, &officer, &[]).await.ok();
    assert!(receipt.says("查询码"));
    let id = case_of(&receipt);

    let shown = page(&officer, id).await;
    assert!(shown.says("办理中") && shown.says("李**") && !shown.says("李小明"), "{}", shown.words());
    // 20 working days from Monday 16 November: the 20th is Monday 14 December.
    assert!(shown.says("2026-12-14") && shown.says("还剩 15 个工作日"), "{}", shown.words());
    assert!(shown.says("《中华人民共和国政府信息公开条例》第三十三条"));

    let own = officer.id().to_string();
    order(&officer, id, "assign_officer", &[("assign_officer_officer", &own)]).await.redirects();
    let part = [
        ("assign_part_unit", &*city.ids.account("chengban").to_string()),
        ("assign_part_on", "2026-11-17"),
        ("assign_part_task", "查找会议纪要"),
    ];
    order(&officer, id, "assign_part", &part).await.redirects();
    order(&unit, id, "take_part", &[("no", "0")]).await.redirects();

    let ask = [
        ("ask_supplement_on", "2026-11-18"),
        ("ask_supplement_until", "2026-12-09"),
        ("ask_supplement_what", "请写明会议的时间"),
    ];
    order(&officer, id, "ask_supplement", &ask).await.redirects();
    let shown = page(&officer, id).await;
    assert!(shown.says("待补正") && shown.says("请写明会议的时间"), "{}", shown.words());
    assert!(shown.says("下面的文书还没有编号发出") && !shown.says("少于一般的"), "{}", shown.words());
    let waiting = officer.get("/console/requests?state=supplement").await.ok();
    assert!(waiting.says("2025年义务教育阶段学校划片范围"), "{}", waiting.words());
    let answer = [("supplement_on", "2026-11-20"), ("supplement_text", "2025年5月的会议")];
    order(&officer, id, "supplement", &answer).await.redirects();
    // The clock starts afresh: 20 working days from Friday 20 November end on Friday 18 December.
    let shown = page(&officer, id).await;
    assert!(shown.says("2026-12-18") && shown.says("收到补正，期限重新计算"), "{}", shown.words());
    assert!(shown.says("补正内容（2026-11-20）"), "{}", shown.words());

    let done = [("no", "0"), ("finish_part_0_on", "2026-11-23"), ("finish_part_0_result", "已查到，可以公开")];
    order(&unit, id, "finish_part", &done).await.redirects();
    let search = [
        ("draft_reply_reply", "D1a"),
        ("draft_reply_on", "2026-11-23"),
        ("draft_reply_search_places", "本机关档案系统、会议室登记"),
        ("draft_reply_search_people", "办公室张某，2026年11月20日"),
        ("draft_reply_search_keywords", "划片 会议纪要"),
    ];
    order(&officer, id, "draft_reply", &search).await.redirects();
    assert!(page(&legal, id).await.says("待合法性审核"));
    // Nobody steps over another's turn.
    assert_eq!(order(&officer, id, "pass_legal", &[("pass_legal_on", "2026-11-23")]).await.status, 403);
    assert_eq!(order(&boss, id, "sign", &[("sign_on", "2026-11-23")]).await.status, 409);
    order(&legal, id, "pass_legal", &[("pass_legal_on", "2026-11-23")]).await.redirects();
    order(&boss, id, "sign", &[("sign_on", "2026-11-23"), ("sign_opinion", "同意")]).await.redirects();
    order(&officer, id, "reply", &[("reply_on", "2026-11-23")]).await.redirects();
    let without_proof = [("serve_method", "post"), ("serve_sent_on", "2026-11-23"), ("serve_proof", "on")];
    let refused = order(&officer, id, "serve", &without_proof).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-serve_proof\""), "{}", refused.words());
    let number = ("serve_mail_number", "XA12345678901");
    let served = [without_proof[0], without_proof[1], without_proof[2], number];
    order(&officer, id, "serve", &served).await.redirects();
    let signed_for = ("serve_received_on", "2026-11-23");
    let receipt = [served[0], served[1], served[2], number, signed_for];
    order(&officer, id, "serve", &receipt).await.redirects();
    order(&officer, id, "archive", &[("archive_on", "2026-11-23")]).await.redirects();

    let shown = page(&officer, id).await;
    assert!(shown.says("已归档") && shown.says("（四）无法提供 1.本机关不掌握相关政府信息"), "{}", shown.words());
    let closed = officer.get("/console/requests?pile=closed").await.ok();
    assert!(closed.says("2025年义务教育阶段学校划片范围"), "{}", closed.words());
}

async fn wrong_dates_are_refused_at_their_fields(city: &City) {
    let officer = city.actor("jingban").await;
    let refused = register(city, &officer, &[("arrived_on", "2026-11-24")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-arrived_on\"") && refused.says("来件日期不能晚于今天"), "{}", refused.words());
    assert!(
        refused.says("李小明") && refused.says("申请公开2025年新街镇小学划片范围的会议纪要"),
        "what was typed is kept"
    );
    let refused =
        register(city, &officer, &[("arrived_on", "2026-02-30"), ("citizen.number", "110105194912310021")]).await;
    assert!(refused.says("id=\"e-arrived_on\""), "{}", refused.words());
    let refused = register(city, &officer, &[("citizen.number", "110105194912310021")]).await;
    assert!(refused.says("id=\"e-citizen.number\""), "{}", refused.words());

    let (officer, id) = registered(city).await;
    let typed = [
        ("ask_supplement_on", "2026-11-25"),
        ("ask_supplement_until", "2026-12-09"),
        ("ask_supplement_what", "请写明时间"),
    ];
    let refused = order(&officer, id, "ask_supplement", &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-ask_supplement_on\"") && refused.says("请写明时间"), "{}", refused.words());
    let early = [typed[0], ("ask_supplement_until", "2026-11-10"), typed[2]];
    let early = [("ask_supplement_on", "2026-11-17"), early[1], early[2]];
    let refused = order(&officer, id, "ask_supplement", &early).await;
    assert!(refused.says("id=\"e-ask_supplement_until\""), "{}", refused.words());
    let short = [("ask_supplement_on", "2026-11-17"), ("ask_supplement_until", "2026-12-01"), typed[2]];
    order(&officer, id, "ask_supplement", &short).await.redirects();
    let shown = page(&officer, id).await;
    assert!(shown.says("补正期限只有 10 个工作日，少于一般的 15 个工作日"), "{}", shown.words());
    let (officer, id) = registered(city).await;
    let empty = order(&officer, id, "ask_supplement", &[]).await;
    assert!(empty.says("id=\"e-ask_supplement_what\"") && empty.says("请填写这一项"), "{}", empty.words());
}

async fn a_reply_lacks_facts_and_says_which(city: &City) {
    let (officer, id) = registered(city).await;
    let chosen = officer.get(&format!("/console/requests/{id}/decide?reply=A2")).await.ok();
    assert!(chosen.says("提供信息的方式和途径") && chosen.says("提供信息的时间"), "{}", chosen.words());
    let refused = order(&officer, id, "draft_reply", &FACTS[..3]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-draft_reply_supply_time\"") && refused.says("电子邮件发送"), "{}", refused.words());
    order(&officer, id, "draft_reply", &FACTS).await.redirects();
    let shown = page(&officer, id).await;
    assert!(shown.says("待签发"), "what is disclosed whole needs no legal review: {}", shown.words());
    assert!(shown.says("没有选定要提供的文件"), "what is promised is not there: {}", shown.words());
    let boss = city.actor("qianfa").await;
    let back = [("return_signature_on", "2026-11-23"), ("return_signature_reason", "附件不全")];
    order(&boss, id, "return_signature", &back).await.redirects();
    assert!(page(&officer, id).await.says("附件不全"));
    // A change that was made on a page opened before is refused.
    let stale = [FACTS[0], FACTS[1], FACTS[2], FACTS[3], ("version", "1")];
    assert_eq!(order(&officer, id, "draft_reply", &stale).await.status, 409);
}

async fn who_looks_at_a_person_is_in_the_log(city: &City) {
    let (officer, id) = registered(city).await;
    let full = officer.post(&format!("/console/requests/{id}/person"), &[]).await.ok();
    assert!(full.says("李小明") && full.says("11010519491231002X") && full.says("13812345678"));
    let legal = city.actor("fazhi").await;
    assert_eq!(legal.post(&format!("/console/requests/{id}/person"), &[]).await.status, 403);
    assert!(!page(&legal, id).await.says("查看完整信息"));
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(log.says("request.view_personal") || log.says("查看申请人信息"), "{}", log.words());
    let shown = page(&officer, id).await;
    let text = shown.text();
    let file = text.split("href=\"/console/requests/files/").nth(1).and_then(|t| t.split('"').next()).expect("a scan");
    let scan = officer.get(&format!("/console/requests/files/{file}")).await.ok();
    assert_eq!(scan.text(), "申请书全文");
    assert!(scan.header("content-disposition").starts_with("attachment"));
}

async fn a_unit_refuses_its_part_and_it_is_given_on(city: &City) {
    let (officer, id) = registered(city).await;
    let unit = city.actor("chengban").await;
    let to = city.ids.account("chengban").to_string();
    let part = [("assign_part_unit", &*to), ("assign_part_on", "2026-11-17"), ("assign_part_task", "查找")];
    order(&officer, id, "assign_part", &part).await.redirects();
    let refused = order(&unit, id, "refuse_part", &[("no", "0")]).await;
    assert!(refused.says("id=\"e-refuse_part_0_reason\""), "{}", refused.words());
    let own = unit.get("/console/requests").await.ok();
    assert!(own.says("2025年义务教育阶段学校划片范围"), "a unit finds what it was given: {}", own.words());
    let why = [("no", "0"), ("refuse_part_0_reason", "不属于本单位职责")];
    order(&unit, id, "refuse_part", &why).await.redirects();
    assert!(page(&officer, id).await.says("不属于本单位职责"));
    let on = [
        ("no", "0"),
        ("reassign_part_0_unit", &*to),
        ("reassign_part_0_on", "2026-11-23"),
        ("reassign_part_0_reason", "经协商仍由其承办"),
    ];
    let supervisor = city.actor("jianguan").await;
    order(&supervisor, id, "reassign_part", &on).await.redirects();
    assert!(page(&officer, id).await.says("待接收"));
}

async fn ticked_cases_are_taken_and_a_calendar_shows_them(city: &City) {
    let (officer, id) = registered(city).await;
    let desk = officer.get("/console/requests").await.ok();
    assert!(desk.says("李**") && !desk.says("李小明") && desk.says("还剩 15 个工作日"), "{}", desk.words());
    let told = officer.post("/console/requests/bulk", &[("do", "take")]).await.redirects();
    assert_eq!(told.location(), "/console/requests");
    officer.post("/console/requests/bulk", &[("do", "take"), ("ids", &id.to_string())]).await.redirects();
    let mine = officer.get("/console/requests?mine=on").await.ok();
    assert!(mine.says("2025年义务教育阶段学校划片范围"), "{}", mine.words());
    assert!(officer.get("/console/requests?pile=overdue").await.ok().says("没有符合条件的申请"));

    let made = officer.post("/console/requests/calendar", &[]).await.ok();
    let text = made.text();
    let path = text.split("/console/requests/calendar.ics?token=").nth(1).and_then(|t| t.split(['"', '<']).next());
    let path = format!("/console/requests/calendar.ics?token={}", path.expect("an address"));
    let feed = city.visitor().get(&path).await.ok();
    assert!(feed.says("BEGIN:VEVENT") && feed.says("答复期限") && !feed.says("李"), "{}", feed.text());
    officer.post("/console/requests/calendar/revoke", &[]).await.redirects();
    assert_eq!(city.visitor().get(&path).await.status, 404);
}
