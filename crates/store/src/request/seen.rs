//! Which state of a case an account has marked as seen: a hint on the desk, no record of the case.

use std::collections::BTreeMap;

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_seen")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// The number of the last event that was there.
    pub version: i32,
}

plain_entity!();

/// Notes that an account has seen cases in these versions.
///
/// # Errors
/// When the database cannot be written.
pub async fn mark(db: &impl ConnectionTrait, account: i64, seen: &[(i64, i32)]) -> Result<(), StoreError> {
    if seen.is_empty() {
        return Ok(());
    }
    let row = |(request, version): &(i64, i32)| ActiveModel {
        account_id: Set(account),
        request_id: Set(*request),
        version: Set(*version),
    };
    let again = OnConflict::columns([Column::AccountId, Column::RequestId]).update_column(Column::Version).to_owned();
    Entity::insert_many(seen.iter().map(row)).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

/// Of these cases the versions that an account has seen.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl ConnectionTrait, account: i64, requests: &[i64]) -> Result<BTreeMap<i64, i32>, StoreError> {
    let query =
        Entity::find().filter(Column::AccountId.eq(account)).filter(Column::RequestId.is_in(requests.iter().copied()));
    Ok(query.all(db).await?.into_iter().map(|row| (row.request_id, row.version)).collect())
}
