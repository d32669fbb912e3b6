//! The numbers of the disclosure catalogue, kept with every publishing; filled from the items that are live already.

use chrono::{Datelike, NaiveDate};
use domain::time::Moment;
use sea_orm_migration::prelude::*;

use super::tables::{C, create, index, unique};

/// The table, and the index by which a small part of the catalogue is listed.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            C::Id,
            C::Big("agency_id"),
            C::Text("category"),
            C::Text("subject"),
            C::Text("genre"),
            C::Int("year"),
            C::Big("items"),
        ];
        create(manager, "catalogue_cell", &columns).await?;
        unique(manager, "catalogue_cell", &["agency_id", "category", "subject", "genre", "year"]).await?;
        index(manager, "item", &["live_genre", "published_at"]).await?;
        index(manager, "item", &["live_subject", "published_at"]).await?;
        fill(manager).await
    }
}

/// Year by year, since the two engines take a year out of a moment in different ways.
async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let bounds = Query::select()
        .expr_as(Expr::col("published_at").min(), "first")
        .expr_as(Expr::col("published_at").max(), "last")
        .from("item")
        .and_where(Expr::col("public_state").eq("live"))
        .and_where(Expr::col("live_category").is_not_null())
        .to_owned();
    let Some(row) = db.query_one(&bounds).await? else {
        return Ok(());
    };
    let bounds: (Option<i64>, Option<i64>) = (row.try_get("", "first")?, row.try_get("", "last")?);
    let (Some(first), Some(last)) = bounds else {
        return Ok(());
    };
    for year in Moment(first).date().year()..=Moment(last).date().year() {
        db.execute_unprepared(&fill_year(year)).await?;
    }
    Ok(())
}

fn fill_year(year: i32) -> String {
    let start = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).map_or(i64::MAX, |day| Moment::start_of(day).0);
    let (from, until) = (start(year), start(year + 1));
    format!(
        "INSERT INTO catalogue_cell (agency_id, category, subject, genre, year, items) \
         SELECT agency_id, live_category, COALESCE(live_subject, ''), COALESCE(live_genre, ''), {year}, COUNT(*) \
         FROM item WHERE public_state = 'live' AND live_category IS NOT NULL \
         AND published_at >= {from} AND published_at < {until} \
         GROUP BY agency_id, live_category, COALESCE(live_subject, ''), COALESCE(live_genre, '')"
    )
}
