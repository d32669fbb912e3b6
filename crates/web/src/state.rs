//! What every handler stands on: the use cases, the templates, the page cache and how the doors are set up.

use std::path::PathBuf;
use std::sync::Arc;

use app::directory::Directory;
use app::site::ThemeTexts;
use app::visits::{Tally, tally};
use app::{App, AppError};
use door::Shelf;
use sha2::{Digest, Sha256};

use crate::assets::Assets;
use crate::cache::PageCache;
use crate::console::kept::KeptForms;
use crate::observe::Metrics;
use crate::security::rate::RateLimits;
use crate::templates::Templates;
use crate::templates::own::OwnTheme;
use crate::templates::themes::Themes;

/// Where the console answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConsoleAt {
    /// Beside the portal, under `/console`.
    #[default]
    SameListener,
    /// On an address of its own: the portal's listener then knows nothing of `/console`.
    OwnListener,
}

/// Whether something in front of the program names the visitor's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proxy {
    /// Visitors reach the program itself; headers that claim an address are not believed.
    #[default]
    None,
    /// A proxy of ours adds the visitor's address as the last one of `X-Forwarded-For`.
    Trusted,
}

/// Whether cookies may travel over plain HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cookies {
    /// For a machine of one's own, without TLS.
    #[default]
    Plain,
    /// Behind TLS: the browser sends them over HTTPS only.
    Secure,
}

/// Who may read the metrics: they tell how busy which page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetricsFor {
    /// Only programs on this machine.
    #[default]
    ThisMachine,
    /// Whoever reaches a listener; something in front must keep strangers out.
    Everyone,
}

/// How often one address may do what costs much, a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub login: u32,
    pub search: u32,
    /// Completions in the search box.
    pub suggest: u32,
    pub form: u32,
    /// Applications, messages and opinions sent without script, each by itself; where script runs, `form` holds for them.
    pub apply: u32,
}

impl Default for Limits {
    fn default() -> Self {
        // An office of many people can stand behind one address, and a whole quarter behind a mobile carrier's; a search
        // takes some milliseconds.
        Self { login: 30, search: 600, suggest: 600, form: 240, apply: 20 }
    }
}

/// How the doors are set up.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// Scheme and host of the main portal, `https://www.example.gov.cn`; without it each request's own host is used.
    pub public_origin: Option<String>,
    pub console: ConsoleAt,
    pub proxy: Proxy,
    pub cookies: Cookies,
    /// A folder with theme files that go before the embedded ones.
    pub theme_folder: Option<PathBuf>,
    pub limits: Limits,
    pub metrics: MetricsFor,
    /// Memory for rendered pages, in bytes.
    pub cache_bytes: u64,
}

impl Default for WebConfig {
    fn default() -> Self {
        Self {
            public_origin: None,
            console: ConsoleAt::default(),
            proxy: Proxy::default(),
            cookies: Cookies::default(),
            theme_folder: None,
            limits: Limits::default(),
            metrics: MetricsFor::default(),
            cache_bytes: 48 * 1024 * 1024,
        }
    }
}

struct Inner {
    app: App,
    config: WebConfig,
    assets: Arc<Assets>,
    templates: Templates,
    themes: Themes,
    cache: PageCache,
    shelf: Arc<Shelf>,
    rates: RateLimits,
    metrics: Metrics,
    kept_forms: KeptForms,
    visits: Arc<Tally>,
}

/// What every handler stands on. Cheap to clone.
#[derive(Clone)]
pub struct Web {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for Web {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Web").field("config", &self.inner.config).finish_non_exhaustive()
    }
}

impl Web {
    /// Opens the doors of an app; its page cache follows the app's change log from now on.
    ///
    /// # Errors
    /// When a template or a file of the theme folder cannot be read.
    pub fn new(app: App, config: WebConfig) -> Result<Self, AppError> {
        let assets = Arc::new(Assets::load(config.theme_folder.as_deref())?);
        let templates = Templates::load(&assets, config.theme_folder.clone());
        let cache = PageCache::new(config.cache_bytes);
        let clock = app.clone();
        let shelf = Arc::new(Shelf::new(move || clock.now().0));
        let (pages, ready) = (cache.clone(), shelf.clone());
        app.follow(move |tags| {
            pages.purge(tags);
            // After the pages: what is put on the shelf from now on comes from purged ones.
            ready.clear();
        });
        let rates = RateLimits::new(config.limits);
        let (metrics, kept_forms, visits) = (Metrics::default(), KeptForms::default(), tally(&app));
        let themes = Themes::default();
        let inner = Inner { app, config, assets, templates, themes, cache, shelf, rates, metrics, kept_forms, visits };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The use cases.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.inner.app
    }

    /// How the doors are set up.
    #[must_use]
    pub fn config(&self) -> &WebConfig {
        &self.inner.config
    }

    /// Embedded and theme files.
    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.inner.assets
    }

    /// Changes with the program and with every file of the theme: what was made under another look is out of date.
    #[must_use]
    pub fn look(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(env!("CARGO_PKG_VERSION"));
        for (name, version) in self.inner.assets.versions() {
            hash.update(format!("{name}={version}\n"));
        }
        hash.update(self.inner.templates.theme_sources());
        hex::encode(hash.finalize()).get(..20).unwrap_or_default().to_string()
    }

    /// The templates.
    #[must_use]
    pub fn templates(&self) -> &Templates {
        &self.inner.templates
    }

    /// The sites' own themes.
    #[must_use]
    pub fn themes(&self) -> &Themes {
        &self.inner.themes
    }

    /// The theme in force on a site; none where it has the built-in one, or where the stored one is unreadable.
    #[must_use]
    pub fn theme_of(&self, directory: &Directory, site: i64) -> Option<Arc<OwnTheme>> {
        let found = self.inner.themes.in_force(directory, site, &self.inner.templates, &self.inner.assets);
        found.unwrap_or_else(|error| {
            tracing::error!(site, %error, "a stored theme is unreadable; the built-in one answers");
            None
        })
    }

    /// A version put together, in force or not.
    #[must_use]
    pub fn theme_from(&self, id: i64, texts: &ThemeTexts) -> OwnTheme {
        OwnTheme::new(id, texts, &self.inner.assets, self.inner.templates.built_in())
    }

    /// The rendered pages.
    #[must_use]
    pub fn cache(&self) -> &PageCache {
        &self.inner.cache
    }

    /// Answers that lie ready at the door.
    #[must_use]
    pub fn shelf(&self) -> &Arc<Shelf> {
        &self.inner.shelf
    }

    /// How often who did what.
    #[must_use]
    pub fn rates(&self) -> &RateLimits {
        &self.inner.rates
    }

    /// The counters of visits and search words.
    #[must_use]
    pub fn visits(&self) -> &Arc<Tally> {
        &self.inner.visits
    }

    /// What is counted for operators.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }
    /// Forms whose senders' sessions had ended.
    #[must_use]
    pub fn kept_forms(&self) -> &KeptForms {
        &self.inner.kept_forms
    }
}
