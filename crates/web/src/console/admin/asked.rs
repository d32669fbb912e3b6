//! What the address of a list asks for after `?`: filters and the key of the page. An empty field of a filter form is
//! no filter.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::NaiveDate;
use minijinja::Value;

use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::security::csrf;
use crate::state::Web;

/// The fields of the query, each once.
#[derive(Debug, Clone, Default)]
pub struct Asked(BTreeMap<String, String>);

impl Asked {
    /// What was filled in for a field.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A number; none where it is not one.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name).and_then(|value| value.parse().ok())
    }

    /// A day; none where it is not one.
    #[must_use]
    pub fn date(&self, name: &str) -> Option<NaiveDate> {
        self.text(name).and_then(|value| value.parse().ok())
    }

    /// A value that `parse` knows.
    #[must_use]
    pub fn code<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.text(name).and_then(parse)
    }

    /// Whether any of these fields is filled in.
    #[must_use]
    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.text(name).is_some())
    }

    /// The filter form with what was asked for.
    #[must_use]
    pub fn form(&self) -> FormView {
        self.0.iter().fold(FormView::new(), |form, (name, value)| form.with(name, Value::from(value.as_str())))
    }

    /// The address of the same list with one field set, or taken away.
    #[must_use]
    pub fn address(&self, path: &str, name: &str, value: Option<&str>) -> String {
        let kept = self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let pairs: Vec<(&str, &str)> = kept
            .filter(|(key, value)| *key != name && !value.is_empty())
            .chain(value.map(|value| (name, value)))
            .collect();
        if pairs.is_empty() {
            return path.to_string();
        }
        format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

impl From<&Typed> for Asked {
    /// The same fields sent by a form.
    fn from(typed: &Typed) -> Self {
        Self(typed.0.iter().filter(|(name, _)| name != csrf::FIELD).cloned().collect())
    }
}

impl FromRequestParts<Web> for Asked {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _web: &Web) -> Result<Self, WebError> {
        let pairs = csrf::pairs(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(Self(pairs.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_the_filter_and_drop_what_is_empty() {
        let fields = [("q", "王"), ("role", ""), ("after", "20")];
        let asked = Asked(fields.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect());
        assert_eq!(asked.address("/x", "after", Some("40")), "/x?q=%E7%8E%8B&after=40");
        assert_eq!(asked.address("/x", "after", None), "/x?q=%E7%8E%8B");
        assert_eq!((asked.text("role"), asked.number("after"), asked.date("q")), (None, Some(20), None));
        assert!(asked.has_any(&["q"]) && !asked.has_any(&["role"]));
    }
}
