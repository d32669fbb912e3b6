//! Every wording that was ever put in force, with who and when. Not the wording in force.

use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveModelTrait, QueryOrder, QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wording_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `letter` or `mail`.
    pub kind: String,
    pub code: String,
    /// `own`, or `default` where the program's own was put in force again.
    pub origin: String,
    pub title: String,
    pub body: String,
    pub changed_by: Option<i64>,
    pub changed_at: i64,
}

plain_entity!();

/// A wording put in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: &'static str,
    pub code: String,
    pub origin: &'static str,
    pub title: String,
    pub body: String,
    pub by: Option<i64>,
}

/// Notes it.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(db: &impl ConnectionTrait, entry: Entry, now: Moment) -> Result<(), StoreError> {
    let row = ActiveModel {
        kind: Set(entry.kind.into()),
        code: Set(entry.code),
        origin: Set(entry.origin.into()),
        title: Set(entry.title),
        body: Set(entry.body),
        changed_by: Set(entry.by),
        changed_at: Set(now.0),
        ..Default::default()
    };
    row.insert(db).await?;
    Ok(())
}

/// The last `limit` wordings of a letter or mail, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, kind: &str, code: &str, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(Column::Kind.eq(kind)).filter(Column::Code.eq(code));
    Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
}
