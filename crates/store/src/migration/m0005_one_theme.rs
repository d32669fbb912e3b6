//! A site no longer names a theme: there is one for the whole installation, and an operator changes its look by the
//! theme folder of the configuration.

use sea_orm_migration::prelude::*;

/// Drops the column that nothing read.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("site").drop_column("theme").to_owned()).await
    }
}
