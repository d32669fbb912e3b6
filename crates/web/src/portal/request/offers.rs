//! Published items that may answer what somebody is about to ask for, and the count of whom they helped.

use app::item::public::{Query as Sought, search};
use app::request::offers::{Offered, count};
use axum::extract::{Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use minijinja::Value;
use serde::Deserialize;

use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::templates::context;

/// As many are offered: more would push the form away.
const MOST: usize = 4;
/// Longest text looked for, in characters.
const MAX_TEXT: usize = 100;
/// Less is no description.
const MIN_TEXT: usize = 4;

/// What the form's script asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    stamp: String,
}

/// `GET /requests/offers?q=`: the list as a fragment of the form.
pub async fn fragment(portal: Portal, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    portal.count_search()?;
    let offers = find(&portal, &asked.q, &asked.stamp).await?;
    let request = context! { offers };
    let html = portal.web.templates().theme("request_offers.html", &context! { request })?;
    Ok(Html(html).into_response())
}

/// `GET /requests/offers/{id}?stamp=`: counts that an offer was opened and leads to it.
pub async fn open(portal: Portal, Path(id): Path<i64>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    portal.count_search()?;
    if is_stamp(&asked.stamp) {
        count(portal.web.app(), &asked.stamp, Offered::Opened).await?;
    }
    Ok(Redirect::to(&portal.item_url(id)).into_response())
}

/// The items for a text; that they were shown is counted at the form.
pub async fn find(portal: &Portal, text: &str, stamp: &str) -> Result<Vec<Value>, WebError> {
    let text: String = text.trim().chars().take(MAX_TEXT).collect();
    if text.chars().count() < MIN_TEXT {
        return Ok(Vec::new());
    }
    let app = portal.web.app();
    let found = search(app, Sought { text, limit: MOST, ..Sought::default() }).await?;
    if !found.entries.is_empty() && is_stamp(stamp) {
        count(app, stamp, Offered::Shown).await?;
    }
    let offer = |hit: &app::item::public::SearchedEntry| {
        let entry = &hit.entry;
        let title: String = hit.title.iter().map(|span| span.text.as_str()).collect();
        context! {
            url => portal.url(&format!("/requests/offers/{}?stamp={stamp}", entry.id)),
            title,
            agency => portal.agency_name(entry.agency_id),
            date => entry.published_at.date().to_string(),
        }
    };
    Ok(found.entries.iter().map(offer).collect())
}

/// Whether this can be the token of a form of ours.
pub fn is_stamp(text: &str) -> bool {
    (32..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
