//! The interface for programs: every answer as it is described, every route described; what changed is paged without a
//! gap, and what was withdrawn is told.

use std::collections::BTreeSet;

use crate::desk::{approve, article, press, publish, revise, submit, with};
use crate::on_both;
use crate::schema::misfits;
use serde_json::Value;
use testkit::{City, Page, encode};
use web::routes::Verb;

on_both!(
    every_answer_is_as_it_is_described,
    changes_are_paged_without_a_gap_and_withdrawals_are_told,
    who_follows_one_section_is_told_what_left_it,
    what_stands_in_a_section_too_is_listed_there,
    a_joint_paper_says_the_same_in_every_form,
    what_is_wrong_is_told_in_json,
    answers_are_cached_like_pages,
);

async fn get(city: &City, path: &str) -> (Page, Value) {
    let page = city.visitor().get(path).await;
    let value = serde_json::from_slice(&page.bytes).unwrap_or_else(|error| panic!("{path}: {error}: {}", page.text()));
    (page, value)
}

async fn body(city: &City, path: &str) -> Value {
    let (page, value) = get(city, path).await;
    assert_eq!(page.status, 200, "{path}: {value}");
    value
}

/// The schema that the description gives for an answer.
fn schema<'a>(described: &'a Value, route: &str, status: &str) -> &'a Value {
    let answer = &described["paths"][route]["get"]["responses"][status];
    let schema = &answer["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "{route} {status} is not described");
    schema
}

async fn every_answer_is_as_it_is_described(city: &City) {
    let described = body(city, "/api/v1/openapi.json").await;
    let routes: BTreeSet<&str> = web::table::all()
        .into_iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .inspect(|route| assert_eq!(route.method, Verb::Get, "{}: read only", route.path))
        .map(|route| route.path)
        .collect();
    let paths: BTreeSet<&str> = described["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(routes, paths, "each route is described, and nothing else");

    let policy = [("kind", "policy"), ("category", "20-01"), ("document_number", "清教发〔2026〕3号")];
    let policy = with(article(city, "关于做好开学工作的通知"), &policy);
    let policy = with(policy, &[("genre", "notice"), ("validity", "in_force"), ("effective_on", "2026-12-01")]);
    let id = publish(city, &policy).await;
    let link = id.to_string();
    let links =
        [("relation_kind_1", "amends"), ("relation_find_1", link.as_str()), ("document_number", "清教发〔2026〕4号")];
    let amending = publish(city, &with(with(policy, &[("title", "关于修改开工通知的决定")]), &links)).await;
    let gone = publish(city, &article(city, "撤回的一条")).await;
    press(city, &city.actor("fabu").await, gone, "withdraw", &[("withdraw_reason", "内容有误")]).await.redirects();
    city.work().await;
    city.clock.pass_minutes(1);
    let asked = [
        ("/api/v1/sites", "/api/v1/sites".to_string(), "200"),
        ("/api/v1/sections", "/api/v1/sections?site=main".into(), "200"),
        ("/api/v1/sections", "/api/v1/sections?site=nothing".into(), "400"),
        ("/api/v1/sites", "/api/v1/sites?page=1".into(), "400"),
        ("/api/v1/agencies", "/api/v1/agencies".into(), "200"),
        ("/api/v1/agencies", "/api/v1/agencies?page=1".into(), "400"),
        ("/api/v1/openapi.json", "/api/v1/openapi.json?page=1".into(), "400"),
        ("/api/v1/items", "/api/v1/items".into(), "200"),
        ("/api/v1/items", "/api/v1/items?limit=0".into(), "400"),
        ("/api/v1/items/{id}", format!("/api/v1/items/{id}"), "200"),
        ("/api/v1/items/{id}", format!("/api/v1/items/{amending}"), "200"),
        ("/api/v1/items/{id}", "/api/v1/items/999999".into(), "404"),
        ("/api/v1/items/{id}", "/api/v1/items/x".into(), "400"),
        ("/api/v1/items/{id}", format!("/api/v1/items/{gone}"), "410"),
        ("/api/v1/search", format!("/api/v1/search?q={}", encode("开学")), "200"),
        ("/api/v1/search", "/api/v1/search?agency=nothing".into(), "400"),
        ("/api/v1/openapi.json", "/api/v1/openapi.json".into(), "200"),
    ];
    let walked: BTreeSet<&str> = asked.iter().map(|(route, _, _)| *route).collect();
    assert_eq!(walked, routes, "every operation is asked");
    for (route, path, status) in asked {
        let (page, value) = get(city, &path).await;
        assert_eq!(page.status.as_str(), status, "{path}: {value}");
        assert!(page.header("content-type").starts_with("application/json"), "{path}");
        let faults = misfits(&described, schema(&described, route, status), &value);
        assert!(faults.is_empty(), "{path}: {faults:#?}");
    }
    for (item, relation) in [(amending, "amends"), (id, "amended_by")] {
        assert_eq!(body(city, &format!("/api/v1/items/{item}")).await["links"][0]["relation"], relation);
    }
    let found = body(city, &format!("/api/v1/search?q={}", encode("开学"))).await;
    assert_eq!((found["total"].as_i64(), found["items"][0]["id"].as_i64()), (Some(2), Some(id)), "{found}");
    assert_eq!(found["counts"]["agencies"][0]["value"], "jiaoti");
    assert_eq!(found["items"][0]["document_number"], "清教发〔2026〕3号");
    assert_eq!(found["counts"]["validities"][0]["value"], "current", "{found}");
    let current = body(city, &format!("/api/v1/search?validity=current&q={}", encode("开学"))).await;
    assert_eq!(current["total"].as_i64(), Some(2), "{current}");
    let none = body(city, &format!("/api/v1/search?q={}", encode("清教发〔2026〕9号"))).await;
    assert_eq!((none["total"].as_i64(), none["no_such"].as_str()), (Some(0), Some("document_number")), "{none}");
}

fn ids(answer: &Value) -> Vec<(i64, &str)> {
    let list = answer["items"].as_array().unwrap();
    list.iter().map(|item| (item["id"].as_i64().unwrap(), item["state"].as_str().unwrap())).collect()
}

async fn changes_are_paged_without_a_gap_and_withdrawals_are_told(city: &City) {
    let mut published = Vec::new();
    for n in 0..5 {
        published.push(publish(city, &article(city, &format!("公开的第{n}条"))).await);
    }
    assert_eq!(
        body(city, "/api/v1/items").await["items"],
        Value::Array(Vec::new()),
        "others may still join the moment"
    );
    city.clock.pass_minutes(1);
    let first = body(city, "/api/v1/items?limit=2").await;
    assert_eq!(
        (ids(&first), first["more"].as_bool()),
        (vec![(published[0], "live"), (published[1], "live")], Some(true))
    );
    let next = format!("/api/v1/items?limit=2&cursor={}", first["cursor"].as_str().unwrap());
    // What changes meanwhile comes again at the end, and moves nothing else.
    press(city, &city.actor("fabu").await, published[0], "withdraw", &[("withdraw_reason", "内容有误")])
        .await
        .redirects();
    city.clock.pass_minutes(1);
    let second = body(city, &next).await;
    assert_eq!(ids(&second), [(published[2], "live"), (published[3], "live")]);
    let next = format!("/api/v1/items?limit=9&cursor={}", second["cursor"].as_str().unwrap());
    let third = body(city, &next).await;
    assert_eq!(ids(&third), [(published[4], "live"), (published[0], "withdrawn")]);
    assert!(third["items"][1].get("title").is_none(), "what was withdrawn says no more than that");
    let last = format!("/api/v1/items?cursor={}", third["cursor"].as_str().unwrap());
    let rest = body(city, &last).await;
    assert_eq!((ids(&rest).len(), &rest["cursor"], rest["more"].as_bool()), (0, &third["cursor"], Some(false)));

    assert_eq!(ids(&body(city, "/api/v1/items?changed_since=2026-11-24").await).len(), 0);
    assert_eq!(ids(&body(city, "/api/v1/items?changed_since=2026-11-23T00:00:00%2B08:00").await).len(), 5);
    assert_eq!(ids(&body(city, "/api/v1/items?agency=shuili").await).len(), 0);
    assert_eq!(ids(&body(city, "/api/v1/items?section=news&agency=jiaoti").await).len(), 5);
}

/// Moves a live item.
async fn move_to(city: &City, id: i64, section: &str) {
    let editor = city.actor("bianji").await;
    let form = with(article(city, "搬走的一条"), &[("main_section", &city.ids.section(section).to_string())]);
    revise(&editor, id, &form).await.redirects();
    submit(city, &editor, id).await;
    approve(city, id).await;
    press(city, &city.actor("fabu").await, id, "publish", &[]).await.redirects();
    city.clock.pass_minutes(1);
}

async fn who_follows_one_section_is_told_what_left_it(city: &City) {
    let moved = publish(city, &article(city, "搬走的一条")).await;
    let stays = publish(city, &article(city, "留下的一条")).await;
    city.clock.pass_minutes(1);
    let first = body(city, "/api/v1/items?section=news").await;
    assert_eq!(ids(&first), [(moved, "live"), (stays, "live")]);
    let since = |section: &str, told: &Value| {
        format!("/api/v1/items?section={section}&cursor={}", told["cursor"].as_str().unwrap_or_default())
    };
    move_to(city, moved, "interpretations").await;
    let news = body(city, &since("news", &first)).await;
    assert_eq!(ids(&news), [(moved, "left")]);
    assert!(news["items"][0].get("title").is_none());
    let described = body(city, "/api/v1/openapi.json").await;
    let faults = misfits(&described, schema(&described, "/api/v1/items", "200"), &news);
    assert!(faults.is_empty(), "{faults:?}");
    let there = body(city, "/api/v1/items?section=interpretations").await;
    assert_eq!(ids(&there), [(moved, "live")]);
    let all = body(city, &since("", &first)).await;
    assert_eq!(ids(&all), [(moved, "live")], "who follows everything is told where it is");

    move_to(city, moved, "news").await;
    assert_eq!(ids(&body(city, &since("news", &news)).await), [(moved, "live")]);
    assert_eq!(
        ids(&body(city, &since("news", &first)).await),
        [(moved, "live")],
        "it never left, for who did not look"
    );
    assert_eq!(ids(&body(city, &since("interpretations", &there)).await), [(moved, "left")]);
}

/// Publishes the item again with some fields changed.
async fn change(city: &City, id: i64, form: &[(&'static str, String)]) {
    let editor = city.actor("bianji").await;
    revise(&editor, id, form).await.redirects();
    submit(city, &editor, id).await;
    approve(city, id).await;
    press(city, &city.actor("fabu").await, id, "publish", &[]).await.redirects();
    city.clock.pass_minutes(1);
}

async fn what_stands_in_a_section_too_is_listed_there(city: &City) {
    let there = city.ids.section("interpretations").to_string();
    let alone = article(city, "同时列入的一条");
    let both = with(alone.clone(), &[("sections", &there)]);
    let shared = publish(city, &both).await;
    city.clock.pass_minutes(1);
    let own = publish(city, &with(article(city, "本栏目的一条"), &[("main_section", &there)])).await;
    let last = publish(city, &with(article(city, "后来列入的一条"), &[("sections", &there)])).await;
    city.clock.pass_minutes(1);
    let path = "/api/v1/items?section=interpretations";
    let all = body(city, path).await;
    assert_eq!(ids(&all), [(shared, "live"), (own, "live"), (last, "live")]);
    let mut paged = Vec::new();
    let mut next = format!("{path}&limit=1");
    for _ in 0..3 {
        let page = body(city, &next).await;
        paged.extend(ids(&page).into_iter().map(|(id, _)| id));
        next = format!("{path}&limit=1&cursor={}", page["cursor"].as_str().unwrap());
    }
    assert_eq!(paged, [shared, own, last], "one at a time, too");
    let since = |told: &Value| format!("{path}&cursor={}", told["cursor"].as_str().unwrap());

    change(city, shared, &alone).await;
    let gone = body(city, &since(&all)).await;
    assert_eq!(ids(&gone), [(shared, "left")], "it stands in its main section only");
    assert_eq!(ids(&body(city, "/api/v1/items?section=news").await), [(last, "live"), (shared, "live")]);
    change(city, shared, &both).await;
    let back = body(city, &since(&gone)).await;
    assert_eq!(ids(&back), [(shared, "live")]);
    press(city, &city.actor("fabu").await, shared, "withdraw", &[("withdraw_reason", "内容有误")]).await.redirects();
    city.clock.pass_minutes(1);
    assert_eq!(ids(&body(city, &since(&back)).await), [(shared, "withdrawn")], "a copy takes it off, too");
}

async fn a_joint_paper_says_the_same_in_every_form(city: &City) {
    let policy = [("kind", "policy"), ("category", "20-01"), ("document_number", "清教发〔2026〕3号")];
    let repealed =
        [("genre", "notice"), ("validity", "repealed"), ("effective_on", "2026-11-21"), ("expires_on", "2026-11-22")];
    let rule = with(with(article(city, "联合印发的办法"), &policy), &repealed);
    let joint = [
        ("co_agencies", city.ids.agency("shuili").to_string()),
        ("validity_note", "2026年11月22日起由新办法代替。".to_string()),
    ];
    let rule = with(rule, &joint.each_ref().map(|(name, value)| (*name, value.as_str())));
    let id = publish(city, &rule).await;
    let told = body(city, &format!("/api/v1/items/{id}")).await;
    let names: Vec<&str> = told["agencies"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(names.len() == 2 && told["agency"] == names[0], "{told}");
    let visitor = city.visitor();
    let page = visitor.get(&format!("/items/{id}")).await.ok().text();
    let text = visitor.get(&format!("/items/{id}.txt")).await.ok().text();
    let xml = visitor.get(&format!("/items/{id}.xml")).await.ok().text();
    let json = visitor.get(&format!("/items/{id}.json")).await.ok().text();
    for (form, told) in [("page", &page), ("txt", &text), ("xml", &xml), ("json", &json)] {
        for fact in [names[0], names[1], "2026年11月22日起由新办法代替。", "2026-11-22"] {
            assert!(told.contains(fact), "{form} lacks {fact}: {told}");
        }
    }
    assert!(text.contains(&names.join("、")) && text.contains("有效性：废止"), "{text}");
    assert!(xml.contains(&format!("<agency>{}</agency>\n</agencies>", names[1])), "{xml}");
    let issuers = |key: &str| {
        let list = names.iter().map(|name| format!("{{\"@type\":\"GovernmentOrganization\",\"name\":\"{name}\"}}"));
        format!("\"{key}\":[{}]", list.collect::<Vec<_>>().join(","))
    };
    assert!(page.contains(&issuers("legislationPassedBy")) && page.contains(&issuers("publisher")), "{page}");
}

async fn what_is_wrong_is_told_in_json(city: &City) {
    for (path, told) in [
        ("/api/v1/items?limit=501", "limit"),
        ("/api/v1/items?changed_since=yesterday", "changed_since"),
        ("/api/v1/items?cursor=x", "cursor"),
        ("/api/v1/items?agency=nothing", "agency"),
        ("/api/v1/items?section=nothing", "section"),
        ("/api/v1/search?page=0", "page"),
        ("/api/v1/search?since=2026-01-01", "since"),
        ("/api/v1/search?sort=bogus", "sort"),
        ("/api/v1/items?since=2019-12-31", "since"),
        ("/api/v1/items?agnecy=caizheng", "agnecy"),
        ("/api/v1/items?limit=5&%E9%83%A8%E9%97%A8=x", "部门"),
        ("/api/v1/items/1?fields=title", "fields"),
        ("/api/v1/sections?sites=jiaoti", "sites"),
        ("/api/v1/agencies?page=2", "page"),
        ("/api/v1/sites?site=main", "site"),
        ("/api/v1/openapi.json?version=2", "version"),
    ] {
        let (page, value) = get(city, path).await;
        assert_eq!((page.status.as_u16(), value["code"].as_str()), (400, Some("api_parameter")), "{path}");
        assert!(value["message"].as_str().unwrap().contains(told), "{value}");
    }
    let (page, value) = get(city, "/api/v1/nothing").await;
    assert_eq!((page.status.as_u16(), value["code"].as_str()), (404, Some("not_found")));
    let refused = city.visitor().post_bare("/api/v1/items", &[]).await;
    assert_eq!(refused.status, 405);
    assert!(serde_json::from_slice::<Value>(&refused.bytes).is_ok(), "{}", refused.text());
}

async fn answers_are_cached_like_pages(city: &City) {
    let id = publish(city, &article(city, "公开的一条")).await;
    city.clock.pass_minutes(1);
    for path in ["/api/v1/sites", "/api/v1/items", &*format!("/api/v1/items/{id}"), "/api/v1/openapi.json"] {
        let (page, _) = get(city, path).await;
        assert_eq!(page.header("access-control-allow-origin"), "*", "{path}");
        let visitor = city.visitor();
        let request = visitor.request(http::Method::GET, path).header("if-none-match", page.header("etag"));
        let again = visitor.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert!(again.status == 304 && again.bytes.is_empty(), "{path}: {}", again.status);
        assert_eq!(again.header("access-control-allow-origin"), "*", "{path} once more");
        let (third, _) = get(city, path).await;
        assert_eq!(third.header("access-control-allow-origin"), "*", "{path} from the door");
    }
}
