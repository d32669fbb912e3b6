//! The page of one case: where it stands, its clock laid open, the matter, who does what, what may be done next, and
//! what happened. Persons are masked; the page of the person in full is another one.

use std::collections::BTreeMap;

use app::identity::names;
use app::request::RequestRow;
use app::request::look::{self, Look};
use app::request::twins::{self, Twins};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::identity::Role;
use domain::request::reply::ReplyKind;
use domain::request::{CaseState, Happening};
use minijinja::Value;

use super::actions::{self, People};
use super::after;
use super::letters;
use super::rows::{self, due_badge};
use super::words;
use crate::console::admin::asked::Asked;
use crate::console::item::rows::{Badge, value_of};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::request_words::{self, explained, limit_label, staff_event};
use crate::state::Web;
use crate::templates::context;
use crate::templates::functions::file_size;

/// What the page shows beside the case itself.
pub struct Shown {
    /// What was typed into one of its forms.
    pub form: FormView,
    /// The kind of reply whose draft is being written.
    pub reply: Option<ReplyKind>,
    pub status: StatusCode,
}

/// `GET /console/requests/{id}`
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    asked: Asked,
) -> Result<Response, WebError> {
    let reply = asked.code("reply", ReplyKind::parse);
    render(&web, &signed, id, Shown { form: FormView::new(), reply, status: StatusCode::OK }).await
}

/// The page.
pub async fn render(web: &Web, signed: &SignedIn, id: i64, shown: Shown) -> Result<Response, WebError> {
    let app = web.app();
    let look = look::look(app, &signed.caller, id).await?;
    let names = names(app, people_of(&look)).await?;
    let people = people(web, signed, &look).await?;
    let (open, refused) = actions::forms(&look, &people);
    let mut form = actions::with_defaults(shown.form, &look, app.now().date());
    if let Some(kind) = shown.reply {
        form = form.with("reply", kind.code());
    }
    let state = look.case.state();
    let values = context! {
        id,
        version => look.row.version,
        state_of => Badge::new(state.label(), request_words::state_tone(state)),
        due => due_view(&look, app.settings().number("requests.near_days")),
        notices => notices(&look),
        matter => words::matter(&look),
        person => words::person(&look),
        may_see_person => look.may_see_person,
        facts => facts(&look, &names),
        lines => value_of(&explained(&look.lines)),
        limits => limits(&look),
        parts => parts(&look, &names),
        consultations => consultations(&look),
        file_rows => files(&look),
        twins => twin_list(web, signed, &look).await?,
        letter_section => letters::section(web, signed, id).await?,
        closed => state.is_closed(),
        actions => open,
        refused,
        draft => actions::reply_form(&look, shown.reply),
        after => after::view(web, signed, &look).await?,
        log => log(&look, &names),
        form => value_of(&form),
    };
    let title = if look.card.subject.is_empty() { look.row.number.clone() } else { look.card.subject.clone() };
    let head = PageHead::new(title).under(&[("依申请公开", "/console/requests")]);
    let page = page(web, signed, "console/request/case.html", &head, values)?;
    Ok((shown.status, page).into_response())
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
async fn people(web: &Web, signed: &SignedIn, look: &Look) -> Result<People, WebError> {
    let gives = |codes: &[&str]| look.possible.iter().any(|p| p.refusal.is_none() && codes.contains(&p.command));
    let agency = look.row.agency_id;
    let of = async |role| look::people(web.app(), &signed.caller, agency, role).await;
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
        badge => (!closed).then(|| due_badge(look.clock.days_left, near)),
        counted => look.clock.counted,
        limit => look.case.limit_days(),
        stopped => look.clock.stopped,
    })
}

fn notices(look: &Look) -> Vec<Value> {
    let mut notices = Vec::new();
    let mut add = |level: &str, text: String| notices.push(context! { level, text });
    let case = &look.case;
    match case.state() {
        CaseState::Registered => {
            add("warning", "申请还没有确认收到，答复期限没有开始计算。请尽快与申请人确认。".into())
        }
        CaseState::Supplement => {
            if let Some(asked) = case.supplement {
                add("info", format!("等待申请人补正，补正期限为 {}。", asked.until));
            }
        }
        _ => {}
    }
    if look.clock.due.is_some_and(|due| due.provisional) && !case.state().is_closed() {
        add("info", "答复期限跨入放假安排尚未公布的年份，暂按周一至周五推算；公布后自动重新计算。".into());
    }
    if case.supplement.is_some_and(|asked| asked.late) {
        add("warning", "补正告知晚于法定的 7 个工作日，期限不重新计算，仍按原期限办理。".into());
    }
    if case.extension.is_some_and(|e| e.approved_on.is_some() && e.told_on.is_none()) {
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
    if let Some(draft) = case.draft {
        add("拟答复", Some(format!("{} {}", draft.reply.code(), draft.reply.label())));
    }
    if let Some((reply, on)) = case.reply {
        add("答复", Some(format!("{} {}", reply.code(), reply.label())));
        add("答复日期", Some(on.to_string()));
        add("计入年报", Some(reply.report_row().label().to_string()));
    }
    facts
}

fn limits(look: &Look) -> Vec<Value> {
    let of = |limit: &domain::request::clock::StageLimit| context! { label => limit_label(limit.kind), value => limit.due.date.to_string() };
    look.clock.stage_limits.iter().map(of).collect()
}

fn parts(look: &Look, names: &BTreeMap<i64, String>) -> Vec<Value> {
    let task = |no: usize| {
        look.events.iter().rev().find_map(|seen| match seen.event.what {
            Happening::PartAssigned { part, .. } if usize::from(part) == no => seen.particulars.get("task").cloned(),
            _ => None,
        })
    };
    let view = |(no, part): (usize, &domain::request::fold::Part)| {
        context! {
            no => no + 1,
            unit => names.get(&part.unit).cloned().unwrap_or_default(),
            state => Badge::new(part.state.label(), rows::part_tone(part.state)),
            on => part.assigned_on.to_string(),
            task => task(no),
        }
    };
    look.case.parts.iter().enumerate().map(view).collect()
}

fn consultations(look: &Look) -> Vec<Value> {
    let sent = |no: usize| {
        look.events
            .iter()
            .find(|seen| matches!(seen.event.what, Happening::ConsultationSent { no: at, .. } if usize::from(at) == no))
    };
    let view = |(no, one): (usize, &domain::request::fold::Consultation)| {
        let result = match (one.opinion, one.ended_on) {
            (Some(opinion), _) if one.overridden => format!("{}，已决定公开", opinion.label()),
            (Some(opinion), _) => opinion.label().to_string(),
            (None, Some(_)) => "已撤回".to_string(),
            (None, None) => "等待答复".to_string(),
        };
        context! {
            no => no + 1,
            with => one.with.label(),
            name => sent(no).and_then(|seen| seen.particulars.get("third_party")).cloned().unwrap_or_default(),
            sent_on => one.sent_on.to_string(),
            delivered_on => one.delivered_on.map(|on| on.to_string()),
            result,
        }
    };
    look.case.consultations.iter().enumerate().map(view).collect()
}

fn files(look: &Look) -> Vec<Value> {
    let view = |file: &look::FileSeen| {
        context! {
            name => if file.name.is_empty() { "（已清除）" } else { file.name.as_str() },
            url => look.may_see_person.then(|| format!("/console/requests/files/{}", file.id)),
            note => format!(
                "{}，{}，{}",
                file.purpose.map_or("", |purpose| purpose.label()),
                file.file_type.to_uppercase(),
                file_size(file.size)
            ),
        }
    };
    look.files.iter().map(view).collect()
}

/// Cases of the same person or matter, while that may still change what is done.
async fn twin_list(web: &Web, signed: &SignedIn, look: &Look) -> Result<Vec<Value>, WebError> {
    if !look.may_handle || look.case.state().is_closed() || look.application.is_none() {
        return Ok(Vec::new());
    }
    let Twins { same_person, same_matter, alike } = twins::find_twins(web.app(), &signed.caller, look.row.id).await?;
    let row = |row: &RequestRow, why: String| {
        context! {
            url => format!("/console/requests/{}", row.id),
            number => row.number.as_str(),
            why,
            state => CaseState::parse(&row.state).map_or("", |state| state.label()),
        }
    };
    let mut list: Vec<Value> = same_matter.iter().map(|one| row(one, "内容相同".into())).collect();
    let unlisted = |id: i64| !same_matter.iter().any(|one| one.id == id);
    list.extend(
        alike.iter().filter(|(one, _)| unlisted(one.id)).map(|(one, share)| row(one, format!("内容相似 {share}%"))),
    );
    let known = |id: i64| !unlisted(id) || alike.iter().any(|(one, _)| one.id == id);
    list.extend(same_person.iter().filter(|one| !known(one.id)).map(|one| row(one, "同一申请人".into())));
    Ok(list)
}

/// What happened, newest first, with what was written beside it.
fn log(look: &Look, names: &BTreeMap<i64, String>) -> Vec<Value> {
    let name = |id: i64| names.get(&id).cloned().unwrap_or_else(|| format!("账号 {id}"));
    let entry = |seen: &look::Seen| {
        let told = staff_event(&seen.event.what, &name, &name);
        let written = words::particulars(&seen.particulars);
        let text = if written.is_empty() { told.text } else { format!("{}{written}", told.text) };
        let system = if matches!(seen.event.what, Happening::CalendarChanged { .. }) { "系统" } else { "申请人" };
        context! {
            title => told.title,
            tone => told.tone,
            text,
            at => seen.event.at.display_minute(),
            who => seen.event.by.map_or_else(|| system.to_string(), name),
        }
    };
    look.events.iter().rev().map(entry).collect()
}
