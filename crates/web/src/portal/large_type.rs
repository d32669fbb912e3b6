//! The pages for the elderly (长辈版): large type and strong contrast, for who chose it, also without script. The choice
//! is a cookie of the visitor's that says nothing else; pages are the same but for a class, and nobody else is given
//! them.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use door::LARGE_TYPE;
use http_body_util::BodyExt;

use super::frame::Portal;
use super::request::sent::SmallForm;
use super::site::stays_on_host;
use crate::routes::{Access, Route, post};
use crate::security::cookies::cookie;

/// How long the choice is kept, in seconds: a year.
const KEPT: u32 = 365 * 24 * 60 * 60;
/// What the cookie says.
const CHOSEN: &str = "1";
/// The class that the style sheet knows.
const CLASS: &str = "large";
/// The start of a page, in which its root element stands.
const START: usize = 2_000;

/// The route of the choice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![post("/large-type", Access::Public, choose)]
}

/// `POST /large-type`: keeps the choice and leads back to the page.
async fn choose(portal: Portal, SmallForm(typed): SmallForm) -> Response {
    let chosen = typed.trimmed("type") == CLASS;
    let secure = if portal.asked.origin.starts_with("https://") { "; Secure" } else { "" };
    let seconds = if chosen { KEPT } else { 0 };
    let cookie = format!("{LARGE_TYPE}={CHOSEN}; Path=/; Max-Age={seconds}; SameSite=Lax{secure}");
    let to = came_from(&portal.headers).unwrap_or_else(|| portal.url("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::SET_COOKIE, cookie)]).into_response()
}

/// Path and query of the page with the form.
fn came_from(headers: &HeaderMap) -> Option<String> {
    let page: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let path = page.path_and_query()?.as_str();
    stays_on_host(path).then(|| path.to_string())
}

fn is_chosen(headers: &HeaderMap) -> bool {
    cookie(headers, LARGE_TYPE) == Some(CHOSEN)
}

/// Sets the class on pages for who chose it.
pub async fn dress(mut request: Request, next: Next) -> Response {
    if !is_chosen(request.headers()) {
        return next.run(request).await;
    }
    // The page as it is, whole and not packed.
    for name in [header::ACCEPT_ENCODING, header::IF_NONE_MATCH] {
        request.headers_mut().remove(name);
    }
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if !kind.starts_with(b"text/html") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let page = match body.collect().await {
        Ok(page) => page.to_bytes(),
        Err(error) => {
            tracing::error!(%error, "a page for large type broke off");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    for name in [header::ETAG, header::CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    let kept_by_nobody = parts.headers.get(header::CACHE_CONTROL).is_some_and(|rule| rule == "no-store");
    if !kept_by_nobody {
        parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    Response::from_parts(parts, Body::from(with_class(&page)))
}

/// The page with the class on its root element; as it is where that is not found.
fn with_class(page: &Bytes) -> Bytes {
    let start = page.get(..START.min(page.len())).unwrap_or_default();
    let Some(root) = start.windows(5).position(|bytes| bytes == b"<html") else { return page.clone() };
    let Some(end) = start.iter().skip(root).position(|byte| *byte == b'>').map(|end| root + end) else {
        return page.clone();
    };
    let own: &[u8] = b" class=\"";
    let there = start.get(root..end).and_then(|tag| tag.windows(own.len()).position(|bytes| bytes == own));
    let (at, text) = match there {
        Some(there) => (root + there + own.len(), format!("{CLASS} ")),
        None => (end, format!(" class=\"{CLASS}\"")),
    };
    let (before, after) = page.split_at_checked(at).unwrap_or((page, &[]));
    [before, text.as_bytes(), after].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_stands_on_the_root_element() {
        let table = [
            ("<!doctype html>\n<html lang=\"zh\"><body>", "<!doctype html>\n<html lang=\"zh\" class=\"large\"><body>"),
            ("<html class=\"a\"><p class=\"b\">", "<html class=\"large a\"><p class=\"b\">"),
            ("<html><p class=\"b\">", "<html class=\"large\"><p class=\"b\">"),
            ("<p>", "<p>"),
            ("<html", "<html"),
            ("", ""),
        ];
        for (page, wanted) in table {
            assert_eq!(with_class(&Bytes::from(page)), wanted.as_bytes(), "{page}");
        }
    }

    #[test]
    fn nobody_is_led_to_another_host() {
        let from = |referer: &str| {
            let value = HeaderValue::from_str(referer);
            came_from(&value.map(|value| HeaderMap::from_iter([(header::REFERER, value)])).unwrap_or_default())
        };
        assert_eq!(from("https://city.example/search?q=a&page=2").as_deref(), Some("/search?q=a&page=2"));
        assert_eq!(from("https://city.example").as_deref(), Some("/"));
        for bad in ["https://city.example//evil.example/", "", "nonsense", "https://city.example/\\evil.example"] {
            assert_eq!(from(bad).filter(|path| path != "/"), None, "{bad}");
        }
    }
}
