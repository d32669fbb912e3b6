//! A site's own look: every version of its templates and styles.

use sea_orm_migration::prelude::*;

use super::tables::{C, create, unique};

/// Themes of sites.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            "site_theme",
            &[
                C::Id,
                C::Big("site_id"),
                C::Int("number"),
                C::Text("state"),
                C::Text("files"),
                C::BigNull("created_by"),
                C::Big("created_at"),
                C::Big("changed_at"),
                C::Int("edition"),
                C::BigNull("applied_by"),
                C::BigNull("applied_at"),
            ],
        )
        .await?;
        unique(manager, "site_theme", &["site_id", "number"]).await
    }
}
