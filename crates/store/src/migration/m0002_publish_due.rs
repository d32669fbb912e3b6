//! When the revision in progress says its information was formed stands with the item, so that what is late or soon due
//! is found by an index, however many drafts there are.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::date_null;
use sea_orm_migration::sea_orm::prelude::Date;
use serde::Deserialize;

use super::tables::index;

/// Adds the column and fills it from the revisions in progress.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

/// Drafts read at once.
const BATCH: u64 = 500;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("item").add_column(date_null("work_formed_on")).to_owned();
        manager.alter_table(column).await?;
        index(manager, "item", &["public_state", "work_formed_on", "id"]).await?;
        let mut after = 0_i64;
        while let Some(last) = fill(manager, after).await? {
            after = last;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Formed {
    formed_on: Option<Date>,
}

/// Fills one batch of items and returns the last of them.
async fn fill(manager: &SchemaManager<'_>, after: i64) -> Result<Option<i64>, DbErr> {
    let db = manager.get_connection();
    let drafts = Query::select()
        .expr_as(Expr::col(("item", "id")), "item")
        .expr_as(Expr::col(("revision", "content")), "content")
        .from("item")
        .inner_join("revision", Expr::col(("revision", "id")).equals(("item", "work_revision_id")))
        .and_where(Expr::col(("item", "id")).gt(after))
        .order_by(("item", "id"), Order::Asc)
        .limit(BATCH)
        .to_owned();
    let mut last = None;
    for row in db.query_all(&drafts).await? {
        let (id, content): (i64, String) = (row.try_get("", "item")?, row.try_get("", "content")?);
        last = Some(id);
        let formed: Formed = serde_json::from_str(&content).map_err(|error| DbErr::Custom(error.to_string()))?;
        if let Some(on) = formed.formed_on {
            let update =
                Query::update().table("item").value("work_formed_on", on).and_where(Expr::col("id").eq(id)).to_owned();
            db.execute(&update).await?;
        }
    }
    Ok(last)
}
