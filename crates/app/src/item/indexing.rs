//! Keeping the search index in line with the records: one item by job, everything by rebuild.

use std::path::Path;

use chrono::Datelike;
use domain::item::RevisionContent;
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use search::{Change, SearchDoc, SearchIndex};
use store::item::{self, attachment, placement, revision};

use super::path::is_live;
use super::record::content_of;
use crate::context::App;
use crate::error::AppError;

/// Items read at once while rebuilding: bounds the memory.
const BATCH: u64 = 500;

/// Brings the index in line for these items.
///
/// # Errors
/// When records or index fail; the job is tried again.
pub async fn index_items(app: &App, ids: &[i64]) -> Result<(), AppError> {
    let rows = item::Entity::find().filter(item::Column::Id.is_in(ids.iter().copied())).all(app.store().read()).await?;
    let live: Vec<item::Model> = rows.into_iter().filter(is_live).collect();
    let docs = documents_of(app, &live).await?;
    let mut changes: Vec<Change> =
        ids.iter().filter(|id| !live.iter().any(|r| r.id == **id)).map(|id| Change::Remove(*id)).collect();
    changes.extend(docs.into_iter().map(|doc| Change::Upsert(Box::new(doc))));
    let index = app.index().clone();
    run_blocking(move || index.apply(changes)).await
}

async fn run_blocking(task: impl FnOnce() -> Result<(), search::SearchError> + Send + 'static) -> Result<(), AppError> {
    let done = tokio::task::spawn_blocking(task).await;
    done.map_err(|e| AppError::Internal(e.to_string()))?.map_err(AppError::from)
}

/// The documents of live items: four queries, however many items.
async fn documents_of(app: &App, rows: &[item::Model]) -> Result<Vec<SearchDoc>, AppError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let db = app.store().read();
    let ids: Vec<i64> = rows.iter().map(|r| r.id).collect();
    let revisions = revision::Entity::find()
        .filter(revision::Column::Id.is_in(rows.iter().filter_map(|r| r.live_revision_id)))
        .all(db)
        .await?;
    let placements =
        placement::Entity::find().filter(placement::Column::ItemId.is_in(ids.iter().copied())).all(db).await?;
    let texts = attachment::Entity::find()
        .filter(attachment::Column::ItemId.is_in(ids.iter().copied()))
        .filter(attachment::Column::Public.eq(true))
        .filter(attachment::Column::TextState.eq("done"))
        .all(db)
        .await?;
    let mut docs = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(live) = revisions.iter().find(|r| Some(r.id) == row.live_revision_id) else {
            continue;
        };
        let content = content_of(live)?;
        let placed: Vec<&placement::Model> = placements.iter().filter(|p| p.item_id == row.id).collect();
        let text: Vec<&str> = texts.iter().filter(|t| t.item_id == row.id).map(|t| t.text.as_str()).collect();
        docs.push(document(row, &content, &placed, &text.join("\n")));
    }
    Ok(docs)
}

fn document(
    row: &item::Model,
    content: &RevisionContent,
    placed: &[&placement::Model],
    attachments: &str,
) -> SearchDoc {
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
        kind: row.kind.clone(),
        title: content.title.clone(),
        body: documents::html::to_text(&content.body_html),
        attachments: attachments.to_string(),
        keywords: content.keywords.clone(),
        document_number: content.document_number.clone(),
        index_number: row.index_number.clone(),
        category: content.category.clone(),
        subject: content.subject.clone(),
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
    loop {
        let rows = item::Entity::find()
            .filter(item::Column::Id.gt(after))
            .filter(item::Column::PublicState.eq(domain::item::PublicState::Live.code()))
            .order_by_asc(item::Column::Id)
            .limit(BATCH)
            .all(app.store().read())
            .await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        count += rows.len() as u64;
        build.add(documents_of(app, &rows).await?)?;
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
