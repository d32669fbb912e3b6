//! Tables for imports, row by row: CSV, XLSX (first visible sheet), JSON lines. A bad row is an
//! error of that row; the rest goes on. What the columns mean is not known here.

mod csv;
mod jsonl;
mod xlsx;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Longest row taken, in bytes; a longer one is an error of that row.
pub const MAX_ROW_BYTES: usize = 16 * 1024 * 1024;
/// Most columns of a table.
pub const MAX_COLUMNS: usize = 1_000;

/// Formats of import tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    Csv,
    Xlsx,
    Jsonl,
}

impl TableFormat {
    /// The format that a file's extension stands for.
    pub fn from_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" | "txt" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

/// One record of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line in the file or row on the sheet where it begins, from 1, the header counted.
    pub number: u64,
    /// Values by column, trimmed; empty cells are left out.
    pub cells: BTreeMap<String, String>,
}

/// A row that can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("row {number}: {reason:?}")]
pub struct RowError {
    /// As [`Row::number`].
    pub number: u64,
    pub reason: RowReason,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RowReason {
    /// Longer than [`MAX_ROW_BYTES`].
    TooLong,
    /// More cells than the header has columns.
    TooManyCells { expected: u64, found: u64 },
    /// Bytes that are no text in the file's encoding.
    BadEncoding,
    /// A quotation mark that is never closed; reading went on behind the line where it opened.
    UnclosedQuote,
    /// Not a JSON object.
    NotAnObject,
    /// A value that is an object or a list of objects.
    NestedValue { column: String },
    /// The file ends or breaks off here.
    Unreadable,
}

impl RowReason {
    /// The stable code under which `app` finds the sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "row_too_long",
            Self::TooManyCells { .. } => "row_too_many_cells",
            Self::BadEncoding => "row_bad_encoding",
            Self::UnclosedQuote => "row_unclosed_quote",
            Self::NotAnObject => "row_not_an_object",
            Self::NestedValue { .. } => "row_nested_value",
            Self::Unreadable => "row_unreadable",
        }
    }

    /// All codes, for the test that each has its sentence.
    pub const CODES: &'static [&'static str] = &[
        "row_too_long",
        "row_too_many_cells",
        "row_bad_encoding",
        "row_unclosed_quote",
        "row_not_an_object",
        "row_nested_value",
        "row_unreadable",
    ];
}

/// A table that can't be read at all.
#[derive(Debug, Error)]
pub enum RowsError {
    #[error("cannot read the file: {0}")]
    Io(#[from] std::io::Error),
    /// No header, or nothing at all.
    #[error("the table is empty")]
    Empty,
    /// Two columns of one name.
    #[error("column {name} occurs twice")]
    DuplicateHeader { name: String },
    /// A column with cells but without a name; `column` counts from 1.
    #[error("column {column} has no name")]
    EmptyHeader { column: u64 },
    #[error("more than {MAX_COLUMNS} columns")]
    TooManyColumns,
    /// The header is too long, or a quotation mark in it is never closed.
    #[error("the header cannot be read")]
    BadHeader,
    /// Neither UTF-8 nor GB18030.
    #[error("unknown encoding")]
    Encoding,
    /// The workbook is refused.
    #[error(transparent)]
    Refused(#[from] crate::Refusal),
}

impl RowsError {
    /// The stable code under which `app` finds the sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "table_io",
            Self::Empty => "table_empty",
            Self::DuplicateHeader { .. } => "table_duplicate_header",
            Self::EmptyHeader { .. } => "table_empty_header",
            Self::TooManyColumns => "table_too_many_columns",
            Self::BadHeader => "table_bad_header",
            Self::Encoding => "table_encoding",
            Self::Refused(refusal) => refusal.code(),
        }
    }

    /// All codes of its own, for the test that each has its sentence.
    pub const CODES: &'static [&'static str] = &[
        "table_io",
        "table_empty",
        "table_duplicate_header",
        "table_empty_header",
        "table_too_many_columns",
        "table_bad_header",
        "table_encoding",
    ];
}

/// The rows of a table. CSV and JSON lines are read as they are asked for; of a workbook the text of
/// one sheet is held, not its rows. Blank rows are skipped.
pub struct Rows {
    columns: Vec<String>,
    source: Source,
}

enum Source {
    Csv(Box<csv::CsvRows>),
    Jsonl(jsonl::JsonRows),
    Xlsx(xlsx::SheetRows),
}

impl Rows {
    /// Names of the columns in their order; of JSON lines those of the first object.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

impl Iterator for Rows {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.source {
            Source::Csv(rows) => rows.next_row(&self.columns),
            Source::Jsonl(rows) => rows.next_row(),
            Source::Xlsx(rows) => rows.next_row(&self.columns),
        }
    }
}

/// Opens a table and reads its header.
///
/// # Errors
/// [`RowsError`] if the file can't be read, has no usable header or is no such table.
pub fn open_rows(path: &Path, format: TableFormat) -> Result<Rows, RowsError> {
    let file = std::fs::File::open(path)?;
    let (columns, source) = match format {
        TableFormat::Csv => {
            let (columns, rows) = csv::open(file)?;
            (columns, Source::Csv(Box::new(rows)))
        }
        TableFormat::Jsonl => {
            let (columns, rows) = jsonl::open(file)?;
            (columns, Source::Jsonl(rows))
        }
        TableFormat::Xlsx => {
            let (columns, rows) = xlsx::open(path)?;
            (columns, Source::Xlsx(rows))
        }
    };
    Ok(Rows { columns, source })
}

/// Trims the names of a header and checks them; empty ones at its end are dropped.
fn check_header(names: impl IntoIterator<Item = String>) -> Result<Vec<String>, RowsError> {
    let clean = |name: String| name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned();
    let mut columns: Vec<String> = names.into_iter().map(clean).collect();
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    if columns.is_empty() {
        return Err(RowsError::Empty);
    }
    if columns.len() > MAX_COLUMNS {
        return Err(RowsError::TooManyColumns);
    }
    if let Some(at) = columns.iter().position(String::is_empty) {
        return Err(RowsError::EmptyHeader { column: at as u64 + 1 });
    }
    let mut seen = HashSet::new();
    match columns.iter().find(|name| !seen.insert(name.as_str())) {
        Some(name) => Err(RowsError::DuplicateHeader { name: name.clone() }),
        None => Ok(columns),
    }
}

/// A row from its values in the order of the columns; None if it is blank.
fn make_row(number: u64, columns: &[String], values: &[String]) -> Option<Result<Row, RowError>> {
    let last = values.iter().rposition(|value| !value.trim().is_empty())?;
    if last >= columns.len() {
        return Some(Err(RowError {
            number,
            reason: RowReason::TooManyCells { expected: columns.len() as u64, found: last as u64 + 1 },
        }));
    }
    let cells = columns
        .iter()
        .zip(values)
        .map(|(column, value)| (column.clone(), value.trim().to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    Some(Ok(Row { number, cells }))
}
