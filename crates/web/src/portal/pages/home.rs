//! The home page of a site.

use app::context::tag;
use app::item::public::column_type_of;
use axum::response::Response;
use domain::site::{ColumnType, SectionPlace};
use serde::Serialize;

use super::platform::{agency_groups, owner, path_of};
use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::{Column, Head, Portal};
use crate::portal::linked_data;
use crate::portal::views::{EntryView, Link};
use crate::templates::context;

/// The fixed entries of the disclosure platform: label, address, name of the picture.
const DOORS: [(&str, &str, &str); 5] = [
    ("政府信息公开指南", "/gov-info/guide", "guide"),
    ("政府信息公开制度", "/gov-info/rules", "policy"),
    ("法定主动公开内容", "/gov-info/catalogue", "catalogue"),
    ("政府信息公开年报", "/gov-info/annual-reports", "report"),
    ("依申请公开", "/gov-info/requests", "apply"),
];

/// A section on the home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct HomeBlock {
    title: String,
    url: String,
    items: Vec<EntryView>,
    /// Whether it stands on the disclosure platform: policies and their interpretations.
    policy: bool,
    /// Long titles: it takes two places.
    wide: bool,
}

/// `/`
pub async fn show(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || render(&portal)).await
}

/// The page, as it is now.
pub async fn render(portal: &Portal) -> Result<Page, WebError> {
    let site = portal.asked.site_id.unwrap_or_default();
    let home = app::item::public::home(portal.web.app(), site, portal.own_agency()).await?;
    let directory = &portal.directory;
    let mut tags = vec![tag::LISTS.to_string()];
    let mut sections = Vec::new();
    for (id, found) in &home.blocks {
        tags.push(tag::section(*id));
        if let Some(section) = directory.section(*id) {
            let url = portal.url(&path_of(portal, *id).unwrap_or_default());
            let policy = section.place == SectionPlace::Platform.code();
            let wide = column_type_of(&section.column_type) == Some(ColumnType::PolicyFiles);
            let items = EntryView::all(portal, found);
            sections.push(HomeBlock { title: section.name.clone(), url, items, policy, wide });
        }
    }
    let topics = directory.topics.iter().filter(|t| t.site_id == site && t.status == "open");
    let topics: Vec<_> =
        topics.map(|t| context! { title => t.name, url => portal.url(&format!("/topics/{}", t.slug)) }).collect();
    let lead = home.lead.as_ref().map(|entry| EntryView::of(portal, entry));
    let name = directory.site(site).map_or_else(|| "政府信息公开".to_string(), |s| s.name.clone());
    let agencies = if portal.own_agency().is_none() { agency_groups(portal) } else { Vec::new() };
    let gov_info_url = portal.url("/gov-info");
    let disclosed = EntryView::all(portal, &home.disclosed);
    let most_read = context! { url => portal.url("/most-read"), fragment_url => portal.url("/fragments/most-read") };
    let home = context! {
        lead, disclosed, sections, doors => doors(portal), gov_info_url, applications => applications(portal),
        catalogue_url => portal.url("/gov-info/catalogue"), topics, agencies, most_read,
    };
    let head = Head {
        column: Some(Column::new("首页", &format!("{name}首页"), "政府信息公开 政务公开", "首页")),
        description: format!("{name}：政府信息公开、政务动态、政策文件和解读。"),
        title: name.clone(),
        graph: linked_data::site(portal, &name, &owner(portal)),
        canonical: "/".into(),
        nav: "/".into(),
        ..Head::default()
    };
    portal.page("home.html", &head, context! { home }, tags)
}

/// What can be done where something is not found.
fn applications(portal: &Portal) -> Vec<Link> {
    [("在线申请", "/requests/new"), ("查询进度", "/requests/track"), ("办理情况", "/requests/register")]
        .map(|(label, path)| Link::new(label, portal.url(path)))
        .to_vec()
}

fn doors(portal: &Portal) -> Vec<minijinja::Value> {
    DOORS
        .iter()
        .map(|(label, path, icon)| context! { label => *label, url => portal.url(path), icon => *icon })
        .collect()
}
