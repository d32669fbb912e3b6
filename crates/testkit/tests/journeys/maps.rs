//! By which address an item is known to search engines and readers of feeds, where sitemaps are announced, and that each
//! feed can be found from the page that it follows. Not what else a page says to machines: that is `portal`.

use std::collections::{BTreeMap, BTreeSet};

use app::site::SiteForm;
use domain::site::{ColumnType, SectionPlace, SiteKind, SiteMarks};
use testkit::City;
use web::mirror::{Extent, Order, export};

use crate::desk::{article, press, publish, with};
use crate::on_both;
use crate::portal::{by_host, graph, node, own_site, section_form};

on_both!(
    an_item_stands_in_the_sitemap_of_the_site_where_it_is_known,
    every_sitemap_is_announced_once,
    an_item_has_one_id_in_every_feed,
    the_feeds_of_the_platform_are_found,
    a_mirror_has_the_sitemap_of_every_site,
);

/// A site without a host of its own, with one section.
async fn pathed_site(city: &City) -> i64 {
    let form = SiteForm {
        slug: "water".into(),
        name: "清江水利".into(),
        kind: SiteKind::Agency,
        agency_id: city.ids.agency("shuili"),
        host: String::new(),
        marks: SiteMarks::default(),
        sort: 2,
    };
    let by = app::Caller::command();
    let site = app::site::create_site(&city.app, &by, &form).await.unwrap();
    let form = section_form("water-news", "水利动态", "水利工作的动态", "水利");
    app::site::create_section(&city.app, &by, site, None, &form).await.unwrap()
}

/// The addresses of items that a sitemap names.
fn items_in(xml: &str) -> BTreeSet<String> {
    let named = xml.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next());
    named.filter(|address| address.contains("/items/")).map(String::from).collect()
}

fn one(address: String) -> BTreeSet<String> {
    BTreeSet::from([address])
}

/// A page by its whole address.
async fn at(city: &City, address: &str) -> testkit::Page {
    let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    by_host(city, host, &format!("/{path}")).await
}

async fn an_item_stands_in_the_sitemap_of_the_site_where_it_is_known(city: &City) {
    let (edu, water) = (own_site(city).await.section, pathed_site(city).await);
    let within = |title: &str, main: i64| with(article(city, title), &[("main_section", &main.to_string())]);
    let both = with(article(city, "运动会"), &[("sections", &edu.to_string())]);
    let shared = publish(city, &both).await;
    let own = publish(city, &within("校园开放日", edu)).await;
    let pathed = publish(city, &within("校园节水", water)).await;
    let maps = async || {
        let mut maps = BTreeMap::new();
        for address in [
            "http://localhost/sitemap.xml",
            "http://edu.example/sitemap.xml",
            "http://localhost/sites/edu/sitemap.xml",
            "http://localhost/sites/water/sitemap.xml",
        ] {
            maps.insert(address, items_in(&at(city, address).await.ok().text()));
        }
        maps
    };
    let before = maps().await;
    let expected = [
        ("http://localhost/sitemap.xml", format!("http://localhost/items/{shared}")),
        ("http://edu.example/sitemap.xml", format!("http://edu.example/items/{own}")),
        ("http://localhost/sites/edu/sitemap.xml", format!("http://edu.example/items/{own}")),
        ("http://localhost/sites/water/sitemap.xml", format!("http://localhost/sites/water/items/{pathed}")),
    ];
    assert_eq!(before, expected.map(|(map, item)| (map, one(item))).into());
    for address in before.values().flatten() {
        let page = at(city, address).await.ok();
        assert!(page.says(&format!("<link rel=\"canonical\" href=\"{address}\">")), "{address}");
    }
    let map = at(city, "http://localhost/sitemap.xml").await.ok();
    assert!(map.says("<loc>http://localhost/most-read</loc>") && !map.says("/annual-reports/figures"));

    press(city, &city.actor("fabu").await, own, "withdraw", &[("withdraw_reason", "数据有误")]).await.redirects();
    let after = maps().await;
    assert!(after["http://edu.example/sitemap.xml"].is_empty(), "withdrawn: {after:?}");
    assert_eq!(after["http://localhost/sitemap.xml"], before["http://localhost/sitemap.xml"]);
}

async fn every_sitemap_is_announced_once(city: &City) {
    let announced = async |host: &str| -> Vec<String> {
        let text = by_host(city, host, "/robots.txt").await.ok().text();
        text.lines().filter_map(|line| line.strip_prefix("Sitemap: ")).map(String::from).collect()
    };
    assert_eq!(announced("localhost").await, ["http://localhost/sitemap.xml"]);
    own_site(city).await;
    pathed_site(city).await;
    let on_portal = ["http://localhost/sitemap.xml", "http://localhost/sites/water/sitemap.xml"];
    assert_eq!(announced("localhost").await, on_portal);
    assert_eq!(announced("edu.example").await, ["http://edu.example/sitemap.xml"]);
    for address in on_portal {
        assert!(at(city, address).await.ok().says("<urlset"), "{address}");
    }
}

async fn an_item_has_one_id_in_every_feed(city: &City) {
    let edu = own_site(city).await.section;
    let news = city.ids.section("news").to_string();
    let of_portal = publish(city, &with(article(city, "运动会"), &[("sections", &edu.to_string())])).await;
    let placed = [("main_section", &*edu.to_string()), ("sections", &*news)];
    let of_site = publish(city, &with(article(city, "校园开放日"), &placed)).await;
    let known = [format!("http://localhost/items/{of_portal}"), format!("http://edu.example/items/{of_site}")];
    let feeds = ["http://localhost/feeds/news.xml", "http://localhost/sites/edu/feeds/edu-news.xml"].map(String::from);
    for feed in feeds {
        let text = at(city, &feed).await.ok().text();
        for address in &known {
            let entry = format!("<id>{address}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>");
            assert_eq!(text.matches(&entry).count(), 1, "{address} in {feed}: {text}");
        }
    }
    for path in [format!("/items/{of_site}"), format!("/sites/edu/items/{of_site}")] {
        let told = graph(&city.visitor().get(&path).await.ok());
        assert_eq!(node(&told, "Article")["@id"], known[1].as_str(), "{path}");
    }
}

async fn the_feeds_of_the_platform_are_found(city: &City) {
    let columns = [
        ("front", "政府信息公开", ColumnType::DisclosureGuide, "/gov-info"),
        ("zhidu", "政府信息公开制度", ColumnType::PolicyFiles, "/gov-info/rules"),
        ("statutory", "法定主动公开内容", ColumnType::DisclosureCatalogue, "/gov-info/catalogue"),
        ("reports", "政府信息公开年报", ColumnType::DisclosureReports, "/gov-info/annual-reports"),
    ];
    let by = app::Caller::command();
    for (slug, name, column_type, path) in columns {
        let found = async || {
            let text = city.visitor().get(path).await.ok().text();
            let link = text.split("<link rel=\"alternate\" type=\"application/atom+xml\"").nth(1)?;
            link.split("href=\"").nth(1)?.split('"').next().map(String::from)
        };
        assert_eq!(found().await, None, "{path} stands for no section yet");
        let base = section_form(slug, name, "公开的信息", "公开");
        let form = app::site::SectionForm { column_type, place: SectionPlace::Platform, ..base };
        app::site::create_section(&city.app, &by, city.ids.site, None, &form).await.unwrap();
        let feed = found().await;
        assert_eq!(feed, Some(format!("/feeds/{slug}.xml")), "{path}");
        let text = city.visitor().get(&feed.unwrap()).await.ok().text();
        assert!(text.contains(&format!("href=\"http://localhost{path}\"")), "and leads back: {text}");
    }
}

async fn a_mirror_has_the_sitemap_of_every_site(city: &City) {
    let water = pathed_site(city).await;
    let root = city.folder().join("mirror");
    let run = async || {
        let order = Order { to: root.clone(), live: "https://live.example.gov.cn".into(), extent: Extent::Changes };
        export(&city.web, &order, &|_| {}).await.unwrap();
    };
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    run().await;
    let robots = read("robots.txt");
    for map in ["/sitemap.xml", "/sites/water/sitemap.xml"] {
        assert!(robots.contains(&format!("Sitemap: https://live.example.gov.cn{map}\n")), "{robots}");
        assert!(items_in(&read(map.trim_start_matches('/'))).is_empty(), "{map}");
    }
    let item = publish(city, &with(article(city, "校园节水"), &[("main_section", &water.to_string())])).await;
    run().await;
    let known = format!("https://live.example.gov.cn/sites/water/items/{item}");
    assert_eq!(items_in(&read("sites/water/sitemap.xml")), one(known));
    assert!(items_in(&read("sitemap.xml")).is_empty());
}
