//! 转主动公开 (art. 44): from a reply that may interest all to a draft in the publish path, without the persons of the
//! case. From there on it is an item like every other: checked, reviewed, published by those whose task that is.

use bytes::Bytes;
use documents::sniff::FileType;
use domain::identity::Action;
use domain::item::RevisionContent;
use domain::item::content::AttachmentRef;
use domain::request::application::Application;
use domain::request::publication::{Publication, gives_information, persons_in, without_persons};
use domain::request::reply::{Fact, ReplyKind};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::json;
use store::Work;
use store::request::after::{self, publication};
use store::request::{self, Model, file};

use super::case::{application_of, open_card};
use super::form::FilePurpose;
use super::seal::{CaseKey, key_of};
use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::item::draft;
use crate::item::kept::{self, KeptFile, Reach, UseAs};

const REASON: &str = "publication-reason";
/// Longest reason and longest text of a proposal, in characters.
const MAX_REASON: usize = 500;
const MAX_TEXT: usize = 20_000;
/// The kind of item that a proposal becomes.
const KIND: &str = "article";

/// Where a case stands on the way to the public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub state: Option<Publication>,
    /// The draft that was made, while it is one or has become public.
    pub item: Option<i64>,
    /// Why it was declined.
    pub reason: String,
    /// Whether a draft can be made now.
    pub open: bool,
}

/// What a proposal begins with: the persons of the case are taken out already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    pub title: String,
    pub text: String,
    /// Files that were given with the reply.
    pub files: Vec<GivenFile>,
}

/// A file that was given with the reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenFile {
    pub id: i64,
    pub name: String,
    pub file_type: String,
    pub size: i64,
}

/// What the officer proposes.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub section: i64,
    pub title: String,
    /// Plain text, a paragraph a line.
    pub text: String,
    pub files: Vec<i64>,
    /// Why files go along whose text could not be searched for persons; empty where there are none.
    pub unread_reason: String,
}

fn is_open(row: &Model) -> bool {
    let kind = row.reply_kind.as_deref().and_then(ReplyKind::parse);
    let closed = row.desk == store::request::Desk::Closed.code();
    closed && row.erased_at.is_none() && kind.is_some_and(gives_information)
}

/// Where a case stands on the way to the public.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn standing(app: &App, caller: &Caller, id: i64) -> Result<Standing, AppError> {
    let db = app.store().read();
    let row = request::get(db, id).await?;
    caller.allow(Action::RequestView, &app.directory().agency_place(row.agency_id), app.now())?;
    let kept = publication::Entity::find_by_id(id).one(db).await?;
    let state = kept.as_ref().and_then(|kept| Publication::parse(&kept.state));
    let reason = match kept.as_ref().and_then(|kept| kept.reason.as_deref()) {
        Some(sealed) if row.erased_at.is_none() => key_of(app, db, id).await?.open_text(REASON, sealed)?,
        _ => String::new(),
    };
    let open = is_open(&row) && state != Some(Publication::Proposed);
    Ok(Standing { state, item: kept.and_then(|kept| kept.item_id), reason, open })
}

/// The case, for who may make a draft of its reply.
async fn openable(app: &App, caller: &Caller, id: i64) -> Result<Model, AppError> {
    let row = request::get(app.store().read(), id).await?;
    caller.allow(Action::RequestHandle, &app.directory().agency_place(row.agency_id), app.now())?;
    still_open(&row)?;
    Ok(row)
}

fn still_open(row: &Model) -> Result<(), AppError> {
    if row.publication.as_deref() == Some(Publication::Proposed.code()) {
        return Err(AppError::problem("request_publication_done"));
    }
    if !is_open(row) {
        return Err(AppError::problem("request_publication_unfit"));
    }
    Ok(())
}

/// What a proposal begins with.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_publication_done`, `request_publication_unfit`.
pub async fn begin(app: &App, caller: &Caller, id: i64) -> Result<Beginning, AppError> {
    let row = openable(app, caller, id).await?;
    let db = app.store().read();
    let key = key_of(app, db, id).await?;
    let form = application_of(app, id).await?;
    let card = open_card(app, &row, request::keys::find(db, id).await?.as_ref())?;
    let withheld = withheld(app, &key, id).await?;
    let mut text = String::from(
        "应申请提供的下列政府信息，经审核可以向社会公开，现依照《中华人民共和国政府信息公开条例》第四十四条转为主动公开。",
    );
    if !withheld.is_empty() {
        text.push_str(&format!("\n其中不予公开的部分：{withheld}"));
    }
    let files = given_files(app, &key, &row).await?;
    Ok(Beginning {
        title: without_persons(&card.subject, &form),
        text: without_persons(&text, &form),
        files: files
            .into_iter()
            .map(|(kept, name)| GivenFile { id: kept.id, name, file_type: kept.file_type, size: kept.size })
            .collect(),
    })
}

/// Why a part was withheld, as the reply says it.
async fn withheld(app: &App, key: &CaseKey, id: i64) -> Result<String, AppError> {
    let events = request::events(app.store().read(), id).await?;
    let draft = events.iter().rev().find(|event| event.kind == "reply_drafted");
    let sealed = draft.and_then(|event| Some((event.seq, event.particulars.as_deref()?)));
    let Some((seq, sealed)) = sealed else { return Ok(String::new()) };
    let particulars = key.open_particulars(seq, sealed)?;
    Ok(particulars.get(Fact::WithheldGround.code()).cloned().unwrap_or_default())
}

/// The files that were given with the reply, with their names.
async fn given_files(app: &App, key: &CaseKey, row: &Model) -> Result<Vec<(file::Model, String)>, AppError> {
    let given = request::files(app.store().read(), row.id).await?.into_iter();
    let given = given.filter(|kept| FilePurpose::parse(&kept.purpose) == Some(FilePurpose::Supplied));
    given
        .map(|kept| {
            let name = key.open_text("file-name", &kept.name)?;
            Ok((kept, name))
        })
        .collect()
}

/// Makes a draft of a reply, without the persons of the case. Returns the item.
///
/// # Errors
/// As [`begin`]; `form_invalid` with a fault at each field, also where somebody of the case is still named.
pub async fn propose(app: &App, caller: &Caller, id: i64, proposal: Proposal) -> Result<i64, AppError> {
    let row = openable(app, caller, id).await?;
    let key = key_of(app, app.store().read(), id).await?;
    let form = application_of(app, id).await?;
    let content = content(app, &row, &form, &proposal)?;
    let (files, unread) = opened(app, &key, &row, &form, &proposal.files).await?;
    let reason = unread_reason(&proposal, &unread)?;
    let reason = reason.map(|text| key.seal_text(app.random(), REASON, &text)).transpose()?;
    let mut work = app.begin().await?;
    let row = request::lock(work.db(), id).await?;
    still_open(&row)?;
    let agency = row.agency_id;
    let item = write_item(app, &mut work, caller, content, &files).await?;
    note(app, &work, caller, row, Noted { state: Publication::Proposed, item: Some(item), reason }).await?;
    let detail = json!({ "item": item, "files": files.len(), "unread": unread.len() });
    let subject = ("request", id.to_string());
    work.record(caller.entry(app.now(), Some(agency), "request.propose_publication", subject, &detail));
    app.commit(work).await?;
    Ok(item)
}

/// A file whose text nobody could search wants a reason: a person looked through it. Without such files none is kept.
fn unread_reason(proposal: &Proposal, unread: &[String]) -> Result<Option<String>, AppError> {
    if unread.is_empty() {
        return Ok(None);
    }
    let reason = proposal.unread_reason.trim();
    let fault = |code| FieldFault::new("unread_reason", code);
    if reason.is_empty() {
        let names = unread.iter().map(|name| format!("“{name}”")).collect::<String>();
        return Err(AppError::fields(vec![fault("request_file_unread").with("names", names)]));
    }
    if reason.chars().count() > MAX_REASON {
        return Err(AppError::fields(vec![fault("too_long").with("max", MAX_REASON)]));
    }
    Ok(Some(reason.to_string()))
}

/// Notes that a reply is not published, and why.
///
/// # Errors
/// As [`begin`]; `form_invalid` without a reason.
pub async fn decline(app: &App, caller: &Caller, id: i64, reason: &str) -> Result<(), AppError> {
    openable(app, caller, id).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::field("reason", "required"));
    }
    if reason.chars().count() > MAX_REASON {
        return Err(AppError::fields(vec![FieldFault::new("reason", "too_long").with("max", MAX_REASON)]));
    }
    let key = key_of(app, app.store().read(), id).await?;
    let sealed = key.seal_text(app.random(), REASON, reason)?;
    let mut work = app.begin().await?;
    let row = request::lock(work.db(), id).await?;
    still_open(&row)?;
    let agency = row.agency_id;
    note(app, &work, caller, row, Noted { state: Publication::Declined, item: None, reason: Some(sealed) }).await?;
    let subject = ("request", id.to_string());
    work.record(caller.entry(app.now(), Some(agency), "request.decline_publication", subject, &json!({})));
    app.commit(work).await
}

struct Noted {
    state: Publication,
    item: Option<i64>,
    reason: Option<String>,
}

async fn note(app: &App, work: &Work, caller: &Caller, row: Model, noted: Noted) -> Result<(), AppError> {
    let state = noted.state.code().to_string();
    let kept = publication::Model {
        request_id: row.id,
        state: state.clone(),
        item_id: noted.item,
        reason: noted.reason,
        decided_by: caller.account_id,
        changed_at: app.now().0,
    };
    after::set_publication(work.db(), kept).await?;
    let mut row = row.into_active_model();
    row.publication = Set(Some(state));
    row.update(work.db()).await?;
    Ok(())
}

/// The content of the draft, or its faults.
fn content(app: &App, row: &Model, form: &Application, proposal: &Proposal) -> Result<RevisionContent, AppError> {
    let mut faults = Vec::new();
    let (title, text) = (proposal.title.trim(), proposal.text.trim());
    let directory = app.directory();
    if directory.section(proposal.section).is_none_or(|section| section.status != "open") {
        faults.push(FieldFault::new("section", "item_section_closed"));
    }
    for (field, value, max) in [("title", title, 200), ("text", text, MAX_TEXT)] {
        let named = persons_in(value, form);
        if value.is_empty() {
            faults.push(FieldFault::new(field, "required"));
        } else if value.chars().count() > max {
            faults.push(FieldFault::new(field, "too_long").with("max", max));
        } else if !named.is_empty() {
            faults.push(FieldFault::new(field, "request_persons_remain").with("found", named.join("、")));
        }
    }
    if !faults.is_empty() {
        return Err(AppError::fields(faults));
    }
    let mut content = RevisionContent::empty(proposal.section, row.agency_id);
    content.title = title.to_string();
    content.body_html = paragraphs(text);
    content.source = directory.agency(row.agency_id).map(|agency| agency.name.clone()).unwrap_or_default();
    content.category = directory.section(proposal.section).and_then(|section| section.category.clone());
    content.formed_on = row.closed_on;
    Ok(draft::normalise(content))
}

fn paragraphs(text: &str) -> String {
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("<p>{}</p>", escape(line))).collect()
}

/// The chosen files in the clear, kept for the item, and the names of those whose text could not be searched. One in
/// whose text somebody of the case is named is refused.
async fn opened(
    app: &App,
    key: &CaseKey,
    row: &Model,
    form: &Application,
    chosen: &[i64],
) -> Result<(Vec<KeptFile>, Vec<String>), AppError> {
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    for (kept, name) in given_files(app, key, row).await?.into_iter().filter(|(kept, _)| chosen.contains(&kept.id)) {
        let bytes = key.open_file(&app.files().get(&kept.file_hash).await?)?;
        let kind = FileType::from_extension(&kept.file_type).ok_or_else(|| AppError::problem("file_unknown"))?;
        let text = text_of(app, &bytes, kind).await;
        let named = persons_in(&format!("{name}\n{}", text.as_deref().unwrap_or_default()), form);
        if !named.is_empty() {
            let fault = FieldFault::new("files", "request_persons_in_file").with("name", &name);
            return Err(AppError::fields(vec![fault.with("found", named.join("、"))]));
        }
        if text.is_none() {
            unread.push(name.clone());
        }
        files.push(kept::keep(app, name, bytes, kind, UseAs::Attachment).await?);
    }
    Ok((files, unread))
}

/// The whole text of a file; none where it has none that can be read, as a scan, or not to its end.
async fn text_of(app: &App, bytes: &Bytes, kind: FileType) -> Option<String> {
    if !kind.has_text() {
        return None;
    }
    let limits = crate::item::attach::limits(app);
    let read = documents::sandbox::extract_in_child(app.parser(), bytes.to_vec(), kind, limits).await;
    let read = read.ok().filter(|read| !read.truncated)?;
    Some(format!("{}\n{}", read.text, read.hidden_text)).filter(|text| !text.trim().is_empty())
}

async fn write_item(
    app: &App,
    work: &mut Work,
    caller: &Caller,
    content: RevisionContent,
    files: &[KeptFile],
) -> Result<i64, AppError> {
    let now = app.now();
    let item = draft::create(work, caller, &app.directory(), KIND, &content, now).await?.item;
    let detail = json!({ "title": content.title });
    let subject = ("item", item.to_string());
    work.record(caller.entry(now, Some(content.lead_agency), "item.create", subject, &detail));
    if !files.is_empty() {
        let kept = kept::insert(app, work, item, files, Reach::Private).await?;
        let pairs = kept.iter().zip(files);
        let attachments = pairs.map(|(id, file)| AttachmentRef { attachment: *id, title: file.name.clone() }).collect();
        kept::complete(work, item, &RevisionContent { attachments, ..content }).await?;
    }
    Ok(item)
}
