//! What has changed on the public site since a copy of it was made: the tags of the change log after a cursor, and of
//! what changed by the calendar alone. Not the copy itself.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use store::item::{self, placement, relation, topic_item};

use crate::context::{App, tag};
use crate::error::AppError;

/// Changes read at a time.
const BATCH: u64 = 5_000;

/// What has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedSince {
    /// Where the next copy goes on.
    pub cursor: i64,
    /// None where it is not known, so that all may have changed.
    pub tags: Option<BTreeSet<String>>,
}

/// What has changed after `since`: the cursor and the day of the last copy; all, where there is none or where the log
/// reaches less far back.
///
/// # Errors
/// When the records cannot be read.
pub async fn changed_since(app: &App, since: Option<(i64, NaiveDate)>) -> Result<ChangedSince, AppError> {
    let mut changed = logged_since(app, since.map(|(cursor, _)| cursor)).await?;
    if let (Some(tags), Some((_, day))) = (&mut changed.tags, since) {
        tags.extend(expired_since(app, day).await?);
    }
    Ok(changed)
}

/// What the change log tells after a cursor; all, where it reaches less far back.
pub(super) async fn logged_since(app: &App, cursor: Option<i64>) -> Result<ChangedSince, AppError> {
    let db = app.store().read();
    let latest = store::changes::latest(db).await?;
    let Some(mut cursor) = cursor.filter(|cursor| *cursor <= latest) else {
        return Ok(ChangedSince { cursor: latest, tags: None });
    };
    let mut tags = BTreeSet::new();
    while cursor < latest {
        let found = store::changes::list_after(db, cursor, BATCH).await?;
        // The numbers have no gaps: the first one is missing only where older entries were dropped.
        if found.first().is_none_or(|first| first.seq != cursor + 1) {
            return Ok(ChangedSince { cursor: latest, tags: None });
        }
        cursor = found.last().map_or(latest, |last| last.seq);
        tags.extend(found.into_iter().map(|change| change.tag));
    }
    Ok(ChangedSince { cursor, tags: Some(tags) })
}

/// The tags of what bears another validity mark than on `day`, because its last day has passed.
async fn expired_since(app: &App, day: NaiveDate) -> Result<BTreeSet<String>, AppError> {
    let (db, today) = (app.store().read(), app.now().date());
    let passed = Condition::all()
        .add(item::Column::PublicState.eq(domain::item::PublicState::Live.code()))
        .add(item::Column::LiveExpiresOn.gte(day))
        .add(item::Column::LiveExpiresOn.lt(today));
    let ids: Vec<i64> =
        item::Entity::find().select_only().column(item::Column::Id).filter(passed).into_tuple().all(db).await?;
    let mut tags = BTreeSet::new();
    for some in ids.chunks(500) {
        let some = || some.iter().copied();
        let placed = placement::Entity::find().filter(placement::Column::ItemId.is_in(some())).all(db).await?;
        let topics = topic_item::Entity::find().filter(topic_item::Column::ItemId.is_in(some())).all(db).await?;
        let named = relation::Column::FromItem.is_in(some()).or(relation::Column::ToItem.is_in(some()));
        let linked = relation::Entity::find().filter(named).all(db).await?;
        tags.insert(tag::LISTS.to_string());
        tags.extend(some().map(tag::item));
        tags.extend(placed.iter().map(|row| tag::section(row.section_id)));
        tags.extend(topics.iter().map(|row| tag::topic(row.topic_id)));
        tags.extend(linked.iter().flat_map(|row| [row.from_item, row.to_item]).map(tag::item));
    }
    Ok(tags)
}
