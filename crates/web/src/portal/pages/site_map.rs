//! The map of the site for people: every section and topic, and the entries of the disclosure platform.

use axum::response::Response;
use domain::site::{SectionPlace, Standing};

use super::platform::{entries, page_for, path_of, section_link};
use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::{Column, Head, Portal};
use crate::portal::views::{Link, LinkGroup};
use crate::templates::context;

/// `/site-map`
pub async fn show(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || std::future::ready(render(&portal))).await
}

/// The page, as it is now.
pub fn render(portal: &Portal) -> Result<Page, WebError> {
    let directory = &portal.directory;
    let site = portal.asked.site_id;
    let open = || directory.sections.iter().filter(|s| Some(s.site_id) == site && s.status == Standing::Open.code());
    let mut platform = entries(portal);
    let mut groups = Vec::new();
    for top in open().filter(|s| s.parent_id.is_none()) {
        let below = directory.section_tree(top.id);
        let below = open().filter(|s| s.id != top.id && below.contains(&s.id)).map(|s| s.id);
        if top.place == SectionPlace::Platform.code() {
            // The entries of the platform lead to the others already.
            let beside = std::iter::once(top.id).chain(below).filter(|id| page_for(portal, *id).is_none());
            platform.extend(beside.filter_map(|id| section_link(portal, id)));
            continue;
        }
        groups.push(LinkGroup {
            label: top.name.clone(),
            url: path_of(portal, top.id).map(|path| portal.url(&path)),
            links: below.filter_map(|id| section_link(portal, id)).collect(),
        });
    }
    let url = Some(portal.url("/gov-info"));
    groups.insert(0, LinkGroup { label: "政府信息公开".into(), url, links: platform });
    let topics: Vec<Link> = directory
        .topics
        .iter()
        .filter(|t| Some(t.site_id) == site && t.status == Standing::Open.code())
        .map(|t| Link::new(&t.name, portal.url(&format!("/topics/{}", t.slug))))
        .collect();
    if !topics.is_empty() {
        groups.push(LinkGroup { label: "专题".into(), url: None, links: topics });
    }
    if portal.own_agency().is_none() {
        let sites: Vec<Link> = directory
            .sites
            .iter()
            .filter(|s| Some(s.id) != site)
            .map(|s| Link::new(&s.name, portal.url_of_site(s.id, "/")))
            .collect();
        if !sites.is_empty() {
            groups.push(LinkGroup { label: "部门网站".into(), url: None, links: sites });
        }
    }
    let head = Head {
        title: "网站地图".into(),
        description: "本网站全部栏目和专题。".into(),
        column: Some(Column::new("网站地图", "本网站全部栏目和专题。", "网站地图", "首页")),
        canonical: "/site-map".into(),
        ..Head::default()
    };
    portal.page("sitemap.html", &head, context! { groups }, Vec::new())
}
