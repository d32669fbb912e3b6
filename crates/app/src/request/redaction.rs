//! 涂黑: parts of a file of a case are blacked out for a partial disclosure (art. 37). Boxes are drawn page by page and
//! kept; a worker makes the result, a new sealed file, and the original is locked away from whatever goes out. Strangers'
//! bytes are read in the child process only.

mod making;

use std::time::Duration;

use bytes::Bytes;
use documents::limits::Limits;
use documents::redact::{PageSize, RedactRefusal, RedactionBox, RedactionLog};
use documents::sandbox::{find_personal_in_child, find_text_in_child, pages_in_child, render_page_in_child};
use documents::sniff::FileType;
use domain::identity::Action;
use domain::request::redaction::RedactionGround;
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, NotSet, Set, TryIntoModel};
use serde_json::json;
use store::job::{self, NewJob};
use store::request::{self, file, redaction};

pub(crate) use self::making::make;
use super::case::{file_row, seal_file};
use super::seal::{CaseKey, key_of};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::job_kinds::REDACT;

/// Why it failed is sealed for this purpose.
const FAULT: &str = "redaction-fault";
/// A page takes about a second; twice that is borne, and half a minute for the start.
const SECONDS_A_PAGE: u64 = 2;
const SECONDS_BESIDE: u64 = 30;
/// A worker is given no longer; its lease is twice that.
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
    /// Why the last try failed.
    pub fault: Option<String>,
}

/// How far a redaction has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Boxes are being drawn.
    Drawing,
    /// Ordered; `begun` once a worker has taken it up.
    UnderWay {
        ordered: Moment,
        begun: Option<Moment>,
    },
    /// It could not be done, and why.
    Failed {
        why: String,
    },
    Done,
}

/// What is said where the work ended without a word: it was tried again and again and given up.
const GIVEN_UP: &str = "多次尝试都没有完成。请重新生成；仍然不行的，请告诉系统管理员。";

impl Standing {
    /// From the row, and from the job: a row alone would stay under way for ever where the job was given up.
    async fn of(db: &impl ConnectionTrait, key: &CaseKey, row: &redaction::Model) -> Result<Self, AppError> {
        Ok(match (row.ordered_at, &row.fault, row.result_id) {
            (_, _, Some(_)) => Self::Done,
            (_, Some(sealed), None) => Self::Failed { why: key.open_text(FAULT, sealed)? },
            (Some(_), None, None) if !job::is_open(db, REDACT, &row.id.to_string()).await? => {
                Self::Failed { why: GIVEN_UP.to_string() }
            }
            (Some(ordered), None, None) => Self::UnderWay { ordered: Moment(ordered), begun: row.begun_at.map(Moment) },
            (None, None, None) => Self::Drawing,
        })
    }

    /// Whether a worker has it, or will.
    #[must_use]
    pub const fn is_under_way(&self) -> bool {
        matches!(self, Self::UnderWay { .. })
    }
}

/// What is known of a redaction without opening the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub request: i64,
    pub name: String,
    pub pages: Option<u32>,
    pub standing: Standing,
}

impl Progress {
    /// How many seconds it takes, roughly, once it is begun.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        u64::from(self.pages.unwrap_or(1)).saturating_mul(SECONDS_A_PAGE)
    }
}

/// A file of a case, not yet read.
struct Found {
    row: request::Model,
    kept: file::Model,
    key: CaseKey,
    kind: FileType,
    name: String,
}

impl Found {
    /// For somebody who may: permission comes before all that could tell a stranger something.
    async fn allowed(app: &App, caller: &Caller, file_id: i64) -> Result<Self, AppError> {
        let (row, kept) = Self::rows(app, file_id).await?;
        let (place, now) = (app.directory().agency_place(row.agency_id), app.now());
        caller.allow(Action::RequestHandle, &place, now)?;
        caller.allow(Action::RequestPersonal, &place, now)?;
        Self::with_key(app, row, kept).await
    }

    async fn rows(app: &App, file_id: i64) -> Result<(request::Model, file::Model), AppError> {
        let db = app.store().read();
        let kept = file::Entity::find_by_id(file_id).one(db).await?.ok_or_else(|| AppError::problem("not_found"))?;
        Ok((request::get(db, kept.request_id).await?, kept))
    }

    async fn with_key(app: &App, row: request::Model, kept: file::Model) -> Result<Self, AppError> {
        let kind = redactable(&kept.file_type).ok_or_else(|| AppError::problem("redact_unsupported"))?;
        let key = key_of(app, app.store().read(), row.id).await?;
        let name = key.open_text("file-name", &kept.name)?;
        Ok(Self { row, kept, key, kind, name })
    }

    async fn opened(self, app: &App) -> Result<Opened, AppError> {
        let bytes = self.key.open_file(&app.files().get(&self.kept.file_hash).await?)?;
        Ok(Opened { found: self, bytes })
    }

    fn boxes(&self, row: Option<&redaction::Model>) -> Result<Vec<RedactionBox>, AppError> {
        let Some(row) = row else { return Ok(Vec::new()) };
        Ok(serde_json::from_str(&self.key.open_text("redaction-boxes", &row.boxes)?)
            .map_err(store::StoreError::from)?)
    }

    /// The latest row, where boxes are drawn and may be carried out now; none where a worker has it already.
    async fn to_order(&self, db: &impl ConnectionTrait) -> Result<Option<redaction::Model>, AppError> {
        let latest = redaction::latest(db, self.kept.id).await?.ok_or_else(|| AppError::problem("redact_no_boxes"))?;
        if self.boxes(Some(&latest))?.is_empty() {
            return Err(AppError::problem("redact_no_boxes"));
        }
        let standing = Standing::of(db, &self.key, &latest).await?;
        Ok(Some(latest).filter(|_| !standing.is_under_way()))
    }
}

struct Opened {
    found: Found,
    bytes: Bytes,
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
    Found::allowed(app, caller, file_id).await?.opened(app).await
}

impl Opened {
    async fn pages(&self, app: &App) -> Result<Vec<PageSize>, AppError> {
        let found = pages_in_child(app.parser(), &self.bytes, self.found.kind, &limits(app, 0)).await;
        found.map_err(|refusal| refused(&refusal, &self.found.name))
    }

    fn done(&self, row: Option<&redaction::Model>) -> Result<Option<Done>, AppError> {
        let Some((result, sealed)) = row.and_then(|row| Some((row.result_id?, row.log.as_deref()?))) else {
            return Ok(None);
        };
        let log = serde_json::from_str(&self.found.key.open_text("redaction-log", sealed)?);
        Ok(Some(Done { result, log: log.map_err(store::StoreError::from)? }))
    }

    /// A look at the file, for the audit log.
    async fn looked(&self, app: &App, caller: &Caller, what: &str, page: Option<u32>) -> Result<(), AppError> {
        let mut work = app.begin().await?;
        let detail = json!({ "what": what, "file": self.found.kept.id, "page": page });
        let (row, now) = (&self.found.row, app.now());
        let subject = ("request", row.id.to_string());
        work.record(caller.entry(now, Some(row.agency_id), "request.view_file", subject, &detail));
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
    let db = app.store().read();
    let found = &opened.found;
    let rows = redaction::of_request(db, found.row.id).await?;
    let own = || rows.iter().rev().filter(|row| row.file_id == file_id);
    let (latest, carried_out) = (own().next(), own().find(|row| row.result_id.is_some()));
    let fault = match latest {
        Some(row) => match Standing::of(db, &found.key, row).await? {
            Standing::Failed { why } => Some(why),
            _ => None,
        },
        None => None,
    };
    Ok(Table {
        fault,
        file: file_id,
        request: found.row.id,
        boxes: found.boxes(latest)?,
        done: opened.done(carried_out)?,
        changed: latest.is_some_and(|row| row.result_id.is_none()),
        kind: found.kind,
        name: opened.found.name,
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
    let Opened { found, bytes } = &opened;
    let drawn = render_page_in_child(app.parser(), bytes, found.kind, (page, width), font, &limits).await;
    let picture = drawn.map_err(|refusal| refused(&refusal, &found.name))?;
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
    let found = Found::allowed(app, caller, file_id).await?;
    let others = |mut all: Vec<RedactionBox>| {
        all.retain(|area| area.page != page);
        all.extend(boxes);
        Some(all)
    };
    keep(app, caller, &found, others).await.map(drop)
}

/// Adds boxes over what looks personal, or over each place where a text stands (PDF only). How many were added.
///
/// # Errors
/// As [`table`].
pub async fn find(app: &App, caller: &Caller, file_id: i64, text: Option<&str>) -> Result<usize, AppError> {
    let found = Found::allowed(app, caller, file_id).await?;
    if found.kind != FileType::Pdf {
        return Err(AppError::problem("redact_find_needs_pdf"));
    }
    let Opened { found, bytes } = found.opened(app).await?;
    let limits = limits(app, 100);
    let areas = match text {
        Some(text) => find_text_in_child(app.parser(), &bytes, text, &limits).await,
        None => find_personal_in_child(app.parser(), &bytes, &limits).await,
    };
    let areas = areas.map_err(|refusal| refused(&refusal, &found.name))?;
    keep(app, caller, &found, |all| with_found(all, areas)).await
}

/// The boxes with those found where none stood yet; none where all stood already.
fn with_found(mut all: Vec<RedactionBox>, found: Vec<RedactionBox>) -> Option<Vec<RedactionBox>> {
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
    (all.len() > before).then_some(all)
}

/// Writes what `change` makes of the boxes into the open row, or into a new one after the last was carried out; nothing
/// where it makes none. How many boxes were added. The boxes are read under the lock: two who save at once lose none of them.
async fn keep(
    app: &App,
    caller: &Caller,
    found: &Found,
    change: impl FnOnce(Vec<RedactionBox>) -> Option<Vec<RedactionBox>>,
) -> Result<usize, AppError> {
    let now = app.now();
    let work = app.begin().await?;
    request::lock(work.db(), found.row.id).await?;
    let latest = redaction::latest(work.db(), found.kept.id).await?;
    let boxes = found.boxes(latest.as_ref())?;
    let before = boxes.len();
    let Some(mut boxes) = change(boxes) else { return Ok(0) };
    let added = boxes.len().saturating_sub(before);
    if let Some(row) = &latest
        && Standing::of(work.db(), &found.key, row).await?.is_under_way()
    {
        return Err(AppError::problem("redact_under_way"));
    }
    boxes.sort_by(|a, b| a.page.cmp(&b.page).then(a.y.total_cmp(&b.y)).then(a.x.total_cmp(&b.x)));
    let text = serde_json::to_string(&boxes).map_err(store::StoreError::from)?;
    let sealed = found.key.seal_text(app.random(), "redaction-boxes", &text)?;
    match latest.filter(|row| row.result_id.is_none()) {
        Some(row) => {
            let mut row = row.into_active_model();
            row.boxes = Set(sealed);
            row.ordered_at = Set(None);
            row.fault = Set(None);
            row.updated_at = Set(now.0);
            row.update(work.db()).await?;
        }
        None => {
            let row = redaction::ActiveModel {
                id: NotSet,
                request_id: Set(found.row.id),
                file_id: Set(found.kept.id),
                result_id: Set(None),
                boxes: Set(sealed),
                log: Set(None),
                by_id: Set(caller.account_id),
                created_at: Set(now.0),
                updated_at: Set(now.0),
                ordered_at: Set(None),
                begun_at: Set(None),
                pages: Set(None),
                fault: Set(None),
            };
            row.insert(work.db()).await?;
        }
    }
    app.commit(work).await?;
    Ok(added)
}

/// Orders that the boxes of a file are blacked out; a worker does it. Ordering what is under way changes nothing.
///
/// # Errors
/// As [`table`]; `redact_no_boxes`.
pub async fn order(app: &App, caller: &Caller, file_id: i64) -> Result<(), AppError> {
    let found = Found::allowed(app, caller, file_id).await?;
    // What costs nothing is asked before the file is read, and once more under the lock.
    if found.to_order(app.store().read()).await?.is_none() {
        return Ok(());
    }
    let opened = found.opened(app).await?;
    let pages = opened.pages(app).await?.len();
    let now = app.now();
    let mut work = app.begin().await?;
    request::lock(work.db(), opened.found.row.id).await?;
    let Some(latest) = opened.found.to_order(work.db()).await? else { return Ok(()) };
    let again = latest.result_id.is_some();
    let mut row = latest.into_active_model();
    if again {
        // The same boxes once more: what was carried out before stays as it is.
        row = redaction::ActiveModel { id: NotSet, created_at: Set(now.0), ..row.reset_all() };
        row.result_id = Set(None);
        row.log = Set(None);
    }
    row.by_id = Set(caller.account_id);
    row.pages = Set(i32::try_from(pages).ok());
    row.ordered_at = Set(Some(now.0));
    row.begun_at = Set(None);
    row.fault = Set(None);
    row.updated_at = Set(now.0);
    let row = row.save(work.db()).await?.try_into_model()?;
    work.enqueue(NewJob { kind: REDACT.to_string(), payload: row.id.to_string(), not_before: None });
    app.commit(work).await
}

/// How far the blacking out of a file has come, without opening the file.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_erased`, `redact_unsupported`.
pub async fn progress(app: &App, caller: &Caller, file_id: i64) -> Result<Progress, AppError> {
    let found = Found::allowed(app, caller, file_id).await?;
    let db = app.store().read();
    let latest = redaction::latest(db, file_id).await?;
    let standing = match &latest {
        Some(row) => Standing::of(db, &found.key, row).await?,
        None => Standing::Drawing,
    };
    let pages = latest.and_then(|row| row.pages).and_then(|pages| u32::try_from(pages).ok());
    Ok(Progress { request: found.row.id, name: found.name, pages, standing })
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
