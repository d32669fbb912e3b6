//! ToUnicode tables of PDF fonts: which characters a code stands for. Ranges stay ranges, so a small
//! table can't claim a large memory.

use std::collections::HashMap;

/// Most entries read from one table.
const MAX_ENTRIES: usize = 100_000;

#[derive(Debug, Default)]
pub(super) struct CMap {
    single: HashMap<u32, String>,
    ranges: Vec<Range>,
}

#[derive(Debug)]
struct Range {
    low: u32,
    high: u32,
    /// The characters of the lowest code; the last one counts up.
    start: Vec<u16>,
}

#[derive(Debug)]
enum Token {
    Hex(Vec<u8>),
    Word(String),
    ArrayStart,
    ArrayEnd,
}

impl CMap {
    pub fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut tokens = Tokens { bytes, at: 0 };
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(word) if word == "beginbfchar" => map.read_chars(&mut tokens),
                Token::Word(word) if word == "beginbfrange" => map.read_ranges(&mut tokens),
                _ => {}
            }
        }
        map.ranges.sort_by_key(|range| range.low);
        map
    }

    pub fn is_empty(&self) -> bool {
        self.single.is_empty() && self.ranges.is_empty()
    }

    pub fn find(&self, code: u32) -> Option<String> {
        if let Some(text) = self.single.get(&code) {
            return Some(text.clone());
        }
        let behind = self.ranges.partition_point(|range| range.low <= code);
        let range = self.ranges.get(behind.checked_sub(1)?).filter(|range| code <= range.high)?;
        let mut units = range.start.clone();
        let last = units.last_mut()?;
        *last = last.wrapping_add(u16::try_from(code - range.low).ok()?);
        Some(String::from_utf16_lossy(&units))
    }

    fn is_full(&self) -> bool {
        self.single.len() + self.ranges.len() >= MAX_ENTRIES
    }

    fn read_chars(&mut self, tokens: &mut Tokens<'_>) {
        while let (Some(Token::Hex(code)), Some(Token::Hex(text))) = (tokens.next(), tokens.next()) {
            if self.is_full() {
                return;
            }
            self.single.insert(number(&code), String::from_utf16_lossy(&units(&text)));
        }
    }

    fn read_ranges(&mut self, tokens: &mut Tokens<'_>) {
        while let (Some(Token::Hex(low)), Some(Token::Hex(high))) = (tokens.next(), tokens.next()) {
            let (low, high) = (number(&low), number(&high));
            if self.is_full() {
                return;
            }
            match tokens.next() {
                Some(Token::Hex(start)) => self.ranges.push(Range { low, high, start: units(&start) }),
                Some(Token::ArrayStart) => self.read_array(low, tokens),
                _ => return,
            }
        }
    }

    fn read_array(&mut self, low: u32, tokens: &mut Tokens<'_>) {
        let mut code = low;
        while let Some(Token::Hex(text)) = tokens.next() {
            if self.is_full() {
                return;
            }
            self.single.insert(code, String::from_utf16_lossy(&units(&text)));
            code = code.saturating_add(1);
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        [one] => vec![u16::from(*one)],
        _ => {
            bytes.chunks_exact(2).take(64).filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?))).collect()
        }
    }
}

struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Tokens<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take_while(&mut self, keep: impl Fn(u8) -> bool) -> &[u8] {
        let start = self.at;
        while self.peek().is_some_and(&keep) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn next(&mut self) -> Option<Token> {
        loop {
            self.take_while(|byte| byte.is_ascii_whitespace() || byte == 0);
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'%' => {
                    self.take_while(|byte| byte != b'\n' && byte != b'\r');
                }
                b'<' if self.peek() != Some(b'<') => {
                    let digits = self.take_while(|byte| byte != b'>').to_vec();
                    self.at += 1;
                    return Some(Token::Hex(hex(&digits)));
                }
                b'[' => return Some(Token::ArrayStart),
                b']' => return Some(Token::ArrayEnd),
                b'<' | b'>' | b'(' | b')' | b'/' | b'{' | b'}' => {}
                _ => {
                    self.at -= 1;
                    let word = self.take_while(|byte| !byte.is_ascii_whitespace() && !b"<>[]()/%".contains(&byte));
                    return Some(Token::Word(String::from_utf8_lossy(word).into_owned()));
                }
            }
        }
    }
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let values: Vec<u8> = digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .filter_map(|value| u8::try_from(value).ok())
        .collect();
    values
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => high << 4 | low,
            [high] => high << 4,
            _ => 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chars_ranges_and_arrays_are_found() {
        let map = CMap::parse(
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange
              2 beginbfchar <0001> <516C> <0002> <D840DC00> endbfchar
              2 beginbfrange <0010> <0012> <5F00> <0020> <0021> [<0041> <00660069>] endbfrange",
        );
        assert_eq!(map.find(1).as_deref(), Some("公"));
        assert_eq!(map.find(2).as_deref(), Some("𠀀"));
        assert_eq!(map.find(0x12).as_deref(), Some("\u{5F02}"));
        assert_eq!(map.find(0x21).as_deref(), Some("fi"));
        assert_eq!(map.find(0x13), None);
    }

    #[test]
    fn rubbish_is_an_empty_map() {
        assert!(CMap::parse(b"beginbfchar <<<< >> [ [ endbfchar %").is_empty());
        assert!(CMap::parse(b"beginbfrange <01>").is_empty());
    }
}
