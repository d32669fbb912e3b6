//! The reply as its applicant gets it by number and code: its words, its files, the remedies with their last days. Each
//! look stands in the audit log, and what is sealed is opened here alone. Not the serving of it, nor its making.

use chrono::NaiveDate;
use documents::write::letter::chinese_date;
use domain::calendar::DueDate;
use domain::request::article::cite;
use domain::request::remedy::{RemedyKind, remedies};
use domain::request::reply::ReplyKind;
use domain::request::{Case, Event, Happening};
use sea_orm::EntityTrait;
use serde_json::json;
use store::request::{self, Model, file};

use super::form::FilePurpose;
use super::history::event_of;
use super::letters::reply_as_given;
use super::personal::OpenedFile;
use super::seal::{CaseKey, Particulars, key_of};
use super::track;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::letter::{LetterCode, Sheet, in_force, reconsideration_organ_name, remedy_rules, remedy_text, write};

/// A file that the applicant may fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFile {
    pub id: i64,
    pub name: String,
    pub purpose: FilePurpose,
    pub file_type: String,
    pub size: i64,
}

/// A remedy with its last day, counted from the day on which the reply reached the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDay {
    pub kind: RemedyKind,
    pub until: DueDate,
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub kind: ReplyKind,
    pub on: NaiveDate,
    /// Set aside by a reconsideration or a court: another one takes its place.
    pub annulled: bool,
    pub title: String,
    /// The words, the remedies among them.
    pub paragraphs: Vec<String>,
    pub files: Vec<AnswerFile>,
    /// Empty while it is not known when the reply reached the applicant.
    pub last_days: Vec<LastDay>,
}

/// The replies of a case, newest first, for whom number and code admit. Where there is one, the look is recorded.
///
/// # Errors
/// `request_code_wrong`.
pub async fn answers(app: &App, number: &str, code: &str, address: &str) -> Result<Vec<Answer>, AppError> {
    let row = track::open(app, number, code).await?;
    if row.erased_at.is_some() {
        return Ok(Vec::new());
    }
    let db = app.store().read();
    let key = key_of(app, db, row.id).await?;
    let subject = super::case::open_card(app, &row, store::request::keys::find(db, row.id).await?.as_ref())?.subject;
    let told = History::read(&key, &request::events(db, row.id).await?)?;
    let files = request::files(db, row.id).await?;
    let mut answers = Vec::new();
    for given in told.given().into_iter().rev() {
        let files: Vec<AnswerFile> =
            files.iter().filter(|file| given.holds(file)).map(|file| shown(&key, file)).collect::<Result<_, _>>()?;
        answers.push(answer(app, &row, &key, &subject, &given, as_paper(files)).await?);
    }
    if let Some(newest) = answers.first() {
        let detail = json!({ "reply": newest.kind.code(), "on": newest.on });
        record(app, &row, address, "request.view_reply", &detail).await?;
    }
    Ok(answers)
}

/// A file of a reply, opened for whom number and code admit; recorded.
///
/// # Errors
/// `request_code_wrong`, `not_found` for a file that is no part of a reply, `request_erased`.
pub async fn answer_file(
    app: &App,
    number: &str,
    code: &str,
    address: &str,
    file_id: i64,
) -> Result<OpenedFile, AppError> {
    let row = track::open(app, number, code).await?;
    let db = app.store().read();
    let key = key_of(app, db, row.id).await?;
    let kept = file::Entity::find_by_id(file_id).one(db).await?.filter(|kept| kept.request_id == row.id);
    let kept = kept.ok_or_else(|| AppError::problem("not_found"))?;
    let told = History::read(&key, &request::events(db, row.id).await?)?;
    if !told.given().iter().any(|given| given.holds(&kept)) {
        return Err(AppError::problem("not_found"));
    }
    let opened = OpenedFile {
        name: key.open_text("file-name", &kept.name)?,
        media_type: kept.media_type,
        bytes: key.open_file(&app.files().get(&kept.file_hash).await?)?,
    };
    record(app, &row, address, "request.fetch_file", &json!({ "file": file_id })).await?;
    Ok(opened)
}

async fn record(
    app: &App,
    row: &Model,
    address: &str,
    action: &str,
    detail: &serde_json::Value,
) -> Result<(), AppError> {
    let mut work = app.begin().await?;
    let subject = ("request", row.id.to_string());
    work.record(Caller::applicant(address).entry(app.now(), Some(row.agency_id), action, subject, detail));
    app.commit(work).await
}

fn shown(key: &CaseKey, file: &file::Model) -> Result<AnswerFile, AppError> {
    Ok(AnswerFile {
        id: file.id,
        name: key.open_text("file-name", &file.name)?,
        purpose: FilePurpose::parse(&file.purpose).unwrap_or(FilePurpose::Supplied),
        file_type: file.file_type.clone(),
        size: file.size,
    })
}

/// A letter that lies in the case as a PDF and as the office's own document is given as the PDF alone.
fn as_paper(mut files: Vec<AnswerFile>) -> Vec<AnswerFile> {
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_string();
    let papers: Vec<String> = files.iter().filter(|f| f.file_type == "pdf").map(|f| stem(&f.name)).collect();
    files.retain(|f| f.purpose != FilePurpose::Reply || f.file_type == "pdf" || !papers.contains(&stem(&f.name)));
    files
}

/// The events of a case with what was written beside them.
struct History(Vec<(Event, Particulars)>);

/// A reply that was given, with what belongs to it.
struct Given<'h> {
    kind: ReplyKind,
    on: NaiveDate,
    /// The events that made it: its draft and the reply itself.
    seqs: [u32; 2],
    facts: Option<&'h Particulars>,
    received_on: Option<NaiveDate>,
    reached_on: Option<NaiveDate>,
    annulled: bool,
}

impl Given<'_> {
    /// Whether a file was given with this reply.
    fn holds(&self, file: &file::Model) -> bool {
        let purpose = FilePurpose::parse(&file.purpose);
        u32::try_from(file.event_seq).is_ok_and(|seq| self.seqs.contains(&seq))
            && purpose.is_some_and(FilePurpose::is_for_applicant)
    }
}

impl History {
    fn read(key: &CaseKey, stored: &[request::event::Model]) -> Result<Self, AppError> {
        let one = |row: &request::event::Model| {
            let particulars = match &row.particulars {
                Some(sealed) => key.open_particulars(row.seq, sealed)?,
                None => Particulars::new(),
            };
            Ok((event_of(row)?, particulars))
        };
        stored.iter().map(one).collect::<Result<_, AppError>>().map(Self)
    }

    /// Every reply that was given, oldest first.
    fn given(&self) -> Vec<Given<'_>> {
        let mut given: Vec<Given<'_>> = Vec::new();
        let mut draft: Option<(u32, &Particulars)> = None;
        let mut case = Case::default();
        for (event, particulars) in &self.0 {
            case.apply(event);
            match event.what {
                Happening::ReplyDrafted { .. } => draft = Some((event.seq, particulars)),
                Happening::Replied { reply, on } => given.push(Given {
                    kind: reply,
                    on,
                    seqs: [draft.map_or(event.seq, |(seq, _)| seq), event.seq],
                    facts: draft.take().map(|(_, facts)| facts),
                    received_on: case.received_on,
                    reached_on: None,
                    annulled: false,
                }),
                Happening::Served { received_on, .. } => {
                    if let Some(last) = given.last_mut() {
                        last.reached_on = received_on;
                    }
                }
                Happening::Annulled { .. } => {
                    if let Some(last) = given.last_mut() {
                        last.annulled = true;
                    }
                }
                _ => {}
            }
        }
        given
    }
}

async fn answer(
    app: &App,
    row: &Model,
    key: &CaseKey,
    subject: &str,
    given: &Given<'_>,
    files: Vec<AnswerFile>,
) -> Result<Answer, AppError> {
    let settings = app.settings();
    let rules = remedy_rules(&settings);
    let organ = reconsideration_organ_name(app, row.agency_id);
    let mut values = given.facts.cloned().unwrap_or_default();
    values.remove("note");
    values.extend([
        ("number".to_string(), row.number.clone()),
        ("subject".to_string(), subject.to_string()),
        ("received_on".to_string(), given.received_on.map(chinese_date).unwrap_or_default()),
        ("grounds".to_string(), cite(given.kind.grounds())),
        ("remedy".to_string(), remedy_text(given.kind, given.on, &rules, &organ, settings.text("remedy.court"))),
    ]);
    let sheet = Sheet {
        agency_id: row.agency_id,
        number: String::new(),
        addressee: String::new(),
        date: given.on,
        attachments: Vec::new(),
        values,
    };
    let code = LetterCode::Reply(given.kind);
    let text = match reply_as_given(app, key, row.id, given.kind, given.seqs).await? {
        Some(written) => written,
        None => write(app, code, &in_force(app.store().read(), code).await?, &sheet)?,
    };
    let paragraphs = text.body.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_string).collect();
    let calendar = settings.calendar();
    let last_days = match given.reached_on.filter(|_| !given.annulled) {
        Some(from) => remedies(given.kind, given.on, &rules)
            .iter()
            .filter(|remedy| remedy.kind != RemedyKind::LitigationAfterReconsideration)
            .filter_map(|remedy| {
                Some(LastDay { kind: remedy.kind, until: remedy.limit.last_day(from, &calendar).ok()? })
            })
            .collect(),
        None => Vec::new(),
    };
    let title = text.title;
    Ok(Answer { kind: given.kind, on: given.on, annulled: given.annulled, title, paragraphs, files, last_days })
}
