//! The ordered change log: which pages every process has to drop. Followed by cursor, not leased: one node's
//! purge must not leave another node's page standing.

use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::counter;
use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub tag: String,
    pub at: i64,
}

plain_entity!();

/// The counter whose row lock puts commits in the order of their numbers: a follower that has seen `n`
/// will never find a smaller number later.
const HEAD: &str = "change_log";

/// Appends purge tags; called by `Work::commit`.
pub(crate) async fn append(db: &impl ConnectionTrait, tags: Vec<String>, now: Moment) -> Result<(), StoreError> {
    if tags.is_empty() {
        return Ok(());
    }
    let first = counter::take(db, HEAD, i64::try_from(tags.len()).unwrap_or(1)).await?;
    let rows =
        tags.into_iter().zip(first..).map(|(tag, seq)| ActiveModel { seq: Set(seq), tag: Set(tag), at: Set(now.0) });
    Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// The newest number, where a process that starts with an empty cache begins to follow.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    Ok(counter::Entity::find_by_id(HEAD.to_string()).one(db).await?.map_or(0, |row| row.value))
}

/// The tags after `cursor`, oldest first, at most `limit`.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_after(db: &impl ConnectionTrait, cursor: i64, limit: u64) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().filter(Column::Seq.gt(cursor)).order_by_asc(Column::Seq).limit(limit).all(db).await?)
}

/// Drops entries older than `before`; every process has long followed them.
///
/// # Errors
/// When the database cannot be written.
pub async fn prune(db: &impl ConnectionTrait, before: Moment) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::At.lt(before.0)).exec(db).await?.rows_affected)
}
