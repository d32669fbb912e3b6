//! What search engines and programs ask: the sitemap, the rules for robots.

use std::fmt::Write;

use app::context::{Data, tag};
use app::item::public::SitemapPart;
use axum::Extension;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::site::Standing as SectionStanding;
use domain::time::Moment;

use super::platform::page_for;
use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::site::DependsOn;

const XML: &str = "application/xml; charset=utf-8";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const PROTOCOL: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// Pages that every site has.
const FIXED: [&str; 8] = [
    "/",
    "/gov-info",
    "/gov-info/guide",
    "/gov-info/rules",
    "/gov-info/catalogue",
    "/gov-info/annual-reports",
    "/gov-info/requests",
    "/site-map",
];

/// The part with the pages that are no items.
const PAGES: &str = "pages";

/// `/sitemap.xml`: all addresses, or an index of parts where there are more than one part of items.
pub async fn sitemap(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || render_sitemap(&portal)).await
}

/// `/sitemaps/{name}`: one part, `pages.xml` or by its number.
pub async fn sitemap_part(portal: Portal, Path(name): Path<String>) -> Result<Response, WebError> {
    let part = name.strip_suffix(".xml").ok_or_else(WebError::not_found)?;
    let number = part.parse::<i64>().ok().filter(|number| number.to_string() == part);
    if part != PAGES && number.is_none() {
        return Err(WebError::not_found());
    }
    portal.kept(String::new(), || render_part(&portal, number)).await
}

async fn render_sitemap(portal: &Portal) -> Result<Page, WebError> {
    let app = portal.web.app();
    let parts = app::item::public::sitemap_parts(app, portal.own_agency()).await?;
    let tags = vec![tag::LISTS.to_string()];
    let xml = match parts.as_slice() {
        [] => addresses(|xml| write_pages(xml, portal)),
        [only] => {
            let items = app::item::public::sitemap(app, portal.own_agency(), only.number).await?;
            addresses(|xml| {
                write_pages(xml, portal);
                write_items(xml, portal, &items);
            })
        }
        parts => index(portal, parts),
    };
    Ok(portal.made(XML, xml, tags))
}

async fn render_part(portal: &Portal, number: Option<i64>) -> Result<Page, WebError> {
    let (app, own) = (portal.web.app(), portal.own_agency());
    let Some(number) = number else {
        return Ok(portal.made(XML, addresses(|xml| write_pages(xml, portal)), Vec::new()));
    };
    let known = app::item::public::sitemap_parts(app, own).await?;
    if !known.iter().any(|part| part.number == number) {
        return Err(WebError::not_found());
    }
    let items = app::item::public::sitemap(app, own, number).await?;
    Ok(portal.made(XML, addresses(|xml| write_items(xml, portal, &items)), vec![tag::sitemap(number)]))
}

/// The addresses of the parts: the pages that are no items, and the items.
pub fn parts_of(parts: &[SitemapPart]) -> impl Iterator<Item = (String, Option<Moment>)> {
    let items = parts.iter().map(|part| (format!("/sitemaps/{}.xml", part.number), Some(part.changed_at)));
    std::iter::once((format!("/sitemaps/{PAGES}.xml"), None)).chain(items)
}

fn index(portal: &Portal, parts: &[SitemapPart]) -> String {
    let mut xml = format!("{HEAD}<sitemapindex xmlns=\"{PROTOCOL}\">\n");
    for (path, changed_at) in parts_of(parts) {
        let changed = changed_at.map(|at| format!("<lastmod>{}</lastmod>", at.rfc3339())).unwrap_or_default();
        let _ = writeln!(xml, "<sitemap><loc>{}</loc>{changed}</sitemap>", portal.absolute(&path));
    }
    xml.push_str("</sitemapindex>\n");
    xml
}

fn addresses(write: impl FnOnce(&mut String)) -> String {
    let mut xml = format!("{HEAD}<urlset xmlns=\"{PROTOCOL}\">\n");
    write(&mut xml);
    xml.push_str("</urlset>\n");
    xml
}

fn write_items(xml: &mut String, portal: &Portal, items: &[(i64, Moment)]) {
    let base = portal.absolute("/items/");
    for (id, changed_at) in items {
        let _ = writeln!(xml, "<url><loc>{base}{id}</loc><lastmod>{}</lastmod></url>", changed_at.date());
    }
}

fn write_pages(xml: &mut String, portal: &Portal) {
    let open = portal
        .directory
        .sections
        .iter()
        .filter(|s| Some(s.site_id) == portal.asked.site_id && s.status == SectionStanding::Open.code())
        .filter(|s| page_for(portal, s.id).is_none());
    let topics = portal
        .directory
        .topics
        .iter()
        .filter(|t| Some(t.site_id) == portal.asked.site_id && t.status == SectionStanding::Open.code());
    let paths = FIXED
        .iter()
        .map(ToString::to_string)
        .chain(open.map(|s| format!("/sections/{}", s.slug)))
        .chain(topics.map(|t| format!("/topics/{}", t.slug)));
    for path in paths {
        let _ = writeln!(xml, "<url><loc>{}</loc></url>", portal.absolute(&path));
    }
}

/// `/robots.txt`: a demo city is not for search engines.
pub async fn robots(portal: Portal) -> Response {
    let rules = match portal.web.app().data() {
        Data::Demo => "User-agent: *\nDisallow: /\n".to_string(),
        Data::Real => format!(
            "User-agent: *\nDisallow: /console\nDisallow: /search\nSitemap: {}\n",
            portal.absolute("/sitemap.xml")
        ),
    };
    let depends = Extension(DependsOn(vec![tag::SETTINGS.to_string()]));
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (depends, headers, rules).into_response()
}
