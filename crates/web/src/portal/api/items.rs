//! Items by what changed for the public: for programs that keep a copy and ask for the rest from time to time.

use app::item::public::{Change, ChangeQuery, Changed, Entry, changes};
use axum::extract::{Query, RawQuery};
use axum::response::Response;
use domain::time::Moment;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{agency_by_slug, agency_slug, bad, only, page_of, section_slug};
use crate::errors::WebError;
use crate::portal::frame::Portal;

/// Items of one answer, unless asked otherwise.
const USUAL: u64 = 100;
const MOST: u64 = 500;

/// The parameters that the description names.
const PARAMETERS: [&str; 5] = ["changed_since", "agency", "section", "cursor", "limit"];

/// What may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    changed_since: String,
    agency: String,
    section: String,
    cursor: String,
    limit: String,
}

/// `/api/v1/items`
pub async fn list(portal: Portal, RawQuery(typed): RawQuery, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    only(typed.as_deref(), &PARAMETERS)?;
    let query = query_of(&portal, &asked)?;
    let found = changes(portal.web.app(), &query).await?;
    let last = found.list.last().map(|change| (change.at.0, change.id)).or(query.after);
    let body = json!({
        "items": found.list.iter().map(|change| line(&portal, change)).collect::<Vec<_>>(),
        "cursor": last.map(|(at, id)| format!("{at}.{id}")),
        "more": found.more,
    });
    // Not kept: a change shows a few seconds after it was made, and nothing tells when those are over.
    Ok(page_of(&portal, &body, Vec::new()).once().answer(&portal.headers, 0))
}

fn query_of(portal: &Portal, asked: &Asked) -> Result<ChangeQuery, WebError> {
    let section = match asked.section.as_str() {
        "" => None,
        slug => {
            let found = portal.directory.section_by_slug(slug).map(|section| section.id);
            Some(found.ok_or_else(|| bad("section", "栏目的英文标识，见 /api/v1/sections"))?)
        }
    };
    let limit = match asked.limit.as_str() {
        "" => Some(USUAL),
        text => text.parse().ok().filter(|limit| (1..=MOST).contains(limit)),
    };
    Ok(ChangeQuery {
        since: since(&asked.changed_since)?,
        after: cursor(&asked.cursor)?,
        agency: agency_by_slug(portal, &asked.agency)?,
        section,
        limit: limit.ok_or_else(|| bad("limit", "1 至 500 的整数"))?,
    })
}

/// A day, or a moment with its zone.
fn since(text: &str) -> Result<Option<Moment>, WebError> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(day) = text.parse::<chrono::NaiveDate>() {
        return Ok(Some(Moment::start_of(day)));
    }
    // A plus sign that was not encoded comes as a space.
    let parsed = chrono::DateTime::parse_from_rfc3339(&text.replace(' ', "+"));
    let at =
        parsed.map_err(|_| bad("changed_since", "日期（2026-01-31）或者带时区的时间（2026-01-31T08:00:00+08:00）"))?;
    Ok(Some(Moment::from_utc(at.to_utc())))
}

fn cursor(text: &str) -> Result<Option<(i64, i64)>, WebError> {
    if text.is_empty() {
        return Ok(None);
    }
    let key = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    key.map(Some).ok_or_else(|| bad("cursor", "上一次回答中的 cursor"))
}

fn line(portal: &Portal, change: &Change) -> Value {
    let url = portal.absolute_on(change.site_id, &format!("/items/{}", change.id));
    let gone = |state: &str| {
        json!({
            "id": change.id,
            "state": state,
            "changed_at": change.at.rfc3339(),
            "url": url,
        })
    };
    match &change.now {
        Changed::Withdrawn => gone("withdrawn"),
        Changed::Left => gone("left"),
        Changed::Live(entry) => {
            let mut body = entry_of(portal, entry);
            if let Some(body) = body.as_object_mut() {
                body.insert("state".into(), "live".into());
                body.insert("changed_at".into(), change.at.rfc3339().into());
            }
            body
        }
    }
}

/// A line of a list. Its address is the one that is known: at the site of its main section.
pub fn entry_of(portal: &Portal, entry: &Entry) -> Value {
    let main = portal.directory.section(entry.section_id).map(|section| section.site_id);
    let at = |path: String| main.map_or_else(|| portal.absolute(&path), |site| portal.absolute_on(site, &path));
    json!({
        "id": entry.id,
        "url": at(format!("/items/{}", entry.id)),
        "data_url": at(format!("/api/v1/items/{}", entry.id)),
        "kind": entry.kind,
        "title": entry.title,
        "summary": entry.summary,
        "agency": agency_slug(portal, entry.agency_id),
        "agency_name": portal.agency_name(entry.agency_id),
        "section": section_slug(portal, entry.section_id),
        "category": entry.category,
        "index_number": entry.index_number,
        "document_number": entry.document_number,
        "formed_on": entry.formed_on,
        "validity": entry.validity,
        "published_at": entry.published_at.rfc3339(),
    })
}
