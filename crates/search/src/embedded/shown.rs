//! Texts kept for titles and extracts, in GB 18030: two bytes a character instead of three, which after
//! compression still saves a quarter. What does not survive the way there and back is kept in UTF-8.

use std::borrow::Cow;

use encoding_rs::GB18030;

/// First byte of a kept text: its encoding.
const UTF_8: u8 = 0;
const GB: u8 = 1;

pub(super) fn pack(text: &str) -> Vec<u8> {
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
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>(), private in "[\u{e000}-\u{f8ff}\u{4e00}]{0,5}") {
            for text in [text, private] {
                let packed = pack(&text);
                prop_assert_eq!(unpack(&packed), text);
            }
        }
    }
}
