//! Splitting a case that asks for several matters (一事一申请): each further matter becomes a case of its own, received on
//! the same day, with a receipt of its own; all in one transaction with what it leaves in the first case.

use domain::identity::Action;
use domain::request::application::Matter;
use domain::request::{Case, Command, Event, decide};
use sea_orm::ActiveModelTrait;
use serde_json::json;
use store::request::{self, insert_many};

use super::access::Standing;
use super::case::{self, Prepared};
use super::form::CheckedFile;
use super::history::{event_row, fold, project, refused};
use super::seal::{Particulars, key_of};
use super::submit::{Coming, Origin, Receipt, further, prepare_several, receipts};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// How a case is split.
#[derive(Debug, Clone)]
pub struct Split {
    /// The version that the person saw.
    pub version: Option<i32>,
    /// A token of [`super::new_form_token`]: a second post splits nothing off a second time.
    pub form_token: String,
    /// The matters that leave the case.
    pub further: Vec<Matter>,
}

/// Splits matters off a case; the receipts of the new ones.
///
/// # Errors
/// `not_allowed`, `not_found`, `changed_meanwhile`, `request_erased`, `request_nothing_to_split`,
/// `request_too_many_matters`; faults at `further.N.…`; a refusal of the rules.
pub async fn split(app: &App, caller: &Caller, id: i64, split: Split) -> Result<Vec<Receipt>, AppError> {
    let row = request::get(app.store().read(), id).await?;
    let place = app.directory().agency_place(row.agency_id);
    caller.allow(Action::RequestHandle, &place, app.now())?;
    if split.further.is_empty() {
        return Err(AppError::field("further.0.name", "request_nothing_to_split"));
    }
    let case = fold(app.store().read(), id).await?;
    let standing = Standing::of(app, caller, &case, &place);
    let coming = coming(app, id, &case, &row, split.form_token).await?;
    let origin = Origin::Case { id, received_on: case.received_on };
    let all = further(&coming, split.further, origin)?;
    let subjects: Vec<String> = all.iter().map(|one| one.application.subject()).collect();
    let (prepared, tellings) = prepare_several(app, caller, all).await?;
    let version = split.version.unwrap_or(row.version);
    let rows = write(app, caller, (id, version), &standing, &prepared, &subjects).await?;
    Ok(receipts(rows, tellings))
}

/// What the new cases have in common with the one they come from, its form and files opened.
async fn coming(app: &App, id: i64, case: &Case, row: &request::Model, token: String) -> Result<Coming, AppError> {
    let db = app.store().read();
    let key = key_of(app, db, id).await?;
    let mut files = Vec::new();
    for kept in request::files(db, id).await?.into_iter().filter(|file| file.event_seq == 1) {
        files.push(CheckedFile::reopened(app, &key, &kept).await?);
    }
    let unknown = || AppError::Internal("a case without a first event".into());
    Ok(Coming {
        agency: row.agency_id,
        channel: case.channel.ok_or_else(unknown)?,
        arrived_on: row.arrived_on,
        application: case::application_of(app, id).await?,
        files,
        token,
        matter: case.matter.ok_or_else(unknown)?,
        origin: None,
    })
}

async fn write(
    app: &App,
    caller: &Caller,
    (id, version): (i64, i32),
    standing: &Standing,
    prepared: &[Prepared],
    subjects: &[String],
) -> Result<Vec<(request::Model, super::Taken)>, AppError> {
    let (now, calendar) = (app.now(), app.settings().calendar());
    let key = key_of(app, app.store().read(), id).await?;
    let mut work = app.begin().await?;
    let row = request::lock(work.db(), id).await?;
    if row.version != version {
        return Err(AppError::problem("changed_meanwhile"));
    }
    let written = case::write_within(app, &mut work, prepared).await?;
    let mut case = fold(work.db(), id).await?;
    let mut events = Vec::new();
    for ((new, _), subject) in written.iter().zip(subjects) {
        let command = Command::SplitOff { request: new.id };
        let happened = decide(&case, &command, &standing.actor(caller.account_id), now, &calendar);
        for what in happened.map_err(|refusal| refused(&refusal))? {
            let event = Event { seq: case.last_seq + 1, at: now, by: caller.account_id, what };
            let told = Particulars::from([("split".to_string(), format!("{}（{}）", subject, new.number))]);
            events.push(event_row(id, &event, key.seal_particulars(app.random(), event.seq, &told)?)?);
            case.apply(&event);
        }
    }
    insert_many(work.db(), events).await?;
    let agency = row.agency_id;
    project(row, &case, &calendar, now).update(work.db()).await?;
    let detail = json!({ "into": written.iter().map(|(new, _)| new.number.as_str()).collect::<Vec<_>>() });
    work.record(caller.entry(now, Some(agency), "request.split", ("request", id.to_string()), &detail));
    app.commit(work).await?;
    Ok(written)
}
