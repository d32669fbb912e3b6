//! What is personal in a case, in full: only for those whose task needs it, and each look is in the audit log.

use bytes::Bytes;
use domain::identity::Action;
use domain::request::application::Application;
use sea_orm::EntityTrait;
use serde_json::json;
use store::request::{self, file};

use super::access::Standing;
use super::case;
use super::history::fold;
use super::seal::key_of;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// The form as the applicant filled it in.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_erased`.
pub async fn application(app: &App, caller: &Caller, id: i64) -> Result<Application, AppError> {
    let row = request::get(app.store().read(), id).await?;
    let now = app.now();
    caller.allow(Action::RequestPersonal, &app.directory().agency_place(row.agency_id), now)?;
    let form = case::application_of(app, id).await?;
    let mut work = app.begin().await?;
    let subject = ("request", id.to_string());
    work.record(caller.entry(now, Some(row.agency_id), "request.view_personal", subject, &json!({ "what": "form" })));
    app.commit(work).await?;
    Ok(form)
}

/// A file of a case, opened.
#[derive(Debug, Clone)]
pub struct OpenedFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Bytes,
}

/// A file of the case, for who works on it.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_erased`.
pub async fn file(app: &App, caller: &Caller, file_id: i64) -> Result<OpenedFile, AppError> {
    let db = app.store().read();
    let kept = file::Entity::find_by_id(file_id).one(db).await?.ok_or_else(|| AppError::problem("not_found"))?;
    let row = request::get(db, kept.request_id).await?;
    let now = app.now();
    let place = app.directory().agency_place(row.agency_id);
    if !Standing::of(app, caller, &fold(db, row.id).await?, &place).may_open(&kept) {
        caller.allow(Action::RequestPersonal, &place, now)?;
    }
    let key = key_of(app, db, row.id).await?;
    let opened = OpenedFile {
        name: key.open_text("file-name", &kept.name)?,
        media_type: kept.media_type,
        bytes: key.open_file(&app.files().get(&kept.file_hash).await?)?,
    };
    let mut work = app.begin().await?;
    let subject = ("request", row.id.to_string());
    let detail = json!({ "what": "file", "file": file_id });
    work.record(caller.entry(now, Some(row.agency_id), "request.view_personal", subject, &detail));
    app.commit(work).await?;
    Ok(opened)
}
