//! Deputies for the time of a leave: somebody uses another's roles, and every record says for whom.

use chrono::NaiveDate;
use domain::identity::Action;
use domain::identity::account::{AccountStatus, Stage};
use domain::identity::deputy::{DeputyRefusal, Period, check_deputy};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use store::identity::{self, accounts, deputy, rights};

use super::accounts::place_of;
use super::sessions::own_session;
use super::view::{agency_of, status_of};
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::form::Form;

/// A deputy to be named.
#[derive(Debug, Clone)]
pub struct NewDeputy {
    /// Who is on leave.
    pub principal_id: i64,
    /// Who acts meanwhile.
    pub deputy_id: i64,
    pub from_on: NaiveDate,
    /// The last day.
    pub until_on: NaiveDate,
    pub reason: String,
}

/// Longest reason, in characters.
const MAX_REASON: usize = 200;

/// Names a deputy: the principal himself, or who manages users where the principal stands.
///
/// # Errors
/// `not_allowed`, `deputy_own_gain` (nobody lends himself another's roles), faults of the fields.
pub async fn create_deputy(app: &App, caller: &Caller, new: NewDeputy) -> Result<i64, AppError> {
    let now = app.now();
    let principal = accounts::get(app.store().read(), new.principal_id).await?;
    allow(app, caller, &principal).await?;
    if caller.origin == Origin::Console && caller.account_id == Some(new.deputy_id) && new.principal_id != new.deputy_id
    {
        return Err(AppError::problem("deputy_own_gain"));
    }
    let mut form = Form::default();
    let reason = form.required("reason", &new.reason, MAX_REASON);
    form.finish()?;
    let mut work = app.begin().await?;
    accounts::get_locked(work.db(), new.principal_id).await?;
    let person = accounts::list_by_ids(work.db(), vec![new.deputy_id]).await?.into_iter().next();
    check_person(person.as_ref())?;
    let standing = rights::list_standing(work.db(), new.principal_id, new.deputy_id).await?;
    let standing: Vec<Period> = standing.iter().map(|d| Period { from: d.from_on, until: d.until_on }).collect();
    let period = Period { from: new.from_on, until: new.until_on };
    check_deputy(new.principal_id, new.deputy_id, period, &standing, now.date()).map_err(refused)?;
    let row = deputy::ActiveModel {
        principal_id: Set(new.principal_id),
        deputy_id: Set(new.deputy_id),
        from_on: Set(new.from_on),
        until_on: Set(new.until_on),
        reason: Set(reason),
        created_by: Set(caller.account_id.unwrap_or_default()),
        created_at: Set(now.0),
        ended_at: Set(None),
        ..Default::default()
    };
    let row = row.insert(work.db()).await?;
    let detail =
        json!({ "principal": new.principal_id, "deputy": new.deputy_id, "from": new.from_on, "until": new.until_on });
    let subject = ("account", new.principal_id.to_string());
    work.record(caller.entry(now, agency_of(&principal), "identity.create_deputy", subject, &detail));
    app.commit(work).await?;
    Ok(row.id)
}

fn check_person(person: Option<&identity::Model>) -> Result<(), AppError> {
    match person {
        Some(person) if status_of(person)? == AccountStatus::Active => Ok(()),
        _ => Err(AppError::fields(vec![FieldFault::new("deputy_id", "deputy_not_active")])),
    }
}

fn refused(refusal: DeputyRefusal) -> AppError {
    let field = match refusal {
        DeputyRefusal::Same => "deputy_id",
        DeputyRefusal::EndsBeforeStart | DeputyRefusal::Past | DeputyRefusal::TooLong { .. } => "until_on",
        DeputyRefusal::Overlaps => "from_on",
    };
    let fault = FieldFault::new(field, refusal.code());
    AppError::fields(vec![match refusal {
        DeputyRefusal::TooLong { max } => fault.with("max", max),
        _ => fault,
    }])
}

/// Ends an arrangement at once: the principal who is back, or who manages users where the principal stands.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn end_deputy(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    let now = app.now();
    let row = rights::get_deputy(app.store().read(), id).await?;
    let principal = accounts::get(app.store().read(), row.principal_id).await?;
    allow(app, caller, &principal).await?;
    if row.ended_at.is_some() {
        return Ok(());
    }
    let mut work = app.begin().await?;
    let ended = deputy::ActiveModel { id: Set(id), ended_at: Set(Some(now.0)), ..Default::default() };
    ended.update(work.db()).await?;
    let detail = json!({ "principal": row.principal_id, "deputy": row.deputy_id });
    let subject = ("account", row.principal_id.to_string());
    work.record(caller.entry(now, agency_of(&principal), "identity.end_deputy", subject, &detail));
    app.commit(work).await
}

async fn allow(app: &App, caller: &Caller, principal: &identity::Model) -> Result<(), AppError> {
    if caller.origin == Origin::Console && caller.account_id == Some(principal.id) {
        own_session(app, caller, &[Stage::Full]).await?;
        return Ok(());
    }
    caller.allow(Action::UserManage, &place_of(app, agency_of(principal)), app.now())?;
    Ok(())
}
