//! Granting roles and taking them back. Nobody grants himself anything, and nobody grants beyond his own reach.

use domain::identity::{Action, Place, Role, Scope, check_roles};
use sea_orm::{ActiveModelTrait, ModelTrait, Set};
use serde_json::{Value, json};
use store::identity::{accounts, grant, rights};

use super::account_state::keep_administrator;
use super::accounts::place_of;
use super::view::{agency_of, role_and_scope};
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::{AppError, FieldFault};

/// Grants a role at a scope; the grant's id. It holds from the account's next click.
///
/// # Errors
/// `not_allowed`, `own_account_grant`, `role_conflict` (two administrators' roles), `grant_exists`, a fault of `scope`.
pub async fn grant_role(app: &App, caller: &Caller, account: i64, role: Role, scope: Scope) -> Result<i64, AppError> {
    let now = app.now();
    check_scope(app, role, scope)?;
    let mut work = app.begin().await?;
    let row = accounts::get_locked(work.db(), account).await?;
    allow(app, caller, agency_of(&row), account, scope)?;
    let held = rights::list_grants(work.db(), vec![account]).await?;
    let roles: Vec<Role> = held.iter().filter_map(|grant| Role::parse(&grant.role)).collect();
    check_roles(&roles, role).map_err(|conflict| {
        AppError::problem("role_conflict").with("held", conflict.held.label()).with("wanted", conflict.wanted.label())
    })?;
    let (kind, id) = scope.parts();
    if held.iter().any(|grant| grant.role == role.code() && grant.scope_kind == kind && grant.scope_id == id) {
        return Err(AppError::problem("grant_exists"));
    }
    let grant = grant::ActiveModel {
        account_id: Set(account),
        role: Set(role.code().to_string()),
        scope_kind: Set(kind.to_string()),
        scope_id: Set(id),
        granted_by: Set(caller.account_id),
        granted_at: Set(now.0),
        ..Default::default()
    };
    let grant = grant.insert(work.db()).await?;
    let subject = ("account", account.to_string());
    work.record(caller.entry(now, agency_of(&row), "identity.grant_role", subject, &detail(role, scope)));
    app.commit(work).await?;
    Ok(grant.id)
}

/// Takes a role back. It ends with the account's next click, for its deputies, too.
///
/// # Errors
/// `not_allowed`, `not_found`, `own_account_grant`, `last_administrator`.
pub async fn revoke_role(app: &App, caller: &Caller, grant: i64) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let grant = rights::get_grant(work.db(), grant).await?;
    let row = accounts::get_locked(work.db(), grant.account_id).await?;
    let (role, scope) = role_and_scope(&grant.role, &grant.scope_kind, grant.scope_id)?;
    allow(app, caller, agency_of(&row), row.id, scope)?;
    let all = rights::list_grants(work.db(), vec![row.id]).await?;
    if all.iter().filter(|other| other.role == grant.role).count() == 1 {
        keep_administrator(work.db(), caller, row.id, role).await?;
    }
    grant.delete(work.db()).await?;
    let subject = ("account", row.id.to_string());
    work.record(caller.entry(now, agency_of(&row), "identity.revoke_role", subject, &detail(role, scope)));
    app.commit(work).await
}

fn detail(role: Role, scope: Scope) -> Value {
    let (kind, id) = scope.parts();
    json!({ "role": role.code(), "scope": kind, "scope_id": id })
}

fn allow(app: &App, caller: &Caller, agency: Option<i64>, account: i64, scope: Scope) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::RoleGrant, &place_of(app, agency), now)?;
    caller.allow(Action::RoleGrant, &reach_of(app, scope), now)?;
    if caller.origin == Origin::Console && caller.account_id == Some(account) {
        return Err(AppError::problem("own_account_grant"));
    }
    Ok(())
}

/// A place that only a grant reaching at least as far as `scope` covers: a tree is not covered by its root alone, nor
/// a site by an agency, since other agencies publish there.
fn reach_of(app: &App, scope: Scope) -> Place {
    let directory = app.directory();
    match scope {
        Scope::All => Place::installation(),
        Scope::Agency(id) => directory.agency_place(id),
        Scope::AgencyTree(id) => Place { agency_path: directory.agency_path(id), ..Place::default() },
        Scope::Site(id) => Place { site: Some(id), ..Place::default() },
        Scope::Section(id) => Place {
            site: directory.section(id).map(|section| section.site_id),
            section_path: directory.section_path(id),
            ..Place::default()
        },
    }
}

/// What the scope names must be there. The administrators' roles are about the installation or its agencies.
fn check_scope(app: &App, role: Role, scope: Scope) -> Result<(), AppError> {
    let directory = app.directory();
    let (there, about_agencies) = match scope {
        Scope::All => (true, true),
        Scope::Agency(id) | Scope::AgencyTree(id) => (directory.agency(id).is_some(), true),
        Scope::Site(id) => (directory.site(id).is_some(), role == Role::SystemAdmin),
        Scope::Section(id) => (directory.section(id).is_some(), false),
    };
    if !there {
        return Err(AppError::fields(vec![FieldFault::new("scope", "scope_unknown")]));
    }
    if role.is_administrator() && !about_agencies {
        return Err(AppError::fields(vec![FieldFault::new("scope", "scope_not_for_role")]));
    }
    Ok(())
}
