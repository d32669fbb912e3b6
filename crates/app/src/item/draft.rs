//! Saving a draft: each save is a new, immutable revision. A draft may be incomplete; what it lacks is told by the
//! checks. Refused here is only what could not be stored truthfully.

use std::str::FromStr;

use domain::identity::Action;
use domain::item::document_number::DocumentNumber;
use domain::item::openness::{OpennessRefusal, check_openness};
use domain::item::{PublicState, RevisionContent, WorkState};
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, NotSet, QueryFilter, QueryOrder, Set};
use serde_json::json;
use store::Work;
use store::item::{self, attachment, revision};

use super::lock::ensure_free;
use super::record::{StepLine, content_json, get_revision, lock_item, log_step, work_state};
use crate::caller::Caller;
use crate::context::App;
use crate::directory::Directory;
use crate::error::{AppError, FieldFault};

/// Longest title, in characters.
const MAX_TITLE: usize = 200;
/// Longest summary, in characters: what the office asks for is shorter and a matter of the check.
const MAX_SUMMARY: usize = 2_000;
/// Longest body, in bytes of HTML.
const MAX_BODY: usize = 2_000_000;

/// What is to be saved.
#[derive(Debug, Clone)]
pub struct SaveDraft {
    /// `None` for a new item.
    pub item: Option<i64>,
    /// The revision the editor began from: a later one means that somebody else saved meanwhile.
    pub base_revision: Option<i64>,
    pub kind: String,
    pub content: RevisionContent,
}

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    pub item: i64,
    pub revision: i64,
}

/// Saves a draft as a new revision.
///
/// # Errors
/// `form_invalid` with the fields, `changed_meanwhile`, `item_locked`, `item_under_way`, `not_allowed`.
pub async fn save_draft(app: &App, caller: &Caller, draft: SaveDraft) -> Result<Saved, AppError> {
    let now = app.now();
    let directory = app.directory();
    let content = normalise(draft.content);
    let mut faults = faults_of(&directory, &content);
    // A closed kind takes no new items; those that exist go on.
    if draft.item.is_none() && directory.open_kind(&draft.kind).is_none() {
        faults.push(FieldFault::new("kind", "item_kind_unknown"));
    }
    if !faults.is_empty() {
        return Err(AppError::fields(faults));
    }
    caller.allow(Action::ItemEdit, &directory.place(content.lead_agency, content.main_section), now)?;
    let mut work = app.begin().await?;
    let saved = match draft.item {
        None => create(&work, caller, &directory, &draft.kind, &content, now).await?,
        Some(id) => revise(app, &work, caller, id, draft.base_revision, &content, now).await?,
    };
    ensure_parts_exist(&work, saved.item, &content).await?;
    let verb = if draft.item.is_some() { "item.edit" } else { "item.create" };
    let detail = json!({ "revision": saved.revision, "title": content.title });
    work.record(caller.entry(now, Some(content.lead_agency), verb, ("item", saved.item.to_string()), &detail));
    app.commit(work).await?;
    Ok(saved)
}

/// Writes a new item with its first revision. Whoever calls it has asked for permission and checked the content.
pub(crate) async fn create(
    work: &Work,
    caller: &Caller,
    directory: &Directory,
    kind: &str,
    content: &RevisionContent,
    now: Moment,
) -> Result<Saved, AppError> {
    let site = directory.section(content.main_section).map_or(0, |s| s.site_id);
    let row = item::ActiveModel {
        kind: Set(kind.to_string()),
        site_id: Set(site),
        main_section_id: Set(content.main_section),
        agency_id: Set(content.lead_agency),
        public_state: Set(PublicState::Never.code().to_string()),
        work_state: Set(Some(WorkState::Draft.code().to_string())),
        title: Set(content.title.clone()),
        work_formed_on: Set(content.formed_on),
        origin: Set("local".to_string()),
        created_by: Set(caller.account_id),
        created_at: Set(now.0),
        updated_at: Set(now.0),
        ..Default::default()
    };
    let item = row.insert(work.db()).await?;
    let revision = insert_revision(work, caller, item.id, 1, content, now).await?;
    let mut row = item.clone().into_active_model();
    row.work_revision_id = Set(Some(revision));
    row.update(work.db()).await?;
    let line =
        StepLine { revision: Some(revision), event: "create", before: None, after: Some(WorkState::Draft), reason: "" };
    log_step(work, caller, None, item.id, line, now).await?;
    Ok(Saved { item: item.id, revision })
}

async fn revise(
    app: &App,
    work: &Work,
    caller: &Caller,
    id: i64,
    base: Option<i64>,
    content: &RevisionContent,
    now: Moment,
) -> Result<Saved, AppError> {
    let row = lock_item(work, id).await?;
    caller.allow(Action::ItemEdit, &app.directory().place(row.agency_id, row.main_section_id), now)?;
    ensure_free(app, caller, &row).await?;
    let before = row.work_state.as_deref().map(|s| work_state(Some(s))).transpose()?;
    if let Some(state) = before.filter(|s| s.is_under_way()) {
        return Err(AppError::problem("item_under_way").with("state", state.label()));
    }
    let newest = row.work_revision_id.or(row.live_revision_id);
    if newest != base {
        return Err(AppError::problem("changed_meanwhile"));
    }
    let number = next_number(work, id).await?;
    let revision = insert_revision(work, caller, id, number, content, now).await?;
    replace_work_revision(work, row.work_revision_id).await?;
    let minutes = app.settings().number("publish.lock_minutes");
    let live = row.public_state != PublicState::Never.code();
    let site = app.directory().section(content.main_section).map_or(row.site_id, |s| s.site_id);
    let mut row = row.into_active_model();
    row.work_revision_id = Set(Some(revision));
    row.work_state = Set(Some(WorkState::Draft.code().to_string()));
    row.title = Set(content.title.clone());
    row.work_formed_on = Set(content.formed_on);
    row.submitted_by = Set(None);
    row.submitted_at = Set(None);
    row.updated_at = Set(now.0);
    if !live {
        // What is public keeps its place until the new revision is: nothing public follows from a draft.
        row.main_section_id = Set(content.main_section);
        row.agency_id = Set(content.lead_agency);
        row.site_id = Set(site);
    }
    if let Some(account) = caller.account_id {
        row.locked_by = Set(Some(account));
        row.locked_until = Set(Some(now.plus_minutes(minutes).0));
    }
    row.update(work.db()).await?;
    let line = StepLine { revision: Some(revision), event: "edit", before, after: Some(WorkState::Draft), reason: "" };
    log_step(work, caller, None, id, line, now).await?;
    Ok(Saved { item: id, revision })
}

async fn next_number(work: &Work, item: i64) -> Result<i32, AppError> {
    let last = revision::Entity::find()
        .filter(revision::Column::ItemId.eq(item))
        .order_by_desc(revision::Column::Number)
        .one(work.db())
        .await?;
    Ok(last.map_or(1, |r| r.number + 1))
}

/// The revision that this one takes the place of keeps its content; only its state says so.
async fn replace_work_revision(work: &Work, id: Option<i64>) -> Result<(), AppError> {
    if let Some(id) = id {
        let mut row = get_revision(work.db(), id).await?.into_active_model();
        row.state = Set(WorkState::Replaced.code().to_string());
        row.update(work.db()).await?;
    }
    Ok(())
}

async fn insert_revision(
    work: &Work,
    caller: &Caller,
    item: i64,
    number: i32,
    content: &RevisionContent,
    now: Moment,
) -> Result<i64, AppError> {
    let row = revision::ActiveModel {
        id: NotSet,
        item_id: Set(item),
        number: Set(number),
        title: Set(content.title.clone()),
        body_html: Set(content.body_html.clone()),
        content: Set(content_json(content)?),
        created_by: Set(caller.account_id),
        created_at: Set(now.0),
        state: Set(WorkState::Draft.code().to_string()),
        published_at: Set(None),
    };
    Ok(row.insert(work.db()).await?.id)
}

/// Attachments must be the item's own (private files are never shared between items), related items must exist.
async fn ensure_parts_exist(work: &Work, item: i64, content: &RevisionContent) -> Result<(), AppError> {
    let ids: Vec<i64> = content.attachments.iter().map(|a| a.attachment).collect();
    if !ids.is_empty() {
        let own = attachment::Entity::find()
            .filter(attachment::Column::ItemId.eq(item))
            .filter(attachment::Column::Id.is_in(ids.iter().copied()))
            .all(work.db())
            .await?;
        if ids.iter().any(|id| !own.iter().any(|row| row.id == *id)) {
            return Err(AppError::field("attachments", "attachment_unknown"));
        }
    }
    let related: Vec<i64> = content.relations.iter().map(|r| r.item).collect();
    if !related.is_empty() {
        let found = item::Entity::find().filter(item::Column::Id.is_in(related.iter().copied())).all(work.db()).await?;
        if related.iter().any(|id| *id == item || !found.iter().any(|row| row.id == *id)) {
            return Err(AppError::field("relations", "relation_bad"));
        }
    }
    Ok(())
}

/// The content as it is stored: cleaned HTML, trimmed fields, the document number in its one spelling.
pub(crate) fn normalise(mut content: RevisionContent) -> RevisionContent {
    content.body_html = documents::html::clean(&content.body_html).html;
    for text in
        [&mut content.title, &mut content.summary, &mut content.source, &mut content.author, &mut content.validity_note]
    {
        *text = text.trim().to_string();
    }
    content.keywords = content
        .keywords
        .split([' ', '　', ',', '，', ';', '；', '、'])
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    content.document_number = content
        .document_number
        .map(|n| n.trim().to_string())
        .filter(|n| !n.is_empty())
        .map(|n| DocumentNumber::from_str(&n).map_or(n, |number| number.to_string()));
    content.sections.retain(|s| *s != content.main_section);
    content.sections.dedup();
    content.co_agencies.retain(|a| *a != content.lead_agency);
    content
}

/// Every fault that keeps a draft from being stored.
fn faults_of(directory: &Directory, content: &RevisionContent) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if content.title.is_empty() {
        faults.push(FieldFault::new("title", "required"));
    }
    if content.title.chars().count() > MAX_TITLE {
        faults.push(FieldFault::new("title", "too_long").with("max", MAX_TITLE));
    }
    let texts = [
        ("source", content.source.as_str(), 100),
        ("author", &content.author, 60),
        ("keywords", &content.keywords, 100),
        ("document_number", content.document_number.as_deref().unwrap_or_default(), 60),
        ("validity_note", &content.validity_note, 200),
        ("summary", &content.summary, MAX_SUMMARY),
    ];
    for (field, text, max) in texts {
        if text.chars().count() > max {
            faults.push(FieldFault::new(field, "too_long").with("max", max));
        }
    }
    if content.body_html.len() > MAX_BODY {
        faults.push(FieldFault::new("body_html", "body_too_long"));
    }
    faults.extend(place_faults(directory, content));
    match check_openness(content.openness, content.ground) {
        Err(OpennessRefusal::GroundMissing) => faults.push(FieldFault::new("ground", "openness_ground_missing")),
        Err(OpennessRefusal::GroundWithoutNeed) => {
            faults.push(FieldFault::new("ground", "openness_ground_without_need"))
        }
        Ok(()) => {}
    }
    if let (Some(formed), Some(effective)) = (content.formed_on, content.effective_on)
        && effective < formed
    {
        faults.push(FieldFault::new("effective_on", "effective_before_formed"));
    }
    faults
}

fn place_faults(directory: &Directory, content: &RevisionContent) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let main = directory.section(content.main_section);
    if main.is_none_or(|s| s.status != "open") {
        faults.push(FieldFault::new("main_section", "item_section_closed"));
    }
    if content.sections.iter().any(|id| directory.section(*id).is_none_or(|s| s.status != "open")) {
        faults.push(FieldFault::new("sections", "item_section_closed"));
    }
    if content.topics.iter().any(|id| directory.topic(*id).is_none()) {
        faults.push(FieldFault::new("topics", "bad_choice"));
    }
    if directory.agency(content.lead_agency).is_none_or(|a| a.status != "active") {
        faults.push(FieldFault::new("lead_agency", "item_agency_closed"));
    }
    if content.co_agencies.iter().any(|id| directory.agency(*id).is_none()) {
        faults.push(FieldFault::new("co_agencies", "bad_choice"));
    }
    faults
}
