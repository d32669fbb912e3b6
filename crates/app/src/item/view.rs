//! What the console shows of one item: the revisions, the checks, the way so far, the lock, and what may be done next.

use domain::item::{RevisionContent, WorkState};
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::item::{self, attachment, relation, revision, step};

use super::check::{self, Checked};
use super::lock::{Lock, find_lock};
use super::path::{Possible, Subject, allow_view, options};
use super::record::{content_of, get_revision, work_state};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// One item as the console shows it.
#[derive(Debug)]
pub struct ItemDetail {
    pub item: item::Model,
    /// The revision in progress, else the live one.
    pub revision: revision::Model,
    pub content: RevisionContent,
    pub state: WorkState,
    pub live: Option<revision::Model>,
    pub checked: Checked,
    /// Own fields of the kind that are missing or wrong.
    pub field_faults: Vec<crate::error::FieldFault>,
    pub steps: Vec<step::Model>,
    pub attachments: Vec<attachment::Model>,
    pub lock: Option<Lock>,
    /// What the caller may do, with the reasons why not.
    pub possible: Vec<Possible>,
    /// May the caller save a further revision now?
    pub editable: bool,
    /// Public items that link here: shown before withdrawing.
    pub used_by: Vec<item::Model>,
}

/// One item for the console.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn get(app: &App, caller: &Caller, id: i64) -> Result<ItemDetail, AppError> {
    let db = app.store().read();
    let row = item::Entity::find_by_id(id).one(db).await?.ok_or_else(|| AppError::problem("not_found"))?;
    allow_view(app, caller, &row)?;
    let revision = newest_revision(app, &row).await?;
    let newest = revision.id;
    let live = match row.live_revision_id {
        Some(live) if live != newest => Some(get_revision(db, live).await?),
        Some(_) => Some(revision.clone()),
        None => None,
    };
    let content = content_of(&revision)?;
    let checked = check::find(app, newest).await?;
    let field_faults = field_faults(app, &row, &content);
    let lock = find_lock(app, &row).await?;
    let subject = Subject { item: row.clone(), revision: revision.clone(), content: content.clone() };
    let possible = options(app, caller, &subject, checked.open() + field_faults.len())?;
    let state = work_state(row.work_state.as_deref())?;
    let place = app.directory().place(row.agency_id, row.main_section_id);
    let free = lock.as_ref().is_none_or(|l| Some(l.account_id) == caller.account_id);
    let may_edit = caller.can(domain::identity::Action::ItemEdit, &place, app.now());
    Ok(ItemDetail {
        editable: may_edit && free && !state.is_under_way() && !is_given_up(&row),
        steps: step::Entity::find().filter(step::Column::ItemId.eq(id)).order_by_asc(step::Column::Id).all(db).await?,
        attachments: super::attach::list_of_item(app, id).await?,
        used_by: used_by(app, id).await?,
        item: row,
        revision,
        content,
        state,
        live,
        checked,
        field_faults,
        lock,
        possible,
    })
}

/// Whether its only draft was given up before anything of it was public: then there is nothing to go on from.
#[must_use]
pub fn is_given_up(row: &item::Model) -> bool {
    row.work_revision_id.is_none() && row.live_revision_id.is_none()
}

/// The revision in progress, else the live one, else the last that was given up.
async fn newest_revision(app: &App, row: &item::Model) -> Result<revision::Model, AppError> {
    if let Some(newest) = row.work_revision_id.or(row.live_revision_id) {
        return get_revision(app.store().read(), newest).await;
    }
    let query =
        revision::Entity::find().filter(revision::Column::ItemId.eq(row.id)).order_by_desc(revision::Column::Number);
    query.one(app.store().read()).await?.ok_or_else(|| AppError::problem("not_found"))
}

fn field_faults(app: &App, row: &item::Model, content: &RevisionContent) -> Vec<crate::error::FieldFault> {
    use domain::item::kind::KindRefusal as K;
    let directory = app.directory();
    let Some(kind) = directory.kind(&row.kind) else {
        return Vec::new();
    };
    let faults = domain::item::kind::check_values(kind, &content.fields);
    faults
        .into_iter()
        .filter_map(|fault| {
            let (key, code) = match fault {
                K::Required { key, .. } => (key, "required"),
                K::BadDate { key, .. } => (key, "bad_date"),
                K::BadNumber { key, .. } => (key, "bad_number"),
                K::NotAChoice { key, .. } => (key, "bad_choice"),
                K::BadLink { key, .. } => (key, "bad_link"),
                K::TooLong { key, .. } => (key, "too_long"),
                _ => return None,
            };
            Some(crate::error::FieldFault::new(format!("field_{key}"), code).with("max", domain::item::kind::MAX_VALUE))
        })
        .collect()
}

async fn used_by(app: &App, id: i64) -> Result<Vec<item::Model>, AppError> {
    let db = app.store().read();
    let links = relation::Entity::find().filter(relation::Column::ToItem.eq(id)).all(db).await?;
    let ids: Vec<i64> = links.iter().map(|l| l.from_item).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(item::Entity::find().filter(item::Column::Id.is_in(ids)).all(db).await?)
}

/// A revision of an item, for preview and comparison.
///
/// # Errors
/// `not_allowed`, `not_found` (also where the revision is another item's).
pub async fn get_revision_of(
    app: &App,
    caller: &Caller,
    id: i64,
    revision: i64,
) -> Result<(item::Model, revision::Model, RevisionContent), AppError> {
    let db = app.store().read();
    let row = item::Entity::find_by_id(id).one(db).await?.ok_or_else(|| AppError::problem("not_found"))?;
    allow_view(app, caller, &row)?;
    let found = get_revision(db, revision).await?;
    if found.item_id != id {
        return Err(AppError::problem("not_found"));
    }
    let content = content_of(&found)?;
    Ok((row, found, content))
}

/// Every revision of an item, newest first.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn list_revisions(app: &App, caller: &Caller, id: i64) -> Result<Vec<revision::Model>, AppError> {
    let db = app.store().read();
    let row = item::Entity::find_by_id(id).one(db).await?.ok_or_else(|| AppError::problem("not_found"))?;
    allow_view(app, caller, &row)?;
    let query = revision::Entity::find().filter(revision::Column::ItemId.eq(id));
    Ok(query.order_by_desc(revision::Column::Number).all(db).await?)
}

/// One field that differs between two revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDifference {
    pub label: &'static str,
    pub before: String,
    pub after: String,
}

/// The differences between two revisions: fields, and the body as HTML with insertions and deletions marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub fields: Vec<FieldDifference>,
    pub body_html: String,
}

/// Compares two contents as a reader would.
#[must_use]
pub fn difference(app: &App, before: &RevisionContent, after: &RevisionContent) -> Difference {
    let (old, new) = (described(app, before), described(app, after));
    let fields = old
        .into_iter()
        .zip(new)
        .filter(|((_, a), (_, b))| a != b)
        .map(|((label, before), (_, after))| FieldDifference { label, before, after })
        .collect();
    Difference { fields, body_html: documents::diff::diff_html(&before.body_html, &after.body_html) }
}

/// Each field with its name and its value in words; empty where there is none.
#[must_use]
pub fn described(app: &App, c: &RevisionContent) -> Vec<(&'static str, String)> {
    let directory = app.directory();
    let section = |id: i64| directory.section(id).map_or_else(String::new, |s| s.name.clone());
    let agency = |id: i64| directory.agency(id).map_or_else(String::new, |a| a.name.clone());
    let date = |d: Option<chrono::NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
    let many = |names: Vec<String>| names.join("、");
    vec![
        ("标题", c.title.clone()),
        ("内容概述", c.summary.clone()),
        ("来源", c.source.clone()),
        ("作者", c.author.clone()),
        ("关键词", c.keywords.clone()),
        ("公开方式", c.openness.label().to_string()),
        ("不公开依据", c.ground.map(|g| g.label().to_string()).unwrap_or_default()),
        ("法定主动公开类别", category(c)),
        (
            "主题分类",
            c.subject
                .as_deref()
                .and_then(domain::item::subject::Subject::parse)
                .map(domain::item::subject::Subject::path)
                .unwrap_or_default(),
        ),
        (
            "体裁",
            c.genre
                .as_deref()
                .and_then(domain::item::genre::Genre::parse)
                .map(|g| g.label().to_string())
                .unwrap_or_default(),
        ),
        ("文号", c.document_number.clone().unwrap_or_default()),
        ("成文日期", date(c.formed_on)),
        ("实施日期", date(c.effective_on)),
        ("废止日期", date(c.expires_on)),
        ("有效性", c.validity.map(|v| v.label().to_string()).unwrap_or_default()),
        ("有效性说明", c.validity_note.clone()),
        ("主栏目", section(c.main_section)),
        ("其他栏目", many(c.sections.iter().map(|s| section(*s)).collect())),
        ("专题", many(c.topics.iter().filter_map(|t| directory.topic(*t).map(|t| t.name.clone())).collect())),
        ("牵头机构", agency(c.lead_agency)),
        ("联合机构", many(c.co_agencies.iter().map(|a| agency(*a)).collect())),
        ("附件", many(c.attachments.iter().map(|a| a.title.clone()).collect())),
        ("其他字段", c.fields.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("；")),
    ]
}

fn category(c: &RevisionContent) -> String {
    use domain::item::category::DisclosureCategory;
    c.category.as_deref().and_then(DisclosureCategory::parse).map(|c| c.label().to_string()).unwrap_or_default()
}

/// When the copies of a withdrawn page disappear, in words: told with every withdrawal.
pub const COPIES_REMAIN: &[&str] = &[
    "已打印、下载或者转载的副本不受本系统控制",
    "搜索引擎的快照需要另行申请删除",
    "读者浏览器中已打开的页面在刷新后消失",
];

/// The publishing time of a moment, for pages.
#[must_use]
pub fn shown_time(at: Option<i64>) -> String {
    at.map(|at| Moment(at).display_minute()).unwrap_or_default()
}
