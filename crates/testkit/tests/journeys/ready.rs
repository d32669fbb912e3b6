//! Answers that lie ready at the door: given as the router gave them, gone with whatever changes what is public, and with
//! the day. And what the search box offers while one types.

use crate::desk::{article, press, publish, with};
use crate::on_both;
use testkit::{City, Page, encode};

on_both!(
    a_page_lies_ready_until_something_public_changes,
    a_ready_page_ends_with_its_day,
    a_withdrawn_page_does_not_lie_ready_anywhere,
    the_search_box_offers_what_is_public,
    a_search_is_narrowed_by_subject,
);

/// The router gives every answer a number, the door does not.
fn lay_ready(page: &Page) -> bool {
    page.header("x-request-id").is_empty()
}

async fn a_page_lies_ready_until_something_public_changes(city: &City) {
    let id = publish(city, &article(city, "第一条消息")).await;
    let (visitor, address) = (city.visitor(), format!("/items/{id}"));
    let first = visitor.get(&address).await.ok();
    let again = visitor.get(&address).await.ok();
    assert!(!lay_ready(&first) && lay_ready(&again));
    assert_eq!(first.bytes, again.bytes);
    for (name, value) in first.headers.iter().filter(|(name, _)| *name != "x-request-id") {
        assert_eq!(Some(value), again.headers.get(name), "{name}");
    }
    let counted = city.web.metrics().text();
    let line = "gongkai_http_requests_total{route=\"/items/{id}\",method=\"GET\",status=\"200\"} ";
    let count = counted.lines().find_map(|l| l.strip_prefix(line)).expect("the route is counted");
    assert_eq!(count, "2", "both ways count for the route");
    let list = visitor.get("/sections/news").await.ok();
    assert!(list.says("第一条消息") && lay_ready(&visitor.get("/sections/news").await));
    publish(city, &article(city, "第二条消息")).await;
    let list = visitor.get("/sections/news").await.ok();
    assert!(list.says("第二条消息") && !lay_ready(&list));
    // The item's own page did not change: it comes from the page cache, and lies ready again.
    assert_eq!(visitor.get(&address).await.ok().bytes, first.bytes);
    assert!(lay_ready(&visitor.get(&address).await));
}

async fn a_ready_page_ends_with_its_day(city: &City) {
    let visitor = city.visitor();
    visitor.get("/gov-info").await.ok();
    assert!(lay_ready(&visitor.get("/gov-info").await));
    city.clock.pass_minutes(24 * 60);
    assert!(!lay_ready(&visitor.get("/gov-info").await.ok()));
}

async fn a_withdrawn_page_does_not_lie_ready_anywhere(city: &City) {
    let title = "即将撤回的消息";
    let id = publish(city, &article(city, title)).await;
    let visitor = city.visitor();
    let addresses = [
        "/".to_string(),
        format!("/items/{id}"),
        "/sections/news".into(),
        "/feeds/news.xml".into(),
        "/sitemap.xml".into(),
    ];
    for address in &addresses {
        for _ in 0..2 {
            assert!(visitor.get(address).await.ok().says(&format!("/items/{id}")), "{address}");
        }
    }
    press(city, &city.actor("fabu").await, id, "withdraw", &[("withdraw_reason", "数据有误")]).await.redirects();
    for address in &addresses {
        let page = visitor.get(address).await;
        assert!(!page.says(title) && (page.status == 410 || !page.says(&format!("/items/{id}<"))), "{address}");
    }
}

async fn offers(city: &City, typed: &str) -> Vec<String> {
    let page = city.visitor().get(&format!("/search/suggest?q={}", encode(typed))).await.ok();
    assert_eq!(page.header("cache-control"), "no-store");
    serde_json::from_slice(&page.bytes).unwrap()
}

async fn the_search_box_offers_what_is_public(city: &City) {
    let title = "水库除险加固进展";
    let id = publish(city, &with(article(city, title), &[("keywords", "水库安全 除险加固")])).await;
    city.work().await;
    assert_eq!(offers(city, "水库").await, ["水库安全", title]);
    assert_eq!(offers(city, "水庫").await, ["水库安全", title], "traditional characters");
    assert_eq!(offers(city, "除险").await, ["除险加固", title]);
    for typed in ["", "  ", "“", "火星", &"水库".repeat(500)] {
        assert!(offers(city, typed).await.is_empty(), "{typed}");
    }
    press(city, &city.actor("fabu").await, id, "withdraw", &[("withdraw_reason", "数据有误")]).await.redirects();
    city.work().await;
    assert!(offers(city, "水库").await.is_empty());
}

async fn a_search_is_narrowed_by_subject(city: &City) {
    let school = publish(city, &article(city, "学校公告")).await;
    let river = publish(city, &with(article(city, "河道公告"), &[("subject", "06-03")])).await;
    city.work().await;
    let visitor = city.visitor();
    let all = visitor.get("/search?q=%E5%85%AC%E5%91%8A").await.ok();
    assert!(all.says("找到 2 条") && all.says("subject=06-03") && all.says("subject=11-02"), "{}", all.words());
    let rivers = visitor.get("/search?q=%E5%85%AC%E5%91%8A&subject=06-03").await.ok();
    assert!(
        rivers.says("找到 1 条")
            && rivers.says(&format!("/items/{river}"))
            && !rivers.says(&format!("/items/{school}\""))
    );
    // What narrows is told and can be dropped; other words are looked for everywhere.
    assert!(rivers.says("aria-label=\"已选条件\"") && !rivers.says("name=\"subject\""), "{}", rivers.words());
    let narrow = visitor.get("/search?q=%22%E5%AD%A6%E6%A0%A1%E5%85%AC%E5%91%8A%22&subject=06-03").await.ok();
    assert!(narrow.says("在所选范围内没有找到") && narrow.says("不限范围有 1 条"), "{}", narrow.words());
    assert!(narrow.says("aria-label=\"已选条件\"") && !narrow.says("依法申请公开"), "{}", narrow.words());
    assert_eq!(visitor.get("/search?q=a&subject=99").await.status, 404);
}
