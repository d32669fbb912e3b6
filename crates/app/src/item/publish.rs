//! What becomes true when a revision goes live or an item is taken off: the pointer, the placements, the links, the
//! files the public may fetch, the index number; and the purges and jobs that follow. One short transaction.

use std::collections::BTreeSet;

use chrono::Datelike;
use domain::item::{IndexNumber, PublicState, RevisionContent, WorkState};
use domain::time::Moment;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, NotSet, QueryFilter, Set};
use store::Work;
use store::item::catalogue::{Cell, Shift};
use store::item::{self, attachment, left, placement, relation, revision, topic_item};
use store::job::NewJob;

use crate::context::{App, tag};
use crate::error::AppError;
use crate::job_kinds;

/// How a revision goes live.
#[derive(Debug, Clone)]
pub(super) enum Manner {
    Approved,
    Urgent { by: i64, reason: String },
}

/// Moves the live pointer to `revision`.
pub(super) async fn go_live(
    app: &App,
    work: &mut Work,
    row: item::Model,
    revision: revision::Model,
    content: &RevisionContent,
    manner: Manner,
    now: Moment,
) -> Result<(), AppError> {
    purge_places(work, row.id).await?;
    retire(work, row.live_revision_id).await?;
    let directory = app.directory();
    let site = directory.section(content.main_section).map_or(row.site_id, |s| s.site_id);
    let index_number = match &row.index_number {
        Some(number) => number.clone(),
        None => next_index_number(app, work, content.lead_agency, now).await?,
    };
    let published = row.published_at.filter(|_| row.public_state == PublicState::Live.code()).unwrap_or(now.0);
    let id = row.id;
    note_leaving(work, &row, content, now).await?;
    let mut shift = Shift::default();
    shift.add(Cell::of(&row), -1);
    let first = row.first_published_at.unwrap_or(now.0);
    let mut active = row.into_active_model();
    set_live_columns(&mut active, content);
    active.site_id = Set(site);
    active.main_section_id = Set(content.main_section);
    active.agency_id = Set(content.lead_agency);
    active.index_number = Set(Some(index_number));
    active.live_revision_id = Set(Some(revision.id));
    active.work_revision_id = Set(None);
    active.work_state = Set(None);
    active.work_formed_on = Set(None);
    active.public_state = Set(PublicState::Live.code().to_string());
    active.first_published_at = Set(Some(first));
    active.published_at = Set(Some(published));
    active.withdrawn_at = Set(None);
    active.public_changed_at = Set(Some(now.0));
    active.withdraw_reason = Set(None);
    active.scheduled_at = Set(None);
    active.locked_by = Set(None);
    active.locked_until = Set(None);
    active.updated_at = Set(now.0);
    let (urgent_by, urgent_at, urgent_reason) = match manner {
        Manner::Approved => (None, None, None),
        Manner::Urgent { by, reason } => (Some(by), Some(now.0), Some(reason)),
    };
    active.urgent_by = Set(urgent_by);
    active.urgent_at = Set(urgent_at);
    active.urgent_reason = Set(urgent_reason);
    let row = active.update(work.db()).await?;
    shift.add(Cell::of(&row), 1);
    shift.write(work.db()).await?;
    let mut live = revision.into_active_model();
    live.state = Set(WorkState::Published.code().to_string());
    live.published_at = Set(Some(now.0));
    live.update(work.db()).await?;
    write_places(app, work, id, content, published).await?;
    write_relations(work, id, content).await?;
    open_files(work, id, content).await?;
    purge_places(work, id).await?;
    work.enqueue(NewJob { kind: job_kinds::INDEX_ITEM.to_string(), payload: id.to_string(), not_before: None });
    Ok(())
}

/// Whoever follows only the section or the agency that an item leaves is told that it is gone.
async fn note_leaving(work: &Work, row: &item::Model, content: &RevisionContent, now: Moment) -> Result<(), AppError> {
    // What never was public was nowhere; a draft's own places are already in the row.
    if row.public_changed_at.is_none() {
        return Ok(());
    }
    let stays = content.all_sections();
    for section in sections_of(work, row).await?.into_iter().filter(|section| !stays.contains(section)) {
        left::note(work.db(), (left::SECTION, section), row.id, now.0).await?;
    }
    if row.agency_id != content.lead_agency {
        left::note(work.db(), (left::AGENCY, row.agency_id), row.id, now.0).await?;
    }
    Ok(())
}

/// The main section of an item, and those in which it is placed, too.
async fn sections_of(work: &Work, row: &item::Model) -> Result<BTreeSet<i64>, AppError> {
    let placed = placement::Entity::find().filter(placement::Column::ItemId.eq(row.id)).all(work.db()).await?;
    Ok(placed.into_iter().map(|place| place.section_id).chain([row.main_section_id]).collect())
}

/// The columns of an item that repeat its live revision.
pub(super) fn set_live_columns(active: &mut item::ActiveModel, content: &RevisionContent) {
    active.title = Set(content.title.clone());
    active.live_title = Set(Some(content.title.clone()));
    active.live_summary = Set(Some(summary_of(content)));
    active.live_document_number = Set(content.document_number.clone());
    active.live_category = Set(content.category.clone());
    active.live_subject = Set(content.subject.clone());
    active.live_genre = Set(content.genre.clone());
    active.live_validity = Set(content.validity.map(|v| v.code().to_string()));
    active.live_expires_on = Set(content.expires_on);
    active.live_formed_on = Set(content.formed_on);
}

/// 内容概述: the editor's, else the beginning of the text.
pub(super) fn summary_of(content: &RevisionContent) -> String {
    if content.summary.is_empty() { documents::html::excerpt(&content.body_html, 100) } else { content.summary.clone() }
}

/// Takes the item off every public place; where copies may remain is for the caller to tell.
pub(super) async fn take_off(work: &mut Work, row: item::Model, reason: &str, now: Moment) -> Result<(), AppError> {
    let id = row.id;
    purge_places(work, id).await?;
    // Who follows its main section is told by the item itself.
    for section in sections_of(work, &row).await?.into_iter().filter(|section| *section != row.main_section_id) {
        left::note(work.db(), (left::SECTION, section), id, now.0).await?;
    }
    placement::Entity::delete_many().filter(placement::Column::ItemId.eq(id)).exec(work.db()).await?;
    topic_item::Entity::delete_many().filter(topic_item::Column::ItemId.eq(id)).exec(work.db()).await?;
    relation::Entity::delete_many().filter(relation::Column::FromItem.eq(id)).exec(work.db()).await?;
    close_files(work, id).await?;
    let mut shift = Shift::default();
    shift.add(Cell::of(&row), -1);
    shift.write(work.db()).await?;
    let mut active = row.into_active_model();
    active.public_state = Set(PublicState::Withdrawn.code().to_string());
    active.withdrawn_at = Set(Some(now.0));
    active.public_changed_at = Set(Some(now.0));
    active.withdraw_reason = Set(Some(reason.to_string()));
    active.urgent_by = Set(None);
    active.updated_at = Set(now.0);
    active.update(work.db()).await?;
    work.enqueue(NewJob { kind: job_kinds::INDEX_ITEM.to_string(), payload: id.to_string(), not_before: None });
    Ok(())
}

async fn retire(work: &Work, live: Option<i64>) -> Result<(), AppError> {
    if let Some(id) = live {
        revision::Entity::update_many()
            .col_expr(revision::Column::State, Expr::value(WorkState::Replaced.code()))
            .filter(revision::Column::Id.eq(id))
            .exec(work.db())
            .await?;
    }
    Ok(())
}

async fn next_index_number(app: &App, work: &Work, agency: i64, now: Moment) -> Result<String, AppError> {
    let year = now.date().year();
    let directory = app.directory();
    let prefix = directory.agency(agency).map(|a| a.index_prefix.clone()).unwrap_or_default();
    let serial = store::counter::take(work.db(), &index_counter(&prefix, year), 1).await?;
    Ok(IndexNumber::new(&prefix, year, u32::try_from(serial).unwrap_or(u32::MAX)).to_string())
}

/// The counter of an agency's index numbers in a year of publishing. It goes by the prefix, which is unique among
/// agencies and stays with its numbers, so that no number is ever given twice.
pub(super) fn index_counter(prefix: &str, year: i32) -> String {
    format!("index:{prefix}:{year}")
}

async fn write_places(
    app: &App,
    work: &Work,
    id: i64,
    content: &RevisionContent,
    published: i64,
) -> Result<(), AppError> {
    placement::Entity::delete_many().filter(placement::Column::ItemId.eq(id)).exec(work.db()).await?;
    topic_item::Entity::delete_many().filter(topic_item::Column::ItemId.eq(id)).exec(work.db()).await?;
    let directory = app.directory();
    let rows = content.all_sections().into_iter().map(|section| placement::ActiveModel {
        section_id: Set(section),
        item_id: Set(id),
        site_id: Set(directory.section(section).map_or(0, |s| s.site_id)),
        agency_id: Set(content.lead_agency),
        published_at: Set(published),
    });
    placement::Entity::insert_many(rows).exec_without_returning(work.db()).await?;
    if !content.topics.is_empty() {
        let rows = content.topics.iter().map(|topic| topic_item::ActiveModel {
            topic_id: Set(*topic),
            item_id: Set(id),
            published_at: Set(published),
        });
        topic_item::Entity::insert_many(rows).exec_without_returning(work.db()).await?;
    }
    Ok(())
}

async fn write_relations(work: &mut Work, id: i64, content: &RevisionContent) -> Result<(), AppError> {
    let old = relation::Entity::find().filter(relation::Column::FromItem.eq(id)).all(work.db()).await?;
    for row in &old {
        work.purge(tag::item(row.to_item));
    }
    relation::Entity::delete_many().filter(relation::Column::FromItem.eq(id)).exec(work.db()).await?;
    if content.relations.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = content
        .relations
        .iter()
        .map(|r| relation::ActiveModel {
            id: NotSet,
            from_item: Set(id),
            to_item: Set(r.item),
            kind: Set(r.kind.code().to_string()),
        })
        .collect();
    for r in &content.relations {
        work.purge(tag::item(r.item));
    }
    relation::Entity::insert_many(rows).exec_without_returning(work.db()).await?;
    Ok(())
}

/// The attachments that the revision lists and the pictures in its body become public, the item's others do not.
async fn open_files(work: &Work, id: i64, content: &RevisionContent) -> Result<(), AppError> {
    close_files(work, id).await?;
    let mut ids: Vec<i64> = content.attachments.iter().map(|a| a.attachment).collect();
    ids.extend(
        documents::html::pictures(&content.body_html).iter().filter_map(|p| super::attach::id_in_address(&p.src)),
    );
    if !ids.is_empty() {
        attachment::Entity::update_many()
            .col_expr(attachment::Column::Public, Expr::value(true))
            .filter(attachment::Column::ItemId.eq(id))
            .filter(attachment::Column::Id.is_in(ids))
            .exec(work.db())
            .await?;
    }
    Ok(())
}

async fn close_files(work: &Work, id: i64) -> Result<(), AppError> {
    attachment::Entity::update_many()
        .col_expr(attachment::Column::Public, Expr::value(false))
        .filter(attachment::Column::ItemId.eq(id))
        .exec(work.db())
        .await?;
    Ok(())
}

/// Purges the item's page, every list it stands in now, and the pages that link to it.
async fn purge_places(work: &mut Work, id: i64) -> Result<(), AppError> {
    let placed = placement::Entity::find().filter(placement::Column::ItemId.eq(id)).all(work.db()).await?;
    let topics = topic_item::Entity::find().filter(topic_item::Column::ItemId.eq(id)).all(work.db()).await?;
    let linked = relation::Entity::find()
        .filter(relation::Column::FromItem.eq(id).or(relation::Column::ToItem.eq(id)))
        .all(work.db())
        .await?;
    work.purge(tag::item(id));
    work.purge(tag::LISTS);
    work.purge(tag::sitemap(tag::sitemap_part(id)));
    for row in placed {
        work.purge(tag::section(row.section_id));
    }
    for row in topics {
        work.purge(tag::topic(row.topic_id));
    }
    for row in linked {
        work.purge(tag::item(row.from_item));
        work.purge(tag::item(row.to_item));
    }
    Ok(())
}
