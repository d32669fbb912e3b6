//! Reading and verifying the audit log. Writing it is part of every use case: `Caller::entry` and `Work::record`.

use domain::audit::SYSTEM_CHAIN;
use domain::identity::{Action, Place};
use serde_json::json;

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

pub use store::audit::{Break, Fault, Filter, Model, Verified};

/// A page of the log, newest first; the next page begins before the last row's id. An auditor of one agency names
/// its chain in the filter.
///
/// # Errors
/// `not_allowed`.
pub async fn list(app: &App, caller: &Caller, filter: &Filter, limit: u64) -> Result<Vec<Model>, AppError> {
    caller.allow(Action::AuditView, &place_of(app, filter), app.now())?;
    Ok(store::audit::list(app.store().read(), filter, limit).await?)
}

fn place_of(app: &App, filter: &Filter) -> Place {
    match filter.chain {
        Some(chain) if chain != SYSTEM_CHAIN => app.directory().agency_place(chain),
        _ => Place::installation(),
    }
}

/// Rows read at once while exporting.
const BATCH: u64 = 1_000;

/// At most `limit` rows of the log to be taken out of the house, newest first. That they were is itself recorded.
///
/// # Errors
/// `not_allowed`.
pub async fn export(app: &App, caller: &Caller, filter: &Filter, limit: usize) -> Result<Vec<Model>, AppError> {
    let mut rows: Vec<Model> = Vec::new();
    let mut part = Filter { before_id: None, ..filter.clone() };
    while rows.len() < limit {
        let page = list(app, caller, &part, BATCH).await?;
        let Some(last) = page.last() else { break };
        part.before_id = Some(last.id);
        rows.extend(page);
    }
    rows.truncate(limit);
    let now = app.now();
    let mut work = app.begin().await?;
    let detail = json!({ "rows": rows.len(), "chain": filter.chain, "action": filter.action });
    work.record(caller.entry(now, None, "audit.export", ("audit", "rows".to_string()), &detail));
    app.commit(work).await?;
    Ok(rows)
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
    let detail = json!({ "chains": verified.chains, "rows": verified.rows, "breaks": verified.breaks.len() });
    work.record(caller.entry(now, None, "audit.verify", ("audit", "all".to_string()), &detail));
    app.commit(work).await?;
    Ok(verified)
}
