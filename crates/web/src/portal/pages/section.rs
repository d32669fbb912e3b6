//! A section with all below it, page by page.

use app::context::tag;
use app::item::public::{PageNo, column_type_of};
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::site::Standing;
use serde::Deserialize;

use super::platform::{page_for, platform_of, section_link, way_to};
use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::{Column, Head, Portal};
use crate::portal::views::{EntryView, Pager};
use crate::templates::context;

/// What may be asked of a list.
#[derive(Debug, Default, Deserialize)]
pub struct Paged {
    pub page: Option<String>,
}

/// `/sections/{slug}`
pub async fn show(portal: Portal, Path(slug): Path<String>, Query(asked): Query<Paged>) -> Result<Response, WebError> {
    let found = portal.directory.section_by_slug(&slug).filter(|s| s.status == Standing::Open.code());
    let section = found.ok_or_else(WebError::not_found)?;
    if Some(section.site_id) != portal.asked.site_id {
        return Ok(portal.leads_to(section.site_id, &format!("/sections/{slug}")));
    }
    let section = section.id;
    if let (Some(path), Some(site)) = (page_for(&portal, section), portal.asked.site_id) {
        return Ok(portal.leads_to(site, path));
    }
    let page = portal.page_no(asked.page.as_deref()).ok_or_else(WebError::not_found)?;
    portal.kept(format!("page={page:?}"), || render(&portal, section, page)).await
}

/// A page of a section, as it is now.
pub async fn render(portal: &Portal, id: i64, at: PageNo) -> Result<Page, WebError> {
    let listed = app::item::public::section_page(portal.web.app(), id, at).await?.ok_or_else(WebError::not_found)?;
    let directory = &portal.directory;
    let section = directory.section(id).ok_or_else(WebError::not_found)?;
    let path = format!("/sections/{}", section.slug);
    let pager = Pager::of_list(portal, at, &listed, &path);
    let beside = |parent: Option<i64>| {
        let open = directory
            .sections
            .iter()
            .filter(|s| s.site_id == section.site_id && s.parent_id == parent && s.status == Standing::Open.code());
        // What the platform has among its entries is not offered a second time.
        open.filter(|s| page_for(portal, s.id).is_none())
            .filter_map(|s| Some(section_link(portal, s.id)?.current(s.id == id)))
            .collect::<Vec<_>>()
    };
    let children = beside(Some(id));
    let siblings = if section.parent_id.is_some() { beside(section.parent_id) } else { Vec::new() };
    let siblings = if siblings.len() > 1 { siblings } else { Vec::new() };
    let mut above = way_to(portal, id);
    above.pop();
    let group = section.parent_id.and_then(|p| directory.section(p)).map_or(section.name.as_str(), |p| p.name.as_str());
    let values = context! {
        gov_info => platform_of(portal, id),
        section => context! { name => section.name, description => section.description, group, siblings, children },
        items => listed.entries.iter().map(|entry| EntryView::marked(portal, entry)).collect::<Vec<_>>(),
        pager,
    };
    let head = Head {
        title: if at.is_first() {
            section.name.clone()
        } else {
            format!("{}（第 {} 页）", section.name, listed.page)
        },
        crumb: section.name.clone(),
        description: section.description.clone(),
        keywords: section.keywords.clone(),
        feed_url: Some(portal.url(&format!("/feeds/{}.xml", section.slug))),
        column: column_of(portal, id),
        canonical: canonical(at, &path),
        above,
        nav: top_of(portal, id),
        ..Head::default()
    };
    let tags = directory.section_tree(id).into_iter().map(tag::section).collect();
    let tags = portal.list_tags(at, tags, &listed.entries);
    portal.page("section.html", &head, values, tags)
}

/// The address under which a page of a list is known. A page that is numbered from the oldest is known by its copy only.
pub fn canonical(at: PageNo, path: &str) -> String {
    match at {
        PageNo::FromNewest(1) | PageNo::BesideOldest => path.to_string(),
        PageNo::FromNewest(number) => format!("{path}{}page={number}", if path.contains('?') { '&' } else { '?' }),
        PageNo::FromOldest(_) => String::new(),
    }
}

/// The column tags of a section.
pub fn column_of(portal: &Portal, id: i64) -> Option<Column> {
    let section = portal.directory.section(id)?;
    let kind = column_type_of(&section.column_type).map_or("工作动态", domain::site::ColumnType::label);
    Some(Column::new(&section.name, &section.description, &section.keywords, kind))
}

/// The entry of the navigation above a section.
pub fn top_of(portal: &Portal, id: i64) -> String {
    let top = portal.directory.section_path(id).last().and_then(|top| portal.directory.section(*top));
    match top {
        Some(top) if top.place == domain::site::SectionPlace::General.code() => format!("/sections/{}", top.slug),
        _ => "/gov-info".to_string(),
    }
}
