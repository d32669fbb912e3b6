//! The portal and the skeleton of the console through the real router on real records: what every page carries, the
//! page cache, what is withdrawn, and the doors of two listeners.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed expectation should stop the test at once"
)]

use app::Caller;
use app::item::{SaveDraft, check, path};
use domain::item::content::Relation;
use domain::item::{Event, RelationKind, RevisionContent, Validity};
use http::Method;
use testkit::{Base, City, Page};
use web::{ConsoleAt, Limits, Web, WebConfig};

fn content(city: &City, section: &str, title: &str) -> RevisionContent {
    let mut content = RevisionContent::empty(city.ids.section(section), city.ids.agency("jiaoti"));
    content.title = title.into();
    content.body_html = format!("<p>{title}。全市各学校做好开学准备，保障教学秩序。</p>");
    content.summary = "全市各学校做好开学准备".into();
    content.source = "清江市教育体育局".into();
    content.keywords = "教育 开学".into();
    content.formed_on = chrono_day(2026, 11, 20);
    content.subject = Some("11-02".into());
    content
}

fn chrono_day(year: i32, month: u32, day: u32) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::from_ymd_opt(year, month, day)
}

/// Takes an item through review to the public page.
async fn publish(city: &City, kind: &str, content: RevisionContent) -> i64 {
    let app = &city.app;
    let editor = city.actor("bianji").await.caller().await;
    let draft = SaveDraft { item: None, base_revision: None, kind: kind.into(), content };
    let saved = app::item::draft::save_draft(app, &editor, draft).await.unwrap();
    let checked = check::run(app, &editor, saved.item).await.unwrap();
    let reasons = checked.findings.iter().map(|f| (f.key(), "已核对".to_string())).collect();
    check::give_reasons(app, &editor, saved.item, saved.revision, reasons).await.unwrap();
    let steps: Vec<(&str, Event)> = vec![
        ("bianji", Event::Submit),
        ("chushen", Event::Approve),
        ("baomi", Event::PassSecrecy { conclusion: "经审查，不涉及国家秘密，可以公开".into() }),
        ("fabu", Event::Publish),
    ];
    for (login, event) in steps {
        act(city, login, saved.item, saved.revision, event).await;
    }
    saved.item
}

async fn act(city: &City, login: &str, item: i64, revision: i64, event: Event) {
    let caller = city.actor(login).await.caller().await;
    path::act(&city.app, &caller, item, revision, event).await.unwrap();
}

async fn withdraw(city: &City, item: i64) {
    let detail = app::item::view::get(&city.app, &Caller::command(), item).await.unwrap();
    act(city, "fabu", item, detail.revision.id, Event::Withdraw { reason: "内容有误".into() }).await;
}

fn policy(city: &City, title: &str) -> RevisionContent {
    let mut policy = content(city, "news", title);
    policy.category = Some("20-01".into());
    policy.document_number = Some("清教发〔2026〕3号".into());
    policy.genre = Some("notice".into());
    policy.validity = Some(Validity::InForce);
    policy.effective_on = chrono_day(2026, 12, 1);
    policy
}

#[tokio::test]
async fn links_between_items_have_a_direction_in_every_form() {
    let city = City::on(Base::Sqlite).await;
    let old = publish(&city, "policy", policy(&city, "关于做好开学工作的通知")).await;
    let mut new = policy(&city, "关于修改开学工作通知的决定");
    new.document_number = Some("清教发〔2026〕4号".into());
    new.relations = vec![Relation { kind: RelationKind::Amends, item: old }];
    let new = publish(&city, "policy", new).await;
    let visitor = city.visitor();
    for (item, other, relation) in [(new, old, "amends"), (old, new, "amended_by")] {
        for path in [format!("/api/v1/items/{item}"), format!("/items/{item}.json")] {
            let told: serde_json::Value = serde_json::from_slice(&visitor.get(&path).await.ok().bytes).unwrap();
            assert_eq!(told["links"][0]["relation"], relation, "{path}");
            assert_eq!(told["links"][0]["item"], other, "{path}");
        }
        let xml = visitor.get(&format!("/items/{item}.xml")).await.ok();
        assert!(xml.says(&format!("<relation>{relation}</relation>")), "{}", xml.text());
    }
}

#[tokio::test]
async fn text_is_as_large_as_the_reader_set_it() {
    let city = City::on(Base::Sqlite).await;
    let visitor = city.visitor();
    let home = visitor.get("/").await.ok().text();
    let styles: Vec<&str> = home.split("href=\"").filter(|rest| rest.starts_with("/assets/theme/")).collect();
    let styles: Vec<&str> = styles.iter().filter_map(|rest| rest.split('"').next()).collect();
    let styles: Vec<&str> = styles.into_iter().filter(|address| address.contains(".css")).collect();
    assert!(styles.len() > 5, "{styles:?}");
    for address in styles {
        let text = visitor.get(address).await.ok().text();
        let sizes = text.lines().filter(|line| line.trim_start().starts_with("font"));
        let fixed: Vec<&str> = sizes.filter(|line| line.contains("px")).collect();
        assert!(fixed.is_empty(), "{address}: {fixed:?}");
    }
}

async fn with_header(city: &City, path: &str, name: &str, value: &str) -> Page {
    let visitor = city.visitor();
    visitor.send(visitor.request(Method::GET, path).header(name, value).body(axum::body::Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_public_page_renders_with_tags_and_headers() {
    let city = City::on(Base::Sqlite).await;
    let file = publish(&city, "policy", policy(&city, "关于做好开学工作的通知")).await;
    let mut reading = content(&city, "interpretations", "开学工作通知解读");
    reading.fields = [("form".to_string(), "文字".to_string())].into();
    reading.relations = vec![Relation { kind: RelationKind::Interprets, item: file }];
    let reading = publish(&city, "interpretation", reading).await;
    city.work().await;
    let pages = [
        "/".to_string(),
        "/gov-info".into(),
        "/gov-info/guide".into(),
        "/gov-info/rules".into(),
        "/gov-info/catalogue".into(),
        "/gov-info/catalogue?category=20-01&year=2026&subject=11&genre=notice&agency=jiaoti".into(),
        "/gov-info/catalogue?q=%E5%BC%80%E5%AD%A6".into(),
        "/gov-info/annual-reports".into(),
        "/gov-info/requests".into(),
        "/sections/news".into(),
        "/site-map".into(),
        "/most-read".into(),
        "/site-errors/new?page=/sections/news".into(),
        "/site-errors/track".into(),
        "/search".into(),
        "/search?q=%E5%BC%80%E5%AD%A6".into(),
        "/sites/main/".into(),
        format!("/items/{file}"),
        format!("/items/{reading}"),
        format!("/sites/main/items/{file}"),
    ];
    let visitor = city.visitor();
    for path in pages {
        let page = visitor.get(&path).await.ok();
        for tag in ["SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType"] {
            assert!(page.says(&format!("<meta name=\"{tag}\"")), "{path} lacks {tag}");
        }
        assert!(page.header("content-security-policy").contains("default-src 'self'"), "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!page.text().contains("<script>") && !page.text().contains(" style=\""), "{path} has inline code");
    }
    let page = visitor.get(&format!("/items/{file}")).await.ok();
    for part in [
        "ArticleTitle",
        "PubDate",
        "ContentSource",
        "清教发〔2026〕3号",
        "QJJIAOTI/2026-00001",
        "有效",
        "政策解读",
        "开学工作通知解读",
    ] {
        assert!(page.says(part), "the policy's page lacks {part}");
    }
    assert!(visitor.get(&format!("/items/{reading}")).await.ok().says("解读的文件"));
    assert!(visitor.get("/search?q=%E5%BC%80%E5%AD%A6").await.ok().says("<mark>"));
    assert!(visitor.get("/feeds/news.xml").await.ok().says("<feed xmlns"));
    assert!(visitor.get("/sitemap.xml").await.ok().says(&format!("/items/{file}</loc>")));
    assert!(visitor.get("/robots.txt").await.ok().says("Disallow: /console"));
    assert!(visitor.get(&format!("/api/v1/items/{file}")).await.ok().says("\"document_number\":\"清教发〔2026〕3号\""));
    city.end().await;
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_sites_own_look() {
    let city = City::on(Base::Sqlite).await;
    let visitor = city.visitor();
    for path in [
        "/items/999",
        "/items/x",
        "/sections/none",
        "/sections/news?page=9",
        "/sections/news?page=0",
        "/feeds/news",
        "/gov-info/catalogue?category=99",
        "/nothing",
        "/files/1/a.pdf",
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.says("<!doctype html>") && page.says("清江市人民政府") && page.says("回到首页"), "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
    let api = visitor.get("/api/v1/items/999").await;
    assert_eq!(api.status, 404);
    assert!(api.says("\"code\":\"not_found\""), "{}", api.text());
    let posted = visitor.post("/sections/news", &[]).await;
    assert_eq!(posted.status, 405);
    assert!(posted.says("<!doctype html>"));
    city.end().await;
}

#[tokio::test]
async fn a_draft_is_unknown_and_a_withdrawn_item_says_only_when() {
    let city = City::on(Base::Sqlite).await;
    let visitor = city.visitor();
    let id = publish(&city, "article", content(&city, "news", "全市开学工作部署")).await;
    let path = format!("/items/{id}");
    let (home, lists) = (visitor.get("/").await.ok(), visitor.get("/sections/news").await.ok());
    assert!(
        home.says("全市开学工作部署")
            && lists.says("全市开学工作部署")
            && visitor.get(&path).await.ok().says("保障教学秩序")
    );
    withdraw(&city, id).await;
    let gone = visitor.get(&path).await;
    assert_eq!(gone.status, 410);
    assert!(gone.says("撤回") && !gone.says("保障教学秩序") && !gone.says("全市开学工作部署"), "{}", gone.words());
    for list in ["/", "/sections/news", "/feeds/news.xml", "/sitemap.xml", "/search?q=%E5%BC%80%E5%AD%A6"] {
        let page = visitor.get(list).await.ok();
        assert!(!page.says("全市开学工作部署") && !page.says(&path), "{list} still shows it");
    }
    city.end().await;
}

#[tokio::test]
async fn pages_are_kept_until_what_they_show_changes() {
    let city = City::on(Base::Sqlite).await;
    let visitor = city.visitor();
    let id = publish(&city, "article", content(&city, "news", "第一条")).await;
    let path = format!("/items/{id}");
    let first = visitor.get(&path).await.ok();
    let (again, queries) = city.queries_of(visitor.get(&path)).await;
    assert!(queries.is_empty() && again.bytes == first.bytes, "{queries:?}");
    let known = with_header(&city, &path, "if-none-match", first.header("etag")).await;
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
    let packed = with_header(&city, &path, "accept-encoding", "gzip").await.ok();
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_ne!(packed.header("etag"), first.header("etag"), "other bytes, another strong tag");
    assert!(packed.bytes.len() < first.bytes.len());
    let head = visitor.send(visitor.request(Method::HEAD, &path).body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!((head.status.as_u16(), head.bytes.len(), head.header("etag")), (200, 0, first.header("etag")));
    let listed = visitor.get("/sections/news").await.ok();
    publish(&city, "article", content(&city, "news", "第二条")).await;
    let (_, queries) = city.queries_of(visitor.get(&path)).await;
    assert!(queries.is_empty(), "another item's publishing leaves this page alone: {queries:?}");
    let renewed = visitor.get("/sections/news").await.ok();
    assert!(renewed.says("第二条") && !listed.says("第二条"));
    city.clock.pass_minutes(24 * 60);
    let (_, queries) = city.queries_of(visitor.get(&path)).await;
    assert!(!queries.is_empty(), "a page does not outlive its day: validity changes with it");
    city.end().await;
}

#[tokio::test]
async fn many_visitors_at_once_make_one_page() {
    let city = City::on(Base::Sqlite).await;
    let id = publish(&city, "article", content(&city, "news", "同时打开")).await;
    let visitor = city.visitor();
    let path = format!("/items/{id}");
    let (pages, queries) = city.queries_of(futures_util::future::join_all((0..40).map(|_| visitor.get(&path)))).await;
    assert!(pages.iter().all(|page| page.says("同时打开")));
    let (_, alone) = city.queries_of(visitor.get("/gov-info/catalogue")).await;
    assert!(
        queries.len() <= 6,
        "forty visitors, one rendering: {} queries; a page alone: {}",
        queries.len(),
        alone.len()
    );
    city.end().await;
}

#[tokio::test]
async fn the_console_may_have_a_listener_of_its_own() {
    let city = City::on(Base::Sqlite).await;
    let config = WebConfig { console: ConsoleAt::OwnListener, ..WebConfig::default() };
    let web = Web::new(city.app.clone(), config).unwrap();
    let ask = async |router: axum::Router, path: &str| {
        let request =
            http::Request::builder().uri(path).header("host", "localhost").body(axum::body::Body::empty()).unwrap();
        tower::ServiceExt::oneshot(router, request).await.unwrap()
    };
    for path in ["/console", "/console/login"] {
        assert_eq!(ask(web::portal_router(&web), path).await.status(), 404, "{path}");
    }
    assert_eq!(ask(web::portal_router(&web), "/").await.status(), 200);
    assert_eq!(ask(web::console_router(&web), "/console/login").await.status(), 200);
    assert_eq!(ask(web::console_router(&web), "/sections/news").await.status(), 404);
    for path in ["/healthz", "/readyz"] {
        assert_eq!(ask(web::console_router(&web), path).await.status(), 200, "{path}");
    }
    city.end().await;
}

#[tokio::test]
async fn metrics_are_for_this_machine_unless_the_operator_says_otherwise() {
    let city = City::on(Base::Sqlite).await;
    let ask = async |web: &Web, from: [u8; 4], passed_on: bool| {
        let mut request = http::Request::builder().uri("/metrics").header("host", "localhost");
        if passed_on {
            request = request.header("x-forwarded-for", "10.0.0.9");
        }
        let mut request = request.body(axum::body::Body::empty()).unwrap();
        let peer = std::net::SocketAddr::from((from, 5_000));
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        tower::ServiceExt::oneshot(web::router(web), request).await.unwrap().status()
    };
    let (local, far) = ([127, 0, 0, 1], [10, 0, 0, 9]);
    assert_eq!(ask(&city.web, local, false).await, 200);
    assert_eq!(ask(&city.web, local, true).await, 404, "a proxy of this machine speaks for strangers");
    assert_eq!(ask(&city.web, far, false).await, 404);
    let config = WebConfig { metrics: web::MetricsFor::Everyone, ..WebConfig::default() };
    let open = Web::new(city.app.clone(), config).unwrap();
    assert_eq!(ask(&open, far, false).await, 200);
    city.end().await;
}

#[tokio::test]
async fn own_pages_of_the_console_render_and_messages_are_shown_once() {
    let city = City::on(Base::Sqlite).await;
    let editor = city.actor("bianji").await;
    for path in [
        "/console/account",
        "/console/account/password",
        "/console/account/factor",
        "/console/account/sessions",
        "/console/account/help",
    ] {
        let page = editor.get(path).await.ok();
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert!(page.says("编辑甲") && page.says("退出登录"), "{path}");
    }
    let wrong =
        editor.post("/console/account/password", &[("old", "x"), ("new", "Good-Secret-77"), ("repeat", "other")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("两次输入的新口令不一样") && !wrong.says("Good-Secret-77"));
    let changed = editor
        .post(
            "/console/account/password",
            &[("old", "Green-Tea-42x"), ("new", "Good-Secret-77"), ("repeat", "Good-Secret-77")],
        )
        .await
        .redirects();
    let flash = changed.header("set-cookie").split(';').next().unwrap().to_string();
    assert!(flash.starts_with("gk_flash="), "{flash}");
    let session = editor.request(Method::GET, "/console/account");
    let cookie = format!("{}; {flash}", session.headers_ref().unwrap()["cookie"].to_str().unwrap());
    let request = http::Request::builder()
        .uri("/console/account")
        .header("host", "localhost")
        .header("cookie", cookie)
        .body(axum::body::Body::empty())
        .unwrap();
    let page = editor.send(request).await.ok();
    assert!(page.says("口令已修改"));
    assert!(page.header("set-cookie").starts_with("gk_flash=;"), "shown once: {}", page.header("set-cookie"));
    let unknown = editor.get("/console/nothing").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.says("回到工作台"));
    city.end().await;
}

#[tokio::test]
async fn who_hurries_waits() {
    let city = City::on(Base::Sqlite).await;
    let visitor = city.visitor();
    let mut last = visitor.get("/search?q=a").await;
    for _ in 0..Limits::default().search {
        last = visitor.get("/search?q=a").await;
    }
    assert_eq!(last.status, 429);
    assert!(last.says("操作太频繁"));
    assert!(last.header("retry-after").parse::<u32>().is_ok_and(|seconds| (1..=60).contains(&seconds)));
    city.clock.pass_minutes(1);
    assert_eq!(visitor.get("/search?q=a").await.status, 200);
    city.end().await;
}
