//! Feeds of sections, in Atom.

use std::fmt::Write;

use app::context::tag;
use app::item::public::Entry;
use axum::extract::Path;
use axum::response::Response;
use domain::site::Standing;
use domain::time::Moment;

use super::platform::path_of;
use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::templates::functions::escape;

/// `/feeds/{section}.xml`
pub async fn show(portal: Portal, Path(name): Path<String>) -> Result<Response, WebError> {
    let slug = name.strip_suffix(".xml").ok_or_else(WebError::not_found)?;
    let found = portal.directory.section_by_slug(slug).filter(|s| s.status == Standing::Open.code());
    let section = found.ok_or_else(WebError::not_found)?;
    if Some(section.site_id) != portal.asked.site_id {
        return Ok(portal.leads_to(section.site_id, &format!("/feeds/{name}")));
    }
    let section = section.id;
    portal.kept(String::new(), || render(&portal, section)).await
}

async fn render(portal: &Portal, id: i64) -> Result<Page, WebError> {
    let entries = app::item::public::feed(portal.web.app(), id).await?;
    let section = portal.directory.section(id).ok_or_else(WebError::not_found)?;
    let site = portal.directory.site(section.site_id).map_or("", |s| s.name.as_str());
    let own = portal.absolute(&format!("/feeds/{}.xml", section.slug));
    let page = portal.absolute(&path_of(portal, id).unwrap_or_default());
    let updated = entries.first().map_or(Moment(0), |e| e.published_at);
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n",
    );
    let _ = write!(
        xml,
        "<title>{}</title>\n<subtitle>{}</subtitle>\n<id>{own}</id>\n<link rel=\"self\" href=\"{own}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n<updated>{}</updated>\n<author><name>{}</name></author>\n",
        escape(&format!("{} - {site}", section.name)),
        escape(&section.description),
        updated.rfc3339(),
        escape(site),
    );
    for entry in &entries {
        write_entry(&mut xml, portal, entry);
    }
    xml.push_str("</feed>\n");
    let tags = portal.directory.section_tree(id).into_iter().map(tag::section).collect();
    Ok(portal.made("application/atom+xml; charset=utf-8", xml, tags))
}

fn write_entry(xml: &mut String, portal: &Portal, entry: &Entry) {
    // One item has one id, whichever site's feed tells of it (RFC 4287, 4.2.6).
    let site = portal.directory.section(entry.section_id).map(|section| section.site_id).or(portal.asked.site_id);
    let url = portal.absolute_on(site.unwrap_or_default(), &format!("/items/{}", entry.id));
    let _ = write!(
        xml,
        "<entry>\n<title>{}</title>\n<id>{url}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>\n<updated>{}</updated>\n<author><name>{}</name></author>\n<summary>{}</summary>\n</entry>\n",
        escape(&entry.title),
        entry.published_at.rfc3339(),
        escape(&portal.agency_name(entry.agency_id)),
        escape(&entry.summary),
    );
}
