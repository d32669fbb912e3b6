//! What happens to an account in its life: disabled and enabled, moved to another agency, renamed.
//! Never deleted: items and audit rows name it.

use domain::identity::account::{AccountStatus, EndReason};
use domain::identity::{Action, Role};
use sea_orm::{ActiveModelTrait, ConnectionTrait, Set};
use serde_json::{Value, json};
use store::identity::{self, accounts, rights, sessions};

use super::accounts::{MAX_NAME, check_agency, place_of};
use super::view::{agency_of, status_of};
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::AppError;
use crate::form::Form;

/// Disables an account: it cannot sign in, its sessions end, its deputies lose what it lent.
///
/// # Errors
/// `not_allowed`, `own_account`, `last_administrator`, `account_status_unchanged`.
pub async fn disable_account(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    set_status(app, caller, id, AccountStatus::Disabled).await
}

/// Enables a disabled account.
///
/// # Errors
/// `not_allowed`, `account_status_unchanged`.
pub async fn enable_account(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    set_status(app, caller, id, AccountStatus::Active).await
}

async fn set_status(app: &App, caller: &Caller, id: i64, wanted: AccountStatus) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let account = accounts::get_locked(work.db(), id).await?;
    caller.allow(Action::UserManage, &place_of(app, agency_of(&account)), now)?;
    if caller.account_id == Some(id) {
        return Err(AppError::problem("own_account"));
    }
    if status_of(&account)? == wanted {
        return Err(AppError::problem("account_status_unchanged").with("status", wanted.label()));
    }
    let row = identity::ActiveModel { id: Set(id), status: Set(wanted.code().to_string()), ..Default::default() };
    row.update(work.db()).await?;
    let action = match wanted {
        AccountStatus::Active => "identity.enable_account",
        AccountStatus::Disabled => {
            keep_administrators(work.db(), caller, id).await?;
            sessions::end_all(work.db(), id, None, EndReason::Disabled, now).await?;
            "identity.disable_account"
        }
    };
    work.record(caller.entry(now, agency_of(&account), action, ("account", id.to_string()), &json!({})));
    app.commit(work).await
}

/// Refuses to take away the last active holder of an administrators' role; at the machine it can be done.
async fn keep_administrators(db: &impl ConnectionTrait, caller: &Caller, account: i64) -> Result<(), AppError> {
    for grant in rights::list_grants(db, vec![account]).await? {
        if let Some(role) = Role::parse(&grant.role) {
            keep_administrator(db, caller, account, role).await?;
        }
    }
    Ok(())
}

/// As [`keep_administrators`], for one role.
pub(super) async fn keep_administrator(
    db: &impl ConnectionTrait,
    caller: &Caller,
    account: i64,
    role: Role,
) -> Result<(), AppError> {
    let exempt = !role.is_administrator() || caller.origin == Origin::Command;
    if exempt || accounts::count_others_with(db, role.code(), account).await? > 0 {
        return Ok(());
    }
    Err(AppError::problem("last_administrator").with("role", role.label()))
}

/// Moves an account to another agency. Its roles stay as they are: whoever grants them looks at them next.
///
/// # Errors
/// `not_allowed` at either agency; a fault of `agency_id`.
pub async fn move_account(app: &App, caller: &Caller, id: i64, agency: i64) -> Result<(), AppError> {
    let mut form = Form::default();
    check_agency(app, &mut form, agency);
    form.finish()?;
    caller.allow(Action::UserManage, &place_of(app, Some(agency)), app.now())?;
    let row = identity::ActiveModel { id: Set(id), agency_id: Set(agency), ..Default::default() };
    change(app, caller, row, "identity.move_account", |old| json!({ "from": agency_of(old), "to": agency })).await
}

/// Corrects the name of an account's owner. Earlier audit rows keep the name of their time.
///
/// # Errors
/// `not_allowed`; a fault of `name`.
pub async fn rename_account(app: &App, caller: &Caller, id: i64, name: &str) -> Result<(), AppError> {
    let mut form = Form::default();
    let name = form.required("name", name, MAX_NAME);
    form.finish()?;
    let row = identity::ActiveModel { id: Set(id), name: Set(name.clone()), ..Default::default() };
    change(app, caller, row, "identity.rename_account", |old| json!({ "from": old.name, "to": name })).await
}

async fn change(
    app: &App,
    caller: &Caller,
    row: identity::ActiveModel,
    action: &str,
    detail: impl FnOnce(&identity::Model) -> Value,
) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let old = accounts::get_locked(work.db(), row.id.clone().take().unwrap_or_default()).await?;
    caller.allow(Action::UserManage, &place_of(app, agency_of(&old)), now)?;
    let account = row.update(work.db()).await?;
    let subject = ("account", account.id.to_string());
    work.record(caller.entry(now, agency_of(&account), action, subject, &detail(&old)));
    app.commit(work).await
}
