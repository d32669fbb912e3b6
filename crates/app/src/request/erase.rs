//! Erasure by the retention rule: the key of a closed case is destroyed, and with it the form, what was written with its
//! events, and its files, also in later backups. What remains is the projection: number, days, result.

use chrono::Months;
use domain::identity::{Action, Place};
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::request::{self, Column, Entity, citizens, file, keys, parts, shingle};

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Cases erased in one transaction.
const BATCH: u64 = 200;
/// Whom offers helped is told for the last two years.
const KEEP_OFFERS_MONTHS: u32 = 24;

/// Erases every case that was closed longer ago than the setting keeps. Returns how many.
///
/// # Errors
/// `not_allowed`; when the records cannot be written.
pub async fn erase_due(app: &App, caller: &Caller) -> Result<u64, AppError> {
    let now = app.now();
    caller.allow(Action::RequestErase, &Place::installation(), now)?;
    let years = u32::try_from(app.settings().number("requests.keep_years")).unwrap_or(u32::MAX / 12);
    let Some(before) = now.date().checked_sub_months(Months::new(years.saturating_mul(12))) else { return Ok(0) };
    let mut erased = 0;
    loop {
        let due = Entity::find()
            .filter(Column::ClosedOn.lt(before))
            .filter(Column::ErasedAt.is_null())
            .filter(Column::Desk.eq(request::Desk::Closed.code()))
            .order_by_asc(Column::Id)
            .limit(BATCH)
            .all(app.store().read())
            .await?;
        if due.is_empty() {
            return Ok(erased);
        }
        erased += due.len() as u64;
        erase(app, caller, &due).await?;
    }
}

/// An erasure as it is kept outside of the records, so that a restored older backup does not take it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    pub request_id: i64,
    /// With the id it tells the case from one that got the same number after a restore.
    pub created_at: i64,
    pub erased_at: i64,
}

/// Every erasure on record.
///
/// # Errors
/// When the records cannot be read.
pub async fn tombstones(app: &App) -> Result<Vec<Tombstone>, AppError> {
    let rows: Vec<(i64, i64, i64)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::CreatedAt, Column::ErasedAt])
        .filter(Column::ErasedAt.is_not_null())
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(app.store().read())
        .await?;
    let stone = |(request_id, created_at, erased_at)| Tombstone { request_id, created_at, erased_at };
    Ok(rows.into_iter().map(stone).collect())
}

/// Erases again what had been erased before the records were restored from an older state. Returns how many.
///
/// # Errors
/// `not_allowed`; when the records cannot be written.
pub async fn erase_again(app: &App, caller: &Caller, stones: &[Tombstone]) -> Result<u64, AppError> {
    caller.allow(Action::RequestErase, &Place::installation(), app.now())?;
    let mut erased = 0;
    for batch in stones.chunks(usize::try_from(BATCH).unwrap_or(usize::MAX)) {
        let known = Entity::find()
            .filter(Column::Id.is_in(batch.iter().map(|stone| stone.request_id)))
            .filter(Column::ErasedAt.is_null())
            .all(app.store().read())
            .await?;
        let is_it = |row: &request::Model| {
            batch.iter().any(|stone| stone.request_id == row.id && stone.created_at == row.created_at)
        };
        let due: Vec<request::Model> = known.into_iter().filter(is_it).collect();
        if !due.is_empty() {
            erased += due.len() as u64;
            erase(app, caller, &due).await?;
        }
    }
    Ok(erased)
}

/// Drops saved drafts whose time is over and what was counted of offers long ago.
///
/// # Errors
/// When the records cannot be written.
pub async fn prune(app: &App) -> Result<(), AppError> {
    let now: Moment = app.now();
    let offers_before = now.date().checked_sub_months(Months::new(KEEP_OFFERS_MONTHS)).unwrap_or(now.date());
    let work = app.begin().await?;
    citizens::prune(work.db(), now.0, offers_before).await?;
    app.commit(work).await
}

async fn erase(app: &App, caller: &Caller, due: &[request::Model]) -> Result<(), AppError> {
    let now = app.now();
    let ids: Vec<i64> = due.iter().map(|row| row.id).collect();
    let mut work = app.begin().await?;
    let db = work.db();
    let files: Vec<file::Model> =
        file::Entity::find().filter(file::Column::RequestId.is_in(ids.clone())).all(db).await?;
    keys::destroy(db, &ids, now.0).await?;
    shingle::Entity::delete_many().filter(shingle::Column::RequestId.is_in(ids.clone())).exec(db).await?;
    file::Entity::delete_many().filter(file::Column::RequestId.is_in(ids.clone())).exec(db).await?;
    store::letter::issued::erase(db, &ids).await?;
    parts::Entity::delete_many().filter(parts::Column::RequestId.is_in(ids.clone())).exec(db).await?;
    store::mail::erase_of_requests(db, &ids).await?;
    Entity::update_many()
        .col_expr(Column::ErasedAt, Expr::value(now.0))
        .col_expr(Column::PersonHash, Expr::value(""))
        .col_expr(Column::MatterHash, Expr::value(""))
        .col_expr(Column::Card, Expr::value(""))
        .filter(Column::Id.is_in(ids.clone()))
        .exec(db)
        .await?;
    for row in due {
        let subject = ("request", row.id.to_string());
        let detail = json!({ "number": row.number, "closed_on": row.closed_on });
        work.record(caller.entry(now, Some(row.agency_id), "request.erase", subject, &detail));
    }
    app.commit(work).await?;
    // The records no longer name them; a crash here leaves sealed bytes without a key. Case files are sealed each with
    // its own nonce, so no other record names the same bytes.
    for kept in files {
        if let Err(error) = app.files().delete(&kept.file_hash).await {
            tracing::warn!("a sealed file of an erased case was not dropped: {error}");
        }
    }
    Ok(())
}
