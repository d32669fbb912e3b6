//! Running the checks on a revision: gathers what they look at, keeps the findings and the reasons with the revision.

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::AgencyKind;
use domain::identity::Action;
use domain::item::category::DisclosureCategory;
use domain::item::checks::{
    AttachmentText, CheckFinding, CheckLimits, CheckSummary, CheckTime, Draft, DraftCheck, Interpretations, LinkHealth,
    LinkState, MetadataView, PictureState, PlatformPlace,
};
use domain::item::genre::Genre;
use domain::item::kind::{DocumentFields, check_values};
use domain::item::subject::Subject;
use domain::item::{RelationKind, RevisionContent};
use domain::time::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use serde_json::json;
use store::StoreError;
use store::item::{self, attachment, check, relation, revision};

use super::record::{content_of, get_revision, lock_item};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Findings and reasons of one revision.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    pub findings: Vec<CheckFinding>,
    /// By the finding's key.
    pub reasons: BTreeMap<String, String>,
    pub checked_at: Option<Moment>,
}

impl Checked {
    /// How many findings still stop the submission.
    #[must_use]
    pub fn open(&self) -> usize {
        CheckSummary::weigh(&self.findings, &self.reasons).obstacles.len()
    }
}

/// What was kept for a revision.
///
/// # Errors
/// When the records cannot be read.
pub async fn find(app: &App, revision: i64) -> Result<Checked, AppError> {
    let row = check::Entity::find_by_id(revision).one(app.store().read()).await?;
    row.map_or_else(|| Ok(Checked::default()), |row| read(&row))
}

fn read(row: &check::Model) -> Result<Checked, AppError> {
    Ok(Checked {
        findings: serde_json::from_str(&row.findings).map_err(StoreError::from)?,
        reasons: serde_json::from_str(&row.reasons).map_err(StoreError::from)?,
        checked_at: Some(Moment(row.checked_at)),
    })
}

/// Runs the checks for a caller who may see the item.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn run(app: &App, caller: &Caller, item: i64) -> Result<Checked, AppError> {
    let row = item::Entity::find_by_id(item).one(app.store().read()).await?;
    let row = row.ok_or_else(|| AppError::problem("not_found"))?;
    super::path::allow_view(app, caller, &row)?;
    let Some(revision) = row.work_revision_id else {
        return Ok(Checked::default());
    };
    refresh(app, revision).await?;
    find(app, revision).await
}

/// Runs the checks on a revision, keeps the findings, and returns how many still stop the submission.
pub(super) async fn refresh(app: &App, revision_id: i64) -> Result<usize, AppError> {
    let row = get_revision(app.store().read(), revision_id).await?;
    let content = content_of(&row)?;
    let findings = findings_of(app, row.item_id, &content).await?;
    let reasons = inherited_reasons(app, &row).await?;
    let checked = Checked { findings, reasons, checked_at: Some(app.now()) };
    let kinds = own_field_faults(app, row.item_id, &content).await?;
    let work = app.begin().await?;
    keep(&work, revision_id, &checked, app.now()).await?;
    work.commit(app.now()).await?;
    Ok(checked.open() + kinds)
}

/// Required own fields of the kind that are missing or wrong.
pub(super) async fn own_field_faults(app: &App, item: i64, content: &RevisionContent) -> Result<usize, AppError> {
    let row = item::Entity::find_by_id(item).one(app.store().read()).await?;
    let directory = app.directory();
    let kind = row.as_ref().and_then(|r| directory.kind(&r.kind));
    Ok(kind.map_or(0, |kind| check_values(kind, &content.fields).len()))
}

async fn keep(work: &store::Work, revision: i64, checked: &Checked, now: Moment) -> Result<(), AppError> {
    let row = check::ActiveModel {
        revision_id: Set(revision),
        findings: Set(serde_json::to_string(&checked.findings).map_err(StoreError::from)?),
        reasons: Set(serde_json::to_string(&checked.reasons).map_err(StoreError::from)?),
        checked_at: Set(now.0),
    };
    let changed = [check::Column::Findings, check::Column::Reasons, check::Column::CheckedAt];
    check::Entity::insert(row)
        .on_conflict(OnConflict::column(check::Column::RevisionId).update_columns(changed).to_owned())
        .exec_without_returning(work.db())
        .await?;
    Ok(())
}

/// The reasons of this revision, else those of the one before it: the same words in the same place keep theirs.
async fn inherited_reasons(app: &App, row: &revision::Model) -> Result<BTreeMap<String, String>, AppError> {
    if let Some(own) = check::Entity::find_by_id(row.id).one(app.store().read()).await? {
        return Ok(read(&own)?.reasons);
    }
    let before = revision::Entity::find()
        .filter(revision::Column::ItemId.eq(row.item_id))
        .filter(revision::Column::Number.lt(row.number))
        .order_by_desc(revision::Column::Number)
        .one(app.store().read())
        .await?;
    match before {
        Some(before) => Ok(find(app, before.id).await?.reasons),
        None => Ok(BTreeMap::new()),
    }
}

/// Keeps the reasons for warnings, by the key of the finding. Empty reasons are dropped.
///
/// # Errors
/// `changed_meanwhile` when another revision has taken the place of `seen`, `not_allowed`.
pub async fn give_reasons(
    app: &App,
    caller: &Caller,
    id: i64,
    seen: i64,
    reasons: BTreeMap<String, String>,
) -> Result<Checked, AppError> {
    let now = app.now();
    let mut checked = find(app, seen).await?;
    let mut work = app.begin().await?;
    let row = lock_item(&work, id).await?;
    caller.allow(Action::ItemEdit, &app.directory().place(row.agency_id, row.main_section_id), now)?;
    if row.work_revision_id != Some(seen) {
        return Err(AppError::problem("changed_meanwhile"));
    }
    for (key, reason) in reasons {
        let reason: String = reason.trim().chars().take(500).collect();
        if reason.is_empty() {
            checked.reasons.remove(&key);
        } else {
            checked.reasons.insert(key, reason);
        }
    }
    keep(&work, seen, &checked, now).await?;
    let detail = json!({ "revision": seen, "reasons": checked.reasons.len() });
    work.record(caller.entry(now, Some(row.agency_id), "item.check_reasons", ("item", id.to_string()), &detail));
    app.commit(work).await?;
    Ok(checked)
}

async fn findings_of(app: &App, id: i64, content: &RevisionContent) -> Result<Vec<CheckFinding>, AppError> {
    let checks =
        DraftCheck::new(&crate::settings::word_rules(app).await?).map_err(|e| AppError::Internal(e.to_string()))?;
    let calendar = crate::calendar::work_calendar(app).await?;
    let item = item::Entity::find_by_id(id).one(app.store().read()).await?;
    let attachments = attachments_of(app, content).await?;
    let texts: Vec<(String, Option<String>)> = attachments.iter().map(text_of).collect();
    let texts: Vec<AttachmentText<'_>> =
        texts.iter().map(|(name, text)| AttachmentText { name, text: text.as_deref() }).collect();
    let links = link_states(app, &content.body_html).await?;
    let pictures: Vec<PictureState> = documents::html::pictures(&content.body_html)
        .into_iter()
        .map(|p| PictureState { src: p.src, alt: p.alt })
        .collect();
    let body = documents::html::to_text(&content.body_html);
    let settings = app.settings();
    let limits = CheckLimits {
        publish_days: u32::try_from(settings.number("publish.limit_days")).unwrap_or(20),
        interpretation_days: u32::try_from(settings.number("publish.interpretation_days")).unwrap_or(3),
        summary_chars: settings.size("publish.summary_length"),
    };
    let interpretation = interpretation_of(app, id, item.as_ref(), content).await?;
    let metadata = metadata_view(app, item.as_ref(), content, interpretation);
    let draft =
        Draft { title: &content.title, body: &body, attachments: &texts, metadata, links: &links, pictures: &pictures };
    let time = CheckTime { today: app.now().date(), calendar: &calendar, limits };
    Ok(checks.check(&draft, time))
}

fn metadata_view<'a>(
    app: &App,
    item: Option<&item::Model>,
    content: &'a RevisionContent,
    interpretation: Interpretations,
) -> MetadataView<'a> {
    let directory = app.directory();
    let kind = item.and_then(|i| directory.kind(&i.kind)).map_or(DocumentFields::Plain, |k| k.document);
    let platform = content.all_sections().iter().any(|s| directory.section(*s).is_some_and(|s| s.place == "platform"));
    MetadataView {
        document: kind,
        platform: if platform { PlatformPlace::Inside } else { PlatformPlace::Outside },
        agency_kind: directory.agency(content.lead_agency).and_then(|a| AgencyKind::parse(&a.kind)),
        source: &content.source,
        category: content.category.as_deref().and_then(DisclosureCategory::parse),
        openness: content.openness,
        ground: content.ground,
        subject: content.subject.as_deref().and_then(Subject::parse),
        genre: content.genre.as_deref().and_then(Genre::parse),
        document_number: content.document_number.as_deref(),
        formed_on: content.formed_on,
        published_on: item.and_then(|i| i.first_published_at).map(|at| Moment(at).date()),
        effective_on: content.effective_on,
        expires_on: content.expires_on,
        summary: &content.summary,
        keywords: &content.keywords,
        interpretation,
    }
}

/// Only papers need an interpretation; it may be linked from here or from the interpretation itself.
async fn interpretation_of(
    app: &App,
    id: i64,
    item: Option<&item::Model>,
    content: &RevisionContent,
) -> Result<Interpretations, AppError> {
    if item.is_none_or(|i| i.kind != "policy") {
        return Ok(Interpretations::NotNeeded);
    }
    let code = RelationKind::Interprets.code();
    let linked = relation::Entity::find()
        .filter(relation::Column::ToItem.eq(id))
        .filter(relation::Column::Kind.eq(code))
        .one(app.store().read())
        .await?;
    let here = content.relations.iter().any(|r| r.kind == RelationKind::Related);
    Ok(if linked.is_some() || here { Interpretations::Linked } else { Interpretations::Missing })
}

async fn attachments_of(app: &App, content: &RevisionContent) -> Result<Vec<attachment::Model>, AppError> {
    let ids: Vec<i64> = content.attachments.iter().map(|a| a.attachment).collect();
    let rows = item::attachment_rows::list_by_id(app.store().read(), &ids).await?;
    Ok(ids.iter().filter_map(|id| rows.iter().find(|r| r.id == *id).cloned()).collect())
}

/// What the checks see of an attachment: the text a reader sees and the text he does not; none where it is unread.
fn text_of(row: &attachment::Model) -> (String, Option<String>) {
    let text = match row.text_state.as_str() {
        "done" => Some([row.text.as_str(), row.hidden_text.as_str()].join("\n")),
        "none" => Some(String::new()),
        _ => None,
    };
    (row.name.clone(), text)
}

/// Whether the internal links of the body lead to something public.
async fn link_states(app: &App, body: &str) -> Result<Vec<LinkState>, AppError> {
    let hrefs: BTreeSet<String> = documents::html::links(body)
        .into_iter()
        .map(|l| l.href)
        .filter(|h| h.starts_with('/') && !h.starts_with("//"))
        .collect();
    let ids: Vec<i64> = hrefs.iter().filter_map(|h| item_in_address(h)).collect();
    let live: Vec<i64> = if ids.is_empty() {
        Vec::new()
    } else {
        let rows = item::Entity::find().filter(item::Column::Id.is_in(ids)).all(app.store().read()).await?;
        rows.iter().filter(|r| super::path::is_live(r)).map(|r| r.id).collect()
    };
    let directory = app.directory();
    Ok(hrefs
        .into_iter()
        .map(|href| {
            let alive = match (item_in_address(&href), href.strip_prefix("/sections/"), href.strip_prefix("/items/")) {
                (Some(id), _, _) => live.contains(&id),
                (_, Some(slug), _) => {
                    directory.section_by_slug(slug.split(['?', '#', '/']).next().unwrap_or(slug)).is_some()
                }
                (_, _, Some(_)) => false,
                _ => true,
            };
            let health = if alive { LinkHealth::Alive } else { LinkHealth::Dead };
            LinkState { href, health }
        })
        .collect())
}

fn item_in_address(href: &str) -> Option<i64> {
    href.strip_prefix("/items/")?.split(['?', '#', '/']).next()?.parse().ok()
}
