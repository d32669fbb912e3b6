//! 涂黑: parts of a file of a case are blacked out for a partial disclosure (art. 37). Boxes are drawn page by page and
//! kept; the result is a new sealed file, and the original is locked away from whatever goes out. Strangers' bytes are
//! read in the child process only.

use std::time::Duration;

use bytes::Bytes;
use documents::limits::Limits;
use documents::redact::{Options, PageSize, RedactRefusal, RedactionBox, RedactionLog};
use documents::sandbox::{
    find_personal_in_child, find_text_in_child, pages_in_child, redact_in_child, render_page_in_child,
};
use documents::sniff::FileType;
use domain::identity::Action;
use domain::request::redaction::RedactionGround;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, NotSet, Set};
use serde_json::json;
use store::request::{self, file, redaction};

use super::case::{file_row, seal_file};
use super::form::{CheckedFile, FilePurpose};
use super::seal::{CaseKey, key_of};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Dots an inch of rebuilt pages.
const DPI: u16 = 200;
/// A page takes about a second; twice that is borne, and half a minute for the start.
const SECONDS_A_PAGE: u64 = 2;
const SECONDS_BESIDE: u64 = 30;
/// A request waits no longer.
const MOST_SECONDS: u64 = 600;

/// What was blacked out, and how well.
#[derive(Debug, Clone)]
pub struct Done {
    pub result: i64,
    pub log: RedactionLog,
}

/// A file on the table: its pages, the boxes drawn so far, and what became of it when it was last carried out.
#[derive(Debug, Clone)]
pub struct Table {
    pub file: i64,
    pub request: i64,
    pub name: String,
    pub kind: FileType,
    pub pages: Vec<PageSize>,
    pub boxes: Vec<RedactionBox>,
    pub done: Option<Done>,
    /// Whether boxes were changed since.
    pub changed: bool,
}

struct Opened {
    row: request::Model,
    kept: file::Model,
    key: CaseKey,
    kind: FileType,
    bytes: Bytes,
    name: String,
}

/// The type of a file that can be blacked out.
#[must_use]
pub fn redactable(file_type: &str) -> Option<FileType> {
    [FileType::Pdf, FileType::Png, FileType::Jpeg].into_iter().find(|kind| kind.extension() == file_type)
}

fn limits(app: &App, pages: usize) -> Limits {
    let seconds = (pages as u64).saturating_mul(SECONDS_A_PAGE).saturating_add(SECONDS_BESIDE).min(MOST_SECONDS);
    Limits { wall: Duration::from_secs(seconds), cpu_seconds: seconds, ..crate::item::attach::limits(app) }
}

/// A refusal with the values that its sentence names.
fn refused(refusal: &RedactRefusal, name: &str) -> AppError {
    let told = AppError::problem(refusal.code());
    match refusal {
        RedactRefusal::File { refusal } => crate::item::attach::refused(refusal, name),
        RedactRefusal::TooManyBoxes { limit } | RedactRefusal::TooManyPages { limit } => told.with("limit", limit),
        RedactRefusal::BadBox { number } | RedactRefusal::BadGround { number } => told.with("number", number),
        RedactRefusal::NoSuchPage { page, pages } => told.with("page", page).with("pages", pages),
        RedactRefusal::PageTooLarge { page, .. } => told.with("page", page),
        RedactRefusal::Resolution { dpi } => told.with("dpi", dpi),
        RedactRefusal::MissingGlyphs { characters } => told.with("characters", characters),
        _ => told,
    }
}

async fn open(app: &App, caller: &Caller, file_id: i64) -> Result<Opened, AppError> {
    let db = app.store().read();
    let kept = file::Entity::find_by_id(file_id).one(db).await?.ok_or_else(|| AppError::problem("not_found"))?;
    let row = request::get(db, kept.request_id).await?;
    let (place, now) = (app.directory().agency_place(row.agency_id), app.now());
    caller.allow(Action::RequestHandle, &place, now)?;
    caller.allow(Action::RequestPersonal, &place, now)?;
    let kind = redactable(&kept.file_type).ok_or_else(|| AppError::problem("redact_unsupported"))?;
    let key = key_of(app, db, row.id).await?;
    let bytes = key.open_file(&app.files().get(&kept.file_hash).await?)?;
    let name = key.open_text("file-name", &kept.name)?;
    Ok(Opened { row, kept, key, kind, bytes, name })
}

impl Opened {
    async fn pages(&self, app: &App) -> Result<Vec<PageSize>, AppError> {
        let found = pages_in_child(app.parser(), &self.bytes, self.kind, &limits(app, 0)).await;
        found.map_err(|refusal| refused(&refusal, &self.name))
    }

    fn boxes(&self, row: Option<&redaction::Model>) -> Result<Vec<RedactionBox>, AppError> {
        let Some(row) = row else { return Ok(Vec::new()) };
        Ok(serde_json::from_str(&self.key.open_text("redaction-boxes", &row.boxes)?)
            .map_err(store::StoreError::from)?)
    }

    fn done(&self, row: Option<&redaction::Model>) -> Result<Option<Done>, AppError> {
        let Some((result, sealed)) = row.and_then(|row| Some((row.result_id?, row.log.as_deref()?))) else {
            return Ok(None);
        };
        let log =
            serde_json::from_str(&self.key.open_text("redaction-log", sealed)?).map_err(store::StoreError::from)?;
        Ok(Some(Done { result, log }))
    }

    /// A look at the file, for the audit log.
    async fn looked(&self, app: &App, caller: &Caller, what: &str, page: Option<u32>) -> Result<(), AppError> {
        let mut work = app.begin().await?;
        let detail = json!({ "what": what, "file": self.kept.id, "page": page });
        let subject = ("request", self.row.id.to_string());
        work.record(caller.entry(app.now(), Some(self.row.agency_id), "request.view_file", subject, &detail));
        app.commit(work).await
    }
}

/// Puts a file on the table.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_erased`; a `redact_…` or `file_…` refusal.
pub async fn table(app: &App, caller: &Caller, file_id: i64) -> Result<Table, AppError> {
    let opened = open(app, caller, file_id).await?;
    let pages = opened.pages(app).await?;
    let rows = redaction::of_request(app.store().read(), opened.row.id).await?;
    let own = || rows.iter().rev().filter(|row| row.file_id == file_id);
    let (latest, carried_out) = (own().next(), own().find(|row| row.result_id.is_some()));
    Ok(Table {
        file: file_id,
        request: opened.row.id,
        boxes: opened.boxes(latest)?,
        done: opened.done(carried_out)?,
        changed: latest.is_some_and(|row| row.result_id.is_none()),
        name: opened.name,
        kind: opened.kind,
        pages,
    })
}

/// A page as a PNG so many pixels wide; the look stands in the audit log.
///
/// # Errors
/// As [`table`].
pub async fn picture(app: &App, caller: &Caller, file_id: i64, page: u32, width: u32) -> Result<Vec<u8>, AppError> {
    let opened = open(app, caller, file_id).await?;
    let (font, limits) = (app.fonts().bundled(), limits(app, 10));
    let drawn = render_page_in_child(app.parser(), &opened.bytes, opened.kind, (page, width), font, &limits).await;
    let picture = drawn.map_err(|refusal| refused(&refusal, &opened.name))?;
    opened.looked(app, caller, "redaction", Some(page)).await?;
    Ok(picture)
}

/// Keeps the boxes of one page in place of those that were there.
///
/// # Errors
/// As [`table`].
pub async fn save(
    app: &App,
    caller: &Caller,
    file_id: i64,
    page: u32,
    boxes: Vec<RedactionBox>,
) -> Result<(), AppError> {
    let opened = open(app, caller, file_id).await?;
    let latest = redaction::latest(app.store().read(), file_id).await?;
    let mut all = opened.boxes(latest.as_ref())?;
    all.retain(|area| area.page != page);
    all.extend(boxes);
    keep(app, caller, &opened, latest, all).await
}

/// Adds boxes over what looks personal, or over each place where a text stands (PDF only). How many were added.
///
/// # Errors
/// As [`table`].
pub async fn find(app: &App, caller: &Caller, file_id: i64, text: Option<&str>) -> Result<usize, AppError> {
    let opened = open(app, caller, file_id).await?;
    if opened.kind != FileType::Pdf {
        return Err(AppError::problem("redact_find_needs_pdf"));
    }
    let limits = limits(app, 100);
    let found = match text {
        Some(text) => find_text_in_child(app.parser(), &opened.bytes, text, &limits).await,
        None => find_personal_in_child(app.parser(), &opened.bytes, &limits).await,
    };
    let found = found.map_err(|refusal| refused(&refusal, &opened.name))?;
    let latest = redaction::latest(app.store().read(), file_id).await?;
    let mut all = opened.boxes(latest.as_ref())?;
    let before = all.len();
    for mut area in found {
        let known = |one: &RedactionBox| {
            one.page == area.page && (one.x - area.x).abs() < 1e-3 && (one.y - area.y).abs() < 1e-3
        };
        if !all.iter().any(known) {
            area.ground = RedactionGround::Privacy.label().to_string();
            all.push(area);
        }
    }
    let added = all.len() - before;
    if added > 0 {
        keep(app, caller, &opened, latest, all).await?;
    }
    Ok(added)
}

/// Writes the boxes into the open row, or into a new one after the last was carried out.
async fn keep(
    app: &App,
    caller: &Caller,
    opened: &Opened,
    latest: Option<redaction::Model>,
    mut boxes: Vec<RedactionBox>,
) -> Result<(), AppError> {
    boxes.sort_by(|a, b| a.page.cmp(&b.page).then(a.y.total_cmp(&b.y)).then(a.x.total_cmp(&b.x)));
    let text = serde_json::to_string(&boxes).map_err(store::StoreError::from)?;
    let sealed = opened.key.seal_text(app.random(), "redaction-boxes", &text)?;
    let now = app.now();
    let work = app.begin().await?;
    match latest.filter(|row| row.result_id.is_none()) {
        Some(row) => {
            let mut row = row.into_active_model();
            row.boxes = Set(sealed);
            row.updated_at = Set(now.0);
            row.update(work.db()).await?;
        }
        None => {
            let row = redaction::ActiveModel {
                id: NotSet,
                request_id: Set(opened.row.id),
                file_id: Set(opened.kept.id),
                result_id: Set(None),
                boxes: Set(sealed),
                log: Set(None),
                by_id: Set(caller.account_id),
                created_at: Set(now.0),
                updated_at: Set(now.0),
            };
            row.insert(work.db()).await?;
        }
    }
    app.commit(work).await
}

/// Blacks the boxes out: a new sealed file, with its log; the original is locked from then on.
///
/// # Errors
/// As [`table`]; `redact_no_boxes`.
pub async fn carry_out(app: &App, caller: &Caller, file_id: i64) -> Result<Done, AppError> {
    let opened = open(app, caller, file_id).await?;
    let latest = redaction::latest(app.store().read(), file_id).await?;
    let boxes = opened.boxes(latest.as_ref())?;
    let pages = opened.pages(app).await?.len();
    let limits = limits(app, pages);
    let options = Options { dpi: DPI, font: app.fonts().bundled(), limits: &limits };
    let made = redact_in_child(app.parser(), &opened.bytes, opened.kind, boxes, &options).await;
    let made = made.map_err(|refusal| refused(&refusal, &opened.name))?;
    let file = CheckedFile {
        name: result_name(&opened.name),
        bytes: made.bytes.into(),
        purpose: FilePurpose::Redacted,
        kind: made.kind,
    };
    let sealed = seal_file(app, &opened.key, &file).await?;
    let log = serde_json::to_string(&made.log).map_err(store::StoreError::from)?;
    let log = opened.key.seal_text(app.random(), "redaction-log", &log)?;
    let now = app.now();
    let mut work = app.begin().await?;
    let row = request::lock(work.db(), opened.row.id).await?;
    let result = file_row(row.id, row.version, &sealed, caller.account_id, now).insert(work.db()).await?.id;
    let latest = latest.ok_or_else(|| AppError::problem("redact_no_boxes"))?;
    let (boxes, again) = (latest.boxes.clone(), latest.result_id.is_some());
    let mut done = latest.into_active_model();
    if again {
        // The same boxes once more: what was carried out before stays as it is.
        done.id = NotSet;
        done.boxes = Set(boxes);
        done.created_at = Set(now.0);
        done.request_id = Set(row.id);
        done.file_id = Set(file_id);
    }
    done.by_id = Set(caller.account_id);
    done.result_id = Set(Some(result));
    done.log = Set(Some(log));
    done.updated_at = Set(now.0);
    done.save(work.db()).await?;
    let mut original = opened.kept.clone().into_active_model();
    original.purpose = Set(FilePurpose::Original.code().to_string());
    original.update(work.db()).await?;
    let detail = json!({
        "file": file_id, "result": result, "boxes": made.log.boxes.len(),
        "original_sha256": made.log.original_sha256, "result_sha256": made.log.result_sha256,
    });
    work.record(caller.entry(now, Some(row.agency_id), "request.redact", ("request", row.id.to_string()), &detail));
    app.commit(work).await?;
    Ok(Done { result, log: made.log })
}

/// The name of the blacked out copy: before the extension stands what it is.
fn result_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}（涂黑）.{extension}"),
        None => format!("{name}（涂黑）"),
    }
}

/// Takes a file into the case to be blacked out or supplied.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_erased`, a `file_…` refusal.
pub async fn take_in(app: &App, caller: &Caller, id: i64, files: Vec<super::FileIn>) -> Result<usize, AppError> {
    let row = request::get(app.store().read(), id).await?;
    caller.allow(Action::RequestHandle, &app.directory().agency_place(row.agency_id), app.now())?;
    let key = key_of(app, app.store().read(), id).await?;
    let checked = super::form::checked_files(app, files)?;
    let mut sealed = Vec::with_capacity(checked.len());
    for file in &checked {
        sealed.push(seal_file(app, &key, file).await?);
    }
    let now = app.now();
    let mut work = app.begin().await?;
    let row = request::lock(work.db(), id).await?;
    let rows = sealed.iter().map(|file| file_row(id, row.version, file, caller.account_id, now)).collect();
    request::insert_many(work.db(), rows).await?;
    let detail = json!({ "command": "take_in", "files": sealed.len() });
    work.record(caller.entry(now, Some(row.agency_id), "request.act", ("request", id.to_string()), &detail));
    app.commit(work).await?;
    Ok(sealed.len())
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
