//! The session of a request: its cookie, and the extractor that console handlers take.

use app::identity::{Authenticated, SignedInAccount, Stage};
use app::{AppError, Caller};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use domain::time::Moment;

use super::flash::Flashes;
use crate::errors::WebError;
use crate::security::address;
use crate::security::cookies::cookie;
use crate::state::{Cookies, Web};

/// The name of the session's cookie.
pub const COOKIE: &str = "gk_session";
/// The name of the cookie from before the session, from which the token of the sign-in form is derived.
pub const PRE_COOKIE: &str = "gk_pre";

/// A session at whatever stage, found by the gate.
#[derive(Debug, Clone)]
pub struct Session {
    pub token: String,
    pub caller: Caller,
    pub stage: Stage,
    pub account: SignedInAccount,
    pub csrf: String,
    pub expires_at: Moment,
}

/// Somebody who has come all the way in: what a console handler takes.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// For the use cases.
    pub caller: Caller,
    pub account: SignedInAccount,
    /// What every form carries.
    pub csrf: String,
    pub expires_at: Moment,
    /// For use cases on the session itself.
    pub token: String,
    /// Messages from the step before.
    pub flashes: Flashes,
    /// The path asked for; says where in the navigation we are.
    pub path: String,
}

/// The session of the request's cookie; none when there is no open one.
///
/// # Errors
/// When the records cannot be read.
pub async fn find(web: &Web, headers: &HeaderMap, address: &str) -> Result<Option<Session>, AppError> {
    let Some(token) = cookie(headers, COOKIE) else {
        return Ok(None);
    };
    match app::identity::authenticate(web.app(), token, address).await {
        Ok(found) => Ok(Some(Session::of(token, found))),
        Err(AppError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Session {
    fn of(token: &str, found: Authenticated) -> Self {
        Self {
            token: token.to_string(),
            caller: found.caller,
            stage: found.stage,
            account: found.account,
            csrf: found.csrf,
            expires_at: found.expires_at,
        }
    }
}

/// The page of a stage that still lacks something.
#[must_use]
pub const fn page_of(stage: Stage) -> &'static str {
    match stage {
        Stage::SecondFactor => "/console/login/code",
        Stage::BindSecondFactor => "/console/login/bind",
        Stage::ChangePassword => "/console/login/password",
        Stage::Full => "/console",
    }
}

/// A cookie of the console; it lives as long as the browser's session, or `max_age` seconds.
#[must_use]
pub fn set_cookie(web: &Web, name: &str, value: &str, max_age: Option<i64>) -> Option<HeaderValue> {
    let secure = if web.config().cookies == Cookies::Secure { "; Secure" } else { "" };
    let age = max_age.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    HeaderValue::from_str(&format!("{name}={value}; Path=/console; HttpOnly; SameSite=Lax{secure}{age}")).ok()
}

/// Takes a cookie of the console away.
#[must_use]
pub fn drop_cookie(web: &Web, name: &str) -> Option<HeaderValue> {
    set_cookie(web, name, "", Some(0))
}

/// A page of the console to return to; anything else, and anything that could lead elsewhere, becomes the start page.
#[must_use]
pub fn safe_next(next: &str) -> &str {
    let plain = next.chars().all(|c| !c.is_control() && c != '\\') && !next.contains("//");
    let ours = next == "/console" || next.starts_with("/console/") || next.starts_with("/console?");
    let step = next.starts_with("/console/login") || next.starts_with("/console/logout");
    if plain && ours && !step { next } else { "/console" }
}

impl FromRequestParts<Web> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _web: &Web) -> Result<Self, WebError> {
        let session = parts.extensions.get::<Session>().filter(|s| s.stage == Stage::Full);
        let session = session.cloned().ok_or_else(|| WebError::problem("sign_in_needed"))?;
        let Session { token, caller, account, csrf, expires_at, .. } = session;
        let flashes = parts.extensions.get::<Flashes>().cloned().unwrap_or_default();
        Ok(Self { caller, account, csrf, expires_at, token, flashes, path: parts.uri.path().to_string() })
    }
}

/// The visitor's address, for handlers.
#[derive(Debug, Clone)]
pub struct Address(pub String);

impl FromRequestParts<Web> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self(address::of_parts(parts, web.config().proxy)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_led_elsewhere() {
        let table = [
            ("/console/items/3?tab=way", "/console/items/3?tab=way"),
            ("/console", "/console"),
            ("//evil.example", "/console"),
            ("https://evil.example", "/console"),
            ("/console//evil.example", "/console"),
            ("/console\\evil", "/console"),
            ("/consolevil", "/console"),
            ("/console/login", "/console"),
            ("", "/console"),
        ];
        for (next, led) in table {
            assert_eq!(safe_next(next), led, "{next}");
        }
    }
}
