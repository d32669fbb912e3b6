//! A preview of exactly one revision in the real theme, at the width of a desktop or a phone.

use std::collections::HashMap;

use app::item::{public, view};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use domain::item::WorkState;

use super::rows;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::portal::render_item_preview;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/items/{id}/preview/{revision}?width=desktop|phone`: the frame.
pub async fn frame(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, revision)): Path<(i64, i64)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (item, found, _) = view::get_revision_of(web.app(), &signed.caller, id, revision).await?;
    let phone = asked.get("width").is_some_and(|width| width == "phone");
    let url = format!("/console/items/{id}");
    let state = WorkState::parse(&found.state);
    let tab = |label: &str, width: &str, current: bool| {
        context! { label, url => format!("{url}/preview/{revision}?width={width}"), current }
    };
    let values = context! {
        width_tabs => [tab("电脑", "desktop", !phone), tab("手机", "phone", phone)],
        phone,
        frame_url => format!("{url}/preview/{revision}/page"),
        item_url => url.as_str(),
        number => found.number,
        badge => state.map(|s| rows::Badge::new(s.label(), rows::tone_of(s))),
        at => domain::time::Moment(found.created_at).display_minute(),
    };
    let head = PageHead::new("预览").under(&[("信息管理", "/console/items"), (&item.title, &url)]);
    page(&web, &signed, "console/item/preview.html", &head, values)
}

/// `GET /console/items/{id}/preview/{revision}/page`: the page inside the frame. Only our own pages may frame it.
pub async fn page_of_theme(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, revision)): Path<(i64, i64)>,
) -> Result<Response, WebError> {
    let (item, found, content) = view::get_revision_of(web.app(), &signed.caller, id, revision).await?;
    let note = format!("第 {} 版，尚未公开的内容请勿外传。", found.number);
    let shown = public::view_of(web.app(), item, content).await?;
    let html = render_item_preview(&web, &shown, &note)?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}
