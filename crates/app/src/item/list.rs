//! The console's lists: all items one may see, and "my tasks", what waits for this person over all sites.

use domain::identity::permission::scopes_for;
use domain::identity::{Action, Scope};
use domain::item::WorkState;
use store::item;
use store::item::lists::{ConsoleFilter, Visible, count_console, list_console};

use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::AppError;

/// What a list is narrowed to; empty means everything one may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemQuery {
    pub work_state: Option<WorkState>,
    pub public_state: Option<domain::item::PublicState>,
    pub section: Option<i64>,
    pub agency: Option<i64>,
    pub site: Option<i64>,
    pub kind: Option<String>,
    pub title: Option<String>,
    pub mine: Option<i64>,
    pub urgent: Urgent,
    pub before: Option<(i64, i64)>,
}

/// Whether a list is of unconfirmed urgent publications alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Urgent {
    #[default]
    Any,
    Unconfirmed,
}

/// A page of items with the key of the next page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemPage {
    pub items: Vec<item::Model>,
    pub next: Option<(i64, i64)>,
}

/// Where the caller may do this, for the narrowing of lists.
pub(crate) fn visible(app: &App, caller: &Caller, action: Action) -> Vec<Visible> {
    if caller.origin != Origin::Console {
        return app.directory().expand(&[Scope::All]);
    }
    app.directory().expand(&scopes_for(&caller.grants, action, app.now()))
}

/// A page of the items the caller may see.
///
/// # Errors
/// When the records cannot be read.
pub async fn list(app: &App, caller: &Caller, query: &ItemQuery, limit: u64) -> Result<ItemPage, AppError> {
    let directory = app.directory();
    let filter = ConsoleFilter {
        visible: visible(app, caller, Action::ItemView),
        work_states: query.work_state.map(|s| s.code().to_string()).into_iter().collect(),
        public_state: query.public_state.map(|s| s.code().to_string()),
        section_ids: query.section.map(|id| directory.section_tree(id)).unwrap_or_default(),
        agency_ids: query.agency.into_iter().collect(),
        site_id: query.site,
        kind: query.kind.clone(),
        title: query.title.clone().filter(|t| !t.trim().is_empty()),
        created_by: query.mine,
        urgent_open: query.urgent == Urgent::Unconfirmed,
        before: query.before,
        ..ConsoleFilter::default()
    };
    page(app, &filter, limit).await
}

async fn page(app: &App, filter: &ConsoleFilter, limit: u64) -> Result<ItemPage, AppError> {
    let mut items = list_console(app.store().read(), filter, limit + 1).await?;
    let more = items.len() as u64 > limit;
    items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = items.last().filter(|_| more).map(|row| (row.updated_at, row.id));
    Ok(ItemPage { items, next })
}

/// A kind of task: a queue of items that wait for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskKind {
    pub code: &'static str,
    pub label: &'static str,
    pub state: Option<WorkState>,
    pub action: Action,
}

/// The queues, in the order shown.
pub const TASKS: &[TaskKind] = &[
    TaskKind { code: "returned", label: "退回待改", state: Some(WorkState::Returned), action: Action::ItemEdit },
    TaskKind { code: "draft", label: "我的草稿", state: Some(WorkState::Draft), action: Action::ItemEdit },
    TaskKind { code: "review_1", label: "待初审", state: Some(WorkState::Review1), action: Action::ItemReview1 },
    TaskKind { code: "review_2", label: "待复审", state: Some(WorkState::Review2), action: Action::ItemReview2 },
    TaskKind { code: "review_3", label: "待终审", state: Some(WorkState::Review3), action: Action::ItemReview3 },
    TaskKind {
        code: "secrecy",
        label: "待保密审查",
        state: Some(WorkState::SecrecyReview),
        action: Action::ItemSecrecyReview,
    },
    TaskKind { code: "publish", label: "待发布", state: Some(WorkState::Approved), action: Action::ItemPublish },
    TaskKind { code: "urgent", label: "紧急发布待补审", state: None, action: Action::ItemConfirmUrgent },
];

/// A queue with its first items.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskQueue {
    pub kind: TaskKind,
    pub count: i64,
    pub page: ItemPage,
}

fn task_filter(app: &App, caller: &Caller, kind: TaskKind) -> Result<ConsoleFilter, AppError> {
    let person = caller.account()?;
    let own = matches!(kind.state, Some(WorkState::Draft | WorkState::Returned));
    Ok(ConsoleFilter {
        visible: visible(app, caller, kind.action),
        work_states: kind.state.map(|s| s.code().to_string()).into_iter().collect(),
        created_by: own.then_some(person),
        // What one submitted oneself waits for somebody else.
        not_submitted_by: (!own && kind.state.is_some()).then_some(person),
        urgent_open: kind.state.is_none(),
        ..ConsoleFilter::default()
    })
}

/// Urgent publications wait without a work state, so items are counted, not states.
async fn count(app: &App, filter: &ConsoleFilter) -> Result<i64, AppError> {
    Ok(i64::try_from(count_console(app.store().read(), filter).await?).unwrap_or(i64::MAX))
}

/// What waits for the caller, queue by queue; queues that are none of his are left out.
///
/// # Errors
/// When the records cannot be read.
pub async fn tasks(app: &App, caller: &Caller, each: u64) -> Result<Vec<TaskQueue>, AppError> {
    let now = app.now();
    let mut queues = Vec::new();
    for kind in TASKS.iter().copied().filter(|k| caller.can_somewhere(k.action, now)) {
        let filter = task_filter(app, caller, kind)?;
        let page = page(app, &filter, each).await?;
        let count = count(app, &filter).await?;
        queues.push(TaskQueue { kind, count, page });
    }
    Ok(queues)
}

/// A page of one queue.
///
/// # Errors
/// `not_found` for an unknown queue.
pub async fn task_page(
    app: &App,
    caller: &Caller,
    code: &str,
    before: Option<(i64, i64)>,
    limit: u64,
) -> Result<TaskQueue, AppError> {
    let kind = TASKS.iter().copied().find(|k| k.code == code).ok_or_else(|| AppError::problem("not_found"))?;
    let mut filter = task_filter(app, caller, kind)?;
    let count = count(app, &filter).await?;
    filter.before = before;
    let page = page(app, &filter, limit).await?;
    Ok(TaskQueue { kind, count, page })
}
