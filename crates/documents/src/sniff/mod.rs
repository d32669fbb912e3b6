//! What a file is, by its content. The name is only compared with it. Nothing is unpacked here but
//! the directory of a container; the text is taken out elsewhere, in a child process.

mod container;
mod names;
mod picture;
mod text;

#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};

use crate::{Limits, Refusal, ole};

pub use picture::dimensions;

/// A type of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileType {
    Pdf,
    /// Office Open XML text.
    Docx,
    /// Office Open XML table.
    Xlsx,
    /// Office Open XML slides.
    Pptx,
    /// Word before 2007, also `.wps`.
    Doc,
    /// Excel before 2007, also `.et`.
    Xls,
    /// PowerPoint before 2007, also `.dps`.
    Ppt,
    /// Open Fixed-layout Document, GB/T 33190.
    Ofd,
    Txt,
    Html,
    Csv,
    /// One JSON object a line.
    Jsonl,
    Png,
    Jpeg,
    Gif,
    Webp,
    Mp4,
    Zip,
}

impl FileType {
    pub const ALL: &'static [Self] = &[
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Doc,
        Self::Xls,
        Self::Ppt,
        Self::Ofd,
        Self::Txt,
        Self::Html,
        Self::Csv,
        Self::Jsonl,
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
        Self::Mp4,
        Self::Zip,
    ];

    /// The media type to serve it with.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Ofd => "application/ofd",
            Self::Txt => "text/plain; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Jsonl => "application/x-ndjson",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Mp4 => "video/mp4",
            Self::Zip => "application/zip",
        }
    }

    /// The usual extension, without a dot. Also the name of the type on the command line.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Doc => "doc",
            Self::Xls => "xls",
            Self::Ppt => "ppt",
            Self::Ofd => "ofd",
            Self::Txt => "txt",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Mp4 => "mp4",
            Self::Zip => "zip",
        }
    }

    /// The type of this [`FileType::extension`].
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.extension() == extension)
    }

    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp)
    }

    /// Whether [`crate::extract::extract_text`] finds text in it.
    pub fn has_text(self) -> bool {
        !self.is_picture() && self != Self::Mp4
    }

    /// Whether a browser may show it in place, with `nosniff` and a sandboxing policy; all others are downloads.
    pub fn inline_safe(self) -> bool {
        self.is_picture() || matches!(self, Self::Pdf | Self::Mp4)
    }
}

/// Tells the type of a file by its content, under the default limits.
///
/// # Errors
/// Refuses programs, scripts, SVG, documents with macros or passwords, broken and oversized
/// containers, names that contradict the content, and what nobody recognises.
pub fn sniff(bytes: &[u8], name: &str) -> Result<FileType, Refusal> {
    sniff_within(bytes, name, &Limits::default())
}

/// As [`sniff`], under other limits.
///
/// # Errors
/// As [`sniff`].
pub fn sniff_within(bytes: &[u8], name: &str, limits: &Limits) -> Result<FileType, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let size = bytes.len() as u64;
    if size > limits.max_bytes {
        return Err(Refusal::TooLarge { bytes: size, limit: limits.max_bytes });
    }
    if names::is_unsafe(name) {
        return Err(Refusal::UnsafeName);
    }
    if is_executable(bytes) {
        return Err(Refusal::Executable);
    }
    names::check_script(name)?;
    let found = by_content(bytes, name, limits)?;
    names::check_claim(name, found)?;
    Ok(found)
}

fn by_content(bytes: &[u8], name: &str, limits: &Limits) -> Result<FileType, Refusal> {
    if let Some(kind) = by_magic(bytes) {
        return Ok(kind);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return container::zip_type(bytes, limits);
    }
    if ole::is_ole(bytes) {
        return container::ole_type(bytes);
    }
    if let Some(media_type) = unsupported(bytes) {
        return Err(Refusal::Unsupported { media_type });
    }
    text::text_type(bytes, name)
}

fn by_magic(bytes: &[u8]) -> Option<FileType> {
    let head = bytes.get(..1024.min(bytes.len()))?;
    let is_webp = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    match head {
        _ if head.windows(5).any(|window| window == b"%PDF-") && !head.starts_with(b"PK") => Some(FileType::Pdf),
        _ if head.starts_with(b"\x89PNG\r\n\x1a\n") => Some(FileType::Png),
        _ if head.starts_with(b"\xFF\xD8\xFF") => Some(FileType::Jpeg),
        _ if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") => Some(FileType::Gif),
        _ if is_webp => Some(FileType::Webp),
        _ if head.get(4..8) == Some(b"ftyp") => is_mp4_brand(head.get(8..12)?).then_some(FileType::Mp4),
        _ => None,
    }
}

fn is_mp4_brand(brand: &[u8]) -> bool {
    [b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"]
        .iter()
        .any(|known| known.as_slice() == brand)
}

fn is_executable(bytes: &[u8]) -> bool {
    const PROGRAMS: &[&[u8]] = &[
        b"\x7fELF",
        b"\xFE\xED\xFA\xCE",
        b"\xFE\xED\xFA\xCF",
        b"\xCE\xFA\xED\xFE",
        b"\xCF\xFA\xED\xFE",
        b"\xCA\xFE\xBA\xBE",
        b"\0asm",
        b"dex\n",
        b"\x4C\0\0\0\x01\x14\x02\0",
        b"FWS",
        b"CWS",
        b"ZWS",
    ];
    let is_windows = bytes.starts_with(b"MZ") && bytes.iter().take(64).any(|byte| *byte == 0);
    is_windows || PROGRAMS.iter().any(|magic| bytes.starts_with(magic))
}

/// Types that are known and not taken, so that the sentence can name them.
fn unsupported(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(b"{\\rtf") {
        return Some("application/rtf".to_owned());
    }
    let known = infer::get(bytes)?;
    let is_text = matches!(known.matcher_type(), infer::MatcherType::Text);
    (!is_text).then(|| known.mime_type().to_owned())
}
