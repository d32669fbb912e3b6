//! Keeping the search index in line with the records: one item by job, everything by rebuild.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use chrono::Datelike;
use domain::item::RevisionContent;
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use search::{Change, SearchDoc, SearchError, SearchIndex};
use store::item::{self, attachment, placement, revision};

use super::path::is_live;
use super::record::content_of;
use crate::context::App;
use crate::error::AppError;

/// Items read at once: bounds the memory, and the values bound in one query.
const BATCH: usize = 500;
/// Changes, and bytes of text in them, that are put on disk together: each time costs some syncs of the disk.
const CHANGES: usize = 5_000;
const TEXT: usize = 16 << 20;

/// Brings the index in line for these items.
///
/// # Errors
/// When records or index fail; the job is tried again.
pub async fn index_items(app: &App, ids: &[i64]) -> Result<(), AppError> {
    let mut writing = None;
    let mut part = Vec::new();
    let mut text = 0;
    let mut batches = ids.chunks(BATCH).peekable();
    while let Some(batch) = batches.next() {
        let changes = changes_of(app, batch).await?;
        text += changes.iter().map(size_of).sum::<usize>();
        part.extend(changes);
        if part.len() >= CHANGES || text >= TEXT || batches.peek().is_none() {
            // The next part is read while this one is written.
            finish(writing.take()).await?;
            let (index, changes) = (app.index().clone(), std::mem::take(&mut part));
            writing = Some(tokio::task::spawn_blocking(move || index.apply(changes)));
            text = 0;
        }
    }
    finish(writing).await
}

fn size_of(change: &Change) -> usize {
    match change {
        Change::Upsert(doc) => doc.body.len() + doc.attachments.len(),
        Change::Remove(_) => 0,
    }
}

type Writing = tokio::task::JoinHandle<Result<(), SearchError>>;

async fn finish(writing: Option<Writing>) -> Result<(), AppError> {
    let Some(writing) = writing else {
        return Ok(());
    };
    writing.await.map_err(|e| AppError::Internal(e.to_string()))?.map_err(AppError::from)
}

/// What the index must take in and drop so that it shows these items as they are.
async fn changes_of(app: &App, ids: &[i64]) -> Result<Vec<Change>, AppError> {
    let rows = item::Entity::find().filter(item::Column::Id.is_in(ids.iter().copied())).all(app.store().read()).await?;
    let live: Vec<item::Model> = rows.into_iter().filter(is_live).collect();
    let shown: HashSet<i64> = live.iter().map(|row| row.id).collect();
    let docs = documents_of(app, live).await?;
    let mut changes: Vec<Change> = ids.iter().filter(|id| !shown.contains(id)).map(|id| Change::Remove(*id)).collect();
    changes.extend(docs.into_iter().map(|doc| Change::Upsert(Box::new(doc))));
    Ok(changes)
}

/// The documents of live items: four queries, however many items.
async fn documents_of(app: &App, rows: Vec<item::Model>) -> Result<Vec<SearchDoc>, AppError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let db = app.store().read();
    let ids: Vec<i64> = rows.iter().map(|r| r.id).collect();
    let revisions = revision::Entity::find()
        .filter(revision::Column::Id.is_in(rows.iter().filter_map(|r| r.live_revision_id)))
        .all(db)
        .await?;
    let revisions: HashMap<i64, revision::Model> = revisions.into_iter().map(|r| (r.id, r)).collect();
    let mut placements: HashMap<i64, Vec<placement::Model>> = HashMap::new();
    for one in placement::Entity::find().filter(placement::Column::ItemId.is_in(ids.iter().copied())).all(db).await? {
        placements.entry(one.item_id).or_default().push(one);
    }
    let texts: Vec<(i64, String)> = attachment::Entity::find()
        .select_only()
        .columns([attachment::Column::ItemId, attachment::Column::Text])
        .filter(attachment::Column::ItemId.is_in(ids))
        .filter(attachment::Column::Public.eq(true))
        .filter(attachment::Column::TextState.eq("done"))
        .order_by_asc(attachment::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut attached: HashMap<i64, Vec<String>> = HashMap::new();
    for (item, text) in texts {
        attached.entry(item).or_default().push(text);
    }
    let mut docs = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(live) = row.live_revision_id.and_then(|id| revisions.get(&id)) else {
            continue;
        };
        let content = content_of(live)?;
        let placed = placements.remove(&row.id).unwrap_or_default();
        let text = attached.remove(&row.id).unwrap_or_default().join("\n");
        docs.push(document(row, content, &placed, text));
    }
    Ok(docs)
}

fn document(row: item::Model, content: RevisionContent, placed: &[placement::Model], attachments: String) -> SearchDoc {
    let published = Moment(row.published_at.unwrap_or_default());
    let mut sites: Vec<i64> = placed.iter().map(|p| p.site_id).collect();
    sites.sort_unstable();
    sites.dedup();
    let mut agencies = vec![content.lead_agency];
    agencies.extend(&content.co_agencies);
    SearchDoc {
        id: row.id,
        site_ids: sites,
        section_ids: placed.iter().map(|p| p.section_id).collect(),
        agency_ids: agencies,
        kind: row.kind,
        title: content.title,
        body: documents::html::to_text(&content.body_html),
        attachments,
        keywords: content.keywords,
        document_number: content.document_number,
        index_number: row.index_number,
        category: content.category,
        subject: content.subject,
        validity: content.validity.map(|v| v.code().to_string()),
        year: published.date().year(),
        published_at: published.0 / 1000,
    }
}

/// Builds the index anew beside the old one in `folder` and swaps. `progress` hears how many items are in.
///
/// # Errors
/// When records or index fail; the old index stays then.
pub async fn rebuild(app: &App, folder: &Path, mut progress: impl FnMut(u64)) -> Result<u64, AppError> {
    let mut build = SearchIndex::rebuild(folder)?;
    let (mut after, mut count) = (0_i64, 0_u64);
    let live = domain::item::PublicState::Live.code();
    loop {
        let mut rows = item::Entity::find()
            .filter(item::Column::Id.gt(after))
            .order_by_asc(item::Column::Id)
            .limit(BATCH as u64)
            .all(app.store().read())
            .await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        // Looked at here: asked for, each batch would gather and sort all that is public.
        rows.retain(|row| row.public_state == live);
        count += rows.len() as u64;
        build.add(documents_of(app, rows).await?)?;
        progress(count);
    }
    build.finish()?;
    Ok(count)
}

/// How the index differs from the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexDifference {
    pub live: u64,
    pub missing: Vec<i64>,
    pub superfluous: Vec<i64>,
}

/// Compares the index with the records.
///
/// # Errors
/// When either cannot be read.
pub async fn compare(app: &App) -> Result<IndexDifference, AppError> {
    let live: Vec<i64> = item::Entity::find()
        .select_only()
        .column(item::Column::Id)
        .filter(item::Column::PublicState.eq(domain::item::PublicState::Live.code()))
        .into_tuple()
        .all(app.store().read())
        .await?;
    let live: std::collections::BTreeSet<i64> = live.into_iter().collect();
    let indexed: std::collections::BTreeSet<i64> = app.index().ids()?.into_iter().collect();
    Ok(IndexDifference {
        live: live.len() as u64,
        missing: live.difference(&indexed).copied().collect(),
        superfluous: indexed.difference(&live).copied().collect(),
    })
}
