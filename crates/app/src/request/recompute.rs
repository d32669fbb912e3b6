//! After the calendar changed: every open case is folded again, and where a limit moved, an event says so and the
//! projection follows, in batches of one transaction each. What was done stays done: a pass that was broken off is
//! begun again and finds the first batches in order. Also what the doctor asks: whether projections are as the fold says.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::calendar::{DueDate, WorkCalendar};
use domain::request::{Actor, Capability, Case, Command, Event, Happening, Limits, StageKind, StageLimit, decide};
use domain::time::Moment;
use sea_orm::TryIntoModel;
use serde_json::json;
use store::request::recompute::{self as rows, Moved, Open};
use store::request::{self, event, insert_many};
use tokio::task::JoinHandle;

use super::history::{event_of, event_row, nearest, project, refused};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Cases of one transaction: some tenths of a second, for which submissions wait.
const BATCH: i64 = 2_000;

/// What a pass did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recomputed {
    pub cases: u64,
    pub moved: u64,
}

/// Brings the limits of every open case in line with the calendar in force.
///
/// # Errors
/// When the records cannot be read or written; what was committed by then stays.
pub async fn recompute(app: &App) -> Result<Recomputed, AppError> {
    // Another process may have loaded the calendar: its change is followed before anything is computed.
    app.catch_up().await?;
    let calendar = app.settings().calendar();
    let mut done = Recomputed::default();
    let mut next = fold_next(app, &calendar, 0);
    loop {
        let Some(batch) = next.await.map_err(|error| AppError::Internal(error.to_string()))?? else { return Ok(done) };
        // The next batch is read and folded on another core while this one is written.
        next = fold_next(app, &calendar, batch.last);
        done.cases += batch.cases;
        done.moved += write(app, batch.moving).await?;
    }
}

/// Cases that were read and folded together.
struct Folded {
    last: i64,
    cases: u64,
    moving: Vec<Moving>,
}

fn fold_next(app: &App, calendar: &Arc<WorkCalendar>, after: i64) -> JoinHandle<Result<Option<Folded>, AppError>> {
    let (app, calendar) = (app.clone(), Arc::clone(calendar));
    tokio::spawn(async move {
        let batch = rows::open_after(app.store().read(), after, BATCH).await?;
        let Some(last) = batch.last().map(|case| case.id) else { return Ok(None) };
        let (now, cases) = (app.now(), batch.len() as u64);
        let fold = move || batch.iter().map(|case| moving(case, &calendar, now)).collect::<Result<Vec<_>, _>>();
        let folded = tokio::task::spawn_blocking(fold).await;
        let moving = folded.map_err(|error| AppError::Internal(error.to_string()))??;
        Ok(Some(Folded { last, cases, moving: moving.into_iter().flatten().collect() }))
    })
}

/// A case that moves, with the events that say so.
struct Moving {
    agency: i64,
    row: Moved,
    events: Vec<event::ActiveModel>,
}

fn moving(open: &Open, calendar: &WorkCalendar, now: Moment) -> Result<Option<Moving>, AppError> {
    let mut case = Case::default();
    for one in open.events() {
        let what: Happening = serde_json::from_str(one.payload).map_err(store::StoreError::from)?;
        case.apply(&Event { seq: u32::try_from(one.seq).unwrap_or(u32::MAX), at: Moment(one.at), by: one.by, what });
    }
    let changes = case.moved(&known(open), calendar);
    if changes.is_empty() {
        return Ok(None);
    }
    let actor = Actor { account: None, may: &[Capability::Timer] };
    let mut events = Vec::with_capacity(changes.len());
    for change in changes {
        let happened = decide(&case, &Command::NoteCalendar { change }, &actor, now, calendar);
        for what in happened.map_err(|refusal| refused(&refusal))? {
            let event = Event { seq: case.last_seq + 1, at: now, by: None, what };
            case.apply(&event);
            events.push(event_row(open.id, &event, None)?);
        }
    }
    let Limits { due, stage } = case.limits(calendar);
    let row = Moved {
        id: open.id,
        version: open.version,
        next_version: i32::try_from(case.last_seq).unwrap_or(i32::MAX),
        due_on: due.map(|due| due.date),
        due_provisional: due.is_some_and(|due| due.provisional),
        stage_kind: stage.map(|stage| stage.kind.code().to_string()),
        stage_due_on: stage.map(|stage| stage.due.date),
        next_on: nearest(due, stage, open.arrived_on),
    };
    Ok(Some(Moving { agency: open.agency_id, row, events }))
}

/// The limits as the projection has them.
fn known(open: &Open) -> Limits {
    let stage = open.stage_kind.as_deref().and_then(StageKind::parse).zip(open.stage_due_on);
    Limits {
        due: open.due_on.map(|date| DueDate { date, provisional: open.due_provisional }),
        stage: stage.map(|(kind, date)| StageLimit { kind, due: DueDate { date, provisional: false } }),
    }
}

async fn write(app: &App, moving: Vec<Moving>) -> Result<u64, AppError> {
    if moving.is_empty() {
        return Ok(0);
    }
    let now = app.now();
    let mut work = app.begin().await?;
    let moved: Vec<Moved> = moving.iter().map(|one| one.row.clone()).collect();
    let written = rows::write_moved(work.db(), &moved, now.0).await?;
    let (mut events, mut agencies) = (Vec::new(), BTreeMap::<i64, Vec<i64>>::new());
    for one in moving.into_iter().filter(|one| written.contains(&one.row.id)) {
        agencies.entry(one.agency).or_default().push(one.row.id);
        events.extend(one.events);
    }
    insert_many(work.db(), events).await?;
    for (agency, cases) in agencies {
        let detail = json!({ "cases": cases });
        let subject = ("calendar", "cases".to_string());
        work.record(Caller::system().entry(now, Some(agency), "request.recompute", subject, &detail));
    }
    app.commit(work).await?;
    Ok(written.len() as u64)
}

/// A case whose projection is not what its events say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Differing {
    pub number: String,
    pub id: i64,
}

/// What a comparison saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Compared {
    pub cases: u64,
    pub differing: Vec<Differing>,
}

/// Cases read at once by a comparison.
const PAGE: u64 = 500;

/// Folds the cases after `after` again and compares their projections.
pub(crate) async fn compare(app: &App, mut after: i64) -> Result<Compared, AppError> {
    let calendar = app.settings().calendar();
    let mut seen = Compared::default();
    loop {
        let page = rows::all_after(app.store().read(), after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(seen) };
        after = last.id;
        for (row, events) in page {
            seen.cases += 1;
            if !is_as_folded(&row, &events, &calendar)? {
                seen.differing.push(Differing { number: row.number, id: row.id });
            }
        }
    }
}

fn is_as_folded(row: &request::Model, events: &[event::Model], calendar: &WorkCalendar) -> Result<bool, AppError> {
    let Ok(events) = events.iter().map(event_of).collect::<Result<Vec<Event>, _>>() else { return Ok(false) };
    let case = Case::fold(&events);
    let mut folded = project(row.clone(), &case, calendar, Moment(row.updated_at)).try_into_model()?;
    if case.state().is_closed() {
        // A calendar that is loaded later does not move what was answered by then.
        (folded.due_on, folded.due_provisional) = (row.due_on, row.due_provisional);
    }
    Ok(folded == *row)
}
