//! The letters that were issued to the applicant, for whoever has number and query code. Those to third parties and to
//! other organs, and what stays in the file, are not among them.

use chrono::NaiveDate;
use sea_orm::EntityTrait;
use serde_json::json;
use store::letter::issued::{self, LetterState, Model as LetterRow};
use store::request::file;

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::letter::{LetterCode, PaperKind as P};
use crate::request::personal::OpenedFile;
use crate::request::seal::key_of;
use crate::request::track;

/// A letter to the applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicantLetter {
    pub id: i64,
    pub label: String,
    pub number: Option<String>,
    pub dated_on: NaiveDate,
}

/// The letters that were issued to the applicant, oldest first.
///
/// # Errors
/// `request_code_wrong`.
pub async fn of_applicant(app: &App, number: &str, code: &str) -> Result<Vec<ApplicantLetter>, AppError> {
    let case = track::open(app, number, code).await?;
    let rows = issued::list_of_request(app.store().read(), case.id).await?;
    Ok(rows.iter().filter_map(letter_of).collect())
}

fn letter_of(row: &LetterRow) -> Option<ApplicantLetter> {
    let code = LetterCode::parse(&row.code).filter(|code| is_to_applicant(*code))?;
    let out = row.state == LetterState::Issued.code();
    out.then(|| ApplicantLetter {
        id: row.id,
        label: match code {
            LetterCode::Reply(_) => code.default_wording().title,
            LetterCode::Paper(_) => code.label(),
        },
        number: row.number.clone(),
        dated_on: row.dated_on,
    })
}

const fn is_to_applicant(code: LetterCode) -> bool {
    matches!(
        code,
        LetterCode::Reply(_)
            | LetterCode::Paper(
                P::Receipt
                    | P::SupplementDemand
                    | P::ReasonsDemand
                    | P::ExtensionNotice
                    | P::ConsultationNotice
                    | P::FeeNotice
                    | P::ClosingNotice
                    | P::CorrectionNotice
            )
    )
}

/// One of them as PDF. That it was fetched stands in the audit log.
///
/// # Errors
/// `request_code_wrong`, `request_erased`; `not_found` for a letter that is not the applicant's.
pub async fn fetch_letter(
    app: &App,
    number: &str,
    code: &str,
    address: &str,
    letter: i64,
) -> Result<OpenedFile, AppError> {
    let case = track::open(app, number, code).await?;
    let db = app.store().read();
    let gone = || AppError::problem("not_found");
    let rows = issued::list_of_request(db, case.id).await?;
    let row = rows.into_iter().find(|row| row.id == letter && letter_of(row).is_some()).ok_or_else(gone)?;
    let kept = file::Entity::find_by_id(row.pdf_file.ok_or_else(gone)?).one(db).await?.ok_or_else(gone)?;
    let key = key_of(app, db, case.id).await?;
    let opened = OpenedFile {
        name: key.open_text("file-name", &kept.name)?,
        media_type: kept.media_type,
        bytes: key.open_file(&app.files().get(&kept.file_hash).await?)?,
    };
    let caller = Caller { name: "申请人".into(), address: address.to_string(), ..Caller::system() };
    let mut work = app.begin().await?;
    let detail = json!({ "letter": row.id, "number": row.number });
    let subject = ("request", case.id.to_string());
    work.record(caller.entry(app.now(), Some(case.agency_id), "letter.fetch", subject, &detail));
    app.commit(work).await?;
    Ok(opened)
}
