//! Text out of files, visible and hidden, for search and for the checks before publishing.
//! Call it in a child process (see [`crate::sandbox`]) for anything a stranger sent.

mod doc;
mod docx;
mod ofd;
mod out;
mod pdf;
mod pdf_cmap;
mod pdf_font;
mod plain;
mod ppt;
mod pptx;
mod xls;
mod xlsx;
mod zipped;

#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};

use crate::archive::Spent;
use crate::sniff::FileType;
use crate::{Limits, Refusal};
use out::TextOut;

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Extracted {
    /// What a reader of the file sees; paragraphs and rows on lines, cells parted by tabs.
    pub text: String,
    /// Whether text beyond [`Limits::max_text_chars`] was cut.
    pub truncated: bool,
    /// Parts that a reader does not see, each kind and place once.
    pub hidden: Vec<HiddenPart>,
    /// The text of the hidden parts, one a line.
    pub hidden_text: String,
}

/// A part of a file that is not seen when it is opened, or that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenPart {
    pub kind: HiddenKind,
    /// Where: the name of a sheet, part or entry; the number of a slide or page.
    pub place: String,
    /// How many of the kind at this place.
    pub count: u32,
}

/// Ways in which content hides in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenKind {
    Sheet,
    Row,
    Column,
    Slide,
    /// Speaker's notes.
    Notes,
    Comment,
    /// A deletion that is still in the file as a tracked change.
    Deletion,
    /// Text formatted as hidden, or HTML that is styled away.
    HiddenText,
    /// Copies of source data behind pivot tables and links to other workbooks.
    CachedData,
    /// A file within the file.
    EmbeddedFile,
    /// A file within an archive that was not read, or text in fonts that tell no characters.
    Unreadable,
}

/// Takes the text out of a file of a known type.
///
/// # Errors
/// [`Refusal`] if a limit is passed or the file is damaged, locked, or holds what is never taken.
/// Types without text give an empty result.
pub fn extract_text(bytes: &[u8], kind: FileType, limits: &Limits) -> Result<Extracted, Refusal> {
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Refusal::TooLarge { bytes: bytes.len() as u64, limit: limits.max_bytes });
    }
    let mut job = Job { limits, out: TextOut::new(limits.max_text_chars), spent: Spent::default(), depth: 0 };
    job.read(bytes, kind)?;
    Ok(job.out.finish())
}

/// One extraction, files within the file included.
struct Job<'a> {
    limits: &'a Limits,
    out: TextOut,
    spent: Spent,
    depth: u32,
}

impl Job<'_> {
    fn read(&mut self, bytes: &[u8], kind: FileType) -> Result<(), Refusal> {
        match kind {
            FileType::Docx => docx::read(bytes, self),
            FileType::Xlsx => xlsx::read(bytes, self),
            FileType::Pptx => pptx::read(bytes, self),
            FileType::Ofd => ofd::read(bytes, self),
            FileType::Pdf => pdf::read(bytes, self),
            FileType::Doc => doc::read(bytes, self),
            FileType::Xls => xls::read(bytes, self),
            FileType::Ppt => ppt::read(bytes, self),
            FileType::Txt | FileType::Csv | FileType::Jsonl => plain::read(bytes, self),
            FileType::Html => plain::read_html(bytes, self),
            FileType::Zip => zipped::read(bytes, self),
            FileType::Png | FileType::Jpeg | FileType::Gif | FileType::Webp | FileType::Mp4 => Ok(()),
        }
    }

    /// Goes one container deeper for as long as `read` lasts.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        if self.depth >= self.limits.max_depth {
            return Err(Refusal::TooDeep { limit: self.limits.max_depth });
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }
}

/// What an error of the PDF reader says of the file.
pub(crate) fn pdf_refusal(error: &lopdf::Error) -> Refusal {
    pdf::refusal(error)
}
