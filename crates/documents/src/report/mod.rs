//! Reports from anywhere as a neutral reading: HTML, Word, workbooks, PDF, flattened text in any encoding, our JSON.
//! Tables become rows of cells, all else pieces of text. `layout` is the way out: the official form as a document.
//! Not here: recognising the report (`domain::report::recognise`).

mod docx;
mod html;
pub mod layout;
mod text;
mod xlsx;

use domain::report::{AnnualReport, Source, from_json};

use crate::sniff::{FileType, sniff_within};
use crate::{Limits, Refusal};

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Lines in which a report may be recognised.
    Source(Source),
    /// A report in our own JSON.
    Report(Box<AnnualReport>),
    /// A type whose reader runs in a child process; its text goes to [`source_of_text`].
    NeedsChild(FileType),
}

/// Most cells read of one file; a report has fewer than a thousand.
const MAX_CELLS: usize = 400_000;

/// Reads a file by its content. HTML, Word, workbooks, text and JSON are read here, under the limits; what has a parser
/// of its own (PDF, older office files) is left to a child process.
///
/// # Errors
/// [`Refusal`] if a limit is passed, the file is damaged or locked, or can hold no text.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Reading, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Refusal::TooLarge { bytes: bytes.len() as u64, limit: limits.max_bytes });
    }
    if let Some(text) = text::decode(bytes) {
        return Ok(read_text(&text));
    }
    match sniff_within(bytes, "", limits)? {
        FileType::Docx => docx::read(bytes, limits).map(Reading::Source),
        FileType::Xlsx => xlsx::read(bytes, limits).map(Reading::Source),
        kind @ (FileType::Pdf | FileType::Doc | FileType::Xls | FileType::Ofd | FileType::Ppt | FileType::Pptx) => {
            Ok(Reading::NeedsChild(kind))
        }
        kind => Err(Refusal::Unsupported { media_type: kind.media_type().to_owned() }),
    }
}

fn read_text(text: &str) -> Reading {
    if let Some(report) = report_of_json(text.trim_start()) {
        return Reading::Report(Box::new(report));
    }
    Reading::Source(if html::is_html(text) { html::read(text) } else { Source::from_text(text) })
}

/// A report as the checker prints it: an object, alone or as the first line.
fn report_of_json(text: &str) -> Option<AnnualReport> {
    if !text.starts_with('{') {
        return None;
    }
    let parse = |text: &str| serde_json::from_str(text).ok();
    let value = parse(text).or_else(|| parse(text.lines().next().unwrap_or_default()))?;
    from_json(&value)
}

/// The lines of a text that a child process took out of a file.
#[must_use]
pub fn source_of_text(text: &str) -> Source {
    Source::from_text(text)
}
