//! What is done with a case: load and lock it, decide in `domain`, write the events with the projection, the audit rows
//! and what people wrote, in one transaction. One way for all commands; permission goes by the command's function.

use chrono::Datelike;
use domain::calendar::WorkCalendar;
use domain::identity::Action;
use domain::request::{Actor, Capability, Case, Command, Event, Happening, Refusal, WaitingFor, decide};
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel, Set};
use serde_json::json;
use store::request::{self, Desk, Model, event, insert_many};

use super::case::{file_row, seal_file};
use super::form::{self, FileIn};
use super::seal::{Particulars, key_of};
use super::track;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// What goes with a command besides its dates and codes.
#[derive(Debug, Clone, Default)]
pub struct With {
    /// What was written, by field; sealed with the case's key.
    pub particulars: Particulars,
    pub files: Vec<FileIn>,
    /// The version that the person saw; a case changed since is refused.
    pub version: Option<i32>,
}

/// The stored events as the domain's.
pub(super) fn event_of(row: &event::Model) -> Result<Event, AppError> {
    let what: Happening = serde_json::from_str(&row.payload).map_err(store::StoreError::from)?;
    let seq = u32::try_from(row.seq).map_err(|_| AppError::Internal("an event's number is too large".into()))?;
    Ok(Event { seq, at: Moment(row.at), by: row.by_id, what })
}

/// A case, folded from its events.
///
/// # Errors
/// When the records cannot be read.
pub async fn fold(db: &impl ConnectionTrait, id: i64) -> Result<Case, AppError> {
    let rows = request::events(db, id).await?;
    let events: Vec<Event> = rows.iter().map(event_of).collect::<Result<_, _>>()?;
    Ok(Case::fold(&events))
}

/// Which action lets an account act in a function.
const ACTIONS: &[(Capability, Action)] = &[
    (Capability::RequestOfficer, Action::RequestHandle),
    (Capability::Unit, Action::RequestContribute),
    (Capability::LegalReviewer, Action::RequestReview),
    (Capability::Signatory, Action::RequestSign),
    (Capability::Supervisor, Action::RequestReassign),
];

/// Does a command for a signed-in person. Returns the case as it stands after it.
///
/// # Errors
/// `not_allowed`, `not_found`, `changed_meanwhile`, `request_erased`; a refusal of the rules.
pub async fn act(app: &App, caller: &Caller, id: i64, command: &Command, with: With) -> Result<Case, AppError> {
    let row = request::get(app.store().read(), id).await?;
    let place = app.directory().agency_place(row.agency_id);
    let now = app.now();
    let held = ACTIONS.iter().filter(|(_, action)| caller.can(*action, &place, now));
    let may: Vec<Capability> = held.map(|(capability, _)| *capability).collect();
    if !command.who().iter().any(|who| may.contains(who)) {
        let needed = ACTIONS.iter().find(|(who, _)| command.who().contains(who)).map(|(_, action)| *action);
        caller.allow(needed.unwrap_or(Action::RequestHandle), &place, now)?;
    }
    write(app, caller, id, &may, command, with).await
}

/// Does a command for the applicant, whom number and code admit: supplement, reasons, withdrawal.
///
/// # Errors
/// `request_code_wrong`; a refusal of the rules.
pub async fn act_as_applicant(
    app: &App,
    number: &str,
    code: &str,
    address: &str,
    command: &Command,
    with: With,
) -> Result<Case, AppError> {
    let row = track::open(app, number, code).await?;
    let caller = Caller { name: "申请人".into(), address: address.to_string(), ..Caller::system() };
    write(app, &caller, row.id, &[Capability::Applicant], command, with).await
}

async fn write(
    app: &App,
    caller: &Caller,
    id: i64,
    may: &[Capability],
    command: &Command,
    with: With,
) -> Result<Case, AppError> {
    let now = app.now();
    let calendar = app.settings().calendar();
    let key = key_of(app, app.store().read(), id).await?;
    let checked = form::checked_files(app, with.files)?;
    let mut sealed = Vec::with_capacity(checked.len());
    for file in &checked {
        sealed.push(seal_file(app, &key, file).await?);
    }
    let mut work = app.begin().await?;
    let row = request::lock(work.db(), id).await?;
    if with.version.is_some_and(|seen| seen != row.version) {
        return Err(AppError::problem("changed_meanwhile"));
    }
    let mut case = fold(work.db(), id).await?;
    let actor = Actor { account: caller.account_id, may };
    let happened = decide(&case, command, &actor, now, &calendar).map_err(|refusal| refused(&refusal))?;
    let mut written = Some(&with.particulars);
    let mut rows = Vec::with_capacity(happened.len());
    for what in happened {
        let event = Event { seq: case.last_seq + 1, at: now, by: caller.account_id, what };
        let particulars = match written.take() {
            Some(particulars) => key.seal_particulars(app.random(), event.seq, particulars)?,
            None => None,
        };
        case.apply(&event);
        rows.push(event_row(id, &event, particulars)?);
    }
    insert_many(work.db(), rows).await?;
    let seq = i32::try_from(case.last_seq).unwrap_or(i32::MAX);
    insert_many(work.db(), sealed.iter().map(|f| file_row(id, seq, f, caller.account_id, now)).collect()).await?;
    let agency = row.agency_id;
    project(row, &case, &calendar, now).update(work.db()).await?;
    let detail = json!({ "command": command.code(), "seq": case.last_seq, "files": sealed.len() });
    work.record(caller.entry(now, Some(agency), "request.act", ("request", id.to_string()), &detail));
    app.commit(work).await?;
    Ok(case)
}

/// A refusal of the rules with the values that its sentence names.
fn refused(refusal: &Refusal) -> AppError {
    let problem = AppError::problem(refusal.code());
    match refusal {
        Refusal::WrongState { state } => problem.with("state", state.label()),
        Refusal::TooEarly { earliest } => problem.with("earliest", earliest),
        Refusal::InFuture { today } => problem.with("today", today),
        Refusal::LimitNotLater { after } => problem.with("after", after),
        Refusal::TooLate { latest } => problem.with("latest", latest),
        Refusal::OutOfBounds { most } => problem.with("most", most),
        Refusal::WrongAmount { most } => problem.with("most", format!("{}.{:02}", most / 100, most % 100)),
        Refusal::ConditionMissing { reply } => problem.with("reply", reply.label()),
        Refusal::FactMissing { facts } => {
            let names: Vec<&str> = facts.iter().map(|fact| fact.label()).collect();
            problem.with("facts", names.join("、"))
        }
        _ => problem,
    }
}

pub(super) fn event_row(id: i64, event: &Event, particulars: Option<String>) -> Result<event::ActiveModel, AppError> {
    let payload = serde_json::to_value(&event.what).map_err(store::StoreError::from)?;
    let kind = payload.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_string();
    Ok(event::ActiveModel {
        request_id: Set(id),
        seq: Set(i64::from(event.seq)),
        at: Set(event.at.0),
        by_id: Set(event.by),
        kind: Set(kind),
        payload: Set(payload.to_string()),
        particulars: Set(particulars),
    })
}

/// The projection that follows from the fold.
pub(super) fn project(row: Model, case: &Case, calendar: &WorkCalendar, now: Moment) -> request::ActiveModel {
    let view = case.clock(calendar, now.date());
    let state = case.state();
    let stage = view.stage_limits.first();
    let closed_on = case.reply.map(|(_, on)| on).filter(|_| state.is_closed());
    let desk = match view.waiting_for {
        _ if state.is_closed() => Desk::Closed,
        WaitingFor::Applicant | WaitingFor::Others => Desk::Waiting,
        WaitingFor::Office | WaitingFor::Nobody => Desk::Working,
    };
    let nearest = [view.due.map(|due| due.date), stage.map(|stage| stage.due.date)].into_iter().flatten().min();
    let next_on = closed_on.or(nearest).unwrap_or(row.arrived_on);
    let reply = case.reply.map(|(kind, _)| kind).filter(|_| closed_on.is_some());
    let officer = case.officer.or(row.officer_id);
    let mut row = row.into_active_model();
    row.officer_id = Set(officer);
    row.state = Set(state.code().to_string());
    row.desk = Set(desk.code().to_string());
    row.received_on = Set(case.received_on);
    row.due_on = Set(view.due.map(|due| due.date));
    row.due_provisional = Set(view.due.is_some_and(|due| due.provisional));
    row.stage_kind = Set(stage.map(|stage| stage.kind.code().to_string()));
    row.stage_due_on = Set(stage.map(|stage| stage.due.date));
    row.next_on = Set(next_on);
    row.waiting_for = Set(view.waiting_for.code().to_string());
    row.closed_on = Set(closed_on);
    row.closed_year = Set(closed_on.map(|on| on.year()));
    row.reply_kind = Set(reply.map(|kind| kind.code().to_string()));
    row.report_row = Set(reply.map(|kind| kind.report_row().code().to_string()));
    row.rules = Set(Some(case.rules.version.to_string()));
    row.version = Set(i32::try_from(case.last_seq).unwrap_or(i32::MAX));
    row.updated_at = Set(now.0);
    row
}
