//! Many items at once for a copy on disk: page and other forms of each from one reading of the records. Not the copy
//! itself, and not what a visitor is answered.

use app::item::public::{PublicItem, Standing, item_pages};
use axum::http::HeaderMap;

use super::frame::Portal;
use super::item_data::ItemForm;
use super::pages::item::{page_of, tags_of, target};
use super::site::{Asked, Edition};
use crate::cache::Page;
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::functions::escape;

/// The site that items are shown on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OnSite {
    /// None before there is a site at all.
    pub site_id: Option<i64>,
    /// `/sites/{slug}`, or empty for the main site.
    pub prefix: String,
    /// Scheme and host of the live portal.
    pub origin: String,
}

/// A live item in all its forms.
#[derive(Debug)]
pub struct ItemFiles {
    pub id: i64,
    pub tags: Vec<String>,
    /// What follows the item's address, and the page.
    pub pages: Vec<(String, Page)>,
}

/// Page and forms of those among these items that are live.
///
/// # Errors
/// When records or templates fail.
pub async fn render(web: &Web, site: &OnSite, ids: &[i64]) -> Result<Vec<ItemFiles>, WebError> {
    let found = item_pages(web.app(), ids).await?;
    let asked = Asked {
        site_id: site.site_id,
        prefix: site.prefix.clone(),
        origin: site.origin.clone(),
        path: String::new(),
        edition: Edition::Mirror,
        root: web.app().directory().main_site().map(|main| main.id),
    };
    let portal = Portal::of(web, asked, HeaderMap::new());
    found.into_iter().filter_map(|(_, standing)| files_of(&portal, standing)).collect()
}

fn files_of(portal: &Portal, standing: Standing) -> Option<Result<ItemFiles, WebError>> {
    let Standing::Live(item) = standing else { return None };
    // Pages name their own address where an error of them is told.
    let mut portal = portal.clone();
    portal.asked.path = format!("/items/{}", item.id);
    let portal = &portal;
    let page = match target(&item) {
        Some(url) => Ok(leading_on(portal, &item, url)),
        None => page_of(portal, &item),
    };
    Some(page.map(|page| {
        let forms = ItemForm::write_all(portal, &item)
            .map(|(form, text)| (format!(".{}", form.ending()), portal.made(form.media_type(), text, Vec::new())));
        let pages = std::iter::once((String::new(), page)).chain(forms).collect();
        ItemFiles { id: item.id, tags: portal.with_common(tags_of(&item)), pages }
    }))
}

/// Files cannot answer with a redirect: a page that leads on by itself stands for it.
fn leading_on(portal: &Portal, item: &PublicItem, url: &str) -> Page {
    let (title, url) = (escape(&item.content.title), escape(url));
    let html = format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n</head>\n<body>\n<p><a href=\"{url}\">{title}</a></p>\n\
         </body>\n</html>\n"
    );
    portal.made("text/html; charset=utf-8", html, tags_of(item))
}
