//! Uploads: the type is found by content, the bytes are on disk before the row that names them, the text is taken out
//! in a worker, in a child process under limits. A hostile file is refused and harms nothing.

use bytes::Bytes;
use documents::limits::Limits;
use documents::refusal::Refusal;
use documents::sniff::{FileType, sniff_within};
use domain::identity::Action;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, NotSet, Set};
use serde_json::json;
use store::item::attachment;
use store::job::NewJob;

use super::lock::ensure_free;
use super::record::lock_item;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::job_kinds;

domain::code_enum! {
    /// What an uploaded file is for.
    pub enum UseAs {
        Attachment = "attachment", "附件";
        Picture = "picture", "图片";
    }
}

/// A file as it comes in.
#[derive(Debug, Clone)]
pub struct Upload {
    pub name: String,
    pub bytes: Bytes,
    pub use_as: UseAs,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    pub id: i64,
    pub name: String,
    /// Where the public will find it once a revision that shows it is live.
    pub address: String,
}

/// The address of a file of an item.
#[must_use]
pub fn address_of(id: i64, name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' }).collect();
    format!("/files/{id}/{plain}")
}

/// The id in an address of ours.
#[must_use]
pub fn id_in_address(address: &str) -> Option<i64> {
    let rest = address.strip_prefix("/files/").or_else(|| address.strip_prefix("/console/files/"))?;
    rest.split('/').next()?.parse().ok()
}

/// The limits on attachments that the settings set.
#[must_use]
pub fn limits(app: &App) -> Limits {
    let settings = app.settings();
    let megabytes = u64::try_from(settings.number("attachments.max_megabytes")).unwrap_or(50);
    let seconds = u64::try_from(settings.number("attachments.extract_seconds")).unwrap_or(30);
    Limits {
        max_bytes: megabytes * 1024 * 1024,
        wall: std::time::Duration::from_secs(seconds),
        cpu_seconds: seconds,
        ..Limits::default()
    }
}

/// Keeps a file with an item.
///
/// # Errors
/// A `file_…` refusal, `picture_needed`, `item_locked`, `not_allowed`, `not_found`.
pub async fn upload(app: &App, caller: &Caller, item: i64, file: Upload) -> Result<Uploaded, AppError> {
    let now = app.now();
    let kind = file_type(app, &file)?;
    let row = store::item::Entity::find_by_id(item).one(app.store().read()).await?;
    let row = row.ok_or_else(|| AppError::problem("not_found"))?;
    caller.allow(Action::ItemEdit, &app.directory().place(row.agency_id, row.main_section_id), now)?;
    let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
    let hash = app.files().put(file.bytes).await?;
    let mut work = app.begin().await?;
    let row = lock_item(&work, item).await?;
    ensure_free(app, caller, &row).await?;
    let name = clean_name(&file.name);
    let text_state = if kind.has_text() { "waiting" } else { "none" };
    let new = attachment::ActiveModel {
        id: NotSet,
        item_id: Set(item),
        file_hash: Set(hash.clone()),
        name: Set(name.clone()),
        file_type: Set(kind.extension().to_string()),
        media_type: Set(kind.media_type().to_string()),
        size: Set(size),
        use_as: Set(file.use_as.code().to_string()),
        text_state: Set(text_state.to_string()),
        text_refusal: Set(None),
        text: Set(String::new()),
        hidden_text: Set(String::new()),
        uploaded_by: Set(caller.account_id),
        created_at: Set(now.0),
        public: Set(false),
    };
    let id = new.insert(work.db()).await?.id;
    if kind.has_text() {
        work.enqueue(NewJob { kind: job_kinds::EXTRACT_TEXT.to_string(), payload: id.to_string(), not_before: None });
    }
    let detail = json!({ "attachment": id, "name": name, "size": size, "sha256": hash });
    work.record(caller.entry(now, Some(row.agency_id), "item.upload", ("item", item.to_string()), &detail));
    app.commit(work).await?;
    Ok(Uploaded { id, address: address_of(id, &name), name })
}

fn file_type(app: &App, file: &Upload) -> Result<FileType, AppError> {
    let limits = limits(app);
    let kind = sniff_within(&file.bytes, &file.name, &limits).map_err(|refusal| refused(&refusal, &file.name))?;
    if file.use_as == UseAs::Picture && !kind.is_picture() {
        return Err(AppError::problem("picture_needed").with("name", &file.name));
    }
    Ok(kind)
}

/// A refusal of `documents` as a problem.
pub(crate) fn refused(refusal: &Refusal, name: &str) -> AppError {
    let problem = AppError::problem(refusal.code()).with("name", name);
    match refusal {
        Refusal::TooLarge { limit, .. } => problem.with("max", limit / (1024 * 1024)),
        _ => problem,
    }
}

/// The shown name: its last part, without control characters, at most 120 characters.
pub(crate) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let plain: String = last.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim();
    let length = plain.chars().count();
    if length <= 120 {
        return plain.to_string();
    }
    // The end carries the extension, so it is the beginning that is cut.
    plain.chars().skip(length - 120).collect()
}

/// The worker's part: takes the text out of an attachment and notes what came of it.
///
/// # Errors
/// Faults of ours, which are tried again; a file that can't be read is noted, not an error.
pub async fn extract_text(app: &App, id: i64) -> Result<(), AppError> {
    let Some(row) = attachment::Entity::find_by_id(id).one(app.store().read()).await? else {
        return Ok(());
    };
    if row.text_state != "waiting" {
        return Ok(());
    }
    let Some(kind) = FileType::from_extension(&row.file_type) else {
        return note(app, row, "failed", Some("file_unknown"), None).await;
    };
    let bytes = app.files().get(&row.file_hash).await?;
    let extracted = documents::sandbox::extract_in_child(app.parser(), bytes.to_vec(), kind, limits(app)).await;
    match extracted {
        Ok(found) => note(app, row, "done", None, Some((found.text, found.hidden_text))).await,
        Err(refusal) if refusal.is_final() => note(app, row, "failed", Some(refusal.code()), None).await,
        Err(refusal) => Err(AppError::Internal(refusal.to_string())),
    }
}

async fn note(
    app: &App,
    row: attachment::Model,
    state: &str,
    refusal: Option<&str>,
    text: Option<(String, String)>,
) -> Result<(), AppError> {
    let item = row.item_id;
    let public = row.public;
    let mut work = app.begin().await?;
    let mut active = row.into_active_model();
    active.text_state = Set(state.to_string());
    active.text_refusal = Set(refusal.map(str::to_string));
    if let Some((seen, hidden)) = text {
        // PostgreSQL takes no NUL in text.
        active.text = Set(seen.replace('\0', ""));
        active.hidden_text = Set(hidden.replace('\0', ""));
    }
    active.update(work.db()).await?;
    if public {
        work.enqueue(NewJob { kind: job_kinds::INDEX_ITEM.to_string(), payload: item.to_string(), not_before: None });
    }
    app.commit(work).await
}

/// A file for the console: any file of an item that the caller may see.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn console_file(app: &App, caller: &Caller, id: i64) -> Result<(attachment::Model, Bytes), AppError> {
    let row = attachment::Entity::find_by_id(id).one(app.store().read()).await?;
    let row = row.ok_or_else(|| AppError::problem("not_found"))?;
    let item = store::item::Entity::find_by_id(row.item_id).one(app.store().read()).await?;
    let item = item.ok_or_else(|| AppError::problem("not_found"))?;
    super::path::allow_view(app, caller, &item)?;
    let bytes = app.files().get(&row.file_hash).await?;
    Ok((row, bytes))
}

/// The attachments of an item, for the editor to choose from.
///
/// # Errors
/// When the records cannot be read.
pub async fn list_of_item(app: &App, item: i64) -> Result<Vec<attachment::Model>, AppError> {
    use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
    let query = attachment::Entity::find().filter(attachment::Column::ItemId.eq(item));
    Ok(query.order_by_asc(attachment::Column::Id).all(app.store().read()).await?)
}
