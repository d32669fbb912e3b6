//! Wording with placeholders, as letters and mails share it: rendered strictly and under limits, checked before it is
//! kept. Plain text, never HTML. Which placeholders there are is the letters' and the mails' business.

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, UndefinedBehavior};

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

/// Checks a text with placeholders for the field `field`.
pub fn check(field: &str, template: &str, known: &[Placeholder]) -> Result<(), FieldFault> {
    if template.trim().is_empty() {
        return Err(FieldFault::new(field, "required"));
    }
    if template.chars().count() > LONGEST {
        return Err(FieldFault::new(field, "too_long").with("max", LONGEST));
    }
    let environment = environment();
    let parsed = environment
        .template_from_str(template)
        .map_err(|error| FieldFault::new(field, "wording_broken").with("line", error.line().unwrap_or(1)))?;
    let used = parsed.undeclared_variables(false);
    let mut unknown: Vec<&str> =
        used.iter().map(String::as_str).filter(|name| !known.iter().any(|p| p.key == *name)).collect();
    unknown.sort_unstable();
    if let Some(name) = unknown.first() {
        return Err(FieldFault::new(field, "wording_unknown").with("name", name));
    }
    parsed
        .render(samples(known))
        .map(|_| ())
        .map_err(|error| FieldFault::new(field, "wording_broken").with("line", error.line().unwrap_or(1)))
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
    fn values_are_put_in_as_they_are() {
        let values = Values::from([("applicant".into(), "{{ number }}<b>".into())]);
        assert_eq!(render("致{{ applicant }}", &values).unwrap(), "致{{ number }}<b>");
        assert!(render("{{ number }}", &values).is_err());
    }
}
