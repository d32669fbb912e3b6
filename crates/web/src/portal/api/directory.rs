//! Sites, sections and agencies: small lists, whole.

use axum::extract::{Query, RawQuery};
use axum::response::Response;
use domain::site::{SiteKind, Standing};
use serde::Deserialize;
use serde_json::json;

use super::{agency_slug, bad, only, page_of, section_slug};
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::pages::platform::path_of;

/// `/api/v1/sites`
pub async fn sites(portal: Portal, RawQuery(typed): RawQuery) -> Result<Response, WebError> {
    only(typed.as_deref(), &[])?;
    let render = || {
        let sites = portal.directory.sites.iter().map(|site| {
            json!({
                "slug": site.slug,
                "name": site.name,
                "kind": site.kind,
                "agency": agency_slug(&portal, site.agency_id),
                "url": address(&portal, site.host.as_deref(), &site.kind, &site.slug),
            })
        });
        let body = json!({ "sites": sites.collect::<Vec<_>>() });
        std::future::ready(Ok(page_of(&portal, &body, Vec::new())))
    };
    portal.kept(String::new(), render).await
}

/// Where a site answers: at its own host, else below the main one.
fn address(portal: &Portal, host: Option<&str>, kind: &str, slug: &str) -> String {
    let origin = &portal.asked.origin;
    match host {
        Some(host) => format!("{}://{host}/", origin.split("://").next().unwrap_or("https")),
        None if kind == SiteKind::Main.code() => format!("{origin}/"),
        None => format!("{origin}/sites/{slug}/"),
    }
}

/// What may be asked of the sections.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfSite {
    site: String,
}

/// `/api/v1/sections`: the open ones.
pub async fn sections(
    portal: Portal,
    RawQuery(typed): RawQuery,
    Query(asked): Query<OfSite>,
) -> Result<Response, WebError> {
    only(typed.as_deref(), &["site"])?;
    let site = portal.directory.sites.iter().find(|site| site.slug == asked.site).map(|site| site.id);
    if site.is_none() && !asked.site.is_empty() {
        return Err(bad("site", "站点的英文标识，见 /api/v1/sites"));
    }
    let render = || {
        let directory = &portal.directory;
        let at = |site, path: String| format!("{}{}", portal.asked.origin, portal.url_of_site(site, &path));
        let shown = directory.sections.iter().filter(|section| {
            section.status == Standing::Open.code() && site.is_none_or(|site| section.site_id == site)
        });
        let sections = shown.map(|section| {
            json!({
                "slug": section.slug,
                "name": section.name,
                "description": section.description,
                "site": directory.site(section.site_id).map_or("", |site| site.slug.as_str()),
                "parent": section.parent_id.map(|parent| section_slug(&portal, parent)),
                "type": section.column_type,
                "url": at(section.site_id, path_of(&portal, section.id).unwrap_or_default()),
                "feed": at(section.site_id, format!("/feeds/{}.xml", section.slug)),
            })
        });
        let body = json!({ "sections": sections.collect::<Vec<_>>() });
        std::future::ready(Ok(page_of(&portal, &body, Vec::new())))
    };
    portal.kept(format!("site={}", asked.site), render).await
}

/// `/api/v1/agencies`: merged and closed ones, too, since what they published stays.
pub async fn agencies(portal: Portal, RawQuery(typed): RawQuery) -> Result<Response, WebError> {
    only(typed.as_deref(), &[])?;
    let render = || {
        let agencies = portal.directory.agencies.iter().map(|agency| {
            json!({
                "slug": agency.slug,
                "name": agency.name,
                "short_name": agency.short_name,
                "kind": agency.kind,
                "status": agency.status,
                "parent": agency.territorial_parent.map(|parent| agency_slug(&portal, parent)),
            })
        });
        let body = json!({ "agencies": agencies.collect::<Vec<_>>() });
        std::future::ready(Ok(page_of(&portal, &body, Vec::new())))
    };
    portal.kept(String::new(), render).await
}
