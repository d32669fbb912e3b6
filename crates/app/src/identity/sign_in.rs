//! Signing in with login and password. What remains to be done after it is the stage of the session.

use domain::identity::Role;
use domain::identity::account::{
    AccountStatus, Factor, FactorPolicy, PasswordDue, Stage, normal_login, stage_after_password,
};
use domain::identity::login::{Failures, must_change_password};
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, ConnectionTrait, Set};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::identity::{self, accounts, rights, session, sessions};

use super::failures::{Tried, count_failure, locked, refuse_unknown, set_failures, visitor};
use super::password;
use super::view::{password_state_of, status_of};
use crate::context::App;
use crate::error::AppError;

/// What the sign-in form sends, and from where.
#[derive(Clone)]
pub struct SignIn {
    pub login: String,
    pub password: String,
    /// The network address.
    pub address: String,
    /// The browser, as it names itself.
    pub agent: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("login", &self.login).field("address", &self.address).finish_non_exhaustive()
    }
}

/// A session that was opened.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// For the cookie; only its hash is stored.
    pub token: String,
    pub stage: Stage,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("stage", &self.stage).finish_non_exhaustive()
    }
}

/// What is stored of a token.
pub(super) fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// Whether this account's password must be changed first.
pub(super) fn password_due(app: &App, account: &identity::Model) -> Result<PasswordDue, AppError> {
    let changed = Moment(account.password_changed_at);
    let due = must_change_password(password_state_of(account)?, changed, app.now(), app.settings().login_rules());
    Ok(if due { PasswordDue::Change } else { PasswordDue::Keep })
}

/// Whether an account with these roles must have a second factor, as the settings say.
pub(super) async fn factor_is_required(app: &App, db: &impl ConnectionTrait, account: i64) -> Result<bool, AppError> {
    let policy = FactorPolicy::parse(app.settings().text("security.second_factor")).unwrap_or(FactorPolicy::Optional);
    let grants = rights::list_grants(db, vec![account]).await?;
    let roles: Vec<Role> = grants.iter().filter_map(|g| Role::parse(&g.role)).collect();
    Ok(policy.binds(&roles))
}

/// Signs in.
///
/// # Errors
/// `sign_in_failed` for a wrong login or password (which of them is not told), `account_locked`, `account_disabled`.
pub async fn sign_in(app: &App, input: SignIn) -> Result<SignedIn, AppError> {
    let login = normal_login(&input.login);
    let found = accounts::find_by_login(app.store().read(), &login).await?;
    let stored = found.as_ref().map(|account| account.password_hash.as_str());
    let right = password::is_right(&input.password, stored).await?;
    match found {
        None => Err(refuse_unknown(app, &login, &input.address).await?),
        Some(account) if right => admit(app, &account, &input).await,
        Some(account) => {
            let caller = visitor(&account, &input.address, None);
            Err(count_failure(app, &caller, account.id, Tried::Password).await?)
        }
    }
}

/// Opens the session. The account is read again under its lock: tries that ran beside this one may have locked it,
/// or the password may have been changed.
async fn admit(app: &App, seen: &identity::Model, input: &SignIn) -> Result<SignedIn, AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let account = accounts::get_locked(work.db(), seen.id).await?;
    if let Some(refusal) = locked(&account, now) {
        return Err(refusal);
    }
    if account.password_hash != seen.password_hash {
        return Err(AppError::problem("sign_in_failed"));
    }
    if status_of(&account)? == AccountStatus::Disabled {
        return Err(AppError::problem("account_disabled"));
    }
    let factor = match (account.totp_secret.is_some(), factor_is_required(app, work.db(), account.id).await?) {
        (true, _) => Factor::Bound,
        (false, true) => Factor::Wanted,
        (false, false) => Factor::NotWanted,
    };
    let stage = stage_after_password(factor, password_due(app, &account)?);
    let token = app.random().token();
    let id = sessions::insert(work.db(), session_row(&account, &token, stage, input, now)).await?;
    if stage != Stage::SecondFactor {
        note_login(&work, account.id, now).await?;
    }
    let caller = visitor(&account, &input.address, Some(id));
    let detail = json!({ "stage": stage.code(), "session": id });
    work.record(caller.entry(now, None, "identity.sign_in", ("account", account.id.to_string()), &detail));
    app.commit(work).await?;
    Ok(SignedIn { token, stage })
}

/// Notes that everything asked for was given: the failed tries are forgotten only now.
pub(super) async fn note_login(work: &store::Work, account: i64, now: Moment) -> Result<(), AppError> {
    set_failures(work, account, Failures { count: 0, locked_until: None }).await?;
    let row = identity::ActiveModel { id: Set(account), last_login_at: Set(Some(now.0)), ..Default::default() };
    row.update(work.db()).await?;
    Ok(())
}

/// Longest name of a browser that is kept, in characters.
const MAX_AGENT: usize = 200;

fn session_row(
    account: &identity::Model,
    token: &str,
    stage: Stage,
    input: &SignIn,
    now: Moment,
) -> session::ActiveModel {
    session::ActiveModel {
        token_hash: Set(token_hash(token)),
        account_id: Set(account.id),
        stage: Set(stage.code().to_string()),
        created_at: Set(now.0),
        last_seen_at: Set(now.0),
        ended_at: Set(None),
        end_reason: Set(None),
        address: Set(input.address.clone()),
        agent: Set(input.agent.chars().take(MAX_AGENT).collect()),
        ..Default::default()
    }
}
