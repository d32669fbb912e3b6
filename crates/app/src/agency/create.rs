//! Making an agency, and changing what is not part of its history.

use domain::agency::AgencyStatus;
use domain::agency::tree::{AgencyNode, find_agency};
use domain::identity::{Action, Place};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use serde_json::json;
use store::Work;
use store::agency::{self, event};

use super::change::nodes_of;
use super::form::{self, AgencyForm, Checked, NewAgency};
use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};
use crate::form::Form;

/// Makes an agency; its id.
///
/// # Errors
/// `not_allowed` at the parent; faults of the fields.
pub async fn create(app: &App, caller: &Caller, new: &NewAgency) -> Result<i64, AppError> {
    let now = app.now();
    let place = new.territorial_parent.map_or_else(Place::installation, |parent| app.directory().agency_place(parent));
    caller.allow(Action::AgencyManage, &place, now)?;
    let mut faults = Form::default();
    let name = form::check_new_name(app, &mut faults, &new.name);
    let checked = form::check(app, &mut faults, &new.form, None);
    let mut work = app.begin().await?;
    let nodes = nodes_of(&agency::list_locked(work.db()).await?)?;
    check_parent(&nodes, &mut faults, "territorial_parent", new.territorial_parent);
    check_parent(&nodes, &mut faults, "vertical_parent", new.vertical_parent);
    check_prefix_history(&work, &mut faults, &checked.index_prefix, None).await?;
    faults.finish()?;
    let row = agency::ActiveModel {
        name: Set(name.clone()),
        territorial_parent: Set(new.territorial_parent),
        vertical_parent: Set(new.vertical_parent),
        status: Set("active".to_string()),
        merged_into: Set(None),
        guide: Set("{}".to_string()),
        created_at: Set(now.0),
        ..described(&new.form, checked, now.0)
    };
    let row = row.insert(work.db()).await?;
    let detail =
        json!({ "name": name, "territorial_parent": new.territorial_parent, "vertical_parent": new.vertical_parent });
    log_event(&work, caller, row.id, "created", &detail, now.0).await?;
    work.record(caller.entry(now, Some(row.id), "agency.create", ("agency", row.id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await?;
    Ok(row.id)
}

/// Changes what is typed about an agency. Index numbers that were given keep the prefix of their time.
///
/// # Errors
/// `not_allowed`, `not_found`; faults of the fields.
pub async fn update(app: &App, caller: &Caller, id: i64, new: &AgencyForm) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::AgencyManage, &app.directory().agency_place(id), now)?;
    let mut work = app.begin().await?;
    let old =
        agency::Entity::find_by_id(id).one(work.db()).await?.ok_or_else(|| AppError::problem("agency_unknown"))?;
    let mut faults = Form::default();
    let checked = form::check(app, &mut faults, new, Some(id));
    check_prefix_history(&work, &mut faults, &checked.index_prefix, Some(id)).await?;
    faults.finish()?;
    let row = agency::ActiveModel { id: Set(id), ..described(new, checked, now.0) };
    let row = row.update(work.db()).await?;
    let detail = changes(&old, &row);
    work.record(caller.entry(now, Some(id), "agency.update", ("agency", id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

fn described(form: &AgencyForm, checked: Checked, now: i64) -> agency::ActiveModel {
    agency::ActiveModel {
        slug: Set(checked.slug),
        short_name: Set(checked.short_name),
        kind: Set(form.kind.code().to_string()),
        credit_code: Set(checked.credit_code),
        document_prefix: Set(checked.document_prefix),
        index_prefix: Set(checked.index_prefix),
        vertical_parent_name: Set(checked.vertical_parent_name),
        sort: Set(form.sort),
        updated_at: Set(now),
        ..Default::default()
    }
}

/// What an update changed, for the audit log: the old and the new value of each field.
fn changes(old: &agency::Model, new: &agency::Model) -> serde_json::Value {
    let none = String::new();
    let code = |row: &agency::Model| row.credit_code.as_ref().unwrap_or(&none).clone();
    let pairs = [
        ("slug", old.slug.clone(), new.slug.clone()),
        ("short_name", old.short_name.clone(), new.short_name.clone()),
        ("kind", old.kind.clone(), new.kind.clone()),
        ("credit_code", code(old), code(new)),
        ("document_prefix", old.document_prefix.clone(), new.document_prefix.clone()),
        ("index_prefix", old.index_prefix.clone(), new.index_prefix.clone()),
        ("vertical_parent_name", old.vertical_parent_name.clone(), new.vertical_parent_name.clone()),
    ];
    let changed = pairs.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(field, old, new)| (field.to_string(), json!([old, new]))).collect::<serde_json::Map<_, _>>().into()
}

fn check_parent(nodes: &[AgencyNode], faults: &mut Form, field: &str, parent: Option<i64>) {
    let acts = |id| find_agency(nodes, id).is_some_and(|node| node.status == AgencyStatus::Active);
    faults.check(parent.is_none_or(acts), FieldFault::new(field, "agency_not_acting"));
}

/// A prefix under which another agency has published stays that agency's: numbers are never given twice.
async fn check_prefix_history(work: &Work, faults: &mut Form, prefix: &str, own: Option<i64>) -> Result<(), AppError> {
    let used = !prefix.is_empty() && agency::prefix_is_used_by_another(work.db(), prefix, own).await?;
    faults.check(!used, FieldFault::new("index_prefix", "index_prefix_used"));
    Ok(())
}

/// Writes a line of an agency's history.
pub(super) async fn log_event(
    work: &Work,
    caller: &Caller,
    agency: i64,
    kind: &str,
    detail: &serde_json::Value,
    at: i64,
) -> Result<(), AppError> {
    let row = event::ActiveModel {
        agency_id: Set(agency),
        at: Set(at),
        actor_id: Set(caller.account_id),
        kind: Set(kind.to_string()),
        detail: Set(detail.to_string()),
        ..Default::default()
    };
    event::Entity::insert(row).exec_without_returning(work.db()).await?;
    Ok(())
}
