//! Searching: the index finds, the records decide what is shown. What was withdrawn a moment ago and is still in the
//! index does not appear.

use std::collections::HashMap;

use ::search::{Found, Query, ShortName, Span};
use store::item::lists;

use super::entry::Entry;
use crate::context::App;
use crate::directory::Directory;
use crate::error::AppError;

/// What was found.
#[derive(Debug, Clone)]
pub struct Searched {
    /// Total, facets, how it matched, another spelling; its hits are in `entries`.
    pub found: Found,
    pub entries: Vec<SearchedEntry>,
}

/// One item found.
#[derive(Debug, Clone)]
pub struct SearchedEntry {
    pub title: Vec<Span>,
    pub extract: Vec<Span>,
    pub entry: Entry,
}

/// Searches off the threads that serve requests; one query on the records.
///
/// # Errors
/// When index or records cannot be read.
pub async fn search(app: &App, mut query: Query) -> Result<Searched, AppError> {
    query.names = short_names(&app.directory());
    let index = app.index().clone();
    let done = tokio::task::spawn_blocking(move || index.find(&query)).await;
    let mut found = done.map_err(|e| AppError::Internal(e.to_string()))??;
    let hits = std::mem::take(&mut found.hits);
    let ids: Vec<i64> = hits.iter().map(|hit| hit.id).collect();
    let today = app.now().date();
    let rows = lists::list_public_by_id(app.store().read(), &ids).await?;
    let mut live: HashMap<i64, Entry> = rows.into_iter().map(|row| (row.id, Entry::of(row, today))).collect();
    let entries = hits.into_iter().filter_map(|hit| {
        let entry = live.remove(&hit.id)?;
        Some(SearchedEntry { title: hit.title, extract: hit.extract, entry })
    });
    Ok(Searched { entries: entries.collect(), found })
}

/// Short names of agencies whose characters are not already those of the full name. Both are given without the place they
/// begin with: papers of a city name its agencies with it and without it.
fn short_names(directory: &Directory) -> Vec<ShortName> {
    let name = |agency: &store::agency::Model| {
        let level = agency.short_name.chars().next().filter(|first| PLACES.contains(first));
        let place = level.and_then(|level| agency.name.split_once(level)).map(|(_, rest)| rest);
        let short = level.map_or(agency.short_name.as_str(), |level| agency.short_name.trim_start_matches(level));
        let full = place.unwrap_or(&agency.name);
        let differs = short.chars().count() > 1 && !full.contains(short);
        differs.then(|| ShortName { short: short.to_string(), full: full.to_string() })
    };
    directory.agencies.iter().filter_map(name).collect()
}

/// What the place of an agency ends in, with which its short name may begin: 市教体局.
const PLACES: [char; 4] = ['省', '市', '县', '区'];

/// Completions of what is being typed, of one site's titles or of everything public, off the threads that serve requests.
///
/// # Errors
/// When the index cannot be read.
pub async fn suggest(app: &App, typed: String, site: Option<i64>, most: usize) -> Result<Vec<String>, AppError> {
    let index = app.index().clone();
    let done = tokio::task::spawn_blocking(move || index.suggest(&typed, site, most)).await;
    Ok(done.map_err(|e| AppError::Internal(e.to_string()))??)
}
