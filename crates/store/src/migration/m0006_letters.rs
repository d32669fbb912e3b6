//! Letters of cases with their drafts, and every wording that was ever in force.

use sea_orm_migration::prelude::*;

use super::tables::{C, create, index, unique};

/// Letters and the log of wording.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        letters(manager).await?;
        create(
            manager,
            "wording_log",
            &[
                C::Id,
                C::Text("kind"),
                C::Text("code"),
                C::Text("origin"),
                C::Text("title"),
                C::Text("body"),
                C::BigNull("changed_by"),
                C::Big("changed_at"),
            ],
        )
        .await?;
        index(manager, "wording_log", &["kind", "code", "id"]).await
    }
}

async fn letters(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "letter",
        &[
            C::Id,
            C::Big("request_id"),
            C::Big("agency_id"),
            C::Text("code"),
            C::Int("about"),
            C::Int("event_seq"),
            C::Text("state"),
            C::TextNull("number"),
            C::Date("dated_on"),
            C::Text("sealed"),
            C::BigNull("docx_file"),
            C::BigNull("pdf_file"),
            C::Text("missing"),
            C::BigNull("changed_by"),
            C::Big("changed_at"),
            C::BigNull("issued_by"),
            C::BigNull("issued_at"),
            C::Int("version"),
        ],
    )
    .await?;
    unique(m, "letter", &["request_id", "code", "about", "event_seq"]).await?;
    // No number is given twice; papers without one do not meet each other here.
    unique(m, "letter", &["agency_id", "number"]).await
}
