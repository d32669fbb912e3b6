//! Annual reports: versions with their cells, texts, notes, steps and evidence; and the index their counts read.

use sea_orm_migration::prelude::*;

use super::tables::{C, create, index, unique};

/// Annual reports.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        reports(manager).await?;
        contents(manager).await?;
        // Answers every count of table 3 without reading the rows themselves.
        index(manager, "request", &["closed_year", "arrived_on", "agency_id", "applicant_kind", "report_row"]).await
    }
}

async fn reports(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "report",
        &[
            C::Id,
            C::Big("agency_id"),
            C::Int("year"),
            C::Text("coverage"),
            C::Int("version"),
            C::Text("format"),
            C::Text("state"),
            C::Text("origin"),
            C::Text("agency_name"),
            C::Text("public_note"),
            C::BigNull("handed_in_by"),
            C::BigNull("handed_in_at"),
            C::BigNull("published_at"),
            C::BigNull("created_by"),
            C::Big("created_at"),
            C::Big("updated_at"),
            C::Int("edition"),
        ],
    )
    .await?;
    unique(m, "report", &["agency_id", "year", "coverage", "version"]).await?;
    index(m, "report", &["year", "state"]).await?;
    create(
        m,
        "report_step",
        &[C::Id, C::Big("report_id"), C::Text("step"), C::Text("note"), C::BigNull("by_id"), C::Big("at")],
    )
    .await?;
    index(m, "report_step", &["report_id", "id"]).await?;
    create(m, "report_reminder", &[C::Id, C::Big("agency_id"), C::Int("year"), C::BigNull("by_id"), C::Big("at")])
        .await?;
    index(m, "report_reminder", &["year", "agency_id"]).await
}

async fn contents(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "report_cell",
        &[
            C::Id,
            C::Big("report_id"),
            C::Text("row_key"),
            C::Text("column_key"),
            C::TextNull("value"),
            C::Text("provenance"),
            C::BigNull("file_id"),
            C::BigNull("by_id"),
            C::Big("at"),
        ],
    )
    .await?;
    unique(m, "report_cell", &["report_id", "row_key", "column_key"]).await?;
    for (table, key) in [("report_part", "part"), ("report_note", "finding")] {
        create(
            m,
            table,
            &[C::Id, C::Big("report_id"), C::Text(key), C::Text("text"), C::BigNull("by_id"), C::Big("at")],
        )
        .await?;
        unique(m, table, &["report_id", key]).await?;
    }
    create(
        m,
        "report_file",
        &[
            C::Id,
            C::Big("report_id"),
            C::Text("name"),
            C::Text("media_type"),
            C::Big("size"),
            C::Text("file_hash"),
            C::BigNull("by_id"),
            C::Big("at"),
        ],
    )
    .await?;
    index(m, "report_file", &["report_id", "id"]).await
}
