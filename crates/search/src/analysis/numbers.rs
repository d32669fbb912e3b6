//! Document numbers (文号) and index numbers (索引号) as keys that are compared exactly, and the keys that a
//! query may mean. Not a check that a number is well formed.

use unicode_normalization::UnicodeNormalization;

use super::traditional::simplified;

/// Longest number looked at, in characters.
const LONGEST: usize = 64;
/// Shortest tail of an index number that is a key of its own, in characters.
const SHORTEST_TAIL: usize = 4;
/// Words that lead to a number in a sentence.
const LEADS: [&str; 10] = ["关于", "转发", "印发", "根据", "按照", "依据", "查询", "查找", "落实", "请看"];
/// Most keys tried for one query.
const MOST_KEYS: usize = 8;

/// Words that announce a number.
const LABELS: [&str; 5] = ["索引号", "发文字号", "文件号", "文号", "编号"];
/// Longest office of a document number, in characters.
const LONGEST_OFFICE: usize = 20;
/// Longest serial, in figures.
const LONGEST_SERIAL: usize = 6;
/// Characters of a code of an agency alone.
const CODE: std::ops::RangeInclusive<usize> = 8..=24;
/// Length of a 统一社会信用代码.
const CREDIT_CODE: usize = 18;

/// What a query is that has the shape of a number from end to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A document number, or its year and serial.
    Document { office: String, year: String, serial: String, marks: Marks },
    /// A serial alone, as 5号 or 5号文.
    Serial { serial: String, paper: bool },
    /// An index number or its tail of year and serial.
    Index { key: String },
    /// What may be the code of an agency, with which its index numbers begin; `sure` where it can be nothing else.
    Code { code: String, sure: bool },
}

/// How a document number shows that it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Brackets around the year: it is nothing else.
    Brackets,
    /// 号 behind the serial.
    Sign,
    /// Only blanks between its parts.
    Blanks,
}

/// The shape of a query; none where it is words, or words with a number.
pub(crate) fn shape(query: &str) -> Option<Shape> {
    let query = query.trim();
    if query.chars().count() > LONGEST {
        return None;
    }
    let folded: Vec<char> = query.nfkc().flat_map(char::to_lowercase).map(bracket).collect();
    let outer = |c: &char| c.is_whitespace() || "\"“”'‘’「」『』《》,。:;".contains(*c);
    let from = folded.iter().position(|c| !outer(c))?;
    let to = folded.iter().rposition(|c| !outer(c))? + 1;
    let mut chars = folded.get(from..to)?;
    while let Some(label) = LABELS.iter().find(|label| starts_with(chars, label)) {
        chars = chars.get(label.chars().count()..)?;
        chars = chars.get(chars.iter().position(|c| !outer(c))?..)?;
    }
    chars = chars.get(lead(chars)..)?;
    index_shape(chars).or_else(|| document_shape(chars)).or_else(|| serial_shape(chars))
}

fn starts_with(chars: &[char], word: &str) -> bool {
    word.chars().count() <= chars.len() && word.chars().eq(chars.iter().copied().take(word.chars().count()))
}

/// Parts of a number, taken off one after the other; blanks between them do not count.
struct Parts<'a>(&'a [char]);

impl Parts<'_> {
    fn take(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let blanks = self.0.iter().take_while(|c| c.is_whitespace()).count();
        let rest = self.0.get(blanks..).unwrap_or_default();
        let length = rest.iter().take_while(|c| belongs(**c)).count();
        self.0 = rest.get(length..).unwrap_or_default();
        rest.iter().take(length).collect()
    }

    fn skip(&mut self, sign: char) -> bool {
        let blanks = self.0.iter().take_while(|c| c.is_whitespace()).count();
        let found = self.0.get(blanks) == Some(&sign);
        if found {
            self.0 = self.0.get(blanks + 1..).unwrap_or_default();
        }
        found
    }

    /// The serial up to the end, with whether 号 and 文 stand behind it.
    fn serial(&mut self) -> Option<(String, bool, bool)> {
        self.skip('第');
        let figures = self.take(|c| c.is_ascii_digit());
        let serial = figures.trim_start_matches('0').to_owned();
        let sign = self.skip('号');
        let paper = self.skip('文');
        if paper {
            self.skip('件');
        }
        let ends = self.0.iter().all(|c| c.is_whitespace());
        (ends && !serial.is_empty() && figures.len() <= LONGEST_SERIAL).then_some((serial, sign, paper))
    }
}

fn document_shape(chars: &[char]) -> Option<Shape> {
    let mut parts = Parts(chars);
    let office = parts.take(|c| c.is_alphabetic());
    let opened = parts.skip('(');
    let year = parts.take(|c| c.is_ascii_digit());
    let before = parts.0.len();
    let of_year = parts.skip('年');
    let closed = parts.skip(')');
    let parted = parts.0.len() < before || parts.0.first().is_some_and(|c| c.is_whitespace() || *c == '第');
    if !is_year(&year) || !parted || office.chars().count() > LONGEST_OFFICE {
        return None;
    }
    let (serial, sign, _) = parts.serial()?;
    let marks = match (opened || closed, sign) {
        (true, _) => Marks::Brackets,
        (false, true) => Marks::Sign,
        (false, false) if office.is_empty() || of_year => return None,
        (false, false) => Marks::Blanks,
    };
    Some(Shape::Document { office, year, serial, marks })
}

fn serial_shape(chars: &[char]) -> Option<Shape> {
    let (serial, sign, paper) = Parts(chars).serial()?;
    sign.then_some(Shape::Serial { serial, paper })
}

fn index_shape(chars: &[char]) -> Option<Shape> {
    let key: String = chars.iter().filter(|c| !c.is_whitespace()).map(|c| dash(*c)).collect();
    let code =
        |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric()) && text.contains(|c: char| c.is_ascii_digit());
    let tail = |text: &str| {
        text.split_once('-').is_some_and(|(year, serial)| {
            is_year(year) && serial.len() > 4 && serial.chars().all(|c| c.is_ascii_digit())
        })
    };
    if tail(&key) {
        return Some(Shape::Index { key });
    }
    if let Some((owner, rest)) = key.split_once('/') {
        let number = code(owner) && CODE.contains(&owner.len()) && (is_year(rest) || rest.contains('-'));
        return number.then_some(Shape::Index { key });
    }
    let single = chars.iter().all(|c| !c.is_whitespace());
    (single && code(&key) && CODE.contains(&key.len())).then(|| {
        let figures = key.chars().filter(char::is_ascii_digit).count();
        let sure = key.len() == CREDIT_CODE && (8..CREDIT_CODE).contains(&figures);
        Shape::Code { code: key, sure }
    })
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) && text.chars().all(|c| c.is_ascii_digit())
}

/// Keys of a document number in the ways in which it may have been entered.
pub(crate) fn document_keys(office: &str, year: &str, serial: &str) -> [String; 2] {
    [format!("d:{office}({year}){serial}号"), format!("d:{office}({year}){serial}")]
}

/// Keys under which a document's numbers are kept.
pub(crate) fn keys_of(document_number: Option<&str>, index_number: Option<&str>) -> Vec<String> {
    let document = document_number.map(document_key).filter(|key| !key.is_empty());
    let index = index_number.map(index_key).filter(|key| !key.is_empty());
    let tails = index.iter().flat_map(|key| tails(key)).map(|tail| format!("i:{tail}"));
    let mut keys: Vec<String> = tails.collect();
    keys.extend(index.as_ref().map(|key| format!("i:{key}")));
    keys.extend(document.map(|key| format!("d:{key}")));
    keys.sort();
    keys.dedup();
    keys
}

/// Keys that a query may mean, none where it holds no figure.
pub(crate) fn keys_asked(query: &str) -> Vec<String> {
    let query = query.trim();
    if query.chars().count() > LONGEST * 4 || !query.chars().any(char::is_numeric) {
        return Vec::new();
    }
    let mut keys = Vec::new();
    if query.chars().count() <= LONGEST {
        keys.extend(document_spellings(&document_key(query)));
        keys.push(format!("i:{}", index_key(query)));
    }
    keys.extend(embedded_document_key(query).iter().flat_map(|key| document_spellings(key)));
    let words = query.split_whitespace().filter(|word| word.contains(['-', '/', '－', '／']));
    keys.extend(words.filter(|word| word.chars().count() <= LONGEST).map(|word| format!("i:{}", index_key(word))));
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| key.len() > 2 && seen.insert(key.clone()));
    keys.truncate(MOST_KEYS);
    keys
}

/// All brackets alike, no blanks, no 第 and no leading zeros before the serial number.
pub(crate) fn document_key(number: &str) -> String {
    let mut key = String::with_capacity(number.len());
    let mut at_serial = false;
    for c in plain(number) {
        match bracket(c) {
            '第' | '0' if at_serial => {}
            c => {
                key.push(c);
                at_serial = c == ')';
            }
        }
    }
    key
}

fn document_spellings(key: &str) -> Vec<String> {
    let unfinished = key.chars().next_back().is_some_and(|c| c.is_ascii_digit()) && key.contains(')');
    let mut spellings = vec![format!("d:{key}")];
    if unfinished {
        spellings.push(format!("d:{key}号"));
    }
    spellings
}

/// The number around a bracketed year within a longer text: letters before it, figures and 号 after it.
fn embedded_document_key(query: &str) -> Option<String> {
    let chars: Vec<char> = query.nfkc().map(bracket).collect();
    let open = chars
        .windows(6)
        .position(|window| matches!(window, ['(', year @ .., ')'] if year.iter().all(char::is_ascii_digit)))?;
    let before = chars.get(..open)?.iter().rev().take_while(|c| c.is_alphanumeric()).count();
    let before = before - lead(chars.get(open - before..open)?);
    let rest = chars.get(open + 6..)?;
    let after = rest.iter().take_while(|c| c.is_whitespace() || c.is_ascii_digit() || **c == '第').count();
    let sign = usize::from(rest.get(after) == Some(&'号'));
    let number: String = chars.get(open - before..open + 6 + after + sign)?.iter().collect();
    Some(document_key(&number))
}

/// Characters of words before a number that are no part of it.
fn lead(before: &[char]) -> usize {
    let mut length = 0;
    while let Some(rest) = before.get(length..)
        && let Some(word) = LEADS.iter().find(|word| word.chars().eq(rest.iter().copied().take(word.chars().count())))
    {
        length += word.chars().count();
    }
    length
}

fn index_key(number: &str) -> String {
    plain(number).map(dash).collect()
}

/// What follows each separator of an index number: lists often show only that.
fn tails(key: &str) -> impl Iterator<Item = &str> {
    let after = key.char_indices().filter(|(_, c)| matches!(c, '/' | '-'));
    let tails = after.filter_map(|(at, c)| key.get(at + c.len_utf8()..));
    tails.filter(|tail| tail.len() >= SHORTEST_TAIL && tail.contains(|c: char| c.is_ascii_digit()))
}

fn plain(number: &str) -> impl Iterator<Item = char> {
    let shown = number.nfkc().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'));
    shown.flat_map(char::to_lowercase).map(simplified)
}

fn bracket(c: char) -> char {
    match c {
        '〔' | '[' | '【' | '〖' | '{' | '〈' | '<' => '(',
        '〕' | ']' | '】' | '〗' | '}' | '〉' | '>' => ')',
        other => simplified(other),
    }
}

fn dash(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]
    use super::*;

    fn meets(query: &str, document: &str, index: &str) -> bool {
        let keys = keys_of(Some(document), Some(index));
        keys_asked(query).iter().any(|key| keys.contains(key))
    }

    #[test]
    fn brackets_blanks_and_widths_do_not_matter() {
        for query in [
            "高府办发〔2019〕12号",
            "高府办发[2019]12号",
            "高府办发（２０１９）12 号",
            " 高府办发 【2019】 第012号",
            "高府办发(2019)12",
            "关于转发 高府办发〔2019〕12号 的通知",
            "《高府办发〔2019〕 12号》",
            "高府辦發〔2019〕12號",
            "請看高府辦發（2019）12號文",
        ] {
            assert!(meets(query, "高府办发〔2019〕12号", ""), "{query}");
        }
        for query in ["高府办发〔2019〕1号", "高府发〔2019〕12号", "高府办发〔2018〕12号", "高府办发"]
        {
            assert!(!meets(query, "高府办发〔2019〕12号", ""), "{query}");
        }
    }

    #[test]
    fn an_index_number_is_met_by_its_tails() {
        for query in ["014567890/2019-00012", "014567890／2019－00012", "2019-00012", "00012", "索引号 2019-00012"]
        {
            assert!(meets(query, "", "014567890/2019-00012"), "{query}");
        }
        for query in ["0012", "2019", "014567890", "2019-0001"] {
            assert!(!meets(query, "", "014567890/2019-00012"), "{query}");
        }
    }

    #[test]
    fn a_query_that_is_a_number_is_told_from_one_that_has_one() {
        let document = |office: &str, serial: &str, marks| {
            let (office, year, serial) = (office.to_owned(), "2019".to_owned(), serial.to_owned());
            Some(Shape::Document { office, year, serial, marks })
        };
        for query in
            ["高府办发〔2019〕5号", "关于高府辦發[2019] 第05號文件", "《高府办发2019】5》", "文号：高府办发(２０１９)5"]
        {
            assert_eq!(shape(query), document("高府办发", "5", Marks::Brackets), "{query}");
        }
        assert_eq!(shape("高府办发2019年5号"), document("高府办发", "5", Marks::Sign));
        assert_eq!(shape("高府办发 2019 5"), document("高府办发", "5", Marks::Blanks));
        assert_eq!(shape("〔2019〕5号"), document("", "5", Marks::Brackets));
        assert_eq!(shape("2019年5号"), document("", "5", Marks::Sign));
        assert_eq!(shape("第68号"), Some(Shape::Serial { serial: "68".into(), paper: false }));
        assert_eq!(shape("5号文"), Some(Shape::Serial { serial: "5".into(), paper: true }));
        let index = |key: &str| Some(Shape::Index { key: key.into() });
        assert_eq!(shape("索引号 11360983dem00009x4／2019－00063"), index("11360983dem00009x4/2019-00063"));
        assert_eq!(shape("2019-99999"), index("2019-99999"));
        assert_eq!(shape("11360983DEM00009X4"), Some(Shape::Code { code: "11360983dem00009x4".into(), sure: true }));
        for words in [
            "2019-2020",
            "2019-11-27",
            "0795-5212345",
            "2019年",
            "2019 5",
            "12月12日",
            "2019年12月5号",
            "5G",
            "gdp2019",
            "高府办发〔2019〕5号 停车",
            "高府办发〔2019〕",
            "高府办发",
            "5号楼",
            "预算2019年",
            "",
            "〔〕",
            "and/or",
            "12345/6",
        ] {
            assert_eq!(shape(words), None, "{words}");
        }
    }

    #[test]
    fn hostile_numbers_are_only_looked_up() {
        let years = "〔2019〕".repeat(500);
        for query in ["", "〔2019〕", "〔〕", "1〔2019", "〔2019〕号", years.as_str(), "٣/٤-٥"] {
            assert!(keys_asked(query).len() <= MOST_KEYS);
        }
    }
}
