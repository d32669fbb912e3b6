//! Applications attacked: a number with another's code, one form posted twice at once, two who answer at once, a file that
//! is not what it says.

use sea_orm::EntityTrait;
use store::request;
use testkit::City;

use crate::citizen::{FILLED, codes, send, solve, stamp, track};
use crate::desk_requests::{order, page, registered};
use crate::on_both;

on_both!(
    a_number_opens_nothing_with_the_code_of_another,
    one_form_posted_twice_at_once_makes_one_case,
    two_who_answer_at_once_make_one_reply,
    a_file_that_is_not_what_it_says_is_refused_in_plain_words,
    an_applicant_reads_what_is_asked_of_him,
);

async fn a_number_opens_nothing_with_the_code_of_another(city: &City) {
    let mine = codes(&send(city, &[], &[]).await.ok());
    let theirs = codes(&send(city, &[("citizen.name", "王小二")], &[]).await.ok());
    let number = ("number", theirs.0.as_str());
    for code in [mine.1.as_str(), "", "%", "' OR '1'='1", &"A".repeat(10_000)] {
        let known = [number, ("code", code)];
        let visitor = city.visitor();
        for (path, more) in [
            ("/requests/track", ("view", "")),
            ("/requests/receipt", ("view", "")),
            ("/requests/rate", ("satisfaction", "1")),
            ("/requests/file", ("file", "1")),
        ] {
            let answer = visitor.post_bare(path, &[known[0], known[1], more]).await;
            assert!(answer.status.is_client_error(), "{path} with {code:.20}: {}", answer.words());
            assert!(!answer.says("王小二") && !answer.says("划片方案"), "{path} with {code:.20}");
        }
        let act = [known[0], known[1], ("do", "withdraw"), ("withdraw_text", "不要了")];
        let answer = visitor.send_form("/requests/act", &act, &[]).await;
        assert!(answer.status.is_client_error(), "withdrawing with {code:.20}: {}", answer.words());
    }
    assert!(track(city, &theirs).await.ok().says("等待确认收到"), "nothing happened to it");
}

async fn one_form_posted_twice_at_once_makes_one_case(city: &City) {
    let stamp = stamp(city).await;
    let (answer, agency) = (solve(&stamp), city.ids.agency("jiaoti").to_string());
    let mut fields = FILLED.to_vec();
    fields.extend([("stamp", stamp.as_str()), ("answer", &answer), ("agency", &agency), ("do", "submit")]);
    let visitor = city.visitor();
    let post = || visitor.send_form("/requests/new", &fields, &[]);
    let (one, two, three) = tokio::join!(post(), post(), post());
    let given: Vec<_> = [one, two, three].into_iter().map(|page| codes(&page.ok())).collect();
    assert!(given.iter().all(|one| *one == given[0]), "one number and one code: {given:?}");
    let again = visitor.send_form("/requests/new", &fields, &[]).await.ok();
    assert_eq!(codes(&again), given[0], "an hour later as well");
    let rows = request::Entity::find().all(city.app.store().read()).await.unwrap();
    assert_eq!(rows.len(), 1);
}

async fn two_who_answer_at_once_make_one_reply(city: &City) {
    let (officer, id) = registered(city).await;
    let facts = [
        ("draft_reply_reply", "A2"),
        ("draft_reply_on", "2026-11-23"),
        ("draft_reply_way_of_supply", "电子邮件发送"),
        ("draft_reply_supply_time", "2026年11月23日"),
    ];
    order(&officer, id, "draft_reply", &facts).await.redirects();
    order(&city.actor("qianfa").await, id, "sign", &[("sign_on", "2026-11-23")]).await.redirects();
    let colleague = city.actor("jingban").await;
    let reply = [("reply_on", "2026-11-23")];
    let (one, two) = tokio::join!(order(&officer, id, "reply", &reply), order(&colleague, id, "reply", &reply));
    let mut answers = [one.status.as_u16(), two.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers[0], 303, "{answers:?}");
    assert!([409, 422].contains(&answers[1]), "{answers:?}");
    let events = request::events(city.app.store().read(), id).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.kind == "replied").count(), 1);
    assert!(page(&officer, id).await.says("已答复待送达"));
}

async fn a_file_that_is_not_what_it_says_is_refused_in_plain_words(city: &City) {
    let (officer, id) = registered(city).await;
    let path = format!("/console/requests/{id}/redact");
    let broken = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj\ntrailer << /Root 1 0 R >>".as_slice();
    officer.upload(&path, &[], "坏.pdf", broken).await.redirects();
    let list = officer.get(&path).await.ok().text();
    let row = list.split("<tr>").find(|row| row.contains("坏.pdf")).unwrap();
    let file = row.split("/console/requests/redact/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let table = format!("/console/requests/redact/{file}");
    for answer in [officer.get(&table).await, officer.get(&format!("{table}/pages/1.png")).await] {
        assert_eq!(answer.status, 422, "{}", answer.words());
        assert!(answer.says("文件"), "{}", answer.words());
    }
    let program = officer.upload(&path, &[], "程序.pdf", b"MZ\x90\x00\x03").await;
    assert!(program.status.is_client_error() && program.says("id=\"e-file\""), "{}", program.words());
    // Who is not of the agency learns nothing of it, not even that it cannot be blacked out.
    let stranger = city.actor("jingban2").await;
    let scan = page(&officer, id).await.text();
    let scan = scan.split("href=\"/console/requests/files/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    for path in [table, format!("/console/requests/redact/{scan}"), format!("/console/requests/files/{scan}")] {
        assert_eq!(stranger.get(&path).await.status, 403, "{path}");
    }
}

async fn an_applicant_reads_what_is_asked_of_him(city: &City) {
    let mine = codes(&send(city, &[], &[]).await.ok());
    let officer = city.actor("jingban").await;
    let row = request::find::by_number(city.app.store().read(), &mine.0).await.unwrap().unwrap();
    order(&officer, row.id, "confirm_receipt", &[("confirm_receipt_on", "2026-11-23")]).await.redirects();
    let reasons = [
        ("ask_reasons_on", "2026-11-23"),
        ("ask_reasons_until", "2026-12-14"),
        ("ask_reasons_count", "一个月内提交申请四十六件"),
    ];
    order(&officer, row.id, "ask_reasons", &reasons).await.redirects();
    let shown = track(city, &mine).await.ok();
    assert!(shown.says("受理机关要求您说明") && shown.says("一个月内提交申请四十六件"), "{}", shown.words());
    let given = [("number", mine.0.as_str()), ("code", &mine.1), ("do", "give_reasons"), ("give_reasons_text", "")];
    let empty = city.visitor().send_form("/requests/act", &given, &[]).await;
    assert_eq!(empty.status, 422, "{}", empty.words());
}
