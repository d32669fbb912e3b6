//! Forms that carry files: fields and files read from the wire within bounds. What a file is, and whether it is taken,
//! the use case decides.

use app::{AppError, FieldFault};
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};

use crate::forms::Typed;

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct SentFile {
    /// The form field it came in.
    pub field: String,
    pub name: String,
    pub bytes: Bytes,
}

/// A form with its files.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    pub typed: Typed,
    pub files: Vec<SentFile>,
    /// Files that were not taken, at their fields: what was typed is read all the same, so that it is not lost.
    pub faults: Vec<FieldFault>,
}

impl Sent {
    /// The files of one field.
    #[must_use]
    pub fn files_of(&self, field: &str) -> Vec<SentFile> {
        self.files.iter().filter(|file| file.field == field).cloned().collect()
    }

    /// Refuses the form where one of its files was not taken.
    ///
    /// # Errors
    /// `form_invalid` with the faults.
    pub fn all_taken(&self) -> Result<(), AppError> {
        if self.faults.is_empty() { Ok(()) } else { Err(AppError::fields(self.faults.clone())) }
    }

    /// A refusal that names one of the files, at the field by which that file came.
    #[must_use]
    pub fn at_its_field(&self, error: AppError) -> AppError {
        let AppError::Refused(problem) = &error else { return error };
        let named = problem.values.iter().find(|(key, _)| *key == "name").map(|(_, name)| name);
        let file = named.and_then(|name| self.files.iter().find(|file| file.name.ends_with(name.as_str())));
        match file.filter(|_| problem.fields.is_empty()) {
            Some(file) => AppError::fields(vec![FieldFault {
                field: file.field.clone(),
                code: problem.code,
                values: problem.values.clone(),
            }]),
            None => error,
        }
    }
}

/// How much a form may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    pub files: usize,
    /// Of one file.
    pub megabytes: i64,
}

/// Longest value of a plain field, in bytes; the form's own limits are far below.
const MAX_FIELD: usize = 64 * 1024;
/// Most plain fields.
const MAX_FIELDS: usize = 300;

/// Reads the whole form. A file that is too large, and those that are too many, are told in [`Sent::faults`].
///
/// # Errors
/// `body_too_large`, `upload_too_large`, `bad_request`.
pub async fn read(mut form: Multipart, limits: UploadLimits) -> Result<Sent, AppError> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error, limits))? {
        let Some(name) = field.name().map(str::to_string) else { continue };
        match field.file_name().map(str::to_string) {
            // A file input without a file sends an empty part without a name.
            Some(file) if file.is_empty() => {}
            Some(_) if sent.files.len() >= limits.files => {
                skip(field, limits).await?;
                if !sent.faults.iter().any(|fault| fault.code == "request_too_many_files") {
                    sent.faults.push(FieldFault::new(name, "request_too_many_files").with("max", limits.files));
                }
            }
            Some(file) => match part_of(field, limits).await? {
                Part::Whole(bytes) => sent.files.push(SentFile { field: name, name: file, bytes }),
                Part::TooLarge => {
                    let fault = FieldFault::new(name, "file_too_large").with("name", file);
                    sent.faults.push(fault.with("max", limits.megabytes));
                }
            },
            None if sent.typed.0.len() >= MAX_FIELDS => return Err(AppError::problem("bad_request")),
            None => sent.typed.0.push((name, text_of(field, limits).await?)),
        }
    }
    Ok(sent)
}

/// The whole of one file.
///
/// # Errors
/// `file_too_large`, `upload_too_large`, `bad_request`.
pub async fn bytes_of(field: Field<'_>, name: &str, limits: UploadLimits) -> Result<Bytes, AppError> {
    match part_of(field, limits).await? {
        Part::Whole(bytes) => Ok(bytes),
        Part::TooLarge => Err(AppError::problem("file_too_large").with("name", name).with("max", limits.megabytes)),
    }
}

/// What became of reading a file.
enum Part {
    Whole(Bytes),
    TooLarge,
}

/// A file up to its limit; of a larger one the rest is passed over, so that the form behind it can be read. The body as a
/// whole has a limit of its own.
async fn part_of(mut field: Field<'_>, limits: UploadLimits) -> Result<Part, AppError> {
    let most = usize::try_from(limits.megabytes).unwrap_or(usize::MAX).saturating_mul(1024 * 1024);
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error, limits))? {
        if bytes.len() + chunk.len() > most {
            skip(field, limits).await?;
            return Ok(Part::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Part::Whole(bytes.freeze()))
}

async fn skip(mut field: Field<'_>, limits: UploadLimits) -> Result<(), AppError> {
    while field.chunk().await.map_err(|error| unreadable(&error, limits))?.is_some() {}
    Ok(())
}

async fn text_of(mut field: Field<'_>, limits: UploadLimits) -> Result<String, AppError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error, limits))? {
        if bytes.len() + chunk.len() > MAX_FIELD {
            return Err(AppError::problem("body_too_large"));
        }
        bytes.extend_from_slice(&chunk);
    }
    // Browsers send line breaks as CR LF.
    Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

/// Why a form could not be read on.
pub fn unreadable(error: &MultipartError, limits: UploadLimits) -> AppError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return AppError::problem("upload_too_large").with("max", limits.megabytes);
    }
    AppError::problem("bad_request")
}
