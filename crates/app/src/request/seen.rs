//! Marking cases as seen: a person's own note on the desk, which changes nothing of the case and stands in no audit log.

use std::collections::BTreeMap;

use domain::identity::Action;
use store::request::{self, seen};

use super::access;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Marks a case as seen in its present state; nothing is written where it is.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn mark(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    let row = request::get(app.store().read(), id).await?;
    let place = app.directory().agency_place(row.agency_id);
    if access::units(app, caller).is_empty() {
        caller.allow(Action::RequestView, &place, app.now())?;
    }
    let known = known(app, caller, &[id]).await?.unwrap_or_default();
    if known.get(&id).is_some_and(|version| *version >= row.version) {
        return Ok(());
    }
    let work = app.begin().await?;
    seen::mark(work.db(), caller.account()?, &[(row.id, row.version)]).await?;
    app.commit(work).await
}

/// Of these cases the versions that the caller has marked as seen; none for one without an account.
pub(super) async fn known(app: &App, caller: &Caller, ids: &[i64]) -> Result<Option<BTreeMap<i64, i32>>, AppError> {
    match caller.account_id {
        Some(account) => Ok(Some(seen::of(app.store().read(), account, ids).await?)),
        None => Ok(None),
    }
}
