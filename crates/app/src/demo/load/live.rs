//! The live sample: items around today, taken step by step through the use cases by the demo's people, each at its
//! own moment, so that every desk of the console has work on it and every log reads like one.

use chrono::NaiveDate;
use domain::item::Event;
use domain::item::checks::{CheckSummary, Obstacle};
use domain::time::Moment;

use super::house::Made;
use super::records::content_of;
use super::{LoadOptions, files};
use crate::caller::Caller;
use crate::context::App;
use crate::demo::users::{DemoDesk, desk};
use crate::demo::{CityPlan, DemoKind, DemoState, LiveItem, live_items};
use crate::error::AppError;
use crate::item::check;
use crate::item::draft::{SaveDraft, Saved, save_draft};
use crate::item::kept::{self, Reach};
use crate::item::path::act;

/// Writes the sample and returns how many items it has.
pub(super) async fn write(
    app: &App,
    plan: &CityPlan,
    made: &Made,
    options: LoadOptions,
    today: NaiveDate,
) -> Result<u32, AppError> {
    let mut written = 0;
    for live in live_items(plan, options.seed, today, options.live) {
        one(app, made, &live).await?;
        written += 1;
    }
    Ok(written)
}

async fn one(app: &App, made: &Made, live: &LiveItem) -> Result<(), AppError> {
    let people = desk(&live.item.agency);
    let author = made.person(people.author)?;
    let created = Moment::from_local(live.created_at);
    let mut content = content_of(made, &live.item)?;
    let body = std::mem::take(&mut content.body_html);
    // Pictures of the plan are drawings for the archive; the sample does without, but for a story told by them.
    content.body_html = without_pictures(&body);
    let kind = live.item.kind.code().to_string();
    let draft = |base: Option<Saved>, content| SaveDraft {
        item: base.map(|saved| saved.item),
        base_revision: base.map(|saved| saved.revision),
        kind: kind.clone(),
        content,
    };
    let mut saved = save_draft(&app.at(created), author, draft(None, content.clone())).await?;
    if matches!(live.item.kind, DemoKind::PictureStory) {
        content.body_html = illustrated(app, saved.item, live, &body).await?;
        saved = save_draft(&app.at(created.plus_minutes(5)), author, draft(Some(saved), content)).await?;
    }
    if matches!(live.state, DemoState::Draft) {
        crate::item::lock::release_lock(app, author, saved.item).await?;
        return Ok(());
    }
    let Some(moment) = submitted(app, author, saved, created).await? else {
        return Ok(());
    };
    proceed(app, made, &people, live, saved, moment).await
}

/// The body with the story's pictures, drawn and kept with the item.
async fn illustrated(app: &App, item: i64, live: &LiveItem, body: &str) -> Result<String, AppError> {
    let drawn = files::keep(app, &live.item).await?;
    let mut work = app.begin().await?;
    let ids = kept::insert(app, &mut work, item, &drawn, Reach::Private).await?;
    app.commit(work).await?;
    Ok(files::with_pictures(body, live.item.pictures.len(), &ids))
}

fn without_pictures(body: &str) -> String {
    let mut rest = body;
    let mut kept = String::with_capacity(body.len());
    while let Some((before, after)) = rest.split_once("<figure>") {
        kept.push_str(before);
        rest = after.split_once("</figure>").map_or("", |(_, tail)| tail);
    }
    kept.push_str(rest);
    kept
}

/// Runs the checks, gives reasons for warnings and submits; `None` where errors keep it a draft.
async fn submitted(app: &App, author: &Caller, saved: Saved, created: Moment) -> Result<Option<Moment>, AppError> {
    let at = app.at(created.plus_minutes(25));
    let checked = check::run(&at, author, saved.item).await?;
    let summary = CheckSummary::weigh(&checked.findings, &checked.reasons);
    if summary.obstacles.iter().any(|o| matches!(o, Obstacle::MustMend(_))) {
        return Ok(None);
    }
    let reasons = checked.findings.iter().map(|f| (f.key(), "已核对，情况属实（演示）".to_string())).collect();
    check::give_reasons(&at, author, saved.item, saved.revision, reasons).await?;
    act(&at, author, saved.item, saved.revision, Event::Submit).await?;
    Ok(Some(created.plus_minutes(25)))
}

/// Takes a submitted item as far as its planned state.
async fn proceed(
    app: &App,
    made: &Made,
    people: &DemoDesk,
    live: &LiveItem,
    saved: Saved,
    submitted: Moment,
) -> Result<(), AppError> {
    let section = made.section(&live.item.section)?;
    let steps = app.directory().section(section).map_or(1, |s| usize::try_from(s.review_steps).unwrap_or(1));
    let mut minutes = 40;
    let mut next = || {
        minutes += 35;
        submitted.plus_minutes(minutes)
    };
    let publisher = made.person(people.publisher)?;
    let planned = Moment::from_local(live.item.published_at);
    let wanted = match &live.state {
        DemoState::InReview(step) => usize::from(*step).saturating_sub(1).min(steps.saturating_sub(1)),
        DemoState::Returned(_) | DemoState::UrgentUnconfirmed => 0,
        _ => steps,
    };
    for login in people.reviewers.iter().take(wanted) {
        act(&app.at(next()), made.person(login)?, saved.item, saved.revision, Event::Approve).await?;
    }
    match &live.state {
        DemoState::Returned(reason) => {
            let first = people.reviewers.first().copied().unwrap_or_default();
            let event = Event::Return { reason: reason.clone() };
            act(&app.at(next()), made.person(first)?, saved.item, saved.revision, event).await
        }
        DemoState::UrgentUnconfirmed => {
            let event = Event::PublishUrgent {
                reason: "气象部门发布预警，需要立即告知公众".into(),
                secrecy_conclusion: "经审查，不涉及国家秘密，可以公开".into(),
            };
            act(&app.at(planned), publisher, saved.item, saved.revision, event).await
        }
        DemoState::InReview(_) | DemoState::SecrecyReview | DemoState::Draft => Ok(()),
        _ => finish(app, made, people, live, saved, next()).await,
    }
}

/// The secrecy review and what comes after it.
async fn finish(
    app: &App,
    made: &Made,
    people: &DemoDesk,
    live: &LiveItem,
    saved: Saved,
    at: Moment,
) -> Result<(), AppError> {
    let conclusion = Event::PassSecrecy {
        conclusion: "经审查，不涉及国家秘密、商业秘密和个人隐私，可以公开".into()
    };
    act(&app.at(at), made.person(people.secrecy_reviewer)?, saved.item, saved.revision, conclusion).await?;
    let publisher = made.person(people.publisher)?;
    let planned = Moment::from_local(live.item.published_at);
    match &live.state {
        DemoState::Scheduled(_) => {
            act(app, publisher, saved.item, saved.revision, Event::Schedule { at: planned }).await
        }
        DemoState::Live => act(&app.at(planned), publisher, saved.item, saved.revision, Event::Publish).await,
        DemoState::Withdrawn(reason) => {
            act(&app.at(planned), publisher, saved.item, saved.revision, Event::Publish).await?;
            let event = Event::Withdraw { reason: reason.clone() };
            act(&app.at(planned.plus_minutes(600)), publisher, saved.item, saved.revision, event).await
        }
        _ => Ok(()),
    }
}
