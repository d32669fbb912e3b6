//! The first schema: the house, identity, items and the publish path.

use sea_orm_migration::prelude::*;

use super::tables::{C, create, create_pair, index, unique};

/// The first schema.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        house(manager).await?;
        agencies(manager).await?;
        identity(manager).await?;
        sites(manager).await?;
        items(manager).await?;
        item_parts(manager).await?;
        imports(manager).await
    }
}

async fn house(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(m, "counter", &[C::TextKey("name"), C::Big("value")]).await?;
    create(m, "setting", &[C::TextKey("key"), C::Text("value"), C::BigNull("changed_by"), C::Big("changed_at")])
        .await?;
    create(
        m,
        "word",
        &[
            C::Id,
            C::Text("wrong"),
            C::Text("right"),
            C::Text("kind"),
            C::Text("level"),
            C::Text("note"),
            C::Text("exceptions"),
            C::Text("status"),
            C::BigNull("changed_by"),
            C::Big("changed_at"),
        ],
    )
    .await?;
    unique(m, "word", &["wrong"]).await?;
    create(
        m,
        "calendar_day",
        &[
            C::Id,
            C::Date("day_on"),
            C::Text("kind"),
            C::Text("name"),
            C::Text("region"),
            C::Text("source"),
            C::BigNull("loaded_by"),
            C::Big("loaded_at"),
        ],
    )
    .await?;
    unique(m, "calendar_day", &["day_on", "region"]).await?;
    create(m, "change_log", &[C::BigKey("seq"), C::Text("tag"), C::Big("at")]).await?;
    index(m, "change_log", &["at"]).await?;
    create(
        m,
        "job",
        &[
            C::Id,
            C::Text("kind"),
            C::Text("payload"),
            C::Text("state"),
            C::Int("attempts"),
            C::Big("available_at"),
            C::TextNull("leased_by"),
            C::BigNull("leased_until"),
            C::TextNull("last_error"),
            C::Big("created_at"),
            C::BigNull("finished_at"),
        ],
    )
    .await?;
    index(m, "job", &["state", "available_at", "id"]).await?;
    create(
        m,
        "audit",
        &[
            C::Id,
            C::Big("chain"),
            C::Big("seq"),
            C::Big("at"),
            C::BigNull("actor_id"),
            C::Text("actor_name"),
            C::Text("action"),
            C::Text("subject_kind"),
            C::Text("subject_id"),
            C::Text("detail"),
            C::Text("address"),
            C::Text("algorithm"),
            C::Text("previous"),
            C::Text("hash"),
        ],
    )
    .await?;
    unique(m, "audit", &["chain", "seq"]).await?;
    index(m, "audit", &["actor_id", "id"]).await?;
    index(m, "audit", &["subject_kind", "subject_id"]).await?;
    create(m, "audit_head", &[C::BigKey("chain"), C::Big("seq"), C::Text("hash")]).await
}

async fn agencies(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "agency",
        &[
            C::Id,
            C::Text("slug"),
            C::Text("name"),
            C::Text("short_name"),
            C::Text("kind"),
            C::TextNull("credit_code"),
            C::Text("document_prefix"),
            C::Text("index_prefix"),
            C::BigNull("territorial_parent"),
            C::BigNull("vertical_parent"),
            C::Text("vertical_parent_name"),
            C::Text("status"),
            C::BigNull("merged_into"),
            C::Text("guide"),
            C::Int("sort"),
            C::Big("created_at"),
            C::Big("updated_at"),
        ],
    )
    .await?;
    unique(m, "agency", &["slug"]).await?;
    unique(m, "agency", &["credit_code"]).await?;
    unique(m, "agency", &["index_prefix"]).await?;
    create(
        m,
        "agency_former_name",
        &[C::Id, C::Big("agency_id"), C::Text("name"), C::Date("until_on"), C::Text("reason")],
    )
    .await?;
    index(m, "agency_former_name", &["agency_id"]).await?;
    create(
        m,
        "agency_event",
        &[C::Id, C::Big("agency_id"), C::Big("at"), C::BigNull("actor_id"), C::Text("kind"), C::Text("detail")],
    )
    .await?;
    index(m, "agency_event", &["agency_id"]).await
}

async fn identity(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "account",
        &[
            C::Id,
            C::Text("login"),
            C::Text("name"),
            C::Big("agency_id"),
            C::Text("password_hash"),
            C::Text("password_state"),
            C::Big("password_changed_at"),
            C::Int("failures"),
            C::BigNull("locked_until"),
            C::TextNull("totp_secret"),
            C::Big("totp_last_step"),
            C::Text("status"),
            C::Big("created_at"),
            C::BigNull("last_login_at"),
        ],
    )
    .await?;
    unique(m, "account", &["login"]).await?;
    index(m, "account", &["agency_id"]).await?;
    create(m, "former_password", &[C::Id, C::Big("account_id"), C::Text("hash"), C::Big("at")]).await?;
    index(m, "former_password", &["account_id"]).await?;
    create(
        m,
        "role_grant",
        &[
            C::Id,
            C::Big("account_id"),
            C::Text("role"),
            C::Text("scope_kind"),
            C::BigNull("scope_id"),
            C::BigNull("granted_by"),
            C::Big("granted_at"),
        ],
    )
    .await?;
    index(m, "role_grant", &["account_id"]).await?;
    create(
        m,
        "deputy",
        &[
            C::Id,
            C::Big("principal_id"),
            C::Big("deputy_id"),
            C::Date("from_on"),
            C::Date("until_on"),
            C::Text("reason"),
            C::Big("created_by"),
            C::Big("created_at"),
            C::BigNull("ended_at"),
        ],
    )
    .await?;
    index(m, "deputy", &["deputy_id"]).await?;
    index(m, "deputy", &["principal_id"]).await?;
    create(
        m,
        "session",
        &[
            C::Id,
            C::Text("token_hash"),
            C::Big("account_id"),
            C::Text("stage"),
            C::Big("created_at"),
            C::Big("last_seen_at"),
            C::BigNull("ended_at"),
            C::TextNull("end_reason"),
            C::Text("address"),
            C::Text("agent"),
        ],
    )
    .await?;
    unique(m, "session", &["token_hash"]).await?;
    index(m, "session", &["account_id", "id"]).await
}

async fn sites(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "site",
        &[
            C::Id,
            C::Text("slug"),
            C::Text("name"),
            C::Text("kind"),
            C::Big("agency_id"),
            C::TextNull("host"),
            C::Text("theme"),
            C::Text("marks"),
            C::Int("sort"),
        ],
    )
    .await?;
    unique(m, "site", &["slug"]).await?;
    unique(m, "site", &["host"]).await?;
    create(
        m,
        "section",
        &[
            C::Id,
            C::Big("site_id"),
            C::BigNull("parent_id"),
            C::Text("slug"),
            C::Text("name"),
            C::Text("description"),
            C::Text("keywords"),
            C::Text("column_type"),
            C::Int("review_steps"),
            C::Text("place"),
            C::TextNull("category"),
            C::IntNull("duty_days"),
            C::Text("status"),
            C::Int("sort"),
        ],
    )
    .await?;
    unique(m, "section", &["slug"]).await?;
    create(
        m,
        "topic",
        &[
            C::Id,
            C::Big("site_id"),
            C::Text("slug"),
            C::Text("name"),
            C::Text("introduction"),
            C::Text("status"),
            C::Int("sort"),
        ],
    )
    .await?;
    unique(m, "topic", &["slug"]).await?;
    create(
        m,
        "reading_point",
        &[C::Id, C::Text("name"), C::Text("address"), C::Text("hours"), C::Text("telephone"), C::Int("sort")],
    )
    .await
}

async fn items(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "item",
        &[
            C::Id,
            C::Text("kind"),
            C::Big("site_id"),
            C::Big("main_section_id"),
            C::Big("agency_id"),
            C::TextNull("index_number"),
            C::BigNull("live_revision_id"),
            C::BigNull("work_revision_id"),
            C::Text("public_state"),
            C::TextNull("work_state"),
            C::Text("title"),
            C::TextNull("live_title"),
            C::TextNull("live_summary"),
            C::TextNull("live_document_number"),
            C::TextNull("live_category"),
            C::TextNull("live_subject"),
            C::TextNull("live_genre"),
            C::TextNull("live_validity"),
            C::DateNull("live_expires_on"),
            C::DateNull("live_formed_on"),
            C::BigNull("first_published_at"),
            C::BigNull("published_at"),
            C::BigNull("withdrawn_at"),
            C::TextNull("withdraw_reason"),
            C::BigNull("submitted_by"),
            C::BigNull("submitted_at"),
            C::BigNull("scheduled_at"),
            C::BigNull("urgent_by"),
            C::BigNull("urgent_at"),
            C::TextNull("urgent_reason"),
            C::BigNull("locked_by"),
            C::BigNull("locked_until"),
            C::Text("origin"),
            C::TextNull("origin_url"),
            C::BigNull("created_by"),
            C::Big("created_at"),
            C::Big("updated_at"),
        ],
    )
    .await?;
    unique(m, "item", &["index_number"]).await?;
    index(m, "item", &["public_state", "published_at", "id"]).await?;
    index(m, "item", &["agency_id", "public_state", "published_at"]).await?;
    index(m, "item", &["live_category", "published_at"]).await?;
    index(m, "item", &["work_state", "updated_at", "id"]).await?;
    index(m, "item", &["updated_at", "id"]).await?;
    index(m, "item", &["created_by", "work_state"]).await?;
    index(m, "item", &["urgent_by"]).await?;
    index(m, "item", &["main_section_id", "updated_at"]).await?;
    create(
        m,
        "revision",
        &[
            C::Id,
            C::Big("item_id"),
            C::Int("number"),
            C::Text("title"),
            C::Text("body_html"),
            C::Text("content"),
            C::BigNull("created_by"),
            C::Big("created_at"),
            C::Text("state"),
            C::BigNull("published_at"),
        ],
    )
    .await?;
    unique(m, "revision", &["item_id", "number"]).await?;
    create_pair(
        m,
        "placement",
        ["section_id", "item_id"],
        &[C::Big("site_id"), C::Big("agency_id"), C::Big("published_at")],
    )
    .await?;
    index(m, "placement", &["section_id", "published_at", "item_id"]).await?;
    index(m, "placement", &["item_id"]).await?;
    create_pair(m, "topic_item", ["topic_id", "item_id"], &[C::Big("published_at")]).await?;
    index(m, "topic_item", &["item_id"]).await
}

async fn item_parts(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(m, "item_relation", &[C::Id, C::Big("from_item"), C::Big("to_item"), C::Text("kind")]).await?;
    unique(m, "item_relation", &["from_item", "to_item", "kind"]).await?;
    index(m, "item_relation", &["to_item"]).await?;
    create(
        m,
        "attachment",
        &[
            C::Id,
            C::Big("item_id"),
            C::Text("file_hash"),
            C::Text("name"),
            C::Text("file_type"),
            C::Text("media_type"),
            C::Big("size"),
            C::Text("use_as"),
            C::Text("text_state"),
            C::TextNull("text_refusal"),
            C::Text("text"),
            C::Text("hidden_text"),
            C::BigNull("uploaded_by"),
            C::Big("created_at"),
            C::Flag("public"),
        ],
    )
    .await?;
    index(m, "attachment", &["item_id"]).await?;
    index(m, "attachment", &["file_hash"]).await?;
    create(
        m,
        "revision_check",
        &[C::BigKey("revision_id"), C::Text("findings"), C::Text("reasons"), C::Big("checked_at")],
    )
    .await?;
    create(
        m,
        "item_step",
        &[
            C::Id,
            C::Big("item_id"),
            C::BigNull("revision_id"),
            C::Text("event"),
            C::TextNull("state_before"),
            C::TextNull("state_after"),
            C::BigNull("actor_id"),
            C::Text("actor_name"),
            C::BigNull("acting_for"),
            C::Text("reason"),
            C::Big("at"),
        ],
    )
    .await?;
    index(m, "item_step", &["item_id", "id"]).await?;
    create(m, "item_kind", &[C::TextKey("code"), C::Text("spec"), C::Text("status"), C::Big("created_at")]).await?;
    create(m, "redirect", &[C::TextKey("path"), C::Big("item_id")]).await?;
    index(m, "redirect", &["item_id"]).await
}

async fn imports(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "import_run",
        &[
            C::Id,
            C::Text("file_name"),
            C::Text("file_hash"),
            C::Text("options"),
            C::Text("state"),
            C::Big("last_row"),
            C::Big("taken"),
            C::Big("refused"),
            C::BigNull("started_by"),
            C::Big("started_at"),
            C::BigNull("finished_at"),
        ],
    )
    .await?;
    index(m, "import_run", &["file_hash"]).await?;
    create(m, "import_refusal", &[C::Id, C::Big("run_id"), C::Big("row"), C::Text("column"), C::Text("reason")])
        .await?;
    index(m, "import_refusal", &["run_id"]).await
}
