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
fn document_key(number: &str) -> String {
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
    fn hostile_numbers_are_only_looked_up() {
        let years = "〔2019〕".repeat(500);
        for query in ["", "〔2019〕", "〔〕", "1〔2019", "〔2019〕号", years.as_str(), "٣/٤-٥"] {
            assert!(keys_asked(query).len() <= MOST_KEYS);
        }
    }
}
