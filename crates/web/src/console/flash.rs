//! Messages for the next page, after a form was done and its sender is led on. They travel in a cookie that is sealed,
//! so that nobody else can put words into the console's mouth, and are shown once.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use super::session::{drop_cookie, set_cookie};
use crate::security::cookies::cookie;
use crate::state::Web;

const COOKIE: &str = "gk_flash";
const PURPOSE: &str = "flash";
/// A message that was not shown by then is of no use.
const SECONDS: i64 = 60;
/// Longest message, in characters: a cookie holds about 4 KB.
const MAX_TEXT: usize = 300;

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Ok,
    Info,
    Warning,
    Error,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    pub level: Level,
    pub text: String,
}

/// The messages of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flashes(pub Vec<Flash>);

impl Flash {
    /// It was done.
    #[must_use]
    pub fn ok(text: impl Into<String>) -> Self {
        Self { level: Level::Ok, text: text.into() }
    }

    /// It was done, but mind this.
    #[must_use]
    pub fn warning(text: impl Into<String>) -> Self {
        Self { level: Level::Warning, text: text.into() }
    }

    /// It was not done.
    #[must_use]
    pub fn error(text: impl Into<String>) -> Self {
        Self { level: Level::Error, text: text.into() }
    }

    /// Leads on to `to`, where the message is shown.
    #[must_use]
    pub fn redirect(self, web: &Web, to: &str) -> Response {
        let mut response = Redirect::to(to).into_response();
        let text = self.text.chars().take(MAX_TEXT).collect();
        let plain = serde_json::to_vec(&Flashes(vec![Self { text, ..self }])).unwrap_or_default();
        let sealed = web.app().keys().seal(web.app().random(), PURPOSE, &plain);
        if let Some(value) = sealed.ok().and_then(|s| set_cookie(web, COOKIE, &s, Some(SECONDS))) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

impl Flashes {
    /// The messages that the request brings.
    #[must_use]
    pub fn read(web: &Web, headers: &HeaderMap) -> Self {
        let opened = cookie(headers, COOKIE).and_then(|sealed| web.app().keys().open(PURPOSE, sealed).ok());
        opened.and_then(|plain| serde_json::from_slice(&plain).ok()).unwrap_or_default()
    }
}

/// They were shown.
pub fn clear(web: &Web, response: &mut Response) {
    if let Some(value) = drop_cookie(web, COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
