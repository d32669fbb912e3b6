//! The lanes of work look for jobs of some kinds only, at every commit: an index leads there, however many others wait.

use sea_orm_migration::prelude::*;

use super::tables::index;

/// Adds the index.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "job", &["kind", "state", "available_at"]).await
    }
}
