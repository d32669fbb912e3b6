//! Applying for information, for everybody and without an account: the form, its draft and receipt, following a case,
//! and the public figures. Pages of one person are never kept by anybody's cache.

mod answer;
mod case;
mod form;
mod form_page;
mod new;
pub(super) mod offers;
pub(super) mod puzzle;
mod receipt;
mod register;
pub(super) mod sent;
mod track;

use axum::http::StatusCode;
use axum::response::Response;

use super::frame::{Head, Portal};
use super::pages::platform;
use crate::errors::WebError;
use crate::routes::{Access, Route, get, post};
use crate::templates::context;

/// Largest form with its files, in bytes; each file has a limit of its own.
const MAX_BODY: usize = 256 * 1024 * 1024;

/// The routes of this stack.
pub fn routes() -> Vec<Route> {
    use Access::Public;
    vec![
        get("/requests/new", Public, new::show),
        post("/requests/new", Public, new::send).with_body_limit(MAX_BODY),
        get("/requests/offers", Public, offers::fragment),
        get("/requests/offers/{id}", Public, offers::open),
        get("/requests/draft", Public, new::find_draft),
        get("/requests/draft/{code}", Public, new::show_draft),
        get("/requests/track", Public, track::show),
        post("/requests/track", Public, track::send),
        post("/requests/receipt", Public, receipt::pdf),
        post("/requests/file", Public, answer::file),
        post("/requests/letter", Public, answer::letter),
        post("/requests/rate", Public, answer::rate),
        post("/requests/act", Public, case::act).with_body_limit(MAX_BODY),
        get("/requests/register", Public, register::show),
    ]
}

/// The entry of the platform under which all these pages stand.
const ENTRY: &str = "/gov-info/requests";

fn head(portal: &Portal, title: &str, description: &str) -> Head {
    let mut head = platform::head(portal, title, ENTRY, description, "依申请公开");
    head.above.push(super::views::Link::new("依申请公开", portal.url(ENTRY)));
    head.hidden = true;
    head.canonical = String::new();
    head
}

/// A page for one person: rendered now, kept by nobody.
fn private(
    portal: &Portal,
    template: &str,
    head: &Head,
    values: minijinja::Value,
    status: StatusCode,
) -> Result<Response, WebError> {
    let values = context! { gov_info => platform::platform(portal, ENTRY), ..values };
    portal.private(template, head, values, status)
}
