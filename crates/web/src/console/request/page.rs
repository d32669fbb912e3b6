//! The page of one case: where it stands, its clock laid open, the matter, who does what, what may be done next, and
//! what happened. Persons are masked; the page of the person in full is another one.

use std::collections::BTreeMap;

use app::Settings;
use app::identity::names;
use app::request::look::{self, Look};
use app::request::people::people;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::identity::Role;
use domain::request::finding::CaseFinding;
use domain::request::{CaseState, Happening, Possible};
use minijinja::Value;

use super::actions::{self, People, SentForm};
use super::rows::due_badge;
use super::{after, letters, money, reply_view, sections, words};
use crate::console::item::rows::{Badge, value_of};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::request_words::{self, explained};
use crate::state::Web;
use crate::templates::context;

/// What the page shows beside the case itself.
pub struct Shown<'a> {
    /// What was typed into one of its forms.
    pub form: FormView,
    /// Which form that was.
    pub sent: Option<SentForm<'a>>,
    pub status: StatusCode,
}

/// `GET /console/requests/{id}`: whoever opens a case has seen it.
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let page = render(&web, &signed, id, Shown { form: FormView::new(), sent: None, status: StatusCode::OK }).await?;
    app::request::seen::mark(web.app(), &signed.caller, id).await?;
    Ok(page)
}

/// The page.
pub async fn render(web: &Web, signed: &SignedIn, id: i64, shown: Shown<'_>) -> Result<Response, WebError> {
    let app = web.app();
    let look = look::look(app, &signed.caller, id).await?;
    let names = names(app, people_of(&look)).await?;
    let people = givable(web, signed, &look, shown.sent).await?;
    let mut forms = actions::forms(&look, &people, shown.sent);
    let form = actions::with_defaults(shown.form, &look, app.now().date());
    let state = look.case.state();
    let url = format!("/console/requests/{id}");
    let drafts = look.possible.iter().any(|possible| possible.reply.is_some() && possible.refusal.is_none());
    let values = context! {
        id,
        version => look.row.version,
        state_of => Badge::new(state.label(), request_words::state_tone(state)),
        due => due_view(&look, app.settings().number("requests.near_days")),
        notices => notices(&look, &app.settings()),
        matter => words::matter(&look),
        person => words::person(&look),
        may_see_person => look.may_see_person,
        only_unit => look.only_unit,
        facts => facts(&look, &names),
        lines => value_of(&explained(&look.lines)),
        limits => sections::limits(&look),
        parts => sections::parts(&look, &names, &mut forms.of_parts),
        consultations => sections::consultations(&look, &mut forms.of_consultations),
        file_rows => sections::files(&look),
        twins => sections::twins(web, signed, &look).await?,
        linked => sections::linked(&look),
        disputes => sections::disputes(web, signed, &look).await?,
        actions => forms.open,
        refused => forms.refused,
        decide_url => drafts.then(|| format!("{url}/decide")),
        reply => reply_view::of_case(app, &look),
        money => money::panel(&look),
        redact_url => (look.may_handle && look.may_see_person && !look.case.state().is_closed()).then(|| format!("{url}/redact")),
        fee_url => look.may_handle.then(|| format!("{url}/fee")),
        split_url => splits(&look).then(|| format!("{url}/split")),
        log => sections::log(&look, &names),
        letter_section => if look.only_unit { None } else { letters::section(web, signed, &look).await? },
        closed => state.is_closed(),
        after => after::view(web, signed, &look).await?,
        form => value_of(&form),
    };
    let title = if look.card.subject.is_empty() { look.row.number.clone() } else { look.card.subject.clone() };
    let head = PageHead::new(title).under(&[("依申请公开", "/console/requests")]);
    let page = page(web, signed, "console/request/case.html", &head, values)?;
    Ok((shown.status, page).into_response())
}

/// Whether matters may be split off now.
fn splits(look: &Look) -> bool {
    look.application.is_some() && look.possible.iter().any(|p| p.command == "split_off" && p.refusal.is_none())
}

/// Every account that the page names.
fn people_of(look: &Look) -> Vec<i64> {
    let named = look.events.iter().flat_map(|seen| {
        let about = match seen.event.what {
            Happening::OfficerAssigned { officer } => Some(officer),
            Happening::PartAssigned { unit, .. } | Happening::PartReassigned { unit, .. } => Some(unit),
            _ => None,
        };
        [seen.event.by, about].into_iter().flatten()
    });
    named.chain(look.row.officer_id).collect()
}

/// To whom work may be given; asked for only where the page has such a form.
async fn givable(web: &Web, signed: &SignedIn, look: &Look, sent: Option<SentForm<'_>>) -> Result<People, WebError> {
    let shown = |p: &Possible| p.refusal.is_none() || sent == Some(SentForm { code: p.command, no: p.no });
    let gives = |codes: &[&str]| look.possible.iter().any(|p| shown(p) && codes.contains(&p.command));
    let agency = look.row.agency_id;
    let of = async |role| people(web.app(), &signed.caller, agency, role).await;
    Ok(People {
        officers: if gives(&["assign_officer"]) { of(Role::RequestOfficer).await? } else { Vec::new() },
        units: if gives(&["assign_part", "reassign_part"]) { of(Role::RequestUnit).await? } else { Vec::new() },
    })
}

fn due_view(look: &Look, near: i64) -> Option<Value> {
    let due = look.clock.due?;
    let closed = look.case.state().is_closed();
    Some(context! {
        date => due.date.to_string(),
        provisional => due.provisional,
        untold => !closed && look.case.untold_on().is_some(),
        badge => (!closed).then(|| due_badge(look.clock.days_left, near)),
        counted => look.clock.counted,
        limit => look.case.limit_days(),
        stopped => look.clock.stopped,
    })
}

fn notices(look: &Look, settings: &Settings) -> Vec<Value> {
    let mut notices = Vec::new();
    let mut add = |level: &str, text: String| notices.push(context! { level, text });
    let case = &look.case;
    let found = |finding| look.findings.contains(&finding);
    match case.state() {
        CaseState::Registered if !found(CaseFinding::Unconfirmed) => {
            add("warning", "申请还没有确认收到，答复期限没有开始计算。请尽快与申请人确认。".into());
        }
        CaseState::Supplement if !found(CaseFinding::SupplementEnded) => {
            if let Some(asked) = case.supplement {
                add("info", format!("等待申请人补正，补正期限为 {}。", asked.until));
                let days = settings.calendar().working_days_between(asked.on, asked.until);
                let usual = settings.number("requests.supplement_usual_days");
                if i64::from(days) < usual {
                    add(
                        "warning",
                        format!(
                            "补正期限只有 {days} 个工作日，少于一般的 {usual} 个工作日。不够的，可以延长补正期限。"
                        ),
                    );
                }
            }
        }
        _ => {}
    }
    // What is near stands beside the state already.
    for finding in look.findings.iter().filter(|finding| **finding != CaseFinding::Near) {
        let level = if *finding == CaseFinding::Overdue { "error" } else { "warning" };
        add(level, format!("{}。{}", finding.label(), words::what_to_do(*finding)));
    }
    if look.clock.due.is_some_and(|due| due.provisional) && !case.state().is_closed() {
        add("info", "答复期限跨入放假安排尚未公布的年份，暂按周一至周五推算；公布后自动重新计算。".into());
    }
    if case.supplement.is_some_and(|asked| asked.late) {
        add("warning", "补正告知晚于法定的 7 个工作日，期限不重新计算，仍按原期限办理。".into());
    }
    if look.lacks_files() {
        add(
            "warning",
            "这份答复写明提供信息，但没有选定要提供的文件。请先上传或者涂黑文件，拟定答复时勾选；当面、邮寄提供的，在答复中写明。".into(),
        );
    }
    if case.untold_on().is_some() && !case.state().is_closed() && !found(CaseFinding::ExtensionUntold) {
        add("warning", "延期已经同意，还没有登记告知申请人。".into());
    }
    if look.row.erased_at.is_some() {
        add("info", "申请人信息和申请内容已按保存期限清除。".into());
    }
    notices
}

fn facts(look: &Look, names: &BTreeMap<i64, String>) -> Vec<Value> {
    let row = |label: &str, value: String| context! { label, value };
    let case = &look.case;
    let mut facts = vec![row("登记号", look.row.number.clone()), row("受理机构", look.agency.clone())];
    let mut add = |label: &str, value: Option<String>| facts.extend(value.map(|value| row(label, value)));
    add("类别", case.matter.map(|matter| matter.label().to_string()));
    add("收到渠道", case.channel.map(|channel| channel.label().to_string()));
    add("来件日期", case.arrived_on.map(|on| on.to_string()));
    add("收到申请之日", case.received_on.map(|on| on.to_string()));
    let officer = look.row.officer_id.and_then(|id| names.get(&id)).cloned();
    add("经办人", Some(officer.unwrap_or_else(|| "尚未确定".to_string())));
    add("等待", Some(look.clock.waiting_for.label().to_string()));
    if let Some((reply, on)) = case.reply {
        add("答复", Some(format!("{} {}", reply.code(), reply.label())));
        add("答复日期", Some(on.to_string()));
        add("计入年报", Some(reply.report_row().label().to_string()));
    }
    facts
}
