//! Rendered pages by address, each tagged with what it showed. A miss renders once for all who wait; a purge by tag
//! takes effect before the change that caused it is acknowledged.
//!
//! Not a cache of answers to forms, searches or errors: only what a handler gives as a [`Page`].

mod page;
mod tags;

use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use app::App;
use moka::notification::RemovalCause;
use moka::sync::Cache;
use tokio::sync::OnceCell;

use crate::errors::WebError;
pub use page::{Freshness, Page, packed_version};
use tags::TagIndex;

/// A page larger than this is rendered each time: a few of them would push out everything else.
const MAX_PAGE: usize = 1024 * 1024;

/// What a page depends on beside the records.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageKey {
    /// Scheme, host and site path, which stand in the page's links.
    pub base: String,
    pub path: String,
    /// The parameters that the handler read, in its own spelling.
    pub query: String,
    /// The legal date: validity and "today" change with it.
    pub day: String,
}

/// How often pages were at hand.
#[derive(Debug, Default)]
pub struct Tally {
    pub hits: AtomicU64,
    pub misses: AtomicU64,
    pub purged: AtomicU64,
}

type Flight = Arc<OnceCell<Arc<Page>>>;
type Flights = Mutex<HashMap<(PageKey, u64), Flight>>;

/// One visitor's part in a rendering. The last to leave, also one who hangs up, takes the flight off the list.
struct Seat<'a> {
    flights: &'a Flights,
    place: (PageKey, u64),
    page: Flight,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        // The list's own and this visitor's: nobody else waits.
        let last = Arc::strong_count(&self.page) <= 2;
        let own = flights.get(&self.place).is_some_and(|other| Arc::ptr_eq(other, &self.page));
        if own && (last || self.page.initialized()) {
            flights.remove(&self.place);
        }
    }
}

struct Inner {
    pages: Cache<PageKey, Arc<Page>>,
    tags: Arc<TagIndex>,
    /// Pages being rendered, by key and the generation they began under: who comes after a purge does not join one
    /// that began before it.
    flights: Flights,
    /// Held while a page is put in and while pages are purged, so that no page is found that a purge has missed.
    changing: Mutex<()>,
    tally: Tally,
}

/// The cache. Clones share one.
#[derive(Clone)]
pub struct PageCache {
    inner: Arc<Inner>,
}

impl PageCache {
    /// A cache of at most `bytes` of pages.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        let tags = Arc::new(TagIndex::default());
        let forgotten = Arc::clone(&tags);
        let pages = Cache::builder()
            .max_capacity(bytes)
            .weigher(|key: &PageKey, page: &Arc<Page>| {
                u32::try_from(page.weight() + key.path.len() + key.query.len() + 256).unwrap_or(u32::MAX)
            })
            .eviction_listener(move |key: Arc<PageKey>, page: Arc<Page>, cause| {
                if cause != RemovalCause::Replaced {
                    forgotten.forget(&key, page.serial(), page.tags());
                }
            })
            .build();
        let (flights, changing) = (Mutex::new(HashMap::new()), Mutex::new(()));
        Self { inner: Arc::new(Inner { pages, tags, flights, changing, tally: Tally::default() }) }
    }

    /// The page of `key`, rendered by `render` where it is not at hand.
    ///
    /// # Errors
    /// What `render` answers; errors are neither kept nor shared.
    pub async fn get<F, R>(&self, app: &App, key: PageKey, render: F) -> Result<Arc<Page>, WebError>
    where
        F: FnOnce() -> R,
        R: Future<Output = Result<Page, WebError>>,
    {
        if let Some(page) = self.inner.pages.get(&key) {
            self.inner.tally.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(page);
        }
        self.inner.tally.misses.fetch_add(1, Ordering::Relaxed);
        let generation = app.generation();
        let flight = self.join(&key, generation);
        let rendered = flight.page.get_or_try_init(|| async { render().await.map(Arc::new) }).await.cloned();
        drop(flight);
        let page = rendered?;
        if page.freshness() == Freshness::Kept && page.weight() <= MAX_PAGE {
            self.keep(app, key, &page, generation);
        }
        Ok(page)
    }

    fn join(&self, key: &PageKey, generation: u64) -> Seat<'_> {
        let place = (key.clone(), generation);
        let mut flights = self.inner.flights.lock().unwrap_or_else(PoisonError::into_inner);
        let page = Arc::clone(flights.entry(place.clone()).or_default());
        Seat { flights: &self.inner.flights, place, page }
    }

    /// Keeps a page that was rendered under `generation`, unless a purge came meanwhile. The generation grows before
    /// pages are purged: a purge that is not seen here comes after, and finds the page.
    fn keep(&self, app: &App, key: PageKey, page: &Arc<Page>, generation: u64) {
        let _alone = self.inner.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if app.generation() != generation {
            return;
        }
        self.inner.tags.remember(&key, page.serial(), page.tags());
        self.inner.pages.insert(key, Arc::clone(page));
    }

    /// Drops every page that bears one of the tags.
    pub fn purge(&self, tags: &[String]) {
        let _alone = self.inner.changing.lock().unwrap_or_else(PoisonError::into_inner);
        for key in self.inner.tags.take(tags) {
            self.inner.tally.purged.fetch_add(1, Ordering::Relaxed);
            self.inner.pages.invalidate(&key);
        }
    }

    /// Hits, misses and purged pages so far.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.inner.tally
    }

    /// Bytes and number of pages, about.
    #[must_use]
    pub fn size(&self) -> (u64, u64) {
        (self.inner.pages.weighted_size(), self.inner.pages.entry_count())
    }
}

#[cfg(test)]
mod tests;
