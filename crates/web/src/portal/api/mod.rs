//! `/api/v1`: what is public, for programs, read only. Described by `openapi.json` beside this file, against which a test
//! holds the real answers; errors are JSON with the same codes and sentences as elsewhere.

mod directory;
mod items;
mod search;

use app::AppError;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde_json::Value;

use super::frame::Portal;
use super::item_data::ItemForm;
use super::pages::item::render_form;
use crate::cache::Page;
use crate::errors::WebError;
use crate::routes::{Access, Route, get};

const JSON: &str = "application/json";

/// The description of the interface.
const DESCRIPTION: &str = include_str!("openapi.json");

/// The routes of the interface.
pub fn routes() -> Vec<Route> {
    use Access::Public;
    vec![
        get("/api/v1/openapi.json", Public, description),
        get("/api/v1/sites", Public, directory::sites),
        get("/api/v1/sections", Public, directory::sections),
        get("/api/v1/agencies", Public, directory::agencies),
        get("/api/v1/items", Public, items::list),
        get("/api/v1/items/{id}", Public, item),
        get("/api/v1/search", Public, search::find),
    ]
}

/// `/api/v1/openapi.json`
async fn description(portal: Portal, RawQuery(typed): RawQuery) -> Result<Response, WebError> {
    only(typed.as_deref(), &[])?;
    let page = || std::future::ready(Ok(open(Page::new(JSON, DESCRIPTION, Vec::new()))));
    portal.kept(String::new(), page).await
}

/// `/api/v1/items/{id}`
async fn item(portal: Portal, Path(id): Path<i64>, RawQuery(typed): RawQuery) -> Result<Response, WebError> {
    only(typed.as_deref(), &[])?;
    let render = async || render_form(&portal, id, ItemForm::Json).await.map(open);
    portal.kept(String::new(), render).await
}

/// A page of JSON that depends on `tags` and the directory.
fn page_of(portal: &Portal, body: &Value, tags: Vec<String>) -> Page {
    open(Page::new(JSON, body.to_string(), portal.with_common(tags)))
}

/// Pages of other sites may ask, too: nothing here depends on who asks.
fn open(page: Page) -> Page {
    page.with(HeaderMap::from_iter([(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"))]))
}

/// A parameter that is not as it should be.
fn bad(name: &str, wanted: &str) -> WebError {
    AppError::problem("api_parameter").with("name", name).with("wanted", wanted).into()
}

/// Characters of an unknown name that are repeated to who asked.
const LONGEST_NAME: usize = 40;

/// Refuses parameters of other names: a filter that is misspelled would let everything through unnoticed.
fn only(typed: Option<&str>, names: &[&str]) -> Result<(), WebError> {
    let typed: Vec<(String, String)> = serde_urlencoded::from_str(typed.unwrap_or_default()).unwrap_or_default();
    let Some((other, _)) = typed.iter().find(|(name, _)| !name.is_empty() && !names.contains(&name.as_str())) else {
        return Ok(());
    };
    let shown: String = other.chars().take(LONGEST_NAME).collect();
    let wanted = match names {
        [] => "不带参数的地址".to_string(),
        names => format!("下列名称之一：{}", names.join("、")),
    };
    Err(bad(&shown, &wanted))
}

/// The id of the agency with this slug; empty is none.
fn agency_by_slug(portal: &Portal, slug: &str) -> Result<Option<i64>, WebError> {
    let wanted = "机构的英文标识，见 /api/v1/agencies";
    if slug.is_empty() {
        return Ok(None);
    }
    let found = portal.directory.agencies.iter().find(|agency| agency.slug == slug);
    found.map(|agency| Some(agency.id)).ok_or_else(|| bad("agency", wanted))
}

/// The slug of an agency; empty for one that is gone.
fn agency_slug(portal: &Portal, id: i64) -> &str {
    portal.directory.agency(id).map_or("", |agency| agency.slug.as_str())
}

/// The slug of a section; empty for one that is gone.
fn section_slug(portal: &Portal, id: i64) -> &str {
    portal.directory.section(id).map_or("", |section| section.slug.as_str())
}
