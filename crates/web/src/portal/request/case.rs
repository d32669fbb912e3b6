//! A case as its applicant sees it: where it stands, when the answer is due and why, what he may do, what happened.
//! The number and the query code travel in the forms of this page, never in an address.

use std::collections::BTreeMap;

use app::request::act::{With, act_as_applicant};
use app::request::track::{Tracked, track};
use app::request::{FileIn, FilePurpose};
use app::{AppError, sentence};
use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::Response;
use domain::request::{
    Actor, Capability, Case, CaseState, ClockView, Command, Event, Happening, StageKind, WaitingFor,
};
use minijinja::Value;

use super::{answer, form_page, head, private, sent};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::portal::frame::Portal;
use crate::request_words::{explained, public_event, public_state};
use crate::security::rate::Deed;
use crate::templates::context;
use crate::uploads;

/// Longest text of an applicant, in characters.
const MAX_TEXT: usize = 4_000;

/// What an applicant may do, as a form.
struct Deal {
    /// [`Command::code`].
    command: &'static str,
    title: &'static str,
    lead: &'static str,
    label: &'static str,
    button: &'static str,
    /// What is told afterwards.
    told: &'static str,
    /// The kind of the event that it leaves.
    event: &'static str,
    text_needed: bool,
    files: bool,
}

const DEALS: &[Deal] = &[
    Deal {
        command: "supplement",
        title: "提交补正",
        lead: "请按补正告知书的要求写明，需要时添加附件。收到补正之日起重新计算答复期限。",
        label: "补正的内容",
        button: "提交补正",
        told: "补正已经收到，答复期限重新计算。",
        event: "supplement_arrived",
        text_needed: true,
        files: true,
    },
    Deal {
        command: "give_reasons",
        title: "说明理由",
        lead: "请说明申请的数量、频次为什么是合理的。",
        label: "理由",
        button: "提交理由",
        told: "您说明的理由已经收到。",
        event: "reasons_arrived",
        text_needed: true,
        files: true,
    },
    Deal {
        command: "withdraw",
        title: "撤回申请",
        lead: "撤回以后不再办理，也不能恢复；需要时可以重新申请。",
        label: "撤回的原因",
        button: "撤回申请",
        told: "申请已经撤回。",
        event: "withdrawn",
        text_needed: false,
        files: false,
    },
];

/// What the page of a case shows beside the case itself.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// What was typed into one of its forms.
    pub form: FormView,
    /// What was just done.
    pub told: Option<&'static str>,
    pub status: StatusCode,
}

/// The page of a case that number and code have opened.
pub async fn show(portal: &Portal, tracked: &Tracked, code: &str) -> Result<Response, WebError> {
    render(portal, tracked, code, Shown::default()).await
}

/// `POST /requests/act`: a supplement, reasons, a withdrawal.
pub async fn act(portal: Portal, body: Multipart) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    sent::count(&portal, Deed::Form)?;
    let app = portal.web.app();
    let whole = uploads::read(body, form_page::limits(&portal)).await?;
    let typed = &whole.typed;
    let (number, code) = (typed.trimmed("number").to_string(), typed.trimmed("code").to_string());
    let deal = DEALS.iter().find(|deal| deal.command == typed.get("do")).ok_or_else(WebError::not_found)?;
    let done = match whole.all_taken().and_then(|()| ordered(&portal, deal, typed)) {
        Ok((command, particulars)) => {
            let files = whole.files_of(&format!("{}_files", deal.command)).into_iter();
            let files = files
                .map(|file| FileIn { name: file.name, bytes: file.bytes, purpose: FilePurpose::Supplement })
                .collect();
            let with = With { particulars, files, version: None };
            act_as_applicant(app, &number, &code, &portal.address, &command, with).await.map(|_| ())
        }
        Err(fault) => Err(fault),
    };
    let tracked = track(app, &number, &code).await?;
    let shown = match done {
        Ok(()) => Shown { told: Some(deal.told), ..Shown::default() },
        // The same form once more, as a browser sends it when the page is loaded again.
        Err(error) if is_again(&error, &tracked, deal) => Shown { told: Some(deal.told), ..Shown::default() },
        Err(error) => {
            let error = whole.at_its_field(error);
            let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Shown { form: FormView::typed(&typed.0).refused(error)?, told: None, status }
        }
    };
    render(&portal, &tracked, &code, shown).await
}

/// Whether a form was refused for the reason that it was taken before.
fn is_again(error: &AppError, tracked: &Tracked, deal: &Deal) -> bool {
    sentence(error).status == 409 && tracked.steps.iter().any(|step| step.kind == deal.event)
}

/// The command of a form, with what was written.
fn ordered(portal: &Portal, deal: &Deal, typed: &Typed) -> Result<(Command, BTreeMap<String, String>), AppError> {
    let field = format!("{}_text", deal.command);
    let text = typed.trimmed(&field).to_string();
    if deal.text_needed && text.is_empty() {
        return Err(AppError::field(&field, "required"));
    }
    if text.chars().count() > MAX_TEXT {
        return Err(AppError::fields(vec![app::FieldFault::new(field, "too_long").with("max", MAX_TEXT)]));
    }
    let on = portal.today;
    let command = match deal.command {
        "supplement" => Command::Supplement { on },
        "give_reasons" => Command::GiveReasons { on },
        _ => Command::Withdraw { on },
    };
    let particulars = (!text.is_empty()).then(|| ("text".to_string(), text));
    Ok((command, particulars.into_iter().collect()))
}

/// The page with what was done or refused.
pub async fn render(portal: &Portal, tracked: &Tracked, code: &str, shown: Shown) -> Result<Response, WebError> {
    let calendar = portal.web.app().settings().calendar();
    let events = events_of(tracked);
    let case = Case::fold(&events);
    let clock = case.clock(&calendar, portal.today);
    let state = case.state();
    let open = !state.is_closed();
    let late = open && clock.due.is_some_and(|due| due.date < portal.today);
    let actor = Actor { account: None, may: &[Capability::Applicant], units: &[] };
    let may = case.next(&actor, portal.web.app().now(), &calendar);
    let erased = tracked.row.erased_at.is_some();
    let actions: Vec<Value> = DEALS
        .iter()
        .filter(|deal| !erased && may.iter().any(|p| p.command == deal.command && p.refusal.is_none()))
        .map(action)
        .collect();
    let (answers, letters) = answer::views(portal, tracked, code).await?;
    let values = context! {
        subject => if erased { "（内容已按保存期限清除）" } else { tracked.subject.as_str() },
        number => tracked.row.number,
        agency => tracked.agency,
        arrived_on => tracked.row.arrived_on.to_string(),
        asked => tracked.asked.as_deref().filter(|_| open && clock.waiting_for == WaitingFor::Applicant),
        code,
        told => shown.told,
        state => public_state(state),
        tone => tone(state, clock.waiting_for, late),
        sentence => meaning(state, late),
        until => own_limit(&clock).filter(|_| open),
        due => clock.due.filter(|_| open).map(|due| due.date.to_string()),
        provisional => clock.due.is_some_and(|due| due.provisional),
        result => case.reply.filter(|_| !open && !case.withdrawn).map(|(kind, on)| {
            context! { label => kind.label(), on => on.to_string() }
        }),
        actions,
        action_url => portal.url("/requests/act"),
        answers,
        letters,
        letter_url => portal.url("/requests/letter"),
        file_url => portal.url("/requests/file"),
        rating => answer::rating(portal, tracked, &case),
        timeline => timeline(&events),
        explanation => Value::from(minijinja::value::Serde(&explained(&case.explain(&calendar)))),
    };
    let head = head(portal, "申请进度", "政府信息公开申请的办理进度。");
    let form = Value::from(minijinja::value::Serde(&shown.form));
    private(portal, "request_case.html", &head, context! { case => values, form }, shown.status)
}

fn action(deal: &Deal) -> Value {
    context! {
        command => deal.command,
        title => deal.title,
        lead => deal.lead,
        field => format!("{}_text", deal.command),
        label => deal.label,
        required => deal.text_needed,
        files => deal.files,
        button => deal.button,
        plain => deal.command == "withdraw",
    }
}

/// Until when the applicant has to act, where it is his turn.
fn own_limit(clock: &ClockView) -> Option<String> {
    let own = |kind: StageKind| matches!(kind, StageKind::Supplement | StageKind::Reasons | StageKind::Fee);
    let limits = clock.stage_limits.iter().filter(|limit| own(limit.kind)).map(|limit| limit.due.date);
    limits.min().filter(|_| clock.waiting_for == WaitingFor::Applicant).map(|day| day.to_string())
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
fn meaning(state: CaseState, late: bool) -> &'static str {
    match state {
        _ if late => {
            "答复期限已过。您可以向受理机关的上级机关或者政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼。"
        }
        CaseState::Unknown | CaseState::Registered => {
            "答复期限还没有开始计算。受理机关会与您联系确认，双方确认之日为收到申请之日，从次日起计算。"
        }
        CaseState::Supplement => "没有正当理由逾期不补正的，视为放弃申请，不再办理。",
        CaseState::Reasons => "请在下面说明理由。",
        CaseState::Fee => "逾期不缴的，视为放弃申请，不再办理。",
        CaseState::Consulting => "这段时间不计算在答复期限内。",
        CaseState::Handling | CaseState::LegalReview | CaseState::Signature | CaseState::Ready => {
            "受理机关正在查找、审核有关信息。"
        }
        CaseState::Replied => "答复正按您选择的方式送达。",
        CaseState::Served | CaseState::Archived => "办理已经结束。",
        CaseState::Withdrawn => "不再办理。需要时可以重新申请。",
    }
}

fn timeline(events: &[Event]) -> Vec<Value> {
    let steps = events.iter().rev().filter_map(|event| {
        let told = public_event(&event.what)?;
        Some(context! { on => event.at.date().to_string(), text => told.title, detail => told.text })
    });
    steps.collect()
}
