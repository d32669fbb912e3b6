//! What a file's name claims. A name alone never makes a file acceptable; it can make it refused.

use super::FileType;
use crate::Refusal;

/// Extensions that some computer would run on a double click or on a server.
const SCRIPTS: &[&str] = &[
    "bat",
    "cmd",
    "com",
    "scr",
    "pif",
    "ps1",
    "psm1",
    "vbs",
    "vbe",
    "js",
    "mjs",
    "jse",
    "wsf",
    "wsh",
    "hta",
    "sh",
    "bash",
    "py",
    "pyc",
    "pl",
    "rb",
    "lua",
    "php",
    "phtml",
    "php5",
    "phar",
    "jsp",
    "jspx",
    "asp",
    "aspx",
    "ashx",
    "cgi",
    "jar",
    "war",
    "apk",
    "msi",
    "reg",
    "lnk",
    "inf",
    "url",
    "desktop",
    "htaccess",
    "swf",
    "exe",
    "dll",
    "cpl",
    "chm",
    "msc",
    "gadget",
    "application",
    "appx",
    "deb",
    "rpm",
    "dmg",
    "pkg",
    "iso",
];

pub(super) fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_plain =
        !extension.is_empty() && extension.len() <= 12 && extension.chars().all(|c| c.is_ascii_alphanumeric());
    (is_plain && !stem.is_empty()).then(|| extension.to_ascii_lowercase())
}

/// Path separators, control characters and marks that turn the reading direction ("gpj.exe").
pub(super) fn is_unsafe(name: &str) -> bool {
    let is_bad = |c: char| {
        c.is_control()
            || matches!(c, '/' | '\\' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    name.chars().any(is_bad) || name.chars().count() > 255 || name == "." || name == ".."
}

pub(super) fn is_script(extension: &str) -> bool {
    SCRIPTS.contains(&extension)
}

pub(super) fn check_script(name: &str) -> Result<(), Refusal> {
    let trimmed = name.trim_end_matches([' ', '.']);
    match extension(trimmed) {
        Some(extension) if is_script(&extension) => Err(Refusal::Script { extension }),
        Some(extension) if matches!(extension.as_str(), "svg" | "svgz") => Err(Refusal::Svg),
        _ => Ok(()),
    }
}

/// Types that an extension may stand for. WPS gives its own extensions to both generations of formats.
pub(super) fn claims(extension: &str) -> &'static [FileType] {
    match extension {
        "pdf" => &[FileType::Pdf],
        "docx" => &[FileType::Docx],
        "xlsx" => &[FileType::Xlsx],
        "pptx" | "ppsx" => &[FileType::Pptx],
        "doc" => &[FileType::Doc],
        "wps" => &[FileType::Doc, FileType::Docx],
        "xls" => &[FileType::Xls],
        "et" => &[FileType::Xls, FileType::Xlsx],
        "ppt" | "pps" => &[FileType::Ppt],
        "dps" => &[FileType::Ppt, FileType::Pptx],
        "ofd" => &[FileType::Ofd],
        "txt" | "text" | "log" | "md" => &[FileType::Txt],
        "html" | "htm" | "xhtml" => &[FileType::Html],
        "csv" => &[FileType::Csv],
        "jsonl" | "ndjson" => &[FileType::Jsonl],
        "png" => &[FileType::Png],
        "jpg" | "jpeg" | "jfif" => &[FileType::Jpeg],
        "gif" => &[FileType::Gif],
        "webp" => &[FileType::Webp],
        "mp4" | "m4v" => &[FileType::Mp4],
        "zip" => &[FileType::Zip],
        _ => &[],
    }
}

pub(super) fn check_claim(name: &str, found: FileType) -> Result<(), Refusal> {
    match extension(name) {
        Some(extension) if !claims(&extension).contains(&found) => {
            Err(Refusal::NameMismatch { claimed: extension, found })
        }
        _ => Ok(()),
    }
}
