//! What search engines and programs ask: the sitemap, the rules for robots, an item as JSON.

use std::fmt::Write;

use app::context::{Data, tag};
use app::item::public::Standing;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::item::subject::Subject;
use domain::site::Standing as SectionStanding;
use serde::Deserialize;
use serde_json::json;

use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::views::FileView;

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
    Ok(Page::new(XML, xml, portal.with_common(vec![tag::LISTS.to_string()])))
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
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], rules).into_response()
}

/// `/api/v1/items/{id}`
pub async fn item_json(portal: Portal, Path(id): Path<i64>) -> Result<Response, WebError> {
    portal.kept(String::new(), || render_json(&portal, id)).await
}

async fn render_json(portal: &Portal, id: i64) -> Result<Page, WebError> {
    let item = match app::item::public::item_page(portal.web.app(), id).await? {
        Standing::Live(item) => item,
        Standing::Withdrawn { at } => {
            return Err(app::AppError::problem("item_withdrawn").with("date", at.date()).into());
        }
        Standing::Unknown => return Err(WebError::not_found()),
    };
    let content = &item.content;
    let files: Vec<_> = item.attachments.iter().map(|file| {
        json!({ "name": file.title, "url": format!("{}{}", portal.asked.origin, FileView::of(file).url), "type": file.media_type, "bytes": file.size })
    }).collect();
    let links: Vec<_> = item
        .links
        .iter()
        .map(|link| json!({ "relation": link.kind, "item": link.entry.id, "title": link.entry.title }))
        .collect();
    let body = json!({
        "id": item.id,
        "url": portal.absolute(&format!("/items/{}", item.id)),
        "kind": item.kind,
        "index_number": item.index_number,
        "title": content.title,
        "document_number": content.document_number,
        "agency": portal.agency_name(content.lead_agency),
        "category": content.category,
        "subject": content.subject.as_deref().and_then(Subject::parse).map(Subject::path),
        "genre": content.genre,
        "formed_on": content.formed_on,
        "effective_on": content.effective_on,
        "expires_on": content.expires_on,
        "validity": item.validity,
        "published_at": item.published_at.local().format("%Y-%m-%dT%H:%M:%S+08:00").to_string(),
        "source": content.source,
        "keywords": content.keywords,
        "summary": item.summary,
        "body_html": content.body_html,
        "attachments": files,
        "links": links,
        "demo": portal.web.app().data() == Data::Demo,
    });
    let mut tags = vec![tag::item(id)];
    tags.extend(item.links.iter().map(|link| tag::item(link.entry.id)));
    Ok(Page::new("application/json", body.to_string(), portal.with_common(tags)))
}
