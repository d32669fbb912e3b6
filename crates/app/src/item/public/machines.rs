//! What programs ask: old addresses, readiness, the outbox in numbers.

use sea_orm::EntityTrait;
use store::item::redirect;

use crate::context::App;
use crate::error::AppError;

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
