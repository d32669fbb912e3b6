//! What the signed-in person may do with a case, as forms: one for each command, for each part and consultation its own;
//! where a command is refused for a reason worth knowing, the plain sentence why not. The way back is in `command`.

use app::request::look::{Look, Person};
use app::{AppError, sentence};
use chrono::NaiveDate;
use domain::request::channel::{AnnulledBy, Consulted, Opinion, ServingMethod};
use domain::request::reply::{ReplyClass, ReplyKind};
use domain::request::{Possible, Refusal};
use minijinja::Value;

use self::command::prefix;
use self::specs::{Choices, FieldSpec, Kind, SPECS, Spec};
use crate::console::admin::choices::{choice, codes};
use crate::forms::FormView;
use crate::templates::context;

pub mod command;
pub mod specs;

/// To whom work may be given.
#[derive(Debug, Clone, Default)]
pub struct People {
    pub officers: Vec<Person>,
    pub units: Vec<Person>,
}

/// The forms of a case: those that may be used, the step that waits first; and those refused with the reason.
#[must_use]
pub fn forms(look: &Look, people: &People) -> (Vec<Value>, Vec<Value>) {
    let (mut open, mut refused) = (Vec::new(), Vec::new());
    for spec in SPECS {
        for possible in look.possible.iter().filter(|p| p.command == spec.code) {
            match &possible.refusal {
                None => open.push(form(spec, possible, look, people)),
                Some(refusal) => refused.extend(reason(refusal).map(|text| {
                    context! { title => title(spec, possible.no), text }
                })),
            }
        }
    }
    (open, refused)
}

fn title(spec: &Spec, no: Option<u16>) -> String {
    let Some(no) = no else { return spec.title.to_string() };
    let counted = if spec.code.ends_with("_part") { "部分" } else { "份" };
    format!("{}（第 {} {counted}）", spec.title, u32::from(no) + 1)
}

fn form(spec: &Spec, possible: &Possible, look: &Look, people: &People) -> Value {
    let own = prefix(spec.code, possible.no);
    let fields: Vec<Value> = spec.fields.iter().map(|field| field_view(&own, field, people)).collect();
    context! {
        code => own,
        no => possible.no,
        title => title(spec, possible.no),
        button => spec.button,
        kind => spec.manner,
        intro => spec.intro,
        fields,
        url => format!("/console/requests/{}/{}", look.row.id, spec.code),
        files => spec.fields.iter().any(|field| field.kind == Kind::Files),
        open => spec.manner == "primary",
        danger => spec.manner == "danger",
        confirm => confirm(spec.code),
    }
}

/// Asked before what the same person cannot take back.
fn confirm(code: &str) -> &'static str {
    match code {
        "reply" => "确定作出答复吗？答复后不能再修改。",
        "withdraw" => "确定申请人自愿撤回吗？撤回后不再办理。",
        "override_objection" => "确定在第三方不同意的情况下决定公开吗？",
        "annul" => "确定登记答复被撤销吗？申请将重新办理。",
        _ => "",
    }
}

fn field_view(own: &str, field: &FieldSpec, people: &People) -> Value {
    let kind = match field.kind {
        Kind::Today | Kind::Day => "date",
        Kind::Number => "number",
        Kind::Money => "money",
        Kind::Line => "line",
        Kind::Text => "text",
        Kind::Tick => "tick",
        Kind::Files => "files",
        Kind::Choice(_) => "choice",
    };
    let options = match field.kind {
        Kind::Choice(choices) => options(choices, people),
        _ => Vec::new(),
    };
    let name = format!("{own}_{}", field.name);
    context! { name, label => field.label, hint => field.hint, kind, required => field.required, options }
}

fn options(choices: Choices, people: &People) -> Vec<Value> {
    let person = |one: &Person| choice(one.id, format!("{}（{}）", one.name, one.agency));
    match choices {
        Choices::Officers => people.officers.iter().map(person).collect(),
        Choices::Units => people.units.iter().map(person).collect(),
        Choices::Consulted => codes(Consulted::ALL, Consulted::code, Consulted::label),
        Choices::Opinions => codes(Opinion::ALL, Opinion::code, Opinion::label),
        Choices::Serving => codes(ServingMethod::ALL, ServingMethod::code, ServingMethod::label),
        Choices::AnnulledBy => codes(AnnulledBy::ALL, AnnulledBy::code, AnnulledBy::label),
        Choices::Reasonable => vec![choice("yes", "理由合理，继续办理"), choice("no", "理由不合理")],
    }
}

/// Why not, where it helps to know: that a step does not belong to this state goes without saying.
fn reason(refusal: &Refusal) -> Option<String> {
    let told = match refusal {
        Refusal::Waiting | Refusal::TooLate { .. } | Refusal::ThirdPartyObjects | Refusal::ConditionMissing { .. } => {
            AppError::problem(refusal.code())
        }
        _ => return None,
    };
    let told = match refusal {
        Refusal::TooLate { latest } => told.with("latest", latest),
        Refusal::ConditionMissing { reply } => told.with("reply", reply.label()),
        _ => told,
    };
    let words = sentence(&told);
    Some(format!("{}{}", words.text, words.advice))
}

/// The form values that stand there before anybody typed: today for the dates of what is done today.
#[must_use]
pub fn with_defaults(mut form: FormView, look: &Look, today: NaiveDate) -> FormView {
    let day = today.to_string();
    for possible in &look.possible {
        let Some(spec) = specs::of(possible.command) else { continue };
        let own = prefix(spec.code, possible.no);
        for field in spec.fields.iter().filter(|field| field.kind == Kind::Today) {
            form.values.entry(format!("{own}_{}", field.name)).or_insert_with(|| day.clone().into());
        }
    }
    form.values.entry("draft_reply_on".into()).or_insert_with(|| day.into());
    form
}

/// Drafting a reply: the kinds in their classes, those that cannot be given now with the reason; with the facts of the
/// kind that was chosen. None where no reply can be drafted at all.
#[must_use]
pub fn reply_form(look: &Look, chosen: Option<ReplyKind>) -> Option<Value> {
    let drafts: Vec<(&Possible, ReplyKind)> =
        look.possible.iter().filter_map(|possible| Some((possible, possible.reply?))).collect();
    let open = |kind: ReplyKind| drafts.iter().any(|(p, k)| *k == kind && p.refusal.is_none());
    if !drafts.iter().any(|(p, _)| p.refusal.is_none()) {
        return None;
    }
    let group = |class: &ReplyClass| {
        let kinds = ReplyKind::ALL.iter().filter(|kind| kind.class() == *class && open(**kind));
        let options: Vec<Value> =
            kinds.map(|kind| choice(kind.code(), format!("{} {}", kind.code(), kind.label()))).collect();
        (!options.is_empty()).then(|| context! { label => class.label(), options })
    };
    let groups: Vec<Value> = ReplyClass::ALL.iter().filter_map(group).collect();
    let barred: Vec<Value> = drafts
        .iter()
        .filter_map(|(possible, kind)| {
            let text = reason(possible.refusal.as_ref()?)?;
            Some(context! { title => format!("{} {}", kind.code(), kind.label()), text })
        })
        .collect();
    let chosen = chosen.filter(|kind| open(*kind));
    Some(context! {
        groups,
        barred,
        choose_url => format!("/console/requests/{}", look.row.id),
        url => format!("/console/requests/{}/draft_reply", look.row.id),
        chosen => chosen.map(|kind| chosen_view(look, kind)),
    })
}

fn chosen_view(look: &Look, kind: ReplyKind) -> Value {
    let facts: Vec<Value> = kind
        .facts()
        .map(|fact| context! { name => format!("draft_reply_{}", fact.code()), label => fact.label() })
        .collect();
    let rules = &look.case.rules;
    let steps = [(rules.legal_review.contains(kind), "合法性审核"), (rules.signature.contains(kind), "负责人签发")];
    let steps: Vec<&str> = steps.into_iter().filter_map(|(needed, label)| needed.then_some(label)).collect();
    context! {
        code => kind.code(),
        label => kind.label(),
        grounds => domain::request::article::cite(kind.grounds()),
        row => kind.report_row().label(),
        steps => if steps.is_empty() { "不需要审核，可以直接答复".to_string() } else { format!("拟定后依次经过：{}", steps.join("、")) },
        alternatives => kind == ReplyKind::D1b,
        facts,
    }
}
