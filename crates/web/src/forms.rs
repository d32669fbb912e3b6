//! A form as its page shows it: what was typed is kept, each fault stands at its field.

use std::collections::BTreeMap;

use app::problems::field_sentence;
use app::{AppError, sentence};
use axum::extract::{FromRequest, Request};
use chrono::NaiveDate;
use http_body_util::BodyExt;
use minijinja::Value;
use serde::Serialize;

use crate::errors::WebError;
use crate::security::csrf;
use crate::state::Web;

/// What a form sent, as it was typed. The gate has checked its token and bounded its size.
#[derive(Debug, Clone, Default)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The value of a field; empty when it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The value of a field without white space around it.
    #[must_use]
    pub fn trimmed(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// The value where something was typed.
    #[must_use]
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.trimmed(name)).filter(|value| !value.is_empty())
    }

    /// Every value of a field that comes several times.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The form to be shown again; passwords and codes are not.
    #[must_use]
    pub fn view(&self) -> FormView {
        FormView::typed(&self.clone().without_secrets().0)
    }

    /// The fields without the form's token, passwords and codes.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        let secret = |name: &str| {
            name == csrf::FIELD
                || name.contains("password")
                || matches!(name, "code" | "ticket" | "old" | "new" | "repeat")
        };
        self.0.retain(|(name, _)| !secret(name));
        self
    }
}

impl FromRequest<Web> for Typed {
    type Rejection = WebError;

    async fn from_request(request: Request, _web: &Web) -> Result<Self, WebError> {
        let body = request.into_body().collect().await.map_err(|_| WebError::problem("bad_request"))?;
        Ok(Self(csrf::pairs(&body.to_bytes())))
    }
}

/// A fault shown in a form; an empty field stands for the whole form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormError {
    pub field: String,
    pub message: String,
}

/// The `form` of the templates.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormView {
    pub values: BTreeMap<String, Value>,
    pub errors: Vec<FormError>,
}

impl FormView {
    /// An empty form.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was typed; a name that comes several times becomes a list.
    #[must_use]
    pub fn typed(pairs: &[(String, String)]) -> Self {
        let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in pairs {
            lists.entry(name).or_default().push(value);
        }
        let values = lists.into_iter().map(|(name, texts)| match texts.as_slice() {
            [one] => (name.to_string(), Value::from((*one).to_string())),
            many => (name.to_string(), Value::from(minijinja::value::Serde(many))),
        });
        Self { values: values.collect(), errors: Vec::new() }
    }

    /// Sets a value; for checkboxes a list of texts, for one checkbox a bool.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.values.insert(name.to_string(), value.into());
        self
    }

    /// Puts what is wrong with the whole form at one of its fields, so that the summary leads there.
    #[must_use]
    pub fn at(mut self, field: &str) -> Self {
        for error in self.errors.iter_mut().filter(|error| error.field.is_empty()) {
            error.field = field.to_string();
        }
        self
    }

    /// Adds what a use case found wrong. An error that is no refusal is a fault of ours and is handed back.
    ///
    /// # Errors
    /// The error itself, when a form cannot show it (records, index, internal).
    pub fn refused(mut self, error: AppError) -> Result<Self, AppError> {
        let AppError::Refused(problem) = &error else {
            return Err(error);
        };
        for fault in &problem.fields {
            let words = field_sentence(fault);
            self.errors.push(FormError { field: fault.field.clone(), message: joined(&words.text, &words.advice) });
        }
        if problem.fields.is_empty() {
            let words = sentence(&error);
            self.errors.push(FormError { field: String::new(), message: joined(&words.text, &words.advice) });
        }
        Ok(self)
    }
}

/// A legal date as people write it: `2026-01-31`, `2026/1/31`, `2026.1.31`, `2026年1月31日`.
#[must_use]
pub fn date_in(text: &str) -> Option<NaiveDate> {
    let plain = text.trim().trim_end_matches('日').replace(['年', '月', '/', '.'], "-");
    let mut parts = plain.split('-').map(|part| part.trim().parse::<u32>());
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let whole = parts.next().is_none() && (1900..=2200).contains(&year);
    whole.then(|| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)).flatten()
}

fn joined(text: &str, advice: &str) -> String {
    format!("{text}{advice}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use app::FieldFault;

    #[test]
    fn what_was_typed_is_kept_and_faults_stand_at_their_fields() {
        let pairs = [("title".to_string(), "甲".to_string()), ("s".into(), "1".into()), ("s".into(), "2".into())];
        let error = AppError::fields(vec![FieldFault::new("title", "too_long").with("max", 200)]);
        let form = FormView::typed(&pairs).refused(error).unwrap();
        assert_eq!(form.values["title"], Value::from("甲"));
        assert_eq!(form.values["s"].len(), Some(2));
        assert_eq!(form.errors, vec![FormError { field: "title".into(), message: "最多 200 个字。".into() }]);
        assert!(FormView::new().refused(AppError::Internal("x".into())).is_err());
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in ["2026-01-31", " 2026/1/31", "2026.1.31", "2026年1月31日"] {
            assert_eq!(date_in(text), NaiveDate::from_ymd_opt(2026, 1, 31), "{text}");
        }
        for text in ["2026-02-30", "26-1-31", "2026-01", "昨天", "2026-01-31-1", ""] {
            assert_eq!(date_in(text), None, "{text}");
        }
    }
}
