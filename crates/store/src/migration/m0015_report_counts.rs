//! The counts of table 3 are read from an index in the order in which they are grouped: neither the rows nor a sorted
//! copy of them is needed.

use sea_orm_migration::prelude::*;

use super::tables::index;

/// Adds the index.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "request", &["agency_id", "applicant_kind", "arrived_on", "closed_year", "report_row"]).await
    }
}
