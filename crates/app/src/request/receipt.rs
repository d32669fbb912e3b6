//! 接收回执 as a paper: for whom number and query code admit, in the office's wording. It tells the code, so it is made
//! only for who knows it, and is kept by nobody.

use documents::write::letter::chinese_date;
use documents::write::to_pdf;
use domain::request::Case;
use domain::time::Moment;

use super::history::fold;
use super::personal::OpenedFile;
use super::track;
use crate::context::App;
use crate::error::AppError;
use crate::letter::{LetterCode, PaperKind, Sheet, compose};

/// The receipt of a case as a PDF.
///
/// # Errors
/// `request_code_wrong`, `request_erased`.
pub async fn receipt(app: &App, number: &str, code: &str) -> Result<OpenedFile, AppError> {
    let row = track::open(app, number, code).await?;
    if row.erased_at.is_some() {
        return Err(AppError::problem("request_erased"));
    }
    let db = app.store().read();
    let form = super::case::application_of(app, row.id).await?;
    let case: Case = fold(db, row.id).await?;
    let due = case.due(&app.settings().calendar()).map(|due| chinese_date(due.date)).unwrap_or_default();
    let directory = app.directory();
    let guide = crate::agency::guide_of(app, row.agency_id).unwrap_or_default();
    let agency = directory.agency(row.agency_id).map(|agency| agency.name.clone()).unwrap_or_default();
    let values = [
        ("number", row.number.clone()),
        ("applicant", form.applicant_name().to_string()),
        ("subject", form.subject()),
        ("received_on", case.received_on.map(chinese_date).unwrap_or_default()),
        ("due_on", due),
        ("query_code", track::spaced(code)),
        ("office", if guide.office.is_empty() { agency } else { guide.office }),
        ("contact", if guide.telephone.is_empty() { "见政府信息公开指南".to_string() } else { guide.telephone }),
    ];
    let sheet = Sheet {
        agency_id: row.agency_id,
        number: row.number.clone(),
        addressee: form.applicant_name().to_string(),
        date: Moment(row.created_at).date(),
        attachments: Vec::new(),
        values: values.into_iter().map(|(key, value)| (key.to_string(), value)).collect(),
    };
    let document = compose(app, db, LetterCode::Paper(PaperKind::Receipt), &sheet).await?;
    let fonts = app.fonts().clone();
    let written = tokio::task::spawn_blocking(move || to_pdf(&document, &fonts)).await;
    let bytes = written.map_err(|error| AppError::Internal(format!("setting a receipt: {error}")))?;
    let bytes = bytes.map_err(|error| AppError::Internal(format!("setting a receipt: {error}")))?;
    let name = format!("接收回执 {}.pdf", row.number);
    Ok(OpenedFile { name, media_type: "application/pdf".into(), bytes: bytes.into() })
}
