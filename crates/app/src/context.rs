//! What every use case stands on: records, files, index, clock, randomness, keys, fonts, and the snapshots of directory
//! and settings. Wired by the binary or the testkit; nothing here is global.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

pub use documents::write::Fonts;
use domain::time::Moment;
use search::SearchIndex;
use store::{Files, Store, Work};
use tokio::sync::Notify;

use crate::directory::Directory;
use crate::error::AppError;
pub use crate::in_force::Data;
use crate::in_force::Settings;
use crate::keys::MasterKey;
pub use crate::random::Random;

/// The clock, passed in: the system's in the binary, a fixed one in tests.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Moment + Send + Sync>);

impl Clock {
    /// A clock that asks `now`.
    pub fn new(now: impl Fn() -> Moment + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Moment {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// What an [`App`] is made of.
pub struct Parts {
    pub store: Store,
    pub files: Files,
    pub index: SearchIndex,
    pub clock: Clock,
    pub random: Random,
    pub keys: MasterKey,
    /// The program that parses strangers' files in a child process (`gongkai parse`).
    pub parser: PathBuf,
    /// What letters and reports are set in; read once for the whole process.
    pub fonts: Fonts,
}

struct Inner {
    parts: Parts,
    directory: RwLock<Arc<Directory>>,
    settings: RwLock<Arc<Settings>>,
    cursor: AtomicI64,
    generation: AtomicU64,
    followers: RwLock<Vec<Follower>>,
    work_waiting: Notify,
    shared: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

type Follower = Box<dyn Fn(&[String]) + Send + Sync>;

/// The program without its doors. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    clock: Clock,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("store", &self.inner.parts.store).finish_non_exhaustive()
    }
}

impl App {
    /// Starts on migrated records.
    ///
    /// # Errors
    /// When directory or settings cannot be read.
    pub async fn start(parts: Parts) -> Result<Self, AppError> {
        let cursor = store::changes::latest(parts.store.read()).await?;
        let directory = Directory::load(parts.store.read()).await?;
        let settings = Settings::load(parts.store.read()).await?;
        let inner = Inner {
            parts,
            directory: RwLock::new(Arc::new(directory)),
            settings: RwLock::new(Arc::new(settings)),
            cursor: AtomicI64::new(cursor),
            generation: AtomicU64::new(0),
            followers: RwLock::new(Vec::new()),
            work_waiting: Notify::new(),
            shared: Mutex::new(HashMap::new()),
        };
        let clock = inner.parts.clock.clone();
        Ok(Self { inner: Arc::new(inner), clock })
    }

    /// The records.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.inner.parts.files
    }

    /// The search index.
    #[must_use]
    pub fn index(&self) -> &SearchIndex {
        &self.inner.parts.index
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The same program at another moment: the demo replays a history through the use cases with it.
    pub(crate) fn at(&self, moment: Moment) -> Self {
        Self { inner: Arc::clone(&self.inner), clock: Clock::new(move || moment) }
    }

    /// Randomness.
    #[must_use]
    pub fn random(&self) -> &Random {
        &self.inner.parts.random
    }

    /// The master key.
    #[must_use]
    pub fn keys(&self) -> &MasterKey {
        &self.inner.parts.keys
    }

    /// The program that parses strangers' files.
    #[must_use]
    pub fn parser(&self) -> &std::path::Path {
        &self.inner.parts.parser
    }

    /// What letters and reports are set in.
    #[must_use]
    pub fn fonts(&self) -> &Fonts {
        &self.inner.parts.fonts
    }

    /// Agencies, sites, sections, topics and kinds as they stand.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.inner.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.inner.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether this is a demo city.
    #[must_use]
    pub fn data(&self) -> Data {
        self.settings().data()
    }

    /// Calls `follower` with the tags of every change, from this process or another.
    pub fn follow(&self, follower: impl Fn(&[String]) + Send + Sync + 'static) {
        self.inner.followers.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(follower));
    }

    /// Grows with every purge: what was rendered under an older generation must not be kept.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.inner.generation.load(Ordering::Acquire)
    }

    /// Begins the transaction of a use case.
    pub(crate) async fn begin(&self) -> Result<Work, AppError> {
        Ok(self.store().begin().await?)
    }

    /// Commits a use case; when this returns, this process shows the change.
    pub(crate) async fn commit(&self, work: Work) -> Result<(), AppError> {
        work.commit(self.now()).await?;
        self.catch_up().await?;
        self.wake_workers();
        Ok(())
    }

    /// Shows what another process changed, and lets the workers look at once for what it left to do.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn follow_others(&self) -> Result<(), AppError> {
        if self.catch_up().await? {
            self.wake_workers();
        }
        Ok(())
    }

    /// Follows the change log up to its end: drops pages and renews the snapshots. Tells whether there was anything.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn catch_up(&self) -> Result<bool, AppError> {
        let mut changed = false;
        loop {
            let cursor = self.inner.cursor.load(Ordering::Acquire);
            let changes = store::changes::list_after(self.store().read(), cursor, 1_000).await?;
            let Some(last) = changes.last().map(|c| c.seq) else {
                return Ok(changed);
            };
            changed = true;
            let tags: Vec<String> = changes.into_iter().map(|c| c.tag).collect();
            self.renew(&tags).await?;
            self.inner.generation.fetch_add(1, Ordering::AcqRel);
            for follower in self.inner.followers.read().unwrap_or_else(PoisonError::into_inner).iter() {
                follower(&tags);
            }
            self.inner.cursor.fetch_max(last, Ordering::AcqRel);
        }
    }

    async fn renew(&self, tags: &[String]) -> Result<(), AppError> {
        if tags.iter().any(|t| t == tag::DIRECTORY) {
            let fresh = Arc::new(Directory::load(self.store().read()).await?);
            *self.inner.directory.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        if tags.iter().any(|t| t == tag::SETTINGS) {
            let fresh = Arc::new(Settings::load(self.store().read()).await?);
            *self.inner.settings.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        Ok(())
    }

    /// Waits until a change may have left work for the workers.
    pub async fn work_waiting(&self) {
        self.inner.work_waiting.notified().await;
    }

    /// What a stack keeps in memory for the whole program, one of each type, made when first asked for.
    pub(crate) fn shared<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut all = self.inner.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        // The entry of a type holds a value of that type; a fresh one stands in for what cannot be otherwise.
        Arc::clone(kept).downcast().unwrap_or_default()
    }

    /// Wakes the workers, also one that has just looked and is about to wait.
    fn wake_workers(&self) {
        self.inner.work_waiting.notify_waiters();
        self.inner.work_waiting.notify_one();
    }
}

/// The tags of the change log. A page is tagged with what it showed; a change purges the tags of what it touched.
pub mod tag {
    /// Agencies, sites, sections, topics, kinds: shown on every page.
    pub const DIRECTORY: &str = "directory";
    /// The settings.
    pub const SETTINGS: &str = "settings";
    /// Lists that any publishing changes: home, catalogue, search.
    pub const LISTS: &str = "lists";
    /// The published annual reports.
    pub const REPORTS: &str = "reports";

    /// One item's page and wherever it is shown.
    #[must_use]
    pub fn item(id: i64) -> String {
        format!("item:{id}")
    }

    /// A section's lists and feed.
    #[must_use]
    pub fn section(id: i64) -> String {
        format!("section:{id}")
    }

    /// A topic's lists.
    #[must_use]
    pub fn topic(id: i64) -> String {
        format!("topic:{id}")
    }

    /// A part of the sitemap, by its number.
    #[must_use]
    pub fn sitemap(part: i64) -> String {
        format!("sitemap:{part}")
    }

    /// Ids that a part of the sitemap spans: so many addresses at most are written anew when one of them changes. The
    /// protocol's limit is 50,000 a file.
    pub const SITEMAP_SPAN: i64 = 5_000;

    /// The part of the sitemap that an item stands in, from 1.
    #[must_use]
    pub const fn sitemap_part(item: i64) -> i64 {
        (item - 1) / SITEMAP_SPAN + 1
    }
}
