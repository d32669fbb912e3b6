//! A letter or form out of its wording and the values of a case, as text that a person may still change and as a
//! document ready for DOCX and PDF.

use chrono::{Datelike, NaiveDate};
use documents::write::letter::chinese_date;
use documents::write::{Document, Seal};
use sea_orm::ConnectionTrait;

use super::paper::{Frame, PaperText, paragraphs};
use super::{LetterCode, Setting};
use crate::context::App;
use crate::error::AppError;
use crate::wording::{Placeholder, Values, Wording, fill};

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

/// Sets a letter or form in the wording in force.
///
/// # Errors
/// `not_found` for the agency; `letter_unfilled` with the names of placeholders that have no value.
pub async fn compose(
    app: &App,
    db: &impl ConnectionTrait,
    code: LetterCode,
    sheet: &Sheet,
) -> Result<Document, AppError> {
    let text = write(app, code, &in_force(db, code).await?, sheet)?;
    let names: Vec<String> = text.unfilled().into_iter().flat_map(|(_, names)| names).collect();
    if !names.is_empty() {
        return Err(AppError::problem("letter_unfilled").with("names", names.join("、")));
    }
    Ok(text.document(&frame(app, sheet, Seal::Clear)?))
}

/// The wording of a letter in force: the office's own, else the program's.
///
/// # Errors
/// When the records cannot be read.
pub async fn in_force(db: &impl ConnectionTrait, code: LetterCode) -> Result<Wording, AppError> {
    let own = store::letter::find_letter(db, &code.code()).await?;
    Ok(own.map_or_else(|| code.default_wording(), |own| Wording { title: own.title, body: own.body }))
}

/// The frame of a sheet: agency, number, date.
///
/// # Errors
/// `not_found` for the agency.
pub fn frame(app: &App, sheet: &Sheet, seal: Seal) -> Result<Frame, AppError> {
    let directory = app.directory();
    let agency = directory.agency(sheet.agency_id).ok_or_else(|| AppError::problem("not_found"))?;
    Ok(Frame { agency: agency.name.clone(), number: sheet.number.clone(), date: sheet.date, seal })
}

/// The text of a letter or form in the given wording. What has no value is marked in it.
///
/// # Errors
/// `not_found` for the agency.
pub fn write(app: &App, code: LetterCode, wording: &Wording, sheet: &Sheet) -> Result<PaperText, AppError> {
    let directory = app.directory();
    let agency = directory.agency(sheet.agency_id).ok_or_else(|| AppError::problem("not_found"))?;
    let mut values = sheet.values.clone();
    values.insert("agency".into(), agency.name.clone());
    values.insert("date".into(), chinese_date(sheet.date));
    let known = code.placeholders();
    let title = fill(&wording.title, &values, &known)?;
    let text = PaperText { title, attachments: sheet.attachments.clone(), ..PaperText::default() };
    match code.setting() {
        Setting::Form => form(text, &wording.body, &values, &known),
        Setting::Letter => {
            let body = paragraphs(&fill(&wording.body, &values, &known)?).join("\n");
            Ok(PaperText { addressee: sheet.addressee.clone(), body, ..text })
        }
    }
}

/// Each cell is filled by itself, so that no value can make a row or a cell of its own.
fn form(mut text: PaperText, body: &str, values: &Values, known: &[Placeholder]) -> Result<PaperText, AppError> {
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(note) = line.strip_prefix("注：") {
            text.notes.push(fill(note, values, known)?);
            continue;
        }
        let cells: Vec<String> = line.split('｜').map(|cell| fill(cell, values, known)).collect::<Result<_, _>>()?;
        text.rows.push(cells);
    }
    Ok(text)
}

/// Gives the next document number of the agency in the year: 机关代字, the series of the settings, 〔year〕, serial.
///
/// # Errors
/// `not_found` for the agency; `letter_no_prefix` where it has no 机关代字.
pub async fn document_number(
    app: &App,
    db: &impl ConnectionTrait,
    agency_id: i64,
    on: NaiveDate,
) -> Result<String, AppError> {
    let directory = app.directory();
    let agency = directory.agency(agency_id).ok_or_else(|| AppError::problem("not_found"))?;
    if agency.document_prefix.trim().is_empty() {
        return Err(AppError::problem("letter_no_prefix"));
    }
    let settings = app.settings();
    let series = settings.text("letter.series");
    let serial = store::letter::take_number(db, agency_id, series, on.year()).await?;
    // 机关代字 is often kept with the sort of paper at its end (高府发); the series stands in its place.
    let prefix = agency.document_prefix.trim().trim_end_matches(['发', '函', '字']);
    Ok(format!("{prefix}{series}〔{}〕{serial}号", on.year()))
}
