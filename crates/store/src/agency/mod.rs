//! Agencies, their former names and what happened to them.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::entity::plain_entity;
use crate::error::StoreError;

/// An agency. `status` is `active`, `merged` or `closed`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agency")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub slug: String,
    pub name: String,
    pub short_name: String,
    pub kind: String,
    /// 统一社会信用代码.
    pub credit_code: Option<String>,
    /// 机关代字, heads document numbers.
    pub document_prefix: String,
    /// Heads index numbers; the credit code by default.
    pub index_prefix: String,
    /// The parent of the area (块).
    pub territorial_parent: Option<i64>,
    /// The parent of the line (条).
    pub vertical_parent: Option<i64>,
    /// The parent of the line where it is outside this city, in words.
    pub vertical_parent_name: String,
    pub status: String,
    pub merged_into: Option<i64>,
    /// The 指南 of art. 12 as JSON: address, hours, telephone, fax, e-mail, last reviewed.
    pub guide: String,
    pub sort: i32,
    pub created_at: i64,
    pub updated_at: i64,
}

plain_entity!();

/// A name that an agency no longer bears.
pub mod former_name {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agency_former_name")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub agency_id: i64,
        pub name: String,
        /// The last day on which it was the name.
        pub until_on: Date,
        pub reason: String,
    }

    plain_entity!();
}

/// What happened to an agency: made, renamed, moved, merged.
pub mod event {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agency_event")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub agency_id: i64,
        pub at: i64,
        pub actor_id: Option<i64>,
        pub kind: String,
        pub detail: String,
    }

    plain_entity!();
}

/// Every agency in the order shown: a city has some hundreds, so they are read whole.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Sort).order_by_asc(Column::Id).all(db).await?)
}

/// The former names of all agencies, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_former_names(db: &impl ConnectionTrait) -> Result<Vec<former_name::Model>, StoreError> {
    Ok(former_name::Entity::find().order_by_desc(former_name::Column::Id).all(db).await?)
}

/// What happened to one agency, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_events(db: &impl ConnectionTrait, agency: i64) -> Result<Vec<event::Model>, StoreError> {
    let query = event::Entity::find().filter(event::Column::AgencyId.eq(agency));
    Ok(query.order_by_asc(event::Column::Id).all(db).await?)
}

/// Every agency, held until the transaction ends: the trees stay as they were read.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_locked(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Id).lock_exclusive().all(db).await?)
}

/// Whether another agency has published under this prefix of index numbers.
///
/// # Errors
/// When the database cannot be read.
pub async fn prefix_is_used_by_another(
    db: &impl ConnectionTrait,
    prefix: &str,
    agency: Option<i64>,
) -> Result<bool, StoreError> {
    use crate::item;
    let mut query = item::Entity::find().filter(item::Column::IndexNumber.starts_with(format!("{prefix}/")));
    if let Some(agency) = agency {
        query = query.filter(item::Column::AgencyId.ne(agency));
    }
    Ok(query.limit(1).one(db).await?.is_some())
}
