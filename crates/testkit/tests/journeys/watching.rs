//! The supervisor sees what is amiss, each number with its cases, over all agencies of his scope.

use crate::desk_requests::{case_of, order, page, register};
use crate::on_both;
use app::request::watch::{behind, overview};
use domain::request::finding::CaseFinding;
use testkit::{Actor, City};

on_both!(
    no_limit_is_missed_unseen,
    an_applicant_told_of_an_extension_is_no_finding,
    an_officer_watches_his_own_agency_alone
);

/// One case for each finding, with the finding.
async fn amiss(city: &City, officer: &Actor) -> Vec<(CaseFinding, i64)> {
    use CaseFinding as F;
    let new = async |changes: &[(&str, &str)]| case_of(&register(city, officer, changes).await.ok());
    let late = new(&[("arrived_on", "2026-10-12")]).await;
    // 20 working days from 29 October end on 26 November: three working days left.
    let near = new(&[("arrived_on", "2026-10-29")]).await;
    let unconfirmed = new(&[("channel", "email"), ("contact.email", "li@example.com")]).await;
    let supplement = new(&[("arrived_on", "2026-11-09")]).await;
    let ask = [
        ("ask_supplement_on", "2026-11-10"),
        ("ask_supplement_until", "2026-11-20"),
        ("ask_supplement_what", "请写明时间"),
    ];
    order(officer, supplement, "ask_supplement", &ask).await.redirects();
    let reasons = new(&[("arrived_on", "2026-11-09")]).await;
    let ask =
        [("ask_reasons_on", "2026-11-10"), ("ask_reasons_until", "2026-11-20"), ("ask_reasons_count", "一个月 46 件")];
    order(officer, reasons, "ask_reasons", &ask).await.redirects();
    let fee = new(&[("arrived_on", "2026-10-12")]).await;
    let notice = [
        ("notice_fee_on", "2026-10-13"),
        ("notice_fee_amount", "380"),
        ("notice_fee_lines", "共 380 元"),
        ("notice_fee_way_of_paying", "缴费窗口"),
    ];
    order(officer, fee, "notice_fee", &notice).await.redirects();
    order(officer, fee, "note_fee_notice", &[("note_fee_notice_on", "2026-10-14")]).await.redirects();
    let opinion = new(&[("arrived_on", "2026-10-26")]).await;
    let consult = [
        ("consult_with", "third_party"),
        ("consult_on", "2026-10-27"),
        ("consult_third_party", "某公司"),
        ("consult_content", "合同价款"),
    ];
    order(officer, opinion, "consult", &consult).await.redirects();
    order(officer, opinion, "note_delivery", &[("no", "0"), ("note_delivery_0_on", "2026-10-28")]).await.redirects();
    let part = new(&[]).await;
    let to = city.ids.account("chengban").to_string();
    let assign = [
        ("assign_part_unit", &*to),
        ("assign_part_on", "2026-11-17"),
        ("assign_part_until", "2026-11-20"),
        ("assign_part_task", "查找"),
    ];
    order(officer, part, "assign_part", &assign).await.redirects();
    let refused = new(&[]).await;
    order(officer, refused, "assign_part", &assign).await.redirects();
    let unit = city.actor("chengban").await;
    order(&unit, refused, "refuse_part", &[("no", "0"), ("refuse_part_0_reason", "不归我们")]).await.redirects();
    let unserved = new(&[("arrived_on", "2026-11-09")]).await;
    let draft = [
        ("draft_reply_reply", "A1"),
        ("draft_reply_on", "2026-11-10"),
        ("draft_reply_way_of_access", "网站政策文件栏目"),
    ];
    order(officer, unserved, "draft_reply", &draft).await.redirects();
    order(&city.actor("qianfa").await, unserved, "sign", &[("sign_on", "2026-11-11")]).await.redirects();
    order(officer, unserved, "reply", &[("reply_on", "2026-11-12")]).await.redirects();
    // Approved on Friday, and on Monday nobody has told the applicant.
    let untold = new(&[]).await;
    let ask = [("ask_extension_on", "2026-11-18"), ("ask_extension_days", "10"), ("ask_extension_reason", "需要核实")];
    order(officer, untold, "ask_extension", &ask).await.redirects();
    let signatory = city.actor("qianfa").await;
    order(&signatory, untold, "approve_extension", &[("approve_extension_on", "2026-11-20")]).await.redirects();
    vec![
        (F::ExtensionUntold, untold),
        (F::Overdue, late),
        (F::Near, near),
        (F::Unconfirmed, unconfirmed),
        (F::SupplementEnded, supplement),
        (F::ReasonsEnded, reasons),
        (F::FeeEnded, fee),
        (F::OpinionEnded, opinion),
        (F::PartLate, part),
        (F::PartRefused, refused),
        (F::Unserved, unserved),
    ]
}

async fn no_limit_is_missed_unseen(city: &City) {
    let officer = city.actor("jingban").await;
    let cases = amiss(city, &officer).await;
    let supervisor = city.actor("jianguan").await;
    let shown = supervisor.get("/console/requests/watch").await.ok();
    for (finding, id) in &cases {
        assert!(shown.says(&format!("/console/requests/watch/{}", finding.code())), "{finding}: {}", shown.words());
        let list = supervisor.get(&format!("/console/requests/watch/{}", finding.code())).await.ok();
        assert!(list.says(&format!("/console/requests/{id}\"")), "{finding} lists its case: {}", list.words());
        assert!(list.says("李**") && !list.says("李小明"));
        let case = page(&supervisor, *id).await;
        assert!(*finding == CaseFinding::Near || case.says(finding.label()), "{finding}: {}", case.words());
    }
    // Numbers, lists and the folds say the same.
    let caller = supervisor.caller().await;
    let found = overview(&city.app, &caller).await.unwrap();
    let mut folded = vec![0; CaseFinding::ALL.len()];
    for (_, id) in &cases {
        let look = app::request::look::look(&city.app, &caller, *id).await.unwrap();
        for finding in look.findings {
            folded[CaseFinding::ALL.iter().position(|one| *one == finding).unwrap()] += 1;
        }
    }
    assert_eq!(found.totals, folded);
    for (at, finding) in CaseFinding::ALL.iter().enumerate() {
        let list = behind(&city.app, &caller, *finding, None, None, 100).await.unwrap();
        assert_eq!(list.rows.len() as i64, folded[at], "{finding}");
    }
    for (at, finding) in CaseFinding::ALL.iter().enumerate() {
        let (mut after, mut listed) = (None, 0);
        loop {
            let page_of_one = behind(&city.app, &caller, *finding, None, after, 1).await.unwrap();
            listed += page_of_one.rows.len() as i64;
            after = page_of_one.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(listed, folded[at], "{finding} is paged by key without a gap");
    }
    assert_eq!(supervisor.get("/console/requests/watch/rumour").await.status, 404);
}

async fn listed(officer: &Actor, id: i64) -> bool {
    let list = officer.get("/console/requests/watch/extension_untold").await.ok();
    list.says(&format!("/console/requests/{id}\""))
}

async fn an_applicant_told_of_an_extension_is_no_finding(city: &City) {
    let officer = city.actor("jingban").await;
    let id = case_of(&register(city, &officer, &[]).await.ok());
    let ask = [("ask_extension_on", "2026-11-23"), ("ask_extension_days", "10"), ("ask_extension_reason", "需要核实")];
    order(&officer, id, "ask_extension", &ask).await.redirects();
    let approve = [("approve_extension_on", "2026-11-23")];
    order(&city.actor("qianfa").await, id, "approve_extension", &approve).await.redirects();
    assert!(!listed(&officer, id).await, "it was approved today");
    assert!(page(&officer, id).await.says("还没有登记告知申请人"), "and the page already asks for it");
    city.clock.pass_minutes(24 * 60);
    let officer = city.actor("jingban").await;
    assert!(listed(&officer, id).await);
    order(&officer, id, "tell_extension", &[("tell_extension_on", "2026-11-24")]).await.redirects();
    assert!(!listed(&officer, id).await);
}

async fn an_officer_watches_his_own_agency_alone(city: &City) {
    let officer = city.actor("jingban").await;
    let late = case_of(&register(city, &officer, &[("arrived_on", "2026-10-12")]).await.ok());
    assert!(officer.get("/console/requests/watch/overdue").await.ok().says(&format!("/console/requests/{late}\"")));
    let other = city.actor("jingban2").await;
    let shown = other.get("/console/requests/watch").await.ok();
    assert!(!shown.says("教育体育局"), "{}", shown.words());
    let asked = format!("/console/requests/watch/overdue?agency={}", city.ids.agency("jiaoti"));
    assert!(!other.get(&asked).await.ok().says(&format!("/console/requests/{late}\"")));
    for login in ["fazhi", "qianfa", "chengban", "bianji"] {
        assert_eq!(city.actor(login).await.get("/console/requests/watch").await.status, 403, "{login}");
    }
}
