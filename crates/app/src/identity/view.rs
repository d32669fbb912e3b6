//! What the console shows of accounts and sessions: rows without hashes and secrets, states as types.

use chrono::NaiveDate;
use domain::identity::account::{AccountStatus, EndReason, Stage};
use domain::identity::login::PasswordState;
use domain::identity::{Role, Scope};
use domain::time::Moment;
use serde::Serialize;
use store::StoreError;
use store::identity::{self, deputy, grant, session};

use crate::error::AppError;

domain::code_enum! {
    /// Whether an account has a second factor.
    pub enum FactorState {
        Bound = "bound", "已绑定";
        Unbound = "unbound", "未绑定";
    }
}

/// An account as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountView {
    pub id: i64,
    pub login: String,
    pub name: String,
    /// `None` for an administrator made before there was an agency.
    pub agency_id: Option<i64>,
    pub status: AccountStatus,
    pub password_state: PasswordState,
    pub password_changed_at: Moment,
    pub factor: FactorState,
    /// Set while the account is locked.
    pub locked_until: Option<Moment>,
    pub created_at: Moment,
    pub last_login_at: Option<Moment>,
    /// The roles it holds somewhere, each once.
    pub roles: Vec<Role>,
}

/// A role at a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantView {
    pub id: i64,
    pub role: Role,
    pub scope: Scope,
    pub granted_by: Option<i64>,
    pub granted_at: Moment,
}

/// An arrangement for a leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeputyView {
    pub id: i64,
    pub principal_id: i64,
    pub principal_name: String,
    pub deputy_id: i64,
    pub deputy_name: String,
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
    pub reason: String,
    pub ended_at: Option<Moment>,
}

/// A session as its owner or a security administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionView {
    pub id: i64,
    pub stage: Stage,
    pub address: String,
    pub agent: String,
    pub created_at: Moment,
    pub last_seen_at: Moment,
    pub ended_at: Option<Moment>,
    pub end_reason: Option<EndReason>,
}

/// Everything about one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCard {
    pub account: AccountView,
    pub grants: Vec<GrantView>,
    pub deputies: Vec<DeputyView>,
}

/// The agency of an account; 0 is stored for an administrator made before there was one.
pub(super) fn agency_of(account: &identity::Model) -> Option<i64> {
    (account.agency_id != 0).then_some(account.agency_id)
}

fn known<T>(what: &'static str, code: &str, value: Option<T>) -> Result<T, AppError> {
    value.ok_or_else(|| AppError::Store(StoreError::UnknownCode { what, code: code.to_string() }))
}

/// The status of a stored account.
pub(super) fn status_of(account: &identity::Model) -> Result<AccountStatus, AppError> {
    known("account status", &account.status, AccountStatus::parse(&account.status))
}

/// The state of a stored account's password.
pub(super) fn password_state_of(account: &identity::Model) -> Result<PasswordState, AppError> {
    known("password state", &account.password_state, PasswordState::parse(&account.password_state))
}

/// The stage of a stored session.
pub(super) fn stage_of(session: &session::Model) -> Result<Stage, AppError> {
    known("session stage", &session.stage, Stage::parse(&session.stage))
}

/// The role and scope of a stored grant.
pub(super) fn role_and_scope(role: &str, kind: &str, id: Option<i64>) -> Result<(Role, Scope), AppError> {
    let role = known("role", role, Role::parse(role))?;
    Ok((role, known("scope", kind, Scope::from_parts(kind, id))?))
}

pub(super) fn account_view(
    row: identity::Model,
    grants: &[grant::Model],
    now: Moment,
) -> Result<AccountView, AppError> {
    let held = |role: &Role| grants.iter().any(|g| g.account_id == row.id && g.role == role.code());
    let factor = if row.totp_secret.is_some() { FactorState::Bound } else { FactorState::Unbound };
    Ok(AccountView {
        status: status_of(&row)?,
        password_state: password_state_of(&row)?,
        agency_id: agency_of(&row),
        roles: Role::ALL.iter().copied().filter(held).collect(),
        id: row.id,
        login: row.login,
        name: row.name,
        password_changed_at: Moment(row.password_changed_at),
        factor,
        locked_until: row.locked_until.map(Moment).filter(|until| now < *until),
        created_at: Moment(row.created_at),
        last_login_at: row.last_login_at.map(Moment),
    })
}

pub(super) fn grant_view(row: &grant::Model) -> Result<GrantView, AppError> {
    let (role, scope) = role_and_scope(&row.role, &row.scope_kind, row.scope_id)?;
    Ok(GrantView { id: row.id, role, scope, granted_by: row.granted_by, granted_at: Moment(row.granted_at) })
}

pub(super) fn deputy_view(row: deputy::Model, people: &[identity::Model]) -> DeputyView {
    let name = |id: i64| people.iter().find(|p| p.id == id).map(|p| p.name.clone()).unwrap_or_default();
    DeputyView {
        id: row.id,
        principal_name: name(row.principal_id),
        deputy_name: name(row.deputy_id),
        principal_id: row.principal_id,
        deputy_id: row.deputy_id,
        from_on: row.from_on,
        until_on: row.until_on,
        reason: row.reason,
        ended_at: row.ended_at.map(Moment),
    }
}

pub(super) fn session_view(row: session::Model) -> Result<SessionView, AppError> {
    Ok(SessionView {
        stage: stage_of(&row)?,
        id: row.id,
        address: row.address,
        agent: row.agent,
        created_at: Moment(row.created_at),
        last_seen_at: Moment(row.last_seen_at),
        ended_at: row.ended_at.map(Moment),
        end_reason: row.end_reason.as_deref().and_then(EndReason::parse),
    })
}
