//! One rendered page: its bytes as they are sent, plain and packed, and what it depends on.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::assets::{accepts_gzip, compress, has_version};

/// Whether a page may be given to the next visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Until a tag of it is purged.
    Kept,
    /// Rendered each time.
    Once,
}

static SERIAL: AtomicU64 = AtomicU64::new(1);

/// A rendered page.
#[derive(Debug)]
pub struct Page {
    /// Tells two pages of one address apart.
    serial: u64,
    media_type: &'static str,
    body: Bytes,
    gzip: Option<Bytes>,
    etag: String,
    tags: Vec<String>,
    freshness: Freshness,
}

impl Page {
    /// A page that may be kept, dependent on `tags`.
    #[must_use]
    pub fn new(media_type: &'static str, body: impl Into<Bytes>, tags: Vec<String>) -> Self {
        let body = body.into();
        let hash = hex::encode(Sha256::digest(&body));
        Self {
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
            media_type,
            gzip: compress(media_type, &body),
            etag: format!("\"{}\"", hash.get(..20).unwrap_or(&hash)),
            body,
            tags,
            freshness: Freshness::Kept,
        }
    }

    /// The same page, not to be kept.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.freshness = Freshness::Once;
        self
    }

    /// Tells two pages of one address apart.
    #[must_use]
    pub const fn serial(&self) -> u64 {
        self.serial
    }

    /// Whether it may be kept.
    #[must_use]
    pub const fn freshness(&self) -> Freshness {
        self.freshness
    }

    /// What it depends on.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// The plain bytes.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Bytes held in memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.body.len()
            + self.gzip.as_ref().map_or(0, Bytes::len)
            + self.tags.iter().map(|t| t.len() + 24).sum::<usize>()
    }

    /// The answer to a visitor: what he has already is not sent again. Browsers may use it for `max_age` seconds
    /// unasked; with 0 they ask each time.
    #[must_use]
    pub fn answer(&self, visitor: &HeaderMap, max_age: i64) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        let rule = if max_age > 0 { format!("public, max-age={max_age}") } else { "no-cache".to_string() };
        for (name, value) in [(header::CACHE_CONTROL, rule), (header::ETAG, self.etag.clone())] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        if has_version(visitor, &self.etag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        match self.gzip.as_ref().filter(|_| accepts_gzip(visitor)) {
            Some(packed) => {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                (headers, packed.clone()).into_response()
            }
            None => (headers, self.body.clone()).into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn visitor(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.clone(), HeaderValue::from_str(v).unwrap())).collect()
    }

    #[test]
    fn what_the_visitor_has_is_not_sent_again() {
        let page = Page::new("text/html; charset=utf-8", "政务公开".repeat(500), vec![]);
        let first = page.answer(&HeaderMap::new(), 0);
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[header::CACHE_CONTROL], "no-cache");
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_string();
        let again = page.answer(&visitor(&[(header::IF_NONE_MATCH, &format!("W/{tag}"))]), 60);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()[header::CACHE_CONTROL], "public, max-age=60");
        let packed = page.answer(&visitor(&[(header::ACCEPT_ENCODING, "gzip")]), 0);
        assert_eq!(packed.headers()[header::CONTENT_ENCODING], "gzip");
    }
}
