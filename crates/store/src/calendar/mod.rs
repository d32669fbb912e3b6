//! Days of the working calendar that an administrator loaded.

use sea_orm::entity::prelude::*;
use sea_orm::QueryOrder;

use crate::entity::plain_entity;
use crate::error::StoreError;

/// A day that differs from what the built-in calendar says. `kind` is `off` or `working`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_day")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub day_on: Date,
    pub kind: String,
    pub name: String,
    /// An overlay for an area of a national minority's festival; empty for the whole country.
    pub region: String,
    pub source: String,
    pub loaded_by: Option<i64>,
    pub loaded_at: i64,
}

plain_entity!();

/// Every loaded day, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::DayOn).order_by_asc(Column::Id).all(db).await?)
}
