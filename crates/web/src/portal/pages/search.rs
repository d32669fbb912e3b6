//! Searching the site. What people look for is never logged, and kept only as statistics of words without persons; an
//! address that hurries waits.

use app::item::public::{Facets, Matching, Query as Sought, SearchedEntry, Sort, Span};
use axum::extract::Query;
use axum::response::Response;
use domain::item::Validity;
use domain::item::category::DisclosureCategory;
use domain::item::subject::Subject;
use domain::visits::Outcome;
use minijinja::Value;
use serde::Deserialize;

use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::{Column, Head, Portal};
use crate::portal::views::{Link, Pager, ValidityView, page_number};
use crate::templates::context;
use crate::templates::functions::escape;

const PATH: &str = "/search";
pub const PAGE: usize = 20;
/// The index lists no hits beyond its first 10,000.
pub const MAX_PAGES: u64 = 500;
/// Longest text looked for, in characters.
pub const MAX_TEXT: usize = 100;
/// Values of a facet that are shown.
const OPTIONS: usize = 10;

/// What may be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub q: String,
    agency: String,
    category: String,
    subject: String,
    year: String,
    validity: String,
    sort: String,
    pub page: String,
}

impl Asked {
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("q", self.q.as_str()),
            ("agency", &self.agency),
            ("category", &self.category),
            ("subject", &self.subject),
            ("year", &self.year),
            ("validity", &self.validity),
            ("sort", &self.sort),
            ("page", &self.page),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    fn url(&self, portal: &Portal) -> String {
        let query = serde_urlencoded::to_string(self.pairs()).unwrap_or_default();
        portal.url(&format!("{PATH}?{query}"))
    }

    /// The same search with one parameter changed, from its first page.
    fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self { page: String::new(), ..self.clone() };
        change(&mut other);
        other
    }
}

/// `/search`
pub async fn show(portal: Portal, Query(mut asked): Query<Asked>) -> Result<Response, WebError> {
    asked.q = asked.q.trim().chars().take(MAX_TEXT).collect();
    let page = page_number(Some(&asked.page)).filter(|page| *page <= MAX_PAGES).ok_or_else(WebError::not_found)?;
    if asked.pairs().is_empty() {
        return answer(&portal, &asked, Listing::nothing(Some("请输入标题、文号、索引号或者关键词。")));
    }
    portal.count_search()?;
    let sought = sought(&portal, &asked, page)?;
    let found = app::item::public::search(portal.web.app(), sought).await?;
    let total = found.found.total as u64;
    if page == 1 && asked.pairs().len() == 1 {
        let whole = total > 0 && found.found.matching == Matching::All;
        portal.count_words(&asked.q, if whole { Outcome::Found } else { Outcome::Missing });
    }
    let page_count = total.div_ceil(PAGE as u64).clamp(1, MAX_PAGES);
    let hint = (found.found.matching == Matching::Part && total > 0)
        .then_some("没有同时包含全部词语的信息，以下结果包含其中一部分。");
    let listing = Listing {
        results: found.entries.iter().map(|hit| result(&portal, hit)).collect(),
        facets: facets(&portal, &asked, &found.found.facets),
        suggestion: found
            .found
            .did_you_mean
            .map(|text| Link::new(text.clone(), asked.with(|a| a.q = text).url(&portal))),
        hint,
        pager: Pager::new(total, page, page_count, |n| {
            let mut other = asked.clone();
            other.page = if n > 1 { n.to_string() } else { String::new() };
            other.url(&portal)
        }),
    };
    answer(&portal, &asked, listing)
}

struct Listing {
    results: Vec<Value>,
    facets: Vec<Value>,
    suggestion: Option<Link>,
    hint: Option<&'static str>,
    pager: Pager,
}

impl Listing {
    fn nothing(hint: Option<&'static str>) -> Self {
        Self {
            results: Vec::new(),
            facets: Vec::new(),
            suggestion: None,
            hint,
            pager: Pager::new(0, 1, 1, |_| String::new()),
        }
    }
}

/// The page before anything was asked.
pub fn render_empty(portal: &Portal) -> Result<Page, WebError> {
    listed(portal, &Asked::default(), Listing::nothing(None))
}

fn answer(portal: &Portal, asked: &Asked, listing: Listing) -> Result<Response, WebError> {
    Ok(listed(portal, asked, listing)?.answer(&portal.headers, 0))
}

fn listed(portal: &Portal, asked: &Asked, listing: Listing) -> Result<Page, WebError> {
    let hidden: Vec<Value> = asked
        .pairs()
        .into_iter()
        .filter(|(name, _)| !matches!(*name, "q" | "page"))
        .map(|(name, value)| context! { name, value })
        .collect();
    let values = context! {
        search => context! { q => asked.q, hidden, hint => listing.hint, suggestion => listing.suggestion, facets => listing.facets },
        results => listing.results,
        pager => listing.pager,
    };
    let head = Head {
        title: "站内检索".into(),
        description: "检索本站公开的全部信息：标题、正文、附件、文号和索引号。".into(),
        column: Some(Column::new("站内检索", "检索本站公开的全部信息。", "检索", "办事服务")),
        hidden: true,
        ..Head::default()
    };
    Ok(portal.page("search.html", &head, values, Vec::new())?.once())
}

/// The search that the parameters ask for.
pub fn sought(portal: &Portal, asked: &Asked, page: u64) -> Result<Sought, WebError> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let agency = portal.directory.agencies.iter().find(|a| a.slug == asked.agency).map(|a| a.id);
    let site = portal.own_agency().and(portal.asked.site_id);
    let known = (asked.agency.is_empty() || agency.is_some())
        && (asked.category.is_empty() || DisclosureCategory::parse(&asked.category).is_some())
        && (asked.subject.is_empty() || Subject::parse(&asked.subject).is_some())
        && (asked.validity.is_empty() || Validity::parse(&asked.validity).is_some());
    if !known {
        return Err(WebError::not_found());
    }
    Ok(Sought {
        text: asked.q.clone(),
        site_id: site,
        agency_id: agency,
        category: some(&asked.category),
        subject: some(&asked.subject),
        year: some(&asked.year).map(|y| y.parse().map_err(|_| WebError::not_found())).transpose()?,
        validity: some(&asked.validity),
        sort: match asked.sort.as_str() {
            "newest" => Sort::Newest,
            "oldest" => Sort::Oldest,
            _ => Sort::Relevance,
        },
        offset: usize::try_from(page - 1).unwrap_or_default().saturating_mul(PAGE),
        limit: PAGE,
        facets: true,
        ..Sought::default()
    })
}

fn result(portal: &Portal, hit: &SearchedEntry) -> Value {
    let entry = &hit.entry;
    let section = portal.directory.section(entry.section_id).map(|s| s.name.clone());
    context! {
        title_html => marked(&hit.title),
        url => portal.item_url(entry.id),
        snippet_html => marked(&hit.extract),
        agency => portal.agency_name(entry.agency_id),
        section,
        number => entry.document_number,
        date => entry.published_at.date().to_string(),
        validity => ValidityView::in_list(entry.validity),
    }
}

fn marked(spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| if span.marked { format!("<mark>{}</mark>", escape(&span.text)) } else { escape(&span.text) })
        .collect()
}

fn facets(portal: &Portal, asked: &Asked, found: &Facets) -> Vec<Value> {
    let option = |label: String, count: Option<usize>, current: bool, to: Asked| context! { label, url => to.url(portal), count, current };
    let group = |label: &str, all: Asked, chosen: bool, options: Vec<Value>| {
        let mut whole = vec![option("全部".into(), None, !chosen, all)];
        whole.extend(options);
        (whole.len() > 2 || chosen).then(|| context! { label, options => whole })
    };
    let sorts = [("", "相关度"), ("newest", "时间从新到旧"), ("oldest", "时间从旧到新")];
    let by =
        sorts.map(|(code, label)| option(label.into(), None, asked.sort == code, asked.with(|a| a.sort = code.into())));
    let categories = found.categories.iter().filter_map(|(code, n)| {
        let category = DisclosureCategory::parse(code)?;
        Some(option(
            category.label().into(),
            Some(*n),
            asked.category == *code,
            asked.with(|a| a.category.clone_from(code)),
        ))
    });
    let subjects = found.subjects.iter().filter_map(|(code, n)| {
        let subject = Subject::parse(code)?;
        Some(option(
            subject.label().into(),
            Some(*n),
            asked.subject == *code,
            asked.with(|a| a.subject.clone_from(code)),
        ))
    });
    let agencies = found.agencies.iter().filter_map(|(id, n)| {
        let agency = portal.directory.agency(*id)?;
        Some(option(
            agency.name.clone(),
            Some(*n),
            asked.agency == agency.slug,
            asked.with(|a| a.agency.clone_from(&agency.slug)),
        ))
    });
    let years = found.years.iter().map(|(year, n)| {
        let year = year.to_string();
        option(format!("{year} 年"), Some(*n), asked.year == year, asked.with(|a| a.year = year))
    });
    let validities = found.validities.iter().filter_map(|(code, n)| {
        let validity = Validity::parse(code)?;
        Some(option(
            validity.label().into(),
            Some(*n),
            asked.validity == *code,
            asked.with(|a| a.validity.clone_from(code)),
        ))
    });
    let groups = [
        group(
            "类别",
            asked.with(|a| a.category.clear()),
            !asked.category.is_empty(),
            categories.take(OPTIONS).collect(),
        ),
        group("主题", asked.with(|a| a.subject.clear()), !asked.subject.is_empty(), subjects.take(OPTIONS).collect()),
        group("机构", asked.with(|a| a.agency.clear()), !asked.agency.is_empty(), agencies.take(OPTIONS).collect()),
        group("年份", asked.with(|a| a.year.clear()), !asked.year.is_empty(), years.take(OPTIONS).collect()),
        group("有效性", asked.with(|a| a.validity.clear()), !asked.validity.is_empty(), validities.collect()),
        Some(context! { label => "排序", options => by.to_vec() }),
    ];
    groups.into_iter().flatten().collect()
}
