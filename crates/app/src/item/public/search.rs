//! Searching: the index finds, the records decide what is shown. What was withdrawn a moment ago and is still in the
//! index does not appear.

use std::collections::HashMap;

use ::search::{Found, Policies, Query, Span};
use domain::item::Validity;
use store::item::line;

use super::entry::{Entry, POLICY, explain};
use crate::context::App;
use crate::error::AppError;

/// What the index is told of policies: those in force are shown first, those amended among them.
const POLICIES: Policies = Policies { kind: POLICY, in_force: &CURRENT, explains: "interpretation" };
const CURRENT: [&str; 2] = [Validity::CURRENT[0].code(), Validity::CURRENT[1].code()];

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
    explain(app, live.values_mut()).await?;
    let entries = hits.into_iter().filter_map(|hit| {
        let entry = live.remove(&hit.id)?;
        Some(SearchedEntry { title: hit.title, extract: hit.extract, entry })
    });
    Ok(Searched { entries: entries.collect(), found })
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
