//! What programs ask: the sitemap, old addresses, readiness, the outbox in numbers.

use domain::time::Moment;
use sea_orm::EntityTrait;
use store::item::lists;
use store::item::{PublicFilter, redirect};

use crate::context::App;
use crate::error::AppError;

/// Items in one file of a sitemap: with the pages that stand beside them below 50,000 addresses, the protocol's limit.
pub const PART: u64 = 45_000;

/// How many files the sitemap has: of all items, or of one agency's for its own site.
///
/// # Errors
/// When the records cannot be read.
pub async fn sitemap_parts(app: &App, agency: Option<i64>) -> Result<u64, AppError> {
    let filter = PublicFilter { agency_id: agency, ..PublicFilter::default() };
    Ok(lists::count_public(app.store().read(), &filter).await?.div_ceil(PART).max(1))
}

/// The items of one file of the sitemap, from 1, with their publishing times.
///
/// # Errors
/// When the records cannot be read.
pub async fn sitemap(app: &App, agency: Option<i64>, part: u64) -> Result<Vec<(i64, Moment)>, AppError> {
    let db = app.store().read();
    let rows = lists::list_addresses(db, agency, part.saturating_sub(1) * PART, PART).await?;
    Ok(rows.into_iter().map(|(id, at)| (id, super::moment(at))).collect())
}

/// The item to which an address of an earlier system leads now; only where the item is, or was, public.
///
/// # Errors
/// When the records cannot be read.
pub async fn redirect_of(app: &App, path: &str) -> Result<Option<i64>, AppError> {
    let row = redirect::Entity::find_by_id(path.to_string()).one(app.store().read()).await?;
    Ok(row.map(|row| row.item_id))
}

/// Whether database and index answer.
///
/// # Errors
/// What did not answer.
pub async fn is_ready(app: &App) -> Result<(), AppError> {
    store::changes::latest(app.store().read()).await?;
    let index = app.index().clone();
    let counted = tokio::task::spawn_blocking(move || index.count()).await;
    counted.map_err(|e| AppError::Internal(e.to_string()))??;
    Ok(())
}

/// How many jobs stand in each state.
///
/// # Errors
/// When the records cannot be read.
pub async fn jobs_by_state(app: &App) -> Result<Vec<(String, i64)>, AppError> {
    Ok(store::job::count_by_state(app.store().read()).await?)
}
