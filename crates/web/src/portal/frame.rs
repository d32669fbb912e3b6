//! What every public page has: the site with its marks, navigation, the way to the page, the page tags; and the one
//! way to render and keep a page.

use std::future::Future;
use std::sync::Arc;

use app::context::{Data, tag};
use app::item::public::{Entry, PageNo, PublicItem};
use app::visits::Seen;
use app::{AppError, Directory};
use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::NaiveDate;
use domain::site::{PageAt, SectionPlace, SiteKind, Standing, page_at};
use domain::time::Moment;
use domain::visits::{Outcome, is_robot};
use minijinja::Value;
use serde::Serialize;

use super::counted::{Counted, Visit};
use super::linked_data;
use super::site::{Asked, Edition};
use super::views::{Link, page_number};
use crate::cache::{Freshness, Page, PageKey};
use crate::errors::WebError;
use crate::security::rate::Deed;
use crate::security::{address, headers};
use crate::state::Web;
use crate::templates::context;
use crate::templates::own::OwnTheme;

/// The media type of pages.
pub const HTML: &str = "text/html; charset=utf-8";
/// Sections in the main navigation; more do not fit a line.
const NAV_SECTIONS: usize = 6;

/// A request to the portal.
#[derive(Debug, Clone)]
pub struct Portal {
    pub web: Web,
    pub directory: Arc<Directory>,
    pub asked: Asked,
    pub method: Method,
    pub headers: HeaderMap,
    pub today: NaiveDate,
    /// The visitor's network address, for limits only.
    pub address: String,
    /// Set for a preview: the sentence of its banner.
    pub preview: Option<String>,
    /// Set for the preview of a theme: it is rendered by this one, and what is wrong with it is told.
    pub theme: Option<Arc<OwnTheme>>,
    /// Where the answer may be left at the door, and the route that it counts for.
    shelved: Option<(door::Place, MatchedPath)>,
}

/// The column tags (栏目) of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Column {
    pub name: String,
    pub description: String,
    pub keywords: String,
    #[serde(rename = "type")]
    pub kind: String,
}

impl Column {
    /// Column tags of a page that is no section.
    pub fn new(name: &str, description: &str, keywords: &str, kind: &str) -> Self {
        Self { name: name.into(), description: description.into(), keywords: keywords.into(), kind: kind.into() }
    }
}

/// The head of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    pub title: String,
    pub description: String,
    pub keywords: String,
    pub feed_url: Option<String>,
    pub column: Option<Column>,
    /// The path and query under which the page is known.
    pub canonical: String,
    /// The site on which it is known; none for the one that is asked.
    pub canonical_site: Option<i64>,
    /// Pages that search engines should pass over: lists beyond the first page, searches.
    pub hidden: bool,
    /// Labels and addresses of the pages above; the page itself is added.
    pub above: Vec<Link>,
    /// The last step of the way; the title where empty.
    pub crumb: String,
    /// The entry of the navigation to which the page belongs.
    pub nav: String,
    /// The content tags (内容) of a page that is an article.
    pub article: Option<Article>,
    /// What the page says to machines beside the way to it.
    pub graph: Vec<serde_json::Value>,
}

/// The content tags of a page; the optional ones are left out where they are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Article {
    pub title: String,
    /// `YYYY-MM-DD HH:MM`
    pub published_at: String,
    pub source: String,
    pub keywords: String,
    pub author: String,
    pub summary: String,
    pub image_url: String,
}

/// A crumb as the template shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Crumb {
    pub label: String,
    pub url: Option<String>,
}

impl Portal {
    /// A request to a site that does not come from a browser: a preview, a test.
    pub fn of(web: &Web, asked: Asked, headers: HeaderMap) -> Self {
        let directory = web.app().directory();
        Self {
            web: web.clone(),
            directory,
            asked,
            method: Method::GET,
            headers,
            today: web.app().now().date(),
            address: String::new(),
            preview: None,
            theme: None,
            shelved: None,
        }
    }

    /// Counts a search of this visitor.
    pub fn count_search(&self) -> Result<(), WebError> {
        self.count(Deed::Search)
    }

    /// Counts what this visitor does, against its limit.
    pub fn count(&self, deed: Deed) -> Result<(), WebError> {
        self.web.rates().count(deed, &self.address, self.web.app().now())
    }

    /// Whether this is a look that counts: a person's, at a page. Not a question for its head alone, not a program, not
    /// a page fetched ahead of being asked for. A page that the browser still has (304) was looked at again.
    fn is_a_look(&self) -> bool {
        let text = |name: HeaderName| self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        self.method == Method::GET
            && text(HeaderName::from_static("sec-purpose")).is_empty()
            && !is_robot(text(header::USER_AGENT))
    }

    /// What a visit of this page counts as; none for what is part of a page, or no page of a site.
    fn visit(&self, page: &Page) -> Option<Visit> {
        // A fragment is part of a page that is counted itself.
        let whole = page.media_type() == HTML && !self.asked.path.starts_with("/fragments/");
        let site = self.asked.site_id.filter(|_| whole)?;
        let seen = match page_at(&self.asked.path) {
            PageAt::Item(id) => Seen::Item(id),
            PageAt::Section(slug) => {
                self.directory.section_by_slug(slug).map_or(Seen::Page, |section| Seen::Section(section.id))
            }
            PageAt::Other => Seen::Page,
        };
        Some(Visit { visits: self.web.visits().clone(), day: self.today, site, seen })
    }

    /// Counts what a person looked for.
    pub fn count_words(&self, text: &str, outcome: Outcome) {
        if self.is_a_look() {
            self.web.visits().search(self.today, text, outcome);
        }
    }

    /// An address of this site.
    pub fn url(&self, path: &str) -> String {
        match (self.asked.prefix.as_str(), path) {
            ("", path) => path.to_string(),
            (prefix, "/") => format!("{prefix}/"),
            (prefix, path) => format!("{prefix}{path}"),
        }
    }

    /// An address of another site as it is reached from this page, or of this one.
    pub fn url_of_site(&self, site: i64, path: &str) -> String {
        match self.directory.site(site) {
            _ if Some(site) == self.asked.site_id => self.url(path),
            Some(other) if Some(site) != self.asked.root => format!("/sites/{}{path}", other.slug),
            _ => path.to_string(),
        }
    }

    /// The answer for what stands on another site.
    pub fn leads_to(&self, site: i64, path: &str) -> Response {
        let to = self.url_of_site(site, path);
        (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)]).into_response()
    }

    /// Whether this site shows an item: the portal's main site shows all, an agency's its own and what is placed there.
    pub fn stands_here(&self, item: &PublicItem) -> bool {
        let here = |id: i64| self.directory.section(id).is_some_and(|s| Some(s.site_id) == self.asked.site_id);
        let own = self.own_agency();
        own.is_none_or(|own| own == item.content.lead_agency) || item.content.all_sections().into_iter().any(here)
    }

    /// The whole address of a path of a site, by that site's own host where it has one: the same, whichever site or
    /// address it is asked from.
    pub fn absolute_on(&self, site: i64, path: &str) -> String {
        if Some(site) == self.asked.site_id && self.asked.prefix.is_empty() {
            return self.absolute(path);
        }
        let scheme = self.asked.origin.split("://").next().unwrap_or("http");
        let host =
            self.directory.site(site).and_then(|other| other.host.as_deref()).filter(|_| Some(site) != self.asked.root);
        let main = self.directory.main_site().is_some_and(|main| main.id == site);
        match (host, self.web.config().public_origin.as_deref().filter(|_| main)) {
            (_, Some(origin)) => format!("{}{path}", origin.trim_end_matches('/')),
            (Some(host), None) => format!("{scheme}://{host}{path}"),
            (None, None) => format!("{}{}", self.asked.origin, self.url_of_site(site, path)),
        }
    }

    /// The address of an item within this site.
    pub fn item_url(&self, id: i64) -> String {
        self.url(&format!("/items/{id}"))
    }

    /// The whole address of a path of this site.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{}", self.asked.origin, self.url(path))
    }

    /// The name of an agency; empty for one that is gone.
    pub fn agency_name(&self, id: i64) -> String {
        self.directory.agency(id).map_or_else(String::new, |a| a.name.clone())
    }

    /// The agency of an agency's site: its pages show that agency's information only.
    pub fn own_agency(&self) -> Option<i64> {
        let site = self.asked.site_id.and_then(|id| self.directory.site(id))?;
        (site.kind != SiteKind::Main.code()).then_some(site.agency_id)
    }

    /// The page of this request from the cache, or rendered and kept. `query` spells the parameters that were read.
    pub async fn kept<F, R>(&self, query: String, render: F) -> Result<Response, WebError>
    where
        F: FnOnce() -> R,
        R: Future<Output = Result<Page, WebError>>,
    {
        if self.asked.edition == Edition::Mirror {
            let mut response = Response::default();
            response.extensions_mut().insert(Arc::new(render().await?));
            return Ok(response);
        }
        let key = PageKey {
            base: format!("{}{} {}", self.asked.origin, self.asked.prefix, self.asked.site_id.unwrap_or_default()),
            path: self.asked.path.clone(),
            query,
            day: self.today.to_string(),
        };
        let page = self.web.cache().get(self.web.app(), key, render).await?;
        let visit = self.visit(&page);
        if let Some(visit) = visit.as_ref().filter(|_| self.is_a_look()) {
            visit.count();
        }
        let max_age = self.web.app().settings().number("display.cache_seconds");
        self.leave_at_door(&page, max_age, visit);
        Ok(page.answer(&self.headers, max_age))
    }

    /// Leaves a kept page's answer for who asks the same next, until the day ends.
    fn leave_at_door(&self, page: &Page, max_age: i64, visit: Option<Visit>) {
        let (Some((place, route)), Freshness::Kept) = (&self.shelved, page.freshness()) else { return };
        let (mut head, body) = page.form(place.takes_gzip(), max_age);
        headers::complete(&mut head);
        let until = self.today.succ_opt().map_or(0, |tomorrow| Moment::start_of(tomorrow).0);
        let counted = Arc::new(Counted { answers: self.web.metrics().ready(route.as_str()), visit });
        self.web.shelf().put(place, door::Ready { headers: head, body, until, counted });
    }

    /// Renders a page of the theme, dependent on `tags` and on what stands on every page.
    pub fn page(&self, template: &str, head: &Head, values: Value, tags: Vec<String>) -> Result<Page, WebError> {
        let html = self.render(template, head, values)?;
        Ok(self.made(HTML, html, tags))
    }

    /// A page that is not of the theme, dependent on `tags` and on what stands on every page. A copy on disk changes
    /// its links first and packs it then.
    pub fn made(&self, media_type: &'static str, body: impl Into<Bytes>, tags: Vec<String>) -> Page {
        let tags = self.with_common(tags);
        match self.asked.edition {
            Edition::Live => Page::new(media_type, body, tags),
            Edition::Mirror => Page::plain(media_type, body, tags),
        }
    }

    /// Which page of a list is asked; none when it is no number.
    pub fn page_no(&self, asked: Option<&str>) -> Option<PageNo> {
        let first = asked.is_none_or(str::is_empty);
        match (self.asked.edition, page_number(asked)?) {
            (Edition::Live, number) => Some(PageNo::FromNewest(number)),
            (Edition::Mirror, _) if first => Some(PageNo::BesideOldest),
            (Edition::Mirror, number) => Some(PageNo::FromOldest(number)),
        }
    }

    /// The tags of a page of a list. In a copy on disk the pages that are full depend on what they show and no more.
    pub fn list_tags(&self, at: PageNo, list: Vec<String>, shown: &[Entry]) -> Vec<String> {
        let items = shown.iter().map(|entry| tag::item(entry.id));
        match at {
            // A policy stands there with what explains it, which comes and goes by itself.
            PageNo::FromNewest(_) => {
                list.into_iter().chain(shown.iter().filter(|e| e.is_policy()).map(|e| tag::item(e.id))).collect()
            }
            PageNo::BesideOldest => list.into_iter().chain(items).collect(),
            PageNo::FromOldest(_) => items.collect(),
        }
    }

    /// Adds the tags of what stands on every page.
    pub fn with_common(&self, mut tags: Vec<String>) -> Vec<String> {
        tags.extend([tag::DIRECTORY.to_string(), tag::SETTINGS.to_string()]);
        tags
    }

    /// A page for one person: rendered now, kept by nobody.
    pub fn private(
        &self,
        template: &str,
        head: &Head,
        values: Value,
        status: StatusCode,
    ) -> Result<Response, WebError> {
        let html = self.render(template, head, values)?;
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static(HTML));
        let keep = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok((status, [kind, keep], html).into_response())
    }

    /// Where an error of this page is told.
    fn report_error_url(&self) -> String {
        let query = serde_urlencoded::to_string([("page", self.url(&self.asked.path))]).unwrap_or_default();
        self.url(&format!("/site-errors/new?{query}"))
    }

    /// Renders a template of the theme.
    pub fn render(&self, template: &str, head: &Head, values: Value) -> Result<String, AppError> {
        let demo = self.web.app().data() == Data::Demo;
        let indexed = !head.hidden && !demo && self.preview.is_none();
        let page = context! {
            title => head.title,
            description => head.description,
            keywords => head.keywords,
            canonical => (!head.canonical.is_empty()).then(|| self.canonical_of(head)),
            feed_url => head.feed_url,
            indexed,
            column => head.column,
            article => head.article,
            linked_data => linked_data::block(self, head),
        };
        let site = self.asked.site_id.unwrap_or_default();
        let own = if self.theme.is_some() { None } else { self.web.theme_of(&self.directory, site) };
        let styles = match (&self.theme, &own) {
            (Some(draft), _) => draft.style().map(|_| format!("/console/themes/{}/style.css", draft.id)),
            (None, own) => own.as_ref().and_then(|own| own.style_address()),
        };
        let values = |styles: Option<String>| context! { site => self.site(demo, styles), nav => self.navigation(&head.nav), crumbs => self.crumbs(head), page => page, ..values.clone() };
        if let Some(draft) = &self.theme {
            return Ok(draft.render(template, &values(styles))?);
        }
        if let Some(own) = own {
            match own.render(template, &values(styles)) {
                Ok(page) => return Ok(page),
                // A site is never down because of its look: then the built-in one makes the page, styles and all.
                Err(broken) => self.web.themes().note_failure(site, own.id, broken, self.web.app().now()),
            }
        }
        self.web.templates().theme(template, &values(None))
    }

    fn canonical_of(&self, head: &Head) -> String {
        match head.canonical_site {
            Some(site) => self.absolute_on(site, &head.canonical),
            None => self.absolute(&head.canonical),
        }
    }

    pub(super) fn crumbs(&self, head: &Head) -> Vec<Crumb> {
        if head.canonical == "/" {
            return Vec::new();
        }
        let step = |link: &Link| Crumb { label: link.label.clone(), url: Some(link.url.clone()) };
        let last = if head.crumb.is_empty() { &head.title } else { &head.crumb };
        let mut crumbs = vec![Crumb { label: "首页".into(), url: Some(self.url("/")) }];
        crumbs.extend(head.above.iter().map(step));
        crumbs.push(Crumb { label: last.clone(), url: None });
        crumbs
    }

    fn navigation(&self, current: &str) -> Vec<Link> {
        let mut nav = vec![Link::new("首页", self.url("/"))];
        let site = self.asked.site_id;
        let top = self
            .directory
            .sections
            .iter()
            .filter(|s| Some(s.site_id) == site && s.parent_id.is_none() && s.status == Standing::Open.code());
        nav.extend(
            top.filter(|s| s.place == SectionPlace::General.code())
                .take(NAV_SECTIONS)
                .map(|s| Link::new(&s.name, self.url(&format!("/sections/{}", s.slug)))),
        );
        nav.push(Link::new("政府信息公开", self.url("/gov-info")));
        let wanted = self.url(current);
        nav.into_iter()
            .map(|link| {
                let at = link.url == wanted;
                link.current(at)
            })
            .collect()
    }

    /// `styles` is the address of the site's own.
    fn site(&self, demo: bool, styles: Option<String>) -> Value {
        let directory = &self.directory;
        let site = self.asked.site_id.and_then(|id| directory.site(id));
        let marks = site.and_then(|s| app::site::marks_of(s).ok()).unwrap_or_default();
        let main = directory.main_site().filter(|main| site.is_some_and(|s| s.id != main.id));
        let host = self.asked.origin.split("://").nth(1).unwrap_or_default();
        let domain = site.and_then(|s| s.host.clone()).unwrap_or_else(|| host.to_string());
        let owner = site.and_then(|s| directory.agency(s.agency_id)).map_or_else(String::new, |a| a.name.clone());
        let filled = |text: String| (!text.is_empty()).then_some(text);
        context! {
            name => site.map_or("政府信息公开", |s| s.name.as_str()),
            domain,
            id_code => marks.site_code,
            home_url => self.url("/"),
            search_url => self.url("/search"),
            sitemap_url => self.url("/site-map"),
            contact_url => self.url("/gov-info/guide#contacts"),
            report_error_url => self.report_error_url(),
            large_type_url => self.url("/large-type"),
            organizer => filled(marks.sponsor).unwrap_or(owner),
            undertaker => filled(marks.operator),
            contact => filled(marks.contact),
            icp => filled(marks.icp),
            police => filled(marks.police_record),
            style_url => styles,
            demo,
            preview => self.preview,
            parent => main.map(|main| context! { name => main.name, url => self.url_of_site(main.id, "/") }),
            motto => filled(marks.motto),
            colour => marks.colour.code(),
        }
    }
}

impl FromRequestParts<Web> for Portal {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        let asked = parts.extensions.get::<Asked>().cloned();
        let asked = asked.ok_or_else(|| WebError::internal("a portal page outside the portal"))?;
        let address = address::of_parts(parts, web.config().proxy);
        let place = parts.extensions.get::<door::Place>().cloned();
        let shelved = place.zip(parts.extensions.get::<MatchedPath>().cloned());
        Ok(Self { address, shelved, method: parts.method.clone(), ..Self::of(web, asked, parts.headers.clone()) })
    }
}
