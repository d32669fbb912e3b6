//! The bytes of a text in whatever encoding, more lenient than for uploads: a spoilt character is no reason not to read
//! a report. What is no text at all is told from it.

use crate::encoding::{TextEncoding, decode as decode_strictly, guess, is_binary_control};

/// How much of a text may be unreadable: one in so many characters.
const TOLERANCE: usize = 50;

/// The text, or `None` if the bytes are of another kind of file.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    const OTHERS: &[&[u8]] =
        &[b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\xD0\xCF\x11\xE0", b"\x89PNG", b"GIF8", b"\xFF\xD8\xFF", b"{\\rtf"];
    if OTHERS.iter().any(|magic| bytes.starts_with(magic)) {
        return None;
    }
    if let Ok((text, _)) = decode_strictly(bytes) {
        return Some(text);
    }
    let head = bytes.get(..bytes.len().min(64 * 1024)).unwrap_or(bytes);
    let text = match guess(head)? {
        TextEncoding::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
        TextEncoding::Gb18030 => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
        TextEncoding::Utf16 => encoding_rs::UTF_16LE.decode(bytes).0.into_owned(),
    };
    let is_bad = |c: char| c == '\u{fffd}' || is_binary_control(c);
    let bad = text.chars().filter(|c| is_bad(*c)).count();
    (bad * TOLERANCE <= text.chars().count()).then(|| text.replace(is_bad, ""))
}
