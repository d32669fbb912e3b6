//! Between rows and the domain's types: the content of a revision, the states of an item, the log of steps.

use domain::identity::Grant;
use domain::item::{PublicState, RevisionContent, WorkState};
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, NotSet, QuerySelect, Set};
use store::item::{self, revision, step};
use store::{StoreError, Work};

use crate::caller::Caller;
use crate::error::AppError;

/// The content of a stored revision.
///
/// # Errors
/// When the stored JSON is unreadable.
pub fn content_of(row: &revision::Model) -> Result<RevisionContent, AppError> {
    let mut content: RevisionContent = serde_json::from_str(&row.content).map_err(StoreError::from)?;
    content.body_html.clone_from(&row.body_html);
    Ok(content)
}

/// The JSON column of a content: all but the body, which has its own.
pub(super) fn content_json(content: &RevisionContent) -> Result<String, AppError> {
    let bare = RevisionContent { body_html: String::new(), ..content.clone() };
    Ok(serde_json::to_string(&bare).map_err(StoreError::from)?)
}

/// The work state of a stored code.
pub(super) fn work_state(code: Option<&str>) -> Result<WorkState, AppError> {
    let code = code.unwrap_or(WorkState::Published.code());
    WorkState::parse(code)
        .ok_or_else(|| AppError::Store(StoreError::UnknownCode { what: "work state", code: code.to_string() }))
}

/// The public state of a stored code.
pub(super) fn public_state(code: &str) -> Result<PublicState, AppError> {
    PublicState::parse(code)
        .ok_or_else(|| AppError::Store(StoreError::UnknownCode { what: "public state", code: code.to_string() }))
}

/// The item, locked until the transaction ends, so that two people's steps come one after the other.
pub(super) async fn lock_item(work: &Work, id: i64) -> Result<item::Model, AppError> {
    let row = item::Entity::find_by_id(id).lock_exclusive().one(work.db()).await?;
    row.ok_or_else(|| AppError::problem("not_found"))
}

/// The revision.
pub(super) async fn get_revision(db: &impl ConnectionTrait, id: i64) -> Result<revision::Model, AppError> {
    let row = revision::Entity::find_by_id(id).one(db).await?;
    row.ok_or_else(|| AppError::problem("not_found"))
}

/// A line in the log of an item's way.
pub(super) struct StepLine<'a> {
    pub revision: Option<i64>,
    pub event: &'a str,
    pub before: Option<WorkState>,
    pub after: Option<WorkState>,
    pub reason: &'a str,
}

/// Writes a line of the log.
pub(super) async fn log_step(
    work: &Work,
    caller: &Caller,
    grant: Option<&Grant>,
    item: i64,
    line: StepLine<'_>,
    now: Moment,
) -> Result<(), AppError> {
    let row = step::ActiveModel {
        id: NotSet,
        item_id: Set(item),
        revision_id: Set(line.revision),
        event: Set(line.event.to_string()),
        state_before: Set(line.before.map(|s| s.code().to_string())),
        state_after: Set(line.after.map(|s| s.code().to_string())),
        actor_id: Set(caller.account_id),
        actor_name: Set(caller.name.clone()),
        acting_for: Set(grant.and_then(|g| g.lent_by)),
        reason: Set(line.reason.to_string()),
        at: Set(now.0),
    };
    row.insert(work.db()).await?;
    Ok(())
}
