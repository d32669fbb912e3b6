//! Sessions: signing out, seeing where one is signed in, ending sessions.

use domain::identity::Action;
use domain::identity::account::{EndReason, Stage};
use domain::identity::login::is_expired;
use domain::time::Moment;
use serde_json::json;
use store::identity::{accounts, session, sessions};

use super::authenticate::form_token;
use super::failures::visitor;
use super::sign_in::token_hash;
use super::view::{SessionView, agency_of, session_view, stage_of};
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::AppError;

/// The open session that the caller comes through, if it has come to one of these stages.
pub(super) async fn own_session(app: &App, caller: &Caller, stages: &[Stage]) -> Result<session::Model, AppError> {
    let needed = || AppError::problem("sign_in_needed");
    let session = sessions::get(app.store().read(), caller.session_id.ok_or_else(needed)?).await?;
    if session.ended_at.is_some() || Some(session.account_id) != caller.account_id {
        return Err(needed());
    }
    if !stages.contains(&stage_of(&session)?) {
        return Err(AppError::problem("sign_in_unfinished"));
    }
    Ok(session)
}

/// Whose session a token was, and what its forms carried: for giving back what was typed when it had ended. It opens
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedSession {
    pub account: i64,
    pub csrf: String,
}

/// The session of a token, ended or not; none for a token that never was one.
///
/// # Errors
/// When the records cannot be read.
pub async fn ended_session(app: &App, token: &str) -> Result<Option<EndedSession>, AppError> {
    let found = sessions::find(app.store().read(), &token_hash(token)).await?;
    Ok(found.map(|(session, _)| EndedSession { account: session.account_id, csrf: form_token(token) }))
}

/// Ends the session of a token; nothing happens where there is none.
///
/// # Errors
/// When the records cannot be written.
pub async fn sign_out(app: &App, token: &str, address: &str) -> Result<(), AppError> {
    let Some((session, account)) = sessions::find(app.store().read(), &token_hash(token)).await? else {
        return Ok(());
    };
    let now = app.now();
    let mut work = app.begin().await?;
    if sessions::end(work.db(), session.id, EndReason::SignedOut, now).await? {
        let caller = visitor(&account, address, Some(session.id));
        let detail = json!({ "session": session.id });
        work.record(caller.entry(now, None, "identity.sign_out", ("account", account.id.to_string()), &detail));
    }
    app.commit(work).await
}

/// How many sessions a list shows.
const SHOWN: u64 = 50;

/// The newest sessions of an account: one's own, or another's for a security administrator.
///
/// # Errors
/// `not_allowed`, `not_found`, `sign_in_needed`.
pub async fn list_sessions(app: &App, caller: &Caller, account: i64) -> Result<Vec<SessionView>, AppError> {
    allow_sessions(app, caller, account).await?;
    let now = app.now();
    let rules = app.settings().login_rules();
    let mut rows = sessions::list(app.store().read(), account, SHOWN).await?;
    for row in &mut rows {
        let expired = is_expired(Moment(row.created_at), Moment(row.last_seen_at), now, rules);
        if row.ended_at.is_none() && expired {
            row.ended_at = Some(row.last_seen_at);
            row.end_reason = Some(EndReason::Expired.code().to_string());
        }
    }
    rows.into_iter().map(session_view).collect()
}

/// Ends one session: one's own, or another's for a security administrator.
///
/// # Errors
/// `not_allowed`, `not_found`, `sign_in_needed`.
pub async fn end_session(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    let session = sessions::get(app.store().read(), id).await?;
    let agency = allow_sessions(app, caller, session.account_id).await?;
    let now = app.now();
    let mut work = app.begin().await?;
    if sessions::end(work.db(), id, EndReason::Revoked, now).await? {
        let subject = ("account", session.account_id.to_string());
        work.record(caller.entry(now, agency, "identity.end_session", subject, &json!({ "session": id })));
    }
    app.commit(work).await
}

/// Whether the caller may see and end the sessions of this account; the account's agency.
async fn allow_sessions(app: &App, caller: &Caller, account: i64) -> Result<Option<i64>, AppError> {
    if caller.origin == Origin::Console && caller.account_id == Some(account) {
        own_session(app, caller, &[Stage::Full]).await?;
        return Ok(caller.agency_id);
    }
    let row = accounts::get(app.store().read(), account).await?;
    let agency = agency_of(&row);
    caller.allow(Action::CredentialReset, &super::accounts::place_of(app, agency), app.now())?;
    Ok(agency)
}

/// Drops sessions not seen for so many days; the audit log keeps who signed in. For the nightly work.
///
/// # Errors
/// When the records cannot be written.
pub async fn prune_sessions(app: &App, days: i64) -> Result<u64, AppError> {
    let now = app.now();
    let work = app.begin().await?;
    let dropped = sessions::prune(work.db(), now.plus_minutes(-days * 24 * 60)).await?;
    work.commit(now).await?;
    Ok(dropped)
}
