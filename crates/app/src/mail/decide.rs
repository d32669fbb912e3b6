//! Mails that need a person: failed, or in doubt whether they went out. Shown without recipient and text.

use domain::identity::{Action, Place};
use serde_json::json;
use store::mail::{self, MailState};

use super::MailStep;
use super::queue::job;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// A mail in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    pub id: i64,
    pub step: Option<MailStep>,
    pub state: Option<MailState>,
    pub request_id: Option<i64>,
    pub attempts: i32,
    pub last_error: String,
    pub created_at: i64,
    pub sent_at: Option<i64>,
}

/// A page of mails, newest first.
///
/// # Errors
/// `not_allowed`.
pub async fn list_mails(
    app: &App,
    caller: &Caller,
    state: Option<MailState>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<MailRow>, AppError> {
    let reach = reach(app, caller)?;
    let rows = mail::list(app.store().read(), reach.as_deref(), state, before, limit).await?;
    Ok(rows.into_iter().map(row_of).collect())
}

/// The mails of a case, oldest first.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn mails_of_request(app: &App, caller: &Caller, request: i64) -> Result<Vec<MailRow>, AppError> {
    let db = app.store().read();
    let row = store::request::get(db, request).await?;
    caller.allow(Action::RequestView, &app.directory().agency_place(row.agency_id), app.now())?;
    Ok(mail::list_of_request(db, request).await?.into_iter().map(row_of).collect())
}

/// How many mails stand in each state.
///
/// # Errors
/// `not_allowed`.
pub async fn count_mails(app: &App, caller: &Caller) -> Result<Vec<(MailState, i64)>, AppError> {
    let reach = reach(app, caller)?;
    let counted = mail::count_by_state(app.store().read(), reach.as_deref()).await?;
    let of = |state: &MailState| counted.iter().find(|(code, _)| code == state.code()).map_or(0, |(_, count)| *count);
    Ok(MailState::ALL.iter().map(|state| (*state, of(state))).collect())
}

/// The agencies whose mails somebody may see; none for all.
fn reach(app: &App, caller: &Caller) -> Result<Option<Vec<i64>>, AppError> {
    let now = app.now();
    if caller.can(Action::JobView, &Place::installation(), now) {
        return Ok(None);
    }
    let directory = app.directory();
    let decides = |id: &i64| caller.can(Action::MailDecide, &directory.agency_place(*id), now);
    let agencies: Vec<i64> = directory.agencies.iter().map(|agency| agency.id).filter(decides).collect();
    if agencies.is_empty() {
        caller.allow(Action::MailDecide, &Place::installation(), now)?;
    }
    Ok(Some(agencies))
}

fn row_of(row: mail::Model) -> MailRow {
    MailRow {
        id: row.id,
        step: MailStep::parse(&row.step),
        state: MailState::parse(&row.state),
        request_id: row.request_id,
        attempts: row.attempts,
        last_error: row.last_error,
        created_at: row.created_at,
        sent_at: row.sent_at,
    }
}

/// Decides on a failed mail or one in doubt: `Queued` sends it again under its old message id, `Sent` notes that it
/// arrived, `Dropped` gives it up.
///
/// # Errors
/// `not_allowed`, `not_found`, `mail_not_open`.
pub async fn decide_mail(app: &App, caller: &Caller, id: i64, to: MailState) -> Result<(), AppError> {
    let now = app.now();
    let row = mail::get(app.store().read(), id).await?;
    let place = row.agency_id.map_or_else(Place::installation, |agency| app.directory().agency_place(agency));
    caller.allow(Action::MailDecide, &place, now)?;
    let from = MailState::parse(&row.state).filter(|s| matches!(s, MailState::Failed | MailState::InDoubt));
    let (Some(from), MailState::Queued | MailState::Sent | MailState::Dropped) = (from, to) else {
        return Err(AppError::problem("mail_not_open"));
    };
    let mut work = app.begin().await?;
    if !mail::change(work.db(), id, from, to, "", now).await? {
        return Err(AppError::problem("changed_meanwhile"));
    }
    if to == MailState::Queued {
        work.enqueue(job(app, id));
    }
    let detail = json!({ "from": from.code(), "to": to.code() });
    work.record(caller.entry(now, row.agency_id, "mail.decide", ("mail", id.to_string()), &detail));
    app.commit(work).await
}
