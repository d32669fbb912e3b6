//! Reading and verifying the audit log. Writing it is part of every use case: `Caller::entry` and `Work::record`.

use domain::audit::SYSTEM_CHAIN;
use domain::identity::{Action, Place};
use store::audit::{Filter, Model, Verified};

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// A page of the log, newest first; the next page begins before the last row's id. An auditor of one agency names
/// its chain in the filter.
///
/// # Errors
/// `not_allowed`.
pub async fn list(app: &App, caller: &Caller, filter: &Filter, limit: u64) -> Result<Vec<Model>, AppError> {
    let place = match filter.chain {
        Some(chain) if chain != SYSTEM_CHAIN => app.directory().agency_place(chain),
        _ => Place::installation(),
    };
    caller.allow(Action::AuditView, &place, app.now())?;
    Ok(store::audit::list(app.store().read(), filter, limit).await?)
}

/// Walks every chain and names the first bad row of each. That it was done is itself recorded.
///
/// # Errors
/// `not_allowed`.
pub async fn verify(app: &App, caller: &Caller) -> Result<Verified, AppError> {
    let now = app.now();
    caller.allow(Action::AuditView, &Place::installation(), now)?;
    let verified = store::audit::verify(app.store().read()).await?;
    let mut work = app.begin().await?;
    let detail = serde_json::json!({ "chains": verified.chains, "rows": verified.rows, "breaks": verified.breaks.len() });
    work.record(caller.entry(now, None, "audit.verify", ("audit", "all".to_string()), &detail));
    app.commit(work).await?;
    Ok(verified)
}
