//! The jobs of the workers: how many stand where, and those that failed for good.

use app::job_kinds::{EXTRACT_TEXT, KINDS};
use app::jobs::{JobPage, JobState, retry};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::identity::Action;
use domain::time::Moment;
use minijinja::Value;

use super::answer::after_button;
use super::asked::Asked;
use super::paging::cut;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/jobs";

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get(PATH, Access::Needs(Action::JobView), show),
        post("/console/jobs/{id}/retry", Access::Needs(Action::JobRetry), send_retry),
    ]
}

/// `GET /console/jobs`
async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let size = web.app().settings().size("display.page_size");
    let state = asked.code("state", JobState::parse);
    let JobPage { mut jobs, counts } =
        app::jobs::list(web.app(), &signed.caller, state, asked.number("before"), size as u64 + 1).await?;
    let more = cut(&mut jobs, size);
    let next = jobs.last().filter(|_| more).map(|last| asked.address(PATH, "before", Some(&last.id.to_string())));
    let rows: Vec<Value> = jobs
        .iter()
        .map(|job| {
            context! {
                id => job.id,
                kind => KINDS.iter().find(|(code, _)| *code == job.kind).map_or(job.kind.as_str(), |(_, label)| label),
                subject => subject(&job.kind, &job.payload),
                state => JobState::parse(&job.state).map(badge),
                dead => job.state == JobState::Dead.code(),
                attempts => job.attempts,
                error => job.last_error,
                created_at => Moment(job.created_at).display_minute(),
                next_at => (job.state == JobState::Waiting.code()).then(|| Moment(job.available_at).display_minute()),
                finished_at => job.finished_at.map(|at| Moment(at).display_minute()),
            }
        })
        .collect();
    let tiles: Vec<Value> = counts.iter().map(|(state, count)| tile(*state, *count)).collect();
    let tabs: Vec<Value> =
        std::iter::once(context! { label => "全部", url => PATH, current => state.is_none(), count => () })
            .chain(JobState::ALL.iter().map(|one| {
                context! { label => one.label(), url => state_url(*one), current => state == Some(*one), count => () }
            }))
            .collect();
    let values = context! {
        rows,
        tiles,
        tabs,
        next_url => next,
        first_url => asked.text("before").map(|_| asked.address(PATH, "before", None)),
        may_retry => signed.caller.can_somewhere(Action::JobRetry, web.app().now()),
    };
    let head = PageHead::new("后台任务")
        .lead("检索、附件、定时发布等在后台完成。失败的任务会自动重试，多次失败后在这里等人处理。");
    page(&web, &signed, "console/admin/jobs.html", &head, values)
}

fn state_url(state: JobState) -> String {
    format!("{PATH}?state={}", state.code())
}

const fn tone(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "info",
        JobState::Leased => "warning",
        JobState::Done => "ok",
        JobState::Dead => "error",
    }
}

fn badge(state: JobState) -> Value {
    context! { label => state.label(), tone => tone(state) }
}

fn tile(state: JobState, count: i64) -> Value {
    let alarming = state == JobState::Dead && count > 0;
    context! { label => state.label(), number => count, url => state_url(state), note => "", tone => if alarming { "error" } else { "" } }
}

/// The record a job is about, as label and address.
fn subject(kind: &str, payload: &str) -> Value {
    let is_number = payload.parse::<i64>().is_ok();
    match kind {
        EXTRACT_TEXT => context! { label => format!("附件 {payload}"), url => () },
        _ if is_number => context! { label => format!("信息 {payload}"), url => format!("/console/items/{payload}") },
        _ => context! { label => "", url => () },
    }
}

/// `POST /console/jobs/{id}/retry`
async fn send_retry(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let result = retry(web.app(), &signed.caller, id).await;
    after_button(&web, result, "任务已重新排队，马上执行。", "/console/jobs?state=dead")
}
