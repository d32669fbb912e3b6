//! Signing in and out, and one's own account: password, second factor, sessions.

mod factor;
mod help;
mod own;
mod password;
mod sessions;
mod sign_in;

use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use minijinja::Value;

use super::flash::Flashes;
use super::shell::plain_page;
use crate::errors::WebError;
use crate::routes::{Access, Route, get, post};
use crate::state::Web;

pub use own::scope_text;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Access::{AnyStaff, SignInStep};
    vec![
        get("/console/login", SignInStep, sign_in::show),
        post("/console/login", SignInStep, sign_in::send),
        get("/console/login/code", SignInStep, factor::show_code),
        post("/console/login/code", SignInStep, factor::send_code),
        get("/console/login/bind", SignInStep, factor::show_bind),
        post("/console/login/bind", SignInStep, factor::send_bind),
        get("/console/login/password", SignInStep, password::show_forced),
        post("/console/login/password", SignInStep, password::send_forced),
        post("/console/logout", SignInStep, sign_in::sign_out),
        post("/console/session/keep", AnyStaff, sessions::keep),
        get(super::kept::PAGE, AnyStaff, super::kept::show),
        get("/console/account", AnyStaff, own::show),
        post("/console/account/reminder", AnyStaff, own::set_reminder),
        get("/console/account/password", AnyStaff, password::show),
        post("/console/account/password", AnyStaff, password::send),
        get("/console/account/factor", AnyStaff, factor::show_own),
        post("/console/account/factor", AnyStaff, factor::send_own),
        post("/console/account/factor/unbind", AnyStaff, factor::unbind_own),
        get("/console/account/sessions", AnyStaff, sessions::show),
        post("/console/account/sessions/{id}/end", AnyStaff, sessions::end),
        get("/console/account/help", AnyStaff, help::show),
    ]
}

/// A page of the steps of signing in.
struct StepPage<'a> {
    status: StatusCode,
    csrf: &'a str,
    flashes: &'a Flashes,
    template: &'a str,
    title: &'a str,
}

fn step_page(web: &Web, page: &StepPage<'_>, values: Value) -> Result<Response, WebError> {
    let html = plain_page(web, page.csrf, page.flashes, page.template, page.title, values)?;
    Ok((page.status, Html(html)).into_response())
}

fn add_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(value) = cookie {
        response.headers_mut().append(axum::http::header::SET_COOKIE, value);
    }
}
