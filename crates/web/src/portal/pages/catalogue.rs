//! The catalogue of what the law obliges to publish (法定主动公开内容), with its filters.

use app::context::tag;
use app::item::public::{CatalogueQuery, Counts, Entry, PageNo};
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
use crate::portal::views::{Link, Pager, ValidityView};
use crate::templates::context;

const PATH: &str = "/gov-info/catalogue";
const TITLE: &str = "法定主动公开内容";
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
    /// All but the page.
    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("q", &self.q),
            ("agency", &self.agency),
            ("category", &self.category),
            ("subject", &self.subject),
            ("genre", &self.genre),
            ("year", &self.year),
        ]
    }

    /// The chosen parameters, in a fixed order: the key of the cache and the query of links.
    fn query(&self, page: u64) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let pairs = self.pairs().into_iter().chain([("page", page.as_str())]);
        let chosen: Vec<_> = pairs.filter(|(_, value)| !value.is_empty()).collect();
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

    /// The same choice but for one filter.
    fn choice(
        &self,
        portal: &Portal,
        label: &str,
        code: &str,
        count: u64,
        now: &str,
        set: impl Fn(&mut Self, String),
    ) -> Choice {
        let mut other = self.clone();
        set(&mut other, code.to_string());
        let url = other.url(portal, 1);
        Choice { label: label.to_string(), url, count, current: now == code, children: Vec::new() }
    }

    fn filter(&self, portal: &Portal, label: &'static str, choices: Vec<Choice>, clear: impl Fn(&mut Self)) -> Filter {
        let mut without = self.clone();
        clear(&mut without);
        let all = choices.iter().flat_map(|choice| std::iter::once(choice).chain(&choice.children));
        let chosen = all.rev().find(|choice| choice.current);
        Filter { label, chosen: chosen.map(|choice| Link::new(&choice.label, without.url(portal, 1))), choices }
    }
}

/// A value by which the catalogue can be narrowed, with how many items it would show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub label: String,
    pub url: String,
    pub count: u64,
    pub current: bool,
    pub children: Vec<Choice>,
}

/// A filter with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Filter {
    label: &'static str,
    /// The chosen value, and the address without it.
    chosen: Option<Link>,
    choices: Vec<Choice>,
}

/// `/gov-info/catalogue`
pub async fn show(portal: Portal, Query(mut asked): Query<Asked>) -> Result<Response, WebError> {
    asked.q = asked.q.trim().chars().take(MAX_TEXT).collect();
    let page = portal.page_no(Some(&asked.page)).ok_or_else(bad_parameter)?;
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

fn query_of(portal: &Portal, asked: &Asked, page: PageNo) -> Result<CatalogueQuery, WebError> {
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
    render(portal, &asked, &query_of(portal, &asked, PageNo::default())?).await
}

async fn render(portal: &Portal, asked: &Asked, query: &CatalogueQuery) -> Result<Page, WebError> {
    let found = app::item::public::catalogue(portal.web.app(), query).await?.ok_or_else(WebError::not_found)?;
    let category = DisclosureCategory::parse(&asked.category);
    let title = category.map_or(TITLE, DisclosureCategory::label);
    let mut head = head(portal, TITLE, PATH, "依照《政府信息公开条例》主动公开的政府信息目录。", "信息公开目录");
    head.canonical = canonical(query.page, &asked.path());
    let plain = Asked { category: asked.category.clone(), ..Asked::default() };
    head.hidden = asked.query(1) != plain.query(1) || !query.page.is_first();
    if let Some(category) = category {
        head.title = format!("{} - {TITLE}", category.label());
        head.crumb = category.label().to_string();
        head.above.push(Link::new(TITLE, portal.url(PATH)));
    }
    // Their counts would change pages that are otherwise full for good.
    let full = matches!(query.page, PageNo::FromOldest(_));
    let filters = if full { Vec::new() } else { filters(portal, asked, &found.counts) };
    let chosen: Vec<&Link> = filters.iter().filter_map(|filter| filter.chosen.as_ref()).collect();
    let hidden: Vec<Value> = asked
        .pairs()
        .into_iter()
        .filter(|(name, value)| *name != "q" && !value.is_empty())
        .map(|(name, value)| context! { name, value })
        .collect();
    let values = context! {
        gov_info => platform(portal, PATH),
        catalogue => context! {
            title,
            action => portal.url(PATH),
            q => asked.q,
            hidden,
            reset_url => (chosen.len() > 1 || !asked.q.is_empty()).then(|| portal.url(PATH)),
            chosen,
            filters,
            requests_url => portal.url("/gov-info/requests"),
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
        published_on => entry.published_at.date().to_string(),
        validity => ValidityView::in_list(entry.validity),
    }
}

/// Every category that holds something or is chosen, in the order of the articles.
pub fn categories(portal: &Portal, asked: &Asked, counts: &Counts) -> Vec<Choice> {
    let choice = |category: &DisclosureCategory| {
        let code = category.code();
        let count = counts.categories.get(code).copied().unwrap_or_default();
        asked.choice(portal, category.label(), code, count, &asked.category, |other, code| other.category = code)
    };
    offered(DisclosureCategory::ALL.iter().map(choice).collect())
}

/// What leads to nothing is left out, unless it is what was chosen.
fn offered(choices: Vec<Choice>) -> Vec<Choice> {
    choices.into_iter().filter(|choice| choice.count > 0 || choice.current).collect()
}

fn filters(portal: &Portal, asked: &Asked, counts: &Counts) -> Vec<Filter> {
    let mut filters = vec![asked.filter(portal, "公开类别", categories(portal, asked, counts), |a| a.category.clear())];
    if portal.own_agency().is_none() {
        filters.push(asked.filter(portal, "发布机构", agencies(portal, asked, counts), |a| a.agency.clear()));
    }
    filters.push(asked.filter(portal, "主题分类", subjects(portal, asked, counts), |a| a.subject.clear()));
    let genre = |genre: &Genre| {
        let count = counts.genres.get(genre.code()).copied().unwrap_or_default();
        asked.choice(portal, genre.label(), genre.code(), count, &asked.genre, |other, code| other.genre = code)
    };
    let genres = offered(Genre::ALL.iter().map(genre).collect());
    filters.push(asked.filter(portal, "体裁", genres, |a| a.genre.clear()));
    let year = |(year, count): (&i32, &u64)| {
        let set = |other: &mut Asked, year| other.year = year;
        asked.choice(portal, &format!("{year} 年"), &year.to_string(), *count, &asked.year, set)
    };
    let years = offered(counts.years.iter().rev().map(year).collect());
    filters.push(asked.filter(portal, "发布年份", years, |a| a.year.clear()));
    filters
}

/// Also an agency that acts no more, where something of its time is public.
fn agencies(portal: &Portal, asked: &Asked, counts: &Counts) -> Vec<Choice> {
    let each = portal.directory.agencies.iter().map(|agency| {
        let count = counts.agencies.get(&agency.id).copied().unwrap_or_default();
        asked.choice(portal, &agency.name, &agency.slug, count, &asked.agency, |other, slug| other.agency = slug)
    });
    offered(each.collect())
}

/// The classes, and below the chosen one its sub-classes.
fn subjects(portal: &Portal, asked: &Asked, counts: &Counts) -> Vec<Choice> {
    let class_of = |code: &str| code.get(..2).unwrap_or(code).to_string();
    let count_below = |prefix: &str| {
        counts.subjects.iter().filter(|(code, _)| code.starts_with(prefix)).map(|(_, count)| count).sum()
    };
    let choice = |subject: Subject| {
        let code = subject.code();
        let count = count_below(&code);
        asked.choice(portal, subject.label(), &code, count, &asked.subject, |other, code| other.subject = code)
    };
    let with_children = |class: Subject| {
        let mut one = choice(class);
        if !asked.subject.is_empty() && class_of(&asked.subject) == class.code() {
            one.children = offered(class.sub_classes().map(choice).collect());
        }
        one
    };
    let classes: Vec<Choice> = Subject::classes().map(with_children).collect();
    classes.into_iter().filter(|one| one.count > 0 || one.current || !one.children.is_empty()).collect()
}
