//! Carrying out an ordered redaction: the worker's part. The child process makes the copy; here it is sealed, noted with
//! the case, and the original locked; or why it failed is kept in words.

use documents::redact::{Options, Redacted};
use documents::sandbox::redact_in_child;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::json;
use store::request::{self, redaction};

use super::{FAULT, Found, Opened, limits, refused};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::identity;
use crate::problems::sentence;
use crate::request::case::{file_row, seal_file};
use crate::request::form::{CheckedFile, FilePurpose};
use crate::request::seal::CaseKey;

/// Dots an inch of rebuilt pages.
const DPI: u16 = 200;

/// The job: blacks the boxes out. Whatever goes wrong is kept in words for whoever ordered it, who may order it again.
pub(crate) async fn make(app: &App, id: i64) -> Result<(), AppError> {
    let Some(row) = redaction::Entity::find_by_id(id).one(app.store().read()).await? else { return Ok(()) };
    if row.ordered_at.is_none() || row.fault.is_some() || row.result_id.is_some() {
        return Ok(());
    }
    // What fails before the key is open cannot be kept in sealed words: the job is tried again, and when it is given
    // up the page says so.
    let found = match found(app, row.file_id).await {
        // Erased meanwhile, with its files.
        Err(error) if matches!(error.code(), "request_erased" | "not_found") => return Ok(()),
        found => found?,
    };
    let work = app.begin().await?;
    let begun = redaction::ActiveModel { id: Set(id), begun_at: Set(Some(app.now().0)), ..Default::default() };
    begun.update(work.db()).await?;
    app.commit(work).await?;
    let key = found.key.clone();
    let done = match found.opened(app).await {
        Ok(opened) => carry_out(app, &opened, &row).await,
        Err(error) => Err(error),
    };
    let Err(error) = done else { return Ok(()) };
    tracing::warn!(redaction = id, "blacking out: {error}");
    let words = sentence(&error);
    note_fault(app, &key, id, &format!("{}{}", words.text, words.advice)).await
}

async fn found(app: &App, file_id: i64) -> Result<Found, AppError> {
    let (row, kept) = Found::rows(app, file_id).await?;
    Found::with_key(app, row, kept).await
}

async fn carry_out(app: &App, opened: &Opened, row: &redaction::Model) -> Result<(), AppError> {
    let made = blacked_out(app, opened, row).await?;
    finish(app, &opened.found, row, made).await
}

async fn blacked_out(app: &App, opened: &Opened, row: &redaction::Model) -> Result<Redacted, AppError> {
    let Opened { found, bytes } = opened;
    let boxes = found.boxes(Some(row))?;
    let limits = limits(app, row.pages.and_then(|pages| usize::try_from(pages).ok()).unwrap_or(usize::MAX));
    let options = Options { dpi: DPI, font: app.fonts().bundled(), limits: &limits };
    let made = redact_in_child(app.parser(), bytes, found.kind, boxes, &options).await;
    made.map_err(|refusal| refused(&refusal, &found.name))
}

async fn note_fault(app: &App, key: &CaseKey, id: i64, why: &str) -> Result<(), AppError> {
    let sealed = key.seal_text(app.random(), FAULT, why)?;
    let work = app.begin().await?;
    let now = app.now();
    let row =
        redaction::ActiveModel { id: Set(id), fault: Set(Some(sealed)), updated_at: Set(now.0), ..Default::default() };
    row.update(work.db()).await?;
    app.commit(work).await
}

/// Keeps the blacked out file, sealed, with its log; the original is locked from then on.
async fn finish(app: &App, found: &Found, ordered: &redaction::Model, made: Redacted) -> Result<(), AppError> {
    let file = CheckedFile {
        name: result_name(&found.name),
        bytes: made.bytes.into(),
        purpose: FilePurpose::Redacted,
        kind: made.kind,
    };
    let sealed = seal_file(app, &found.key, &file).await?;
    let log = serde_json::to_string(&made.log).map_err(store::StoreError::from)?;
    let log = found.key.seal_text(app.random(), "redaction-log", &log)?;
    let caller = match ordered.by_id {
        Some(account) => identity::on_behalf(app, account).await?,
        None => None,
    };
    let caller = caller.unwrap_or_else(Caller::system);
    let now = app.now();
    let mut work = app.begin().await?;
    let row = request::lock(work.db(), found.row.id).await?;
    let before = redaction::Entity::find_by_id(ordered.id).one(work.db()).await?;
    if before.is_none_or(|row| row.result_id.is_some()) {
        // Another worker took this one for dead and was faster.
        return Ok(());
    }
    let result = file_row(row.id, row.version, &sealed, ordered.by_id, now).insert(work.db()).await?.id;
    let done = redaction::ActiveModel {
        id: Set(ordered.id),
        result_id: Set(Some(result)),
        log: Set(Some(log)),
        updated_at: Set(now.0),
        ..Default::default()
    };
    done.update(work.db()).await?;
    let mut original = found.kept.clone().into_active_model();
    original.purpose = Set(FilePurpose::Original.code().to_string());
    original.update(work.db()).await?;
    let detail = json!({
        "file": found.kept.id, "result": result, "boxes": made.log.boxes.len(),
        "original_sha256": made.log.original_sha256, "result_sha256": made.log.result_sha256,
    });
    work.record(caller.entry(now, Some(row.agency_id), "request.redact", ("request", row.id.to_string()), &detail));
    app.commit(work).await
}

/// The name of the blacked out copy: before the extension stands what it is.
fn result_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}（涂黑）.{extension}"),
        None => format!("{name}（涂黑）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_says_what_it_is() {
        assert_eq!(result_name("会议纪要.pdf"), "会议纪要（涂黑）.pdf");
        assert_eq!(result_name("照片"), "照片（涂黑）");
    }
}
