//! Redaction: parts of a PDF or a picture are blacked out so that nothing under them remains, and the ground is
//! printed on the box. The result is built anew from pixels and surviving text; no byte of the old file is copied.
//! Keeping the original apart, and deciding what to black out, is not done here.
//!
//! Run it in a child process (see [`crate::sandbox`]) for anything a stranger sent.

mod canvas;
mod find;
mod label;
mod pdf;
mod picture;
mod refusal;
mod source;
mod text_layer;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Limits;
use crate::sniff::FileType;

pub use find::{find_personal, find_text};
pub use refusal::RedactRefusal;

/// Most boxes in one file.
const MAX_BOXES: usize = 2_000;
/// Longest ground, in characters.
const MAX_GROUND: usize = 60;

/// Size of a page as shown, rotation applied: points for a PDF, pixels for a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageSize {
    pub width: f64,
    pub height: f64,
}

/// An upright box on a page as shown. Places are fractions of its width and height, 0 to 1, from the top left corner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RedactionBox {
    /// From 1. A picture is page 1.
    pub page: u32,
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
    /// What is printed on the box, such as `第三方个人隐私 §15`; may be empty.
    pub ground: String,
}

/// How to redact.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Dots an inch of the pages' pictures, 150 to 300. Default of the callers: 200.
    pub dpi: u16,
    /// A TrueType or OpenType font with the characters of the grounds.
    pub font: &'a [u8],
    pub limits: &'a Limits,
}

/// The redacted file and what was done.
#[derive(Debug, Clone)]
pub struct Redacted {
    pub bytes: Vec<u8>,
    /// The type of `bytes`, the same as that of the original.
    pub kind: FileType,
    pub log: RedactionLog,
}

/// What was done, to be kept with the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RedactionLog {
    /// SHA-256 of the original, in hexadecimal digits.
    pub original_sha256: String,
    /// SHA-256 of the result, in hexadecimal digits.
    pub result_sha256: String,
    pub pages: u32,
    pub boxes: Vec<BoxLog>,
    /// Characters outside the boxes that were not taken over because nobody sees them or their meaning is not told.
    pub unseen_glyphs: u64,
    /// Pages on which a picture or a font could not be drawn: look at them before they go out.
    pub incomplete_pages: Vec<u32>,
}

/// One box, as it was carried out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoxLog {
    pub area: RedactionBox,
    /// Characters of text under the box; a scan has none. A character under two boxes counts for both.
    pub removed_glyphs: u32,
    pub printed: GroundPrint,
}

/// How much of the ground found room on the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroundPrint {
    Full,
    /// Only what stands behind its last space, such as `§15`.
    Short,
    Nothing,
}

/// The sizes of all pages.
///
/// # Errors
/// [`RedactRefusal`] for files that cannot be redacted.
pub fn pages(bytes: &[u8], kind: FileType, limits: &Limits) -> Result<Vec<PageSize>, RedactRefusal> {
    guarded(|| match kind {
        FileType::Pdf => Ok(source::Source::open(bytes, None, limits)?.sizes()),
        FileType::Png | FileType::Jpeg => picture::pages(bytes, kind, limits),
        other => Err(RedactRefusal::unsupported(other)),
    })
}

/// One page as a PNG so many pixels wide (1 to 4000), for showing it to the officer. `font` stands in for fonts that
/// the file names and does not hold.
///
/// # Errors
/// [`RedactRefusal`] for files that cannot be redacted and pages that are not there.
pub fn render_page(
    bytes: &[u8],
    kind: FileType,
    page: u32,
    width: u32,
    font: &[u8],
    limits: &Limits,
) -> Result<Vec<u8>, RedactRefusal> {
    let width = width.clamp(1, 4_000);
    guarded(|| match kind {
        FileType::Pdf => pdf::preview(bytes, page, width, font, limits),
        FileType::Png | FileType::Jpeg => picture::preview(bytes, kind, page, width, limits),
        other => Err(RedactRefusal::unsupported(other)),
    })
}

/// Blacks out the boxes and builds a new file.
///
/// # Errors
/// [`RedactRefusal`]: boxes that make no sense, a font without the needed characters, files that are locked,
/// damaged or too large.
pub fn redact(
    bytes: &[u8],
    kind: FileType,
    boxes: &[RedactionBox],
    options: &Options<'_>,
) -> Result<Redacted, RedactRefusal> {
    guarded(|| {
        if !(150..=300).contains(&options.dpi) {
            return Err(RedactRefusal::Resolution { dpi: options.dpi });
        }
        let sheet = label::Lettering::new(options.font, boxes)?;
        let done = match kind {
            FileType::Pdf => pdf::redact(bytes, boxes, &sheet, options)?,
            FileType::Png | FileType::Jpeg => picture::redact(bytes, kind, boxes, &sheet, options)?,
            other => return Err(RedactRefusal::unsupported(other)),
        };
        let log = RedactionLog {
            original_sha256: hex::encode(Sha256::digest(bytes)),
            result_sha256: hex::encode(Sha256::digest(&done.bytes)),
            pages: done.pages,
            boxes: done.boxes,
            unseen_glyphs: done.unseen,
            incomplete_pages: done.incomplete,
        };
        Ok(Redacted { bytes: done.bytes, kind, log })
    })
}

/// What the makers of PDFs and pictures hand over for the log.
struct Done {
    bytes: Vec<u8>,
    pages: u32,
    boxes: Vec<BoxLog>,
    unseen: u64,
    incomplete: Vec<u32>,
}

/// Refuses boxes that are no boxes, lie outside their page, or are meant for a page that is not there.
fn check_boxes(boxes: &[RedactionBox], pages: usize) -> Result<(), RedactRefusal> {
    check_shapes(boxes)?;
    match boxes.iter().find(|area| area.page as usize > pages) {
        Some(area) => Err(RedactRefusal::NoSuchPage { page: area.page, pages: pages as u32 }),
        None => Ok(()),
    }
}

/// What can be said of boxes without knowing their file.
pub(crate) fn check_shapes(boxes: &[RedactionBox]) -> Result<(), RedactRefusal> {
    if boxes.is_empty() {
        return Err(RedactRefusal::NoBoxes);
    }
    if boxes.len() > MAX_BOXES {
        return Err(RedactRefusal::TooManyBoxes { limit: MAX_BOXES as u64 });
    }
    for (number, area) in (1u32..).zip(boxes) {
        // A hair beyond the edge comes of rounding in the browser.
        let inside =
            area.x >= -1e-6 && area.y >= -1e-6 && area.x + area.w <= 1.0 + 1e-6 && area.y + area.h <= 1.0 + 1e-6;
        // What is no number is neither inside nor larger than nothing.
        if area.page == 0 || !inside || !(area.w > 0.0 && area.h > 0.0) {
            return Err(RedactRefusal::BadBox { number });
        }
        if area.ground.chars().count() > MAX_GROUND || area.ground.chars().any(char::is_control) {
            return Err(RedactRefusal::BadGround { number });
        }
    }
    Ok(())
}

/// The parsers below are not ours: what they fall over is a damaged file, not an end of this process.
fn guarded<T>(work: impl FnOnce() -> Result<T, RedactRefusal>) -> Result<T, RedactRefusal> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or(Err(RedactRefusal::Unreadable))
}
