//! What is done with a case: load and lock it, decide in `domain`, write the events with the projection, the audit rows
//! and what people wrote, in one transaction. One way for all commands; permission goes by the command's function.

use chrono::NaiveDate;
use domain::request::channel::AnnulledBy;
use domain::request::{Capability, Case, Command, Event, decide};
use sea_orm::ActiveModelTrait;
use serde_json::json;
use store::Work;
use store::request::{self, insert_many, keys, seen};

use super::access::Standing;
use super::case::{self, SealedFile, file_row, seal_file};
use super::form::{self, FileIn, FilePurpose};
use super::history::{event_row, fold, project, refused};
use super::seal::{CaseKey, Particulars, key_of};
use super::supply::choose;
use super::{parts, people, tell, track};
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

/// Does a command for a signed-in person. Returns the case as it stands after it.
///
/// # Errors
/// `not_allowed`, `not_found`, `changed_meanwhile`, `request_erased`, `request_person_unfit`; a refusal of the rules.
pub async fn act(app: &App, caller: &Caller, id: i64, command: &Command, with: With) -> Result<Case, AppError> {
    let row = request::get(app.store().read(), id).await?;
    let place = app.directory().agency_place(row.agency_id);
    let standing = Standing::of(app, caller, &fold(app.store().read(), id).await?, &place);
    if !command.who().iter().any(|who| standing.may.contains(who)) {
        // Whoever may not even look is not told more than that.
        standing.allow_look(caller, &place, app)?;
        return Err(AppError::problem("request_not_yours"));
    }
    people::check(app, row.agency_id, command).await?;
    write(app, caller, id, &standing, command, with, None).await
}

/// Drafts a reply and files with it what it supplies; what an earlier draft supplied and this one does not is left out.
///
/// # Errors
/// As [`act`]; `request_file_not_for_supply`.
pub async fn draft_reply(
    app: &App,
    caller: &Caller,
    id: i64,
    command: &Command,
    with: With,
    supply: &[i64],
) -> Result<Case, AppError> {
    let row = request::get(app.store().read(), id).await?;
    let place = app.directory().agency_place(row.agency_id);
    caller.allow(domain::identity::Action::RequestHandle, &place, app.now())?;
    let standing = Standing::of(app, caller, &fold(app.store().read(), id).await?, &place);
    write(app, caller, id, &standing, command, with, Some(supply)).await
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
    let standing = Standing { may: vec![Capability::Applicant], ..Standing::default() };
    write(app, &Caller::applicant(address), row.id, &standing, command, with, None).await
}

/// Service is believed on a number of the post or a file, not on a tick alone.
fn evident(command: &Command, with: &With) -> Command {
    let mut command = command.clone();
    if let Command::Serve { proof, .. } = &mut command {
        let file = with.files.iter().any(|file| file.purpose == FilePurpose::Proof);
        let number = with.particulars.get("mail_number").is_some_and(|number| !number.trim().is_empty());
        *proof = *proof && (file || number);
    }
    command
}

async fn write(
    app: &App,
    caller: &Caller,
    id: i64,
    standing: &Standing,
    command: &Command,
    with: With,
    supply: Option<&[i64]>,
) -> Result<Case, AppError> {
    let command = &evident(command, &with);
    let key = key_of(app, app.store().read(), id).await?;
    let checked = form::checked_files(app, with.files)?;
    let mut sealed = Vec::with_capacity(checked.len());
    for file in &checked {
        sealed.push(seal_file(app, &key, file).await?);
    }
    let particulars = &with.particulars;
    let given = Given { key: &key, sealed: &sealed, particulars, version: with.version, supply };
    let mut work = app.begin().await?;
    let case = carry_out(app, &mut work, caller, id, standing, command, given).await?;
    app.commit(work).await?;
    Ok(case)
}

/// What goes with a command, sealed files already on disk.
struct Given<'a> {
    key: &'a CaseKey,
    sealed: &'a [SealedFile],
    particulars: &'a Particulars,
    version: Option<i32>,
    supply: Option<&'a [i64]>,
}

/// Does a command within a transaction that has begun.
async fn carry_out(
    app: &App,
    work: &mut Work,
    caller: &Caller,
    id: i64,
    standing: &Standing,
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
    let happened = decide(&case, command, &standing.actor(caller.account_id), now, &calendar)
        .map_err(|refusal| refused(&refusal))?;
    let told = happened.clone();
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
    if let Some(chosen) = given.supply {
        choose(work.db(), id, seq, chosen).await?;
    }
    insert_many(work.db(), given.sealed.iter().map(|f| file_row(id, seq, f, caller.account_id, now)).collect()).await?;
    let agency = row.agency_id;
    if tell::is_told(&told, &case) {
        let email = case::email_of(work, given.key, id).await?;
        tell::tell(app, work, &row, &email, &case, &told).await?;
    }
    project(row, &case, &calendar, now).update(work.db()).await?;
    if let Some(account) = caller.account_id {
        seen::mark(work.db(), account, &[(id, seq)]).await?;
    }
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
    let particulars = &Particulars::new();
    let given = Given { key: &key, sealed: &[], particulars, version: None, supply: None };
    let standing = Standing { may: vec![Capability::RequestOfficer], ..Standing::default() };
    let command = Command::Annul { by: order.by, on: order.on, days: order.days };
    carry_out(app, work, caller, id, &standing, &command, given).await?;
    Ok(true)
}
