//! What a use case answers when it does not do what was asked: a refusal with a sentence, or a fault of ours.

use domain::identity::Denied;
use search::SearchError;
use store::StoreError;
use thiserror::Error;

/// A fault of one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The field's name in the form.
    pub field: String,
    /// A code of the problem table.
    pub code: &'static str,
    pub values: Vec<(&'static str, String)>,
}

impl FieldFault {
    /// A fault without values.
    #[must_use]
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, values: Vec::new() }
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl std::fmt::Display) -> Self {
        self.values.push((key, value.to_string()));
        self
    }
}

/// A refusal that a person can act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A code of the problem table.
    pub code: &'static str,
    pub values: Vec<(&'static str, String)>,
    pub fields: Vec<FieldFault>,
}

/// Why a use case was not done.
#[derive(Debug, Error)]
pub enum AppError {
    /// Refused for a reason; the table in `problems` has the sentence.
    #[error("refused: {}", .0.code)]
    Refused(Problem),
    #[error(transparent)]
    Store(StoreError),
    #[error(transparent)]
    Search(#[from] SearchError),
    /// A fault of ours that needs an engineer.
    #[error("internal: {0}")]
    Internal(String),
}

impl AppError {
    /// A refusal by its code.
    #[must_use]
    pub fn problem(code: &'static str) -> Self {
        Self::Refused(Problem { code, values: Vec::new(), fields: Vec::new() })
    }

    /// Several fields of a form are at fault.
    #[must_use]
    pub fn fields(fields: Vec<FieldFault>) -> Self {
        Self::Refused(Problem { code: "form_invalid", values: Vec::new(), fields })
    }

    /// One field of a form is at fault.
    #[must_use]
    pub fn field(field: &str, code: &'static str) -> Self {
        Self::fields(vec![FieldFault::new(field, code)])
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl std::fmt::Display) -> Self {
        if let Self::Refused(problem) = &mut self {
            problem.values.push((key, value.to_string()));
        }
        self
    }

    pub(crate) fn denied(denied: Denied) -> Self {
        Self::problem("not_allowed").with("action", denied.action.label())
    }

    /// The stable code of a refusal; `internal` for the rest.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(problem) => problem.code,
            Self::Store(_) | Self::Search(_) | Self::Internal(_) => "internal",
        }
    }
}

/// The unique keys that two people can run into at the same moment, after the check of both found the place free: the
/// field of the form and the code of its sentence. Any other broken key is a fault of ours.
const TAKEN: &[(&str, &str, &str)] = &[
    ("account_login", "login", "login_taken"),
    ("agency_slug", "slug", "slug_taken"),
    ("site_slug", "slug", "slug_taken"),
    ("section_slug", "slug", "slug_taken"),
    ("topic_slug", "slug", "slug_taken"),
    ("item_kind_code", "code", "kind_code_taken"),
    ("item_kind_pkey", "code", "kind_code_taken"),
    ("agency_credit_code", "credit_code", "just_taken"),
    ("agency_index_prefix", "index_prefix", "just_taken"),
    ("site_host", "host", "just_taken"),
    ("word_wrong", "wrong", "just_taken"),
];

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        if let Some(key) = error.find_duplicate()
            && let Some((_, field, code)) = TAKEN.iter().find(|(name, _, _)| *name == key)
        {
            return Self::field(field, code);
        }
        match error {
            StoreError::NotFound { .. } => Self::problem("not_found"),
            StoreError::Conflict { .. } => Self::problem("changed_meanwhile"),
            other => Self::Store(other),
        }
    }
}

impl From<sea_orm_error::DbErr> for AppError {
    fn from(error: sea_orm_error::DbErr) -> Self {
        StoreError::Database(error).into()
    }
}

/// The database error under one short name; `app` uses the entities of `store` and so meets it everywhere.
use sea_orm as sea_orm_error;
