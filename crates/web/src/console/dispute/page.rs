//! The page of a dispute: what it is about, what happened, the limits ahead, and a form for what happened next.

use app::dispute::{DisputeView, get_dispute};
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use domain::dispute::{Dispute, DisputeRefusal, Event, Happening, Outcome, Party, Procedure, Reminder, Track};
use domain::identity::Action;
use minijinja::Value;

use super::list::name_of;
use super::{PATH, outcome_badge};
use crate::console::admin::answer::form_page;
use crate::console::admin::choices::{choice, codes};
use crate::console::session::SignedIn;
use crate::console::shell::PageHead;
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/disputes/{id}`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    render(&web, &signed, id, FormView::new()).await
}

/// The page with the form as it was typed.
pub async fn render(web: &Web, signed: &SignedIn, id: i64, form: FormView) -> Result<Response, WebError> {
    let app = web.app();
    let seen = get_dispute(app, &signed.caller, id).await?;
    let now = app.now();
    let place = app.directory().agency_place(seen.row.agency_id);
    let manage = signed.caller.can(Action::DisputeManage, &place, now);
    let kinds = if manage { kinds(&seen.state, now.date()) } else { Vec::new() };
    let form = if form.values.is_empty() { form.with("on", now.date().to_string()) } else { form };
    let values = context! {
        id,
        version => seen.version,
        state_of => outcome_badge(seen.row.outcome),
        facts => facts(web, signed, &seen),
        matter => seen.matter,
        suspicious => seen.suspicious,
        counts => seen.row.party == Party::Original,
        limits => limits(&seen),
        late => seen.filing_limit.filter(|last| seen.row.filed_on > *last).map(|last| last.to_string()),
        log => seen.events.iter().rev().map(|one| event(&one.event, &one.note)).collect::<Vec<_>>(),
        may_note => kinds.iter().map(|what| what.code()).collect::<Vec<_>>(),
        kinds => kinds.iter().map(|what| choice(what.code(), what.label())).collect::<Vec<_>>(),
        procedures => codes(Procedure::ALL, Procedure::code, Procedure::label),
        outcomes => outcomes(),
        linked => seen.request.is_some(),
    };
    let head = PageHead::new(name_of(&seen.row)).under(&[("复议和诉讼", PATH)]);
    form_page(web, signed, "console/dispute/page.html", &head, &form, values)
}

fn facts(web: &Web, signed: &SignedIn, seen: &DisputeView) -> Vec<Value> {
    let row = &seen.row;
    let agency = web.app().directory().agency(row.agency_id).map(|one| one.name.clone()).unwrap_or_default();
    let fact = |label: &str, value: String| context! { label, value };
    let mut facts = vec![
        fact("类别", row.track.label().to_string()),
        fact("被申请人或者被告", agency),
        fact("身份", row.party.label().to_string()),
        fact("审理机关", row.organ.clone()),
        fact("案号", row.case_number.clone()),
        fact("申请或者起诉日期", row.filed_on.to_string()),
        fact("结案日期", row.decided_on.map(|on| on.to_string()).unwrap_or_default()),
    ];
    if let (Some(number), Some(id)) = (&seen.request, row.request_id) {
        let place = web.app().directory().agency_place(row.agency_id);
        let may_open = signed.caller.can(Action::RequestView, &place, web.app().now());
        let url = may_open.then(|| format!("/console/requests/{id}"));
        facts.push(context! { label => "申请件", value => number, url });
    }
    facts
}

/// The limits ahead, and the one within which the reply could be disputed.
fn limits(seen: &DisputeView) -> Vec<Value> {
    let ahead = |one: &Reminder| {
        let note = if one.provisional { "（暂定）" } else { "" };
        context! { label => one.kind.label(), value => format!("{}{note}", one.on) }
    };
    let what = match seen.row.track {
        Track::Reconsideration => "申请复议期限（自收到答复起 60 日）",
        Track::DirectLitigation | Track::LitigationAfterReconsideration => "起诉期限（自知道答复起 6 个月）",
    };
    let filing = seen.filing_limit.map(|last| context! { label => what, value => format!("不早于 {last} 届满") });
    seen.reminders.iter().map(ahead).chain(filing).collect()
}

fn event(one: &Event, note: &str) -> Value {
    let (text, tone) = match one.what {
        Happening::Accepted { procedure } => (format!("适用{}。", procedure.label()), "info"),
        Happening::Hearing { on } => (format!("定于 {on}。"), "info"),
        Happening::Decided { outcome } => (format!("{}。", outcome.label()), "ok"),
        Happening::Extended | Happening::Appealed => (String::new(), "warning"),
        Happening::Filed => (String::new(), "neutral"),
    };
    context! { title => one.what.label(), tone, at => one.on.to_string(), who => "", text => format!("{text}{note}") }
}

/// What may be noted now, by the rules' own word.
fn kinds(state: &Dispute, today: NaiveDate) -> Vec<Happening> {
    let happenings = [
        Happening::Accepted { procedure: Procedure::Ordinary },
        Happening::Extended,
        Happening::Hearing { on: today },
        Happening::Decided { outcome: Outcome::Other },
        Happening::Appealed,
    ];
    // A day of its own may still be wrong; that is told at its field.
    let possible = |what: &Happening| {
        matches!(
            state.check(Event { on: today, what: *what }, today),
            Ok(()) | Err(DisputeRefusal::BeforeEarlier | DisputeRefusal::Future)
        )
    };
    happenings.into_iter().filter(|what| possible(what)).collect()
}

fn outcomes() -> Vec<Value> {
    let ended = Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Pending);
    ended.map(|outcome| choice(outcome.code(), outcome.label())).collect()
}
