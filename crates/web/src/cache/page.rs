//! One rendered page: its bytes, packed where that makes them fewer, and what it depends on.

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use door::{accepts_gzip, has_version};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use crate::assets::compress;

/// Whether a page may be given to the next visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Until a tag of it is purged.
    Kept,
    /// Rendered each time.
    Once,
}

/// What a tag of a page takes beside its letters: mostly the page's address in the index of tags.
const TAG: usize = 250;

static SERIAL: AtomicU64 = AtomicU64::new(1);

/// What is kept of a page. Nearly every browser takes it packed; for the others it is unpacked each time, which costs
/// less than the memory that both forms of every page would take.
#[derive(Debug)]
enum Body {
    Plain(Bytes),
    Packed(Bytes),
}

/// The entity tag of the packed form of what has this hash.
#[must_use]
pub fn packed_version(hash: &str) -> String {
    format!("\"{hash}-gzip\"")
}

/// A rendered page.
#[derive(Debug)]
pub struct Page {
    /// Tells two pages of one address apart.
    serial: u64,
    media_type: &'static str,
    body: Body,
    /// Of the plain bytes.
    hash: String,
    tags: Vec<String>,
    freshness: Freshness,
    /// What each answer says beside what every page's says.
    headers: HeaderMap,
}

impl Page {
    /// A page that may be kept, dependent on `tags`.
    #[must_use]
    pub fn new(media_type: &'static str, body: impl Into<Bytes>, tags: Vec<String>) -> Self {
        let body: Bytes = body.into();
        let hash = hex::encode(Sha256::digest(&body));
        let packed = compress(media_type, &body);
        Self {
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
            media_type,
            hash: hash.get(..20).unwrap_or(&hash).to_owned(),
            body: match packed {
                Some(packed) => Body::Packed(packed),
                // Copied to its size: what was written piece by piece has room for more.
                None => Body::Plain(Bytes::copy_from_slice(&body)),
            },
            tags,
            freshness: Freshness::Kept,
            headers: HeaderMap::new(),
        }
    }

    /// A page for a copy on disk: neither packed nor kept.
    #[must_use]
    pub fn plain(media_type: &'static str, body: impl Into<Bytes>, tags: Vec<String>) -> Self {
        Self {
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
            media_type,
            body: Body::Plain(body.into()),
            hash: String::new(),
            tags,
            freshness: Freshness::Once,
            headers: HeaderMap::new(),
        }
    }

    /// The same page, each answer of which says this, too: from the router, from the cache and at the door.
    #[must_use]
    pub fn with(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
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

    /// What its bytes are.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// The plain bytes.
    #[must_use]
    pub fn body(&self) -> Bytes {
        match &self.body {
            Body::Plain(bytes) => bytes.clone(),
            Body::Packed(packed) => {
                let mut plain = Vec::with_capacity(packed.len() * 4);
                // We packed it ourselves, into memory: there is nothing that could fail.
                if let Err(error) = GzDecoder::new(packed.as_ref()).read_to_end(&mut plain) {
                    tracing::error!("a kept page cannot be unpacked: {error}");
                }
                plain.into()
            }
        }
    }

    /// Bytes held in memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        let (Body::Plain(bytes) | Body::Packed(bytes)) = &self.body;
        bytes.len() + self.tags.iter().map(|t| t.len() + TAG).sum::<usize>()
    }

    /// The answer to a visitor: what he has already is not sent again. Browsers may use it for `max_age` seconds
    /// unasked; with 0 they ask each time.
    #[must_use]
    pub fn answer(&self, visitor: &HeaderMap, max_age: i64) -> Response {
        let gzip = accepts_gzip(visitor);
        if has_version(visitor, &self.version(gzip)) {
            return (StatusCode::NOT_MODIFIED, self.head(gzip, max_age)).into_response();
        }
        self.form(gzip, max_age).into_response()
    }

    /// Headers and bytes for visitors who take gzip, or for the others.
    #[must_use]
    pub fn form(&self, gzip: bool, max_age: i64) -> (HeaderMap, Bytes) {
        let mut headers = self.head(gzip, max_age);
        match &self.body {
            Body::Packed(packed) if gzip => {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                (headers, packed.clone())
            }
            _ => (headers, self.body()),
        }
    }

    /// The entity tag: a strong one means the same bytes, and so each form has its own.
    fn version(&self, gzip: bool) -> String {
        match &self.body {
            Body::Packed(_) if gzip => packed_version(&self.hash),
            _ => format!("\"{}\"", self.hash),
        }
    }

    fn head(&self, gzip: bool, max_age: i64) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
        let rule = if max_age > 0 { format!("public, max-age={max_age}") } else { "no-cache".to_string() };
        for (name, value) in [(header::CACHE_CONTROL, rule), (header::ETAG, self.version(gzip))] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        headers.extend(self.headers.clone());
        headers
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
        let other = packed.headers()[header::ETAG].to_str().unwrap().to_string();
        assert_ne!(other, tag, "other bytes have another tag");
        let takes = |known: &str| visitor(&[(header::ACCEPT_ENCODING, "gzip"), (header::IF_NONE_MATCH, known)]);
        assert_eq!(page.answer(&takes(&other), 0).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(page.answer(&takes(&tag), 0).status(), StatusCode::OK);
        assert_eq!(page.body(), "政务公开".repeat(500).as_bytes(), "who takes no gzip gets the same");
        assert!(page.weight() < 1_000, "only the packed form is kept");
    }
}
