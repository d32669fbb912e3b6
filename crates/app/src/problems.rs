//! The one table from a problem's code to its HTTP status, its Chinese sentence and what to do next.
//! Sentences may name values in braces. A test finds every code used in this crate here.

mod identity_table;
mod installation_table;
mod paper_table;
mod redaction_table;
mod report_table;
mod request_table;
mod table;
mod voice_table;

use crate::error::{AppError, FieldFault, Problem};

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub code: &'static str,
    /// The status the web answers with.
    pub status: u16,
    /// What is wrong.
    pub sentence: &'static str,
    /// What to do next.
    pub advice: &'static str,
}

/// What a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub status: u16,
    pub code: &'static str,
    pub text: String,
    pub advice: String,
}

/// Every row, for the manual and the tests.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    table::TABLES.iter().flat_map(|table| table.iter())
}

fn find(code: &str) -> Option<&'static Row> {
    rows().find(|row| row.code == code)
}

fn fill(template: &str, values: &[(&'static str, String)]) -> String {
    values.iter().fold(template.to_string(), |text, (key, value)| text.replace(&format!("{{{key}}}"), value))
}

fn from_row(code: &'static str, values: &[(&'static str, String)]) -> Sentence {
    match find(code) {
        Some(row) => {
            Sentence { status: row.status, code, text: fill(row.sentence, values), advice: fill(row.advice, values) }
        }
        None => Sentence {
            status: 400,
            code,
            text: format!("操作没有完成（{code}）。"),
            advice: "请稍后再试，或者联系系统管理员。".into(),
        },
    }
}

/// The sentence of an error.
#[must_use]
pub fn sentence(error: &AppError) -> Sentence {
    match error {
        AppError::Refused(Problem { code, values, .. }) => from_row(code, values),
        AppError::Store(_) | AppError::Search(_) | AppError::Internal(_) => from_row("internal", &[]),
    }
}

/// The sentence of a field's fault.
#[must_use]
pub fn field_sentence(fault: &FieldFault) -> Sentence {
    from_row(fault.code, &fault.values)
}

#[cfg(test)]
mod tests;
