//! What the pages of the disclosure platform share: its tabs, whose platform it is, the agencies in their groups.

use app::item::public::{PlatformList, platform_list_of};
use domain::agency::AgencyKind;
use domain::site::{SectionPlace, Standing};
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

/// The front page of the platform.
const FRONT: (&str, &str) = ("政府信息公开", "/gov-info");
const RULES: &str = "/gov-info/rules";
const REPORTS: &str = "/gov-info/annual-reports";

/// The page of the platform that stands for a section: there is one platform, so that a section which an entry of it
/// shows, or which is named like one, has no page of its own (国办公开办函〔2019〕61号).
pub fn page_for(portal: &Portal, section: i64) -> Option<&'static str> {
    let own = portal.directory.section(section).filter(|s| s.place == SectionPlace::Platform.code())?;
    let named = std::iter::once(&FRONT).chain(&TABS).find(|(label, _)| *label == own.name).map(|(_, path)| *path);
    named.or_else(|| match platform_list_of(&portal.directory, section)? {
        PlatformList::Rules => Some(RULES),
        PlatformList::AnnualReports => Some(REPORTS),
    })
}

/// The path of a section's page, or of that of the platform which stands for it.
pub fn path_of(portal: &Portal, section: i64) -> Option<String> {
    let own = portal.directory.section(section)?;
    Some(page_for(portal, section).map_or_else(|| format!("/sections/{}", own.slug), ToString::to_string))
}

/// The section as a link.
pub fn section_link(portal: &Portal, section: i64) -> Option<Link> {
    let own = portal.directory.section(section)?;
    Some(Link::new(&own.name, portal.url(&path_of(portal, section)?)))
}

/// The way from the top to a section, itself included; on the platform it begins at its front page.
pub fn way_to(portal: &Portal, section: i64) -> Vec<Link> {
    let mut path = portal.directory.section_path(section);
    path.reverse();
    let mut way: Vec<Link> = path.into_iter().filter_map(|step| section_link(portal, step)).collect();
    let front = Link::new(FRONT.0, portal.url(FRONT.1));
    if is_on_platform(portal, section) && way.first().is_none_or(|first| first.url != front.url) {
        way.insert(0, front);
    }
    way
}

/// The `gov_info` of the templates on the page of a section; none beside the platform.
pub fn platform_of(portal: &Portal, section: i64) -> Option<Value> {
    let path = portal.directory.section_path(section);
    let entry = path.into_iter().find_map(|step| page_for(portal, step));
    is_on_platform(portal, section).then(|| platform(portal, entry.unwrap_or(FRONT.1)))
}

fn is_on_platform(portal: &Portal, section: i64) -> bool {
    portal.directory.section(section).is_some_and(|s| s.place == SectionPlace::Platform.code())
}

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

/// Whose platform it is: an agency's on its own site, the government's on the main one, whoever keeps that.
pub fn owner(portal: &Portal) -> String {
    let directory = &portal.directory;
    let site = portal.asked.site_id.and_then(|id| directory.site(id));
    let government =
        || directory.agencies.iter().find(|a| a.kind == AgencyKind::Government.code() && a.status == "active");
    let whole = if portal.own_agency().is_none() { government() } else { None };
    match whole {
        Some(government) => government.name.clone(),
        None => site.map_or_else(String::new, |s| portal.agency_name(s.agency_id)),
    }
}

/// The head of a page of the platform.
pub fn head(portal: &Portal, title: &str, path: &str, description: &str, column_type: &str) -> Head {
    Head {
        title: title.to_string(),
        description: description.to_string(),
        keywords: "政府信息公开".to_string(),
        feed_url: feed_of(portal, path),
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

/// The feed of the section for which a page of the platform stands: of the topmost, where there are several.
fn feed_of(portal: &Portal, path: &str) -> Option<String> {
    let directory = &portal.directory;
    let own = directory.sections.iter().filter(|section| Some(section.site_id) == portal.asked.site_id);
    let open = own.filter(|section| section.status == Standing::Open.code());
    let shown = open.filter(|section| page_for(portal, section.id) == Some(path));
    let section = shown.min_by_key(|section| directory.section_path(section.id).len())?;
    Some(portal.url(&format!("/feeds/{}.xml", section.slug)))
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
