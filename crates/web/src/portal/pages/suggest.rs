//! Completions for the search box while one types. Read by the theme's script; nothing is kept of what was typed.

use axum::Json;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::security::rate::Deed;

/// More would cover the page on a phone.
const MOST: usize = 8;

/// What the script asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// `/search/suggest?q=`: a list of texts as JSON.
pub async fn show(portal: Portal, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    portal.count(Deed::Suggest)?;
    let site = portal.own_agency().and(portal.asked.site_id);
    let offered = app::item::public::suggest(portal.web.app(), asked.q, site, MOST).await?;
    // A title that is withdrawn is offered no more from then on.
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(offered)).into_response())
}
