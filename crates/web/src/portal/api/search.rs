//! Searching, for programs: the same search as the page's, under the same limit for each address.

use app::item::public::{Facets, Matching, NumberKind, SearchedEntry, Span};
use axum::extract::{Query, RawQuery};
use axum::response::Response;
use domain::item::category::DisclosureCategory;
use serde_json::{Value, json};

use super::items::entry_of;
use super::{agency_slug, bad, only, page_of};
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::pages::search::{Asked, MAX_PAGES, MAX_TEXT, PAGE, sought, subject_label, validities};
use crate::portal::views::page_number;

/// The parameters that the description names.
const PARAMETERS: [&str; 8] = ["q", "agency", "category", "subject", "year", "validity", "sort", "page"];

/// `/api/v1/search`
pub async fn find(
    portal: Portal,
    RawQuery(typed): RawQuery,
    Query(mut asked): Query<Asked>,
) -> Result<Response, WebError> {
    only(typed.as_deref(), &PARAMETERS)?;
    if !matches!(asked.sort.as_str(), "" | "newest" | "oldest") {
        return Err(bad("sort", " newest 或者 oldest，不写则按相关度"));
    }
    asked.q = asked.q.trim().chars().take(MAX_TEXT).collect();
    let page = page_number(Some(&asked.page)).filter(|page| *page <= MAX_PAGES);
    let page = page.ok_or_else(|| bad("page", "从 1 开始的页码，最多 500"))?;
    let query =
        sought(&portal, &asked, page).map_err(|_| bad("agency、category、subject、year、validity", "其中列出的值"))?;
    portal.count_search()?;
    let found = app::item::public::search(portal.web.app(), query).await?;
    let total = found.found.total as u64;
    let body = json!({
        "total": total,
        "page": page,
        "page_count": total.div_ceil(PAGE as u64).clamp(1, MAX_PAGES),
        "matching": match found.found.matching { Matching::All => "all", Matching::Part => "part" },
        "suggestion": found.found.did_you_mean,
        "no_such": found.found.no_such.map(|kind| match kind {
            NumberKind::Document => "document_number",
            NumberKind::Index => "index_number",
        }),
        "items": found.entries.iter().map(|hit| line(&portal, hit)).collect::<Vec<_>>(),
        "counts": counts(&portal, &found.found.facets),
    });
    Ok(page_of(&portal, &body, Vec::new()).once().answer(&portal.headers, 0))
}

fn line(portal: &Portal, hit: &SearchedEntry) -> Value {
    let plain = |spans: &[Span]| spans.iter().map(|span| span.text.as_str()).collect::<String>();
    let mut body = entry_of(portal, &hit.entry);
    if let Some(body) = body.as_object_mut() {
        body.insert("extract".into(), plain(&hit.extract).into());
    }
    body
}

fn counts(portal: &Portal, found: &Facets) -> Value {
    let one = |value: &str, label: &str, count: usize| json!({ "value": value, "label": label, "count": count });
    let agencies = found.agencies.iter().map(|(id, n)| one(agency_slug(portal, *id), &portal.agency_name(*id), *n));
    let categories = found.categories.iter().map(|(code, n)| {
        let label = DisclosureCategory::parse(code).map_or("", |category| category.label());
        one(code, label, *n)
    });
    let years = found.years.iter().map(|(year, n)| one(&year.to_string(), &format!("{year} 年"), *n));
    let subjects = found.subjects.iter().filter_map(|(code, n)| Some(one(code, &subject_label(code)?, *n)));
    let validities = validities(found).into_iter().map(|(code, label, n)| one(code, label, n));
    json!({
        "agencies": agencies.collect::<Vec<_>>(),
        "categories": categories.collect::<Vec<_>>(),
        "subjects": subjects.collect::<Vec<_>>(),
        "years": years.collect::<Vec<_>>(),
        "validities": validities.collect::<Vec<_>>(),
    })
}
