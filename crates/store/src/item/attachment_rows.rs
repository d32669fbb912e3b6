//! Queries over attachments that more than one use case needs.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use super::attachment;
use crate::error::StoreError;

/// The attachments with these ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_by_id(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<attachment::Model>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = attachment::Entity::find().filter(attachment::Column::Id.is_in(ids.iter().copied()));
    Ok(query.order_by_asc(attachment::Column::Id).all(db).await?)
}
