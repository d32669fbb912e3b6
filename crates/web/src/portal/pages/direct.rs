//! The way straight to a column, a statutory page or an agency that is named by what is looked for: none of these is an
//! item, so the index does not know them.

use std::collections::HashSet;

use domain::site::{SiteKind, Standing};

use super::platform::section_link;
use crate::portal::frame::Portal;
use crate::portal::views::Link;

/// Most ways offered.
const MOST: usize = 4;
/// Shortest name before which a place may stand: 高安市政府信息公开指南.
const LONG: usize = 4;
/// Longest place before a name, in characters.
const PLACE: usize = 8;

/// The fixed pages of the disclosure platform, the name shown first.
const PAGES: [(&str, &[&str]); 8] = [
    ("/gov-info/guide", &["政府信息公开指南", "信息公开指南", "公开指南", "指南"]),
    ("/gov-info/rules", &["政府信息公开制度", "信息公开制度", "公开制度"]),
    (
        "/gov-info/catalogue",
        &["法定主动公开内容", "主动公开", "主动公开目录", "政府信息公开目录", "信息公开目录", "公开目录"],
    ),
    (
        "/gov-info/annual-reports",
        &["政府信息公开年报", "政府信息公开工作年度报告", "政府信息公开年度报告", "信息公开年报", "年度报告", "年报"],
    ),
    ("/gov-info/requests", &["依申请公开", "依法申请公开", "政府信息公开申请", "信息公开申请", "申请公开"]),
    ("/requests/track", &["申请查询", "申请进度", "答复查询"]),
    ("/gov-info", &["政府信息公开", "信息公开", "政务公开"]),
    ("/site-map", &["网站地图", "站点地图"]),
];

/// Where what is looked for leads, best first; empty where it names nothing of this.
pub fn links(portal: &Portal, looked_for: &str) -> Vec<Link> {
    let asked: String = looked_for.chars().filter(|c| c.is_alphanumeric()).collect();
    if asked.chars().count() < 2 {
        return Vec::new();
    }
    let mut found: Vec<Link> = PAGES
        .iter()
        .filter(|(_, names)| names.iter().any(|name| is_named(&asked, name)))
        .filter_map(|(path, names)| Some(Link::new(*names.first()?, portal.url(path))))
        .collect();
    found.extend(agencies(portal, &asked));
    found.extend(columns(portal, &asked));
    // A column of the platform has the name of its fixed page.
    let mut seen = HashSet::new();
    found.retain(|way| seen.insert(way.label.clone()));
    found.truncate(MOST);
    found
}

/// Whether what was typed is a name, or a name behind a place.
fn is_named(asked: &str, name: &str) -> bool {
    let place = asked.strip_suffix(name).map(|before| before.chars().count());
    place.is_some_and(|length| {
        length == 0 || (name.chars().count() >= LONG && length <= PLACE && asked.contains(['市', '县', '区']))
    })
}

/// Agencies by full or short name: their sites where they have one, else what they publish.
fn agencies(portal: &Portal, asked: &str) -> Vec<Link> {
    let directory = &portal.directory;
    let ways = directory.agencies_named(asked).map(|agency| {
        let site =
            directory.sites.iter().find(|site| site.agency_id == agency.id && site.kind != SiteKind::Main.code());
        let url = match site {
            Some(site) => portal.url_of_site(site.id, "/"),
            None => portal.url(&format!("/gov-info/catalogue?agency={}", agency.slug)),
        };
        Link::new(agency.name.clone(), url)
    });
    ways.collect()
}

/// Open sections and topics of this site by name.
fn columns(portal: &Portal, asked: &str) -> Vec<Link> {
    let directory = &portal.directory;
    let here = |site: i64, status: &str| Some(site) == portal.asked.site_id && status == Standing::Open.code();
    let sections = directory.sections.iter().filter(|s| s.name == asked && here(s.site_id, &s.status));
    let topics = directory.topics.iter().filter(|t| t.name == asked && here(t.site_id, &t.status));
    let sections = sections.filter_map(|section| section_link(portal, section.id));
    let topics = topics.map(|t| Link::new(t.name.clone(), portal.url(&format!("/topics/{}", t.slug))));
    sections.chain(topics).collect()
}
