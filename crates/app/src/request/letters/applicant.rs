//! The letters that were issued to the applicant, for whoever has number and query code. Those to third parties and to
//! other organs, and what stays in the file, are not among them.

use chrono::NaiveDate;
use domain::request::reply::ReplyKind;
use sea_orm::EntityTrait;
use serde_json::json;
use store::letter::issued::{self, LetterState, Model as LetterRow};
use store::request::file;

use super::page::Wanted;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::letter::{LetterCode, PaperKind as P, PaperText};
use crate::request::personal::OpenedFile;
use crate::request::seal::{CaseKey, key_of};
use crate::request::track;

/// A letter to the applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicantLetter {
    pub id: i64,
    pub label: String,
    pub number: Option<String>,
    pub dated_on: NaiveDate,
    /// Its PDF among the files of the case.
    pub pdf_file: Option<i64>,
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
        pdf_file: row.pdf_file,
    })
}

/// The words of a reply that was given, where somebody wrote or issued them: what was signed, not what the wording in
/// force would make today. None where they were never touched.
pub(in crate::request) async fn reply_as_given(
    app: &App,
    key: &CaseKey,
    request: i64,
    kind: ReplyKind,
    seqs: [u32; 2],
) -> Result<Option<PaperText>, AppError> {
    let code = LetterCode::Reply(kind);
    let rows = issued::list_of_request(app.store().read(), request).await?;
    let written = rows.into_iter().rev().find_map(|row| {
        let seq = u32::try_from(row.event_seq).ok().filter(|seq| seqs.contains(seq))?;
        (row.code == code.code() && !row.sealed.is_empty()).then_some((row.sealed, seq))
    });
    let Some((sealed, seq)) = written else { return Ok(None) };
    let plain = key.open_text(&Wanted { code, seq, about: None }.purpose(), &sealed)?;
    let text: PaperText = serde_json::from_str(&plain).map_err(store::StoreError::from)?;
    Ok(Some(text).filter(|text| text.unfilled().is_empty()))
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
    let mut work = app.begin().await?;
    let detail = json!({ "letter": row.id, "number": row.number });
    let subject = ("request", case.id.to_string());
    let caller = Caller::applicant(address);
    work.record(caller.entry(app.now(), Some(case.agency_id), "letter.fetch", subject, &detail));
    app.commit(work).await?;
    Ok(opened)
}
