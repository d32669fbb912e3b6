//! What search engines and programs ask: the sitemap, the rules for robots.

use std::fmt::Write;

use app::context::{Data, tag};
use app::item::public::SitemapPart;
use app::report::list_published;
use axum::Extension;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::site::Standing as SectionStanding;
use domain::time::Moment;

use super::platform::page_for;
use super::reports;
use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::site::DependsOn;

const XML: &str = "application/xml; charset=utf-8";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const PROTOCOL: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// Pages that every site has.
const FIXED: [&str; 9] = [
    "/",
    "/gov-info",
    "/gov-info/guide",
    "/gov-info/rules",
    "/gov-info/catalogue",
    "/gov-info/annual-reports",
    "/gov-info/requests",
    "/most-read",
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
    let (app, site) = (portal.web.app(), portal.asked.site_id);
    let parts = app::item::public::sitemap_parts(app, site).await?;
    let xml = match parts.as_slice() {
        [] => addresses_of_pages(portal).await?,
        [only] => {
            let pages = Pages::of(portal).await?;
            let items = app::item::public::sitemap(app, site, only.number).await?;
            addresses(|xml| {
                pages.write(xml, portal);
                write_items(xml, portal, &items);
            })
        }
        parts => index(portal, parts),
    };
    Ok(portal.made(XML, xml, vec![tag::LISTS.to_string(), tag::REPORTS.to_string()]))
}

async fn render_part(portal: &Portal, number: Option<i64>) -> Result<Page, WebError> {
    let (app, site) = (portal.web.app(), portal.asked.site_id);
    let Some(number) = number else {
        return Ok(portal.made(XML, addresses_of_pages(portal).await?, vec![tag::REPORTS.to_string()]));
    };
    let known = app::item::public::sitemap_parts(app, site).await?;
    if !known.iter().any(|part| part.number == number) {
        return Err(WebError::not_found());
    }
    let items = app::item::public::sitemap(app, site, number).await?;
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

/// The items of this site, each by the address under which it is known.
fn write_items(xml: &mut String, portal: &Portal, items: &[(i64, Moment)]) {
    let base = portal.absolute_on(portal.asked.site_id.unwrap_or_default(), "/items/");
    for (id, changed_at) in items {
        let _ = writeln!(xml, "<url><loc>{base}{id}</loc><lastmod>{}</lastmod></url>", changed_at.date());
    }
}

/// The pages that are no items.
struct Pages {
    paths: Vec<String>,
    /// Those of the annual reports, with the days of their publishing.
    reports: Vec<(String, NaiveDate)>,
}

impl Pages {
    async fn of(portal: &Portal) -> Result<Self, WebError> {
        let lines = list_published(portal.web.app(), portal.own_agency()).await?;
        let reports = lines.iter().map(|line| (reports::path_of(portal, line), Moment(line.published_at).date()));
        let open =
            |site: i64, status: &str| Some(site) == portal.asked.site_id && status == SectionStanding::Open.code();
        let (sections, topics) = (&portal.directory.sections, &portal.directory.topics);
        let sections =
            sections.iter().filter(|s| open(s.site_id, &s.status) && page_for(portal, s.id).is_none()).map(|s| &s.slug);
        let topics = topics.iter().filter(|t| open(t.site_id, &t.status)).map(|t| &t.slug);
        let paths = FIXED.iter().map(ToString::to_string);
        let figures = (!lines.is_empty()).then(|| reports::FIGURES.to_string());
        let paths = paths
            .chain(figures)
            .chain(sections.map(|slug| format!("/sections/{slug}")))
            .chain(topics.map(|slug| format!("/topics/{slug}")));
        Ok(Self { paths: paths.collect(), reports: reports.collect() })
    }

    fn write(&self, xml: &mut String, portal: &Portal) {
        for path in &self.paths {
            let _ = writeln!(xml, "<url><loc>{}</loc></url>", portal.absolute(path));
        }
        for (path, day) in &self.reports {
            let _ = writeln!(xml, "<url><loc>{}</loc><lastmod>{day}</lastmod></url>", portal.absolute(path));
        }
    }
}

async fn addresses_of_pages(portal: &Portal) -> Result<String, WebError> {
    let pages = Pages::of(portal).await?;
    Ok(addresses(|xml| pages.write(xml, portal)))
}

/// `/robots.txt`: a demo city is not for search engines.
pub async fn robots(portal: Portal) -> Response {
    let rules = match portal.web.app().data() {
        Data::Demo => "User-agent: *\nDisallow: /\n".to_string(),
        Data::Real => {
            let mut rules = "User-agent: *\nDisallow: /console\nDisallow: /search\n".to_string();
            for map in sitemaps(&portal) {
                let _ = writeln!(rules, "Sitemap: {map}");
            }
            rules
        }
    };
    let depends = Extension(DependsOn(portal.with_common(Vec::new())));
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (depends, headers, rules).into_response()
}

/// The sitemaps that are announced here: the site's own, and on the portal those of the sites without a host of their
/// own, which are announced nowhere else. Each has a line, since an index of sitemaps must not name another index
/// (sitemaps.org), and a large site's is one.
fn sitemaps(portal: &Portal) -> Vec<String> {
    let (asked, directory) = (&portal.asked, &portal.directory);
    let is_portal = asked.site_id.is_some() && asked.site_id == directory.main_site().map(|main| main.id);
    let others = directory
        .sites
        .iter()
        .filter(|site| is_portal && Some(site.id) != asked.site_id && site.host.is_none())
        .map(|site| portal.absolute_on(site.id, "/sitemap.xml"));
    std::iter::once(portal.absolute("/sitemap.xml")).chain(others).collect()
}
