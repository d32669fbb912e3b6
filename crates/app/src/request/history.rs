//! Between the events of a case and its rows: stored events as the domain's and back, the projection that follows from
//! the fold, a refusal of the rules as a problem. Decides nothing and writes nothing.

use chrono::{Datelike, NaiveDate};
use domain::calendar::{DueDate, WorkCalendar};
use domain::request::{Case, Event, Happening, Limits, Refusal, StageLimit, WaitingFor};
use domain::time::Moment;
use sea_orm::{ConnectionTrait, IntoActiveModel, Set};
use store::request::{self, Desk, Model, event};

use crate::error::AppError;

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

/// A refusal of the rules with the values that its sentence names.
pub(super) fn refused(refusal: &Refusal) -> AppError {
    let problem = AppError::problem(refusal.code());
    match refusal {
        Refusal::WrongState { state } => problem.with("state", state.label()),
        Refusal::TooEarly { earliest } => problem.with("earliest", earliest),
        Refusal::InFuture { today } => problem.with("today", today),
        Refusal::LimitNotLater { after } => problem.with("after", after),
        Refusal::TooLate { latest } => problem.with("latest", latest),
        Refusal::OutOfBounds { most } | Refusal::TooMany { most } => problem.with("most", most),
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

/// The day by which an open case lies on the desk: its nearest limit, else the day of its arrival.
pub(super) fn nearest(due: Option<DueDate>, stage: Option<StageLimit>, arrived_on: NaiveDate) -> NaiveDate {
    let days = [due.map(|due| due.date), stage.map(|stage| stage.due.date)];
    days.into_iter().flatten().min().unwrap_or(arrived_on)
}

/// The projection that follows from the fold.
pub(super) fn project(row: Model, case: &Case, calendar: &WorkCalendar, now: Moment) -> request::ActiveModel {
    let Limits { due, stage } = case.limits(calendar);
    let (state, waiting_for) = (case.state(), case.waiting_for());
    let closed_on = case.reply.map(|(_, on)| on).filter(|_| state.is_closed());
    let desk = match waiting_for {
        _ if state.is_closed() => Desk::Closed,
        WaitingFor::Applicant | WaitingFor::Others => Desk::Waiting,
        WaitingFor::Office | WaitingFor::Nobody => Desk::Working,
    };
    let next_on = closed_on.unwrap_or_else(|| nearest(due, stage, row.arrived_on));
    let reply = case.reply.map(|(kind, _)| kind).filter(|_| closed_on.is_some());
    let officer = case.officer.or(row.officer_id);
    let mut row = row.into_active_model();
    row.officer_id = Set(officer);
    row.state = Set(state.code().to_string());
    row.desk = Set(desk.code().to_string());
    row.received_on = Set(case.received_on);
    row.due_on = Set(due.map(|due| due.date));
    row.due_provisional = Set(due.is_some_and(|due| due.provisional));
    row.stage_kind = Set(stage.map(|stage| stage.kind.code().to_string()));
    row.stage_due_on = Set(stage.map(|stage| stage.due.date));
    row.next_on = Set(next_on);
    row.waiting_for = Set(waiting_for.code().to_string());
    row.closed_on = Set(closed_on);
    row.closed_year = Set(closed_on.map(|on| on.year()));
    row.reply_kind = Set(reply.map(|kind| kind.code().to_string()));
    row.report_row = Set(reply.map(|kind| kind.report_row().code().to_string()));
    row.untold_on = Set(case.untold_on());
    row.rules = Set(Some(case.rules.version.to_string()));
    row.version = Set(i32::try_from(case.last_seq).unwrap_or(i32::MAX));
    row.updated_at = Set(now.0);
    row
}
