//! Erasure by the retention rule: the key of a closed case is destroyed, and with it the form, what was written with its
//! events, and its files, also in later backups. What remains is the projection: number, days, result.

use chrono::Months;
use domain::identity::{Action, Place};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde_json::json;
use store::request::{self, Column, Entity, file, keys, parts, shingle};

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Cases erased in one transaction.
const BATCH: u64 = 200;

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
    // The records no longer name them; a crash here leaves sealed bytes without a key.
    for kept in files {
        if let Err(error) = app.files().delete(&kept.file_hash).await {
            tracing::warn!("a sealed file of an erased case was not dropped: {error}");
        }
    }
    Ok(())
}
