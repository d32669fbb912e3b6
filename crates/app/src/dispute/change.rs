//! Registering a dispute and noting its events: one transaction each, with audit.

use chrono::NaiveDate;
use domain::dispute::{Dispute, DisputeRules, Event, Happening, Outcome, Party, Track, reminders};
use domain::identity::Action;
use domain::request::channel::AnnulledBy;
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use store::dispute::{self, Projection, event};
use store::request::find;

use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::form::Form;
use crate::request::act::{Order, reopen};

/// Longest description of the matter and note of an event.
const MAX_TEXT: usize = 500;
const MAX_LINE: usize = 100;
/// The longest limit that a case may be opened again under.
const MAX_REDO_DAYS: u16 = 250;

/// What is sealed of disputes opens only as such.
pub(crate) const MATTER: &str = "dispute.matter";
pub(crate) const NOTE: &str = "dispute.note";

/// What is typed about a new dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeForm {
    pub agency_id: i64,
    /// The number of the case it is about; empty where that is not kept here, and `matter` names it.
    pub request: String,
    pub matter: String,
    pub organ: String,
    pub case_number: String,
    pub track: Track,
    pub party: Party,
    pub filed_on: NaiveDate,
}

/// What is typed about an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventForm {
    pub on: NaiveDate,
    pub what: Happening,
    pub note: String,
    /// Working days that the decision leaves the agency for a new reply, where it orders one.
    pub redo_days: Option<u16>,
    /// The version of the dispute that the person saw.
    pub version: i32,
}

/// Registers a dispute; its id.
///
/// # Errors
/// `not_allowed`, `not_found` for the agency; faults of the fields.
pub async fn create_dispute(app: &App, caller: &Caller, new: &DisputeForm) -> Result<i64, AppError> {
    let now = app.now();
    let directory = app.directory();
    directory.agency(new.agency_id).ok_or_else(|| AppError::problem("not_found"))?;
    caller.allow(Action::DisputeManage, &directory.agency_place(new.agency_id), now)?;
    let filed = Event { on: new.filed_on, what: Happening::Filed };
    let mut faults = Form::default();
    let number = new.request.trim();
    let case = if number.is_empty() { None } else { find::by_number(app.store().read(), number).await? };
    let case = case.filter(|case| case.agency_id == new.agency_id);
    if case.is_none() && !number.is_empty() {
        faults.fault(FieldFault::new("request", "dispute_request_unknown"));
    }
    let request_id = case.map(|case| case.id);
    let matter = match request_id {
        Some(_) => faults.optional("matter", &new.matter, MAX_TEXT),
        None => faults.required("matter", &new.matter, MAX_TEXT),
    };
    let organ = faults.required("organ", &new.organ, MAX_LINE);
    let case_number = faults.optional("case_number", &new.case_number, MAX_LINE);
    if let Err(refusal) = Dispute::new(new.track).check(filed, now.date()) {
        faults.fault(FieldFault::new("filed_on", refusal.code()));
    }
    faults.finish()?;
    let mut work = app.begin().await?;
    let row = dispute::ActiveModel {
        agency_id: Set(new.agency_id),
        request_id: Set(request_id),
        matter: Set(sealed(app, MATTER, &matter)?),
        organ: Set(organ),
        case_number: Set(case_number),
        track: Set(new.track.code().into()),
        party: Set(new.party.code().into()),
        outcome: Set(Outcome::Pending.code().into()),
        filed_on: Set(new.filed_on),
        decided_on: Set(None),
        next_on: Set(None),
        next_kind: Set(None),
        created_by: Set(caller.account_id),
        created_at: Set(now.0),
        updated_at: Set(now.0),
        version: Set(1),
        ..Default::default()
    };
    let id = row.insert(work.db()).await?.id;
    dispute::append(work.db(), event_row(app, caller, (id, 1), filed, "")?).await?;
    let detail = json!({ "track": new.track, "party": new.party, "request": request_id });
    work.record(caller.entry(now, Some(new.agency_id), "dispute.create", ("dispute", id.to_string()), &detail));
    app.commit(work).await?;
    Ok(id)
}

/// Notes what happened in a dispute. A decision that sets the reply aside and orders a new one opens the case again in
/// the same transaction, under the limit it sets; the case that was opened so.
///
/// # Errors
/// `not_allowed`, `not_found`, `changed_meanwhile`; faults of `on`, `note` and `redo_days`.
pub async fn note_event(app: &App, caller: &Caller, id: i64, form: &EventForm) -> Result<Option<i64>, AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let row = dispute::get(work.db(), id).await?;
    caller.allow(Action::DisputeManage, &app.directory().agency_place(row.agency_id), now)?;
    if row.version != form.version {
        return Err(AppError::problem("changed_meanwhile"));
    }
    let events = dispute::events(work.db(), id).await?;
    let mut state = super::read::fold(&row, &events)?;
    let new = Event { on: form.on, what: form.what };
    let mut faults = Form::default();
    let note = faults.optional("note", &form.note, MAX_TEXT);
    if let Err(refusal) = state.check(new, now.date()) {
        faults.fault(FieldFault::new("on", refusal.code()));
    }
    let annulled = form.what == Happening::Decided { outcome: Outcome::Corrected };
    let redo = form.redo_days.filter(|_| row.request_id.is_some());
    if redo.is_some_and(|days| !annulled || days == 0 || days > MAX_REDO_DAYS) {
        faults.fault(FieldFault::new("redo_days", if annulled { "dispute_redo_days" } else { "dispute_redo_outcome" }));
    }
    faults.finish()?;
    state.apply(new);
    let seq = events.last().map_or(1, |last| last.seq + 1);
    dispute::append(work.db(), event_row(app, caller, (id, seq), new, &note)?).await?;
    dispute::project(work.db(), id, row.version, &projection(app, &state, row.filed_on)?).await?;
    let detail = json!({ "on": form.on, "what": form.what, "redo_days": redo });
    let subject = ("dispute", id.to_string());
    work.record(caller.entry(now, Some(row.agency_id), &format!("dispute.{}", form.what.code()), subject, &detail));
    let mut opened = None;
    if let (Some(request), Some(days)) = (row.request_id, redo) {
        let by = match state.track {
            Track::Reconsideration => AnnulledBy::Reconsideration,
            Track::DirectLitigation | Track::LitigationAfterReconsideration => AnnulledBy::Court,
        };
        let order = Order { by, on: form.on, days };
        opened = reopen(app, &mut work, caller, request, order).await?.then_some(request);
    }
    app.commit(work).await?;
    Ok(opened)
}

fn projection(app: &App, state: &Dispute, filed_on: NaiveDate) -> Result<Projection, AppError> {
    Ok(Projection {
        outcome: state.outcome(),
        filed_on: state.filed_on.unwrap_or(filed_on),
        decided_on: state.decided.map(|(day, _)| day),
        next: next_of(app, state)?,
        updated_at: app.now().0,
    })
}

/// The next day to be reminded of, with its kind.
pub(super) fn next_of(app: &App, state: &Dispute) -> Result<Option<(NaiveDate, String)>, AppError> {
    let (calendar, today) = (app.settings().calendar(), app.now().date());
    let found = reminders(state, &DisputeRules::default(), today, &calendar)
        .map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(found.first().map(|reminder| (reminder.on, reminder.kind.code().to_string())))
}

/// A text as it is kept; an empty one stays empty.
fn sealed(app: &App, purpose: &str, text: &str) -> Result<String, AppError> {
    if text.is_empty() { Ok(String::new()) } else { app.keys().seal(app.random(), purpose, text.as_bytes()) }
}

fn event_row(
    app: &App,
    caller: &Caller,
    (dispute_id, seq): (i64, i32),
    new: Event,
    note: &str,
) -> Result<event::ActiveModel, AppError> {
    let what = serde_json::to_string(&new.what).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(event::ActiveModel {
        dispute_id: Set(dispute_id),
        seq: Set(seq),
        happened_on: Set(new.on),
        what: Set(what),
        note: Set(sealed(app, NOTE, note)?),
        created_by: Set(caller.account_id),
        created_at: Set(app.now().0),
        ..Default::default()
    })
}
