//! A site's own look: the texts of its theme by version. What a version holds is never changed once it was applied.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::entity::plain_entity;
use crate::error::StoreError;

/// A version. `state` is the code of `domain::theme::ThemeState`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_theme")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// From 1 within the site.
    pub number: i32,
    pub state: String,
    /// Name to text, as JSON: only what differs from the built-in theme.
    pub files: String,
    pub created_by: Option<i64>,
    pub created_at: i64,
    pub changed_at: i64,
    /// Grows with each change, so that two people do not write over each other.
    pub edition: i32,
    pub applied_by: Option<i64>,
    pub applied_at: Option<i64>,
}

plain_entity!();

/// The versions of a site, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, site: i64, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(Column::SiteId.eq(site)).order_by_desc(Column::Number);
    Ok(query.limit(limit).all(db).await?)
}

/// The versions in this state, of all sites.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_in_state(db: &impl ConnectionTrait, state: &str) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().filter(Column::State.eq(state)).order_by_asc(Column::Id).all(db).await?)
}
