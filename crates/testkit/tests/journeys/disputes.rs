//! Disputes in the console: over an outside matter and over a case that a decision opens again.

use app::Caller;
use app::request::cells::table_3;
use testkit::{Actor, City, Page};

use crate::desk_requests::{FACTS, case_of, order, page, register};
use crate::on_both;

on_both!(
    an_outside_matter_from_filing_to_judgment,
    a_decision_opens_the_case_again_in_the_same_change,
    what_is_wrong_is_told_at_its_field,
);

async fn filed(officer: &Actor, agency: i64, more: &[(&str, &str)]) -> Page {
    let agency = agency.to_string();
    let mut fields = vec![
        ("agency", agency.as_str()),
        ("track", "reconsideration"),
        ("party", "original"),
        ("filed_on", "2026-11-20"),
        ("organ", "清江市人民政府"),
        ("case_number", "清府复〔2026〕7号"),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    officer.post("/console/disputes/new", &fields).await
}

async fn note(officer: &Actor, at: &str, version: &str, fields: &[(&str, &str)]) -> Page {
    let mut all = vec![("version", version)];
    all.extend_from_slice(fields);
    officer.post(&format!("{at}/events"), &all).await
}

async fn an_outside_matter_from_filing_to_judgment(city: &City) {
    let officer = city.actor("jingban").await;
    let agency = city.ids.agency("jiaoti");
    let form = officer.get("/console/disputes/new").await.ok();
    assert!(form.says("未经复议直接起诉") && form.says("复议机关作共同被告"), "{}", form.words());
    let matter = [("track", "direct"), ("matter", "李某不服2024年第3号答复"), ("organ", "清江市人民法院")];
    let at = filed(&officer, agency, &matter).await.redirects().location().to_string();
    let shown = officer.get(&at).await.ok();
    assert!(
        shown.says("李某不服2024年第3号答复") && shown.says("尚未审结") && !shown.says("开庭日期"),
        "{}",
        shown.words()
    );
    assert!(!officer.get("/console/disputes").await.ok().says("李某"), "the list names nobody");

    note(&officer, &at, "1", &[("what", "accepted"), ("procedure", "ordinary"), ("on", "2026-11-21")])
        .await
        .redirects();
    let hearing = [("what", "hearing"), ("on", "2026-11-22"), ("hearing_on", "2026-12-02"), ("note", "第三法庭")];
    note(&officer, &at, "2", &hearing).await.redirects();
    let list = officer.get("/console/disputes").await.ok();
    assert!(list.says("今后 30 天") && list.says("2026-12-02") && list.says("听证或者开庭"), "{}", list.words());
    let stale = note(&officer, &at, "1", &hearing).await;
    assert!(stale.status != 303 && stale.says("第三法庭"), "what was typed is kept: {}", stale.words());
    note(&officer, &at, "3", &[("what", "decided"), ("on", "2026-11-23"), ("outcome", "other")]).await.redirects();
    let shown = officer.get(&at).await.ok();
    // Fifteen days to appeal: from 11-23 to 12-08.
    assert!(shown.says("其他结果") && shown.says("上诉期限") && shown.says("2026-12-08"), "{}", shown.words());
    let pending = officer.get("/console/disputes?outcome=pending").await.ok();
    assert!(pending.says("没有符合条件的案件"), "{}", pending.words());

    let statistician = city.actor("tongji").await;
    assert!(statistician.get(&at).await.ok().says("其他结果"));
    assert_eq!(statistician.get("/console/disputes/new").await.status, 403);
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(log.says("dispute.view") || log.says("查看复议"), "each look at a matter is in the log: {}", log.words());
}

/// Disclosed in full on Friday 2026-11-20.
async fn answered(city: &City, officer: &Actor) -> (i64, String) {
    let receipt = register(city, officer, &[]).await.ok();
    let id = case_of(&receipt);
    let mut facts = FACTS;
    facts[1] = ("draft_reply_on", "2026-11-20");
    order(officer, id, "draft_reply", &facts).await.redirects();
    order(&city.actor("qianfa").await, id, "sign", &[("sign_on", "2026-11-20")]).await.redirects();
    order(officer, id, "reply", &[("reply_on", "2026-11-20")]).await.redirects();
    let row = store::request::get(city.app.store().read(), id).await.unwrap();
    (id, row.number)
}

async fn a_decision_opens_the_case_again_in_the_same_change(city: &City) {
    let (officer, agency) = (city.actor("jingban").await, city.ids.agency("jiaoti"));
    let (id, number) = answered(city, &officer).await;
    let ended = async || {
        let table = table_3(&city.app, &Caller::command(), agency, 2026).await.unwrap();
        let of = |key: &str| table.iter().find(|row| row.key == key).unwrap().cells[6];
        (of("r1"), of("r3.1"), of("r4"))
    };
    assert_eq!(ended().await, (1, 1, 0));
    let form = format!("/console/disputes/new?agency={agency}&request={number}");
    assert!(
        page(&officer, id).await.text().contains(&form.replace('&', "&amp;")),
        "an answered case leads to the form"
    );
    assert_eq!(officer.get(&form).await.ok().field("request").as_deref(), Some(&*number));
    let at = filed(&officer, agency, &[("request", &number)]).await.redirects().location().to_string();
    let case = page(&officer, id).await;
    assert!(case.text().contains(&format!("href=\"{at}\"")) && case.says("尚未审结"), "{}", case.words());
    assert!(officer.get(&at).await.ok().text().contains(&format!("href=\"/console/requests/{id}\"")));
    assert!(!page(&city.actor("fazhi").await, id).await.says("复议和诉讼"), "who sees no disputes is shown none");
    let statistician = city.actor("tongji").await.get(&at).await.ok();
    assert!(statistician.says(&number) && !statistician.text().contains(&format!("/console/requests/{id}\"")));
    let shown = officer.get(&at).await.ok();
    // Answered on 2026-11-20: sixty days end on Tuesday 2027-01-19.
    assert!(shown.says(&number) && shown.says("不早于 2027-01-19 届满"), "{}", shown.words());
    note(&officer, &at, "1", &[("what", "accepted"), ("procedure", "simplified"), ("on", "2026-11-21")])
        .await
        .redirects();

    // Ordered to answer anew although nothing was set aside: refused, and nothing of it is kept.
    let wrong = [("what", "decided"), ("on", "2026-11-23"), ("outcome", "upheld"), ("redo_days", "15")];
    let refused = note(&officer, &at, "2", &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-redo_days\"") && refused.says("只有“结果纠正”"), "{}", refused.words());
    assert_eq!(ended().await, (1, 1, 0));

    let right = [("what", "decided"), ("on", "2026-11-23"), ("outcome", "corrected"), ("redo_days", "15")];
    note(&officer, &at, "2", &right).await.redirects();
    assert!(officer.get(&at).await.ok().says("结果纠正"));
    let shown = page(&officer, id).await;
    // Fifteen working days from Monday 2026-11-23: 11-24 1, 11-27 4, 12-04 9, 12-11 14, Monday 12-14 15.
    assert!(shown.says("办理中") && shown.says("2026-12-14") && shown.says("行政复议机关"), "{}", shown.words());
    assert_eq!(ended().await, (1, 0, 1), "it counts in the year of the new reply");

    city.clock.pass_minutes(3 * 24 * 60);
    let officer = city.actor("jingban").await;
    let facts = [
        ("draft_reply_reply", "A1"),
        ("draft_reply_on", "2026-11-26"),
        ("draft_reply_way_of_access", "市人民政府网站"),
    ];
    order(&officer, id, "draft_reply", &facts).await.redirects();
    order(&city.actor("qianfa").await, id, "sign", &[("sign_on", "2026-11-26")]).await.redirects();
    order(&officer, id, "reply", &[("reply_on", "2026-11-26")]).await.redirects();
    assert_eq!(ended().await, (1, 1, 0));
}

async fn what_is_wrong_is_told_at_its_field(city: &City) {
    let (officer, agency) = (city.actor("jingban").await, city.ids.agency("jiaoti"));
    let refused = filed(&officer, agency, &[("filed_on", "2026-11-24"), ("organ", "")]).await;
    assert_eq!(refused.status, 422);
    for field in ["filed_on", "organ", "matter"] {
        assert!(refused.says(&format!("id=\"e-{field}\"")), "{field}: {}", refused.words());
    }
    assert!(refused.says("清府复〔2026〕7号"), "what was typed is kept");
    let unknown = filed(&officer, agency, &[("request", "2026-0001-99999")]).await;
    assert!(unknown.says("id=\"e-request\"") && unknown.says("没有找到这件申请"), "{}", unknown.words());
    let (_, number) = answered(city, &officer).await;
    let elsewhere = filed(&officer, city.ids.agency("shuili"), &[("request", &number)]).await;
    assert_eq!(elsewhere.status, 403, "another agency's disputes are not one's own");

    let at = filed(&officer, agency, &[("matter", "旧案")]).await.redirects().location().to_string();
    let early =
        note(&officer, &at, "1", &[("what", "accepted"), ("procedure", "ordinary"), ("on", "2026-11-19")]).await;
    assert!(early.says("id=\"e-on\"") && early.says("早于前一项"), "{}", early.words());
    let empty = note(&officer, &at, "1", &[("what", "")]).await;
    assert!(empty.says("id=\"e-what\"") && empty.says("id=\"e-on\""), "{}", empty.words());
}
