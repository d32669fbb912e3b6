//! A citizen at the portal: the form with each of its faults at its field, papers of an agent, drafts, limits that keep
//! nobody out, offers that spare an application.

use crate::on_both;
use documents::extract::extract_text;
use documents::limits::Limits;
use documents::sniff::FileType;
use sha2::{Digest, Sha256};
use testkit::{City, Page, encode};

on_both!(
    a_citizen_applies_and_follows_the_case,
    the_receipt_is_a_paper_for_who_knows_the_code,
    who_lost_the_code_gets_another,
    each_wrong_field_is_answered_at_the_field,
    faults_are_told_in_the_order_of_the_page,
    files_are_answered_at_their_fields,
    an_agent_and_further_applicants_are_shown_to_the_office,
    a_draft_keeps_everything_but_files,
    who_sends_much_waits_and_loses_nothing,
    offers_that_spared_an_application_are_counted,
);

/// What a citizen fills in.
pub const FILLED: [(&str, &str); 11] = [
    ("who", "citizen"),
    ("citizen.name", "李晓明"),
    ("citizen.paper", "identity_card"),
    ("citizen.number", "11010519491231002X"),
    ("organisation.paper", "credit_code"),
    ("contact.phone", "13800138000"),
    ("contact.email", "lixiaoming@example.com"),
    ("matter.name", "2025年义务教育阶段学校划片方案"),
    ("matter.description", "新街镇中心小学2025年秋季招生的划片范围和依据"),
    ("supply", "electronic"),
    ("delivery", "email"),
];

/// The stamp of a form that was just opened.
pub async fn stamp(city: &City) -> String {
    city.visitor().get("/requests/new").await.ok().field("stamp").expect("the form carries its stamp")
}

/// The form as a citizen sends it, with some fields changed.
pub async fn send(city: &City, changes: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Page {
    let stamp = stamp(city).await;
    let answer = solve(&stamp);
    let agency = city.ids.agency("jiaoti").to_string();
    let mut fields = FILLED.to_vec();
    fields.extend([("stamp", stamp.as_str()), ("answer", &answer), ("agency", &agency), ("do", "submit")]);
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    city.visitor().send_form("/requests/new", &fields, files).await
}

/// The piece of work that the form's script does.
pub fn solve(stamp: &str) -> String {
    let fits = |n: &String| {
        let hash = Sha256::digest(format!("{stamp}:{n}"));
        hash[0] == 0 && hash[1] < 4
    };
    (0_u32..).map(|n| n.to_string()).find(fits).expect("a number that fits")
}

/// Number and query code on a receipt.
pub fn codes(receipt: &Page) -> (String, String) {
    let text = receipt.text();
    let mut found = text.split("<dd").skip(1).filter_map(|part| part.split('>').nth(1)?.split('<').next());
    let number = found.next().expect("a number").to_string();
    (number, found.next().expect("a code").to_string())
}

/// The page of a case by number and code.
pub async fn track(city: &City, codes: &(String, String)) -> Page {
    city.visitor().post_bare("/requests/track", &[("number", &codes.0), ("code", &codes.1)]).await
}

async fn a_citizen_applies_and_follows_the_case(city: &City) {
    let receipt = send(city, &[], &[]).await.ok();
    assert!(receipt.says("申请已经收到") && receipt.header("cache-control").contains("no-store"));
    let codes = codes(&receipt);
    let page = track(city, &codes).await.ok();
    assert!(page.says("答复期限还没有开始计算") && page.says("2025年义务教育阶段学校划片方案"), "{}", page.words());
    let register = city.visitor().get("/requests/register").await.ok();
    assert!(register.says("新收申请"), "the main site counts the whole government: {}", register.words());
    assert!(!page.says("应当在"), "nothing is due before the receipt is confirmed: {}", page.words());
    let typed = (codes.0.clone(), codes.1.to_lowercase().replace('-', " "));
    track(city, &typed).await.ok();
    let wrong = track(city, &(codes.0.clone(), "AAAAA-AAAAA".into())).await;
    assert_eq!(wrong.status, 404);
    assert!(wrong.says(&format!("value=\"{}\"", codes.0)), "the number is kept");
    for told in [r##"<a href="#f-number">申请编号或者查询码不对"##, "id=\"e-number\"", "查询码是保密的"]
    {
        assert!(wrong.says(told), "{told}: {}", wrong.text());
    }
    assert!(!wrong.says("登记号") && !wrong.says("您已经填写的内容都保留着"), "{}", wrong.words());

    let act = [("number", codes.0.as_str()), ("code", codes.1.as_str()), ("do", "supplement")];
    let early = city.visitor().send_form("/requests/act", &act, &[]).await;
    assert_eq!(early.status, 422, "nobody asked for a supplement: {}", early.words());
    let withdraw = [act[0], act[1], ("do", "withdraw"), ("withdraw_text", "已经在网站上查到")];
    let done = city.visitor().send_form("/requests/act", &withdraw, &[]).await.ok();
    assert!(done.says("申请已经撤回") && !done.says("评价这次办理"), "{}", done.words());
    let again = city.visitor().send_form("/requests/act", &withdraw, &[]).await.ok();
    assert!(again.says("申请已经撤回"), "a page that is loaded again says what is so: {}", again.words());
    let row = store::request::find::by_number(city.app.store().read(), &codes.0).await.unwrap().unwrap();
    let officer = city.actor("jingban").await;
    let archived = [("archive_on", "2026-11-23")];
    officer.post(&format!("/console/requests/{}/archive", row.id), &archived).await.redirects();
    assert!(!track(city, &codes).await.ok().says("评价这次办理"), "there was nothing to rate");
    let rated = [("number", codes.0.as_str()), ("code", &codes.1), ("satisfaction", "1")];
    assert_eq!(city.visitor().post_bare("/requests/rate", &rated).await.status, 409);
}

/// What stands in a PDF, without white space.
fn words_of(pdf: &Page) -> String {
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let read = extract_text(&pdf.bytes, FileType::Pdf, &Limits::default()).unwrap();
    read.text.split_whitespace().collect()
}

async fn the_receipt_is_a_paper_for_who_knows_the_code(city: &City) {
    let (number, code) = codes(&send(city, &[], &[]).await.ok());
    let ask = async |number: &str, code: &str| {
        city.visitor().post_bare("/requests/receipt", &[("number", number), ("code", code)]).await
    };
    assert_eq!(ask(&number, "AAAAA-AAAAA").await.status, 404);
    let paper = ask(&number, &code).await.ok();
    assert!(paper.header("content-disposition").starts_with("attachment"));
    let words = words_of(&paper);
    for told in [number.as_str(), &code, "清江市教育体育局", "2025年义务教育阶段学校划片方案", "双方确认之日"]
    {
        assert!(words.contains(told), "{told}: {words}");
    }
    // What comes by the counter is received on that day: its receipt names the day of the reply, too.
    let officer = city.actor("jingban").await;
    let registered = crate::desk_requests::register(city, &officer, &[]).await.ok();
    let (number, code) = (registered.field("number").expect("a number"), registered.field("code").expect("a code"));
    let paper = officer.post("/console/requests/receipt", &[("number", &number), ("code", &code)]).await.ok();
    let words = words_of(&paper);
    assert!(words.contains("2026年11月16日") && words.contains("2026年12月14日"), "{words}");
    assert_eq!(city.actor("fazhi").await.post("/console/requests/receipt", &[]).await.status, 403);
}

async fn who_lost_the_code_gets_another(city: &City) {
    let old = codes(&send(city, &[], &[]).await.ok());
    let row = store::request::find::by_number(city.app.store().read(), &old.0).await.unwrap().unwrap();
    let path = format!("/console/requests/{}/code", row.id);
    assert_eq!(city.actor("jianguan").await.post(&path, &[]).await.status, 403);
    let officer = city.actor("jingban").await;
    let given = officer.post(&path, &[]).await.ok();
    let code = given.field("code").expect("a code");
    assert!(given.says("原来的不能再用") && code != old.1, "{}", given.words());
    assert_eq!(track(city, &old).await.status, 404);
    track(city, &(old.0, code)).await.ok();
    assert!(city.actor("shenji").await.get("/console/audit").await.ok().says("补发查询码"));
}

async fn each_wrong_field_is_answered_at_the_field(city: &City) {
    let long = "长".repeat(5_001);
    let organisation = [
        ("who", "organisation"),
        ("kind", "c2"),
        ("organisation.name", "清江市新街建设有限公司"),
        ("organisation.code", "91350100M000100Y43"),
        ("organisation.representative", "王某"),
        ("organisation.contact_person", "赵某"),
    ];
    let citizens: &[(&str, &str, &str)] = &[
        ("agency", "", "agency"),
        ("agency", "999999", "agency"),
        ("who", "", "who"),
        ("citizen.name", "", "citizen.name"),
        ("citizen.number", "", "citizen.number"),
        ("citizen.number", "110105194912310021", "citizen.number"),
        ("citizen.number", "1234", "citizen.number"),
        ("employer", &long, "employer"),
        ("contact.phone", "没有", "contact.phone"),
        ("contact.email", "lixiaoming", "contact.email"),
        ("contact.email", "", "contact.email"),
        ("contact.postcode", "甲乙丙", "contact.postcode"),
        ("contact.fax", "传真", "contact.fax"),
        ("contact.address", &long, "contact.address"),
        ("matter.name", &long, "matter.name"),
        ("matter.document_number", &long, "matter.document_number"),
        ("matter.description", &long, "matter.description"),
        ("supply", "", "supply"),
        ("delivery", "", "delivery"),
        ("delivery", "post", "contact.address"),
        ("delivery", "fax", "contact.fax"),
        ("agent.name", "周某", "agent.number"),
        ("agent.number", "E12345678", "agent.name"),
        ("agent.authority", "代为签收", "agent.name"),
        ("agent.phone", "甲", ""),
        ("joint.0.name", "吴某", "joint.0.number"),
        ("joint.0.number", "1", "joint.0.name"),
        ("fee_reduction", &long, "fee_reduction"),
        ("assistance_note", &long, "assistance_note"),
    ];
    for (field, value, at) in citizens {
        let page = send(city, &[(field, value)], &[]).await;
        if at.is_empty() {
            // A telephone without anybody it belongs to is no agent.
            page.ok();
            continue;
        }
        answered(&page, at, &format!("{field} = {}", value.chars().take(20).collect::<String>()));
        if *field != "citizen.name" {
            assert!(page.says("李晓明"), "{field}: what was typed is kept");
        }
        // A select shows only what it offers.
        assert!(*field == "agency" || value.is_empty() || page.says(value), "{field}: the wrong value is kept, too");
    }
    for (field, value) in [
        ("kind", ""),
        ("organisation.name", ""),
        ("organisation.code", "91350100M000100Y40"),
        ("organisation.representative", ""),
        ("organisation.contact_person", ""),
    ] {
        let mut fields = organisation.to_vec();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let page = send(city, &fields, &[]).await;
        answered(&page, field, field);
        assert!(!page.says("id=\"e-citizen."), "{field}: an organisation is not asked for a citizen's name");
    }
    send(city, &organisation, &[]).await.ok();
    let empty = send(city, &[("matter.name", ""), ("matter.description", "")], &[]).await;
    answered(&empty, "matter.name", "nothing is asked for");
    let none = send(city, &[("contact.phone", ""), ("contact.email", ""), ("delivery", "online")], &[]).await;
    answered(&none, "contact.phone", "no way to reach the applicant");
}

async fn faults_are_told_in_the_order_of_the_page(city: &City) {
    let nothing: Vec<(&str, &str)> =
        FILLED.iter().map(|(name, _)| (*name, "")).filter(|(name, _)| !name.ends_with(".paper")).collect();
    let citizen = [("who", "citizen"), ("agency", ""), ("agent.name", "周某"), ("joint.0.name", "吴某")];
    let organisation = [("who", "organisation"), ("contact.phone", "没有"), ("contact.postcode", "甲"), ("agency", "")];
    for (who, least) in [(&citizen, 9), (&organisation, 9)] {
        let changes: Vec<_> = nothing.iter().filter(|(name, _)| *name != "who").chain(who).copied().collect();
        let page = send(city, &changes, &[]).await;
        assert_eq!(page.status, 422, "{}", page.words());
        let text = page.text();
        let (_, rest) = text.split_once("data-faults").unwrap();
        let (summary, form) = rest.split_once("</div>").unwrap();
        let fields: Vec<&str> = summary.split("href=\"#").skip(1).map(|link| link.split('"').next().unwrap()).collect();
        assert!(fields.len() >= least, "{fields:?}");
        let places: Vec<usize> =
            fields.iter().map(|id| form.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}"))).collect();
        assert!(places.is_sorted(), "{fields:?}");
        for told in ["请选择受理机关。", "希望得到的形式：请至少选择一项。", "获取方式：请选择一项。"]
        {
            assert!(summary.contains(told), "{told}: {summary}");
        }
    }
}

/// The fault stands at the field, and the summary at the top leads there.
#[track_caller]
fn answered(page: &Page, field: &str, what: &str) {
    assert_eq!(page.status, 422, "{what}: {}", page.words());
    assert!(page.says(&format!("id=\"e-{field}\"")), "{what}: no fault at {field}: {}", page.words());
    assert!(page.says(&format!("href=\"#f-{field}\"")) && page.says(&format!("id=\"f-{field}\"")), "{what}: {field}");
}

async fn files_are_answered_at_their_fields(city: &City) {
    let program = b"MZ\x90\x00\x03\x00\x00\x00".as_slice();
    for field in ["files", "identity_files", "fee_files"] {
        let page = send(city, &[], &[(field, "程序.exe", program)]).await;
        assert!(page.status.is_client_error() && page.says(&format!("id=\"e-{field}\"")), "{field}: {}", page.words());
        assert!(page.says("李晓明") && page.says("程序.exe"), "what was typed is kept: {}", page.words());
    }
    let agent = [
        ("agent.name", "周某"),
        ("agent.number", "E12345678"),
        ("agent.paper", "passport"),
        ("agent.authority", "代为申请"),
    ];
    let page = send(city, &agent, &[]).await;
    answered(&page, "authority_files", "an agent without authority");
    send(city, &agent, &[("authority_files", "委托书.txt", "兹委托周某代为申请".as_bytes())]).await.ok();
    let names: Vec<String> = (0..11).map(|n| format!("材料{n}.txt")).collect();
    let many: Vec<(&str, &str, &[u8])> =
        names.iter().map(|name| ("files", name.as_str(), b"text".as_slice())).collect();
    let page = send(city, &[], &many).await;
    answered(&page, "files", "more files than are taken");
    let large = vec![b'x'; 51 * 1024 * 1024];
    let page = send(city, &[], &[("files", "大文件.txt", &large)]).await;
    answered(&page, "files", "a file beyond the limit");
    assert!(page.says("李晓明") && page.says("2025年义务教育阶段学校划片方案"), "what came before the file is kept");
}

async fn an_agent_and_further_applicants_are_shown_to_the_office(city: &City) {
    let more = [
        ("agent.name", "周小林"),
        ("agent.paper", "passport"),
        ("agent.number", "E12345678"),
        ("agent.authority", "代为提交申请、签收答复"),
        ("joint.1.name", "吴大海"),
        ("joint.1.paper", "passport"),
        ("joint.1.number", "G87654321"),
        ("fee_reduction", "领取最低生活保障金"),
        ("assistance", "sight"),
        ("assistance_note", "请用大字"),
        ("delivery", "online"),
    ];
    let files: [(&str, &str, &[u8]); 3] = [
        ("authority_files", "委托书.txt", "兹委托周小林".as_bytes()),
        ("fee_files", "低保证明.txt", "低保".as_bytes()),
        ("identity_files", "身份证.txt", "证件".as_bytes()),
    ];
    let receipt = send(city, &more, &files).await.ok();
    let officer = city.actor("jingban").await;
    let desk = officer.get("/console/requests").await.ok().text();
    let id =
        desk.split("href=\"/console/requests/").filter_map(|part| part.split('"').next()?.parse::<i64>().ok()).next();
    let path = format!("/console/requests/{}", id.expect("a case on the desk"));
    let page = officer.get(&path).await.ok();
    for told in [
        "周**",
        "代为提交申请、签收答复",
        "吴**",
        "领取最低生活保障金",
        "视力障碍",
        "请用大字",
        "网上查询下载",
        "电子文件",
    ] {
        assert!(page.says(told), "{told}: {}", page.words());
    }
    for kind in ["授权委托材料", "减免费用的证明", "身份证明"] {
        assert!(page.says(kind), "{kind}: {}", page.words());
    }
    assert!(!page.says("周小林") && !page.says("G87654321"), "persons are masked: {}", page.words());
    assert!(receipt.says("申请已经收到"));
}

async fn a_draft_keeps_everything_but_files(city: &City) {
    let page = send(city, &[("do", "save"), ("joint.0.name", "吴某"), ("citizen.number", "")], &[]).await.ok();
    let code = page.field("draft").filter(|code| !code.is_empty()).expect("a draft's code");
    let again = city.visitor().get(&format!("/requests/draft/{}", code.to_lowercase())).await.ok();
    let agency = city.ids.agency("jiaoti");
    for kept in [
        "李晓明",
        "吴某",
        "lixiaoming@example.com",
        "新街镇中心小学2025年秋季招生",
        &format!("value=\"{agency}\" selected"),
    ] {
        assert!(again.says(kept), "{kept}: {}", again.words());
    }
    let found = city.visitor().get(&format!("/requests/draft?code={code}")).await.redirects();
    assert_eq!(found.location(), format!("/requests/draft/{code}"));
    send(city, &[("draft", &code)], &[]).await.ok();
    let gone = city.visitor().get(&format!("/requests/draft/{code}")).await;
    assert_eq!(gone.status, 404, "a draft that was sent is dropped");

    let page = send(city, &[("do", "save")], &[]).await.ok();
    let code = page.field("draft").expect("a draft's code");
    city.clock.pass_minutes(31 * 24 * 60);
    for (step, done) in app::night::tidy(&city.app).await {
        assert!(done.is_ok(), "{step}: {done:?}");
    }
    assert_eq!(city.visitor().get(&format!("/requests/draft/{code}")).await.status, 404, "its days are over");
}

async fn who_sends_much_waits_and_loses_nothing(city: &City) {
    let most = web::WebConfig::default().limits.apply;
    for _ in 0..most {
        send(city, &[("answer", "")], &[]).await.ok();
    }
    let waits = send(city, &[("answer", "")], &[]).await;
    assert_eq!(waits.status, 429);
    assert!(waits.says("李晓明") && waits.says("新街镇中心小学2025年秋季招生"), "{}", waits.words());
    assert!(waits.says("不用重新填写") && !waits.header("retry-after").is_empty(), "{}", waits.words());
    // Where script runs, the piece of work lifts the limit; a wrong answer or one for another form does not.
    assert_eq!(send(city, &[("answer", "1")], &[]).await.status, 429);
    send(city, &[], &[]).await.ok();
    city.clock.pass_minutes(1);
    send(city, &[("answer", "")], &[]).await.ok();
}

async fn offers_that_spared_an_application_are_counted(city: &City) {
    crate::replies::publish(city, "2026年春季学期义务教育招生入学工作安排").await;
    let offer = async |stamp: &str| {
        let path = format!("/requests/offers?q={}&stamp={stamp}", encode("义务教育招生入学"));
        city.visitor().get(&path).await.ok()
    };
    let (left, sent, looked) = (stamp(city).await, stamp(city).await, stamp(city).await);
    for one in [&left, &sent, &looked] {
        let list = offer(one).await;
        assert!(list.says("2026年春季学期义务教育招生入学工作安排"), "{}", list.text());
        let text = list.text();
        let link = text.split("href=\"").nth(1).and_then(|part| part.split('"').next()).expect("an offer");
        if *one != looked {
            let opened = city.visitor().get(&link.replace("&amp;", "&")).await.redirects();
            assert!(opened.location().contains("/items/"));
        }
    }
    send(city, &[("stamp", &sent), ("answer", &solve(&sent))], &[]).await.ok();
    let officer = city.actor("jingban").await;
    let tiles = |page: &Page| -> Vec<String> {
        let text = page.text();
        let part = text.split("已公开信息的帮助").nth(1).unwrap_or_default().to_string();
        part.split("tile-number\">").skip(1).filter_map(|t| t.split('<').next().map(str::to_string)).collect()
    };
    let today = officer.get("/console/requests/service").await.ok();
    assert_eq!(tiles(&today), ["0", "0", "0"], "who fills in a form today may still send it");
    city.clock.pass_minutes(24 * 60);
    let officer = city.actor("jingban").await;
    let page = officer.get("/console/requests/service").await.ok();
    assert_eq!(tiles(&page), ["3", "2", "1"], "{}", page.words());
}
