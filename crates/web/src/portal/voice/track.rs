//! The answer to a message, by its number and query code, which travel in the bodies of forms only.

use app::sentence;
use app::voice::track::{Tracked, TrackedStep, track};
use axum::http::StatusCode;
use axum::response::Response;
use domain::voice::site_error::{State, Step};
use minijinja::Value;

use super::head;
use crate::errors::WebError;
use crate::forms::FormView;
use crate::portal::frame::Portal;
use crate::portal::request::sent::{self, SmallForm};
use crate::security::rate::Deed;
use crate::templates::context;

/// `GET /site-errors/track`
pub async fn show(portal: Portal) -> Result<Response, WebError> {
    render(&portal, &FormView::new(), StatusCode::OK)
}

/// `POST /site-errors/track`
pub async fn send(portal: Portal, SmallForm(typed): SmallForm) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    // Codes can't be guessed at the pace of sign-ins.
    sent::count(&portal, Deed::Login)?;
    match track(portal.web.app(), typed.trimmed("number"), typed.trimmed("code")).await {
        Ok(tracked) => answer(&portal, &tracked),
        Err(error) => {
            let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            render(&portal, &typed.view().refused(error)?.at("number"), status)
        }
    }
}

fn render(portal: &Portal, form: &FormView, status: StatusCode) -> Result<Response, WebError> {
    let track = context! {
        action => portal.url("/site-errors/track"),
        new_url => portal.url("/site-errors/new"),
    };
    let head = head("查询找错留言", "凭编号和查询码查看找错留言的答复。");
    let form = Value::from(minijinja::value::Serde(form));
    portal.private("site_error_track.html", &head, context! { track, form }, status)
}

fn answer(portal: &Portal, tracked: &Tracked) -> Result<Response, WebError> {
    let late = tracked.state == State::Open && tracked.due_on < portal.today;
    let message = context! {
        number => tracked.number,
        page => tracked.page,
        kind => tracked.kind.label(),
        description => tracked.description,
        agency => tracked.agency,
        state => tracked.state.label(),
        tone => match tracked.state {
            _ if late => "late",
            State::Open => "running",
            State::Answered | State::Closed => "done",
        },
        sentence => meaning(tracked, late),
        outcome => tracked.outcome.map(|outcome| outcome.label()),
        answer => tracked.answer,
        answered_on => tracked.answered_on.map(|on| on.to_string()),
        timeline => tracked.steps.iter().rev().map(line).collect::<Vec<_>>(),
    };
    let head = head("找错留言的办理情况", "找错留言的办理情况。");
    portal.private("site_error_answer.html", &head, context! { message }, StatusCode::OK)
}

fn meaning(tracked: &Tracked, late: bool) -> String {
    match tracked.state {
        _ if late => format!("应当在 {} 前答复，现已超期，监管部门会督促办理。", tracked.due_on),
        State::Open => format!("应当在 {} 前答复。", tracked.due_on),
        State::Answered => "答复在下面。改正以后还会更新。".to_string(),
        State::Closed => "办理已经结束。还有问题的，可以重新提交。".to_string(),
    }
}

fn line(step: &TrackedStep) -> Value {
    let text = match step.step {
        Step::Received => format!("收到找错留言，由{}办理", step.agency),
        Step::Transferred => format!("转给{}办理", step.agency),
        Step::Answered => "作出答复".to_string(),
        Step::Closed => "办结".to_string(),
    };
    context! { at => step.at.display_minute(), text }
}
