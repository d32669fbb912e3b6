//! What the public says and reads: messages about errors of the site, opinions of items, visits and search words by day;
//! and when an item last changed for the public, which the interface for programs pages by.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

use super::tables::{C, create, index, unique};

/// The tables, and the column with the moments of items that are or were public.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        site_errors(manager).await?;
        opinions(manager).await?;
        counts(manager).await?;
        public_changes(manager).await
    }
}

async fn site_errors(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "site_error",
        &[
            C::Id,
            C::Text("number"),
            C::Text("code_hash"),
            C::Text("form_hash"),
            C::Big("agency_id"),
            C::Big("site_id"),
            C::BigNull("section_id"),
            C::BigNull("item_id"),
            C::Text("page"),
            C::Text("kind"),
            C::Text("description"),
            C::TextNull("contact"),
            C::Text("state"),
            C::TextNull("outcome"),
            C::TextNull("answer"),
            C::Date("received_on"),
            C::Date("transferred_on"),
            C::Date("due_on"),
            C::DateNull("answered_on"),
            C::DateNull("closed_on"),
            C::Int("transfers"),
            C::Big("created_at"),
            C::Int("version"),
        ],
    )
    .await?;
    unique(m, "site_error", &["number"]).await?;
    unique(m, "site_error", &["form_hash"]).await?;
    index(m, "site_error", &["state", "due_on", "id"]).await?;
    index(m, "site_error", &["agency_id", "state", "due_on", "id"]).await?;
    index(m, "site_error", &["state", "closed_on"]).await?;
    create(
        m,
        "site_error_step",
        &[
            C::Id,
            C::Big("site_error_id"),
            C::Text("step"),
            C::BigNull("to_agency_id"),
            C::Text("note"),
            C::BigNull("by_id"),
            C::Big("at"),
        ],
    )
    .await?;
    index(m, "site_error_step", &["site_error_id", "id"]).await
}

async fn opinions(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(m, "opinion_count", &[C::BigKey("item_id"), C::Big("helpful"), C::Big("unhelpful")]).await?;
    create(
        m,
        "opinion",
        &[
            C::Id,
            C::Big("item_id"),
            C::Big("agency_id"),
            C::Big("site_id"),
            C::Big("section_id"),
            C::Text("verdict"),
            C::Text("words"),
            C::Big("at"),
            C::BigNull("done_by"),
            C::BigNull("done_at"),
            C::TextNull("note"),
        ],
    )
    .await?;
    index(m, "opinion", &["verdict", "done_at", "id"]).await?;
    index(m, "opinion", &["item_id", "id"]).await
}

async fn counts(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        m,
        "visit_day",
        &[
            C::Id,
            C::Date("day"),
            C::Big("site_id"),
            C::Big("agency_id"),
            C::Big("section_id"),
            C::Big("item_id"),
            C::Big("visits"),
        ],
    )
    .await?;
    unique(m, "visit_day", &["day", "site_id", "agency_id", "section_id", "item_id"]).await?;
    index(m, "visit_day", &["item_id", "day"]).await?;
    create(m, "search_word", &[C::Id, C::Date("day"), C::Text("word"), C::Big("times"), C::Big("missing")]).await?;
    unique(m, "search_word", &["day", "word"]).await
}

async fn public_changes(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let column = Table::alter().table("item").add_column(big_integer_null("public_changed_at")).to_owned();
    m.alter_table(column).await?;
    let fill = "UPDATE item SET public_changed_at = COALESCE(withdrawn_at, \
                (SELECT revision.published_at FROM revision WHERE revision.id = item.live_revision_id), published_at) \
                WHERE public_state <> 'never'";
    m.get_connection().execute_unprepared(fill).await?;
    index(m, "item", &["public_changed_at", "id"]).await
}
