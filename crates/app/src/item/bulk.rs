//! Many items in one transaction, for the import and the demo city: rows go in by batch inserts, each item with its
//! audit row and, when public, its index number, placements and index job. Not a way round the review: who may
//! call it and what may come in as public is decided by `import`.

use std::collections::BTreeMap;

use chrono::Datelike;
use domain::item::{IndexNumber, PublicState, RevisionContent, WorkState};
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, EntityTrait, NotSet, Set};
use serde_json::json;
use store::Work;
use store::item::catalogue::{Cell, Shift};
use store::item::{self, placement, redirect, relation, revision, step, topic_item};
use store::job::NewJob;

use super::publish::{index_counter, set_live_columns};
use super::record::content_json;
use crate::caller::Caller;
use crate::context::{App, tag};
use crate::directory::Directory;
use crate::error::AppError;
use crate::job_kinds;

/// How an item comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// As a draft that goes the usual way.
    Draft,
    /// As published before, at this moment.
    PublishedBefore { at: Moment },
}

/// An item to be written.
#[derive(Debug, Clone)]
pub struct BulkItem {
    pub kind: String,
    pub content: RevisionContent,
    pub arrival: Arrival,
    pub created_by: Option<i64>,
    /// The address it had elsewhere.
    pub origin_url: Option<String>,
    /// A path of ours that leads to it from now on.
    pub old_path: Option<String>,
}

/// Whether the index is told by jobs or is built afterwards as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexing {
    ByJob,
    Afterwards,
}

/// Rows of one insert statement: well below 32,766 bound values for the widest table.
const ROWS: usize = 500;

/// Writes items into an open transaction and returns their ids in order. Contents must have been checked.
///
/// # Errors
/// When a row cannot be written; the caller rolls back to its savepoint.
pub(crate) async fn insert(
    app: &App,
    work: &mut Work,
    caller: &Caller,
    items: &[BulkItem],
    indexing: Indexing,
) -> Result<Vec<i64>, AppError> {
    let mut ids = Vec::with_capacity(items.len());
    for batch in items.chunks(ROWS) {
        ids.extend(insert_batch(app, work, caller, batch, indexing).await?);
    }
    count_in(work, items).await?;
    work.purge(tag::LISTS);
    Ok(ids)
}

/// Counts what arrives as public into the catalogue.
async fn count_in(work: &Work, items: &[BulkItem]) -> Result<(), AppError> {
    let mut shift = Shift::default();
    for one in items {
        let Arrival::PublishedBefore { at } = one.arrival else {
            continue;
        };
        let content = &one.content;
        let cell = content.category.clone().map(|category| Cell {
            agency: content.lead_agency,
            category,
            subject: content.subject.clone().unwrap_or_default(),
            genre: content.genre.clone().unwrap_or_default(),
            year: at.date().year(),
        });
        shift.add(cell, 1);
    }
    Ok(shift.write(work.db()).await?)
}

async fn insert_batch(
    app: &App,
    work: &mut Work,
    caller: &Caller,
    batch: &[BulkItem],
    indexing: Indexing,
) -> Result<Vec<i64>, AppError> {
    let now = app.now();
    let directory = app.directory();
    let numbers = index_numbers(work, &directory, batch).await?;
    let rows: Vec<item::ActiveModel> =
        batch.iter().zip(&numbers).map(|(one, number)| item_row(&directory, one, number.clone(), now)).collect();
    let mut ids = item::Entity::insert_many(rows).exec_with_returning_keys(work.db()).await?;
    // Keys are given in the order of the rows; the order in which they come back is not promised.
    ids.sort_unstable();
    let revisions = insert_revisions(work, batch, &ids, now).await?;
    point(work, batch, &ids).await?;
    insert_places(work, &directory, batch, &ids).await?;
    insert_links(work, batch, &ids).await?;
    insert_steps(work, caller, batch, &ids, &revisions, now).await?;
    for (one, id) in batch.iter().zip(&ids) {
        let verb = if matches!(one.arrival, Arrival::Draft) { "item.import_draft" } else { "item.import_published" };
        let detail = json!({ "title": one.content.title, "from": one.origin_url });
        work.record(caller.entry(now, Some(one.content.lead_agency), verb, ("item", id.to_string()), &detail));
        if matches!(one.arrival, Arrival::PublishedBefore { .. }) {
            work.purge(tag::sitemap(tag::sitemap_part(*id)));
            for section in one.content.all_sections() {
                work.purge(tag::section(section));
            }
        }
    }
    if indexing == Indexing::ByJob {
        let public = batch.iter().zip(&ids).filter(|(one, _)| matches!(one.arrival, Arrival::PublishedBefore { .. }));
        let payload: Vec<String> = public.map(|(_, id)| id.to_string()).collect();
        if !payload.is_empty() {
            work.enqueue(NewJob {
                kind: job_kinds::INDEX_ITEM.to_string(),
                payload: payload.join(","),
                not_before: None,
            });
        }
    }
    Ok(ids)
}

/// Index numbers for what arrives as public: one counter step per agency and year.
async fn index_numbers(
    work: &Work,
    directory: &Directory,
    batch: &[BulkItem],
) -> Result<Vec<Option<String>>, AppError> {
    let mut wanted: BTreeMap<(String, i32), i64> = BTreeMap::new();
    let keys: Vec<Option<(String, i32)>> = batch
        .iter()
        .map(|one| match one.arrival {
            Arrival::Draft => None,
            Arrival::PublishedBefore { at } => {
                let prefix =
                    directory.agency(one.content.lead_agency).map(|a| a.index_prefix.clone()).unwrap_or_default();
                Some((prefix, at.date().year()))
            }
        })
        .collect();
    for key in keys.iter().flatten() {
        *wanted.entry(key.clone()).or_default() += 1;
    }
    for (key, count) in &mut wanted {
        let first = store::counter::take(work.db(), &index_counter(&key.0, key.1), *count).await?;
        *count = first;
    }
    Ok(keys
        .into_iter()
        .map(|key| {
            let key = key?;
            let next = wanted.get_mut(&key)?;
            let number = IndexNumber::new(&key.0, key.1, u32::try_from(*next).unwrap_or(u32::MAX));
            *next += 1;
            Some(number.to_string())
        })
        .collect())
}

fn item_row(directory: &Directory, one: &BulkItem, number: Option<String>, now: Moment) -> item::ActiveModel {
    let content = &one.content;
    let site = directory.section(content.main_section).map_or(0, |s| s.site_id);
    let mut row = item::ActiveModel {
        kind: Set(one.kind.clone()),
        site_id: Set(site),
        main_section_id: Set(content.main_section),
        agency_id: Set(content.lead_agency),
        index_number: Set(number),
        title: Set(content.title.clone()),
        origin: Set("imported".to_string()),
        origin_url: Set(one.origin_url.clone()),
        created_by: Set(one.created_by),
        ..empty_item()
    };
    match one.arrival {
        Arrival::Draft => {
            row.public_state = Set(PublicState::Never.code().to_string());
            row.work_state = Set(Some(WorkState::Draft.code().to_string()));
            row.work_formed_on = Set(content.formed_on);
            row.created_at = Set(now.0);
            row.updated_at = Set(now.0);
        }
        Arrival::PublishedBefore { at } => {
            set_live_columns(&mut row, content);
            row.public_state = Set(PublicState::Live.code().to_string());
            row.first_published_at = Set(Some(at.0));
            row.published_at = Set(Some(at.0));
            // New to who follows the changes, whenever it was published elsewhere.
            row.public_changed_at = Set(Some(now.0));
            row.created_at = Set(at.0);
            row.updated_at = Set(at.0);
        }
    }
    row
}

/// All rows of a batch name the same columns: those that an arrival may fill are set, the others are left to be null.
fn empty_item() -> item::ActiveModel {
    item::ActiveModel {
        id: NotSet,
        kind: NotSet,
        site_id: NotSet,
        main_section_id: NotSet,
        agency_id: NotSet,
        index_number: Set(None),
        live_revision_id: NotSet,
        work_revision_id: NotSet,
        public_state: NotSet,
        work_state: Set(None),
        work_formed_on: Set(None),
        title: NotSet,
        live_title: Set(None),
        live_summary: Set(None),
        live_document_number: Set(None),
        live_category: Set(None),
        live_subject: Set(None),
        live_genre: Set(None),
        live_validity: Set(None),
        live_expires_on: Set(None),
        live_formed_on: Set(None),
        first_published_at: Set(None),
        published_at: Set(None),
        withdrawn_at: NotSet,
        public_changed_at: Set(None),
        withdraw_reason: NotSet,
        submitted_by: NotSet,
        submitted_at: NotSet,
        scheduled_at: NotSet,
        urgent_by: NotSet,
        urgent_at: NotSet,
        urgent_reason: NotSet,
        locked_by: NotSet,
        locked_until: NotSet,
        origin: NotSet,
        origin_url: Set(None),
        created_by: Set(None),
        created_at: NotSet,
        updated_at: NotSet,
    }
}

async fn insert_revisions(work: &Work, batch: &[BulkItem], ids: &[i64], now: Moment) -> Result<Vec<i64>, AppError> {
    let mut rows = Vec::with_capacity(batch.len());
    for (one, id) in batch.iter().zip(ids) {
        let (state, created, published) = match one.arrival {
            Arrival::Draft => (WorkState::Draft, now, None),
            Arrival::PublishedBefore { at } => (WorkState::Published, at, Some(at.0)),
        };
        rows.push(revision::ActiveModel {
            id: NotSet,
            item_id: Set(*id),
            number: Set(1),
            title: Set(one.content.title.clone()),
            body_html: Set(one.content.body_html.clone()),
            content: Set(content_json(&one.content)?),
            created_by: Set(one.created_by),
            created_at: Set(created.0),
            state: Set(state.code().to_string()),
            published_at: Set(published),
        });
    }
    let mut keys = revision::Entity::insert_many(rows).exec_with_returning_keys(work.db()).await?;
    keys.sort_unstable();
    Ok(keys)
}

/// Points the items to their revisions: one statement, since each item of a batch has exactly one revision.
async fn point(work: &Work, batch: &[BulkItem], ids: &[i64]) -> Result<(), AppError> {
    use sea_orm::sea_query::{Expr, ExprTrait, Query};
    use sea_orm::{ColumnTrait, QueryFilter};
    for (draft, column) in [(true, item::Column::WorkRevisionId), (false, item::Column::LiveRevisionId)] {
        let chosen: Vec<i64> = batch
            .iter()
            .zip(ids)
            .filter(|(one, _)| matches!(one.arrival, Arrival::Draft) == draft)
            .map(|(_, id)| *id)
            .collect();
        if chosen.is_empty() {
            continue;
        }
        let own = Query::select()
            .column(revision::Column::Id)
            .from(revision::Entity)
            .and_where(
                Expr::col((revision::Entity, revision::Column::ItemId)).eq(Expr::col((item::Entity, item::Column::Id))),
            )
            .to_owned();
        item::Entity::update_many()
            .col_expr(column, Expr::SubQuery(None, Box::new(own.into())))
            .filter(item::Column::Id.is_in(chosen))
            .exec(work.db())
            .await?;
    }
    Ok(())
}

async fn insert_places(work: &Work, directory: &Directory, batch: &[BulkItem], ids: &[i64]) -> Result<(), AppError> {
    let mut places = Vec::new();
    let mut topics = Vec::new();
    for (one, id) in batch.iter().zip(ids) {
        let Arrival::PublishedBefore { at } = one.arrival else {
            continue;
        };
        for section in one.content.all_sections() {
            places.push(placement::ActiveModel {
                section_id: Set(section),
                item_id: Set(*id),
                site_id: Set(directory.section(section).map_or(0, |s| s.site_id)),
                agency_id: Set(one.content.lead_agency),
                published_at: Set(at.0),
            });
        }
        for topic in &one.content.topics {
            topics.push(topic_item::ActiveModel { topic_id: Set(*topic), item_id: Set(*id), published_at: Set(at.0) });
        }
    }
    for rows in places.chunks(ROWS) {
        placement::Entity::insert_many(rows.to_vec()).exec_without_returning(work.db()).await?;
    }
    for rows in topics.chunks(ROWS) {
        topic_item::Entity::insert_many(rows.to_vec()).exec_without_returning(work.db()).await?;
    }
    Ok(())
}

async fn insert_links(work: &Work, batch: &[BulkItem], ids: &[i64]) -> Result<(), AppError> {
    for (one, id) in batch.iter().zip(ids) {
        if let Some(path) = &one.old_path {
            redirect::ActiveModel { path: Set(path.clone()), item_id: Set(*id) }.insert(work.db()).await?;
        }
        if matches!(one.arrival, Arrival::Draft) {
            continue;
        }
        for link in &one.content.relations {
            let row = relation::ActiveModel {
                id: NotSet,
                from_item: Set(*id),
                to_item: Set(link.item),
                kind: Set(link.kind.code().to_string()),
            };
            row.insert(work.db()).await?;
        }
    }
    Ok(())
}

async fn insert_steps(
    work: &Work,
    caller: &Caller,
    batch: &[BulkItem],
    ids: &[i64],
    revisions: &[i64],
    now: Moment,
) -> Result<(), AppError> {
    let rows: Vec<step::ActiveModel> = batch
        .iter()
        .zip(ids.iter().zip(revisions))
        .map(|(one, (id, revision))| step::ActiveModel {
            id: NotSet,
            item_id: Set(*id),
            revision_id: Set(Some(*revision)),
            event: Set("import".to_string()),
            state_before: Set(None),
            state_after: Set(Some(
                if matches!(one.arrival, Arrival::Draft) { WorkState::Draft } else { WorkState::Published }
                    .code()
                    .to_string(),
            )),
            actor_id: Set(caller.account_id),
            actor_name: Set(caller.name.clone()),
            acting_for: Set(None),
            reason: Set(String::new()),
            at: Set(now.0),
        })
        .collect();
    step::Entity::insert_many(rows).exec_without_returning(work.db()).await?;
    Ok(())
}
