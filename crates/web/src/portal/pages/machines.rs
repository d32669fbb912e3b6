//! What search engines and programs ask: the sitemap, the rules for robots.

use std::fmt::Write;

use app::context::{Data, tag};
use axum::Extension;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::site::Standing as SectionStanding;
use serde::Deserialize;

use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::site::DependsOn;

const XML: &str = "application/xml; charset=utf-8";
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

/// Which file of the sitemap.
#[derive(Debug, Default, Deserialize)]
pub struct Part {
    part: Option<u64>,
}

/// `/sitemap.xml`: all addresses, or an index of files when there are too many for one.
pub async fn sitemap(portal: Portal, Query(asked): Query<Part>) -> Result<Response, WebError> {
    let part = asked.part.unwrap_or_default();
    portal.kept(format!("part={part}"), || render_sitemap(&portal, part)).await
}

async fn render_sitemap(portal: &Portal, part: u64) -> Result<Page, WebError> {
    let app = portal.web.app();
    let own = portal.own_agency();
    let parts = app::item::public::sitemap_parts(app, own).await?;
    if part > parts {
        return Err(WebError::not_found());
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if part == 0 && parts > 1 {
        xml.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for number in 1..=parts {
            let _ = writeln!(xml, "<sitemap><loc>{}?part={number}</loc></sitemap>", portal.absolute("/sitemap.xml"));
        }
        xml.push_str("</sitemapindex>\n");
    } else {
        xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        if part <= 1 {
            write_sections(&mut xml, portal);
        }
        for (id, at) in app::item::public::sitemap(app, own, part.max(1)).await? {
            let _ = writeln!(
                xml,
                "<url><loc>{}</loc><lastmod>{}</lastmod></url>",
                portal.absolute(&format!("/items/{id}")),
                at.date()
            );
        }
        xml.push_str("</urlset>\n");
    }
    Ok(portal.made(XML, xml, vec![tag::LISTS.to_string()]))
}

fn write_sections(xml: &mut String, portal: &Portal) {
    let open = portal
        .directory
        .sections
        .iter()
        .filter(|s| Some(s.site_id) == portal.asked.site_id && s.status == SectionStanding::Open.code());
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
