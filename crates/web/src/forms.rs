//! A form as its page shows it: what was typed is kept, each fault stands at its field.

use std::collections::BTreeMap;

use app::problems::field_sentence;
use app::{AppError, sentence};
use minijinja::Value;
use serde::Serialize;

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
            [one] => (name.to_string(), Value::from(*one)),
            many => (name.to_string(), Value::from(many.to_vec())),
        });
        Self { values: values.collect(), errors: Vec::new() }
    }

    /// Sets a value; for checkboxes a list of texts, for one checkbox a bool.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.values.insert(name.to_string(), value.into());
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
}
