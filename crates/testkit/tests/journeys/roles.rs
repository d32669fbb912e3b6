//! Who reaches what of a case: every role at its own agency and at another, and units with and without a part.

use crate::desk_requests::{order, page, registered};
use crate::on_both;
use app::identity::{NewDeputy, create_deputy};
use testkit::{Actor, City};

on_both!(
    every_role_reaches_cases_of_its_own_agency_and_no_others,
    a_unit_works_on_its_own_part_alone,
    a_deputy_works_on_the_part_of_the_one_on_leave,
    work_is_given_to_those_who_can_do_it,
);

/// The scan that came with the application.
async fn scan(officer: &Actor, id: i64) -> String {
    let shown = page(officer, id).await;
    let text = shown.text();
    let file = text.split("href=\"/console/requests/files/").nth(1).and_then(|t| t.split('"').next());
    format!("/console/requests/files/{}", file.expect("a scan"))
}

async fn assign(city: &City, officer: &Actor, id: i64, unit: &str, task: &str) {
    let to = city.ids.account(unit).to_string();
    let part = [
        ("assign_part_unit", &*to),
        ("assign_part_on", "2026-11-17"),
        ("assign_part_until", "2026-11-30"),
        ("assign_part_task", task),
    ];
    order(officer, id, "assign_part", &part).await.redirects();
}

/// Person, page, scan, person in full, page for a reply, the unit's part, review, signature.
#[allow(clippy::type_complexity, reason = "a table that is read like one")]
const WALK: &[(&str, [u16; 7])] = &[
    //            page scan full decide take review sign
    ("jingban", [200, 200, 200, 200, 403, 403, 403]),
    ("jingban2", [403, 403, 403, 403, 403, 403, 403]),
    ("chengban", [200, 403, 403, 403, 303, 403, 403]),
    ("chengban2", [403, 403, 403, 403, 403, 403, 403]),
    ("chengban3", [403, 403, 403, 403, 403, 403, 403]),
    // The step is theirs; its turn has not come.
    ("fazhi", [200, 200, 403, 403, 403, 409, 403]),
    ("fazhi2", [403, 403, 403, 403, 403, 403, 403]),
    ("qianfa", [200, 200, 403, 403, 403, 403, 409]),
    ("qianfa2", [403, 403, 403, 403, 403, 403, 403]),
    ("jianguan", [200, 403, 403, 403, 403, 403, 403]),
    ("tongji", [403, 403, 403, 403, 403, 403, 403]),
    ("bianji", [403, 403, 403, 403, 403, 403, 403]),
    ("xitong", [403, 403, 403, 403, 403, 403, 403]),
    ("shenji", [403, 403, 403, 403, 403, 403, 403]),
];

async fn every_role_reaches_cases_of_its_own_agency_and_no_others(city: &City) {
    let (officer, id) = registered(city).await;
    assign(city, &officer, id, "chengban", "查找会议纪要").await;
    let scan = scan(&officer, id).await;
    let case = format!("/console/requests/{id}");
    for (login, expected) in WALK {
        let actor = city.actor(login).await;
        let found = [
            actor.get(&case).await.status.as_u16(),
            actor.get(&scan).await.status.as_u16(),
            actor.post(&format!("{case}/person"), &[]).await.status.as_u16(),
            actor.get(&format!("{case}/decide")).await.status.as_u16(),
            order(&actor, id, "take_part", &[("no", "0")]).await.status.as_u16(),
            order(&actor, id, "pass_legal", &[("pass_legal_on", "2026-11-23")]).await.status.as_u16(),
            order(&actor, id, "sign", &[("sign_on", "2026-11-23")]).await.status.as_u16(),
        ];
        assert_eq!(&found, expected, "{login}");
    }
    // Each look at a file is in the log.
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(log.says("查看申请人信息"), "{}", log.words());
}

async fn a_unit_works_on_its_own_part_alone(city: &City) {
    let (officer, id) = registered(city).await;
    assign(city, &officer, id, "chengban", "查找会议纪要").await;
    assign(city, &officer, id, "chengban2", "核对划片范围").await;
    let (first, second) = (city.actor("chengban").await, city.actor("chengban2").await);
    let shown = page(&first, id).await;
    assert!(
        shown.says("本单位的承办事项") && shown.says("查找会议纪要") && shown.says("2026-11-30"),
        "{}",
        shown.words()
    );
    assert!(!shown.says("核对划片范围"), "another unit's part is not shown: {}", shown.words());
    assert!(shown.says("李**") && !shown.says("138****5678") && !shown.says("查看完整信息"), "{}", shown.words());
    assert!(shown.says("申请公开2025年新街镇小学划片范围的会议纪要"), "what is asked for is shown: {}", shown.words());

    assert_eq!(order(&second, id, "take_part", &[("no", "0")]).await.status, 403);
    let refused = [("no", "0"), ("refuse_part_0_reason", "不归我们")];
    assert_eq!(order(&second, id, "refuse_part", &refused).await.status, 403);
    order(&first, id, "take_part", &[("no", "0")]).await.redirects();
    order(&second, id, "take_part", &[("no", "1")]).await.redirects();
    let done = |no: &'static str| {
        let fields = [
            ("no", no.to_string()),
            (&*format!("finish_part_{no}_on"), "2026-11-23".to_string()),
            (&*format!("finish_part_{no}_result"), "已查到".to_string()),
        ];
        fields.map(|(name, value)| (name.to_string(), value))
    };
    let send = async |actor: &Actor, no| {
        let fields = done(no);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        order(actor, id, "finish_part", &fields).await.status.as_u16()
    };
    assert_eq!(send(&second, "0").await, 403);
    assert_eq!(send(&first, "0").await, 303);
    // The officer may note the answer for a unit.
    assert_eq!(send(&officer, "1").await, 303);
    let shown = page(&officer, id).await;
    assert!(shown.says("已查到") && shown.says("已办结"), "{}", shown.words());
}

async fn a_deputy_works_on_the_part_of_the_one_on_leave(city: &City) {
    let (officer, id) = registered(city).await;
    assign(city, &officer, id, "chengban", "查找会议纪要").await;
    let deputy = city.actor("bianji").await;
    assert_eq!(deputy.get(&format!("/console/requests/{id}")).await.status, 403);
    let leave = NewDeputy {
        principal_id: city.ids.account("chengban"),
        deputy_id: city.ids.account("bianji"),
        from_on: "2026-11-23".parse().unwrap(),
        until_on: "2026-11-27".parse().unwrap(),
        reason: "休假".into(),
    };
    create_deputy(&city.app, &city.actor("chengban").await.caller().await, leave).await.unwrap();
    let desk = deputy.get("/console/requests").await.ok();
    assert!(desk.says("2025年义务教育阶段学校划片范围"), "{}", desk.words());
    order(&deputy, id, "take_part", &[("no", "0")]).await.redirects();
}

async fn work_is_given_to_those_who_can_do_it(city: &City) {
    let (officer, id) = registered(city).await;
    let shown = page(&officer, id).await;
    assert!(shown.says("承办人（教育体育局）") && shown.says("承办人乙（教育体育局）"), "{}", shown.words());
    assert!(!shown.says("承办人丙"), "a unit of another agency is not offered: {}", shown.words());
    for unit in ["chengban3", "bianji"] {
        let to = city.ids.account(unit).to_string();
        let part = [("assign_part_unit", &*to), ("assign_part_on", "2026-11-17"), ("assign_part_task", "查找")];
        let refused = order(&officer, id, "assign_part", &part).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("id=\"e-assign_part_unit\"") && refused.says("查找"), "{}", refused.words());
    }
    let other = city.ids.account("jingban2").to_string();
    let refused = order(&officer, id, "assign_officer", &[("assign_officer_officer", &other)]).await;
    assert!(refused.says("id=\"e-assign_officer_officer\""), "{}", refused.words());
    let early = [
        ("assign_part_unit", &*city.ids.account("chengban").to_string()),
        ("assign_part_on", "2026-11-17"),
        ("assign_part_until", "2026-11-17"),
        ("assign_part_task", "查找"),
    ];
    let refused = order(&officer, id, "assign_part", &early).await;
    assert!(refused.says("id=\"e-assign_part_until\""), "{}", refused.words());
}
