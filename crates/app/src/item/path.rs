//! The steps from draft to public page and off it again: one use case for all events of the workflow table.

use domain::identity::Action;
use domain::item::workflow::{Actor, Outcome, Situation, decide};
use domain::item::{Event, PublicState, Refusal, RevisionContent, WorkState};
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::json;
use store::Work;
use store::item::{self, revision};
use store::job::NewJob;

use super::check;
use super::publish::{Manner, go_live, take_off};
use super::record::{StepLine, content_of, get_revision, lock_item, log_step, public_state, work_state};
use crate::caller::{Caller, Origin};
use crate::context::{App, tag};
use crate::directory::Directory;
use crate::error::AppError;
use crate::job_kinds;

/// The revision a decision is about: the one in progress, else the live one.
pub(super) struct Subject {
    pub item: item::Model,
    pub revision: revision::Model,
    pub content: RevisionContent,
}

/// Does `event` with the item. `seen` is the revision the person looked at: if another has taken its place, nothing is
/// done, for an approval is of exactly that revision.
///
/// # Errors
/// `changed_meanwhile`, a `workflow_…` refusal, `not_allowed`, `not_found`.
pub async fn act(app: &App, caller: &Caller, id: i64, seen: i64, event: Event) -> Result<(), AppError> {
    let now = app.now();
    let open = match event {
        Event::Submit | Event::PublishUrgent { .. } => check::refresh(app, seen).await?,
        _ => 0,
    };
    let mut work = app.begin().await?;
    let subject = load(&work, id, seen).await?;
    let place = app.directory().place(subject.item.agency_id, subject.item.main_section_id);
    let situation = situation_of(&app.directory(), &subject, open)?;
    let grant = caller.allow(event.action(situation.work), &place, now)?;
    let outcome = match (caller.origin, grant, caller.account_id) {
        (Origin::Console, Some(grant), Some(person)) => {
            decide(now, &situation, &event, &Actor::Person { id: person, grant })
        }
        (Origin::System, _, _) => decide(now, &situation, &event, &Actor::Timer),
        _ => return Err(AppError::problem("sign_in_needed")),
    };
    let outcome = outcome.map_err(refused)?;
    let after = apply(app, &mut work, caller, subject.item.clone(), subject, &event, outcome, now).await?;
    let line = StepLine {
        revision: Some(seen),
        event: event.code(),
        before: Some(situation.work),
        after,
        reason: reason_of(&event),
    };
    log_step(&work, caller, grant, id, line, now).await?;
    let detail = json!({ "revision": seen, "from": situation.work.code(), "to": after.map(WorkState::code), "reason": reason_of(&event) });
    let agency = place.agency;
    work.record(caller.entry(now, agency, &format!("item.{}", event.code()), ("item", id.to_string()), &detail));
    app.commit(work).await
}

/// A refusal of the workflow as a problem.
pub(super) fn refused(refusal: Refusal) -> AppError {
    let problem = AppError::problem(refusal.code());
    match refusal {
        Refusal::WrongState { state } => problem.with("state", state.label()),
        Refusal::FindingsOpen { count } => problem.with("count", count),
        _ => problem,
    }
}

fn reason_of(event: &Event) -> &str {
    match event {
        Event::Return { reason }
        | Event::RefuseSecrecy { reason }
        | Event::Withdraw { reason }
        | Event::PublishUrgent { reason, .. } => reason,
        Event::PassSecrecy { conclusion } => conclusion,
        _ => "",
    }
}

async fn load(work: &Work, id: i64, seen: i64) -> Result<Subject, AppError> {
    let item = lock_item(work, id).await?;
    if item.work_revision_id.or(item.live_revision_id) != Some(seen) {
        return Err(AppError::problem("changed_meanwhile"));
    }
    let revision = get_revision(work.db(), seen).await?;
    let content = content_of(&revision)?;
    Ok(Subject { item, revision, content })
}

/// What the decision depends on.
pub(super) fn situation_of(
    directory: &Directory,
    subject: &Subject,
    open_findings: usize,
) -> Result<Situation, AppError> {
    let steps = directory.section(subject.content.main_section).map_or(1, |s| s.review_steps);
    Ok(Situation {
        work: work_state(subject.item.work_state.as_deref())?,
        public: public_state(&subject.item.public_state)?,
        steps: u8::try_from(steps).unwrap_or(1).clamp(1, 3),
        openness: subject.content.openness,
        submitter: subject.item.submitted_by,
        urgent_by: subject.item.urgent_by,
        scheduled_at: subject.item.scheduled_at.map(Moment),
        open_findings,
    })
}

#[allow(clippy::too_many_arguments)]
async fn apply(
    app: &App,
    work: &mut Work,
    caller: &Caller,
    item: item::Model,
    subject: Subject,
    event: &Event,
    outcome: Outcome,
    now: Moment,
) -> Result<Option<WorkState>, AppError> {
    match outcome {
        Outcome::Move(next) => {
            move_to(work, caller, item, subject.revision, event, next, now).await?;
            Ok(Some(next))
        }
        Outcome::GoLive => {
            go_live(app, work, item, subject.revision, &subject.content, Manner::Approved, now).await?;
            Ok(Some(WorkState::Published))
        }
        Outcome::GoLiveUrgent => {
            let manner = Manner::Urgent { by: caller.account()?, reason: reason_of(event).to_string() };
            go_live(app, work, item, subject.revision, &subject.content, manner, now).await?;
            Ok(Some(WorkState::Published))
        }
        Outcome::Confirm => {
            let mut row = item.into_active_model();
            row.urgent_by = Set(None);
            row.updated_at = Set(now.0);
            row.update(work.db()).await?;
            Ok(None)
        }
        Outcome::TakeOff => {
            take_off(work, item, reason_of(event), now).await?;
            Ok(None)
        }
    }
}

async fn move_to(
    work: &mut Work,
    caller: &Caller,
    item: item::Model,
    revision: revision::Model,
    event: &Event,
    next: WorkState,
    now: Moment,
) -> Result<(), AppError> {
    let id = item.id;
    let mut row = item.into_active_model();
    row.work_state = Set(Some(next.code().to_string()));
    row.updated_at = Set(now.0);
    match event {
        Event::Submit => {
            row.submitted_by = Set(caller.account_id);
            row.submitted_at = Set(Some(now.0));
            row.locked_by = Set(None);
            row.locked_until = Set(None);
        }
        Event::Schedule { at } => {
            row.scheduled_at = Set(Some(at.0));
            work.enqueue(NewJob {
                kind: job_kinds::PUBLISH_DUE.to_string(),
                payload: id.to_string(),
                not_before: Some(*at),
            });
        }
        Event::Discard => {
            row.work_revision_id = Set(None);
            row.work_state = Set(None);
            row.work_formed_on = Set(None);
        }
        _ => row.scheduled_at = Set(None),
    }
    row.update(work.db()).await?;
    let mut active = revision.into_active_model();
    active.state = Set(next.code().to_string());
    active.update(work.db()).await?;
    Ok(())
}

/// The timer's part: publishes an item whose scheduled time has come. Anything else about it is left alone.
///
/// # Errors
/// When the records cannot be written.
pub async fn publish_due(app: &App, id: i64) -> Result<(), AppError> {
    let row = item::Entity::find_by_id(id).one(app.store().read()).await?;
    let Some(revision) = row.as_ref().and_then(|r| r.work_revision_id) else {
        return Ok(());
    };
    let due = row.is_some_and(|r| {
        r.work_state.as_deref() == Some(WorkState::Scheduled.code())
            && r.scheduled_at.is_some_and(|at| Moment(at) <= app.now())
    });
    if !due {
        return Ok(());
    }
    match act(app, &Caller::system(), id, revision, Event::Publish).await {
        Err(AppError::Refused(problem)) => {
            tracing::info!(item = id, code = problem.code, "scheduled item not published");
            Ok(())
        }
        other => other,
    }
}

/// What the caller could do with the item as it stands, with plain reasons why not.
pub(super) fn options(app: &App, caller: &Caller, subject: &Subject, open: usize) -> Result<Vec<Possible>, AppError> {
    let now = app.now();
    let directory = app.directory();
    let situation = situation_of(&directory, subject, open)?;
    let place = directory.place(subject.item.agency_id, subject.item.main_section_id);
    let mut possible = Vec::new();
    for event in specimens(now) {
        let result = match caller.allow(event.action(situation.work), &place, now) {
            Err(_) => continue,
            Ok(None) => continue,
            Ok(Some(grant)) => {
                let actor = Actor::Person { id: caller.account_id.unwrap_or_default(), grant };
                decide(now, &situation, &event, &actor)
            }
        };
        match result {
            Err(Refusal::WrongState { .. } | Refusal::NotLive | Refusal::NothingToConfirm) => {}
            Err(refusal) => possible.push(Possible { event: event.code(), refusal: Some(refused(refusal)) }),
            Ok(_) => possible.push(Possible { event: event.code(), refusal: None }),
        }
    }
    Ok(possible)
}

/// An event that belongs to the item's state and the caller's rights; `refusal` says why it can't be done now.
#[derive(Debug)]
pub struct Possible {
    pub event: &'static str,
    pub refusal: Option<AppError>,
}

/// Each event once, filled in so that only the situation decides.
fn specimens(now: Moment) -> Vec<Event> {
    let text = || "…".to_string();
    vec![
        Event::Submit,
        Event::TakeBack,
        Event::Approve,
        Event::PassSecrecy { conclusion: text() },
        Event::RefuseSecrecy { reason: text() },
        Event::Return { reason: text() },
        Event::Publish,
        Event::Schedule { at: now.plus_minutes(1) },
        Event::Unschedule,
        Event::PublishUrgent { reason: text(), secrecy_conclusion: text() },
        Event::ConfirmUrgent,
        Event::Withdraw { reason: text() },
        Event::Discard,
    ]
}

/// Permission to see the item in the console.
pub(super) fn allow_view(app: &App, caller: &Caller, row: &item::Model) -> Result<(), AppError> {
    let place = app.directory().place(row.agency_id, row.main_section_id);
    caller.allow(Action::ItemView, &place, app.now()).map(|_| ())
}

/// Whether an item is public.
pub(super) fn is_live(row: &item::Model) -> bool {
    row.public_state == PublicState::Live.code()
}

/// The tags of an item's own page.
#[must_use]
pub fn tags_of(id: i64) -> Vec<String> {
    vec![tag::item(id), tag::DIRECTORY.to_string(), tag::SETTINGS.to_string()]
}
