//! Words people looked for, by day: how often, and how often nothing was found. Which may be kept says `domain::visits`.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_word")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub day: Date,
    pub word: String,
    pub times: i64,
    /// How often nothing had all the words.
    pub missing: i64,
}

plain_entity!();

/// What was counted of a word on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    pub day: NaiveDate,
    pub word: String,
    pub times: i64,
    pub missing: i64,
}

/// Rows of one statement.
const BATCH: usize = 500;

/// Adds to the totals, in the order of the words.
///
/// # Errors
/// When the database cannot be written.
pub async fn add(db: &impl ConnectionTrait, counted: &[Counted]) -> Result<(), StoreError> {
    let mut counted = counted.to_vec();
    counted.sort_unstable();
    let more = |column: Column| Expr::col((Entity, column)).add(Expr::col((Alias::new("excluded"), column)));
    for batch in counted.chunks(BATCH) {
        let rows = batch.iter().map(|one| ActiveModel {
            day: Set(one.day),
            word: Set(one.word.clone()),
            times: Set(one.times),
            missing: Set(one.missing),
            ..Default::default()
        });
        let conflict = OnConflict::columns([Column::Day, Column::Word])
            .value(Column::Times, more(Column::Times))
            .value(Column::Missing, more(Column::Missing))
            .to_owned();
        Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(db).await?;
    }
    Ok(())
}

fn sum(column: Column) -> sea_orm::sea_query::SimpleExpr {
    Expr::col(column).sum().cast_as(Alias::new("BIGINT"))
}

/// The words of these days that were looked for at least so often, most first: word, times, times without result.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    until: NaiveDate,
    least: i64,
    limit: u64,
) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let query = Entity::find()
        .select_only()
        .column(Column::Word)
        .column_as(sum(Column::Times), "seen")
        .column_as(sum(Column::Missing), "unseen")
        .filter(Column::Day.between(from, until))
        .group_by(Column::Word)
        .having(sum(Column::Times).gte(least))
        .order_by(sum(Column::Times), sea_orm::Order::Desc)
        .order_by_asc(Column::Word);
    Ok(query.limit(limit).into_tuple().all(db).await?)
}

/// Drops the days before `before`, and the days before `rare_before` of words that were looked for less than `least`
/// times in all.
///
/// # Errors
/// When the database cannot be written.
pub async fn prune(
    db: &impl ConnectionTrait,
    before: NaiveDate,
    rare_before: NaiveDate,
    least: i64,
) -> Result<u64, StoreError> {
    let old = Entity::delete_many().filter(Column::Day.lt(before)).exec(db).await?.rows_affected;
    let frequent = Query::select()
        .column(Column::Word)
        .from(Entity)
        .group_by_col(Column::Word)
        .and_having(sum(Column::Times).gte(least))
        .to_owned();
    let rare = Entity::delete_many()
        .filter(Column::Day.lt(rare_before))
        .filter(Column::Word.not_in_subquery(frequent))
        .exec(db)
        .await?;
    Ok(old + rare.rows_affected)
}
