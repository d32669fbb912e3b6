//! Settings that differ from their defaults, and the word lists of the wording check.

use std::collections::BTreeMap;

use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub value: String,
    pub changed_by: Option<i64>,
    pub changed_at: i64,
}

plain_entity!();

/// A word of the wording check. `kind` and `level` are codes of `domain::item::checks`; `status` is `on` or `off`.
pub mod word {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "word")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub wrong: String,
        pub right: String,
        pub kind: String,
        pub level: String,
        pub note: String,
        /// Longer strings in which the word stands rightly, one a line.
        pub exceptions: String,
        pub status: String,
        pub changed_by: Option<i64>,
        pub changed_at: i64,
    }

    plain_entity!();
}

/// All stored values by key.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &impl ConnectionTrait) -> Result<BTreeMap<String, String>, StoreError> {
    Ok(Entity::find().all(db).await?.into_iter().map(|row| (row.key, row.value)).collect())
}

/// Sets a value.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(
    db: &impl ConnectionTrait,
    key: &str,
    value: &str,
    by: Option<i64>,
    now: Moment,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        key: Set(key.to_string()),
        value: Set(value.to_string()),
        changed_by: Set(by),
        changed_at: Set(now.0),
    };
    let changed = [Column::Value, Column::ChangedBy, Column::ChangedAt];
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Key).update_columns(changed).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Sets a value that nobody has set yet, and gives the one that stands: of several who set it at once one is taken, and
/// all are given his.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn set_once(db: &impl ConnectionTrait, key: &str, value: &str, now: Moment) -> Result<String, StoreError> {
    let row = ActiveModel {
        key: Set(key.to_string()),
        value: Set(value.to_string()),
        changed_by: Set(None),
        changed_at: Set(now.0),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Key).do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(db)
        .await?;
    Ok(Entity::find_by_id(key).one(db).await?.map_or_else(|| value.to_string(), |row| row.value))
}

/// Takes a stored value away.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(db: &impl ConnectionTrait, key: &str) -> Result<(), StoreError> {
    Entity::delete_by_id(key).exec(db).await?;
    Ok(())
}

/// Every stored word, in the order in which they were added.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_words(db: &impl ConnectionTrait) -> Result<Vec<word::Model>, StoreError> {
    Ok(word::Entity::find().order_by_asc(word::Column::Id).all(db).await?)
}

/// Adds words; one that is there already (by what it looks for) takes the new values.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_words(db: &impl ConnectionTrait, rows: Vec<word::ActiveModel>) -> Result<(), StoreError> {
    use word::Column as W;
    let changed = [W::Right, W::Kind, W::Level, W::Note, W::Exceptions, W::Status, W::ChangedBy, W::ChangedAt];
    let on_conflict = OnConflict::column(W::Wrong).update_columns(changed).to_owned();
    for batch in rows.chunks(WORD_BATCH) {
        word::Entity::insert_many(batch.to_vec()).on_conflict(on_conflict.clone()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Rows of one insert; stays well below the engines' limits on bound values.
const WORD_BATCH: usize = 500;
