//! Large type without script.

use testkit::{City, Page};

use crate::on_both;

on_both!(large_type_is_for_who_chose_it);

/// A reader of large type gets it on every page, and nobody else does: not from the shelf at the door either.
async fn large_type_is_for_who_chose_it(city: &City) {
    let visitor = city.visitor();
    let ask = |path: &str, cookie: &str| {
        let request = http::Request::get(path).header("host", "localhost");
        let request = if cookie.is_empty() { request } else { request.header("cookie", cookie) };
        visitor.send(request.body(axum::body::Body::empty()).unwrap())
    };
    let is_large = |page: &Page| page.says("<html lang=\"zh-CN\" class=\"large\">");
    let choose = |kind: &str, from: &str| {
        let form = http::Request::post("/large-type")
            .header("host", "localhost")
            .header("referer", from)
            .header("content-type", "application/x-www-form-urlencoded");
        visitor.send(form.body(axum::body::Body::from(format!("type={kind}"))).unwrap())
    };
    let chosen = choose("large", "http://localhost/search?q=%E9%A2%84%E7%AE%97").await;
    assert_eq!(chosen.status, 303);
    assert_eq!(chosen.location(), "/search?q=%E9%A2%84%E7%AE%97");
    let cookie = chosen.header("set-cookie").split(';').next().unwrap().to_string();
    for path in ["/", "/search?q=%E9%A2%84%E7%AE%97", "/gov-info/requests", "/nowhere", "/items/999999"] {
        for _ in 0..3 {
            let plain = ask(path, "").await;
            assert!(!is_large(&plain), "{path}");
            assert!(is_large(&ask(path, &format!("a=b; {cookie}")).await), "{path}");
        }
    }
    let own = ask("/", &cookie).await;
    assert_eq!(own.header("cache-control"), "private, no-cache");
    assert_eq!(own.header("etag"), "");
    assert!(ask("/", "").await.header("vary").contains("Cookie"));
    let ended = choose("plain", "http://localhost//evil.example/").await;
    assert_eq!(ended.location(), "/");
    assert!(ended.header("set-cookie").contains("Max-Age=0"));
}
