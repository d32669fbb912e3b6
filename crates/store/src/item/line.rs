//! Lines of public lists: what is shown of an item beside others, read by its id. Which ones a list has is in `lists`.

use std::collections::HashMap;

use sea_orm::entity::prelude::*;

use super::{Column, Entity, Model};
use crate::error::StoreError;

/// What a line of a public list shows of an item: a third of its columns, which is most of the time that reading takes.
#[derive(Debug, Clone, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct Line {
    pub id: i64,
    pub kind: String,
    pub public_state: String,
    pub title: String,
    pub live_title: Option<String>,
    pub live_summary: Option<String>,
    pub live_document_number: Option<String>,
    pub live_category: Option<String>,
    pub live_validity: Option<String>,
    pub live_expires_on: Option<Date>,
    pub live_formed_on: Option<Date>,
    pub index_number: Option<String>,
    pub main_section_id: i64,
    pub agency_id: i64,
    pub published_at: Option<i64>,
}

impl From<Model> for Line {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            public_state: row.public_state,
            title: row.title,
            live_title: row.live_title,
            live_summary: row.live_summary,
            live_document_number: row.live_document_number,
            live_category: row.live_category,
            live_validity: row.live_validity,
            live_expires_on: row.live_expires_on,
            live_formed_on: row.live_formed_on,
            index_number: row.index_number,
            main_section_id: row.main_section_id,
            agency_id: row.agency_id,
            published_at: row.published_at,
        }
    }
}

/// The lines of the public items with these ids, in no particular order.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_public_by_id(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<Line>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // The state is looked at here: asked for together with the ids, SQLite walks an index over all that is public.
    let live = domain::item::PublicState::Live.code();
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    let rows = rows.into_partial_model::<Line>().all(db).await?;
    Ok(rows.into_iter().filter(|row| row.public_state == live).collect())
}

/// The lines of the public items among these ids, in the order of the ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_in_order(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<Line>, StoreError> {
    let found = list_public_by_id(db, ids).await?;
    let mut found: HashMap<i64, Line> = found.into_iter().map(|line| (line.id, line)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}
