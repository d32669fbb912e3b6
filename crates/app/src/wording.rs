//! Wording with placeholders, as letters and mails share it: rendered strictly and under limits, checked before it is
//! kept. Plain text, never HTML. Which placeholders there are is the letters' and the mails' business.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use domain::time::Moment;
use minijinja::value::Object;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::error::{AppError, FieldFault};

/// Work that one wording may cost; a wording for a person's eyes needs a small part of it.
const FUEL: u64 = 20_000;
/// Longest wording kept, in characters.
pub const LONGEST: usize = 8_000;

/// The values of placeholders by their names.
pub type Values = BTreeMap<String, String>;

/// A placeholder that a wording may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder {
    pub key: &'static str,
    /// What it stands for.
    pub label: &'static str,
    /// What a preview shows.
    pub sample: &'static str,
}

/// A heading and a text with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub title: String,
    pub body: String,
}

/// Where a wording comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The program's own.
    Default,
    /// Changed by the office.
    Own,
}

/// A wording that was in force, or is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastWording {
    pub origin: Origin,
    pub wording: Wording,
    /// The account; none for the command line.
    pub by: Option<i64>,
    pub at: Moment,
}

impl PastWording {
    pub(crate) fn of(row: store::letter::log::Model) -> Self {
        Self {
            origin: if row.origin == "own" { Origin::Own } else { Origin::Default },
            wording: Wording { title: row.title, body: row.body },
            by: row.changed_by,
            at: Moment(row.changed_at),
        }
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment
}

/// Puts the values in.
///
/// # Errors
/// A fault of ours when a placeholder has no value: wording is checked before it is kept.
pub fn render(template: &str, values: &Values) -> Result<String, AppError> {
    environment().render_str(template, values).map_err(|error| AppError::Internal(format!("wording: {error}")))
}

/// What stands in a text where a value is still to be written.
const MARK: &str = "【请填写：";
const MARK_END: char = '】';

/// A placeholder without a value: false to a condition, a mark where it is shown.
#[derive(Debug)]
struct Missing(&'static str);

impl Object for Missing {
    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{}{MARK_END}", self.0)
    }
}

/// Puts the values in; where a known placeholder has none, a mark with its name stands in the text, which
/// [`unfilled`] finds again.
///
/// # Errors
/// A fault of ours when the wording does not render: it is checked before it is kept.
pub fn fill(template: &str, values: &Values, known: &[Placeholder]) -> Result<String, AppError> {
    let value = |p: &Placeholder| match values.get(p.key).filter(|text| !text.trim().is_empty()) {
        Some(text) => Value::from(text.as_str()),
        None => Value::from_object(Missing(p.label)),
    };
    let context: BTreeMap<&str, Value> = known.iter().map(|p| (p.key, value(p))).collect();
    environment().render_str(template, context).map_err(|error| AppError::Internal(format!("wording: {error}")))
}

/// The names of what is still to be written in a text, each once.
#[must_use]
pub fn unfilled(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(MARK).skip(1).filter_map(|rest| rest.split(MARK_END).next()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_string());
        }
    }
    names
}

/// Checks a text with placeholders for the field `field`.
pub fn check(field: &str, template: &str, known: &[Placeholder]) -> Result<(), FieldFault> {
    if template.trim().is_empty() {
        return Err(FieldFault::new(field, "required"));
    }
    if template.chars().count() > LONGEST {
        return Err(FieldFault::new(field, "too_long").with("max", LONGEST));
    }
    check_from(field, template, known, 1)
}

/// As [`check`], of a piece whose first line is the `first` of the whole text.
pub fn check_from(field: &str, template: &str, known: &[Placeholder], first: usize) -> Result<(), FieldFault> {
    let environment = environment();
    let fault = |code, line: usize| {
        let quoted: String =
            template.lines().nth(line.saturating_sub(1)).unwrap_or_default().chars().take(40).collect();
        FieldFault::new(field, code).with("line", first + line.max(1) - 1).with("text", quoted.trim())
    };
    let broken = |error: &minijinja::Error| fault("wording_broken", error.line().unwrap_or(1));
    let parsed = environment.template_from_str(template).map_err(|error| broken(&error))?;
    let used = parsed.undeclared_variables(false);
    let mut unknown: Vec<&str> =
        used.iter().map(String::as_str).filter(|name| !known.iter().any(|p| p.key == *name)).collect();
    unknown.sort_unstable();
    if let Some(name) = unknown.first() {
        let line = template.lines().position(|line| line.contains(name)).map_or(1, |at| at + 1);
        return Err(fault("wording_unknown", line).with("name", name));
    }
    parsed.render(samples(known)).map(|_| ()).map_err(|error| broken(&error))
}

/// The values that a preview shows.
#[must_use]
pub fn samples(known: &[Placeholder]) -> Values {
    known.iter().map(|p| (p.key.to_string(), p.sample.to_string())).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const KNOWN: [Placeholder; 2] = [
        Placeholder { key: "number", label: "登记号", sample: "2026-00012" },
        Placeholder { key: "applicant", label: "申请人", sample: "李某" },
    ];

    fn fault(template: &str) -> Option<&'static str> {
        check("body", template, &KNOWN).err().map(|fault| fault.code)
    }

    #[test]
    fn only_known_placeholders_and_sound_wording_are_kept() {
        assert_eq!(fault("{{ applicant }}：申请 {{ number }} 已收到。"), None);
        assert_eq!(fault("{% if number %}编号 {{ number }}{% endif %}"), None);
        assert_eq!(fault("{{ password }}"), Some("wording_unknown"));
        assert_eq!(fault("{{ number "), Some("wording_broken"));
        assert_eq!(fault("{{ number.inner }}"), Some("wording_broken"));
        assert_eq!(fault("{{ number|upper }}"), Some("wording_broken"), "no filters: the environment is empty");
        assert_eq!(fault("{% include 'x' %}"), Some("wording_broken"));
        assert_eq!(fault("  "), Some("required"));
        let endless = "{% for a in number %}{% for b in number %}{% for c in number %}{% for d in number %}\
                       {% for e in number %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}";
        assert_eq!(fault(endless), Some("wording_broken"));
    }

    #[test]
    fn a_fault_names_its_line() {
        let told = |template: &str| {
            let fault = check("body", template, &KNOWN).unwrap_err();
            fault.values.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told("{{ number }}\n第二行{{ nobody }}"), "line=2 text=第二行{{ nobody }} name=nobody");
        assert_eq!(told("一\n二\n{{ number"), "line=3 text={{ number");
    }

    #[test]
    fn what_has_no_value_is_marked_and_found_again() {
        let values = Values::from([("applicant".into(), "李某".into()), ("number".into(), " ".into())]);
        let text = fill("致{{ applicant }}：{{ number }}、{{ number }}", &values, &KNOWN).unwrap();
        assert_eq!(text, "致李某：【请填写：登记号】、【请填写：登记号】");
        assert_eq!(unfilled(&text), ["登记号"]);
        assert_eq!(
            fill("{% if number %}编号{{ number }}{% else %}无编号{% endif %}", &values, &KNOWN).unwrap(),
            "无编号"
        );
        assert!(unfilled("没有").is_empty());
    }

    #[test]
    fn values_are_put_in_as_they_are() {
        let values = Values::from([("applicant".into(), "{{ number }}<b>".into())]);
        assert_eq!(render("致{{ applicant }}", &values).unwrap(), "致{{ number }}<b>");
        assert!(render("{{ number }}", &values).is_err());
    }
}
