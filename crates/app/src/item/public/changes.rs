//! What changed for the public, in the order in which it changed: for programs that keep a copy. What was withdrawn is
//! told as such, so that a copy withdraws it, too.

use domain::item::PublicState;
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::item::lists::{ChangeFilter, list_changes, list_left};
use store::item::{Column, Entity};

use super::entry::Entry;
use crate::context::App;
use crate::error::AppError;

/// A change shows after so many seconds: until then another one with the same moment may still be on its way to the
/// records, and whoever pages by the moment would miss it.
const SETTLE_SECONDS: i64 = 5;

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeQuery {
    pub since: Option<Moment>,
    /// The key of the last change that was seen.
    pub after: Option<(i64, i64)>,
    pub agency: Option<i64>,
    pub section: Option<i64>,
    pub limit: u64,
}

/// How an item stands after its last change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    Live(Box<Entry>),
    Withdrawn,
    /// It left the section or the agency that is followed, and is public elsewhere.
    Left,
}

/// The last change of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: i64,
    /// The site of its main section.
    pub site_id: i64,
    pub at: Moment,
    pub now: Changed,
}

/// A page of changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    pub list: Vec<Change>,
    /// Whether there are more now.
    pub more: bool,
}

/// A page of changes, the first first.
///
/// # Errors
/// When the records cannot be read.
pub async fn changes(app: &App, query: &ChangeQuery) -> Result<Changes, AppError> {
    let filter = ChangeFilter {
        since: query.since,
        until: app.now().plus_seconds(-SETTLE_SECONDS),
        after: query.after,
        agency_id: query.agency,
        section_ids: query.section.map(|id| app.directory().section_tree(id)).unwrap_or_default(),
    };
    let mut list = changed(app, &filter, query.limit + 1).await?;
    list.extend(left(app, &filter, query.limit + 1).await?);
    list.sort_by_key(|change| (change.at, change.id));
    let more = list.len() as u64 > query.limit;
    list.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
    Ok(Changes { list, more })
}

async fn changed(app: &App, filter: &ChangeFilter, limit: u64) -> Result<Vec<Change>, AppError> {
    let today = app.now().date();
    let rows = list_changes(app.store().read(), filter, limit).await?;
    let change = |row: store::item::Model| {
        let (id, site_id, at) = (row.id, row.site_id, Moment(row.public_changed_at.unwrap_or_default()));
        let live = row.public_state == PublicState::Live.code();
        let now = if live { Changed::Live(Box::new(Entry::of(row, today))) } else { Changed::Withdrawn };
        Change { id, site_id, at, now }
    };
    Ok(rows.into_iter().map(change).collect())
}

/// What left a place may have left for good: one that stood there beside its main section was withdrawn with it.
async fn left(app: &App, filter: &ChangeFilter, limit: u64) -> Result<Vec<Change>, AppError> {
    let db = app.store().read();
    let gone = list_left(db, filter, limit).await?;
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let ids = gone.iter().map(|(_, id)| *id);
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
    let change = |(at, id): (i64, i64)| {
        let row = rows.iter().find(|row| row.id == id)?;
        let live = row.public_state == PublicState::Live.code();
        let now = if live { Changed::Left } else { Changed::Withdrawn };
        Some(Change { id, site_id: row.site_id, at: Moment(at), now })
    };
    Ok(gone.into_iter().filter_map(change).collect())
}
