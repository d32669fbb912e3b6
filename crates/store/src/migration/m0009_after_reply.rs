//! What follows a reply: the applicant's rating of it, and what became of it for the public.

use sea_orm_migration::prelude::*;

use super::tables::{C, create, index};

/// Ratings and publications of replies.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            "request_rating",
            &[
                C::BigKey("request_id"),
                C::Big("agency_id"),
                C::Int("points"),
                C::TextNull("remark"),
                C::Date("rated_on"),
                C::Big("rated_at"),
            ],
        )
        .await?;
        index(manager, "request_rating", &["rated_on", "request_id"]).await?;
        index(manager, "request_rating", &["agency_id", "rated_on"]).await?;
        create(
            manager,
            "request_publication",
            &[
                C::BigKey("request_id"),
                C::Text("state"),
                C::BigNull("item_id"),
                C::TextNull("reason"),
                C::BigNull("decided_by"),
                C::Big("changed_at"),
            ],
        )
        .await
    }
}
