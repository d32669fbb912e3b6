//! What leaves the house on paper or by mail, and what comes of it: mails, wording, disputes.

use sea_orm_migration::prelude::*;

use super::tables::{C, create, index, unique};

/// Mails, wording of letters, disputes.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        wording(manager).await?;
        mails(manager).await?;
        disputes(manager).await
    }
}

async fn wording(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in ["letter_template", "mail_template"] {
        create(
            m,
            table,
            &[C::TextKey("code"), C::Text("title"), C::Text("body"), C::BigNull("changed_by"), C::Big("changed_at")],
        )
        .await?;
    }
    Ok(())
}

async fn mails(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "mail",
        &[
            C::Id,
            C::Text("message_id"),
            C::Text("step"),
            C::Text("state"),
            C::BigNull("agency_id"),
            C::BigNull("request_id"),
            C::Text("sealed"),
            C::Int("attempts"),
            C::Text("last_error"),
            C::Big("created_at"),
            C::Big("changed_at"),
            C::BigNull("sent_at"),
        ],
    )
    .await?;
    unique(m, "mail", &["message_id"]).await?;
    index(m, "mail", &["state", "id"]).await?;
    index(m, "mail", &["request_id", "id"]).await
}

async fn disputes(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "dispute",
        &[
            C::Id,
            C::Big("agency_id"),
            C::BigNull("request_id"),
            C::Text("matter"),
            C::Text("organ"),
            C::Text("case_number"),
            C::Text("track"),
            C::Text("party"),
            C::Text("outcome"),
            C::Date("filed_on"),
            C::DateNull("decided_on"),
            C::DateNull("next_on"),
            C::TextNull("next_kind"),
            C::BigNull("created_by"),
            C::Big("created_at"),
            C::Big("updated_at"),
            C::Int("version"),
        ],
    )
    .await?;
    index(m, "dispute", &["agency_id", "id"]).await?;
    index(m, "dispute", &["agency_id", "filed_on"]).await?;
    index(m, "dispute", &["request_id"]).await?;
    index(m, "dispute", &["next_on"]).await?;
    create(
        m,
        "dispute_event",
        &[
            C::Id,
            C::Big("dispute_id"),
            C::Int("seq"),
            C::Date("happened_on"),
            C::Text("what"),
            C::Text("note"),
            C::BigNull("created_by"),
            C::Big("created_at"),
        ],
    )
    .await?;
    unique(m, "dispute_event", &["dispute_id", "seq"]).await
}
