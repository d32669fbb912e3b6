//! The outbox: jobs written in the transaction of the change that causes them, leased by workers, retried with
//! growing pauses, and kept as dead letters for a person when they keep failing.

use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

domain::code_enum! {
    /// Where a job stands.
    pub enum JobState {
        Waiting = "waiting", "等待";
        Leased = "leased", "执行中";
        Done = "done", "完成";
        Dead = "dead", "失败待处理";
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    /// JSON whose shape the kind fixes.
    pub payload: String,
    pub state: String,
    pub attempts: i32,
    pub available_at: i64,
    pub leased_by: Option<String>,
    pub leased_until: Option<i64>,
    pub last_error: Option<String>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
}

plain_entity!();

/// A job to be written with a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    pub kind: String,
    pub payload: String,
    /// Not to be done before this moment; `None` for at once.
    pub not_before: Option<Moment>,
}

/// Writes jobs; called by `Work::commit`.
pub(crate) async fn insert(db: &impl ConnectionTrait, jobs: Vec<NewJob>, now: Moment) -> Result<(), StoreError> {
    for batch in jobs.chunks(500) {
        let rows = batch.iter().map(|job| ActiveModel {
            kind: Set(job.kind.clone()),
            payload: Set(job.payload.clone()),
            state: Set(JobState::Waiting.code().to_string()),
            attempts: Set(0),
            available_at: Set(job.not_before.unwrap_or(now).0),
            created_at: Set(now.0),
            ..Default::default()
        });
        Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Which kinds of jobs a worker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds<'a> {
    Only(&'a [&'a str]),
    AllBut(&'a [&'a str]),
}

impl Kinds<'_> {
    fn condition(self) -> Expr {
        match self {
            Self::Only(kinds) => Column::Kind.is_in(kinds.iter().copied()),
            Self::AllBut(kinds) => Column::Kind.is_not_in(kinds.iter().copied()),
        }
    }
}

/// Takes up to `limit` jobs of these kinds that are due, or whose lease has run out, for `worker` until `until`.
///
/// # Errors
/// When the database cannot be written.
pub async fn lease(
    db: &impl ConnectionTrait,
    worker: &str,
    kinds: Kinds<'_>,
    now: Moment,
    until: Moment,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let due = Column::State.eq(JobState::Waiting.code()).and(Column::AvailableAt.lte(now.0));
    let abandoned = Column::State.eq(JobState::Leased.code()).and(Column::LeasedUntil.lte(now.0));
    let rows = Entity::find()
        .filter(due.or(abandoned))
        .filter(kinds.condition())
        .order_by_asc(Column::AvailableAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_with_behavior(sea_orm::sea_query::LockType::Update, sea_orm::sea_query::LockBehavior::SkipLocked)
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(rows);
    }
    Entity::update_many()
        .col_expr(Column::State, Expr::value(JobState::Leased.code()))
        .col_expr(Column::LeasedBy, Expr::value(worker))
        .col_expr(Column::LeasedUntil, Expr::value(until.0))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.is_in(rows.iter().map(|r| r.id)))
        .exec(db)
        .await?;
    Ok(rows.into_iter().map(|row| Model { attempts: row.attempts + 1, ..row }).collect())
}

/// Gives back what workers whose names begin with `whose` hold: they are gone and will not finish it.
///
/// # Errors
/// When the database cannot be written.
pub async fn give_back(db: &impl ConnectionTrait, whose: &str) -> Result<u64, StoreError> {
    let given = Entity::update_many()
        .col_expr(Column::State, Expr::value(JobState::Waiting.code()))
        .col_expr(Column::LeasedBy, Expr::value(Option::<String>::None))
        .col_expr(Column::LeasedUntil, Expr::value(Option::<i64>::None))
        .filter(Column::State.eq(JobState::Leased.code()))
        .filter(Column::LeasedBy.starts_with(whose))
        .exec(db)
        .await?;
    Ok(given.rows_affected)
}

/// Marks leased jobs as done.
///
/// # Errors
/// When the database cannot be written.
pub async fn finish(db: &impl ConnectionTrait, ids: &[i64], now: Moment) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(JobState::Done.code()))
        .col_expr(Column::FinishedAt, Expr::value(now.0))
        .col_expr(Column::LastError, Expr::value(Option::<String>::None))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}

/// What becomes of a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    RetryAt(Moment),
    Dead,
}

/// Notes a failure.
///
/// # Errors
/// When the database cannot be written.
pub async fn fail(db: &impl ConnectionTrait, id: i64, error: &str, after: AfterFailure) -> Result<(), StoreError> {
    let (state, available) = match after {
        AfterFailure::RetryAt(at) => (JobState::Waiting, Some(at.0)),
        AfterFailure::Dead => (JobState::Dead, None),
    };
    let short: String = error.chars().take(1_000).collect();
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(state.code()))
        .col_expr(Column::LastError, Expr::value(short));
    if let Some(at) = available {
        update = update.col_expr(Column::AvailableAt, Expr::value(at));
    }
    update.filter(Column::Id.eq(id)).exec(db).await?;
    Ok(())
}

/// Puts a dead job back in the queue. Returns whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn revive(db: &impl ConnectionTrait, id: i64, now: Moment) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(JobState::Waiting.code()))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::AvailableAt, Expr::value(now.0))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(JobState::Dead.code()))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// A page of jobs, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    state: Option<JobState>,
    before_id: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state.code()));
    }
    if let Some(before) = before_id {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// How many jobs stand in each state.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_by_state(db: &impl ConnectionTrait) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "jobs")
        .group_by(Column::State)
        .into_tuple()
        .all(db)
        .await?)
}

/// Whether a job with this payload still waits or is being done.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_open(db: &impl ConnectionTrait, kind: &str, payload: &str) -> Result<bool, StoreError> {
    let query = Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::State.is_in([JobState::Waiting.code(), JobState::Leased.code()]))
        .filter(Column::Payload.eq(payload));
    Ok(query.select_only().column(Column::Id).into_tuple::<i64>().one(db).await?.is_some())
}

/// When the next waiting job of these kinds is due.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_due(db: &impl ConnectionTrait, kinds: Kinds<'_>) -> Result<Option<i64>, StoreError> {
    let open = [JobState::Waiting.code(), JobState::Leased.code()];
    let row: Option<Option<i64>> = Entity::find()
        .select_only()
        .column_as(Column::AvailableAt.min(), "due")
        .filter(Column::State.is_in(open))
        .filter(kinds.condition())
        .into_tuple()
        .one(db)
        .await?;
    Ok(row.flatten())
}

/// Drops finished jobs older than `before`.
///
/// # Errors
/// When the database cannot be written.
pub async fn prune(db: &impl ConnectionTrait, before: Moment) -> Result<u64, StoreError> {
    let done = Entity::delete_many()
        .filter(Column::State.eq(JobState::Done.code()))
        .filter(Column::FinishedAt.lt(before.0))
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}
