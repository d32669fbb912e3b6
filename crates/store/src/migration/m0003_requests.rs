//! Applications for disclosure: the case's projection, its events, keys, files, parts, drafts and feeds.

use sea_orm_migration::prelude::*;

use super::tables::{C, create, create_pair, index, unique};

/// The tables of the request stack.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        request(manager).await?;
        request_indexes(manager).await?;
        history(manager).await?;
        parts(manager).await?;
        citizens(manager).await
    }
}

async fn request(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "request",
        &[
            C::BigKey("id"),
            C::Text("number"),
            C::Big("agency_id"),
            C::Int("year"),
            C::BigNull("officer_id"),
            C::BigNull("unit_id"),
            C::Text("channel"),
            C::Text("applicant_kind"),
            C::Text("state"),
            C::Text("desk"),
            C::Date("arrived_on"),
            C::DateNull("received_on"),
            C::DateNull("due_on"),
            C::Flag("due_provisional"),
            C::TextNull("stage_kind"),
            C::DateNull("stage_due_on"),
            C::Date("next_on"),
            C::Text("waiting_for"),
            C::DateNull("closed_on"),
            C::IntNull("closed_year"),
            C::TextNull("reply_kind"),
            C::TextNull("report_row"),
            C::TextNull("rules"),
            C::Text("person_hash"),
            C::Text("matter_hash"),
            C::Text("card"),
            C::Text("code_hash"),
            C::TextNull("form_hash"),
            C::IntNull("rating"),
            C::TextNull("publication"),
            C::Int("version"),
            C::Big("created_at"),
            C::Big("updated_at"),
            C::BigNull("erased_at"),
        ],
    )
    .await
}

async fn request_indexes(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    unique(m, "request", &["number"]).await?;
    unique(m, "request", &["form_hash"]).await?;
    // The desk: what is nearest first, of all, of an agency, of an officer, of a unit. The agency stands in the first
    // as well, so that a filter by many agencies is answered from the index alone.
    index(m, "request", &["desk", "next_on", "id", "agency_id"]).await?;
    index(m, "request", &["agency_id", "desk", "next_on", "id"]).await?;
    index(m, "request", &["officer_id", "desk", "next_on", "id"]).await?;
    index(m, "request", &["unit_id", "desk", "next_on", "id"]).await?;
    index(m, "request", &["agency_id", "year", "id"]).await?;
    index(m, "request", &["agency_id", "closed_year", "report_row"]).await?;
    index(m, "request", &["closed_on", "erased_at"]).await?;
    index(m, "request", &["person_hash"]).await?;
    index(m, "request", &["matter_hash"]).await
}

async fn history(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create_pair(
        m,
        "request_event",
        ["request_id", "seq"],
        &[C::Big("at"), C::BigNull("by_id"), C::Text("kind"), C::Text("payload"), C::TextNull("particulars")],
    )
    .await?;
    create(m, "request_key", &[C::BigKey("request_id"), C::Text("wrapped"), C::Int("key_version")]).await?;
    index(m, "request_key", &["key_version", "request_id"]).await?;
    create(m, "request_erased", &[C::BigKey("request_id"), C::Big("erased_at")]).await?;
    create(
        m,
        "request_file",
        &[
            C::Id,
            C::Big("request_id"),
            C::Int("event_seq"),
            C::Text("file_hash"),
            C::Text("name"),
            C::Text("file_type"),
            C::Text("media_type"),
            C::Big("size"),
            C::Text("purpose"),
            C::BigNull("uploaded_by"),
            C::Big("created_at"),
        ],
    )
    .await?;
    index(m, "request_file", &["request_id", "id"]).await?;
    index(m, "request_file", &["file_hash"]).await?;
    create_pair(m, "request_shingle", ["value", "request_id"], &[]).await?;
    index(m, "request_shingle", &["request_id"]).await
}

async fn parts(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "request_part",
        &[
            C::Id,
            C::Big("request_id"),
            C::Big("account_id"),
            C::Text("task"),
            C::Text("answer"),
            C::Text("state"),
            C::DateNull("due_on"),
            C::Big("asked_at"),
            C::BigNull("asked_by"),
            C::BigNull("answered_at"),
        ],
    )
    .await?;
    index(m, "request_part", &["request_id", "id"]).await?;
    index(m, "request_part", &["account_id", "state", "due_on"]).await
}

async fn citizens(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(m, "request_draft", &[C::TextKey("code_hash"), C::Text("sealed"), C::Big("saved_at"), C::Big("expires_at")])
        .await?;
    index(m, "request_draft", &["expires_at"]).await?;
    create(m, "request_feed", &[C::TextKey("token_hash"), C::Big("account_id"), C::Big("created_at")]).await?;
    index(m, "request_feed", &["account_id"]).await?;
    create(
        m,
        "request_offer",
        &[C::TextKey("form_hash"), C::Int("shown"), C::Int("opened"), C::Date("begun_on"), C::BigNull("submitted_at")],
    )
    .await?;
    index(m, "request_offer", &["begun_on"]).await
}
