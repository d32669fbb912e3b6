//! What stands in sections: lists by the placements' own indexes, from which items are then read by their ids.

use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement};

use super::line::{Line, list_in_order};
use super::placement;
use crate::error::StoreError;

/// The newest items of each of these sections, `each` at most, as (section, item); one query for all of them.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_newest(
    db: &impl ConnectionTrait,
    section_ids: &[i64],
    each: u64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let Some(query) = newest_placements(section_ids, each) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for row in db.query_all(&query).await? {
        found.push((row.try_get("", "section_id")?, row.try_get("", "item_id")?));
    }
    Ok(found)
}

/// A page of some sections, newest first, each item once: of each section only its newest placements are walked, by
/// their index, then the items are read by id.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_section(
    db: &impl ConnectionTrait,
    section_ids: &[i64],
    offset: u64,
    limit: u64,
) -> Result<Vec<Line>, StoreError> {
    // One statement passes over what comes before; of several each has to give all of it.
    let (passed, each) =
        if section_ids.len() <= SECTIONS { (offset, limit) } else { (0, offset.saturating_add(limit)) };
    let mut placed: Vec<(i64, i64)> = Vec::new();
    for some in section_ids.chunks(SECTIONS) {
        let Some(query) = page_of_placements(some, passed, each) else { continue };
        for row in db.query_all(&query).await? {
            placed.push((row.try_get("", "published_at")?, row.try_get("", "item_id")?));
        }
    }
    placed.sort_unstable_by(|a, b| b.cmp(a));
    placed.dedup();
    let skip = usize::try_from(offset - passed).unwrap_or(usize::MAX);
    let take = usize::try_from(limit).unwrap_or(usize::MAX);
    let ids: Vec<i64> = placed.into_iter().skip(skip).take(take).map(|(_, id)| id).collect();
    list_in_order(db, &ids).await
}

/// The ids of all that stands in these sections, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn ids_of_sections(db: &impl ConnectionTrait, section_ids: &[i64]) -> Result<Vec<i64>, StoreError> {
    let query = placement::Entity::find()
        .select_only()
        .columns([placement::Column::PublishedAt, placement::Column::ItemId])
        .filter(placement::Column::SectionId.is_in(section_ids.iter().copied()));
    let mut placed: Vec<(i64, i64)> = query.into_tuple().all(db).await?;
    placed.sort_unstable_by(|a, b| b.cmp(a));
    placed.dedup();
    Ok(placed.into_iter().map(|(_, id)| id).collect())
}

/// A page of the placements in these sections, newest first, each item once.
fn page_of_placements(section_ids: &[i64], offset: u64, limit: u64) -> Option<SelectStatement> {
    let columns = [placement::Column::PublishedAt, placement::Column::ItemId];
    let mut query = Query::select();
    query.columns(columns);
    if let [section] = section_ids {
        query.from(placement::Entity).and_where(placement::Column::SectionId.eq(*section));
    } else {
        query.distinct().from_subquery(newest_placements(section_ids, offset.saturating_add(limit))?, "placed");
    }
    for column in columns {
        query.order_by(column, sea_orm::Order::Desc);
    }
    Some(query.limit(limit).offset(offset).to_owned())
}

/// Sections of one statement: an engine joins no more than 500 parts.
const SECTIONS: usize = 400;

/// The newest `each` placements of each of these sections.
fn newest_placements(section_ids: &[i64], each: u64) -> Option<SelectStatement> {
    let columns = [placement::Column::SectionId, placement::Column::ItemId, placement::Column::PublishedAt];
    let mut parts = section_ids.iter().map(|section| {
        let newest = Query::select()
            .columns(columns)
            .from(placement::Entity)
            .and_where(placement::Column::SectionId.eq(*section))
            .order_by(placement::Column::PublishedAt, sea_orm::Order::Desc)
            .order_by(placement::Column::ItemId, sea_orm::Order::Desc)
            .limit(each)
            .to_owned();
        Query::select().columns(columns).from_subquery(newest, "newest").to_owned()
    });
    let mut query = parts.next()?;
    for part in parts {
        query.union(sea_orm::sea_query::UnionType::All, part);
    }
    Some(query)
}

/// How many items stand in these sections, each counted once.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_section(db: &impl ConnectionTrait, section_ids: &[i64]) -> Result<u64, StoreError> {
    let item = Expr::col(placement::Column::ItemId);
    // An item stands in one section once: there the index is counted, and nothing gathered.
    let items = if section_ids.len() == 1 { item.count() } else { item.count_distinct() };
    let placed = placement::Column::SectionId.is_in(section_ids.iter().copied());
    let query = placement::Entity::find().select_only().column_as(items, "items").filter(placed);
    let count: Option<i64> = query.into_tuple().one(db).await?;
    Ok(count.and_then(|n| u64::try_from(n).ok()).unwrap_or_default())
}
