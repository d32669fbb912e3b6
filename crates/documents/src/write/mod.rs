//! Documents out of one model: PDF, Word files, HTML, workbooks, CSV. Layout follows GB/T 9704-2012
//! (A4, 22 lines of 28 characters, 仿宋 三号). What stands in them is decided elsewhere.

pub mod chart;
mod csv;
mod docx;
mod grid;
mod html;
pub mod letter;
mod package;
mod pdf;
mod xlsx;

#[cfg(test)]
mod tests;

use chart::Chart;
pub use csv::to_csv;
pub use docx::to_docx;
pub use grid::{Grid, GridCell, Role};
pub use html::to_html;
pub use package::Bundler;
pub use pdf::{Fonts, to_pdf};
pub use xlsx::{Sheet, to_workbook, to_xlsx};

/// What stands before the names of the attachments (GB/T 9704-2012, 7.3.4).
const ATTACHMENTS: &str = "附件：";
/// What a marked place of the seal shows.
const SEAL_MARK: &str = "（印章）";

/// A text document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    pub title: String,
    /// With it, the document is an official letter (信函格式); without, a report or a form.
    pub letterhead: Option<Letterhead>,
    pub blocks: Vec<Block>,
}

/// The head of an official letter (GB/T 9704-2012, 10.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// 发文机关标志: full name of the agency, in red over the red double rule.
    pub agency: String,
    /// 发文字号, on the right below the rule; none when empty.
    pub number: String,
}

impl Letterhead {
    /// Size of the agency's name in points: as large as goes on one line, within what looks right.
    fn size(&self) -> usize {
        // 470 points is the rule's length less a small margin.
        (470 / self.agency.chars().count().max(1)).clamp(22, 42)
    }
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
    /// A table with spans.
    Grid(Grid),
    Chart(Chart),
    List {
        kind: ListKind,
        items: Vec<String>,
    },
    /// 附件说明: the names of the attachments, without numbers.
    Attachments(Vec<String>),
    /// 署名 and 成文日期, with the place of the seal; kept on a page with the text before.
    Signature {
        agency: String,
        date: String,
        seal: Seal,
    },
    /// 抄送 at the foot of the last page.
    Copies(String),
    PageBreak,
}

/// How the place of the seal is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seal {
    /// Clear, for stamping.
    #[default]
    Clear,
    /// With a light mark that shows where to stamp.
    Marked,
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
