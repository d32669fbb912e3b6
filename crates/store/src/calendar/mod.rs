//! Days of the working calendar that an administrator loaded.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

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

/// Loads days; a day of the same region takes the new values.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_days(db: &impl ConnectionTrait, rows: Vec<ActiveModel>) -> Result<(), StoreError> {
    let changed = [Column::Kind, Column::Name, Column::Source, Column::LoadedBy, Column::LoadedAt];
    let on_conflict = OnConflict::columns([Column::DayOn, Column::Region]).update_columns(changed).to_owned();
    for batch in rows.chunks(DAY_BATCH) {
        Entity::insert_many(batch.to_vec()).on_conflict(on_conflict.clone()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Rows of one insert; stays well below the engines' limits on bound values.
const DAY_BATCH: usize = 500;
