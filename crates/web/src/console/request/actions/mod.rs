//! What the signed-in person may do with a case, as forms: one for each command, for each part and consultation its own;
//! where a command is refused for a reason worth knowing, the plain sentence why not. The way back is in `command`.

use std::collections::BTreeMap;

use app::request::look::Look;
use app::request::people::Person;
use app::{AppError, sentence};
use chrono::NaiveDate;
use domain::request::channel::{AnnulledBy, Consulted, Opinion, ServingMethod};
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

/// The forms of a case.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// Those about the whole case, the step that waits first.
    pub open: Vec<Value>,
    /// Those about a part, by its number.
    pub of_parts: BTreeMap<u16, Vec<Value>>,
    /// Those about a letter asking for an opinion, by its number.
    pub of_consultations: BTreeMap<u16, Vec<Value>>,
    /// What is refused now, with the reason.
    pub refused: Vec<Value>,
}

/// A form that was sent and comes back with its faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentForm<'a> {
    pub code: &'a str,
    /// The part or consultation it is about.
    pub no: Option<u16>,
}

/// What stands on pages of its own and not among the forms of the case's page.
const ELSEWHERE: &[&str] = &["notice_fee", "split_off"];

/// The forms of a case: those that may be used, and those refused with the reason. One that was sent and refused stands
/// there again, even if it may not be used any more: what was typed into it is not lost.
#[must_use]
pub fn forms(look: &Look, people: &People, sent: Option<SentForm<'_>>) -> Forms {
    let mut forms = Forms::default();
    for spec in SPECS.iter().filter(|spec| !ELSEWHERE.contains(&spec.code)) {
        for possible in look.possible.iter().filter(|p| p.command == spec.code) {
            let was_sent = sent == Some(SentForm { code: spec.code, no: possible.no });
            let form = || form(spec, possible, look, people, was_sent);
            match (possible.refusal.as_ref().filter(|_| !was_sent), possible.no) {
                (None, Some(no)) if spec.code.ends_with("_part") => {
                    forms.of_parts.entry(no).or_default().push(form());
                }
                (None, Some(no)) => {
                    forms.of_consultations.entry(no).or_default().push(form());
                }
                (None, None) => forms.open.push(form()),
                (Some(refusal), no) => forms.refused.extend(reason(refusal).map(|text| {
                    context! { title => title(spec, no), text }
                })),
            }
        }
    }
    forms
}

fn title(spec: &Spec, no: Option<u16>) -> String {
    let Some(no) = no else { return spec.title.to_string() };
    let counted = if spec.code.ends_with("_part") { "部分" } else { "份" };
    format!("{}（第 {} {counted}）", spec.title, u32::from(no) + 1)
}

/// One form.
fn form(spec: &Spec, possible: &Possible, look: &Look, people: &People, was_sent: bool) -> Value {
    let own = prefix(spec.code, possible.no);
    let fields: Vec<Value> = spec.fields.iter().map(|field| field_view(&own, field, people)).collect();
    context! {
        code => own,
        no => possible.no,
        title => if possible.no.is_some() { spec.title.to_string() } else { title(spec, possible.no) },
        button => spec.button,
        kind => spec.manner,
        intro => spec.intro,
        fields,
        url => format!("/console/requests/{}/{}", look.row.id, spec.code),
        files => spec.fields.iter().any(|field| field.kind == Kind::Files),
        // What a unit does stands open for the unit; the officer who could do it for the unit has to look for it.
        open => was_sent || spec.manner == "primary" && possible.no.is_none_or(|no| is_own(look, no)),
        danger => spec.manner == "danger",
        confirm => confirm(spec.code),
    }
}

fn is_own(look: &Look, no: u16) -> bool {
    look.case.parts.get(usize::from(no)).is_some_and(|part| look.units.contains(&part.unit))
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
#[must_use]
pub fn reason(refusal: &Refusal) -> Option<String> {
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

/// The form of one command that may be used now, for a page of its own.
#[must_use]
pub fn single(look: &Look, code: &str) -> Option<Value> {
    let possible = look.possible.iter().find(|possible| possible.command == code && possible.refusal.is_none())?;
    Some(form(specs::of(code)?, possible, look, &People::default(), false))
}
