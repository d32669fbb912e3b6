//! What the pages of the disclosure platform share: its tabs, whose platform it is, the agencies in their groups.

use domain::agency::AgencyKind;
use minijinja::Value;

use crate::errors::WebError;
use crate::portal::frame::{Column, Head, Portal};
use crate::portal::views::{Link, LinkGroup};
use crate::templates::context;

/// The fixed entries of the platform (国办公开办函〔2019〕61号), and requests beside them.
const TABS: [(&str, &str); 5] = [
    ("政府信息公开指南", "/gov-info/guide"),
    ("政府信息公开制度", "/gov-info/rules"),
    ("法定主动公开内容", "/gov-info/catalogue"),
    ("政府信息公开年报", "/gov-info/annual-reports"),
    ("依申请公开", "/gov-info/requests"),
];

/// The entries as links.
pub fn entries(portal: &Portal) -> Vec<Link> {
    TABS.iter().map(|(label, path)| Link::new(*label, portal.url(path))).collect()
}

/// The `gov_info` of the templates at one of the tabs.
pub fn platform(portal: &Portal, path: &str) -> Value {
    let current = portal.url(path);
    let tabs: Vec<Link> = entries(portal)
        .into_iter()
        .map(|link| {
            let at = link.url == current;
            link.current(at)
        })
        .collect();
    context! { agency => owner(portal), tabs }
}

/// Whose platform it is.
pub fn owner(portal: &Portal) -> String {
    let site = portal.asked.site_id.and_then(|id| portal.directory.site(id));
    site.map_or_else(String::new, |s| portal.agency_name(s.agency_id))
}

/// The head of a page of the platform.
pub fn head(portal: &Portal, title: &str, path: &str, description: &str, column_type: &str) -> Head {
    Head {
        title: title.to_string(),
        description: description.to_string(),
        keywords: "政府信息公开".to_string(),
        column: Some(Column::new(title, description, "政府信息公开", column_type)),
        canonical: path.to_string(),
        above: if path == "/gov-info" {
            Vec::new()
        } else {
            vec![Link::new("政府信息公开", portal.url("/gov-info"))]
        },
        nav: "/gov-info".to_string(),
        ..Head::default()
    }
}

/// The acting agencies in groups by kind; one with a site of its own leads there, the others to their part of the
/// catalogue.
pub fn agency_groups(portal: &Portal) -> Vec<LinkGroup> {
    let directory = &portal.directory;
    let mut groups: Vec<LinkGroup> = Vec::new();
    for kind in AgencyKind::ALL {
        let of_kind = directory.agencies.iter().filter(|a| a.status == "active" && a.kind == kind.code());
        let links: Vec<Link> = of_kind
            .map(|agency| {
                let site = directory.sites.iter().find(|s| s.agency_id == agency.id && s.kind != "main");
                let url = match site {
                    Some(site) => portal.url_of_site(site.id, "/"),
                    None => portal.url(&format!("/gov-info/catalogue?agency={}", agency.slug)),
                };
                Link::new(&agency.name, url)
            })
            .collect();
        if !links.is_empty() {
            groups.push(LinkGroup { label: kind.label().to_string(), url: None, links });
        }
    }
    groups
}

/// A parameter that is none of the choices: there is no such page.
pub fn bad_parameter() -> WebError {
    WebError::not_found()
}
