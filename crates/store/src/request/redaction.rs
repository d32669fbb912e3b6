//! Files of a case that are being blacked out or were: the boxes, the log, and which file came of which. Boxes and log are
//! sealed with the case's key; the files themselves are rows of `file`.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_redaction")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub request_id: i64,
    /// The original.
    pub file_id: i64,
    /// The blacked out file; none while boxes are still being drawn.
    pub result_id: Option<i64>,
    /// Sealed.
    pub boxes: String,
    /// Sealed.
    pub log: Option<String>,
    pub by_id: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    /// When it was ordered; none while boxes are still being drawn.
    pub ordered_at: Option<i64>,
    /// When a worker last took it up.
    pub begun_at: Option<i64>,
    pub pages: Option<i32>,
    /// Why it failed, in words; sealed.
    pub fault: Option<String>,
}

plain_entity!();

/// The redactions of a case, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_request(db: &impl ConnectionTrait, request: i64) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().filter(Column::RequestId.eq(request)).order_by_asc(Column::Id).all(db).await?)
}

/// The latest redaction of a file, carried out or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest(db: &impl ConnectionTrait, file: i64) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::FileId.eq(file)).order_by_desc(Column::Id).one(db).await?)
}
