//! For programs that follow the changes of one agency or one section: indexes in the order of the changes, and where an
//! item was before it went elsewhere.

use sea_orm_migration::prelude::*;

use super::tables::{C, create, index};

/// The table and the indexes.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "item", &["agency_id", "public_changed_at", "id"]).await?;
        let columns = [C::Id, C::Text("place"), C::Big("place_id"), C::Big("item_id"), C::Big("at")];
        create(manager, "item_left", &columns).await?;
        index(manager, "item_left", &["place", "place_id", "at", "item_id"]).await?;
        index(manager, "item_left", &["item_id"]).await
    }
}
