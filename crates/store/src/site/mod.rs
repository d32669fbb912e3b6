//! Sites, their sections and topics, and the reading points of the city.

pub mod theme;

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::entity::plain_entity;
use crate::error::StoreError;

/// A site: the main portal or an agency's. `kind` is `main` or `agency`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub slug: String,
    pub name: String,
    pub kind: String,
    pub agency_id: i64,
    pub host: Option<String>,
    /// Footer and page-tag values as JSON (网站标识码, ICP, 公安备案, 主办单位, 联系方式).
    pub marks: String,
    pub sort: i32,
}

plain_entity!();

/// A section. `place` is `platform` (政府信息公开专栏) or `general`; `status` is `open` or `closed`.
pub mod section {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "section")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub parent_id: Option<i64>,
        /// Unique in the whole installation: it stands in addresses.
        pub slug: String,
        pub name: String,
        pub description: String,
        pub keywords: String,
        /// 栏目类别 of the page tags.
        pub column_type: String,
        /// Review steps, 1 to 3.
        pub review_steps: i32,
        pub place: String,
        /// Statutory category given to items by default.
        pub category: Option<String>,
        /// The duty: to be updated at least every so many days.
        pub duty_days: Option<i32>,
        pub status: String,
        pub sort: i32,
    }

    plain_entity!();
}

/// A topic (专题). `status` is `open` or `closed`.
pub mod topic {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "topic")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub slug: String,
        pub name: String,
        pub introduction: String,
        pub status: String,
        pub sort: i32,
    }

    plain_entity!();
}

/// A public reading point (查阅点, 条例 a.25).
pub mod reading_point {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reading_point")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub address: String,
        pub hours: String,
        pub telephone: String,
        pub sort: i32,
    }

    plain_entity!();
}

/// Every site, in the order shown.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Sort).order_by_asc(Column::Id).all(db).await?)
}

/// Every section, in the order shown.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_sections(db: &impl ConnectionTrait) -> Result<Vec<section::Model>, StoreError> {
    let query = section::Entity::find().order_by_asc(section::Column::Sort);
    Ok(query.order_by_asc(section::Column::Id).all(db).await?)
}

/// Every topic, in the order shown.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_topics(db: &impl ConnectionTrait) -> Result<Vec<topic::Model>, StoreError> {
    Ok(topic::Entity::find().order_by_asc(topic::Column::Sort).order_by_asc(topic::Column::Id).all(db).await?)
}

/// Every reading point, in the order shown.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_reading_points(db: &impl ConnectionTrait) -> Result<Vec<reading_point::Model>, StoreError> {
    let query = reading_point::Entity::find().order_by_asc(reading_point::Column::Sort);
    Ok(query.order_by_asc(reading_point::Column::Id).all(db).await?)
}

/// Every section, held until the transaction ends: the tree stays as it was read.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_sections_locked(db: &impl ConnectionTrait) -> Result<Vec<section::Model>, StoreError> {
    Ok(section::Entity::find().order_by_asc(section::Column::Id).lock_exclusive().all(db).await?)
}
