//! That the portal's pages say things once and in the order in which they are looked for: one disclosure platform, an
//! item's title before the facts about it, what is like it, rules first in a topic, filters after what they narrow.

use app::site::{SectionForm, SiteForm, TopicForm};
use domain::site::{ColumnType, SectionPlace, SiteKind, SiteMarks};
use testkit::{City, Page, encode};

use crate::desk::{article, press, publish, publish_policy, with};
use crate::on_both;

on_both!(
    there_is_one_disclosure_platform,
    an_item_shows_what_is_like_it,
    an_item_begins_with_its_title,
    the_catalogue_shows_the_date_it_goes_by,
    filters_come_after_what_they_narrow,
    a_topic_begins_with_the_rules,
);

async fn section(city: &City, parent: Option<i64>, slug: &str, name: &str, kind: ColumnType) -> i64 {
    let admin = city.actor("xitong").await.caller().await;
    let form = SectionForm {
        slug: slug.into(),
        name: name.into(),
        description: format!("{name}栏目"),
        keywords: name.into(),
        column_type: kind,
        review_steps: 1,
        place: SectionPlace::Platform,
        category: None,
        duty_days: None,
        sort: 0,
    };
    app::site::create_section(&city.app, &admin, city.ids.site, parent, &form).await.unwrap()
}

/// Where each of these texts begins; they follow each other in this order.
#[track_caller]
fn in_order(page: &Page, texts: &[&str]) {
    let html = page.text();
    let mut from = 0;
    for text in texts {
        let at = html[from..].find(text).unwrap_or_else(|| panic!("{text} is not after what comes before: {html}"));
        from += at + text.len();
    }
}

async fn there_is_one_disclosure_platform(city: &City) {
    use ColumnType::{DisclosureCatalogue, DisclosureReports};
    let top = section(city, None, "disclosure", "政府信息公开", DisclosureCatalogue).await;
    let statutory = section(city, Some(top), "statutory", "法定主动公开内容", DisclosureCatalogue).await;
    let budget = section(city, Some(statutory), "budget", "财政预算", DisclosureCatalogue).await;
    section(city, Some(statutory), "fees", "收费项目", DisclosureCatalogue).await;
    section(city, Some(top), "rules", "信息公开工作制度", DisclosureCatalogue).await;
    section(city, Some(top), "reports", "历年年报", DisclosureReports).await;
    let visitor = city.visitor();
    for (slug, to) in [
        ("disclosure", "/gov-info"),
        ("statutory", "/gov-info/catalogue"),
        ("rules", "/gov-info/rules"),
        ("reports", "/gov-info/annual-reports"),
    ] {
        let page = visitor.get(&format!("/sections/{slug}")).await;
        assert_eq!((page.status.as_u16(), page.location()), (301, to), "{slug}");
        for map in ["/site-map", "/sitemap.xml", "/sections/budget", "/gov-info"] {
            assert!(!visitor.get(map).await.ok().says(&format!("/sections/{slug}")), "{map} leads to {slug}");
        }
    }
    let way = [
        "<a href=\"/gov-info\">政府信息公开</a>",
        "<a href=\"/gov-info/catalogue\">法定主动公开内容</a>",
        "<span aria-current=\"page\">财政预算</span>",
        "<h1>政府信息公开</h1>",
        "<a href=\"/gov-info/catalogue\" aria-current=\"page\">法定主动公开内容</a>",
        "<a href=\"/sections/budget\" aria-current=\"page\">财政预算</a>",
        "<a href=\"/sections/fees\">收费项目</a>",
        "<h2>财政预算</h2>",
    ];
    in_order(&visitor.get("/sections/budget").await.ok(), &way);

    let changes = [("main_section", budget.to_string()), ("category", "20-07".into())];
    let changes: Vec<(&str, &str)> = changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let id = publish(city, &with(article(city, "部门预算公开"), &changes)).await;
    let way = [way[0], way[1], "<a href=\"/sections/budget\">财政预算</a>", "<span aria-current=\"page\">正文</span>"];
    in_order(&visitor.get(&format!("/items/{id}")).await.ok(), &way);
    let api = visitor.get("/api/v1/sections").await.ok();
    assert!(api.says("http://localhost/gov-info/catalogue\"") && !api.says("/sections/statutory\""));
}

async fn an_item_shows_what_is_like_it(city: &City) {
    const LABEL: &str = "<h2>同类信息</h2>";
    let titles = ["春季开学安排", "夏季放假安排", "秋季开学安排"];
    let mut ids = Vec::new();
    for title in titles {
        ids.push(publish(city, &article(city, title)).await);
        city.clock.pass_minutes(1);
    }
    let other = publish(city, &with(article(city, "校园足球赛"), &[("subject", "13-03")])).await;
    city.clock.pass_minutes(1);
    let related = with(article(city, "冬季放假安排"), &[("relations", &*format!("related:{}", ids[0]))]);
    let visitor = city.visitor();
    let page = async |id: i64| visitor.get(&format!("/items/{id}")).await.ok();
    assert!(!page(ids[0]).await.says(LABEL), "nothing of the kind came before");
    assert!(!page(other).await.says(LABEL), "another subject");
    let last = page(ids[2]).await;
    in_order(&last, &[LABEL, titles[1], titles[0]]);
    assert!(!last.says("校园足球赛"));
    let before = page(ids[1]).await.text();
    let named = publish(city, &related).await;
    assert_eq!(page(ids[1]).await.text(), before, "what comes later changes no page");
    let named = page(named).await;
    assert!(named.says("<h2>相关信息</h2>") && !named.says(LABEL), "only where no related item is named");

    let withdrawn = [("withdraw_reason", "数据有误")];
    press(city, &city.actor("fabu").await, ids[1], "withdraw", &withdrawn).await.redirects();
    let last = page(ids[2]).await;
    in_order(&last, &[LABEL, titles[0]]);
    assert!(!last.says(titles[1]), "withdrawn means withdrawn");
}

async fn an_item_begins_with_its_title(city: &City) {
    let id = publish(city, &with(article(city, "校车安全检查情况"), &[("category", "20-13")])).await;
    let page = city.visitor().get(&format!("/items/{id}")).await.ok();
    let parts =
        ["<h1>校车安全检查情况</h1>", "发布时间", "href=\"#facts\"", "id=\"facts\"", "索引号", "class=\"body\""];
    in_order(&page, &parts);
}

async fn the_catalogue_shows_the_date_it_goes_by(city: &City) {
    let item = |title, formed| with(article(city, title), &[("category", "20-13"), ("formed_on", formed)]);
    publish(city, &item("先发布的", "2026-11-19")).await;
    city.clock.pass_minutes(1);
    publish(city, &item("后发布的", "2026-11-02")).await;
    let page = city.visitor().get("/gov-info/catalogue").await.ok();
    let today = city.app.now().date().to_string();
    let both = [
        "aria-sort=\"descending\">发布日期",
        "后发布的",
        "data-label=\"生成日期\"><time datetime=\"2026-11-02\">",
        &format!("data-label=\"发布日期\"><time datetime=\"{today}\">"),
        "先发布的",
        "data-label=\"生成日期\"><time datetime=\"2026-11-19\">",
    ];
    in_order(&page, &both);
}

async fn filters_come_after_what_they_narrow(city: &City) {
    publish(city, &with(article(city, "校车安全检查情况"), &[("category", "20-13")])).await;
    publish(city, &article(city, "校车的故事")).await;
    city.work().await;
    let visitor = city.visitor();
    let found = visitor.get(&format!("/search?q={}", encode("校车"))).await.ok();
    in_order(&found, &["id=\"search-q\"", "href=\"#facets\"", "class=\"results\"", "id=\"facets\""]);
    let listed = visitor.get("/gov-info/catalogue").await.ok();
    in_order(&listed, &["href=\"#facets\"", "id=\"c-q\"", "<tbody>", "id=\"facets\""]);
}

async fn a_topic_begins_with_the_rules(city: &City) {
    let admin = city.actor("xitong").await.caller().await;
    let form =
        TopicForm { slug: "bus".into(), name: "校车安全".into(), introduction: "校车的规定".into(), sort: 0 };
    let topic = app::site::create_topic(&city.app, &admin, city.ids.site, &form).await.unwrap().to_string();
    let site = SiteForm {
        slug: "edu".into(),
        name: "清江教育".into(),
        kind: SiteKind::Agency,
        agency_id: city.ids.agency("jiaoti"),
        host: String::new(),
        marks: SiteMarks::default(),
        sort: 1,
    };
    let site = app::site::create_site(&city.app, &admin, &site).await.unwrap();
    let form = SectionForm {
        slug: "edu-news".into(),
        name: "工作动态".into(),
        description: "各学校的动态".into(),
        keywords: "学校".into(),
        column_type: ColumnType::News,
        review_steps: 1,
        place: SectionPlace::General,
        category: None,
        duty_days: None,
        sort: 0,
    };
    let own = app::site::create_section(&city.app, &admin, site, None, &form).await.unwrap().to_string();

    let changes = [
        ("kind", "policy"),
        ("main_section", &*city.ids.section("policies").to_string()),
        ("category", "20-01"),
        ("genre", "notice"),
        ("document_number", "清教〔2026〕3号"),
        ("effective_on", "2026-12-01"),
        ("validity", "in_force"),
        ("topics", &*topic),
    ];
    publish_policy(city, &with(article(city, "清江市校车安全管理规定"), &changes)).await;
    city.clock.pass_minutes(1);
    publish(city, &with(article(city, "校车检查"), &[("topics", &*topic)])).await;
    city.clock.pass_minutes(1);
    publish(city, &with(article(city, "校车演练"), &[("topics", &*topic), ("main_section", &*own)])).await;
    let page = city.visitor().get("/topics/bus").await.ok();
    let blocks = [
        "<h2>政策文件</h2>",
        "清江市校车安全管理规定",
        "<h2>工作动态（清江教育）</h2>",
        "校车演练",
        "<h2>工作动态</h2>",
        "校车检查",
    ];
    in_order(&page, &blocks);
}
