//! Deciding on a reply: the twenty-three kinds with their grounds, cells of the report and demands; of the chosen one
//! each fact at its field, the remedies and the steps. What may be given says the domain.

use app::agency::guide_of;
use app::request::look::{self, Look};
use app::request::supply::may_supply;
use app::{App, Directory};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::request::Possible;
use domain::request::reply::{Fact, ReplyClass, ReplyKind};
use minijinja::Value;

use super::desk::PATH;
use super::{actions, fact_words, reply_view};
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::{Agencies, agencies, choice};
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;

/// What the page shows beside the case.
pub struct Shown {
    pub form: FormView,
    pub reply: Option<ReplyKind>,
    pub status: StatusCode,
}

/// `GET /console/requests/{id}/decide`
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    asked: Asked,
) -> Result<Response, WebError> {
    let reply = asked.code("reply", ReplyKind::parse);
    let mut form = FormView::new();
    if let Some(organ) = asked.number("organ") {
        form = with_organ(web.app(), form, organ);
    }
    if let Some(earlier) = asked.number("earlier") {
        let twin = look::look(web.app(), &signed.caller, earlier).await?;
        form = form.with("draft_reply_earlier_case", fact_words::earlier(&twin));
    }
    render(&web, &signed, id, Shown { form, reply, status: StatusCode::OK }).await
}

/// The page.
pub async fn render(web: &Web, signed: &SignedIn, id: i64, shown: Shown) -> Result<Response, WebError> {
    let app = web.app();
    let look = look::look(app, &signed.caller, id).await?;
    let drafts: Vec<(&Possible, ReplyKind)> =
        look.possible.iter().filter_map(|possible| Some((possible, possible.reply?))).collect();
    let chosen = shown.reply.filter(|kind| drafts.iter().any(|(p, k)| k == kind && p.refusal.is_none()));
    let mut form = shown.form;
    if let Some(kind) = chosen {
        form = prefilled(form, app, &look, kind);
    }
    let url = format!("{PATH}/{id}");
    let common = common_reason(&drafts);
    let values = context! {
        id,
        version => look.row.version,
        case_url => url,
        subject => look.card.subject.as_str(),
        number => look.row.number.as_str(),
        groups => groups(&look, &drafts, common.as_deref()),
        none_open => drafts.iter().all(|(possible, _)| possible.refusal.is_some()),
        common => common.as_deref(),
        chosen => chosen.map(|kind| chosen_view(app, &look, kind)),
        form => value_of(&form),
    };
    let title = chosen.map_or_else(|| "选择答复种类".to_string(), |kind| format!("拟定答复：{}", kind.label()));
    let head = PageHead::new(title).under(&[("依申请公开", PATH), (&look.row.number, &url)]);
    let page = page(web, signed, "console/request/decide.html", &head, values)?;
    Ok((shown.status, page).into_response())
}

/// The reason that bars most kinds, where one bars more than one: it is told once.
fn common_reason(drafts: &[(&Possible, ReplyKind)]) -> Option<String> {
    let reasons: Vec<String> =
        drafts.iter().filter_map(|(possible, _)| actions::reason(possible.refusal.as_ref()?)).collect();
    let count = |text: &String| reasons.iter().filter(|one| *one == text).count();
    reasons.iter().max_by_key(|text| count(text)).filter(|text| count(text) > 1).cloned()
}

/// The kinds in their classes, each with what it rests on and demands; what is refused now with the reason.
fn groups(look: &Look, drafts: &[(&Possible, ReplyKind)], common: Option<&str>) -> Vec<Value> {
    let row = |kind: &ReplyKind| {
        let refusal = drafts.iter().find(|(_, k)| k == kind).map(|(possible, _)| possible.refusal.as_ref())?;
        let facts: Vec<&str> = kind.facts().map(Fact::label).collect();
        Some(context! {
            code => kind.code(),
            label => kind.label(),
            grounds => reply_view::grounds(*kind).replace("《中华人民共和国政府信息公开条例》", "《条例》"),
            row => kind.report_row().label(),
            facts => facts.join("；"),
            steps => reply_view::steps_of(&look.case.rules, *kind),
            url => refusal.is_none().then(|| format!("{PATH}/{}/decide?reply={}", look.row.id, kind.code())),
            barred => refusal.is_some(),
            why => refusal.and_then(actions::reason).filter(|why| Some(why.as_str()) != common),
        })
    };
    let group = |class: &ReplyClass| {
        let rows: Vec<Value> = ReplyKind::ALL.iter().filter(|kind| kind.class() == *class).filter_map(row).collect();
        (!rows.is_empty()).then(|| context! { label => class.label(), rows })
    };
    ReplyClass::ALL.iter().filter_map(group).collect()
}

fn chosen_view(app: &App, look: &Look, kind: ReplyKind) -> Value {
    let fact = |fact: Fact| {
        context! {
            name => format!("draft_reply_{}", fact.code()),
            label => fact.label(),
            hint => fact_words::hint(fact),
            rows => if fact_words::is_short(fact) { 2 } else { 4 },
        }
    };
    let supply: Vec<Value> = look
        .files
        .iter()
        .filter(|file| may_supply(file.purpose) && !file.name.is_empty())
        .map(|file| {
            let purpose = file.purpose.map_or("", |purpose| purpose.label());
            choice(file.id.to_string(), format!("{}（{purpose}）", file.name))
        })
        .collect();
    let gives = matches!(kind.class(), ReplyClass::Open | ReplyClass::Partial) && kind != ReplyKind::A1;
    context! {
        code => kind.code(),
        label => kind.label(),
        grounds => reply_view::grounds(kind),
        row => kind.report_row().label(),
        steps => reply_view::steps_of(&look.case.rules, kind),
        remedy => reply_view::remedy(app, look.row.agency_id, kind, app.now().date()),
        remedy_note => reply_view::remedy_note(app, kind),
        facts => kind.facts().map(fact).collect::<Vec<_>>(),
        is_partial => kind == ReplyKind::B1,
        supply => if gives { supply } else { Vec::new() },
        gives,
        agencies => (kind == ReplyKind::D1b).then(|| agencies(app, Agencies::Acting)),
        url => format!("{PATH}/{}/draft_reply", look.row.id),
        redact_url => format!("{PATH}/{}/redact", look.row.id),
        all_url => format!("{PATH}/{}/decide", look.row.id),
    }
}

/// What stands in the fields before anybody typed: of a returned draft its words, else what the case itself tells.
fn prefilled(mut form: FormView, app: &App, look: &Look, kind: ReplyKind) -> FormView {
    let before = reply_view::last_draft(look).filter(|(_, drafted, _)| *drafted == kind).map(|(seen, _, _)| seen);
    for fact in kind.facts() {
        let kept = before.and_then(|seen| seen.particulars.get(fact.code()).cloned());
        if let Some(text) = kept.or_else(|| fact_words::told_by(look, fact)) {
            form.values.entry(format!("draft_reply_{}", fact.code())).or_insert_with(|| text.into());
        }
    }
    let supplied: Vec<String> = look
        .files
        .iter()
        .filter(|file| {
            matches!(file.purpose, Some(app::request::FilePurpose::Supplied | app::request::FilePurpose::Redacted))
        })
        .map(|file| file.id.to_string())
        .collect();
    form.values.entry("draft_reply_supply".into()).or_insert_with(|| Value::from(supplied));
    form.values.entry("draft_reply_on".into()).or_insert_with(|| app.now().date().to_string().into());
    form.with("draft_reply_reply", kind.code())
}

/// The competent organ out of the directory, with what its guide says about reaching it.
fn with_organ(app: &App, form: FormView, organ: i64) -> FormView {
    let directory: &Directory = &app.directory();
    let Some(agency) = directory.agency(organ) else { return form };
    let guide = guide_of(app, organ).unwrap_or_default();
    let contact: Vec<&str> = [&guide.office, &guide.address, &guide.telephone]
        .into_iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    let form = form.with("organ", organ).with("draft_reply_competent_organ", agency.name.as_str());
    if contact.is_empty() { form } else { form.with("draft_reply_competent_contact", contact.join("，")) }
}
