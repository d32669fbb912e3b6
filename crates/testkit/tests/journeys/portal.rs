//! What the public pages carry for people and machines: page tags, linked data, numbers of the catalogue; and that an
//! agency's site is a site of its own, by path and by host.

use std::collections::BTreeMap;

use app::site::{SectionForm, SiteForm, TopicForm};
use domain::site::{ColumnType, SectionPlace, SiteColour, SiteKind, SiteMarks};
use serde_json::Value;
use store::Connection as _;
use testkit::{City, Page, encode};
use web::routes::{Access, Verb};

use crate::desk::{article, draft, press, publish, publish_policy, with};
use crate::on_both;

on_both!(
    every_kind_of_page_carries_its_tags,
    machines_are_told_what_a_page_is,
    an_agencys_site_is_a_site_of_its_own,
    the_catalogue_counts_what_is_live,
    pages_need_a_handful_of_queries,
    a_large_site_has_an_index_of_sitemaps,
    a_section_lists_all_below_it_once,
    addresses_are_the_sites_own,
);

/// More than any public page needs.
const HANDFUL: usize = 9;

/// Answers that are no pages with tags, and pages that need a report or a case of somebody: their own journeys.
fn is_page(path: &str) -> bool {
    let own = [
        "/api/",
        "/feeds/",
        "/files/",
        "/fragments/",
        "/site-style/",
        "/sitemaps/",
        "/search/suggest",
        "/requests/offers",
        "/requests/draft",
        "/gov-info/annual-reports/{",
    ];
    let machine = [".xml", ".txt", ".csv", ".json"];
    !own.iter().any(|start| path.starts_with(start)) && !machine.iter().any(|end| path.ends_with(end))
}

/// An agency's own site with one section.
pub struct Own {
    pub section: i64,
}

pub async fn own_site(city: &City) -> Own {
    let admin = city.actor("xitong").await.caller().await;
    let marks = SiteMarks {
        site_code: "3609830099".into(),
        motto: "办好每一所学校".into(),
        colour: SiteColour::Celadon,
        ..SiteMarks::default()
    };
    let form = SiteForm {
        slug: "edu".into(),
        name: "清江教育".into(),
        kind: SiteKind::Agency,
        agency_id: city.ids.agency("jiaoti"),
        host: "edu.example".into(),
        marks,
        sort: 1,
    };
    let site = app::site::create_site(&city.app, &admin, &form).await.unwrap();
    let form = section_form("edu-news", "校园动态", "各学校的动态", "学校");
    Own { section: app::site::create_section(&city.app, &admin, site, None, &form).await.unwrap() }
}

/// A section of news.
pub fn section_form(slug: &str, name: &str, description: &str, keywords: &str) -> SectionForm {
    SectionForm {
        slug: slug.into(),
        name: name.into(),
        description: description.into(),
        keywords: keywords.into(),
        column_type: ColumnType::News,
        review_steps: 1,
        place: SectionPlace::General,
        category: None,
        duty_days: None,
        sort: 0,
    }
}

async fn topic(city: &City) -> i64 {
    let admin = city.actor("xitong").await.caller().await;
    let form =
        TopicForm { slug: "school".into(), name: "开学季".into(), introduction: "开学的安排".into(), sort: 0 };
    app::site::create_topic(&city.app, &admin, city.ids.site, &form).await.unwrap()
}

/// A policy paper of the section with two review steps.
async fn publish_paper(city: &City, title: &str) -> i64 {
    let changes = [
        ("kind", "policy"),
        ("main_section", &city.ids.section("policies").to_string()),
        ("category", "20-01"),
        ("genre", "notice"),
        ("document_number", "清教〔2026〕3号"),
        ("effective_on", "2026-12-01"),
        ("validity", "in_force"),
    ];
    publish_policy(city, &with(article(city, title), &changes)).await
}

/// The value of a page tag; none where the page has none, a failure where it has two.
#[track_caller]
fn tag(page: &Page, name: &str) -> Option<String> {
    let text = page.text();
    let start = format!("<meta name=\"{name}\" content=\"");
    let mut found = text.split(&start).skip(1);
    let value = found.next().map(|rest| rest.split('"').next().unwrap().to_string());
    assert!(found.next().is_none(), "{name} twice");
    value
}

async fn every_kind_of_page_carries_its_tags(city: &City) {
    let topic = topic(city).await;
    let item =
        publish(city, &with(article(city, "开学第一课"), &[("author", "李编辑"), ("topics", &topic.to_string())]))
            .await;
    let item = format!("/items/{item}");
    let opinion = format!("{item}/opinion");
    // Address, ColumnName, ColumnType (国办发〔2017〕47号).
    let table = [
        ("/", "首页", "首页"),
        ("/gov-info", "政府信息公开", "信息公开目录"),
        ("/gov-info/guide", "政府信息公开指南", "信息公开指南"),
        ("/gov-info/rules", "政府信息公开制度", "政策文件"),
        ("/gov-info/catalogue", "法定主动公开内容", "信息公开目录"),
        ("/gov-info/annual-reports", "政府信息公开年报", "信息公开年报"),
        ("/gov-info/annual-reports/figures", "年度报告数据", "信息公开年报"),
        ("/gov-info/requests", "依申请公开", "依申请公开"),
        ("/sections/news", "工作动态", "工作动态"),
        ("/sections/policies", "政策文件", "政策文件"),
        ("/topics/school", "开学季", "工作动态"),
        (&item, "工作动态", "工作动态"),
        ("/search?q=%E5%BC%80%E5%AD%A6", "站内检索", "办事服务"),
        ("/site-map", "网站地图", "首页"),
        ("/most-read", "阅读排行", "办事服务"),
        ("/site-errors/new", "我为政府网站找错", "咨询投诉"),
        ("/site-errors/track", "查询找错留言", "咨询投诉"),
        (&opinion, "评价信息", "咨询投诉"),
        ("/requests/new", "在线申请", "依申请公开"),
        ("/requests/track", "查询申请进度", "依申请公开"),
        ("/requests/register", "依申请公开办理情况", "依申请公开"),
    ];
    let visitor = city.visitor();
    for (path, name, kind) in table {
        let page = visitor.get(path).await.ok();
        assert_eq!(tag(&page, "SiteName").as_deref(), Some("清江市人民政府"), "{path}");
        assert_eq!(tag(&page, "SiteDomain").as_deref(), Some("localhost"), "{path}");
        assert!(tag(&page, "SiteIDCode").is_some(), "{path}");
        assert_eq!(tag(&page, "ColumnName").as_deref(), Some(name), "{path}");
        assert_eq!(tag(&page, "ColumnType").as_deref(), Some(kind), "{path}");
        for required in ["ColumnDescription", "ColumnKeywords"] {
            assert!(tag(&page, required).is_some_and(|value| !value.is_empty()), "{required} of {path}");
        }
        let is_article = path == item;
        for content in ["ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Url"] {
            assert_eq!(tag(&page, content).is_some(), is_article, "{content} of {path}");
        }
        for element in ["主办单位", "网站地图", "我为政府网站找错"] {
            assert!(page.says(element), "{element} on {path}");
        }
    }
    let page = visitor.get(&item).await.ok();
    let told = ["ArticleTitle", "ContentSource", "Author", "Keywords", "Url"].map(|name| tag(&page, name).unwrap());
    let url = format!("http://localhost{item}");
    assert_eq!(told, ["开学第一课", "清江市教育体育局", "李编辑", "教育 开学", url.as_str()].map(String::from));
    let published = tag(&page, "PubDate").unwrap();
    assert!(published.len() == 16 && published.as_bytes()[10] == b' ', "YYYY-MM-DD HH:MM: {published}");
    let lost = visitor.get("/nothing").await;
    assert_eq!((lost.status.as_u16(), tag(&lost, "SiteName").is_some(), tag(&lost, "ColumnName")), (404, true, None));

    let shown = |route: &str| table.iter().any(|(path, ..)| fits(route, path.split('?').next().unwrap()));
    let pages = web::table::all().into_iter().filter(|r| r.access == Access::Public && r.method == Verb::Get);
    let missed: Vec<_> =
        pages.map(|r| r.path).filter(|path| is_portal(path) && is_page(path) && !shown(path)).collect();
    assert!(missed.is_empty(), "no tags were looked at on {missed:?}");
}

/// System addresses and assets are no pages.
fn is_portal(path: &str) -> bool {
    !["/console", "/healthz", "/readyz", "/metrics", "/assets"].iter().any(|start| path.starts_with(start))
}

fn fits(route: &str, path: &str) -> bool {
    let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len() && route.iter().zip(&path).all(|(own, part)| own.starts_with('{') || own == part)
}

/// The nodes of a page's linked data.
#[track_caller]
pub fn graph(page: &Page) -> Vec<Value> {
    let text = page.text();
    let mut blocks = text.split("<script type=\"application/ld+json\">").skip(1);
    let block = blocks.next().expect("a data block").split("</script>").next().unwrap().to_string();
    assert!(blocks.next().is_none(), "one block a page");
    let data: Value = serde_json::from_str(&block).expect("the block is JSON");
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().unwrap().clone()
}

#[track_caller]
pub fn node<'a>(graph: &'a [Value], kind: &str) -> &'a Value {
    graph.iter().find(|node| node["@type"] == kind).unwrap_or_else(|| panic!("no {kind} in {graph:?}"))
}

async fn machines_are_told_what_a_page_is(city: &City) {
    let visitor = city.visitor();
    let home = graph(&visitor.get("/").await.ok());
    let search = &node(&home, "WebSite")["potentialAction"]["target"]["urlTemplate"];
    assert_eq!(search, "http://localhost/search?q={search_term_string}");
    assert_eq!(node(&home, "GovernmentOrganization")["name"], "清江市人民政府");

    let sly = publish(city, &article(city, "关于</script><b>标签的说明")).await;
    let page = visitor.get(&format!("/items/{sly}")).await.ok();
    let told = graph(&page);
    let told = node(&told, "Article");
    assert_eq!(told["headline"], "关于</script><b>标签的说明");
    assert_eq!(told["publisher"]["name"], "清江市教育体育局");
    assert!(told["datePublished"].as_str().unwrap().ends_with("+08:00"));

    let paper = publish_paper(city, "清江市校车安全管理规定").await;
    let all = graph(&visitor.get(&format!("/items/{paper}")).await.ok());
    let law = node(&all, "Legislation");
    assert_eq!(law["legislationIdentifier"], "清教〔2026〕3号");
    assert_eq!(law["legislationLegalForce"], "https://schema.org/InForce");
    assert_eq!(law["legislationDateOfApplicability"], "2026-12-01");
    let way = node(&all, "BreadcrumbList")["itemListElement"].as_array().unwrap();
    let names: Vec<&str> = way.iter().map(|step| step["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["首页", "政府信息公开", "政策文件", "正文"]);
    assert_eq!(way[2]["item"], "http://localhost/sections/policies");
}

/// Asks by host name.
pub async fn by_host(city: &City, host: &str, path: &str) -> Page {
    let request = http::Request::builder().uri(path).header("host", host).body(axum::body::Body::empty()).unwrap();
    city.visitor().send(request).await
}

async fn an_agencys_site_is_a_site_of_its_own(city: &City) {
    let own = own_site(city).await;
    let both = with(article(city, "运动会"), &[("sections", &own.section.to_string())]);
    let id = publish(city, &both).await;
    let visitor = city.visitor();

    for (page, prefix) in [
        (visitor.get(&format!("/sites/edu/items/{id}")).await.ok(), "/sites/edu"),
        (by_host(city, "edu.example", &format!("/items/{id}")).await.ok(), ""),
    ] {
        assert_eq!(tag(&page, "SiteName").as_deref(), Some("清江教育"));
        assert_eq!(tag(&page, "SiteIDCode").as_deref(), Some("3609830099"));
        assert_eq!(tag(&page, "ColumnName").as_deref(), Some("校园动态"), "the column of this site");
        assert!(page.says(&format!("href=\"{prefix}/sections/edu-news\"")) && !page.says("/sections/news\""));
        assert!(page.says("tint-celadon") && page.says("办好每一所学校"));
    }
    let home = visitor.get(&format!("/items/{id}")).await.ok();
    assert_eq!(tag(&home, "SiteName").as_deref(), Some("清江市人民政府"), "no site answers from another's cache");
    assert_eq!(tag(&home, "ColumnName").as_deref(), Some("工作动态"));

    assert!(visitor.get("/sites/edu/sections/edu-news").await.ok().says("运动会"));
    assert!(visitor.get("/sections/news").await.ok().says("运动会"), "one item, two places");
    for (path, to) in [
        ("/sites/edu/sections/news", "/sections/news"),
        ("/sections/edu-news", "/sites/edu/sections/edu-news"),
        ("/feeds/edu-news.xml", "/sites/edu/feeds/edu-news.xml"),
    ] {
        let page = visitor.get(path).await;
        assert_eq!((page.status.as_u16(), page.location()), (301, to), "{path}");
    }
    let away = by_host(city, "edu.example", "/sections/news").await;
    assert_eq!((away.status.as_u16(), away.location()), (301, "/sites/main/sections/news"));
    let front = by_host(city, "edu.example", "/").await.ok();
    assert!(front.says("href=\"/sites/main/\""), "the way to the portal does not end at the site itself");
    assert!(by_host(city, "edu.example", "/sites/main/").await.ok().says("清江市人民政府"));

    let other = with(article(city, "水库巡查"), &[("lead_agency", &city.ids.agency("shuili").to_string())]);
    let editor = city.actor("bianji2").await;
    let water = draft(&editor, &with(other, &[("source", "清江市水利局")])).await;
    assert!(water > id);
    let map = visitor.get("/sites/edu/sitemap.xml").await.ok();
    assert!(!map.says("/items/"), "what is known by its address on the portal: {}", map.text());
    only_what_stands_on_a_site_is_shown_there(city, id).await;
    assert!(map.says("/sites/edu/sections/edu-news<") && !map.says("/sections/news<"));
    let feed = visitor.get("/sites/edu/feeds/edu-news.xml").await.ok();
    assert!(feed.says(&format!("<id>http://localhost/items/{id}</id>")), "{}", feed.text());
    city.clock.pass_minutes(1);
    for path in ["/sites/edu/api/v1/items", "/api/v1/items"] {
        let list = visitor.get(path).await.ok();
        assert!(list.says(&format!("\"url\":\"http://localhost/items/{id}\"")), "{path}: {}", list.text());
    }
}

/// The same item has one address that is known, whichever site shows it; a site that does not show it leads there.
async fn only_what_stands_on_a_site_is_shown_there(city: &City, shared: i64) {
    let visitor = city.visitor();
    let canonical = format!("<link rel=\"canonical\" href=\"http://localhost/items/{shared}\">");
    for path in [format!("/items/{shared}"), format!("/sites/edu/items/{shared}")] {
        let page = visitor.get(&path).await.ok();
        assert!(page.says(&canonical), "{path}");
        assert_eq!(tag(&page, "Url").as_deref(), Some(format!("http://localhost/items/{shared}").as_str()), "{path}");
    }
    let own = publish(city, &article(city, "不在教育网站栏目里的教育信息")).await;
    visitor.get(&format!("/sites/edu/items/{own}")).await.ok();
    let admin = city.actor("xitong").await.caller().await;
    let form = SiteForm {
        slug: "water".into(),
        name: "清江水利".into(),
        kind: SiteKind::Agency,
        agency_id: city.ids.agency("shuili"),
        host: "water.example".into(),
        marks: SiteMarks::default(),
        sort: 2,
    };
    app::site::create_site(&city.app, &admin, &form).await.unwrap();
    for ending in ["", ".json", ".xml", ".txt"] {
        let page = visitor.get(&format!("/sites/water/items/{own}{ending}")).await;
        let to = format!("/items/{own}{ending}");
        assert_eq!((page.status.as_u16(), page.location()), (301, to.as_str()));
        visitor.get(&to).await.ok();
    }
    let away = by_host(city, "water.example", &format!("/items/{own}")).await;
    assert_eq!((away.status.as_u16(), away.location()), (301, format!("/sites/main/items/{own}").as_str()));
    assert_eq!(visitor.get("/sites/water/items/999999").await.status, 404);
}

async fn addresses_are_the_sites_own(city: &City) {
    own_site(city).await;
    let id = publish(city, &article(city, "运动会")).await;
    let visitor = city.visitor();
    for (asked, to) in [
        ("/gov-info/", "/gov-info"),
        (&format!("/items/{id}/"), &format!("/items/{id}")),
        ("/sections/news/?page=1", "/sections/news?page=1"),
        ("/sites/edu/gov-info/", "/sites/edu/gov-info"),
    ] {
        let page = visitor.get(asked).await;
        assert_eq!((page.status.as_u16(), page.location()), (301, to), "{asked}");
        visitor.get(to).await.ok();
    }
    for nothing in ["//evil.example/", "/x//", "/nothing/at/all", "/\\evil.example/"] {
        let page = visitor.get(nothing).await;
        assert!(page.status == 404 || page.status == 400, "{nothing}: {} {}", page.status, page.location());
    }
    visitor.get("/sites/edu/").await.ok();

    let admin = city.actor("xitong").await.caller().await;
    let form = SiteForm {
        slug: "main".into(),
        name: "清江市人民政府".into(),
        kind: SiteKind::Main,
        agency_id: city.ids.agency("zhengfu"),
        host: "www.city.example".into(),
        marks: SiteMarks::default(),
        sort: 0,
    };
    app::site::update_site(&city.app, &admin, city.ids.site, &form).await.unwrap();
    for (host, known) in [
        ("www.evil.example", "www.city.example"),
        ("www.city.example", "www.city.example"),
        ("www.city.example:8080", "www.city.example:8080"),
        ("edu.example", "edu.example"),
        ("localhost:47220", "localhost:47220"),
        ("127.0.0.1:47220", "127.0.0.1:47220"),
        ("[::1]:47220", "[::1]:47220"),
        ("6.6.6.6", "www.city.example"),
    ] {
        for path in ["/site-map", "/sitemap.xml", "/feeds/news.xml", "/robots.txt"] {
            let page = by_host(city, host, path).await;
            // The agency's site has no such section; it leads on to the site that has.
            assert_eq!(
                page.status.as_u16(),
                if (host, path) == ("edu.example", "/feeds/news.xml") { 301 } else { 200 }
            );
            if page.status == 301 {
                continue;
            }
            assert!(page.says(&format!("http://{known}/")) || path == "/robots.txt", "{host}{path}: {}", page.text());
            assert!(!page.says("evil.example") && !page.says("6.6.6.6"), "{host}{path}");
        }
    }
}

/// The numbers kept beside the items are those of the items.
async fn cells_are_true(city: &City) {
    let db = city.app.store().read();
    let kept: std::collections::BTreeMap<_, _> = store::item::catalogue::list(db).await.unwrap().into_iter().collect();
    assert_eq!(kept, store::item::catalogue::count_anew(db).await.unwrap());
}

async fn the_catalogue_counts_what_is_live(city: &City) {
    let visitor = city.visitor();
    let counted = async |path: &str, link: &str| {
        let page = visitor.get(path).await.ok().text();
        let at = page.find(&format!("href=\"{}\"", link.replace('&', "&amp;")))?;
        page[at..].split("<span class=\"count\">").nth(1)?.split('<').next()?.parse::<u64>().ok()
    };
    let first = publish_paper(city, "清江市校车安全管理规定").await;
    publish_paper(city, "清江市学生营养餐管理规定").await;
    cells_are_true(city).await;
    let all = "/gov-info/catalogue";
    assert_eq!(counted(all, "/gov-info/catalogue?category=20-01").await, Some(2));
    assert_eq!(counted(all, "/gov-info/catalogue?subject=11").await, Some(2));
    let narrowed = "/gov-info/catalogue?category=20-01&genre=notice&year=2026";
    assert_eq!(
        counted(narrowed, "/gov-info/catalogue?agency=jiaoti&category=20-01&genre=notice&year=2026").await,
        Some(2)
    );
    let page = visitor.get(narrowed).await.ok();
    for without in ["genre=notice&amp;year=2026", "category=20-01&amp;year=2026", "category=20-01&amp;genre=notice"] {
        assert!(
            page.says(&format!("href=\"/gov-info/catalogue?{without}\"")),
            "each condition can be taken off: {without}"
        );
    }
    let named = format!("{all}?q={}&year=2026", encode("营养餐"));
    assert_eq!(counted(&named, &format!("{all}?q={}&category=20-01&year=2026", encode("营养餐"))).await, Some(1));
    assert!(visitor.get(&format!("{all}?year=2025")).await.ok().says("没有符合条件的信息"));
    for unknown in ["category=99", "subject=zz", "genre=poem", "agency=nobody", "year=x", "page=0"] {
        assert_eq!(visitor.get(&format!("{all}?{unknown}")).await.status, 404, "{unknown}");
    }

    let withdrawn = [("withdraw_reason", "数据有误")];
    press(city, &city.actor("fabu").await, first, "withdraw", &withdrawn).await.redirects();
    cells_are_true(city).await;
    assert_eq!(counted(all, "/gov-info/catalogue?category=20-01").await, Some(1));
}

async fn pages_need_a_handful_of_queries(city: &City) {
    let id = publish_paper(city, "清江市校车安全管理规定").await;
    publish(city, &article(city, "开学第一课")).await;
    let topic = topic(city).await;
    let item = format!("/items/{id}");
    let paths = [
        "/",
        "/gov-info",
        "/gov-info/guide",
        "/gov-info/rules",
        "/gov-info/catalogue",
        "/gov-info/catalogue?category=20-01&year=2026",
        "/gov-info/annual-reports",
        "/gov-info/requests",
        "/sections/news",
        "/topics/school",
        &item,
        "/site-map",
        "/feeds/news.xml",
        "/sitemap.xml",
    ];
    let count = async || {
        let mut counted = Vec::new();
        for path in &paths {
            let (page, queries) = city.queries_of(city.visitor().get(path)).await;
            page.ok();
            counted.push(queries);
        }
        counted
    };
    let few = count().await;
    for n in 0..6 {
        publish(city, &with(article(city, &format!("第{n}条")), &[("topics", &topic.to_string())])).await;
    }
    publish_paper(city, "清江市学生营养餐管理规定").await;
    for ((path, few), many) in paths.iter().zip(few).zip(count().await) {
        assert!(many.len() <= HANDFUL, "{path} needs {}: {many:#?}", many.len());
        assert!(many.len() <= few.len() + 1, "{path} needs more for more: {few:#?} {many:#?}");
    }
}

/// Live items as bare rows: no page of one of them is asked for.
async fn fill(city: &City, count: usize) {
    let (site, section, agency) = (city.ids.site, city.ids.section("news"), city.ids.agency("jiaoti"));
    let row = format!("('article', {site}, {section}, {agency}, 'live', '信息', 'local', 1700000000000, 1, 1)");
    let columns =
        "kind, site_id, main_section_id, agency_id, public_state, title, origin, published_at, created_at, updated_at";
    for first in (0..count).step_by(5_000) {
        let rows = vec![row.as_str(); 5_000.min(count - first)].join(",");
        let insert = format!("INSERT INTO item ({columns}) VALUES {rows}");
        city.app.store().read().execute_unprepared(&insert).await.unwrap();
    }
}

/// The addresses in a part of the sitemap or in its index, each with when it changed.
async fn mapped(city: &City, path: &str) -> BTreeMap<String, String> {
    let text = city.visitor().get(path).await.ok().text();
    let entries = text.split("<loc>http://localhost").skip(1).map(|entry| {
        let (address, rest) = entry.split_once("</loc>").unwrap();
        let changed = rest.strip_prefix("<lastmod>").map_or("", |at| at.split('<').next().unwrap());
        (address.to_string(), changed.to_string())
    });
    let entries: Vec<_> = entries.collect();
    let distinct: BTreeMap<String, String> = entries.iter().cloned().collect();
    assert_eq!(distinct.len(), entries.len(), "{path} names each address once");
    distinct
}

async fn a_large_site_has_an_index_of_sitemaps(city: &City) {
    const SPAN: usize = 5_000;
    fill(city, 2 * SPAN).await;
    city.clock.pass_minutes(1);
    let first = publish(city, &article(city, "最新的一条")).await;
    let index = mapped(city, "/sitemap.xml").await;
    let parts = ["/sitemaps/1.xml", "/sitemaps/2.xml", "/sitemaps/3.xml", "/sitemaps/pages.xml"];
    assert_eq!(index.keys().collect::<Vec<_>>(), parts);
    let mut items = 0;
    for part in parts {
        let listed = mapped(city, part).await;
        assert!(listed.len() <= SPAN, "{part} lists {}", listed.len());
        items += listed.keys().filter(|address| address.starts_with("/items/")).count();
    }
    assert_eq!(items, 2 * SPAN + 1, "each item once");
    assert!(mapped(city, "/sitemaps/pages.xml").await.contains_key("/sections/news"));
    for nothing in
        ["/sitemaps/4.xml", "/sitemaps/0.xml", "/sitemaps/01.xml", "/sitemaps/-1.xml", "/sitemaps/1", "/sitemaps/a.xml"]
    {
        assert_eq!(city.visitor().get(nothing).await.status, 404, "{nothing}");
    }

    city.clock.pass_minutes(1);
    press(city, &city.actor("fabu").await, first, "withdraw", &[("withdraw_reason", "数据有误")]).await.redirects();
    let after = mapped(city, "/sitemap.xml").await;
    let changed: Vec<&String> = index.keys().filter(|part| after.get(*part) != index.get(*part)).collect();
    assert_eq!(changed, ["/sitemaps/3.xml"], "one part is gone, and no other has changed");
    assert_eq!(city.visitor().get("/sitemaps/3.xml").await.status, 404);
    let (part, queries) = city.queries_of(city.visitor().get("/sitemaps/1.xml")).await;
    assert!(part.ok().says("/items/") && queries.is_empty(), "the others stay as they are: {queries:?}");
}

async fn a_section_lists_all_below_it_once(city: &City) {
    let news = city.ids.section("news");
    for slug in ["sports", "culture"] {
        let form = section_form(slug, slug, "赛事和演出", "文体");
        app::site::create_section(&city.app, &app::Caller::command(), city.ids.site, Some(news), &form).await.unwrap();
    }
    let below = |slug: &str| city.app.directory().section_by_slug(slug).unwrap().id.to_string();
    let both =
        with(article(city, "运动会闭幕"), &[("main_section", &below("sports")), ("sections", &below("culture"))]);
    let mut ids = vec![publish(city, &both).await];
    for (title, section) in [("剧院开放", "culture"), ("球场维修", "sports")] {
        city.clock.pass_minutes(1);
        ids.push(publish(city, &with(article(city, title), &[("main_section", &below(section))])).await);
    }
    city.clock.pass_minutes(1);
    ids.push(publish(city, &article(city, "今日要闻")).await);
    ids.reverse();
    let shown = |page: &Page| -> Vec<i64> {
        let text = page.text();
        let list = text.split_once("<main").unwrap().1;
        let links = list.split("href=\"/items/").skip(1);
        let mut ids: Vec<i64> = links.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
        ids.dedup();
        ids
    };
    let visitor = city.visitor();
    let page = visitor.get("/sections/news").await.ok();
    assert_eq!(shown(&page), ids, "newest first, each once");
    let feed = visitor.get("/feeds/news.xml").await.ok().text();
    assert_eq!(feed.matches("<entry>").count(), 4);
    press(city, &city.actor("fabu").await, ids[3], "withdraw", &[("withdraw_reason", "数据有误")]).await.redirects();
    assert_eq!(shown(&visitor.get("/sections/news").await.ok()), ids[..3]);
}
