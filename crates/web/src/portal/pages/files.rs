//! Files of public items. Nothing is ever run in the browser: pictures, sound and films are shown, everything else is
//! handed over for saving, and no type is guessed.

use app::context::tag;
use app::item::public::PublicFile;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use door::has_version;

use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::site::DependsOn;

/// Types that a browser shows without running anything.
const SHOWN: [&str; 8] =
    ["image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg", "audio/mp4"];

/// `/files/{id}/{name}`
pub async fn show(portal: Portal, Path((id, _name)): Path<(i64, String)>) -> Result<Response, WebError> {
    let known = |hash: &str| has_version(&portal.headers, &etag_of(hash));
    let file = app::item::public::file(portal.web.app(), id, known).await?.ok_or_else(WebError::not_found)?;
    let max_age = portal.web.app().settings().number("display.cache_seconds");
    let mut answer = answer(&portal.headers, &file, max_age);
    answer.extensions_mut().insert(DependsOn(vec![tag::item(file.item_id)]));
    Ok(answer)
}

fn etag_of(hash: &str) -> String {
    format!("\"{hash}\"")
}

fn answer(visitor: &HeaderMap, file: &PublicFile, max_age: i64) -> Response {
    let mut headers = file_headers(&file.name, &file.media_type);
    let rule = if max_age > 0 { format!("public, max-age={max_age}") } else { "no-cache".to_string() };
    put(&mut headers, header::CACHE_CONTROL, &rule);
    put(&mut headers, header::ETAG, &etag_of(&file.hash));
    put(&mut headers, header::ACCEPT_RANGES, "bytes");
    if has_version(visitor, &etag_of(&file.hash)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let asked = visitor.get(header::RANGE).and_then(|v| v.to_str().ok());
    match asked.and_then(|text| range_of(text, file.bytes.len())) {
        Some((from, until)) => part(headers, &file.bytes, from, until),
        None => (headers, file.bytes.clone()).into_response(),
    }
}

/// The headers with which any uploaded file is handed out, to the public or in the console.
#[must_use]
pub fn file_headers(name: &str, media_type: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let shown = SHOWN.contains(&media_type);
    put(
        &mut headers,
        header::CONTENT_TYPE,
        if media_type.is_empty() { "application/octet-stream" } else { media_type },
    );
    let way = if shown { "inline" } else { "attachment" };
    put(&mut headers, header::CONTENT_DISPOSITION, &format!("{way}; filename*=UTF-8''{}", percent(name)));
    put(&mut headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(&mut headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    headers
}

fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// One range of bytes, `until` exclusive; several ranges, and what lies outside, are answered with the whole file.
fn range_of(text: &str, size: usize) -> Option<(usize, usize)> {
    let (from, until) = text.strip_prefix("bytes=")?.split_once('-')?;
    let (from, until) = match (from.trim(), until.trim()) {
        ("", last) => (size.checked_sub(last.parse().ok()?)?, size),
        (from, "") => (from.parse().ok()?, size),
        (from, last) => (from.parse().ok()?, last.parse::<usize>().ok()?.saturating_add(1).min(size)),
    };
    (from < until).then_some((from, until))
}

fn part(mut headers: HeaderMap, bytes: &Bytes, from: usize, until: usize) -> Response {
    put(&mut headers, header::CONTENT_RANGE, &format!("bytes {from}-{}/{}", until - 1, bytes.len()));
    (StatusCode::PARTIAL_CONTENT, headers, bytes.slice(from..until)).into_response()
}

/// RFC 8187: everything but letters, digits and a few marks as bytes.
fn percent(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_harmless_types_are_shown_and_names_are_whole() {
        let way = |kind: &str| {
            file_headers("年报 2018\".pdf", kind)[header::CONTENT_DISPOSITION].to_str().unwrap().to_string()
        };
        assert_eq!(way("application/pdf"), "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5%202018%22.pdf");
        assert!(way("image/png").starts_with("inline"));
        for kind in ["text/html", "image/svg+xml", "application/xml", ""] {
            assert!(way(kind).starts_with("attachment"), "{kind}");
        }
    }

    #[test]
    fn ranges_lie_within_the_file() {
        let table = [
            ("bytes=0-3", Some((0, 4))),
            ("bytes=4-", Some((4, 10))),
            ("bytes=-3", Some((7, 10))),
            ("bytes=5-99", Some((5, 10))),
            ("bytes=10-", None),
            ("bytes=4-2", None),
            ("items=0-1", None),
            ("bytes=0-1,3-4", None),
        ];
        for (text, range) in table {
            assert_eq!(range_of(text, 10), range, "{text}");
        }
    }
}
