//! The public portal: every page works without script and without a session, is cached by what it showed, and carries
//! the page tags of the guide for government sites (国办发〔2017〕47号).

mod api;
mod counted;
pub mod errors;
mod frame;
mod item_data;
pub mod item_view;
pub mod items_on_disk;
pub mod large_type;
mod linked_data;
pub(crate) mod pages;
mod request;
pub mod site;
mod theme_preview;
mod views;
mod voice;

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

pub use item_view::render_item_preview;
pub use theme_preview::render_theme_page;

use crate::errors::WebError;
use crate::routes::{Access, Route, get};
use frame::Portal;

/// Every public route.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Access::Public;
    use pages::{
        catalogue, feeds, files, gov_info, home, item, machines, most_read, reports, search, section, site_map, style,
        suggest, topic,
    };
    let mut routes = vec![
        get("/", Public, home::show),
        get("/gov-info", Public, gov_info::show),
        get("/gov-info/guide", Public, gov_info::guide),
        get("/gov-info/rules", Public, gov_info::rules),
        get("/gov-info/catalogue", Public, catalogue::show),
        get("/gov-info/annual-reports", Public, reports::index),
        get("/gov-info/annual-reports/figures", Public, reports::figures),
        get("/gov-info/annual-reports/figures.csv", Public, reports::figures_csv),
        get("/gov-info/annual-reports/figures.json", Public, reports::figures_json),
        get("/gov-info/annual-reports/{agency}/{year}", Public, reports::show),
        get("/gov-info/annual-reports/{agency}/{year}/{file}", Public, reports::file),
        get("/gov-info/requests", Public, gov_info::requests),
        get("/sections/{slug}", Public, section::show),
        get("/topics/{slug}", Public, topic::show),
        get("/items/{id}", Public, item::show),
        get("/files/{id}/{name}", Public, files::show),
        get("/search", Public, search::show),
        get("/search/suggest", Public, suggest::show),
        get("/feeds/{name}", Public, feeds::show),
        get("/site-map", Public, site_map::show),
        get("/sitemap.xml", Public, machines::sitemap),
        get("/sitemaps/{name}", Public, machines::sitemap_part),
        get("/site-style/{name}", Public, style::show),
        get("/robots.txt", Public, machines::robots),
        get("/most-read", Public, most_read::show),
        get("/fragments/most-read", Public, most_read::fragment),
    ];
    routes.extend(request::routes());
    routes.extend(voice::routes());
    routes.extend(large_type::routes());
    routes.extend(api::routes());
    routes
}

/// What no route knows: an address of an earlier system leads on, one with a slash too many to that without, everything
/// else is not found.
pub async fn fallback(portal: Portal, request: Request) -> Result<Response, WebError> {
    let uri = request.uri();
    let whole = uri.path_and_query().map_or(uri.path(), |p| p.as_str());
    for path in [whole, uri.path()] {
        if path.len() <= 500
            && let Some(item) = app::item::public::redirect_of(portal.web.app(), path).await?
        {
            let to = format!("/items/{item}");
            return Ok((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)]).into_response());
        }
    }
    match without_slash(&portal, &request) {
        Some(to) => Ok((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)]).into_response()),
        None => Err(WebError::not_found()),
    }
}

/// The same address without the slash at its end.
fn without_slash(portal: &Portal, request: &Request) -> Option<String> {
    let path = request.uri().path().strip_suffix('/')?;
    let plain = site::stays_on_host(path) && !path.ends_with('/');
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    (plain && looks).then(|| format!("{}{query}", portal.url(path)))
}
