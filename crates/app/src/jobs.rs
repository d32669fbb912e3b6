//! The workers: jobs of the outbox are leased, done and finished; a failure is retried with growing pauses and ends as
//! a dead letter that a person sees. Also the console's view of them.

use domain::identity::{Action, Place};
use domain::time::Moment;
use serde_json::json;
use store::job::{self, AfterFailure, Kinds};

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::job_kinds::{EXTRACT_TEXT, INDEX_ITEM, PUBLISH_DUE, RECOMPUTE, REDACT, SEND_MAIL};
use crate::{dispute, item, mail, request};

pub use store::job::JobState;

/// What takes minutes, and may not keep mails and the index waiting.
const SLOW: &[&str] = &[REDACT];

/// The two queues of work: each has a worker of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What is done in a moment.
    Quick,
    /// What may take minutes.
    Slow,
}

impl Lane {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Quick, Self::Slow];

    const fn kinds(self) -> Kinds<'static> {
        match self {
            Self::Quick => Kinds::AllBut(SLOW),
            Self::Slow => Kinds::Only(SLOW),
        }
    }

    /// Jobs leased at once, and after how many seconds a worker that has not finished is taken for dead, so that its
    /// jobs go to another: longer than the longest job may take.
    const fn lease(self) -> (u64, i64) {
        match self {
            Self::Quick => (200, 300),
            Self::Slow => (1, 1_200),
        }
    }
}

/// The pause after the first failure; it doubles with each further one, up to an hour.
const FIRST_PAUSE_SECONDS: i64 = 5;
const LONGEST_PAUSE_SECONDS: i64 = 3_600;

/// What one round of work did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    pub done: u64,
    pub failed: u64,
}

/// Does the jobs of a lane that are due, one batch.
///
/// # Errors
/// When the outbox itself cannot be read or written; a job's own failure is noted with the job.
pub async fn run_due(app: &App, worker: &str, lane: Lane) -> Result<Round, AppError> {
    let now = app.now();
    if job::next_due(app.store().read(), lane.kinds()).await?.is_none_or(|due| due > now.0) {
        return Ok(Round::default());
    }
    let work = app.begin().await?;
    let (batch, seconds) = lane.lease();
    let leased = job::lease(work.db(), worker, lane.kinds(), now, now.plus_seconds(seconds), batch).await?;
    work.commit(now).await?;
    let (to_index, others): (Vec<_>, Vec<_>) = leased.into_iter().partition(|j| j.kind == INDEX_ITEM);
    let mut round = Round::default();
    run_index_batch(app, to_index, &mut round).await?;
    let most = most_attempts(app);
    for job in others {
        let result = match lane {
            // Of what is leased alone each attempt was its own: one that never came to an end takes its worker along.
            Lane::Slow if job.attempts > most => Err(AppError::Internal("given up: it never came to an end".into())),
            _ => run_one(app, &job).await,
        };
        settle(app, &[&job], result, &mut round).await?;
    }
    Ok(round)
}

/// The index commits once for many items; when a batch fails, each is tried alone so that one bad item stops no other.
async fn run_index_batch(app: &App, jobs: Vec<job::Model>, round: &mut Round) -> Result<(), AppError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let mut ids: Vec<i64> = jobs.iter().flat_map(|j| items_of(&j.payload)).collect();
    ids.sort_unstable();
    ids.dedup();
    let all: Vec<&job::Model> = jobs.iter().collect();
    if item::indexing::index_items(app, &ids).await.is_ok() {
        return settle(app, &all, Ok(()), round).await;
    }
    for job in &jobs {
        let result = run_one(app, job).await;
        settle(app, &[job], result, round).await?;
    }
    Ok(())
}

async fn run_one(app: &App, job: &job::Model) -> Result<(), AppError> {
    if job.kind == INDEX_ITEM {
        return item::indexing::index_items(app, &items_of(&job.payload)).await;
    }
    let id: i64 = job.payload.parse().map_err(|_| AppError::Internal(format!("bad payload of job {}", job.id)))?;
    match job.kind.as_str() {
        EXTRACT_TEXT => item::attach::extract_text(app, id).await,
        PUBLISH_DUE => item::path::publish_due(app, id).await,
        SEND_MAIL => mail::send_mail(app, id).await,
        REDACT => request::redaction::make(app, id).await,
        RECOMPUTE => {
            request::recompute::recompute(app).await?;
            dispute::refresh(app).await.map(drop)
        }
        other => Err(AppError::Internal(format!("unknown kind of job {other}"))),
    }
}

fn most_attempts(app: &App) -> i32 {
    i32::try_from(app.settings().number("jobs.max_attempts")).unwrap_or(8)
}

/// One id, or several with commas between: bulk work asks once for many.
fn items_of(payload: &str) -> Vec<i64> {
    payload.split(',').filter_map(|id| id.parse().ok()).collect()
}

async fn settle(
    app: &App,
    jobs: &[&job::Model],
    result: Result<(), AppError>,
    round: &mut Round,
) -> Result<(), AppError> {
    let now = app.now();
    let work = app.begin().await?;
    match result {
        Ok(()) => {
            let ids: Vec<i64> = jobs.iter().map(|j| j.id).collect();
            job::finish(work.db(), &ids, now).await?;
            round.done += jobs.len() as u64;
        }
        Err(error) => {
            let most = most_attempts(app);
            for one in jobs {
                tracing::warn!(job = one.id, kind = one.kind, attempt = one.attempts, "job failed: {error}");
                job::fail(work.db(), one.id, &error.to_string(), after_failure(one.attempts, most, now)).await?;
                round.failed += 1;
            }
        }
    }
    work.commit(now).await?;
    Ok(())
}

/// When a job that has failed `attempts` times is tried again.
#[must_use]
pub fn after_failure(attempts: i32, most: i32, now: Moment) -> AfterFailure {
    if attempts >= most {
        return AfterFailure::Dead;
    }
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(20);
    let pause = FIRST_PAUSE_SECONDS.saturating_mul(1 << doublings).min(LONGEST_PAUSE_SECONDS);
    AfterFailure::RetryAt(now.plus_seconds(pause))
}

/// Takes up what an earlier process of this node left when it was killed, at once instead of after its lease. Only for
/// a node that knows that no other process of its name is running.
///
/// # Errors
/// When the outbox cannot be written.
pub async fn take_up(app: &App, node: &str) -> Result<u64, AppError> {
    let work = app.begin().await?;
    let given = job::give_back(work.db(), &format!("{node}-")).await?;
    work.commit(app.now()).await?;
    Ok(given)
}

/// Does everything that is due now, until nothing is left.
///
/// # Errors
/// When the outbox cannot be read or written.
pub async fn run_until_idle(app: &App, worker: &str) -> Result<Round, AppError> {
    let mut total = Round::default();
    loop {
        let mut idle = true;
        for lane in Lane::ALL {
            let round = run_due(app, worker, lane).await?;
            idle &= round == Round::default();
            total.done += round.done;
            total.failed += round.failed;
        }
        if idle {
            return Ok(total);
        }
    }
}

/// Drops old finished jobs and old entries of the change log.
///
/// # Errors
/// When the records cannot be written.
pub async fn prune(app: &App) -> Result<(), AppError> {
    let now = app.now();
    let keep = app.settings().number("jobs.keep_days") * 24 * 60;
    let work = app.begin().await?;
    job::prune(work.db(), now.plus_minutes(-keep)).await?;
    // Programs at work follow it within seconds; a static mirror asks from its last run on.
    store::changes::prune(work.db(), now.plus_minutes(-keep)).await?;
    work.commit(now).await?;
    Ok(())
}

/// The jobs as the console shows them.
#[derive(Debug, Clone)]
pub struct JobPage {
    pub jobs: Vec<job::Model>,
    /// How many stand in each state.
    pub counts: Vec<(JobState, i64)>,
}

/// A page of jobs, newest first, with the counts.
///
/// # Errors
/// `not_allowed`.
pub async fn list(
    app: &App,
    caller: &Caller,
    state: Option<JobState>,
    before: Option<i64>,
    limit: u64,
) -> Result<JobPage, AppError> {
    caller.allow(Action::JobView, &Place::installation(), app.now())?;
    let db = app.store().read();
    let jobs = job::list(db, state, before, limit).await?;
    let counted = job::count_by_state(db).await?;
    let counts = JobState::ALL
        .iter()
        .map(|s| (*s, counted.iter().find(|(code, _)| code == s.code()).map_or(0, |(_, n)| *n)))
        .collect();
    Ok(JobPage { jobs, counts })
}

/// Puts a dead job back in the queue.
///
/// # Errors
/// `not_allowed`, `job_not_dead`.
pub async fn retry(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::JobRetry, &Place::installation(), now)?;
    let mut work = app.begin().await?;
    if !job::revive(work.db(), id, now).await? {
        return Err(AppError::problem("job_not_dead"));
    }
    work.record(caller.entry(now, None, "job.retry", ("job", id.to_string()), &json!({})));
    app.commit(work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour_and_end() {
        let now = Moment(0);
        let seconds = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600];
        for (attempts, pause) in (1..).zip(seconds) {
            assert_eq!(after_failure(attempts, 50, now), AfterFailure::RetryAt(now.plus_seconds(pause)));
        }
        assert_eq!(after_failure(8, 8, now), AfterFailure::Dead);
        assert_eq!(after_failure(49, 50, now), AfterFailure::RetryAt(now.plus_seconds(3600)));
    }
}
