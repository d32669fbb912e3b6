//! Between rows and a case: writing new cases with their first event, key, files and audit row in one transaction, and
//! reading what is sealed. The only file of this stack that knows how a case is laid down.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use chrono::{Datelike, NaiveDate};
use domain::calendar::WorkCalendar;
use domain::request::applicant::ApplicantKind;
use domain::request::application::{Application, masked_name};
use domain::request::channel::{Matter, ReceiptChannel};
use domain::request::{Actor, Capability, Case, Command, Event, Rules, decide};
use domain::time::Moment;
use sea_orm::{NotSet, Set, TryIntoModel};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::request::{self, Desk, Model, citizens, file, find, insert_many, keys, shingle};
use store::{Work, counter};

use super::form::CheckedFile;
use super::history::{event_row, project, refused};
use super::number;
use super::seal::{CaseKey, Particulars, key_of};
use super::submit::{Origin, Taken};
use super::tell;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Under this name the form stands among the particulars of the first event.
pub(super) const APPLICATION: &str = "application";

/// A new case, sealed and ready to be written.
#[derive(Clone)]
pub(super) struct Prepared {
    pub key: CaseKey,
    pub caller: Caller,
    pub agency: i64,
    pub channel: ReceiptChannel,
    pub arrived_on: NaiveDate,
    pub at: Moment,
    pub kind: Option<ApplicantKind>,
    pub particulars: Option<String>,
    pub card: String,
    pub person_hash: String,
    pub matter_hash: String,
    pub shingles: Vec<i64>,
    pub code_hash: String,
    pub form_hash: String,
    pub files: Vec<SealedFile>,
    pub rules: Rules,
    pub matter: Matter,
    pub origin: Option<Origin>,
    /// Where the applicant is told; empty for none.
    pub email: String,
}

/// A sealed file that is on disk.
#[derive(Debug, Clone)]
pub(super) struct SealedFile {
    hash: String,
    name: String,
    file_type: String,
    media_type: String,
    size: i64,
    purpose: &'static str,
}

impl SealedFile {
    /// Of the sealed bytes.
    pub(super) fn hash(&self) -> &str {
        &self.hash
    }
}

/// What lists show of a case, as it is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub subject: String,
    /// The masked name.
    pub applicant: String,
}

pub(super) fn seal_card(app: &App, key: &CaseKey, form: &Application) -> Result<String, AppError> {
    let card = Card { subject: form.subject(), applicant: masked_name(form.applicant_name()) };
    let text = serde_json::to_string(&card).map_err(store::StoreError::from)?;
    key.seal_text(app.random(), "card", &text)
}

/// The card of a case; an empty one where its key was destroyed.
pub(super) fn open_card(app: &App, row: &Model, wrapped: Option<&keys::Model>) -> Result<Card, AppError> {
    let Some(wrapped) = wrapped else { return Ok(Card::default()) };
    let key = CaseKey::unwrap(app.keys(), row.id, &wrapped.wrapped)?;
    let text = key.open_text("card", &row.card)?;
    Ok(serde_json::from_str(&text).map_err(store::StoreError::from)?)
}

/// The cards of several cases, with one query.
pub(super) async fn open_cards(app: &App, rows: &[Model]) -> Result<BTreeMap<i64, Card>, AppError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let keys = keys::find_many(app.store().read(), &ids).await?;
    rows.iter().map(|row| Ok((row.id, open_card(app, row, keys.get(&row.id))?))).collect()
}

/// Puts a file sealed on disk.
pub(super) async fn seal_file(app: &App, key: &CaseKey, file: &CheckedFile) -> Result<SealedFile, AppError> {
    let sealed: Bytes = key.seal_file(app.random(), &file.bytes)?;
    Ok(SealedFile {
        hash: app.files().put(sealed).await?,
        name: key.seal_text(app.random(), "file-name", &file.name)?,
        file_type: file.kind.extension().to_string(),
        media_type: file.kind.media_type().to_string(),
        size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        purpose: file.purpose.code(),
    })
}

/// The form of a case.
pub(super) async fn application_of(app: &App, id: i64) -> Result<Application, AppError> {
    let db = app.store().read();
    let key = key_of(app, db, id).await?;
    let first = request::events(db, id).await?.into_iter().next();
    let sealed = first.and_then(|event| event.particulars).ok_or_else(|| AppError::problem("not_found"))?;
    let particulars: Particulars = key.open_particulars(1, &sealed)?;
    let text = particulars.get(APPLICATION).map_or("{}", String::as_str);
    Ok(serde_json::from_str(text).map_err(store::StoreError::from)?)
}

/// The e-mail address that the applicant left; empty for none.
pub(super) async fn email_of(work: &Work, key: &CaseKey, id: i64) -> Result<String, AppError> {
    let first = request::first_event(work.db(), id).await?;
    let Some(sealed) = first.and_then(|event| event.particulars) else { return Ok(String::new()) };
    let particulars = key.open_particulars(1, &sealed)?;
    let text = particulars.get(APPLICATION).map_or("{}", String::as_str);
    let form: Application = serde_json::from_str(text).map_err(store::StoreError::from)?;
    Ok(form.contact.email)
}

/// Writes new cases in one transaction. A form that made a case before gives that case.
pub(super) async fn write_new(app: &App, all: &[Prepared]) -> Result<Vec<(Model, Taken)>, AppError> {
    let mut work = app.begin().await?;
    let written = write_within(app, &mut work, all).await?;
    app.commit(work).await?;
    Ok(written)
}

/// As [`write_new`], as a part of a transaction.
pub(super) async fn write_within(
    app: &App,
    work: &mut Work,
    all: &[Prepared],
) -> Result<Vec<(Model, Taken)>, AppError> {
    let hashes: Vec<String> = all.iter().map(|one| one.form_hash.clone()).collect();
    let mut known = find::by_forms(work.db(), &hashes).await?;
    let mut fresh: Vec<&Prepared> = Vec::new();
    let mut seen = BTreeSet::new();
    for one in all {
        if !known.contains_key(&one.form_hash) && seen.insert(one.form_hash.as_str()) {
            fresh.push(one);
        }
    }
    let written = if fresh.is_empty() {
        Vec::new()
    } else {
        let (first, calendar) = (ids(work, fresh.len()).await?, app.settings().calendar());
        let split: Vec<i64> =
            (first..).zip(&fresh).filter(|(_, one)| one.origin == Some(Origin::First)).map(|(id, _)| id).collect();
        let mut histories = Vec::with_capacity(fresh.len());
        for (id, one) in (first..).zip(&fresh) {
            // What is split is written by itself: the first of the batch is the one it was split from.
            histories.push(first_events(one, first, if id == first { &split } else { &[] }, &calendar)?);
        }
        let told: Vec<Vec<Event>> =
            histories.iter().map(|history| history.iter().map(|(event, _)| event.clone()).collect()).collect();
        let rows = insert(app, work, first, &fresh, histories).await?;
        for ((row, one), events) in rows.iter().zip(&fresh).zip(&told) {
            let happened: Vec<_> = events.iter().map(|event| event.what.clone()).collect();
            tell::tell(app, work, row, &one.email, &Case::fold(events), &happened).await?;
        }
        rows
    };
    let new: BTreeSet<String> = written.iter().filter_map(|row| row.form_hash.clone()).collect();
    known.extend(written.into_iter().filter_map(|row| row.form_hash.clone().map(|hash| (hash, row))));
    let mut first = new;
    all.iter()
        .map(|one| {
            let row = known.get(&one.form_hash).cloned();
            let taken = if first.remove(&one.form_hash) { Taken::Now } else { Taken::Before };
            row.map(|row| (row, taken)).ok_or_else(|| AppError::Internal("a new case was not written".into()))
        })
        .collect()
}

/// An event with what was written beside it, sealed.
pub(super) type Told = (Event, Option<String>);

/// Ids for so many new cases, the first of them.
pub(super) async fn ids(work: &Work, count: usize) -> Result<i64, AppError> {
    Ok(counter::take(work.db(), "request", i64::try_from(count).unwrap_or(i64::MAX)).await?)
}

/// Writes cases with their histories, keys, files and audit rows, under the ids from `first` on.
pub(super) async fn insert(
    app: &App,
    work: &mut Work,
    first: i64,
    fresh: &[&Prepared],
    histories: Vec<Vec<Told>>,
) -> Result<Vec<Model>, AppError> {
    let mut numbers = numbers(work, fresh).await?;
    let mut rows = Vec::with_capacity(fresh.len());
    let calendar = app.settings().calendar();
    for ((id, one), history) in (first..).zip(fresh).zip(&histories) {
        let number = numbers.pop_front().unwrap_or_default();
        let new = row(one, id, number).try_into_model()?;
        let mut case = Case::default();
        history.iter().for_each(|(event, _)| case.apply(event));
        let last = history.last().map_or(one.at, |(event, _)| event.at);
        rows.push(project(new, &case, &calendar, last).try_into_model()?);
    }
    insert_many(work.db(), rows.iter().cloned().map(request::ActiveModel::from).map(whole).collect()).await?;
    let (mut key_rows, mut events, mut files, mut shingles) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let key_version = app.settings().key_version();
    for ((row, one), history) in rows.iter().zip(fresh).zip(histories) {
        let wrapped = one.key.wrap(app.keys(), app.random(), row.id)?;
        key_rows.push(keys::ActiveModel {
            request_id: Set(row.id),
            wrapped: Set(wrapped),
            key_version: Set(key_version),
        });
        for (event, particulars) in history {
            events.push(event_row(row.id, &event, particulars)?);
        }
        files.extend(one.files.iter().map(|file| file_row(row.id, 1, file, one.caller.account_id, one.at)));
        let values = one.shingles.iter();
        shingles.extend(values.map(|value| shingle::ActiveModel { value: Set(*value), request_id: Set(row.id) }));
        let detail = json!({ "number": row.number, "channel": row.channel, "files": one.files.len() });
        let subject = ("request", row.id.to_string());
        work.record(one.caller.entry(one.at, Some(row.agency_id), "request.submit", subject, &detail));
    }
    insert_many(work.db(), key_rows).await?;
    insert_many(work.db(), events).await?;
    insert_many(work.db(), files).await?;
    insert_many(work.db(), shingles).await?;
    let forms: Vec<String> = fresh.iter().map(|one| one.form_hash.clone()).collect();
    citizens::note_submitted(work.db(), &forms, app.now().0).await?;
    Ok(rows)
}

/// A model's values as values to be written.
fn whole(row: request::ActiveModel) -> request::ActiveModel {
    use sea_orm::ActiveModelTrait;
    row.reset_all()
}

/// The numbers of new cases in their order: year, agency and a serial of both, digits that can be told on the telephone.
async fn numbers(work: &Work, fresh: &[&Prepared]) -> Result<std::collections::VecDeque<String>, AppError> {
    let mut wanted: BTreeMap<(i32, i64), i64> = BTreeMap::new();
    for one in fresh {
        *wanted.entry((one.arrived_on.year(), one.agency)).or_default() += 1;
    }
    let mut next: BTreeMap<(i32, i64), i64> = BTreeMap::new();
    for ((year, agency), count) in wanted {
        let first = counter::take(work.db(), &format!("request:{year}:{agency}"), count).await?;
        next.insert((year, agency), first);
    }
    let mut give = |one: &&Prepared| {
        let (year, agency) = (one.arrived_on.year(), one.agency);
        let serial = next.entry((year, agency)).or_default();
        let number = number::written(year, agency, *serial);
        *serial += 1;
        number
    };
    Ok(fresh.iter().map(&mut give).collect())
}

/// Registered, and at the counter or signed for also received: then the clock runs from that day (art. 31). What was
/// split from a case is received on the day of that case; `split` were split from this one.
pub(super) fn first_events(
    one: &Prepared,
    first: i64,
    split: &[i64],
    calendar: &WorkCalendar,
) -> Result<Vec<Told>, AppError> {
    let (split_from, received_on) = match one.origin {
        None => (None, None),
        Some(Origin::First) => (Some(first), None),
        Some(Origin::Case { id, received_on }) => (Some(id), received_on),
    };
    let (channel, matter, arrived_on, rules) = (one.channel, one.matter, one.arrived_on, one.rules);
    let mut commands = vec![Command::Register { channel, matter, arrived_on, split_from, rules }];
    if !channel.is_received_on_arrival() {
        commands.extend(received_on.map(|on| Command::ConfirmReceipt { on }));
    }
    commands.extend(split.iter().map(|request| Command::SplitOff { request: *request }));
    let may = [Capability::RequestOfficer, Capability::Applicant];
    let actor = Actor { account: one.caller.account_id, may: &may, units: &[] };
    let (mut case, mut events) = (Case::default(), Vec::new());
    for command in commands {
        for what in decide(&case, &command, &actor, one.at, calendar).map_err(|refusal| refused(&refusal))? {
            let event = Event { seq: case.last_seq + 1, at: one.at, by: one.caller.account_id, what };
            case.apply(&event);
            let particulars = one.particulars.clone().filter(|_| event.seq == 1);
            events.push((event, particulars));
        }
    }
    Ok(events)
}

pub(super) fn file_row(request: i64, seq: i32, file: &SealedFile, by: Option<i64>, at: Moment) -> file::ActiveModel {
    file::ActiveModel {
        id: NotSet,
        request_id: Set(request),
        event_seq: Set(seq),
        file_hash: Set(file.hash.clone()),
        name: Set(file.name.clone()),
        file_type: Set(file.file_type.clone()),
        media_type: Set(file.media_type.clone()),
        size: Set(file.size),
        purpose: Set(file.purpose.to_string()),
        uploaded_by: Set(by),
        created_at: Set(at.0),
    }
}

/// A new row; what follows from its events is set by the projection.
fn row(one: &Prepared, id: i64, number: String) -> request::ActiveModel {
    request::ActiveModel {
        id: Set(id),
        number: Set(number),
        agency_id: Set(one.agency),
        year: Set(one.arrived_on.year()),
        officer_id: Set(one.caller.account_id),
        unit_id: Set(None),
        channel: Set(one.channel.code().to_string()),
        applicant_kind: Set(one.kind.unwrap_or(ApplicantKind::Citizen).code().to_string()),
        state: Set("registered".to_string()),
        desk: Set(Desk::Working.code().to_string()),
        arrived_on: Set(one.arrived_on),
        received_on: Set(None),
        due_on: Set(None),
        due_provisional: Set(false),
        stage_kind: Set(None),
        stage_due_on: Set(None),
        next_on: Set(one.arrived_on),
        waiting_for: Set("office".to_string()),
        closed_on: Set(None),
        closed_year: Set(None),
        reply_kind: Set(None),
        report_row: Set(None),
        rules: Set(Some(one.rules.version.to_string())),
        person_hash: Set(one.person_hash.clone()),
        matter_hash: Set(one.matter_hash.clone()),
        card: Set(one.card.clone()),
        code_hash: Set(one.code_hash.clone()),
        form_hash: Set(Some(one.form_hash.clone())),
        rating: Set(None),
        publication: Set(None),
        version: Set(1),
        created_at: Set(one.at.0),
        updated_at: Set(one.at.0),
        erased_at: Set(None),
        matter: Set(one.matter.code().to_string()),
        untold_on: Set(None),
    }
}
