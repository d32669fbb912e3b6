//! The steps of an agency's history: renamed, moved, merged, closed. Each is decided by `domain::agency::change`.

use chrono::NaiveDate;
use domain::agency::change::{MAX_NAME, Naming, decide_close, decide_merge, decide_move, decide_rename};
use domain::agency::{AgencyEvent, AgencyNode, AgencyRefusal, AgencyStatus, FormerName, ParentKind};
use domain::identity::Action;
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};
use store::agency::{self, former_name};
use store::{StoreError, Work};

use super::create::log_event;
use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};
use crate::form::Form;

const MAX_REASON: usize = 200;

/// Renames an agency. `last_day` is the last day of the old name, which is kept with the reason: items of that time
/// go on naming it.
///
/// # Errors
/// `not_allowed`; faults of `name`, `last_day` and `reason`.
pub async fn rename(
    app: &App,
    caller: &Caller,
    id: i64,
    name: &str,
    last_day: NaiveDate,
    reason: &str,
) -> Result<(), AppError> {
    let (mut work, rows) = begin(app, caller, id).await?;
    let mut form = Form::default();
    let reason = form.required("reason", reason, MAX_REASON);
    form.finish()?;
    let row = get(&rows, id)?;
    let former: Vec<FormerName> = agency::list_former_names(work.db())
        .await?
        .into_iter()
        .filter(|former| former.agency_id == id)
        .map(|former| FormerName { name: former.name, until: former.until_on })
        .collect();
    let others = rows.iter().filter(|other| other.id != id && other.status == "active");
    let taken: Vec<&str> = others.map(|other| other.name.as_str()).collect();
    let naming = Naming { id, status: status_of(row)?, name: &row.name, former: &former, taken: &taken };
    let event = decide_rename(naming, name, last_day).map_err(at_field)?;
    let AgencyEvent::Renamed { name, former, .. } = &event else {
        return Err(AppError::Internal("a rename decided something else".into()));
    };
    let kept = former_name::ActiveModel {
        agency_id: Set(id),
        name: Set(former.name.clone()),
        until_on: Set(former.until),
        reason: Set(reason.clone()),
        ..Default::default()
    };
    kept.insert(work.db()).await?;
    let change = agency::ActiveModel { name: Set(name.clone()), ..unchanged(app, id) };
    change.update(work.db()).await?;
    finish(app, caller, &mut work, id, &event, &reason).await?;
    app.commit(work).await
}

/// Gives an agency another parent in one of the two trees, or none.
///
/// # Errors
/// `not_allowed` at either place, `agency_circle`, an agency that no longer acts.
pub async fn move_to(
    app: &App,
    caller: &Caller,
    id: i64,
    tree: ParentKind,
    parent: Option<i64>,
    reason: &str,
) -> Result<(), AppError> {
    if let Some(parent) = parent {
        caller.allow(Action::AgencyManage, &app.directory().agency_place(parent), app.now())?;
    }
    let (mut work, rows) = begin(app, caller, id).await?;
    let mut form = Form::default();
    let reason = form.optional("reason", reason, MAX_REASON);
    form.finish()?;
    let event = decide_move(&nodes_of(&rows)?, id, tree, parent).map_err(refused)?;
    set_parent(app, &work, id, tree, parent).await?;
    finish(app, caller, &mut work, id, &event, &reason).await?;
    app.commit(work).await
}

/// Merges an agency into another. It keeps its items and accounts; those below it now stand below the other.
///
/// # Errors
/// `not_allowed` at either agency; what `domain` refuses, such as a merger into one below it.
pub async fn merge(
    app: &App,
    caller: &Caller,
    id: i64,
    into: i64,
    on: NaiveDate,
    reason: &str,
) -> Result<(), AppError> {
    caller.allow(Action::AgencyManage, &app.directory().agency_place(into), app.now())?;
    let (mut work, rows) = begin(app, caller, id).await?;
    let mut form = Form::default();
    let reason = form.required("reason", reason, MAX_REASON);
    form.finish()?;
    let event = decide_merge(&nodes_of(&rows)?, id, into, on).map_err(refused)?;
    let AgencyEvent::Merged { inherited, .. } = &event else {
        return Err(AppError::Internal("a merger decided something else".into()));
    };
    for (child, tree) in inherited {
        set_parent(app, &work, *child, *tree, Some(into)).await?;
    }
    let change =
        agency::ActiveModel { status: Set("merged".to_string()), merged_into: Set(Some(into)), ..unchanged(app, id) };
    change.update(work.db()).await?;
    finish(app, caller, &mut work, id, &event, &reason).await?;
    let taken_over = json!({ "merged": id, "on": on });
    log_event(&work, caller, into, "took_over", &taken_over, app.now().0).await?;
    app.commit(work).await
}

/// Closes an agency that has no successor.
///
/// # Errors
/// `not_allowed`, `agency_has_subordinates`, an agency that no longer acts.
pub async fn close(app: &App, caller: &Caller, id: i64, on: NaiveDate, reason: &str) -> Result<(), AppError> {
    let (mut work, rows) = begin(app, caller, id).await?;
    let mut form = Form::default();
    let reason = form.required("reason", reason, MAX_REASON);
    form.finish()?;
    let event = decide_close(&nodes_of(&rows)?, id, on).map_err(refused)?;
    let change = agency::ActiveModel { status: Set("closed".to_string()), ..unchanged(app, id) };
    change.update(work.db()).await?;
    finish(app, caller, &mut work, id, &event, &reason).await?;
    app.commit(work).await
}

/// Permission, then the transaction with every agency held, so that two moves at once make no circle.
async fn begin(app: &App, caller: &Caller, id: i64) -> Result<(Work, Vec<agency::Model>), AppError> {
    caller.allow(Action::AgencyManage, &app.directory().agency_place(id), app.now())?;
    let work = app.begin().await?;
    let rows = agency::list_locked(work.db()).await?;
    Ok((work, rows))
}

async fn finish(
    app: &App,
    caller: &Caller,
    work: &mut Work,
    id: i64,
    event: &AgencyEvent,
    reason: &str,
) -> Result<(), AppError> {
    let now = app.now();
    let mut detail = serde_json::to_value(event).map_err(StoreError::from)?;
    let kind = detail.get("event").and_then(Value::as_str).unwrap_or_default().to_string();
    if let Some(fields) = detail.as_object_mut() {
        fields.insert("reason".into(), json!(reason));
    }
    log_event(work, caller, id, &kind, &detail, now.0).await?;
    work.record(caller.entry(now, Some(id), &format!("agency.{kind}"), ("agency", id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    work.purge(tag::LISTS);
    Ok(())
}

async fn set_parent(app: &App, work: &Work, id: i64, tree: ParentKind, parent: Option<i64>) -> Result<(), AppError> {
    let row = match tree {
        ParentKind::Territorial => agency::ActiveModel { territorial_parent: Set(parent), ..unchanged(app, id) },
        ParentKind::Vertical => agency::ActiveModel { vertical_parent: Set(parent), ..unchanged(app, id) },
    };
    row.update(work.db()).await?;
    Ok(())
}

fn unchanged(app: &App, id: i64) -> agency::ActiveModel {
    agency::ActiveModel { id: Set(id), updated_at: Set(app.now().0), ..Default::default() }
}

fn get(rows: &[agency::Model], id: i64) -> Result<&agency::Model, AppError> {
    rows.iter().find(|row| row.id == id).ok_or_else(|| refused(AgencyRefusal::Unknown))
}

/// The status of a stored agency.
pub(super) fn status_of(row: &agency::Model) -> Result<AgencyStatus, AppError> {
    match (row.status.as_str(), row.merged_into) {
        ("active", _) => Ok(AgencyStatus::Active),
        ("merged", Some(into)) => Ok(AgencyStatus::Merged { into }),
        ("closed", _) => Ok(AgencyStatus::Closed),
        (other, _) => Err(AppError::Store(StoreError::UnknownCode { what: "agency status", code: other.to_string() })),
    }
}

/// The trees of the stored agencies.
pub(super) fn nodes_of(rows: &[agency::Model]) -> Result<Vec<AgencyNode>, AppError> {
    rows.iter()
        .map(|row| {
            Ok(AgencyNode {
                id: row.id,
                territorial_parent: row.territorial_parent,
                vertical_parent: row.vertical_parent,
                status: status_of(row)?,
            })
        })
        .collect()
}

fn refused(refusal: AgencyRefusal) -> AppError {
    AppError::problem(refusal.code())
}

/// A refused rename, told at the field that caused it.
fn at_field(refusal: AgencyRefusal) -> AppError {
    let field = match refusal {
        AgencyRefusal::NameEmpty
        | AgencyRefusal::NameTooLong
        | AgencyRefusal::NameUnchanged
        | AgencyRefusal::NameTaken => "name",
        AgencyRefusal::RenameOutOfOrder => "last_day",
        other => return refused(other),
    };
    AppError::fields(vec![FieldFault::new(field, refusal.code()).with("max", MAX_NAME)])
}
