//! Finding a case again: by its number, by the form it came with, by person, matter or likeness of text.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::{Column, Entity, Model, shingle};
use crate::error::StoreError;

/// The case with this number.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_number(db: &impl ConnectionTrait, number: &str) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::Number.eq(number)).one(db).await?)
}

/// The cases with these ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<Model>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// The cases that came by these forms, by the hash of the form's token.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_forms(db: &impl ConnectionTrait, hashes: &[String]) -> Result<BTreeMap<String, Model>, StoreError> {
    let query = Entity::find().filter(Column::FormHash.is_in(hashes.iter().map(String::as_str)));
    let rows = query.all(db).await?.into_iter();
    Ok(rows.filter_map(|row| row.form_hash.clone().map(|hash| (hash, row))).collect())
}

/// Other cases of the same person or of the same matter within agencies, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn same(db: &impl ConnectionTrait, of: &Model, column: Same, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(Column::Id.ne(of.id)).order_by_desc(Column::Id).limit(limit);
    let query = match column {
        Same::Person => query.filter(Column::PersonHash.eq(of.person_hash.as_str())),
        Same::Matter => query.filter(Column::MatterHash.eq(of.matter_hash.as_str())),
    };
    Ok(query.filter(Column::AgencyId.eq(of.agency_id)).filter(Column::ErasedAt.is_null()).all(db).await?)
}

/// In what cases are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    Person,
    Matter,
}

/// The cases of the agency that share most values of a text's fingerprint with this one.
///
/// # Errors
/// When the database cannot be read.
pub async fn alike(db: &impl ConnectionTrait, of: &Model, limit: u64) -> Result<Vec<Model>, StoreError> {
    let own = shingle::Entity::find().filter(shingle::Column::RequestId.eq(of.id)).all(db).await?;
    let shared: Vec<i64> = shingle::Entity::find()
        .select_only()
        .column(shingle::Column::RequestId)
        .filter(shingle::Column::Value.is_in(own.iter().map(|row| row.value)))
        .filter(shingle::Column::RequestId.ne(of.id))
        .group_by(shingle::Column::RequestId)
        .order_by_desc(shingle::Column::Value.count())
        .order_by_desc(shingle::Column::RequestId)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let query = Entity::find().filter(Column::Id.is_in(shared)).filter(Column::AgencyId.eq(of.agency_id));
    Ok(query.filter(Column::ErasedAt.is_null()).all(db).await?)
}
