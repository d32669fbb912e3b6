//! Forms that carry files: fields and files read from the wire within bounds. What a file is, and whether it is taken,
//! the use case decides.

use app::AppError;
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
}

impl Sent {
    /// The files of one field.
    #[must_use]
    pub fn files_of(&self, field: &str) -> Vec<SentFile> {
        self.files.iter().filter(|file| file.field == field).cloned().collect()
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

/// Reads the whole form.
///
/// # Errors
/// `file_too_large`, `request_too_many_files`, `body_too_large`, `bad_request`.
pub async fn read(mut form: Multipart, limits: UploadLimits) -> Result<Sent, AppError> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error, limits))? {
        let Some(name) = field.name().map(str::to_string) else { continue };
        match field.file_name().map(str::to_string) {
            // A file input without a file sends an empty part without a name.
            Some(file) if file.is_empty() => {}
            Some(file) => {
                if sent.files.len() >= limits.files {
                    return Err(AppError::problem("request_too_many_files").with("max", limits.files));
                }
                let bytes = bytes_of(field, &file, limits).await?;
                sent.files.push(SentFile { field: name, name: file, bytes });
            }
            None if sent.typed.0.len() >= MAX_FIELDS => return Err(AppError::problem("bad_request")),
            None => sent.typed.0.push((name, text_of(field, limits).await?)),
        }
    }
    Ok(sent)
}

async fn bytes_of(mut field: Field<'_>, name: &str, limits: UploadLimits) -> Result<Bytes, AppError> {
    let most = usize::try_from(limits.megabytes).unwrap_or(usize::MAX).saturating_mul(1024 * 1024);
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error, limits))? {
        if bytes.len() + chunk.len() > most {
            return Err(AppError::problem("file_too_large").with("name", name).with("max", limits.megabytes));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
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

fn unreadable(error: &MultipartError, limits: UploadLimits) -> AppError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return AppError::problem("upload_too_large").with("max", limits.megabytes);
    }
    AppError::problem("bad_request")
}
