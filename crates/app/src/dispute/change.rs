//! Registering a dispute and noting its events: one transaction each, with audit.

use chrono::NaiveDate;
use domain::dispute::{Dispute, DisputeRules, Event, Happening, Outcome, Party, Track, reminders};
use domain::identity::Action;
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use store::dispute::{self, Projection, event};

use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::form::Form;

/// Longest description of the matter and note of an event.
const MAX_TEXT: usize = 500;
const MAX_LINE: usize = 100;

/// What is sealed of disputes opens only as such.
pub(super) const MATTER: &str = "dispute.matter";
pub(super) const NOTE: &str = "dispute.note";

/// What is typed about a new dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeForm {
    pub agency_id: i64,
    /// The case it is about; without one, `matter` names it.
    pub request_id: Option<i64>,
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
    let matter = match new.request_id {
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
        request_id: Set(new.request_id),
        matter: Set(app.keys().seal(app.random(), MATTER, matter.as_bytes())?),
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
    let detail = json!({ "track": new.track, "party": new.party, "request": new.request_id });
    work.record(caller.entry(now, Some(new.agency_id), "dispute.create", ("dispute", id.to_string()), &detail));
    app.commit(work).await?;
    Ok(id)
}

/// Notes what happened in a dispute; the case to be opened again where the decision annuls the agency's act.
///
/// # Errors
/// `not_allowed`, `not_found`, `changed_meanwhile`; faults of `on` and `note`.
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
    faults.finish()?;
    state.apply(new);
    let seq = events.last().map_or(1, |last| last.seq + 1);
    dispute::append(work.db(), event_row(app, caller, (id, seq), new, &note)?).await?;
    dispute::project(work.db(), id, row.version, &projection(app, &state, row.filed_on)?).await?;
    let detail = json!({ "on": form.on, "what": form.what });
    let subject = ("dispute", id.to_string());
    work.record(caller.entry(now, Some(row.agency_id), &format!("dispute.{}", form.what.code()), subject, &detail));
    app.commit(work).await?;
    let annulled = form.what == Happening::Decided { outcome: Outcome::Corrected };
    Ok(row.request_id.filter(|_| annulled))
}

fn projection(app: &App, state: &Dispute, filed_on: NaiveDate) -> Result<Projection, AppError> {
    let (calendar, today) = (app.settings().calendar(), app.now().date());
    let next = reminders(state, &DisputeRules::default(), today, &calendar)
        .map_err(|error| AppError::Internal(error.to_string()))?
        .first()
        .map(|reminder| (reminder.on, reminder.kind.code().to_string()));
    Ok(Projection {
        outcome: state.outcome(),
        filed_on: state.filed_on.unwrap_or(filed_on),
        decided_on: state.decided.map(|(day, _)| day),
        next,
        updated_at: app.now().0,
    })
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
        note: Set(if note.is_empty() {
            String::new()
        } else {
            app.keys().seal(app.random(), NOTE, note.as_bytes())?
        }),
        created_by: Set(caller.account_id),
        created_at: Set(app.now().0),
        ..Default::default()
    })
}
