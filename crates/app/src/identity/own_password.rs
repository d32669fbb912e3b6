//! Changing one's own password: by choice, when an issued one must be replaced, or when it has aged.

use domain::identity::account::{EndReason, Stage};
use domain::identity::login::PasswordState;
use domain::identity::password::{PasswordRefusal, check_password};
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use store::Work;
use store::identity::{self, accounts, sessions};

use super::password;
use super::second_factor::{confirm_password, forget_failures};
use super::sessions::own_session;
use super::view::stage_of;
use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};

/// Changes one's own password; the stage of the session after it. All other sessions of the account end.
///
/// # Errors
/// Faults of the fields `old` and `new`; `account_locked` after too many wrong old passwords.
pub async fn change_password(app: &App, caller: &Caller, old: &str, new: &str) -> Result<Stage, AppError> {
    let session = own_session(app, caller, &[Stage::ChangePassword, Stage::Full]).await?;
    let seen = confirm_password(app, caller, &session, "old", old).await?;
    check_new(app, &seen, new).await?;
    let hash = password::hash(app.random(), new).await?;
    let now = app.now();
    let mut work = app.begin().await?;
    let account = accounts::get_locked(work.db(), seen.id).await?;
    if account.password_hash != seen.password_hash {
        return Err(AppError::problem("changed_meanwhile"));
    }
    replace(&work, &account, hash, PasswordState::Own, now).await?;
    forget_failures(&work, account.id).await?;
    let stage = Stage::Full;
    if stage_of(&session)? != stage {
        sessions::set_stage(work.db(), session.id, stage.code(), now).await?;
    }
    let ended = sessions::end_all(work.db(), account.id, Some(session.id), EndReason::PasswordChanged, now).await?;
    let subject = ("account", account.id.to_string());
    work.record(caller.entry(now, None, "identity.change_password", subject, &json!({ "sessions_ended": ended })));
    app.commit(work).await?;
    Ok(stage)
}

/// Whether the new password meets the rules and is neither the present one nor one of the last few.
async fn check_new(app: &App, account: &identity::Model, new: &str) -> Result<(), AppError> {
    let settings = app.settings();
    check_password(new, &account.login, settings.password_rules()).map_err(|refusal| at_new(&refusal))?;
    let kept = u64::try_from(settings.number("security.password_history")).unwrap_or_default();
    let mut used = accounts::list_former_passwords(app.store().read(), account.id, kept.saturating_sub(1)).await?;
    used.push(account.password_hash.clone());
    if password::is_any_of(new, used).await? {
        return Err(at_new(&PasswordRefusal::UsedBefore));
    }
    Ok(())
}

fn at_new(refusal: &PasswordRefusal) -> AppError {
    let fault = FieldFault::new("new", refusal.code());
    AppError::fields(vec![match refusal {
        PasswordRefusal::TooShort { min } | PasswordRefusal::TooFewClasses { min } => fault.with("min", min),
        PasswordRefusal::TooLong { max } => fault.with("max", max),
        PasswordRefusal::ContainsLogin | PasswordRefusal::Common | PasswordRefusal::UsedBefore => fault,
    }])
}

/// Puts another password in the place of the present one, which is kept so that it is not taken again.
pub(super) async fn replace(
    work: &Work,
    account: &identity::Model,
    hash: String,
    state: PasswordState,
    now: Moment,
) -> Result<(), AppError> {
    accounts::keep_former_password(work.db(), account.id, account.password_hash.clone(), now).await?;
    let row = identity::ActiveModel {
        id: Set(account.id),
        password_hash: Set(hash),
        password_state: Set(state.code().to_string()),
        password_changed_at: Set(now.0),
        ..Default::default()
    };
    row.update(work.db()).await?;
    Ok(())
}
