//! Text of unknown encoding: UTF-8, UTF-16 with a mark, or GB18030. Nothing else is taken.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// An encoding that Chinese offices' files come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with a byte order mark, as Windows' editor writes "Unicode".
    Utf16,
    /// GB18030, which contains GBK and GB2312.
    Gb18030,
}

/// Decodes a whole text.
///
/// # Errors
/// [`Refusal::Encoding`] if the bytes are text in none of the encodings, or hold control characters no text has.
pub fn decode(bytes: &[u8]) -> Result<(String, TextEncoding), Refusal> {
    let (text, encoding) = decode_any(bytes).ok_or(Refusal::Encoding)?;
    if text.chars().any(is_binary_control) {
        return Err(Refusal::Encoding);
    }
    Ok((text.into_owned(), encoding))
}

fn decode_any(bytes: &[u8]) -> Option<(Cow<'_, str>, TextEncoding)> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return Some((Cow::Borrowed(str::from_utf8(rest).ok()?), TextEncoding::Utf8));
    }
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = encoding.decode_without_bom_handling_and_without_replacement(rest)?;
            return Some((text, TextEncoding::Utf16));
        }
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return Some((Cow::Borrowed(text), TextEncoding::Utf8));
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    (!looks_scrambled(&text)).then_some((text, TextEncoding::Gb18030))
}

/// GB18030 gives a character to almost any pair of bytes; pictures and programs come out as private
/// or unassigned ones.
fn looks_scrambled(text: &str) -> bool {
    let (mut odd, mut total) = (0usize, 0usize);
    for c in text.chars() {
        total += 1;
        odd += usize::from(matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{80}'..='\u{9f}' | '\u{fffd}') || c > '\u{3ffff}');
    }
    odd * 20 > total
}

pub(crate) fn is_binary_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}')
}

/// Decides the encoding of a table from the first bytes of its file. Its end may cut a character in
/// two, and a few rows may be spoilt.
pub(crate) fn guess(head: &[u8]) -> Option<TextEncoding> {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Some(TextEncoding::Utf16);
    }
    let (good, bad) = count(&String::from_utf8_lossy(head));
    if bad <= 1 || good >= bad * 2 {
        return Some(TextEncoding::Utf8);
    }
    let (good, bad) = count(&GB18030.decode_without_bom_handling(head).0);
    (bad <= 1 || good >= bad * 20).then_some(TextEncoding::Gb18030)
}

/// Characters beyond ASCII that were understood, and those that were not.
fn count(text: &str) -> (usize, usize) {
    let bad = text.chars().filter(|c| *c == '\u{fffd}').count();
    (text.chars().filter(|c| !c.is_ascii()).count() - bad, bad)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn gb18030_and_utf16_are_read() {
        let (gb, _, _) = GB18030.encode("高安市人民政府办公室关于印发通知");
        assert_eq!(decode(&gb).unwrap(), ("高安市人民政府办公室关于印发通知".into(), TextEncoding::Gb18030));
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("公开".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&utf16).unwrap(), ("公开".into(), TextEncoding::Utf16));
    }

    #[test]
    fn binary_is_no_text() {
        assert_eq!(decode(b"ab\0cd"), Err(Refusal::Encoding));
        assert_eq!(decode(&[0xFF, 0xD8, 0xFF, 0xE0, 0x00]), Err(Refusal::Encoding));
    }

    #[test]
    fn a_cut_character_does_not_change_the_guess() {
        let text = "公开".as_bytes();
        assert_eq!(guess(text.get(..4).unwrap()), Some(TextEncoding::Utf8));
        let (gb, _, _) = GB18030.encode("政府信息公开工作年度报告");
        assert_eq!(guess(gb.get(..7).unwrap()), Some(TextEncoding::Gb18030));
    }
}
