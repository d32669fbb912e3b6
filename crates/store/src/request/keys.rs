//! The wrapped data keys of cases, and the list of those that were destroyed. Not sealing: that is `app`'s.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    pub wrapped: String,
    /// Which master key wraps it; grows with each rotation.
    pub key_version: i32,
}

plain_entity!();

/// Cases whose key was destroyed: a restore from an older backup destroys it again.
pub mod erased {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request_erased")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub request_id: i64,
        pub erased_at: i64,
    }

    plain_entity!();
}

/// The wrapped key of a case; `None` once it was destroyed.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, request: i64) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(request).one(db).await?)
}

/// The wrapped keys of several cases.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_many(db: &impl ConnectionTrait, requests: &[i64]) -> Result<BTreeMap<i64, Model>, StoreError> {
    let rows = Entity::find().filter(Column::RequestId.is_in(requests.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.request_id, row)).collect())
}

/// The next keys after a case that a master key older than `version` wraps, in the order of the cases.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_older(
    db: &impl ConnectionTrait,
    version: i32,
    after: i64,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(Column::KeyVersion.lt(version)).filter(Column::RequestId.gt(after));
    Ok(query.order_by_asc(Column::RequestId).limit(limit).all(db).await?)
}

/// Writes keys wrapped anew.
///
/// # Errors
/// When they cannot be written.
pub async fn rewrap(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), StoreError> {
    for batch in rows.chunks(500) {
        let rows = batch.iter().cloned().map(ActiveModel::from).map(|row| ActiveModel {
            request_id: Set(row.request_id.unwrap()),
            wrapped: Set(row.wrapped.unwrap()),
            key_version: Set(row.key_version.unwrap()),
        });
        let conflict =
            OnConflict::column(Column::RequestId).update_columns([Column::Wrapped, Column::KeyVersion]).to_owned();
        Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Destroys the keys of cases and notes them as destroyed.
///
/// # Errors
/// When the database cannot be written.
pub async fn destroy(db: &impl ConnectionTrait, requests: &[i64], at: i64) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::RequestId.is_in(requests.iter().copied())).exec(db).await?;
    for batch in requests.chunks(500) {
        let rows = batch.iter().map(|id| erased::ActiveModel { request_id: Set(*id), erased_at: Set(at) });
        let conflict = OnConflict::column(erased::Column::RequestId).do_nothing().to_owned();
        erased::Entity::insert_many(rows).on_conflict(conflict).try_insert().exec_without_returning(db).await?;
    }
    Ok(())
}
