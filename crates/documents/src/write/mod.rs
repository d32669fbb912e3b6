//! Documents out of one model: Word files, workbooks, CSV. Layout follows the habits of Chinese
//! official documents (A4, 仿宋, 黑体 headings). What stands in them is decided elsewhere.

mod csv;
mod docx;
mod package;
mod xlsx;

#[cfg(test)]
mod tests;

pub use csv::to_csv;
pub use docx::to_docx;
pub use xlsx::to_xlsx;

/// A text document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    pub title: String,
    pub blocks: Vec<Block>,
}

/// A part of a document, top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Level 1 to 3.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        text: String,
        align: Align,
    },
    Table(Table),
    List {
        kind: ListKind,
        items: Vec<String>,
    },
    PageBreak,
}

impl Block {
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    /// A paragraph of body text, its first line indented.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), align: Align::Body }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Justified, first line indented by two characters.
    Body,
    Left,
    Center,
    Right,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    Bullets,
    Numbers,
}

/// A table with one head row, repeated on each page or frozen on the sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Title above a table, or name of the sheet.
    pub name: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Eq for Table {}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    /// Shown as it is; never beyond what a double holds exactly.
    Number(f64),
    Empty,
}

impl Cell {
    fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Empty => String::new(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}

/// Writing into memory failed: a file larger than its format can hold.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the document: {0}")]
pub struct WriteError(String);

impl From<zip::result::ZipError> for WriteError {
    fn from(error: zip::result::ZipError) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for WriteError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}
