//! One's own address for reminders, and whether one wants them. The address is kept sealed.

use domain::request::contact::read_email;
use serde_json::json;
use store::identity::reminders::{self, Wants};

use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};

/// What somebody has set for himself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnReminder {
    /// Empty for none.
    pub address: String,
    pub wants: Wants,
}

/// The purpose that an address is sealed for: it opens only in its own row.
pub(crate) fn purpose(account: &str) -> String {
    format!("reminder:{account}")
}

/// What the caller has set; nothing is sent until he has left an address.
///
/// # Errors
/// `sign_in_needed`; when the records cannot be read.
pub async fn own_reminder(app: &App, caller: &Caller) -> Result<OwnReminder, AppError> {
    let kept = reminders::find(app.store().read(), caller.account()?).await?;
    let Some(kept) = kept else { return Ok(OwnReminder { address: String::new(), wants: Wants::Daily }) };
    Ok(OwnReminder { address: opened(app, &kept)?, wants: Wants::parse(&kept.wants).unwrap_or(Wants::Nothing) })
}

pub(super) fn opened(app: &App, row: &reminders::Model) -> Result<String, AppError> {
    if row.address.is_empty() {
        return Ok(String::new());
    }
    let plain = app.keys().open(&purpose(&row.account_id.to_string()), &row.address)?;
    Ok(String::from_utf8_lossy(&plain).into_owned())
}

/// Keeps the caller's own address and wish.
///
/// # Errors
/// `sign_in_needed`; faults of `email`.
pub async fn set_own_reminder(app: &App, caller: &Caller, own: &OwnReminder) -> Result<(), AppError> {
    let account = caller.account()?;
    let address = match own.address.trim() {
        "" if own.wants == Wants::Daily => return Err(AppError::field("email", "required")),
        "" => String::new(),
        typed => {
            read_email(typed).map_err(|refusal| AppError::fields(vec![FieldFault::new("email", refusal.code())]))?
        }
    };
    let sealed = match address.as_str() {
        "" => String::new(),
        plain => app.keys().seal(app.random(), &purpose(&account.to_string()), plain.as_bytes())?,
    };
    let mut work = app.begin().await?;
    reminders::set(work.db(), account, sealed, own.wants).await?;
    let detail = json!({ "wants": own.wants, "address": !address.is_empty() });
    let subject = ("account", account.to_string());
    work.record(caller.entry(app.now(), None, "identity.set_reminder", subject, &detail));
    app.commit(work).await
}
