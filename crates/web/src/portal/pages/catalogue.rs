//! The catalogue of what the law obliges to publish (法定主动公开内容), with its filters.

use app::context::tag;
use app::item::public::{Catalogue, CatalogueQuery, Entry, PageAt};
use axum::extract::Query;
use axum::response::Response;
use domain::item::category::DisclosureCategory;
use domain::item::genre::Genre;
use domain::item::subject::Subject;
use minijinja::Value;
use serde::{Deserialize, Serialize};

use super::platform::{bad_parameter, head, platform};
use super::section::canonical;
use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::views::{Pager, ValidityView};
use crate::templates::context;

const PATH: &str = "/gov-info/catalogue";
/// Longest text looked for, in characters.
const MAX_TEXT: usize = 100;

/// What may be asked; each empty where nothing is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    agency: String,
    category: String,
    subject: String,
    genre: String,
    year: String,
    page: String,
}

impl Asked {
    /// The chosen parameters, in a fixed order: the key of the cache and the query of links.
    fn query(&self, page: u64) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let pairs = [
            ("q", self.q.as_str()),
            ("agency", &self.agency),
            ("category", &self.category),
            ("subject", &self.subject),
            ("genre", &self.genre),
            ("year", &self.year),
            ("page", &page),
        ];
        let chosen: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(chosen).unwrap_or_default()
    }

    /// The path of the list's first page, with its query.
    fn path(&self) -> String {
        match self.query(1) {
            query if query.is_empty() => PATH.to_string(),
            query => format!("{PATH}?{query}"),
        }
    }

    fn url(&self, portal: &Portal, page: u64) -> String {
        match self.query(page) {
            query if query.is_empty() => portal.url(PATH),
            query => portal.url(&format!("{PATH}?{query}")),
        }
    }
}

/// An entry of the list of categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryLink {
    pub label: String,
    pub url: String,
    /// None where it would change a page that is otherwise full for good.
    pub count: Option<i64>,
    pub current: bool,
    pub children: Vec<CategoryLink>,
}

/// `/gov-info/catalogue`
pub async fn show(portal: Portal, Query(mut asked): Query<Asked>) -> Result<Response, WebError> {
    asked.q = asked.q.trim().chars().take(MAX_TEXT).collect();
    let page = portal.page_at(Some(&asked.page)).ok_or_else(bad_parameter)?;
    let query = query_of(&portal, &asked, page)?;
    let key = format!("{}&{page:?}", asked.query(1));
    if !asked.q.is_empty() {
        // What people type is theirs: such pages are neither kept nor shared.
        portal.count_search()?;
        let page = render(&portal, &asked, &query).await?.once();
        return Ok(page.answer(&portal.headers, 0));
    }
    portal.kept(key, || render(&portal, &asked, &query)).await
}

fn chosen(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_string())
}

fn query_of(portal: &Portal, asked: &Asked, page: PageAt) -> Result<CatalogueQuery, WebError> {
    let known = |fits: bool| if fits { Ok(()) } else { Err(bad_parameter()) };
    known(asked.category.is_empty() || DisclosureCategory::parse(&asked.category).is_some())?;
    known(asked.subject.is_empty() || Subject::parse(&asked.subject).is_some())?;
    known(asked.genre.is_empty() || Genre::parse(&asked.genre).is_some())?;
    let year: Option<i32> = chosen(&asked.year).map(|y| y.parse().map_err(|_| bad_parameter())).transpose()?;
    known(year.is_none_or(|y| (1949..=2999).contains(&y)))?;
    let named = portal.directory.agencies.iter().find(|a| a.slug == asked.agency).map(|a| a.id);
    known(asked.agency.is_empty() || named.is_some())?;
    Ok(CatalogueQuery {
        agency: portal.own_agency().or(named),
        category: chosen(&asked.category),
        subject: chosen(&asked.subject),
        genre: chosen(&asked.genre),
        year,
        text: chosen(&asked.q),
        page,
    })
}

/// The first page of the whole catalogue, as it is now.
pub async fn render_first(portal: &Portal) -> Result<Page, WebError> {
    let asked = Asked::default();
    render(portal, &asked, &query_of(portal, &asked, PageAt::default())?).await
}

async fn render(portal: &Portal, asked: &Asked, query: &CatalogueQuery) -> Result<Page, WebError> {
    let found = app::item::public::catalogue(portal.web.app(), query).await?.ok_or_else(WebError::not_found)?;
    let category = DisclosureCategory::parse(&asked.category);
    let title = category.map_or("法定主动公开内容", DisclosureCategory::label);
    let mut head =
        head(portal, "法定主动公开内容", PATH, "依照《政府信息公开条例》主动公开的政府信息目录。", "信息公开目录");
    head.canonical = canonical(query.page, &asked.path());
    let narrowed = asked.query(1) != Asked { category: asked.category.clone(), ..Asked::default() }.query(1);
    head.hidden = narrowed || !query.page.is_first();
    let any = asked.query(1) != Asked { category: asked.category.clone(), ..Asked::default() }.query(1);
    let hidden: Vec<Value> =
        chosen(&asked.category).map(|value| context! { name => "category", value }).into_iter().collect();
    let values = context! {
        gov_info => platform(portal, PATH),
        catalogue => context! {
            title,
            action => portal.url(PATH),
            q => asked.q,
            hidden,
            filters => filters(portal, asked, query.page, &found),
            reset_url => any.then(|| Asked { category: asked.category.clone(), ..Asked::default() }.url(portal, 1)),
            requests_url => portal.url("/gov-info/requests"),
            categories => categories(portal, asked, query.page, &found),
        },
        rows => found.listed.entries.iter().map(|entry| row(portal, entry)).collect::<Vec<_>>(),
        pager => Pager::of_list(portal, query.page, &found.listed, &asked.path()),
    };
    let tags = portal.list_tags(query.page, vec![tag::LISTS.to_string()], &found.listed.entries);
    portal.page("catalogue.html", &head, values, tags)
}

fn row(portal: &Portal, entry: &Entry) -> Value {
    let number = entry.index_number.clone().unwrap_or_default();
    let tail = portal.web.app().settings().text("publish.index_serial_digits") == "tail";
    let shown = if tail { number.rsplit('/').next().unwrap_or_default().to_string() } else { number };
    context! {
        index_number => shown,
        title => entry.title,
        url => portal.item_url(entry.id),
        summary => entry.summary,
        formed_on => entry.formed_on.unwrap_or_else(|| entry.published_at.date()).to_string(),
        validity => ValidityView::in_list(entry.validity),
    }
}

/// All, then every category that holds something or is chosen, in the order of the articles. On pages numbered from
/// the oldest every category, without counts.
pub fn categories(portal: &Portal, asked: &Asked, at: PageAt, found: &Catalogue) -> Vec<CategoryLink> {
    let counted = !matches!(at, PageAt::FromOldest(_));
    let link = |label: &str, code: &str, count: i64| {
        let to = Asked { category: code.to_string(), page: String::new(), ..asked.clone() };
        CategoryLink {
            label: label.to_string(),
            url: to.url(portal, 1),
            count: counted.then_some(count),
            current: asked.category == code,
            children: Vec::new(),
        }
    };
    let count_of = |code: &str| found.categories.iter().find(|(c, _)| c == code).map_or(0, |(_, n)| *n);
    let all = link("全部", "", found.categories.iter().map(|(_, n)| n).sum());
    let each = DisclosureCategory::ALL.iter().map(|c| link(c.label(), c.code(), count_of(c.code())));
    std::iter::once(all).chain(each.filter(|l| l.count != Some(0) || l.current)).collect()
}

fn filters(portal: &Portal, asked: &Asked, at: PageAt, found: &Catalogue) -> Vec<Value> {
    let option = |value: &str, label: &str, now: &str| context! { value, label, current => value == now };
    let mut filters = Vec::new();
    if portal.own_agency().is_none() {
        let active = portal.directory.agencies.iter().filter(|a| a.status == "active");
        let options: Vec<Value> = active.map(|a| option(&a.slug, &a.name, &asked.agency)).collect();
        filters.push(context! { name => "agency", label => "发布机构", options });
    }
    let classes: Vec<Value> = Subject::classes().map(|s| option(&s.code(), s.label(), &asked.subject)).collect();
    filters.push(context! { name => "subject", label => "主题分类", options => classes });
    let genres: Vec<Value> = Genre::ALL.iter().map(|g| option(g.code(), g.label(), &asked.genre)).collect();
    filters.push(context! { name => "genre", label => "体裁", options => genres });
    if matches!(at, PageAt::FromOldest(_)) {
        return filters;
    }
    let years: Vec<Value> = found
        .years
        .iter()
        .map(|y| {
            let y = y.to_string();
            option(&y, &format!("{y} 年"), &asked.year)
        })
        .collect();
    filters.push(context! { name => "year", label => "发布年份", options => years });
    filters
}
