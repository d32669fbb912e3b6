//! What a security administrator does for people who cannot sign in: a new password, the end of a lock.

use domain::identity::Action;
use domain::identity::account::EndReason;
use domain::identity::login::PasswordState;
use serde_json::json;
use store::identity::{self, accounts, sessions};

use super::accounts::place_of;
use super::own_password::replace;
use super::password;
use super::second_factor::forget_failures;
use super::view::agency_of;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Issues a new password, which is shown this once and must be changed at the next sign-in. Sessions and lock end.
///
/// # Errors
/// `not_allowed`, `not_found`, `own_account` (one's own password is changed, not reset).
pub async fn reset_password(app: &App, caller: &Caller, account: i64) -> Result<String, AppError> {
    let seen = allowed(app, caller, account).await?;
    if caller.account_id == Some(account) {
        return Err(AppError::problem("own_account"));
    }
    let issued = password::issue(app, &seen.login)?;
    let hash = password::hash(app.random(), &issued).await?;
    let now = app.now();
    let mut work = app.begin().await?;
    let row = accounts::get_locked(work.db(), account).await?;
    replace(&work, &row, hash, PasswordState::Issued, now).await?;
    forget_failures(&work, account).await?;
    let ended = sessions::end_all(work.db(), account, None, EndReason::PasswordChanged, now).await?;
    let subject = ("account", account.to_string());
    let detail = json!({ "sessions_ended": ended });
    work.record(caller.entry(now, agency_of(&row), "identity.reset_password", subject, &detail));
    app.commit(work).await?;
    Ok(issued)
}

/// Ends a lock before its time.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn unlock(app: &App, caller: &Caller, account: i64) -> Result<(), AppError> {
    let row = allowed(app, caller, account).await?;
    let now = app.now();
    let mut work = app.begin().await?;
    forget_failures(&work, account).await?;
    let subject = ("account", account.to_string());
    work.record(caller.entry(now, agency_of(&row), "identity.unlock", subject, &json!({})));
    app.commit(work).await
}

async fn allowed(app: &App, caller: &Caller, account: i64) -> Result<identity::Model, AppError> {
    let row = accounts::get(app.store().read(), account).await?;
    caller.allow(Action::CredentialReset, &place_of(app, agency_of(&row)), app.now())?;
    Ok(row)
}
