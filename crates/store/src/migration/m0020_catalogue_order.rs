//! The catalogue in its order, of all agencies and of one: indexes of what stands in it and of nothing else, since most
//! items of a large city are news.

use sea_orm_migration::prelude::*;

/// The indexes.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, columns) in [
            ("item_catalogue_published_at_id", &["published_at", "id"][..]),
            ("item_catalogue_agency_id_published_at_id", &["agency_id", "published_at", "id"][..]),
        ] {
            let mut index = Index::create();
            index.name(name).table("item");
            for column in columns {
                index.col(*column);
            }
            index.and_where(Expr::col("live_category").is_not_null());
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
