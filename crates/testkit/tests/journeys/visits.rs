//! Visits and search words: what counts, that several processes add up, what staff and the public see of it, and what is
//! never kept.

use crate::desk::{article, press, publish};
use crate::on_both;
use http::Method;
use sea_orm::EntityTrait;
use testkit::{City, Page, encode};

on_both!(
    looks_of_people_are_counted_and_nothing_else,
    several_processes_add_up_and_a_failed_write_loses_nothing,
    staff_see_their_own_places_in_tables_and_files,
    the_most_read_changes_daily_and_forgets_what_was_withdrawn,
    words_are_statistics_without_persons,
);

const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36";

async fn look(city: &City, method: Method, path: &str, headers: &[(&str, &str)]) -> Page {
    let visitor = city.visitor();
    let request =
        headers.iter().fold(visitor.request(method, path), |request, (name, value)| request.header(*name, *value));
    visitor.send(request.body(axum::body::Body::empty()).unwrap()).await
}

async fn browse(city: &City, path: &str) -> Page {
    look(city, Method::GET, path, &[("user-agent", BROWSER)]).await.ok()
}

/// What was written: section, item, visits.
async fn written(city: &City) -> Vec<(i64, i64, i64)> {
    app::visits::flush(&city.app).await.unwrap();
    let mut rows: Vec<_> = store::visits::Entity::find().all(city.app.store().read()).await.unwrap();
    rows.sort_by_key(|row| (row.item_id, row.section_id));
    rows.into_iter().map(|row| (row.section_id, row.item_id, row.visits)).collect()
}

async fn looks_of_people_are_counted_and_nothing_else(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    let path = format!("/items/{id}");
    let first = browse(city, &path).await;
    browse(city, &path).await;
    let tag = first.header("etag").to_string();
    let again = look(city, Method::GET, &path, &[("user-agent", BROWSER), ("if-none-match", &tag)]).await;
    assert_eq!(again.status, 304, "what the browser has is looked at again");
    assert!(first.header("set-cookie").is_empty());

    look(city, Method::HEAD, &path, &[("user-agent", BROWSER)]).await;
    look(city, Method::GET, &path, &[]).await.ok();
    look(city, Method::GET, &path, &[("user-agent", "Baiduspider/2.0")]).await.ok();
    look(city, Method::GET, &path, &[("user-agent", BROWSER), ("sec-purpose", "prefetch")]).await.ok();
    for other in ["/feeds/news.xml", "/sitemap.xml", "/fragments/most-read", &*format!("/api/v1/items/{id}")] {
        browse(city, other).await;
    }
    look(city, Method::GET, "/items/999999", &[("user-agent", BROWSER)]).await;
    browse(city, "/sections/news").await;
    browse(city, "/").await;
    browse(city, "/gov-info").await;
    let news = city.ids.section("news");
    assert_eq!(written(city).await, [(0, 0, 2), (news, 0, 1), (news, id, 3)]);
    browse(city, &path).await;
    assert_eq!(written(city).await, [(0, 0, 2), (news, 0, 1), (news, id, 4)], "a later minute is added");
    city.clock.pass_minutes(24 * 60);
    browse(city, &path).await;
    assert_eq!(written(city).await, [(0, 0, 2), (news, 0, 1), (news, id, 4), (news, id, 1)], "each day by itself");
}

async fn several_processes_add_up_and_a_failed_write_loses_nothing(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    browse(city, &format!("/items/{id}")).await;
    let other = city.second_node().await;
    let today = city.clock.now().date();
    app::visits::tally(&other).visit(today, city.ids.site, app::visits::Seen::Item(id));
    app::visits::tally(&other).visit(today, city.ids.site, app::visits::Seen::Item(id));
    let (one, two) = tokio::join!(app::visits::flush(&city.app), app::visits::flush(&other));
    assert_eq!((one.unwrap(), two.unwrap()), (1, 2));
    let news = city.ids.section("news");
    assert_eq!(written(city).await, [(news, id, 3)]);
    // A node whose records are gone keeps what it counted.
    app::visits::tally(&other).visit(today, city.ids.site, app::visits::Seen::Item(id));
    other.store().clone().close().await.unwrap();
    assert!(app::visits::flush(&other).await.is_err());
    let again = app::visits::flush(&other).await;
    assert!(again.is_err(), "it still has something to write: {again:?}");
}

async fn staff_see_their_own_places_in_tables_and_files(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    for path in [&*format!("/items/{id}"), &*format!("/items/{id}"), "/sections/news", "/"] {
        browse(city, path).await;
    }
    written(city).await;
    let editor = city.actor("bianji").await;
    let days = editor.get("/console/visits").await.ok();
    assert!(days.says("2026-11-23") && days.says(">2 <"), "the item's alone: {}", days.words());
    let items = editor.get("/console/visits?by=item").await.ok();
    assert!(items.says("清江市做好开学工作") && items.says(&format!("/console/items/{id}")), "{}", items.words());
    let nobody = city.actor("bianji2").await.get("/console/visits?by=item").await.ok();
    assert!(nobody.says("没有访问记录"), "{}", nobody.words());
    let supervisor = city.actor("jianguan").await;
    let agencies = supervisor.get("/console/visits?by=agency").await.ok();
    assert!(agencies.says("清江市教育体育局") && agencies.says("清江市人民政府"), "{}", agencies.words());
    let narrowed = format!("/console/visits?by=section&agency={}", city.ids.agency("zhengfu"));
    let sections = supervisor.get(&narrowed).await.ok();
    assert!(sections.says("工作动态") && sections.says(">1 <"), "{}", sections.words());
    let file = supervisor.get("/console/visits.csv?by=agency").await.ok();
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(file.says("机构,访问次数") && file.says("清江市教育体育局,2"), "{}", file.text());
    let item = editor.get(&format!("/console/items/{id}")).await.ok();
    assert!(item.says("最近三十天访问") && item.says("2 次"), "{}", item.words());
    assert_eq!(city.actor("jingban").await.get("/console/visits").await.status, 403);
    assert!(supervisor.get("/console/visits?from=2026-11-24").await.ok().says("没有访问记录"));
}

async fn the_most_read_changes_daily_and_forgets_what_was_withdrawn(city: &City) {
    let (one, two) =
        (publish(city, &article(city, "看得少的一条")).await, publish(city, &article(city, "看得多的一条")).await);
    for (id, times) in [(one, 1), (two, 3)] {
        for _ in 0..times {
            browse(city, &format!("/items/{id}")).await;
        }
    }
    written(city).await;
    let list = async || city.visitor().get("/most-read").await.ok();
    assert!(list().await.says("暂无内容"), "today is not over");
    let home = city.visitor().get("/").await.ok();
    city.clock.pass_minutes(24 * 60);
    let listed = list().await;
    let text = listed.text();
    let at = |title: &str| text.find(title).unwrap_or_else(|| panic!("{title}: {}", listed.words()));
    assert!(at("看得多的一条") < at("看得少的一条") && listed.says("3 次"), "{}", listed.words());
    let fragment = city.visitor().get("/fragments/most-read").await.ok();
    assert!(fragment.says("看得多的一条") && !fragment.says("<html"), "{}", fragment.text());
    let tomorrow = city.visitor().get("/").await.ok();
    assert!(tomorrow.says("data-fragment=\"/fragments/most-read\"") && tomorrow.says("href=\"/most-read\""));
    assert_eq!(home.bytes, tomorrow.bytes, "pages that show the list stay as they are");
    press(city, &city.actor("fabu").await, two, "withdraw", &[("withdraw_reason", "内容有误")]).await.redirects();
    assert!(!list().await.says("看得多的一条") && list().await.says("看得少的一条"));
}

async fn words_are_statistics_without_persons(city: &City) {
    publish(city, &article(city, "清江市做好开学工作")).await;
    city.work().await;
    let search = async |text: &str| browse(city, &format!("/search?q={}", encode(text))).await;
    for _ in 0..5 {
        search("开学").await;
    }
    search("开学 ").await;
    for _ in 0..4 {
        search("供暖").await;
    }
    for told in ["11010519491231002X", "13800138000", "李晓明", "zhangsan@example.com"] {
        for _ in 0..6 {
            search(told).await;
        }
    }
    // The next page and a filter are no other search; a program's is none.
    browse(city, &format!("/search?q={}&page=1&sort=newest", encode("开学"))).await;
    look(city, Method::GET, &format!("/search?q={}", encode("开学")), &[]).await.ok();
    written(city).await;
    let kept = store::visits::word::Entity::find().all(city.app.store().read()).await.unwrap();
    let mut kept: Vec<(String, i64, i64)> = kept.into_iter().map(|row| (row.word, row.times, row.missing)).collect();
    kept.sort();
    assert_eq!(kept, [("供暖".to_string(), 4, 4), ("开学".to_string(), 6, 0)]);
    let supervisor = city.actor("jianguan").await;
    let shown = supervisor.get("/console/visits/words").await.ok();
    assert!(shown.says("开学") && !shown.says("供暖"), "rare words are not shown: {}", shown.words());
    let file = supervisor.get("/console/visits/words.csv").await.ok();
    assert!(file.says("开学,6,0") && !file.says("供暖"), "{}", file.text());
    city.clock.pass_minutes(31 * 24 * 60);
    app::visits::prune(&city.app).await.unwrap();
    let left = store::visits::word::Entity::find().all(city.app.store().read()).await.unwrap();
    assert_eq!(left.into_iter().map(|row| row.word).collect::<Vec<_>>(), ["开学"], "what stayed rare is dropped");
}
