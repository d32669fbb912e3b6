//! A letter or form out of its wording and the values of a case, as a document ready for DOCX and PDF.

use chrono::{Datelike, NaiveDate};
use documents::write::letter::{Form, Letter, chinese_date};
use documents::write::{Document, GridCell, Seal};
use sea_orm::ConnectionTrait;

use super::{LetterCode, Setting};
use crate::context::App;
use crate::error::AppError;
use crate::wording::{Values, Wording, render};

/// What a letter needs beside its wording and values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub agency_id: i64,
    /// 文号, or the case's number for a form; empty for none.
    pub number: String,
    /// To whom; empty for none.
    pub addressee: String,
    pub date: NaiveDate,
    pub attachments: Vec<String>,
    pub values: Values,
}

/// What was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paper {
    Letter(Letter),
    Form(Form),
}

impl Paper {
    /// The document for the writers.
    #[must_use]
    pub fn document(self) -> Document {
        match self {
            Self::Letter(letter) => letter.into(),
            Self::Form(form) => form.into(),
        }
    }
}

/// Sets a letter or form in the wording in force. A placeholder without a value is left empty.
///
/// # Errors
/// `not_found` for the agency; a fault of ours where kept wording does not render.
pub async fn compose(app: &App, db: &impl ConnectionTrait, code: LetterCode, sheet: &Sheet) -> Result<Paper, AppError> {
    let wording = match store::letter::find_letter(db, &code.code()).await? {
        Some(own) => Wording { title: own.title, body: own.body },
        None => code.default_wording(),
    };
    set(app, code, &wording, sheet)
}

/// Sets a letter or form in the given wording.
pub(super) fn set(app: &App, code: LetterCode, wording: &Wording, sheet: &Sheet) -> Result<Paper, AppError> {
    let directory = app.directory();
    let agency = directory.agency(sheet.agency_id).ok_or_else(|| AppError::problem("not_found"))?;
    let mut values = sheet.values.clone();
    values.insert("agency".into(), agency.name.clone());
    values.insert("date".into(), chinese_date(sheet.date));
    for placeholder in code.placeholders() {
        values.entry(placeholder.key.to_string()).or_default();
    }
    let title = render(&wording.title, &values)?;
    match code.setting() {
        Setting::Form => form(title, sheet.number.clone(), &wording.body, &values).map(Paper::Form),
        Setting::Letter => Ok(Paper::Letter(Letter {
            agency_heading: agency.name.clone(),
            number: sheet.number.clone(),
            title,
            addressee: sheet.addressee.clone(),
            paragraphs: paragraphs(&render(&wording.body, &values)?),
            attachments: sheet.attachments.clone(),
            signed_by: agency.name.clone(),
            date: sheet.date,
            seal: Seal::Clear,
            contact: String::new(),
            copies_to: Vec::new(),
        })),
    }
}

fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().replace("。。", "。")).filter(|line| !line.is_empty()).collect()
}

/// Each cell is rendered by itself, so that no value can make a row or a cell of its own.
fn form(title: String, number: String, body: &str, values: &Values) -> Result<Form, AppError> {
    let mut form = Form { title, number, widths: vec![2, 4, 2, 4], ..Form::default() };
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(note) = line.strip_prefix("注：") {
            form.notes.push(render(note, values)?);
            continue;
        }
        let cells: Vec<String> = line.split('｜').map(|cell| render(cell, values)).collect::<Result<_, _>>()?;
        form.rows.push(row(cells));
    }
    Ok(form)
}

/// Label and value in turn; the last value takes the room that is left of the four columns.
fn row(cells: Vec<String>) -> Vec<GridCell> {
    let count = cells.len();
    let cell = |(at, text): (usize, String)| {
        let mut cell = if at % 2 == 0 { GridCell::label(text) } else { GridCell::value(text) };
        if at + 1 == count {
            cell.columns = 4_usize.saturating_sub(at).max(1);
        }
        cell
    };
    cells.into_iter().enumerate().map(cell).collect()
}

/// Gives the next document number of the agency in the year: 机关代字, the series of the settings, 〔year〕, serial.
///
/// # Errors
/// `not_found` for the agency.
pub async fn document_number(
    app: &App,
    db: &impl ConnectionTrait,
    agency_id: i64,
    on: NaiveDate,
) -> Result<String, AppError> {
    let directory = app.directory();
    let agency = directory.agency(agency_id).ok_or_else(|| AppError::problem("not_found"))?;
    let settings = app.settings();
    let series = settings.text("letter.series");
    let serial = store::letter::take_number(db, agency_id, series, on.year()).await?;
    Ok(format!("{}{series}〔{}〕{serial}号", agency.document_prefix, on.year()))
}
