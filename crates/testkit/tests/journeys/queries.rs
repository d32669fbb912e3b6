//! How many queries a page of console and portal needs: a handful, and no more when there is more to show. Every page that the
//! route table knows is asked, by somebody who may.

use crate::desk::{article, draft, publish, with};
use crate::doors::{PEOPLE, holds};
use crate::on_both;
use testkit::City;
use web::routes::{Access, RouteSpec, Verb};

on_both!(every_console_page_needs_a_handful_of_queries, a_portal_page_needs_a_handful_of_queries);

/// More than any page needs but an item's own, which shows all that hangs on it.
const HANDFUL: usize = 16;
const ITEM_PAGE: usize = 24;

/// Pages about something that this small city has none of: they answer that there is no such thing.
const OF_NOTHING: [&str; 12] = [
    "/themes/{id}",
    "/topics/{id}",
    "/reading-points/{id}",
    "/kinds/{code}",
    "/files/{id}",
    "/requests/{id}",
    "/reports/{id}",
    "/site-errors/{id}",
    "/disputes/{id}",
    "/requests/files/{file}",
    "/requests/redact/{file}",
    "/requests/calendar.ics",
];

async fn every_console_page_needs_a_handful_of_queries(city: &City) {
    let id = publish(city, &article(city, "第一条")).await;
    let pages: Vec<RouteSpec> =
        web::table::all().into_iter().filter(|r| r.method == Verb::Get && r.path.starts_with("/console")).collect();
    assert!(pages.len() > 40, "the table is whole: {}", pages.len());
    let few = count(city, &pages, id).await;
    let editor = city.actor("bianji").await;
    for n in 0..8 {
        publish(city, &article(city, &format!("公开的第{n}条"))).await;
        draft(&editor, &article(city, &format!("草稿第{n}条"))).await;
    }
    let many = count(city, &pages, id).await;
    for (page, (few, many)) in pages.iter().zip(few.iter().zip(&many)) {
        let most = if page.path.starts_with("/console/items/{id}") { ITEM_PAGE } else { HANDFUL };
        assert!(many.len() <= most, "{} needs {}: {many:#?}", page.path, many.len());
        // A queue that was empty is read now; what grows with the rows grows by more.
        assert!(many.len() <= few.len() + 2, "{} needs more for more: {few:#?} {many:#?}", page.path);
    }
}

/// Public pages that grow with what is published; none of them at hand when it is asked for.
async fn a_portal_page_needs_a_handful_of_queries(city: &City) {
    // The catalogue shows what has a category.
    let first = publish(city, &with(article(city, "公开的第一条"), &[("category", "20-01")])).await;
    city.work().await;
    let few = count_public(city, first).await;
    for n in 0..8 {
        publish(city, &article(city, &format!("公开的第{n}条"))).await;
    }
    let last = publish(city, &article(city, "公开的最后一条")).await;
    city.work().await;
    for (path, (few, many)) in public_pages(last).iter().zip(few.iter().zip(&count_public(city, last).await)) {
        assert!((1..=HANDFUL).contains(&few.len()), "{path} needs {}: {few:#?}", few.len());
        assert!(many.len() <= few.len(), "{path} needs more for more: {few:#?} {many:#?}");
    }
}

fn public_pages(item: i64) -> Vec<String> {
    let mut pages: Vec<String> =
        ["/", "/gov-info", "/gov-info/catalogue", "/sections/news", "/feeds/news.xml", "/sitemap.xml"]
            .map(str::to_owned)
            .into();
    pages.extend([format!("/items/{item}"), format!("/search?q={}", testkit::encode("公开"))]);
    pages
}

async fn count_public(city: &City, item: i64) -> Vec<Vec<String>> {
    let mut counted = Vec::new();
    for path in public_pages(item) {
        let (page, queries) = city.queries_of(city.visitor().get(&path)).await;
        page.ok();
        counted.push(queries);
    }
    counted
}

/// The queries of each page.
async fn count(city: &City, pages: &[RouteSpec], item: i64) -> Vec<Vec<String>> {
    let mut counted = Vec::with_capacity(pages.len());
    for page in pages {
        let login = match page.access {
            Access::Needs(action) => PEOPLE.iter().find(|(_, roles)| holds(roles, action)).map(|(login, _)| *login),
            Access::NeedsAny(actions) => {
                PEOPLE.iter().find(|(_, roles)| actions.iter().any(|a| holds(roles, *a))).map(|(login, _)| *login)
            }
            _ => Some("bianji"),
        };
        let actor = city.actor(login.expect("somebody may open every page")).await;
        let path = filled(city, page.path, item).await;
        let (answer, queries) = city.queries_of(actor.get(&path)).await;
        let fits =
            answer.status == 200 || answer.status == 303 || OF_NOTHING.iter().any(|part| page.path.contains(part));
        assert!(fits, "{} from {path}: {}", answer.status, answer.words());
        counted.push(queries);
    }
    counted
}

/// The route with what the city has in the place of its names.
async fn filled(city: &City, path: &str, item: i64) -> String {
    let id = match path {
        path if path.starts_with("/console/items/") => item,
        path if path.starts_with("/console/agencies/") => city.ids.agency("jiaoti"),
        path if path.starts_with("/console/users/") => city.ids.account("bianji"),
        path if path.starts_with("/console/sites/sections/") => city.ids.section("news"),
        path if path.starts_with("/console/sites/{id}") => city.ids.site,
        _ => 999_999_999,
    };
    let revision = crate::desk::shown_revision(city, item).await;
    path.replace("{id}", &id.to_string())
        .replace("{revision}", &revision)
        .replace("{queue}", "draft")
        .replace("{step}", "rename")
        .replace("{finding}", "overdue")
        .replace("{cell}", "r1.c1")
        .replace("{form}", "json")
        .replace("{key}", "publish.limit_days")
        .replace("letters/{code}", "letters/receipt")
        .replace("mails/{code}", "mails/replied")
        .replace("{code}", "none")
        .replace("{name}", "none")
}
