//! Why a file or a box is refused: stable codes with their data. The sentences for people live in `app`.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Refusal;
use crate::sniff::FileType;

/// A redaction is refused. Travels between processes as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RedactRefusal {
    /// The file is refused as any file would be.
    #[error("{refusal}")]
    File { refusal: Refusal },
    /// Neither PDF nor PNG nor JPEG.
    #[error("{media_type} cannot be redacted")]
    Unsupported { media_type: String },
    /// Nothing to black out.
    #[error("no boxes")]
    NoBoxes,
    #[error("more than {limit} boxes")]
    TooManyBoxes { limit: u64 },
    /// A box, counted from 1, on page 0, without area, with places that are no numbers, or reaching out of its page.
    #[error("box {number} is no box on the page")]
    BadBox { number: u32 },
    /// A ground that is too long or holds control characters.
    #[error("ground of box {number}")]
    BadGround { number: u32 },
    #[error("page {page} of {pages}")]
    NoSuchPage { page: u32, pages: u32 },
    #[error("more than {limit} pages")]
    TooManyPages { limit: u64 },
    /// A page or picture that would need more pixels than allowed.
    #[error("page {page} is larger than {limit} pixels")]
    PageTooLarge { page: u32, limit: u64 },
    /// The result would have more bytes than allowed.
    #[error("the result is larger than {limit} bytes")]
    ResultTooLarge { limit: u64 },
    #[error("{dpi} dots an inch")]
    Resolution { dpi: u16 },
    /// The font handed in is no font.
    #[error("unusable font")]
    Font,
    /// The font lacks characters of a ground.
    #[error("no glyphs for {characters}")]
    MissingGlyphs { characters: String },
    /// The reader fell over the file.
    #[error("unreadable")]
    Unreadable,
}

impl RedactRefusal {
    /// The stable code under which `app` finds the sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File { refusal } => refusal.code(),
            Self::Unsupported { .. } => "redact_unsupported",
            Self::NoBoxes => "redact_no_boxes",
            Self::TooManyBoxes { .. } => "redact_too_many_boxes",
            Self::BadBox { .. } => "redact_bad_box",
            Self::BadGround { .. } => "redact_bad_ground",
            Self::NoSuchPage { .. } => "redact_no_such_page",
            Self::TooManyPages { .. } => "redact_too_many_pages",
            Self::PageTooLarge { .. } => "redact_page_too_large",
            Self::ResultTooLarge { .. } => "redact_result_too_large",
            Self::Resolution { .. } => "redact_resolution",
            Self::Font => "redact_font",
            Self::MissingGlyphs { .. } => "redact_missing_glyphs",
            Self::Unreadable => "redact_unreadable",
        }
    }

    /// All own codes, for the test that each has its sentence.
    pub const CODES: &'static [&'static str] = &[
        "redact_unsupported",
        "redact_no_boxes",
        "redact_too_many_boxes",
        "redact_bad_box",
        "redact_bad_ground",
        "redact_no_such_page",
        "redact_too_many_pages",
        "redact_page_too_large",
        "redact_result_too_large",
        "redact_resolution",
        "redact_font",
        "redact_missing_glyphs",
        "redact_unreadable",
    ];

    pub(super) fn unsupported(kind: FileType) -> Self {
        Self::Unsupported { media_type: kind.media_type().to_owned() }
    }

    pub(super) fn broken(part: &str) -> Self {
        Refusal::broken(part).into()
    }
}

impl From<Refusal> for RedactRefusal {
    fn from(refusal: Refusal) -> Self {
        Self::File { refusal }
    }
}
