//! The second factor: giving a code, binding an app on the telephone, giving the binding up.

use domain::identity::Action;
use domain::identity::account::{EndReason, Stage, stage_after_factor};
use domain::identity::login::{Failures, is_locked};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use store::Work;
use store::identity::{self, accounts, session, sessions};

use super::authenticate::open_session;
use super::failures::{Tried, count_failure, failures_of, locked, set_failures, visitor};
use super::sessions::own_session;
use super::sign_in::{factor_is_required, note_login, password_due};
use super::totp::{self, Binding};
use super::view::{agency_of, stage_of};
use super::{accounts::place_of, password};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Gives the code that a session waits for; the stage after it.
///
/// # Errors
/// `totp_wrong` (a code that was used before is wrong, too), `account_locked`, `sign_in_needed`, `session_expired`.
pub async fn second_factor(app: &App, token: &str, code: &str) -> Result<Stage, AppError> {
    let (session, _) = open_session(app, token).await?;
    if stage_of(&session)? != Stage::SecondFactor {
        return Err(AppError::problem("sign_in_unfinished"));
    }
    let now = app.now();
    let mut work = app.begin().await?;
    let account = accounts::get_locked(work.db(), session.account_id).await?;
    let caller = visitor(&account, &session.address, Some(session.id));
    if let Some(refusal) = locked(&account, now) {
        return Err(refusal);
    }
    if !accept_code(app, &work, &account, code).await? {
        work.rollback().await?;
        return Err(refuse_code(app, &caller, &session).await?);
    }
    let stage = stage_after_factor(password_due(app, &account)?);
    sessions::set_stage(work.db(), session.id, stage.code(), now).await?;
    note_login(&work, account.id, now).await?;
    let detail = json!({ "session": session.id, "stage": stage.code() });
    work.record(caller.entry(now, None, "identity.second_factor", ("account", account.id.to_string()), &detail));
    app.commit(work).await?;
    Ok(stage)
}

/// Whether the code is right and new; its time step is then used up.
async fn accept_code(app: &App, work: &Work, account: &identity::Model, code: &str) -> Result<bool, AppError> {
    let sealed = account.totp_secret.as_deref().ok_or_else(|| AppError::problem("totp_not_bound"))?;
    let secret = totp::open(app, account.id, sealed)?;
    let Some(step) = totp::matching_step(secret, code, app.now()).filter(|step| *step > account.totp_last_step) else {
        return Ok(false);
    };
    let row = identity::ActiveModel { id: Set(account.id), totp_last_step: Set(step), ..Default::default() };
    row.update(work.db()).await?;
    Ok(true)
}

/// Counts a wrong code. A lock ends the session that guessed.
async fn refuse_code(app: &App, caller: &Caller, session: &session::Model) -> Result<AppError, AppError> {
    let refusal = count_failure(app, caller, session.account_id, Tried::Code).await?;
    end_where_locked(app, session).await?;
    Ok(refusal)
}

/// Ends a session in which so much was got wrong that its account is locked now.
pub(super) async fn end_where_locked(app: &App, session: &session::Model) -> Result<(), AppError> {
    let now = app.now();
    let account = accounts::get(app.store().read(), session.account_id).await?;
    if is_locked(failures_of(&account), now) {
        let work = app.begin().await?;
        sessions::end(work.db(), session.id, EndReason::Locked, now).await?;
        work.commit(now).await?;
    }
    Ok(())
}

/// The stages in which a second factor may be bound.
const BINDING: &[Stage] = &[Stage::BindSecondFactor, Stage::Full];

/// Begins to bind: nothing is stored before the first code is right.
///
/// # Errors
/// `totp_already_bound`, `sign_in_needed`, `sign_in_unfinished`.
pub async fn begin_binding(app: &App, caller: &Caller) -> Result<Binding, AppError> {
    let session = own_session(app, caller, BINDING).await?;
    let account = accounts::get(app.store().read(), session.account_id).await?;
    if account.totp_secret.is_some() {
        return Err(AppError::problem("totp_already_bound"));
    }
    totp::binding(app, account.id, session.id, &account.login, totp::draw(app))
}

/// The binding of a ticket once more: a slip in typing the first code must not make the telephone scan again. A fresh
/// one where the ticket is too old.
///
/// # Errors
/// Those of [`begin_binding`].
pub async fn continue_binding(app: &App, caller: &Caller, ticket: &str) -> Result<Binding, AppError> {
    let session = own_session(app, caller, BINDING).await?;
    let Ok(secret) = totp::redeem(app, session.account_id, session.id, ticket) else {
        return begin_binding(app, caller).await;
    };
    let account = accounts::get(app.store().read(), session.account_id).await?;
    totp::binding(app, account.id, session.id, &account.login, secret)
}

/// Binds the second factor with its first code; the stage of the session after it. Other sessions end.
///
/// # Errors
/// `totp_binding_stale` for a ticket that is not this session's or too old, `totp_wrong`, `totp_already_bound`.
pub async fn finish_binding(app: &App, caller: &Caller, ticket: &str, code: &str) -> Result<Stage, AppError> {
    let session = own_session(app, caller, BINDING).await?;
    let now = app.now();
    let secret = totp::redeem(app, session.account_id, session.id, ticket)?;
    let step = totp::matching_step(secret, code, now).ok_or_else(|| AppError::field("code", "totp_wrong"))?;
    let mut work = app.begin().await?;
    let account = accounts::get_locked(work.db(), session.account_id).await?;
    if account.totp_secret.is_some() {
        return Err(AppError::problem("totp_already_bound"));
    }
    let sealed = totp::seal(app, account.id, secret)?;
    let row = identity::ActiveModel {
        id: Set(account.id),
        totp_secret: Set(Some(sealed)),
        totp_last_step: Set(step),
        ..Default::default()
    };
    row.update(work.db()).await?;
    let stage = match stage_of(&session)? {
        Stage::BindSecondFactor => stage_after_factor(password_due(app, &account)?),
        other => other,
    };
    sessions::set_stage(work.db(), session.id, stage.code(), now).await?;
    sessions::end_all(work.db(), account.id, Some(session.id), EndReason::FactorChanged, now).await?;
    work.record(caller.entry(now, None, "identity.bind_factor", ("account", account.id.to_string()), &json!({})));
    app.commit(work).await?;
    Ok(stage)
}

/// Gives one's own second factor up; the password is asked for again.
///
/// # Errors
/// `password_wrong`, `totp_not_bound`, `totp_required` where the settings demand a second factor.
pub async fn unbind_own(app: &App, caller: &Caller, password: &str) -> Result<(), AppError> {
    let session = own_session(app, caller, &[Stage::Full]).await?;
    let account = confirm_password(app, caller, &session, "password", password).await?;
    if factor_is_required(app, app.store().read(), account.id).await? {
        return Err(AppError::problem("totp_required"));
    }
    remove_factor(app, caller, &account, Some(session.id)).await
}

/// Takes the second factor off another's account, for instance when the telephone is lost. Its sessions end.
///
/// # Errors
/// `not_allowed`, `own_account`, `totp_not_bound`.
pub async fn unbind(app: &App, caller: &Caller, account: i64) -> Result<(), AppError> {
    let account = accounts::get(app.store().read(), account).await?;
    caller.allow(Action::CredentialReset, &place_of(app, agency_of(&account)), app.now())?;
    if caller.account_id == Some(account.id) {
        return Err(AppError::problem("own_account"));
    }
    remove_factor(app, caller, &account, None).await
}

async fn remove_factor(
    app: &App,
    caller: &Caller,
    account: &identity::Model,
    kept: Option<i64>,
) -> Result<(), AppError> {
    if account.totp_secret.is_none() {
        return Err(AppError::problem("totp_not_bound"));
    }
    let now = app.now();
    let mut work = app.begin().await?;
    let row = identity::ActiveModel { id: Set(account.id), totp_secret: Set(None), ..Default::default() };
    row.update(work.db()).await?;
    sessions::end_all(work.db(), account.id, kept, EndReason::FactorChanged, now).await?;
    let subject = ("account", account.id.to_string());
    work.record(caller.entry(now, agency_of(account), "identity.unbind_factor", subject, &json!({})));
    app.commit(work).await
}

/// Asks for the password of a signed-in person once more; wrong tries count as those of signing in. The fault is
/// told at the form's `field`.
pub(super) async fn confirm_password(
    app: &App,
    caller: &Caller,
    session: &session::Model,
    field: &str,
    password: &str,
) -> Result<identity::Model, AppError> {
    let account = accounts::get(app.store().read(), session.account_id).await?;
    if let Some(refusal) = locked(&account, app.now()) {
        return Err(refusal);
    }
    if password::is_right(password, Some(&account.password_hash)).await? {
        return Ok(account);
    }
    let refusal = count_failure(app, caller, account.id, Tried::Password).await?;
    end_where_locked(app, session).await?;
    Err(if refusal.code() == "account_locked" { refusal } else { AppError::field(field, "password_wrong") })
}

/// Forgets failed tries.
pub(super) async fn forget_failures(work: &Work, account: i64) -> Result<(), AppError> {
    set_failures(work, account, Failures { count: 0, locked_until: None }).await
}
