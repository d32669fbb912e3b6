//! What staff do with a message: hand it to the agency that is responsible, answer, close. One transaction each, with
//! its audit row.

use domain::identity::Action;
use domain::voice::site_error::{Command, Outcome, State, Step, decide, due_on};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
use serde_json::json;
use store::Work;
use store::voice::{self, Model};

use super::desk::standing;
use super::place::place_of;
use super::send::add_step;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::form::Form;

/// Longest answer and note, in characters.
pub const MAX_TEXT: usize = 1_000;

/// Hands a message to another agency; the days for the answer begin anew.
///
/// # Errors
/// `not_found`, `not_allowed`, `changed_meanwhile`, a refusal of the domain; a fault of `agency` or `note`.
pub async fn transfer(
    app: &App,
    caller: &Caller,
    id: i64,
    version: i32,
    to: Option<i64>,
    note: &str,
) -> Result<(), AppError> {
    let (now, settings) = (app.now(), app.settings());
    let (mut work, row) = taken(app, id, version).await?;
    let place = place_of(app, &row);
    if !caller.can(Action::VoiceSupervise, &place, now) {
        caller.allow(Action::VoiceHandle, &place, now)?;
    }
    let directory = app.directory();
    let to = to.and_then(|id| directory.agency(id)).filter(|agency| agency.status == "active").map(|agency| agency.id);
    let mut form = Form::default();
    form.check(to.is_some(), crate::FieldFault::new("agency", "bad_choice"));
    let note = form.required("note", note, MAX_TEXT);
    form.finish()?;
    let to = to.unwrap_or_default();
    decide(standing(&row), Command::Transfer { to }).map_err(|refusal| AppError::problem(refusal.code()))?;
    let days = u32::try_from(settings.number("voice.answer_days")).unwrap_or(3);
    let from = row.agency_id;
    let (number, transfers) = (row.number.clone(), row.transfers + 1);
    let mut row = row.into_active_model();
    row.agency_id = Set(to);
    // The section's editors belong to the agency that handed it on.
    row.section_id = Set(None);
    row.transferred_on = Set(now.date());
    row.due_on = Set(due_on(&settings.calendar(), now.date(), days));
    row.transfers = Set(transfers);
    row.version = Set(version + 1);
    row.update(work.db()).await?;
    add_step(&work, id, (Step::Transferred, Some(to), &note), caller.account_id, now).await?;
    let detail = json!({ "number": number, "from": from, "to": to });
    record(caller, &mut work, (id, from), "site_error.transfer", &detail, app);
    app.commit(work).await
}

/// Answers the citizen.
///
/// # Errors
/// `not_found`, `not_allowed`, `changed_meanwhile`, a refusal of the domain; a fault of `outcome` or `answer`.
pub async fn answer(
    app: &App,
    caller: &Caller,
    id: i64,
    version: i32,
    outcome: Option<Outcome>,
    answer: &str,
) -> Result<(), AppError> {
    let now = app.now();
    let (mut work, row) = taken(app, id, version).await?;
    caller.allow(Action::VoiceHandle, &place_of(app, &row), now)?;
    let mut form = Form::default();
    form.check(outcome.is_some(), crate::FieldFault::new("outcome", "bad_choice"));
    let answer = form.required("answer", answer, MAX_TEXT);
    form.finish()?;
    let outcome = outcome.unwrap_or(Outcome::Corrected);
    let state =
        decide(standing(&row), Command::Answer { outcome }).map_err(|refusal| AppError::problem(refusal.code()))?;
    let (agency, number) = (row.agency_id, row.number.clone());
    let first = row.answered_on.unwrap_or(now.date());
    let mut row = row.into_active_model();
    row.state = Set(state.code().into());
    row.outcome = Set(Some(outcome.code().into()));
    row.answer = Set(Some(answer.clone()));
    row.answered_on = Set(Some(first));
    row.version = Set(version + 1);
    row.update(work.db()).await?;
    let note = format!("{}：{answer}", outcome.label());
    add_step(&work, id, (Step::Answered, None, &note), caller.account_id, now).await?;
    let detail = json!({ "number": number, "outcome": outcome });
    record(caller, &mut work, (id, agency), "site_error.answer", &detail, app);
    app.commit(work).await
}

/// Closes an answered message.
///
/// # Errors
/// `not_found`, `not_allowed`, `changed_meanwhile`, a refusal of the domain.
pub async fn close(app: &App, caller: &Caller, id: i64, version: i32) -> Result<(), AppError> {
    let now = app.now();
    let (mut work, row) = taken(app, id, version).await?;
    caller.allow(Action::VoiceHandle, &place_of(app, &row), now)?;
    decide(standing(&row), Command::Close).map_err(|refusal| AppError::problem(refusal.code()))?;
    let (agency, number) = (row.agency_id, row.number.clone());
    let mut row = row.into_active_model();
    row.state = Set(State::Closed.code().into());
    row.closed_on = Set(Some(now.date()));
    row.version = Set(version + 1);
    row.update(work.db()).await?;
    add_step(&work, id, (Step::Closed, None, ""), caller.account_id, now).await?;
    record(caller, &mut work, (id, agency), "site_error.close", &json!({ "number": number }), app);
    app.commit(work).await
}

/// The message as it stands now, which must be as the person saw it.
async fn taken(app: &App, id: i64, version: i32) -> Result<(Work, Model), AppError> {
    let work = app.begin().await?;
    let row = voice::lock(work.db(), id).await?;
    if row.version != version {
        return Err(AppError::problem("changed_meanwhile"));
    }
    Ok((work, row))
}

fn record(
    caller: &Caller,
    work: &mut Work,
    (id, agency): (i64, i64),
    action: &str,
    detail: &serde_json::Value,
    app: &App,
) {
    work.record(caller.entry(app.now(), Some(agency), action, ("site_error", id.to_string()), detail));
}
