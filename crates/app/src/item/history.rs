//! The revisions of an item without their bodies: who made which when, and what became of it.

use domain::item::WorkState;
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::item::revision::{Column, Entity};

use super::record::work_state;
use super::view::ItemDetail;
use crate::context::App;
use crate::error::AppError;

/// A revision in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RevisionHead {
    pub id: i64,
    pub number: i32,
    pub created_by: Option<i64>,
    pub created_at: Moment,
    pub state: WorkState,
    pub published_at: Option<Moment>,
}

type Row = (i64, i32, Option<i64>, i64, String, Option<i64>);

/// Every revision of an item whose detail the caller was given, newest first.
///
/// # Errors
/// When the records cannot be read.
pub async fn revisions(app: &App, detail: &ItemDetail) -> Result<Vec<RevisionHead>, AppError> {
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Number, Column::CreatedBy, Column::CreatedAt, Column::State, Column::PublishedAt])
        .filter(Column::ItemId.eq(detail.item.id))
        .order_by_desc(Column::Number)
        .into_tuple()
        .all(app.store().read())
        .await?;
    rows.into_iter().map(head_of).collect()
}

fn head_of((id, number, created_by, created_at, state, published_at): Row) -> Result<RevisionHead, AppError> {
    let state = work_state(Some(&state))?;
    Ok(RevisionHead {
        id,
        number,
        created_by,
        created_at: Moment(created_at),
        state,
        published_at: published_at.map(Moment),
    })
}
