//! Cases of one state are found by an index: the desk counts those not yet confirmed among a hundred thousand others.

use sea_orm_migration::prelude::*;

use super::tables::index;

/// Adds the indexes, of an agency and of all.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "request", &["agency_id", "state", "desk", "next_on", "id"]).await?;
        index(manager, "request", &["state", "desk", "next_on", "id"]).await
    }
}
