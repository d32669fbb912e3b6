//! Names of accounts, for the records that name them by id. One query for a page.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use store::identity::{Column, Entity};

use crate::context::App;
use crate::error::AppError;

/// The names of these accounts. For pages about records which the reader may see; so nothing but the name is told.
///
/// # Errors
/// When the records cannot be read.
pub async fn names(app: &App, ids: impl IntoIterator<Item = i64>) -> Result<BTreeMap<i64, String>, AppError> {
    let ids: std::collections::BTreeSet<i64> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = Entity::find().select_only().column(Column::Id).column(Column::Name).filter(Column::Id.is_in(ids));
    let rows: Vec<(i64, String)> = query.into_tuple().all(app.store().read()).await?;
    Ok(rows.into_iter().collect())
}
