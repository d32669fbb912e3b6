//! A case as its applicant sees it: where it stands, when the answer is due and why, what happened.

use app::request::track::Tracked;
use axum::http::StatusCode;
use axum::response::Response;
use domain::request::explain::Line;
use domain::request::{Case, CaseState, Event, Happening, WaitingFor};
use minijinja::Value;

use super::words::public_sentence;
use super::{head, private};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::portal::frame::Portal;
use crate::templates::context;

/// The page of a case that number and code have opened.
pub fn show(portal: &Portal, tracked: &Tracked, code: &str) -> Result<Response, WebError> {
    let calendar = portal.web.app().settings().calendar();
    let events = events_of(tracked);
    let case = Case::fold(&events);
    let clock = case.clock(&calendar, portal.today);
    let state = case.state();
    let open = !state.is_closed();
    let late = open && clock.due.is_some_and(|due| due.date < portal.today);
    let values = context! {
        subject => if tracked.subject.is_empty() { "（内容已按保存期限清除）" } else { tracked.subject.as_str() },
        number => tracked.row.number,
        agency => tracked.agency,
        arrived_on => tracked.row.arrived_on.to_string(),
        code,
        told => Option::<String>::None,
        state => if open { state.label() } else { "已办结" },
        tone => tone(state, clock.waiting_for, late),
        sentence => sentence(state, late),
        due => clock.due.filter(|_| open).map(|due| due.date.to_string()),
        provisional => clock.due.is_some_and(|due| due.provisional),
        actions => Vec::<Value>::new(),
        action_url => portal.url("/requests/track"),
        replies => Vec::<Value>::new(),
        timeline => timeline(&events),
        explanation => case.explain(&calendar).iter().map(line).collect::<Vec<_>>(),
    };
    let head = head(portal, "申请进度", "政府信息公开申请的办理进度。");
    let form = Value::from_serialize(FormView::new());
    private(portal, "request_case.html", &head, context! { case => values, form }, StatusCode::OK)
}

/// The events in order; one that this program does not know yet is left out.
fn events_of(tracked: &Tracked) -> Vec<Event> {
    let known = tracked.steps.iter().zip(1_u32..).filter_map(|(step, seq)| {
        let what: Happening = serde_json::from_str(&step.payload).ok()?;
        Some(Event { seq, at: step.at, by: None, what })
    });
    known.collect()
}

fn tone(state: CaseState, waiting: WaitingFor, late: bool) -> &'static str {
    match (late, state.is_closed(), waiting) {
        (true, _, _) => "late",
        (_, true, _) => "done",
        (_, _, WaitingFor::Applicant) => "waiting",
        _ => "running",
    }
}

/// What the state means for the applicant.
fn sentence(state: CaseState, late: bool) -> &'static str {
    match state {
        _ if late => {
            "答复期限已过。您可以向受理机关的上级机关或者政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼。"
        }
        CaseState::Unknown | CaseState::Registered => {
            "等待受理机关与您确认。双方确认之日为收到申请之日，从那以后开始计算答复期限。"
        }
        CaseState::Supplement => "等待您补正。收到补正之日起重新计算答复期限；没有正当理由逾期不补正的，视为放弃申请。",
        CaseState::Reasons => "等待您说明理由。",
        CaseState::Fee => "等待您缴纳信息处理费。逾期不缴的，视为放弃申请。",
        CaseState::Consulting => "正在征求有关方面的意见，这段时间不计算在答复期限内。",
        CaseState::Handling | CaseState::LegalReview | CaseState::Signature | CaseState::Ready => "正在办理。",
        CaseState::Replied => "已经作出答复，正在送达。",
        CaseState::Served | CaseState::Archived => "已经作出答复并送达。",
        CaseState::Withdrawn => "您已撤回申请。",
    }
}

fn timeline(events: &[Event]) -> Vec<Value> {
    let steps = events.iter().rev().filter_map(|event| {
        let text = public_sentence(&event.what)?;
        Some(context! { on => event.at.date().to_string(), text, detail => Option::<String>::None })
    });
    steps.collect()
}

fn line(line: &Line) -> Value {
    let dates = match line.to {
        Some(to) if to == line.from => line.from.to_string(),
        Some(to) => format!("{} 至 {to}", line.from),
        None => format!("{} 起", line.from),
    };
    let name = line.holiday.as_deref().unwrap_or_default();
    let provisional = if line.provisional { "（暂定）" } else { "" };
    let total = line.kind == domain::request::explain::LineKind::Due;
    context! {
        dates,
        text => format!("{name}{}{provisional}", line.kind.label()),
        counted => if line.days > 0 { line.days.to_string() } else { "—".to_string() },
        so_far => if line.so_far > 0 { line.so_far.to_string() } else { "—".to_string() },
        article => line.article.map(|article| article.to_string()),
        total,
    }
}
