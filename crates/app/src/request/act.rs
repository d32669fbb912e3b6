//! What is done with a case: load and lock it, decide in `domain`, write the events with the projection, the audit rows
//! and what people wrote, in one transaction. One way for all commands; permission goes by the command's function.

use chrono::NaiveDate;
use domain::identity::{Action, Place};
use domain::request::channel::AnnulledBy;
use domain::request::{Actor, Capability, Case, Command, Event, decide};
use sea_orm::ActiveModelTrait;
use serde_json::json;
use store::Work;
use store::request::{self, insert_many, keys};

use super::case::{SealedFile, file_row, seal_file};
use super::form::{self, FileIn};
use super::history::{event_row, fold, project, refused};
use super::parts;
use super::seal::{CaseKey, Particulars, key_of};
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

/// Which action lets an account act in a function.
const ACTIONS: &[(Capability, Action)] = &[
    (Capability::RequestOfficer, Action::RequestHandle),
    (Capability::Unit, Action::RequestContribute),
    (Capability::LegalReviewer, Action::RequestReview),
    (Capability::Signatory, Action::RequestSign),
    (Capability::Supervisor, Action::RequestReassign),
];

/// The functions in which somebody may act at a place.
pub(super) fn capabilities(app: &App, caller: &Caller, place: &Place) -> Vec<Capability> {
    let now = app.now();
    ACTIONS.iter().filter(|(_, action)| caller.can(*action, place, now)).map(|(function, _)| *function).collect()
}

/// Does a command for a signed-in person. Returns the case as it stands after it.
///
/// # Errors
/// `not_allowed`, `not_found`, `changed_meanwhile`, `request_erased`; a refusal of the rules.
pub async fn act(app: &App, caller: &Caller, id: i64, command: &Command, with: With) -> Result<Case, AppError> {
    let row = request::get(app.store().read(), id).await?;
    let place = app.directory().agency_place(row.agency_id);
    let now = app.now();
    let may = capabilities(app, caller, &place);
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
    let key = key_of(app, app.store().read(), id).await?;
    let checked = form::checked_files(app, with.files)?;
    let mut sealed = Vec::with_capacity(checked.len());
    for file in &checked {
        sealed.push(seal_file(app, &key, file).await?);
    }
    let given = Given { key: &key, sealed: &sealed, particulars: &with.particulars, version: with.version };
    let mut work = app.begin().await?;
    let case = carry_out(app, &mut work, caller, id, may, command, given).await?;
    app.commit(work).await?;
    Ok(case)
}

/// What goes with a command, sealed files already on disk.
struct Given<'a> {
    key: &'a CaseKey,
    sealed: &'a [SealedFile],
    particulars: &'a Particulars,
    version: Option<i32>,
}

/// Does a command within a transaction that has begun.
async fn carry_out(
    app: &App,
    work: &mut Work,
    caller: &Caller,
    id: i64,
    may: &[Capability],
    command: &Command,
    given: Given<'_>,
) -> Result<Case, AppError> {
    let now = app.now();
    let calendar = app.settings().calendar();
    let row = request::lock(work.db(), id).await?;
    if given.version.is_some_and(|seen| seen != row.version) {
        return Err(AppError::problem("changed_meanwhile"));
    }
    let mut case = fold(work.db(), id).await?;
    let actor = Actor { account: caller.account_id, may };
    let happened = decide(&case, command, &actor, now, &calendar).map_err(|refusal| refused(&refusal))?;
    let mut written = Some(given.particulars);
    let mut rows = Vec::with_capacity(happened.len());
    for what in happened {
        let event = Event { seq: case.last_seq + 1, at: now, by: caller.account_id, what };
        let particulars = match written.take() {
            Some(particulars) => given.key.seal_particulars(app.random(), event.seq, particulars)?,
            None => None,
        };
        parts::follow(work, id, &event).await?;
        case.apply(&event);
        rows.push(event_row(id, &event, particulars)?);
    }
    insert_many(work.db(), rows).await?;
    let seq = i32::try_from(case.last_seq).unwrap_or(i32::MAX);
    insert_many(work.db(), given.sealed.iter().map(|f| file_row(id, seq, f, caller.account_id, now)).collect()).await?;
    let agency = row.agency_id;
    project(row, &case, &calendar, now).update(work.db()).await?;
    let detail = json!({ "command": command.code(), "seq": case.last_seq, "files": given.sealed.len() });
    work.record(caller.entry(now, Some(agency), "request.act", ("request", id.to_string()), &detail));
    Ok(case)
}

/// A decision or judgment that sets a reply aside and orders another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    pub by: AnnulledBy,
    pub on: NaiveDate,
    /// Working days for the new reply.
    pub days: u16,
}

/// Opens an answered case again within the change that notes why; permission was asked for that change. Whether it
/// did: a case that is open already, withdrawn or erased stays as it is.
pub(crate) async fn reopen(
    app: &App,
    work: &mut Work,
    caller: &Caller,
    id: i64,
    order: Order,
) -> Result<bool, AppError> {
    let Some(wrapped) = keys::find(work.db(), id).await? else { return Ok(false) };
    let case = fold(work.db(), id).await?;
    if !case.state().is_closed() || case.withdrawn {
        return Ok(false);
    }
    let key = CaseKey::unwrap(app.keys(), id, &wrapped.wrapped)?;
    let given = Given { key: &key, sealed: &[], particulars: &Particulars::new(), version: None };
    let command = Command::Annul { by: order.by, on: order.on, days: order.days };
    carry_out(app, work, caller, id, &[Capability::RequestOfficer], &command, given).await?;
    Ok(true)
}
