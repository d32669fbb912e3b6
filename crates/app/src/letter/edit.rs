//! The office's own wording of letters: listing, reading, changing, previewing, going back to the program's.

use documents::write::{Document, Seal};
use domain::identity::{Action, Place};
use serde_json::json;
use store::letter::letter_template;
use store::letter::log::{self, Entry};

use super::compose::{Sheet, frame, write};
use super::{LetterCode, Setting};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::form::Form;
use crate::wording::{Origin, PastWording, Placeholder, Wording, check, check_from, samples};

/// Longest title.
const MAX_TITLE: usize = 60;

/// Under this kind its wordings stand in the log.
const KIND: &str = "letter";
/// Most wordings of one history.
const MOST_PAST: u64 = 50;

/// A letter in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    pub code: LetterCode,
    pub origin: Origin,
}

/// A letter to be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterView {
    pub code: LetterCode,
    pub setting: Setting,
    pub origin: Origin,
    pub wording: Wording,
    pub default: Wording,
    pub placeholders: Vec<Placeholder>,
    /// Newest first; empty where the program's own was never changed.
    pub history: Vec<PastWording>,
}

/// What is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordingForm {
    pub title: String,
    pub body: String,
}

/// Every letter and form, and whose wording is in force.
///
/// # Errors
/// `not_allowed`.
pub async fn list_letters(app: &App, caller: &Caller) -> Result<Vec<LetterRow>, AppError> {
    allow(app, caller)?;
    let own = store::letter::list_letters(app.store().read()).await?;
    let origin = |code: LetterCode| {
        let code = code.code();
        if own.iter().any(|row| row.code == code) { Origin::Own } else { Origin::Default }
    };
    Ok(LetterCode::all().map(|code| LetterRow { code, origin: origin(code) }).collect())
}

/// A letter with its wording in force and its placeholders.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn get_letter(app: &App, caller: &Caller, code: &str) -> Result<LetterView, AppError> {
    allow(app, caller)?;
    let code = parse(code)?;
    let own = store::letter::find_letter(app.store().read(), &code.code()).await?;
    let default = code.default_wording();
    let origin = if own.is_some() { Origin::Own } else { Origin::Default };
    let wording = own.map_or_else(|| default.clone(), |row| Wording { title: row.title, body: row.body });
    let past = log::list(app.store().read(), KIND, &code.code(), MOST_PAST).await?;
    Ok(LetterView {
        code,
        setting: code.setting(),
        origin,
        wording,
        default,
        placeholders: code.placeholders(),
        history: past.into_iter().map(PastWording::of).collect(),
    })
}

/// Keeps the office's own wording.
///
/// # Errors
/// `not_allowed`, `not_found`; faults of `title` and `body`.
pub async fn save_letter(app: &App, caller: &Caller, code: &str, form: &WordingForm) -> Result<(), AppError> {
    allow(app, caller)?;
    let code = parse(code)?;
    let wording = checked(code, form)?;
    let now = app.now();
    let row = letter_template::Model {
        code: code.code(),
        title: wording.title,
        body: wording.body,
        changed_by: caller.account_id,
        changed_at: now.0,
    };
    let detail = json!({ "title": row.title, "body": row.body });
    let mut work = app.begin().await?;
    let entry = Entry {
        kind: KIND,
        code: row.code.clone(),
        origin: "own",
        title: row.title.clone(),
        body: row.body.clone(),
        by: caller.account_id,
    };
    store::letter::set_letter(work.db(), row).await?;
    log::note(work.db(), entry, now).await?;
    work.record(caller.entry(now, None, "letter.wording", ("letter_template", code.code()), &detail));
    app.commit(work).await
}

/// Goes back to the program's own wording.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn reset_letter(app: &App, caller: &Caller, code: &str) -> Result<(), AppError> {
    allow(app, caller)?;
    let code = parse(code)?;
    let now = app.now();
    let mut work = app.begin().await?;
    let default = code.default_wording();
    let entry = Entry {
        kind: KIND,
        code: code.code(),
        origin: "default",
        title: default.title,
        body: default.body,
        by: caller.account_id,
    };
    store::letter::drop_letter(work.db(), &code.code()).await?;
    log::note(work.db(), entry, now).await?;
    work.record(caller.entry(now, None, "letter.wording_reset", ("letter_template", code.code()), &json!({})));
    app.commit(work).await
}

/// What a letter in this wording would look like, with sample values, for the caller's agency.
///
/// # Errors
/// `not_allowed`, `not_found`; faults of `title` and `body`.
pub fn preview_letter(app: &App, caller: &Caller, code: &str, form: &WordingForm) -> Result<Document, AppError> {
    allow(app, caller)?;
    let code = parse(code)?;
    let wording = checked(code, form)?;
    let values = samples(&code.placeholders());
    let sheet = Sheet {
        agency_id: caller.agency_id.ok_or_else(|| AppError::problem("not_found"))?,
        number: "（文号）".to_string(),
        addressee: values.get("applicant").cloned().unwrap_or_default(),
        date: app.now().date(),
        attachments: Vec::new(),
        values,
    };
    Ok(write(app, code, &wording, &sheet)?.document(&frame(app, &sheet, Seal::Marked)?))
}

fn allow(app: &App, caller: &Caller) -> Result<(), AppError> {
    caller.allow(Action::WordingManage, &Place::installation(), app.now()).map(|_| ())
}

fn parse(code: &str) -> Result<LetterCode, AppError> {
    LetterCode::parse(code).ok_or_else(|| AppError::problem("not_found"))
}

/// Cells of a form are rendered one by one and must each be whole.
fn checked(code: LetterCode, form: &WordingForm) -> Result<Wording, AppError> {
    let known = code.placeholders();
    let body = form.body.replace("\r\n", "\n");
    let mut faults = Form::default();
    let title = faults.required("title", &form.title, MAX_TITLE);
    let mut note = |result: Result<(), crate::error::FieldFault>| {
        if let Err(fault) = result {
            faults.fault(fault);
        }
    };
    note(check("title", &title, &known));
    note(check("body", &body, &known));
    if code.setting() == Setting::Form {
        for (at, line) in (1..).zip(body.lines()) {
            let pieces = line.split('｜').filter(|piece| !piece.trim().is_empty());
            pieces.for_each(|piece| note(check_from("body", piece, &known, at)));
        }
    }
    faults.finish()?;
    Ok(Wording { title, body: body.trim().to_string() })
}
