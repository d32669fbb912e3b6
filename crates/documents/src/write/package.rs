//! The zip around office parts, and XML text. Files of equal content are equal byte for byte:
//! entries carry no time of writing.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::WriteError;

pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Packs parts, given as name and content, in this order.
pub(super) fn pack(parts: &[(String, String)]) -> Result<Vec<u8>, WriteError> {
    let whole = |(name, content): &(String, String)| (name.clone(), format!("{DECLARATION}{content}"));
    bundle(&parts.iter().map(whole).collect::<Vec<_>>())
}

/// Packs files, given as name and bytes, into one, in this order.
///
/// # Errors
/// [`WriteError`] if it grows beyond what the format can hold.
pub fn bundle(parts: &[(String, impl AsRef<[u8]>)]) -> Result<Vec<u8>, WriteError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(content.as_ref())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Escapes text for XML and drops characters that XML has no way to write.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
    out
}
