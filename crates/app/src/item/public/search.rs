//! Searching: the index finds, the records decide what is shown. What was withdrawn a moment ago and is still in the
//! index does not appear.

use std::collections::HashMap;

use ::search::{Found, Policies, Query, Span};
use domain::item::Validity;
use store::item::{line, lists};

use super::entry::Entry;
use crate::context::App;
use crate::error::AppError;

/// What the index is told of policies: those in force are shown first, those amended among them.
const POLICIES: Policies = Policies { kind: POLICY, in_force: &CURRENT, explains: "interpretation" };
const CURRENT: [&str; 2] = [Validity::CURRENT[0].code(), Validity::CURRENT[1].code()];
const POLICY: &str = "policy";

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
    /// The item that explains this one.
    pub explained_by: Option<i64>,
}

/// Searches off the threads that serve requests; one query on the records, and two for what explains the policies found.
///
/// # Errors
/// When index or records cannot be read.
pub async fn search(app: &App, mut query: Query) -> Result<Searched, AppError> {
    query.names = app.directory().short_names();
    query.policies = POLICIES;
    let index = app.index().clone();
    let done = tokio::task::spawn_blocking(move || index.find(&query)).await;
    let mut found = done.map_err(|e| AppError::Internal(e.to_string()))??;
    let hits = std::mem::take(&mut found.hits);
    let ids: Vec<i64> = hits.iter().map(|hit| hit.id).collect();
    let today = app.now().date();
    let rows = line::list_public_by_id(app.store().read(), &ids).await?;
    let mut live: HashMap<i64, Entry> = rows.into_iter().map(|row| (row.id, Entry::of(row, today))).collect();
    let explained = explanations(app, live.values()).await?;
    let entries = hits.into_iter().filter_map(|hit| {
        let entry = live.remove(&hit.id)?;
        let explained_by = explained.get(&hit.id).copied();
        Some(SearchedEntry { title: hit.title, extract: hit.extract, entry, explained_by })
    });
    Ok(Searched { entries: entries.collect(), found })
}

/// The first public explanation of each policy among these.
async fn explanations(app: &App, entries: impl Iterator<Item = &Entry>) -> Result<HashMap<i64, i64>, AppError> {
    let db = app.store().read();
    let policies: Vec<i64> = entries.filter(|entry| entry.kind == POLICY).map(|entry| entry.id).collect();
    let pairs = lists::list_interpretations(db, &policies).await?;
    let ids: Vec<i64> = pairs.iter().map(|(_, from)| *from).collect();
    let public = line::list_public_by_id(db, &ids).await?;
    let mut first = HashMap::new();
    for (policy, by) in pairs.into_iter().filter(|(_, by)| public.iter().any(|row| row.id == *by)) {
        first.entry(policy).or_insert(by);
    }
    Ok(first)
}

/// Completions of what is being typed, of one site's titles or of everything public, off the threads that serve requests.
///
/// # Errors
/// When the index cannot be read.
pub async fn suggest(app: &App, typed: String, site: Option<i64>, most: usize) -> Result<Vec<String>, AppError> {
    let index = app.index().clone();
    let done = tokio::task::spawn_blocking(move || index.suggest(&typed, site, POLICIES, most)).await;
    Ok(done.map_err(|e| AppError::Internal(e.to_string()))??)
}
