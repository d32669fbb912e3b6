//! Which addresses a run makes anew: all that can be reached from the sites' home pages, or those that depend on what has
//! changed and what they lead to. Pages are asked of the portal's own router; items are read many at a time.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use app::AppError;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::address::{encoded, numbered, page_of_list, within_site};
use super::disk::Folder;
use super::finish::{Answer, Finisher, Made};
use super::manifest::{Manifest, Unit};
use super::{Extent, MirrorError};
use crate::cache::Page;
use crate::portal::items_on_disk::{self, OnSite};
use crate::portal::pages::machines::parts_of;
use crate::portal::site::{DependsOn, ForMirror};
use crate::state::Web;

/// Items read at once.
const ITEMS: usize = 64;
/// Pages that change by the day and by what is read: made anew by every run.
const DAILY: [&str; 2] = ["/most-read", "/fragments/most-read"];
/// The page that a web server shows where there is none.
const NOT_FOUND: &str = "/404";

/// A run under way.
pub struct Crawl<'a> {
    web: &'a Web,
    router: Router,
    finisher: Arc<Finisher>,
    old: Option<&'a Manifest>,
    units: BTreeMap<String, Unit>,
    /// Addresses that stand, wait or are done.
    known: HashSet<String>,
    /// Addresses that this run has made or found gone.
    done: HashSet<String>,
    waiting: BTreeSet<String>,
    staged: Vec<String>,
    missing: Vec<(String, String)>,
    /// Who named an address first, for telling where a link leads nowhere.
    named_by: BTreeMap<String, String>,
}

/// What a run has made.
pub struct Crawled {
    pub units: BTreeMap<String, Unit>,
    pub staged: Vec<String>,
    pub made: usize,
    pub missing: Vec<(String, String)>,
}

/// One piece of the work.
enum Task {
    Page(String),
    Items(OnSite, Vec<i64>),
}

/// What came of a piece: addresses made, and those where nothing is.
#[derive(Default)]
struct Outcome {
    made: Vec<Made>,
    gone: Vec<String>,
}

impl<'a> Crawl<'a> {
    /// `old` is the last run's manifest, and how far it is trusted.
    pub fn new(web: &'a Web, folder: &Arc<Folder>, origin: &str, old: (Option<&'a Manifest>, Extent)) -> Self {
        let (old, extent) = old;
        let standing = old.iter().flat_map(|old| old.files()).map(|(file, hash)| (file.into(), hash.into())).collect();
        let (folder, origin) = (Arc::clone(folder), origin.to_string());
        let finisher = Finisher { folder, origin, standing, extent };
        Self {
            web,
            router: crate::portal_router(web),
            finisher: Arc::new(finisher),
            old,
            units: BTreeMap::new(),
            known: HashSet::new(),
            done: HashSet::new(),
            waiting: BTreeSet::new(),
            staged: Vec::new(),
            missing: Vec::new(),
            named_by: BTreeMap::new(),
        }
    }

    /// Begins at the home pages, with every item of the main site and every file of the theme.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn begin_with_everything(&mut self) -> Result<(), AppError> {
        for root in ["/", NOT_FOUND, "/robots.txt"] {
            self.want(root.to_string());
        }
        let directory = self.web.app().directory();
        let main = directory.main_site().map(|main| main.id);
        for site in directory.sites.iter().filter(|site| Some(site.id) != main) {
            self.want(format!("/sites/{}/", site.slug));
        }
        let theme: Vec<String> = self.web.assets().theme_files().map(|name| format!("/assets/{name}")).collect();
        theme.into_iter().for_each(|address| self.want(address));
        sitemaps(self.web).await?.into_iter().for_each(|address| self.want(address));
        for part in app::item::public::sitemap_parts(self.web.app(), None).await? {
            for (id, _) in app::item::public::sitemap(self.web.app(), None, part.number).await? {
                self.want(format!("/items/{id}"));
            }
        }
        Ok(())
    }

    /// Begins at what depends on one of these tags; all else stands.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn begin_with_changes(&mut self, tags: &BTreeSet<String>) -> Result<(), AppError> {
        let sitemaps = sitemaps(self.web).await?;
        let old = self.old.map(|old| old.units.clone()).unwrap_or_default();
        for (address, unit) in old {
            // Nothing names a part but the index, which stands for what there is.
            if within_site(&address).starts_with("/sitemaps/") && !sitemaps.contains(&address) {
                continue;
            }
            let daily = DAILY.contains(&within_site(&address));
            if daily || unit.tags.iter().any(|tag| tags.contains(tag)) {
                self.want(address);
            } else {
                self.known.insert(address.clone());
                self.units.insert(address, unit);
            }
        }
        sitemaps.into_iter().for_each(|address| self.want(address));
        for id in tags.iter().filter_map(|tag| tag.strip_prefix("item:")) {
            self.want(format!("/items/{id}"));
        }
        Ok(())
    }

    fn want(&mut self, address: String) {
        if self.known.insert(address.clone()) {
            self.waiting.insert(address);
        }
    }

    /// Makes an address again that stands already.
    fn want_again(&mut self, address: String) {
        if !self.done.contains(&address) && self.units.remove(&address).is_some() {
            self.known.insert(address.clone());
            self.waiting.insert(address);
        }
    }

    /// Makes what waits, and what that leads to, until nothing waits.
    ///
    /// # Errors
    /// When a page cannot be made or a file not be written.
    pub async fn run(&mut self, hear: &(dyn Fn(usize) + Sync)) -> Result<(), MirrorError> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        while !self.waiting.is_empty() {
            let tasks = self.tasks();
            let (web, router, finisher) = (self.web.clone(), self.router.clone(), Arc::clone(&self.finisher));
            let mut running = stream::iter(tasks.into_iter().map(|task| {
                let work = work(web.clone(), router.clone(), Arc::clone(&finisher), task);
                async { tokio::spawn(work).await.unwrap_or_else(|error| Err(fault("a task", error))) }
            }))
            .buffer_unordered(cores * 2);
            while let Some(outcome) = running.next().await {
                let outcome = outcome?;
                hear(self.done.len());
                // What these name waits for the next round, so that many items are read at once.
                outcome.made.into_iter().for_each(|made| self.take(made));
                outcome.gone.into_iter().for_each(|address| self.note_gone(address));
            }
        }
        Ok(())
    }

    pub fn end(mut self) -> Crawled {
        // A page that is gone may have been named by one that was made anew later in the run.
        self.missing.retain(|(page, _)| self.units.contains_key(page));
        self.missing.sort_unstable();
        let made = self.done.iter().filter(|address| self.units.contains_key(*address)).count();
        Crawled { units: self.units, staged: self.staged, made, missing: self.missing }
    }

    /// What waits, items in groups by site.
    fn tasks(&mut self) -> Vec<Task> {
        let mut items: BTreeMap<OnSite, Vec<i64>> = BTreeMap::new();
        let mut tasks = Vec::new();
        for address in std::mem::take(&mut self.waiting) {
            match item_of(&address) {
                Some((prefix, id)) => items.entry(self.site_at(prefix)).or_default().push(id),
                None => tasks.push(Task::Page(address)),
            }
        }
        for (site, ids) in items {
            tasks.extend(ids.chunks(ITEMS).map(|ids| Task::Items(site.clone(), ids.to_vec())));
        }
        tasks
    }

    fn site_at(&self, prefix: &str) -> OnSite {
        let directory = self.web.app().directory();
        let slug = prefix.strip_prefix("/sites/");
        let named = slug.and_then(|slug| directory.sites.iter().find(|site| site.slug == slug));
        let site = if slug.is_some() { named } else { directory.main_site() };
        OnSite { site_id: site.map(|site| site.id), prefix: prefix.to_string(), origin: self.finisher.origin.clone() }
    }

    fn take(&mut self, made: Made) {
        self.done.insert(made.address.clone());
        self.staged.extend(made.staged);
        for link in &made.links {
            let address = unit_of(link);
            if address == made.address {
                continue;
            }
            if self.known.contains(address) {
                if self.done.contains(address) && !self.units.contains_key(address) {
                    self.missing.push((made.address.clone(), address.to_string()));
                }
                continue;
            }
            self.named_by.insert(address.to_string(), made.address.clone());
            self.want_pages_before(address);
            self.want(address.to_string());
        }
        self.look_beside(&made.address, &made.unit, &made.links);
        self.units.insert(made.address, made.unit);
    }

    fn note_gone(&mut self, address: String) {
        if let Some(page) = self.named_by.get(&address) {
            self.missing.push((page.clone(), address.clone()));
        }
        self.done.insert(address);
    }

    /// A list numbered from the oldest has every page below the one that is named.
    fn want_pages_before(&mut self, address: &str) {
        let (base, Some(number)) = page_of_list(address) else { return };
        for number in (1..number).rev() {
            let address = numbered(base, number);
            if self.known.contains(&address) {
                break;
            }
            self.want(address);
        }
    }

    /// Where the first or the last item of a list's page has changed, its neighbours have, too.
    fn look_beside(&mut self, address: &str, unit: &Unit, links: &[String]) {
        let Some(old) = self.old.and_then(|old| old.units.get(address)) else {
            let (base, number) = page_of_list(address);
            if let Some(below) = number.and_then(|number| number.checked_sub(1)) {
                self.want_again(numbered(base, below));
            }
            return;
        };
        let (before, now) = (ends(old), ends(unit));
        let (base, number) = page_of_list(address);
        if before.1 != now.1 {
            match number {
                Some(number) => self.want_again(numbered(base, number.saturating_sub(1))),
                None => self.look_below_newest(base, links),
            }
        }
        if let Some(number) = number.filter(|_| before.0 != now.0) {
            self.want_again(numbered(base, number + 1));
        }
    }

    /// The page below that of the newest, and those that are now part of it.
    fn look_below_newest(&mut self, base: &str, links: &[String]) {
        let below = links.iter().map(|link| page_of_list(link)).filter(|(list, _)| *list == base);
        let below = below.filter_map(|(_, number)| number).max().unwrap_or_default();
        for number in below.. {
            let address = numbered(base, number);
            let stood = self.old.is_some_and(|old| old.units.contains_key(&address));
            if number > below && !stood {
                break;
            }
            self.want_again(address);
        }
    }
}

/// The sitemap of every site, and its parts where it is not one file.
async fn sitemaps(web: &Web) -> Result<BTreeSet<String>, AppError> {
    let directory = web.app().directory();
    let main = directory.main_site().map(|main| main.id);
    let mut addresses = BTreeSet::from(["/sitemap.xml".to_string()]);
    for site in &directory.sites {
        let prefix = if Some(site.id) == main { String::new() } else { format!("/sites/{}", site.slug) };
        addresses.insert(format!("{prefix}/sitemap.xml"));
        let parts = app::item::public::sitemap_parts(web.app(), Some(site.id)).await?;
        if parts.len() > 1 {
            addresses.extend(parts_of(&parts).map(|(path, _)| format!("{prefix}{path}")));
        }
    }
    Ok(addresses)
}

/// The newest and the oldest item of a list's page.
fn ends(unit: &Unit) -> (Option<&String>, Option<&String>) {
    let mut items = unit.tags.iter().filter(|tag| tag.starts_with("item:"));
    let first = items.next();
    (first, items.next_back().or(first))
}

/// The site's path and the id in the address of an item's page.
fn item_of(address: &str) -> Option<(&str, i64)> {
    let own = within_site(address);
    let id = own.strip_prefix("/items/")?.parse().ok()?;
    Some((address.strip_suffix(own)?, id))
}

/// The address under which the manifest keeps what stands at `link`: an item's forms stand with its page.
fn unit_of(link: &str) -> &str {
    let form = link.rsplit_once('.').map(|(page, _)| page).filter(|page| item_of(page).is_some());
    form.unwrap_or(link)
}

fn fault(what: &str, error: impl std::fmt::Display) -> MirrorError {
    MirrorError::Page(what.to_string(), error.to_string())
}

/// Pages are made and written right here and not on threads of their own: a run has nothing else to do, and a runtime
/// that is busy takes the rows of a query as they have gathered, not each for itself.
async fn work(web: Web, router: Router, finisher: Arc<Finisher>, task: Task) -> Result<Outcome, MirrorError> {
    match task {
        Task::Page(address) => {
            let Some((tags, answer)) = ask(&web, router, &finisher.origin, &address).await? else {
                return Ok(Outcome { gone: vec![address], ..Outcome::default() });
            };
            let made = finisher.finish(address, tags, vec![answer])?;
            Ok(Outcome { made: vec![made], ..Outcome::default() })
        }
        Task::Items(site, ids) => items(web, finisher, site, ids).await,
    }
}

async fn items(web: Web, finisher: Arc<Finisher>, site: OnSite, ids: Vec<i64>) -> Result<Outcome, MirrorError> {
    let prefix = site.prefix.clone();
    let address = move |id: i64| format!("{prefix}/items/{id}");
    let rendered = items_on_disk::render(&web, &site, &ids).await;
    let rendered = rendered.map_err(|error| {
        let first = ids.first().copied().unwrap_or_default();
        MirrorError::Page(address(first), error.cause().to_string())
    })?;
    let live: HashSet<i64> = rendered.iter().map(|item| item.id).collect();
    let gone = ids.iter().filter(|id| !live.contains(id)).map(|id| address(*id)).collect();
    let made = rendered.into_iter().map(|item| {
        let own = address(item.id);
        let answers = item.pages.into_iter().map(|(ending, page)| answer_of(format!("{own}{ending}"), &page));
        finisher.finish(own.clone(), item.tags, answers.collect())
    });
    Ok(Outcome { made: made.collect::<Result<_, MirrorError>>()?, gone })
}

fn answer_of(address: String, page: &Page) -> Answer {
    Answer { address, media_type: page.media_type().to_string(), body: page.body() }
}

/// What the portal answers; none where nothing is.
async fn ask(
    web: &Web,
    router: Router,
    origin: &str,
    address: &str,
) -> Result<Option<(Vec<String>, Answer)>, MirrorError> {
    if let Some(name) = address.strip_prefix("/assets/") {
        let found = web.assets().find(name);
        let answer =
            |(media_type, body): (&str, _)| Answer { address: address.into(), media_type: media_type.into(), body };
        return Ok(found.map(|file| (Vec::new(), answer(file))));
    }
    let broken = |error: String| MirrorError::Page(address.to_string(), error);
    let mut request = Request::get(encoded(address)).header(header::HOST, "localhost").body(Body::empty());
    if let Ok(request) = &mut request {
        request.extensions_mut().insert(ForMirror { origin: origin.to_string() });
    }
    let request = request.map_err(|error| broken(error.to_string()))?;
    let response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
    let wanted = if address == NOT_FOUND { StatusCode::NOT_FOUND } else { StatusCode::OK };
    if response.status().is_server_error() {
        return Err(broken(format!("answered {}", response.status())));
    }
    if response.status() != wanted {
        return Ok(None);
    }
    read(response, address).await.map_err(broken)
}

/// Pages that say what they depend on are taken; others change with each visitor and stay with the program.
async fn read(response: Response, address: &str) -> Result<Option<(Vec<String>, Answer)>, String> {
    if let Some(page) = response.extensions().get::<Arc<Page>>() {
        return Ok(Some((page.tags().to_vec(), answer_of(address.to_string(), page))));
    }
    let tags = response.extensions().get::<DependsOn>().map(|tags| tags.0.clone());
    let tags = tags.or_else(|| (address == NOT_FOUND).then(Vec::new));
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let media_type = media_type.to_string();
    let Some(tags) = tags else { return Ok(None) };
    let body = response.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
    Ok(Some((tags, Answer { address: address.to_string(), media_type, body })))
}
