//! Why a file is refused: stable codes with their data. The sentences for people live in `app`.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::sniff::FileType;

/// A file, or the reading of it, is refused. Travels between processes as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// No bytes at all.
    #[error("empty file")]
    Empty,
    /// More bytes than allowed.
    #[error("{bytes} bytes are more than {limit}")]
    TooLarge { bytes: u64, limit: u64 },
    /// A program for some operating system.
    #[error("executable program")]
    Executable,
    /// A script that a computer would run; `extension` as found in the name, or empty.
    #[error("script {extension}")]
    Script { extension: String },
    /// SVG: a picture that can carry scripts.
    #[error("svg picture")]
    Svg,
    /// An office document with macros.
    #[error("macros in {part}")]
    Macros { part: String },
    /// Locked with a password.
    #[error("encrypted")]
    Encrypted,
    /// The name says one thing, the content another.
    #[error("named {claimed} but is {found:?}")]
    NameMismatch { claimed: String, found: FileType },
    /// A name with path separators, control characters or characters that reverse the reading direction.
    #[error("unsafe name")]
    UnsafeName,
    /// A known type that is not taken, such as RAR or a font.
    #[error("unsupported type {media_type}")]
    Unsupported { media_type: String },
    /// A type that nobody recognises.
    #[error("unknown type")]
    Unknown,
    /// Unpacks to far more than its size.
    #[error("unpacks to more than {limit} bytes or {ratio} times its size")]
    ZipBomb { limit: u64, ratio: u64 },
    /// More entries than allowed.
    #[error("{entries} entries are more than {limit}")]
    TooManyEntries { entries: u64, limit: u64 },
    /// Nested deeper than allowed.
    #[error("nested deeper than {limit}")]
    TooDeep { limit: u32 },
    /// An entry whose name would leave its folder.
    #[error("entry with an unsafe path")]
    UnsafePath { entry: String },
    /// XML with a document type definition, which no office program writes.
    #[error("document type definition in {part}")]
    Dtd { part: String },
    /// Damaged: not readable as what it is. `part` is for the log.
    #[error("broken {part}")]
    Broken { part: String },
    /// Text in no known encoding.
    #[error("text in an unknown encoding")]
    Encoding,
    /// The parser took too long and was ended.
    #[error("parsing took too long")]
    Timeout,
    /// The parser wanted more memory than allowed.
    #[error("parsing wanted too much memory")]
    OutOfMemory,
    /// The parser fell over.
    #[error("parser crashed")]
    ParserCrashed,
    /// The child process could not be started or spoke nonsense: a fault of the installation, not of the file.
    #[error("parser could not run: {reason}")]
    ParserUnavailable { reason: String },
}

impl Refusal {
    /// The stable code under which `app` finds the sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::TooLarge { .. } => "file_too_large",
            Self::Executable => "file_executable",
            Self::Script { .. } => "file_script",
            Self::Svg => "file_svg",
            Self::Macros { .. } => "file_macros",
            Self::Encrypted => "file_encrypted",
            Self::NameMismatch { .. } => "file_name_mismatch",
            Self::UnsafeName => "file_name_unsafe",
            Self::Unsupported { .. } => "file_unsupported",
            Self::Unknown => "file_unknown",
            Self::ZipBomb { .. } => "file_zip_bomb",
            Self::TooManyEntries { .. } => "file_too_many_entries",
            Self::TooDeep { .. } => "file_too_deep",
            Self::UnsafePath { .. } => "file_unsafe_path",
            Self::Dtd { .. } => "file_dtd",
            Self::Broken { .. } => "file_broken",
            Self::Encoding => "file_encoding",
            Self::Timeout => "file_timeout",
            Self::OutOfMemory => "file_out_of_memory",
            Self::ParserCrashed => "file_parser_crashed",
            Self::ParserUnavailable { .. } => "file_parser_unavailable",
        }
    }

    /// All codes, for the test that each has its sentence.
    pub const CODES: &'static [&'static str] = &[
        "file_empty",
        "file_too_large",
        "file_executable",
        "file_script",
        "file_svg",
        "file_macros",
        "file_encrypted",
        "file_name_mismatch",
        "file_name_unsafe",
        "file_unsupported",
        "file_unknown",
        "file_zip_bomb",
        "file_too_many_entries",
        "file_too_deep",
        "file_unsafe_path",
        "file_dtd",
        "file_broken",
        "file_encoding",
        "file_timeout",
        "file_out_of_memory",
        "file_parser_crashed",
        "file_parser_unavailable",
    ];

    /// Whether the file itself is at fault; otherwise trying again later may succeed.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::ParserUnavailable { .. })
    }

    pub(crate) fn broken(part: impl Into<String>) -> Self {
        Self::Broken { part: part.into() }
    }
}
