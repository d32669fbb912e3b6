//! Fonts of a PDF, as far as they tell which characters their codes stand for.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE};
use lopdf::{Dictionary, Document, Object};

use super::pdf_cmap::CMap;

/// Largest table of characters read, unpacked.
const MAX_TABLE: usize = 8 * 1024 * 1024;

pub(super) struct Font<'a> {
    map: Option<CMap>,
    codes: Codes<'a>,
}

enum Codes<'a> {
    /// Two bytes a code, meaningless without a map.
    Glyphs,
    /// A text encoding known by name.
    Text(&'static Encoding),
    /// One byte a code.
    Bytes(Option<Box<lopdf::Encoding<'a>>>),
}

impl<'a> Font<'a> {
    pub fn read(dictionary: &'a Dictionary, document: &'a Document) -> Self {
        let map = dictionary
            .get_deref(b"ToUnicode", document)
            .and_then(Object::as_stream)
            .and_then(|stream| stream.get_plain_content_with_limit(MAX_TABLE))
            .map(|bytes| CMap::parse(&bytes))
            .ok()
            .filter(|map| !map.is_empty());
        let is_composite = dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        let codes = match is_composite {
            true => composite_codes(dictionary, document),
            false => Codes::Bytes(
                dictionary
                    .get_font_encoding_with_limit(document, MAX_TABLE)
                    .ok()
                    .map(Box::new),
            ),
        };
        Self { map, codes }
    }

    /// The characters of a shown string; None if the font does not tell.
    pub fn decode(&self, bytes: &[u8]) -> Option<String> {
        match (&self.codes, &self.map) {
            (Codes::Bytes(_), Some(map)) => {
                Some(bytes.iter().filter_map(|byte| map.find(u32::from(*byte))).collect())
            }
            (Codes::Bytes(encoding), None) => {
                let encoding = encoding.as_deref()?;
                Document::decode_text(encoding, bytes).ok()
            }
            (Codes::Text(encoding), None) => Some(encoding.decode_without_bom_handling(bytes).0.into_owned()),
            (Codes::Glyphs | Codes::Text(_), Some(map)) => Some(
                bytes
                    .chunks(2)
                    .filter_map(|code| map.find(code.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))))
                    .collect(),
            ),
            (Codes::Glyphs, None) => None,
        }
    }
}

fn composite_codes(dictionary: &Dictionary, document: &Document) -> Codes<'static> {
    let name = dictionary.get_deref(b"Encoding", document).and_then(Object::as_name).unwrap_or_default();
    let name = String::from_utf8_lossy(name);
    if name.starts_with("GB") {
        Codes::Text(GB18030)
    } else if name.contains("UCS2") || name.contains("UTF16") {
        Codes::Text(UTF_16BE)
    } else if name.starts_with("B5") || name.starts_with("ETen") || name.starts_with("HKscs") {
        Codes::Text(BIG5)
    } else {
        Codes::Glyphs
    }
}
