//! What the officer's side of a case keeps beside its events: of what matter it is, who has seen which state of it, and
//! which of its files were blacked out.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

use super::tables::{C, create, create_pair, index};

/// The matter of a case, what was seen of it, and redactions.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Until now every case was an application for information.
        let column = Table::alter().table("request").add_column(text("matter").default("information")).to_owned();
        manager.alter_table(column).await?;
        create_pair(manager, "request_seen", ["account_id", "request_id"], &[C::Int("version")]).await?;
        create(
            manager,
            "request_redaction",
            &[
                C::Id,
                C::Big("request_id"),
                C::Big("file_id"),
                C::BigNull("result_id"),
                C::Text("boxes"),
                C::TextNull("log"),
                C::BigNull("by_id"),
                C::Big("created_at"),
                C::Big("updated_at"),
            ],
        )
        .await?;
        index(manager, "request_redaction", &["request_id", "id"]).await?;
        index(manager, "request_redaction", &["file_id", "id"]).await
    }
}
