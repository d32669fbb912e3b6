//! The lock of an item while somebody edits it: who, until when, and how it ends.

use domain::identity::Action;
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use store::item;

use super::record::lock_item;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Who holds an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    pub account_id: i64,
    pub name: String,
    pub until: Moment,
}

/// The lock on an item, unless it has run out.
///
/// # Errors
/// When the records cannot be read.
pub async fn find_lock(app: &App, row: &item::Model) -> Result<Option<Lock>, AppError> {
    let (Some(by), Some(until)) = (row.locked_by, row.locked_until) else {
        return Ok(None);
    };
    if Moment(until) <= app.now() {
        return Ok(None);
    }
    let account = store::identity::Entity::find_by_id(by).one(app.store().read()).await?;
    let name = account.map_or_else(|| "其他人".to_string(), |a| a.name);
    Ok(Some(Lock { account_id: by, name, until: Moment(until) }))
}

/// Refuses when somebody else holds the item.
pub(super) async fn ensure_free(app: &App, caller: &Caller, row: &item::Model) -> Result<(), AppError> {
    match find_lock(app, row).await? {
        Some(lock) if Some(lock.account_id) != caller.account_id => Err(AppError::problem("item_locked")
            .with("name", lock.name)
            .with("until", lock.until.local().format("%H:%M"))),
        _ => Ok(()),
    }
}

/// Takes or renews the lock for the caller.
///
/// # Errors
/// `item_locked` when somebody else holds it, `not_allowed`, `not_found`.
pub async fn take_lock(app: &App, caller: &Caller, id: i64) -> Result<Moment, AppError> {
    let now = app.now();
    let account = caller.account()?;
    let work = app.begin().await?;
    let row = lock_item(&work, id).await?;
    caller.allow(Action::ItemEdit, &app.directory().place(row.agency_id, row.main_section_id), now)?;
    ensure_free(app, caller, &row).await?;
    let until = now.plus_minutes(app.settings().number("publish.lock_minutes"));
    let mut row = row.into_active_model();
    row.locked_by = Set(Some(account));
    row.locked_until = Set(Some(until.0));
    row.update(work.db()).await?;
    app.commit(work).await?;
    Ok(until)
}

/// Gives the caller's own lock back; nothing happens where there is none.
///
/// # Errors
/// When the records cannot be written.
pub async fn release_lock(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    let work = app.begin().await?;
    let row = lock_item(&work, id).await?;
    if row.locked_by.is_some() && row.locked_by == caller.account_id {
        let mut row = row.into_active_model();
        row.locked_by = Set(None);
        row.locked_until = Set(None);
        row.update(work.db()).await?;
    }
    app.commit(work).await
}
