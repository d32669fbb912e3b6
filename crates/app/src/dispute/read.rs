//! Lists of disputes, one dispute with its events and limits, and table 4.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::dispute::{
    Cell, Dispute, DisputeRules, Event, Outcome, Party, Reminder, ReminderKind, Track, filing_limit, is_suspicious,
    reminders,
};
use domain::identity::Action;
use domain::identity::permission::scopes_for;
use domain::request::reply::ReplyKind;
use store::StoreError;
use store::dispute::{self, Filter, event};

use super::change::{MATTER, NOTE};
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::AppError;
use crate::letter::remedy_rules;

/// Most disputes shown at one case.
const MOST_OF_REQUEST: u64 = 50;

/// A dispute in a list. The matter is left out: it names persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeRow {
    pub id: i64,
    pub agency_id: i64,
    pub request_id: Option<i64>,
    pub organ: String,
    pub case_number: String,
    pub track: Track,
    pub party: Party,
    pub outcome: Outcome,
    pub filed_on: NaiveDate,
    pub decided_on: Option<NaiveDate>,
    pub next_on: Option<NaiveDate>,
    pub next: Option<ReminderKind>,
}

/// An event with its note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeEventRow {
    pub event: Event,
    pub note: String,
}

/// A dispute with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeView {
    pub row: DisputeRow,
    /// The number of the case it is about, where that is kept here.
    pub request: Option<String>,
    /// As its events leave it.
    pub state: Dispute,
    /// The last day on which the reply could be disputed in this way, counted from the reply; it was served later.
    pub filing_limit: Option<NaiveDate>,
    /// Sued straight over a reply that had to be reconsidered first: likely entered wrongly.
    pub suspicious: bool,
    pub matter: String,
    pub events: Vec<DisputeEventRow>,
    pub reminders: Vec<Reminder>,
    pub version: i32,
}

/// A page of the disputes that the caller may see, newest first.
///
/// # Errors
/// `not_allowed`.
pub async fn list_disputes(
    app: &App,
    caller: &Caller,
    outcome: Option<Outcome>,
    before_id: Option<i64>,
    limit: u64,
) -> Result<Vec<DisputeRow>, AppError> {
    let filter = Filter { agencies: visible(app, caller)?, outcome, before_id, request: None };
    let rows = dispute::list(app.store().read(), &filter, limit).await?;
    rows.iter().map(row_of).collect()
}

/// The disputes over a case, newest first; none where the caller may not see the disputes of its agency.
///
/// # Errors
/// When the records cannot be read.
pub async fn disputes_of_request(
    app: &App,
    caller: &Caller,
    agency: i64,
    request: i64,
) -> Result<Vec<DisputeRow>, AppError> {
    if !caller.can(Action::DisputeView, &app.directory().agency_place(agency), app.now()) {
        return Ok(Vec::new());
    }
    let filter = Filter { agencies: Some(vec![agency]), request: Some(request), ..Filter::default() };
    let rows = dispute::list(app.store().read(), &filter, MOST_OF_REQUEST).await?;
    rows.iter().map(row_of).collect()
}

/// The agencies whose disputes the caller may see; `None` for all.
fn visible(app: &App, caller: &Caller) -> Result<Option<Vec<i64>>, AppError> {
    if caller.origin != Origin::Console {
        return Ok(None);
    }
    let scopes = scopes_for(&caller.grants, Action::DisputeView, app.now());
    let directory = app.directory();
    let mut agencies = Vec::new();
    for scope in &scopes {
        match scope.parts() {
            ("all", _) => return Ok(None),
            ("agency", Some(id)) => agencies.push(id),
            ("agency_tree", Some(id)) => agencies.extend(directory.agency_tree(id)),
            _ => {}
        }
    }
    if agencies.is_empty() {
        return Err(AppError::problem("not_allowed").with("action", Action::DisputeView.label()));
    }
    Ok(Some(agencies))
}

/// A dispute with its events and the days to be reminded of. The view is in the audit log, since it names persons.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn get_dispute(app: &App, caller: &Caller, id: i64) -> Result<DisputeView, AppError> {
    let now = app.now();
    let row = dispute::get(app.store().read(), id).await?;
    caller.allow(Action::DisputeView, &app.directory().agency_place(row.agency_id), now)?;
    let events = dispute::events(app.store().read(), id).await?;
    let state = fold(&row, &events)?;
    let calendar = app.settings().calendar();
    let reminders = reminders(&state, &DisputeRules::default(), now.date(), &calendar)
        .map_err(|error| AppError::Internal(error.to_string()))?;
    let events = events
        .iter()
        .map(|event| Ok(DisputeEventRow { event: event.event()?, note: open(app, NOTE, &event.note)? }))
        .collect::<Result<_, AppError>>()?;
    let case = match row.request_id {
        Some(request) => Some(store::request::get(app.store().read(), request).await?),
        None => None,
    };
    let seen = row_of(&row)?;
    let answered = case.as_ref().and_then(|case| ReplyKind::parse(case.reply_kind.as_deref()?).zip(case.closed_on));
    let rules = remedy_rules(&app.settings());
    let suspicious = answered.is_some_and(|(reply, on)| is_suspicious(seen.track, reply, on, &rules));
    let limit = answered.zip(filing_limit(seen.track, &rules));
    let filing_limit = limit.and_then(|((_, on), limit)| limit.last_day(on, &calendar).ok()).map(|due| due.date);
    let view = DisputeView {
        row: seen,
        request: case.map(|case| case.number),
        state,
        filing_limit,
        suspicious,
        matter: open(app, MATTER, &row.matter)?,
        events,
        reminders,
        version: row.version,
    };
    let mut work = app.begin().await?;
    let subject = ("dispute", id.to_string());
    work.record(caller.entry(now, Some(row.agency_id), "dispute.view", subject, &serde_json::json!({})));
    app.commit(work).await?;
    Ok(view)
}

/// Disputes with a limit or a hearing from today to `until`, earliest first.
///
/// # Errors
/// `not_allowed`.
pub async fn list_due(app: &App, caller: &Caller, until: NaiveDate) -> Result<Vec<DisputeRow>, AppError> {
    let agencies = visible(app, caller)?;
    let rows = dispute::list_due(app.store().read(), app.now().date(), until).await?;
    let seen = |row: &&dispute::Model| agencies.as_ref().is_none_or(|known| known.contains(&row.agency_id));
    rows.iter().filter(seen).map(row_of).collect()
}

/// Table 4 of the annual report of these agencies. Cells that count nothing are absent.
///
/// # Errors
/// `not_allowed` for one of them.
pub async fn table_4(app: &App, caller: &Caller, agencies: &[i64], year: i32) -> Result<BTreeMap<Cell, i64>, AppError> {
    allow_all(app, caller, agencies)?;
    Ok(dispute::table_4(app.store().read(), agencies, year).await?)
}

/// The disputes behind a cell of table 4.
///
/// # Errors
/// `not_allowed` for one of the agencies.
pub async fn table_4_records(
    app: &App,
    caller: &Caller,
    agencies: &[i64],
    year: i32,
    cell: Cell,
) -> Result<Vec<DisputeRow>, AppError> {
    allow_all(app, caller, agencies)?;
    let rows = dispute::table_4_records(app.store().read(), agencies, year, cell).await?;
    rows.iter().map(row_of).collect()
}

fn allow_all(app: &App, caller: &Caller, agencies: &[i64]) -> Result<(), AppError> {
    let directory = app.directory();
    for agency in agencies {
        caller.allow(Action::DisputeView, &directory.agency_place(*agency), app.now())?;
    }
    Ok(())
}

pub(super) fn fold(row: &dispute::Model, events: &[event::Model]) -> Result<Dispute, AppError> {
    let events = events.iter().map(event::Model::event).collect::<Result<Vec<Event>, _>>()?;
    Ok(Dispute::fold(row_of(row)?.track, &events))
}

fn open(app: &App, purpose: &str, sealed: &str) -> Result<String, AppError> {
    if sealed.is_empty() {
        return Ok(String::new());
    }
    Ok(String::from_utf8_lossy(&app.keys().open(purpose, sealed)?).into_owned())
}

fn row_of(row: &dispute::Model) -> Result<DisputeRow, AppError> {
    let unknown = |what, code: &str| StoreError::UnknownCode { what, code: code.to_string() };
    Ok(DisputeRow {
        id: row.id,
        agency_id: row.agency_id,
        request_id: row.request_id,
        organ: row.organ.clone(),
        case_number: row.case_number.clone(),
        track: Track::parse(&row.track).ok_or_else(|| unknown("track", &row.track))?,
        party: Party::parse(&row.party).ok_or_else(|| unknown("party", &row.party))?,
        outcome: Outcome::parse(&row.outcome).ok_or_else(|| unknown("outcome", &row.outcome))?,
        filed_on: row.filed_on,
        decided_on: row.decided_on,
        next_on: row.next_on,
        next: row.next_kind.as_deref().and_then(ReminderKind::parse),
    })
}
