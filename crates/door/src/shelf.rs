//! Whole answers that lie ready, found by what the request says: host, address, the scheme that a proxy names, and
//! whether gzip is taken. Filled by the router's own answers; emptied as a whole whenever anything public changes, since
//! filling it again costs each address one way through the router, and so no purge can be forgotten.
//!
//! Not the page cache: that is larger, knows what a page showed, and outlives changes elsewhere.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderMap, Response, StatusCode, header};

use crate::asking::Asking;
use crate::body::Body;
use crate::negotiate::{knows, takes_gzip};

/// Parts that are locked apart, so that the processors do not wait for each other.
const PARTS: usize = 16;
/// Bytes of answers that one part holds; a part that is full is emptied.
const PART_BYTES: usize = 1 << 20;
/// What an answer takes beside its body and its address: mostly its headers.
const BESIDE: usize = 4_000;
/// A longer address is nobody's often read page.
const LONGEST_KEY: usize = 300;

/// Hears of each answer given from the shelf, for counting.
pub trait Given: Send + Sync {
    /// An answer with this status went to a visitor whose program calls itself `agent`.
    fn given(&self, status: StatusCode, agent: &str);
}

/// Where the answer to a request would lie. Travels with the request through the router, which may put it there.
#[derive(Debug, Clone)]
pub struct Place {
    key: Box<[u8]>,
    round: u64,
    takes_gzip: bool,
}

impl Place {
    /// Whether the answer has to be in the form for visitors who take gzip.
    #[must_use]
    pub const fn takes_gzip(&self) -> bool {
        self.takes_gzip
    }
}

/// An answer with status 200.
pub struct Ready {
    /// All headers but the length and the date.
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Milliseconds since 1970 UTC from which it is not given any more.
    pub until: i64,
    pub counted: Arc<dyn Given>,
}

/// An answer as it is kept: for the library, and as the bytes that it would send, without the date and the empty line.
pub(crate) struct Kept {
    ready: Ready,
    etag: String,
    round: u64,
    whole: Bytes,
    unchanged: Bytes,
}

impl Kept {
    fn of(mut ready: Ready, round: u64) -> Self {
        let etag = ready.headers.get(header::ETAG).and_then(|etag| etag.to_str().ok()).unwrap_or_default().to_owned();
        let mut less = ready.headers.clone();
        less.remove(header::CONTENT_ENCODING);
        let unchanged = head("304 Not Modified", &less);
        ready.headers.insert(header::CONTENT_LENGTH, ready.body.len().into());
        let whole = head("200 OK", &ready.headers);
        Self { ready, etag, round, whole, unchanged }
    }

    fn weight(&self, key: &[u8]) -> usize {
        self.ready.body.len() + key.len() + BESIDE
    }
}

fn head(status: &str, headers: &HeaderMap) -> Bytes {
    let mut bytes = BytesMut::with_capacity(1_024);
    for part in ["HTTP/1.1 ", status, "\r\n"] {
        bytes.put_slice(part.as_bytes());
    }
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            bytes.put_slice(part);
        }
    }
    bytes.freeze()
}

/// An answer found, as this visitor gets it.
pub(crate) struct Found {
    kept: Arc<Kept>,
    known: bool,
}

impl Found {
    /// For the library to send.
    pub fn response(&self) -> Response<Body> {
        let ready = &self.kept.ready;
        let body = if self.known { Bytes::new() } else { ready.body.clone() };
        let mut response = Response::new(Body::ready(body));
        *response.headers_mut() = ready.headers.clone();
        if self.known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().remove(header::CONTENT_ENCODING);
            response.headers_mut().remove(header::CONTENT_LENGTH);
        }
        response
    }

    /// The bytes before and after the date and the empty line.
    pub fn bytes(&self) -> (Bytes, Bytes) {
        if self.known {
            (self.kept.unchanged.clone(), Bytes::new())
        } else {
            (self.kept.whole.clone(), self.kept.ready.body.clone())
        }
    }
}

#[derive(Default)]
struct Part {
    answers: HashMap<Box<[u8]>, Arc<Kept>>,
    bytes: usize,
}

/// The answers that lie ready.
pub struct Shelf {
    parts: [RwLock<Part>; PARTS],
    round: AtomicU64,
    now: Box<dyn Fn() -> i64 + Send + Sync>,
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("round", &self.round).finish_non_exhaustive()
    }
}

impl Shelf {
    /// An empty shelf; `now` tells milliseconds since 1970 UTC.
    pub fn new(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self { parts: Default::default(), round: AtomicU64::new(0), now: Box::new(now) }
    }

    /// Where the answer to a request lies or would lie.
    pub(crate) fn place(&self, asking: &Asking<'_>) -> Option<Place> {
        let takes_gzip = takes_gzip(asking.forms);
        let length = asking.host.len() + asking.scheme.len() + asking.address.len() + 3;
        if length > LONGEST_KEY {
            return None;
        }
        let mut key = Vec::with_capacity(length);
        key.push(u8::from(takes_gzip));
        // None of the three holds a line break, so that they cannot run into each other.
        for part in [asking.scheme, b"\n", asking.host, b"\n", asking.address] {
            key.extend_from_slice(part);
        }
        Some(Place { key: key.into_boxed_slice(), round: self.round.load(Ordering::Acquire), takes_gzip })
    }

    /// The answer that lies at `place`; it counts as given.
    pub(crate) fn find(&self, place: &Place, asking: &Asking<'_>) -> Option<Found> {
        let kept = self.read(&place.key).answers.get(&place.key).map(Arc::clone)?;
        if kept.round != self.round.load(Ordering::Acquire) || kept.ready.until <= (self.now)() {
            return None;
        }
        let known = knows(asking.known, &kept.etag);
        kept.ready.counted.given(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK }, asking.agent);
        Some(Found { kept, known })
    }

    /// Puts an answer at its place, unless the shelf was cleared since the place was looked up: it may have been made
    /// before what cleared it.
    pub fn put(&self, place: &Place, ready: Ready) {
        let kept = Kept::of(ready, place.round);
        let weight = kept.weight(&place.key);
        let mut part = self.write(&place.key);
        if kept.round != self.round.load(Ordering::Acquire) || weight > PART_BYTES {
            return;
        }
        if part.bytes + weight > PART_BYTES {
            *part = Part::default();
        }
        if let Some(former) = part.answers.insert(place.key.clone(), Arc::new(kept)) {
            part.bytes = part.bytes.saturating_sub(former.weight(&place.key));
        }
        part.bytes += weight;
    }

    /// Takes everything off. What is under way to the shelf does not reach it.
    pub fn clear(&self) {
        self.round.fetch_add(1, Ordering::AcqRel);
        for part in &self.parts {
            *part.write().unwrap_or_else(PoisonError::into_inner) = Part::default();
        }
    }

    fn part(&self, key: &[u8]) -> &RwLock<Part> {
        // Addresses differ at their end.
        let sum =
            key.iter().rev().take(8).fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
        let [first, ..] = &self.parts;
        self.parts.get(sum % PARTS).unwrap_or(first)
    }

    fn read(&self, key: &[u8]) -> RwLockReadGuard<'_, Part> {
        self.part(key).read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, key: &[u8]) -> RwLockWriteGuard<'_, Part> {
        self.part(key).write().unwrap_or_else(PoisonError::into_inner)
    }
}
