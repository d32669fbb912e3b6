//! Searching the site. What people look for is never logged, and kept only as statistics of words without persons; an
//! address that hurries waits.

use app::item::public::{Facets, Matching, NumberKind, Query as Sought, Searched, SearchedEntry, Sort, Span};
use axum::extract::Query;
use axum::response::Response;
use domain::item::Validity;
use domain::item::category::DisclosureCategory;
use domain::item::subject::Subject;
use domain::visits::Outcome;
use minijinja::Value;
use serde::Deserialize;

use super::direct;
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

/// The value of the filter by validity for all that is in force, in part at least, and how it is called.
pub const CURRENT: &str = "current";
pub const CURRENT_LABEL: &str = "现行有效（含已修改）";

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
    pub sort: String,
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

    /// The filters, each with how its chosen value is called; a value that no filter has is left out.
    fn filters(&self, portal: &Portal) -> Vec<(String, Self)> {
        let agency = portal.directory.agencies.iter().find(|a| a.slug == self.agency);
        let validity = match self.validity.as_str() {
            CURRENT => Some(CURRENT_LABEL.to_string()),
            code => Validity::parse(code).map(|validity| validity.label().to_string()),
        };
        let all = [
            (validity, self.with(|a| a.validity.clear())),
            (DisclosureCategory::parse(&self.category).map(|c| c.label().into()), self.with(|a| a.category.clear())),
            (subject_label(&self.subject), self.with(|a| a.subject.clear())),
            (agency.map(|agency| agency.name.clone()), self.with(|a| a.agency.clear())),
            ((!self.year.is_empty()).then(|| format!("{} 年", self.year)), self.with(|a| a.year.clear())),
        ];
        all.into_iter().filter_map(|(label, without)| Some((label?, without))).collect()
    }

    /// The same words without any filter.
    fn everywhere(&self) -> Self {
        Self { q: self.q.clone(), sort: self.sort.clone(), ..Self::default() }
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
    let hint = hint(&found);
    let direct = if page == 1 { direct::links(&portal, &asked.q) } else { Vec::new() };
    let listing = Listing {
        direct,
        elsewhere: if total == 0 { elsewhere(&portal, &asked).await? } else { None },
        nothing: nothing(&found),
        results: found.entries.iter().map(|hit| result(&portal, hit)).collect(),
        facets: facets(&portal, &asked, found.found.total, &found.found.facets),
        orders: if total > 1 { orders(&portal, &asked) } else { Vec::new() },
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

/// What is said above results that are not quite what was asked.
fn hint(found: &Searched) -> Option<&'static str> {
    match (found.found.total, found.found.no_such, found.found.matching) {
        (0, _, _) | (_, None, Matching::All) => None,
        (_, Some(NumberKind::Document), _) => Some("没有公开过这个文号的文件，以下信息提到了它。"),
        (_, Some(NumberKind::Index), _) => Some("没有这个索引号的信息，以下信息提到了它。"),
        (_, None, Matching::Part) => Some("没有同时包含全部词语的信息，以下结果包含其中一部分。"),
    }
}

/// What is said where nothing was found.
fn nothing(found: &Searched) -> &'static str {
    match found.found.no_such {
        Some(NumberKind::Document) => {
            "没有这个文号的信息。请核对发文字号、年份和序号；也可以用文件名称中的词检索；站内没有的，可以"
        }
        Some(NumberKind::Index) => "没有这个索引号的信息。请核对后再试，也可以用标题中的词检索；站内没有的，可以",
        None => "请换用较短的词再试；站内没有的，可以",
    }
}

/// Where filters leave nothing: how much there is without them, and the way to it.
async fn elsewhere(portal: &Portal, asked: &Asked) -> Result<Option<Link>, WebError> {
    if asked.q.is_empty() || asked.filters(portal).is_empty() {
        return Ok(None);
    }
    let wider = asked.everywhere();
    // Only the number is wanted.
    let counted = Sought { facets: false, limit: 1, ..sought(portal, &wider, 1)? };
    let found = app::item::public::search(portal.web.app(), counted).await?.found;
    let whole = found.total > 0 && found.matching == Matching::All;
    Ok(whole.then(|| Link::new(format!("不限范围有 {} 条", found.total), wider.url(portal))))
}

struct Listing {
    direct: Vec<Link>,
    elsewhere: Option<Link>,
    nothing: &'static str,
    results: Vec<Value>,
    facets: Vec<Value>,
    orders: Vec<Value>,
    suggestion: Option<Link>,
    hint: Option<&'static str>,
    pager: Pager,
}

impl Listing {
    fn nothing(hint: Option<&'static str>) -> Self {
        Self {
            direct: Vec::new(),
            elsewhere: None,
            nothing: "",
            results: Vec::new(),
            facets: Vec::new(),
            orders: Vec::new(),
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
    // Other words are looked for everywhere: a filter that was meant for the last ones would hide what they find.
    let hidden: Vec<Value> = asked
        .pairs()
        .into_iter()
        .filter(|(name, _)| *name == "sort")
        .map(|(name, value)| context! { name, value })
        .collect();
    let chosen: Vec<Link> =
        asked.filters(portal).into_iter().map(|(label, without)| Link::new(label, without.url(portal))).collect();
    let values = context! {
        search => context! {
            q => asked.q, hidden, hint => listing.hint, direct => listing.direct, nothing => listing.nothing, suggestion => listing.suggestion,
            elsewhere => listing.elsewhere,
            reset_url => (chosen.len() > 1).then(|| asked.everywhere().url(portal)),
            chosen,
            facets => listing.facets, orders => listing.orders, requests_url => portal.url("/gov-info/requests"),
        },
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
        && (asked.validity.is_empty() || asked.validity == CURRENT || Validity::parse(&asked.validity).is_some());
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
        validity: match asked.validity.as_str() {
            CURRENT => Validity::CURRENT.map(|validity| validity.code().to_string()).to_vec(),
            code => some(code).into_iter().collect(),
        },
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
        validity => entry.validity.map(ValidityView::of),
        explained => entry.explained_by.map(|id| portal.item_url(id)),
    }
}

fn marked(spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| if span.marked { format!("<mark>{}</mark>", escape(&span.text)) } else { escape(&span.text) })
        .collect()
}

/// A value of a facet.
struct Choice {
    current: bool,
    /// Not all results have it.
    narrows: bool,
    shown: Value,
}

/// What the results may be narrowed to, with counts; a group that leaves no choice is left out.
fn facets(portal: &Portal, asked: &Asked, total: usize, found: &Facets) -> Vec<Value> {
    let entry = |label: String, count: Option<usize>, current: bool, to: Asked| {
        context! { label, url => to.url(portal), count, current, children => Vec::<Value>::new() }
    };
    let choice = |label: String, count: usize, current: bool, to: Asked| Choice {
        current,
        narrows: count < total,
        shown: entry(label, Some(count), current, to),
    };
    let group = |label: &str, all: Asked, choices: Vec<Choice>| {
        let chosen = choices.iter().find(|choice| choice.current).map(|choice| choice.shown.clone());
        let narrows = choices.iter().any(|choice| choice.narrows);
        let every = entry("全部".into(), None, chosen.is_none(), all);
        let narrower = choices.into_iter().take(OPTIONS).map(|choice| choice.shown);
        let whole: Vec<Value> = std::iter::once(every).chain(narrower).collect();
        (narrows || chosen.is_some()).then(|| context! { label, chosen, choices => whole })
    };
    let categories = found.categories.iter().filter_map(|(code, n)| {
        let current = asked.category == *code;
        let to = asked.with(|a| a.category.clone_from(code));
        Some(choice(DisclosureCategory::parse(code)?.label().into(), *n, current, to))
    });
    let subjects = found.subjects.iter().filter_map(|(code, n)| {
        let current = asked.subject == *code;
        let to = asked.with(|a| a.subject.clone_from(code));
        Some(choice(subject_label(code)?, *n, current, to))
    });
    let agencies = found.agencies.iter().filter_map(|(id, n)| {
        let agency = portal.directory.agency(*id)?;
        let current = asked.agency == agency.slug;
        let to = asked.with(|a| a.agency.clone_from(&agency.slug));
        Some(choice(agency.name.clone(), *n, current, to))
    });
    let years = found.years.iter().map(|(year, n)| {
        let current = asked.year == year.to_string();
        choice(format!("{year} 年"), *n, current, asked.with(|a| a.year = year.to_string()))
    });
    let validities = validities(found).into_iter().map(|(code, label, n)| {
        let to = asked.with(|a| code.clone_into(&mut a.validity));
        choice(label.into(), n, asked.validity == code, to)
    });
    let groups = [
        group("有效性", asked.with(|a| a.validity.clear()), validities.collect()),
        group("类别", asked.with(|a| a.category.clear()), categories.collect()),
        group("主题", asked.with(|a| a.subject.clear()), subjects.collect()),
        group("机构", asked.with(|a| a.agency.clear()), agencies.collect()),
        group("年份", asked.with(|a| a.year.clear()), years.collect()),
    ];
    groups.into_iter().flatten().collect()
}

/// A subject by its own name; one that is called 其他 with its class.
pub fn subject_label(code: &str) -> Option<String> {
    let subject = Subject::parse(code)?;
    Some(if subject.label() == "其他" { subject.path() } else { subject.label().to_string() })
}

/// The values by which validity narrows, with labels and counts. A rule that was amended is in force for the rest, so it
/// is counted with those in force.
pub fn validities(found: &Facets) -> Vec<(&'static str, &'static str, usize)> {
    let count = |validity: Validity| {
        let of = found.validities.iter().find(|(code, _)| Validity::parse(code) == Some(validity));
        of.map_or(0, |(_, count)| *count)
    };
    let past = [Validity::Amended, Validity::Expired, Validity::Repealed];
    let current = (CURRENT, CURRENT_LABEL, Validity::CURRENT.into_iter().map(count).sum());
    let each = past.into_iter().map(|validity| (validity.code(), validity.label(), count(validity)));
    std::iter::once(current).chain(each).filter(|(_, _, count)| *count > 0).collect()
}

fn orders(portal: &Portal, asked: &Asked) -> Vec<Value> {
    [("", "按相关度"), ("newest", "从新到旧"), ("oldest", "从旧到新")]
        .into_iter()
        .map(|(code, label)| {
            let to = asked.with(|a| a.sort = code.into());
            context! { label, url => to.url(portal), current => asked.sort == code }
        })
        .collect()
}
