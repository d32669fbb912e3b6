//! Texts kept for titles and extracts, in GB 18030: two bytes a character instead of three, which after
//! compression still saves a quarter. What does not survive the way there and back is kept in UTF-8.

use std::borrow::Cow;
use std::sync::LazyLock;

use encoding_rs::GB18030;

/// First byte of a kept text: its encoding.
const UTF_8: u8 = 0;
const GB: u8 = 1;

/// The two bytes that stand for a character, by its code point; 0 where it takes more. Built by decoding, so that what
/// is encoded with it comes back. The general encoder is slow: it took a seventh of the time that indexing takes.
static TWO_BYTES: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut codes = vec![0; 0x1_0000];
    for lead in 0x81..=0xfe_u8 {
        for trail in (0x40..=0xfe_u8).filter(|trail| *trail != 0x7f) {
            let bytes = [lead, trail];
            let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(&bytes) else {
                continue;
            };
            let mut chars = text.chars();
            if let (Some(c), None) = (chars.next(), chars.next())
                && let Some(code) = codes.get_mut(c as usize)
            {
                *code = u16::from_be_bytes([lead, trail]);
            }
        }
    }
    codes
});

pub(super) fn pack(text: &str) -> Vec<u8> {
    pack_common(text).unwrap_or_else(|| pack_any(text))
}

/// A text of ASCII and of characters that take two bytes: nearly every one.
fn pack_common(text: &str) -> Option<Vec<u8>> {
    let codes = TWO_BYTES.as_slice();
    let mut packed = Vec::with_capacity(text.len() * 3 / 4 + 1);
    packed.push(GB);
    for c in text.chars() {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => packed.push(byte),
            _ => match codes.get(c as usize) {
                None | Some(0) => return None,
                Some(code) => packed.extend_from_slice(&code.to_be_bytes()),
            },
        }
    }
    Some(packed)
}

fn pack_any(text: &str) -> Vec<u8> {
    let (encoded, _, unmappable) = GB18030.encode(text);
    let faithful = !unmappable && GB18030.decode_without_bom_handling(&encoded).0 == text;
    let (mark, bytes) = if faithful { (GB, encoded.as_ref()) } else { (UTF_8, text.as_bytes()) };
    let mut packed = Vec::with_capacity(bytes.len() + 1);
    packed.push(mark);
    packed.extend_from_slice(bytes);
    packed
}

pub(super) fn unpack(packed: &[u8]) -> Cow<'_, str> {
    match packed.split_first() {
        Some((&GB, bytes)) => GB18030.decode_without_bom_handling(bytes).0,
        Some((_, bytes)) => String::from_utf8_lossy(bytes),
        None => Cow::Borrowed(""),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese_takes_two_bytes_a_character() {
        assert_eq!(pack("政府信息公开〔2019〕").len(), 1 + 6 * 2 + 2 * 2 + 4);
        assert_eq!(pack("𠮷〇①。Ａ"), pack_any("𠮷〇①。Ａ"));
    }

    proptest! {
        #[test]
        fn the_quick_way_gives_the_same_bytes(text in "[\u{20}-\u{7e}\u{a0}-\u{ffff}]{0,20}") {
            prop_assert!(pack_common(&text).is_none_or(|packed| packed == pack_any(&text)));
        }

        #[test]
        fn any_text_comes_back(text in any::<String>(), private in "[\u{e000}-\u{f8ff}\u{4e00}]{0,5}") {
            for text in [text, private] {
                let packed = pack(&text);
                prop_assert_eq!(unpack(&packed), text);
            }
        }
    }
}
