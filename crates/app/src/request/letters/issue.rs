//! Keeping a letter's text as a person changed it, and issuing it: the number first, for good; then the bytes; then the
//! mark that it is issued, with the files of the case, in one transaction. Killed in between, a letter is a draft that
//! keeps its number.

use documents::write::Seal;
use sea_orm::ActiveModelTrait;
use serde_json::json;
use store::letter::issued::{self, Draft, Issued, Model as LetterRow};
use store::request;

use super::page::{Editable, Opened, Wanted, rendered};
use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::letter::{LetterCode, PaperText, Setting, document_number};
use crate::request::case::{SealedFile, file_row, seal_file};
use crate::request::form::{CheckedFile, FilePurpose};
use documents::sniff::FileType;
use domain::identity::Action;
use domain::request::Happening;

/// Keeps the text that somebody has typed.
///
/// # Errors
/// `not_allowed`, `letter_not_here`, `letter_issued`, `letter_signed`; faults of the fields.
pub async fn save(app: &App, caller: &Caller, id: i64, wanted: Wanted, text: PaperText) -> Result<(), AppError> {
    let opened = changeable(app, caller, id, wanted).await?;
    keep(app, caller, &opened, text.checked()?, Number::Later).await.map(|_| ())
}

/// Drops the text that somebody has typed: the wording in force is used again.
///
/// # Errors
/// As [`save`].
pub async fn restore(app: &App, caller: &Caller, id: i64, wanted: Wanted) -> Result<(), AppError> {
    let opened = changeable(app, caller, id, wanted).await?;
    let Some(row) = opened.row.clone() else { return Ok(()) };
    let mut work = app.begin().await?;
    request::lock(work.db(), id).await?;
    issued::clear(work.db(), row, caller.account_id, app.now()).await?;
    note(app, caller, &opened, &mut work, "letter.restore", &json!({ "letter": wanted.to_string() }));
    app.commit(work).await
}

async fn changeable(app: &App, caller: &Caller, id: i64, wanted: Wanted) -> Result<Opened, AppError> {
    let opened = Opened::open(app, caller, id, wanted).await?;
    caller.allow(Action::RequestHandle, &opened.file.place, app.now())?;
    match opened.editable(app, caller) {
        Editable::Yes => Ok(opened),
        Editable::Issued => Err(AppError::problem("letter_issued")),
        Editable::Signed => Err(AppError::problem("letter_signed")),
        Editable::Looking => Err(AppError::problem("not_allowed").with("action", Action::RequestPersonal.label())),
    }
}

/// Issues a letter: `text` is what somebody has typed, none for the text as it stands. Returns its number.
///
/// # Errors
/// As [`save`]; `letter_too_soon` for a reply that was not given yet, `letter_no_prefix`; at its field what is still to
/// be written.
pub async fn issue(
    app: &App,
    caller: &Caller,
    id: i64,
    wanted: Wanted,
    text: Option<PaperText>,
) -> Result<Option<String>, AppError> {
    let opened = Opened::open(app, caller, id, wanted).await?;
    caller.allow(Action::RequestHandle, &opened.file.place, app.now())?;
    caller.allow(Action::RequestPersonal, &opened.file.place, app.now())?;
    if opened.is_issued() {
        return Err(AppError::problem("letter_issued"));
    }
    if !opened.is_ripe() {
        return Err(AppError::problem("letter_too_soon"));
    }
    let text = match text.filter(|_| opened.editable(app, caller) == Editable::Yes) {
        Some(typed) => typed.checked()?,
        None => opened.text(app).await?,
    };
    complete(&text)?;
    let number = if wanted.code.setting() == Setting::Letter { Number::Now } else { Number::Later };
    let row = keep(app, caller, &opened, text.clone(), number).await?;
    let numbered = Opened { row: Some(row.clone()), ..opened };
    let mut frame = numbered.frame(app)?;
    frame.seal = Seal::Clear;
    let document = text.document(&frame);
    let missing: String = app.fonts().missing_in(&document).into_iter().collect();
    let (pdf, docx) = rendered(document, app.fonts().clone()).await?;
    let name = name_of(&text, row.number.as_deref());
    let purpose = purpose_of(wanted.code);
    let sealed = [
        seal(app, &numbered, format!("{name}.docx"), docx, FileType::Docx, purpose).await?,
        seal(app, &numbered, format!("{name}.pdf"), pdf, FileType::Pdf, purpose).await?,
    ];
    finish(app, caller, &numbered, &row, sealed, missing).await?;
    Ok(row.number)
}

/// Nothing may be left to be written.
fn complete(text: &PaperText) -> Result<(), AppError> {
    let fault = |(field, names): (String, Vec<String>)| {
        FieldFault::new(field, "letter_unfilled").with("names", names.join("、"))
    };
    let faults: Vec<FieldFault> = text.unfilled().into_iter().map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(AppError::fields(faults)) }
}

/// Whether a number is given with the keeping.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    Now,
    Later,
}

async fn keep(
    app: &App,
    caller: &Caller,
    opened: &Opened,
    text: PaperText,
    number: Number,
) -> Result<LetterRow, AppError> {
    let (now, id) = (app.now(), opened.file.row.id);
    let plain = serde_json::to_string(&text).map_err(store::StoreError::from)?;
    let sealed = opened.file.key.seal_text(app.random(), &opened.wanted.purpose(), &plain)?;
    let on = opened.offer.map(|offer| offer.on).ok_or_else(|| AppError::problem("letter_not_here"))?;
    let mut work = app.begin().await?;
    request::lock(work.db(), id).await?;
    let key = opened.wanted.key(id);
    let before = issued::find(work.db(), &key).await?.and_then(|row| row.number);
    let agency_id = opened.file.row.agency_id;
    let given = match (before, number) {
        (Some(number), _) => Some(number),
        (None, Number::Now) => Some(document_number(app, work.db(), agency_id, on).await?),
        (None, Number::Later) => None,
    };
    let draft = Draft { key, agency_id, number: given, dated_on: on, sealed, by: caller.account_id };
    let row = issued::keep(work.db(), draft, now).await?;
    let detail = json!({ "letter": opened.wanted.to_string(), "number": row.number });
    note(app, caller, opened, &mut work, "letter.save", &detail);
    app.commit(work).await?;
    Ok(row)
}

async fn finish(
    app: &App,
    caller: &Caller,
    opened: &Opened,
    row: &LetterRow,
    sealed: [SealedFile; 2],
    missing: String,
) -> Result<(), AppError> {
    let (now, id) = (app.now(), opened.file.row.id);
    let mut work = app.begin().await?;
    request::lock(work.db(), id).await?;
    let mut ids = Vec::with_capacity(sealed.len());
    for one in &sealed {
        let new = file_row(id, event_of(opened, row), one, caller.account_id, now);
        ids.push(new.insert(work.db()).await?.id);
    }
    let (docx_file, pdf_file) = (ids.first().copied().unwrap_or_default(), ids.last().copied().unwrap_or_default());
    let issued = Issued { docx_file, pdf_file, missing, by: caller.account_id };
    if !issued::issue(work.db(), row, issued, now).await? {
        return Err(AppError::problem("changed_meanwhile"));
    }
    let hashes: Vec<&str> = sealed.iter().map(SealedFile::hash).collect();
    let detail = json!({ "letter": opened.wanted.to_string(), "number": row.number, "sha256": hashes });
    note(app, caller, opened, &mut work, "letter.issue", &detail);
    app.commit(work).await
}

/// The event whose files these are: a reply's letter came with the reply, not with its draft.
fn event_of(opened: &Opened, row: &LetterRow) -> i32 {
    let replied = opened.file.last(|what| matches!(what, Happening::Replied { .. })).map(|one| one.event.seq);
    match opened.wanted.code {
        LetterCode::Reply(_) => replied.and_then(|seq| i32::try_from(seq).ok()).unwrap_or(row.event_seq),
        LetterCode::Paper(_) => row.event_seq,
    }
}

fn note(app: &App, caller: &Caller, opened: &Opened, work: &mut store::Work, verb: &str, detail: &serde_json::Value) {
    let row = &opened.file.row;
    let subject = ("request", row.id.to_string());
    work.record(caller.entry(app.now(), Some(row.agency_id), verb, subject, detail));
}

async fn seal(
    app: &App,
    opened: &Opened,
    name: String,
    bytes: bytes::Bytes,
    kind: FileType,
    purpose: FilePurpose,
) -> Result<SealedFile, AppError> {
    let name = crate::item::attach::clean_name(&name);
    seal_file(app, &opened.file.key, &CheckedFile { name, bytes, purpose, kind }).await
}

fn name_of(text: &PaperText, number: Option<&str>) -> String {
    let title: String = text.title.chars().filter(|c| !c.is_whitespace()).collect();
    number.map_or_else(|| title.clone(), |number| format!("{title} {number}"))
}

/// The reply's letter is what the applicant fetches as the reply.
const fn purpose_of(code: LetterCode) -> FilePurpose {
    use crate::letter::PaperKind as P;
    match code {
        LetterCode::Reply(_) | LetterCode::Paper(P::ClosingNotice | P::CorrectionNotice) => FilePurpose::Reply,
        LetterCode::Paper(_) => FilePurpose::Letter,
    }
}
