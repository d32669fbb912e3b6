//! The pages of a site in a theme that is not in force: for previews and for the check before it is applied. With the
//! site's own information, never indexed, never kept.

use std::sync::Arc;

use app::item::public::{PageNo, catalogue, section_page};
use axum::http::HeaderMap;
use domain::site::Standing;
use domain::theme::ThemeFile;

use super::frame::Portal;
use super::pages::{catalogue as catalogue_page, gov_info, home, item, search, section, site_map, topic};
use super::site::{Asked, Edition};
use crate::cache::Page;
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::own::OwnTheme;

/// The page that a template makes, with the site's newest information; none where the site has nothing of the kind.
/// `note` is the banner's sentence.
///
/// # Errors
/// `theme_breaks` where the theme cannot make it.
pub async fn render_theme_page(
    web: &Web,
    site: i64,
    theme: Arc<OwnTheme>,
    file: ThemeFile,
    note: &str,
) -> Result<Option<String>, WebError> {
    let slug = web.app().directory().site(site).map(|site| site.slug.clone()).ok_or_else(WebError::not_found)?;
    let main = web.app().directory().main_site().is_some_and(|main| main.id == site);
    let prefix = if main { String::new() } else { format!("/sites/{slug}") };
    let asked = Asked {
        site_id: Some(site),
        prefix,
        origin: String::new(),
        path: String::new(),
        edition: Edition::Live,
        root: web.app().directory().main_site().map(|main| main.id),
    };
    let mut portal = Portal::of(web, asked, HeaderMap::new());
    portal.preview = Some(note.to_string());
    portal.theme = Some(theme);
    let page = made(&portal, site, file).await?;
    Ok(page.map(|page| String::from_utf8_lossy(&page.body()).into_owned()))
}

async fn made(portal: &Portal, site: i64, file: ThemeFile) -> Result<Option<Page>, WebError> {
    let directory = &portal.directory;
    let open = |standing: &str| standing == Standing::Open.code();
    let page = match file {
        ThemeFile::Base | ThemeFile::Style | ThemeFile::Home => home::render(portal).await?,
        ThemeFile::Section => {
            let Some(first) = directory.sections.iter().find(|s| s.site_id == site && open(&s.status)) else {
                return Ok(None);
            };
            section::render(portal, first.id, PageNo::default()).await?
        }
        ThemeFile::Item => {
            let Some(id) = some_item(portal, site).await? else { return Ok(None) };
            item::page_by_id(portal, id).await?
        }
        ThemeFile::Topic => {
            let Some(first) = directory.topics.iter().find(|t| t.site_id == site && open(&t.status)) else {
                return Ok(None);
            };
            topic::render(portal, first.id).await?
        }
        ThemeFile::GovInfo => gov_info::front(portal).await?,
        ThemeFile::GovInfoList => gov_info::render_rules(portal).await?,
        ThemeFile::Catalogue => catalogue_page::render_first(portal).await?,
        ThemeFile::Guide => gov_info::render_guide(portal).await?,
        ThemeFile::SiteMap => site_map::render(portal)?,
        ThemeFile::Search => search::render_empty(portal)?,
    };
    Ok(Some(page))
}

/// An item with a page of its own: a document of the catalogue before news, because more stands on its page.
async fn some_item(portal: &Portal, site: i64) -> Result<Option<i64>, WebError> {
    let app = portal.web.app();
    let has_page = |kind: &str| kind != "link";
    let listed = catalogue(app, &Default::default()).await?.unwrap_or_default().listed;
    if let Some(entry) = listed.entries.iter().find(|entry| has_page(&entry.kind)) {
        return Ok(Some(entry.id));
    }
    for section in portal.directory.sections.iter().filter(|s| s.site_id == site && s.parent_id.is_none()).take(10) {
        let found = section_page(app, section.id, PageNo::default()).await?.unwrap_or_default();
        if let Some(entry) = found.entries.iter().find(|entry| has_page(&entry.kind)) {
            return Ok(Some(entry.id));
        }
    }
    Ok(None)
}
