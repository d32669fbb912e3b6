//! Fonts of a PDF, as far as they tell which characters their codes stand for and how wide they are.

use std::collections::HashMap;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE};
use lopdf::{Dictionary, Document, Object};
use unicode_normalization::UnicodeNormalization;

use super::pdf_cmap::CMap;

/// Largest table of characters read, unpacked.
const MAX_TABLE: usize = 8 * 1024 * 1024;
/// Largest code that has a width.
const MAX_CODE: u32 = 0xFFFF;
/// Most widths read of one font.
const MAX_WIDTHS: usize = 100_000;

pub(super) struct Font<'a> {
    map: Option<CMap>,
    codes: Codes<'a>,
    widths: Widths,
}

/// What a shown string says and how far it reaches, in sizes of the font.
pub(super) struct Shown {
    pub text: String,
    pub width: f32,
    /// Codes shown, for the spacing between them.
    pub count: usize,
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
        if is_composite {
            return Self {
                map,
                codes: composite_codes(dictionary, document),
                widths: Widths::of_composite(dictionary, document),
            };
        }
        let encoding = dictionary.get_font_encoding_with_limit(document, MAX_TABLE).ok();
        Self { map, codes: Codes::Bytes(encoding.map(Box::new)), widths: Widths::of_simple(dictionary, document) }
    }

    /// What a string shows; None if the font does not tell its characters.
    pub fn show(&self, bytes: &[u8]) -> Option<Shown> {
        let text = self.decode(bytes)?;
        let (width, count) = match self.codes {
            Codes::Bytes(_) => (bytes.iter().map(|byte| self.widths.get(u32::from(*byte))).sum(), bytes.len()),
            Codes::Glyphs => (bytes.chunks(2).map(|code| self.widths.get(number(code))).sum(), bytes.len() / 2),
            // Which glyph a character has is not told: Chinese is as wide as high, Latin half of that.
            Codes::Text(_) => (text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum(), text.chars().count()),
        };
        Some(Shown { text: usual_characters(text), width, count })
    }

    fn decode(&self, bytes: &[u8]) -> Option<String> {
        match (&self.codes, &self.map) {
            (Codes::Bytes(_), Some(map)) => Some(bytes.iter().filter_map(|byte| map.find(u32::from(*byte))).collect()),
            (Codes::Bytes(encoding), None) => Document::decode_text(encoding.as_deref()?, bytes).ok(),
            (Codes::Text(encoding), None) => Some(encoding.decode_without_bom_handling(bytes).0.into_owned()),
            (Codes::Glyphs | Codes::Text(_), Some(map)) => {
                Some(bytes.chunks(2).filter_map(|code| map.find(number(code))).collect())
            }
            (Codes::Glyphs, None) => None,
        }
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
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

/// Widths of glyphs in sizes of the font.
struct Widths {
    single: HashMap<u32, f32>,
    otherwise: f32,
}

impl Widths {
    fn get(&self, code: u32) -> f32 {
        self.single.get(&code).copied().unwrap_or(self.otherwise)
    }

    fn of_simple(dictionary: &Dictionary, document: &Document) -> Self {
        let first = dictionary.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
        let first = u32::try_from(first).unwrap_or(0).min(MAX_CODE);
        let widths = dictionary.get_deref(b"Widths", document).and_then(Object::as_array);
        let single = widths
            .map(|widths| (first..).zip(widths.iter().take(256)).map(|(code, width)| (code, ems(width, document))))
            .map(Iterator::collect)
            .unwrap_or_default();
        Self { single, otherwise: 0.5 }
    }

    /// `W` holds `first [w w w]` and `first last w`.
    fn of_composite(dictionary: &Dictionary, document: &Document) -> Self {
        let mut widths = Self { single: HashMap::new(), otherwise: 1.0 };
        let descendant = dictionary
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| document.dereference(fonts.first()?).ok()?.1.as_dict().ok());
        let Some(descendant) = descendant else {
            return widths;
        };
        if let Ok(default) = descendant.get_deref(b"DW", document) {
            widths.otherwise = ems(default, document);
        }
        let Ok(list) = descendant.get_deref(b"W", document).and_then(Object::as_array) else {
            return widths;
        };
        let mut list = list.iter().filter_map(|object| Some(document.dereference(object).ok()?.1));
        while let (Some(first), Some(second)) = (list.next(), list.next()) {
            let Some(first) =
                first.as_i64().ok().and_then(|code| u32::try_from(code).ok()).filter(|code| *code <= MAX_CODE)
            else {
                break;
            };
            if let Ok(run) = second.as_array() {
                let run = run.iter().map(|width| ems(width, document));
                widths.add((first..).zip(run));
            } else if let (Ok(last), Some(width)) = (second.as_i64(), list.next()) {
                let last = u32::try_from(last).unwrap_or(first).min(MAX_CODE);
                let width = ems(width, document);
                widths.add((first..=last).map(|code| (code, width)));
            }
        }
        widths
    }

    fn add(&mut self, run: impl Iterator<Item = (u32, f32)>) {
        let room = MAX_WIDTHS.saturating_sub(self.single.len());
        self.single.extend(run.take(room));
    }
}

fn ems(width: &Object, document: &Document) -> f32 {
    let width = document.dereference(width).ok().and_then(|(_, object)| object.as_float().ok());
    width.unwrap_or(0.0) / 1000.0
}

/// Many PDF writers name the glyph of a character by the radical or ligature that looks the same;
/// searches and checks want the character.
fn usual_characters(text: String) -> String {
    let is_odd = |c: char| matches!(c, '\u{2e80}'..='\u{2fd5}' | '\u{f900}'..='\u{faff}' | '\u{fb00}'..='\u{fb06}');
    if !text.contains(is_odd) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match RADICALS.iter().find(|(radical, _)| *radical == c) {
            Some((_, usual)) => out.push(*usual),
            None if is_odd(c) => out.extend(c.nfkc()),
            None => out.push(c),
        }
    }
    out
}

/// Radicals that Unicode does not decompose, with the characters they look like
/// (from its property Equivalent_Unified_Ideograph; those that are characters of their own).
const RADICALS: &[(char, char)] = &[
    ('⺁', '厂'),
    ('⺄', '乙'),
    ('⺇', '几'),
    ('⺈', '刀'),
    ('⺊', '卜'),
    ('⺌', '小'),
    ('⺎', '兀'),
    ('⺐', '尢'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺗', '心'),
    ('⺛', '旡'),
    ('⺜', '日'),
    ('⺝', '月'),
    ('⺠', '民'),
    ('⺧', '牛'),
    ('⺩', '王'),
    ('⺪', '疋'),
    ('⺫', '目'),
    ('⺬', '示'),
    ('⺮', '竹'),
    ('⺶', '羊'),
    ('⺻', '聿'),
    ('⺼', '肉'),
    ('⺽', '臼'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻊', '足'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_become_the_usual_characters() {
        assert_eq!(
            usual_characters("⾼安市⼈⺠政府⼯作、ﬁle、⻓、豈".into()),
            "高安市人民政府工作、file、长、豈".replace('\u{f900}', "豈")
        );
        assert_eq!(usual_characters("Ａ１：全角不变".into()), "Ａ１：全角不变");
    }
}
