//! Sentences, clauses, and the counted numbers in them with the words before and behind. Not here: what a number means.

use crate::report::recognise::dense;

/// Most sentences read of one text.
const MAX_SENTENCES: usize = 5_000;
/// Longest sentence read, in characters; what lies beyond is no prose of a report.
const MAX_SENTENCE: usize = 1_500;

/// A sentence without blanks, in half width and simplified characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    pub text: String,
    pub mentions: Vec<Mention>,
}

/// A number with a counting word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// The clause it stands in, up to it.
    pub clause: String,
    /// The words between the number before it, or the start of the clause, and it.
    pub before: String,
    pub number: i64,
    pub unit: &'static str,
    /// The words behind it, up to the end of the clause or the next number.
    pub after: String,
    /// 余, 多, 近, 约 …: not exact.
    pub is_about: bool,
    /// Within brackets.
    pub is_aside: bool,
    /// The sentence up to the number.
    pub so_far: String,
}

/// Counting words, longer ones first.
const UNITS: &[&str] =
    &["件次", "人次", "篇次", "条次", "件", "起", "宗", "例", "份", "条", "篇", "个", "项", "次", "期", "则", "部"];

/// The sentences of a text; a line end ends one too.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let short = |line: &str| dense(line).chars().take(MAX_SENTENCE).collect::<String>();
    let lines = text.split(['\n', '。', '！', '？', '；', ';']).map(short).filter(|line| !line.is_empty());
    lines.take(MAX_SENTENCES).map(|text| Sentence { mentions: mentions(&text), text }).collect()
}

/// The numbers of a sentence, clause by clause.
fn mentions(sentence: &str) -> Vec<Mention> {
    let chars: Vec<char> = sentence.chars().collect();
    let mut mentions: Vec<Mention> = Vec::new();
    let (mut clause, mut from, mut depth, mut at) = (0, 0, 0usize, 0);
    while let Some(c) = chars.get(at).copied() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if matches!(c, ',' | ':' | '(' | ')' | '[' | ']') {
            close(&mut mentions, clause, &chars, from, at);
            (clause, from) = (at + 1, at + 1);
        } else if let Some((number, end)) = number_at(&chars, at) {
            if let Some((number, unit, behind, is_about)) = number.and_then(|number| counted(&chars, number, at, end)) {
                close(&mut mentions, clause, &chars, from, at);
                let text = |from: usize| slice(&chars, from, at);
                mentions.push(Mention {
                    clause: text(clause),
                    before: text(from),
                    number,
                    unit,
                    after: String::new(),
                    is_about,
                    is_aside: depth > 0,
                    so_far: text(0),
                });
                from = behind;
            }
            at = end;
            continue;
        }
        at += 1;
    }
    close(&mut mentions, clause, &chars, from, chars.len());
    mentions
}

/// Gives the last number the words behind it, if it stands in the clause that goes on or ends here.
fn close(mentions: &mut [Mention], clause: usize, chars: &[char], from: usize, to: usize) {
    if let Some(last) = mentions.last_mut()
        && from > clause
        && last.after.is_empty()
    {
        last.after = slice(chars, from, to);
    }
}

fn slice(chars: &[char], from: usize, to: usize) -> String {
    chars.get(from..to).map(|chars| chars.iter().collect()).unwrap_or_default()
}

/// The number that begins here and where it ends; `None` for its value if it is a decimal, part of a name or too long.
fn number_at(chars: &[char], at: usize) -> Option<(Option<i64>, usize)> {
    let first = chars.get(at)?;
    if first.is_ascii_digit() {
        return Some(digits_at(chars, at));
    }
    if digit_of(*first).is_none() && *first != '十' && *first != '百' {
        return None;
    }
    let length = chars.iter().skip(at).take_while(|c| digit_of(**c).is_some() || scale_of(**c).is_some()).count();
    let end = at + length;
    let numeral = chars.get(at..end).unwrap_or_default();
    // Only numbers of things: 一件, 十二件; not 第一, 三安全.
    let is_ordinal = at.checked_sub(1).and_then(|before| chars.get(before)) == Some(&'第');
    Some((numeral_value(numeral).filter(|_| !is_ordinal), end))
}

fn digits_at(chars: &[char], at: usize) -> (Option<i64>, usize) {
    let mut digits = String::new();
    let mut end = at;
    let is_digit = |index: usize| chars.get(index).is_some_and(char::is_ascii_digit);
    while let Some(c) = chars.get(end) {
        let is_group = *c == ','
            && digits.len() <= 3 + 4 * usize::from(digits.len() > 3)
            && (1..=3).all(|ahead| is_digit(end + ahead))
            && !is_digit(end + 4);
        let is_later_group =
            *c == ',' && (1..=3).all(|ahead| is_digit(end + ahead)) && chars.get(end + 4) == Some(&',');
        match c {
            c if c.is_ascii_digit() => digits.push(*c),
            _ if is_group || is_later_group => {}
            _ => break,
        }
        end += 1;
    }
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    let is_name = matches!(before, Some('第' | '.' | '-' | '/')) || before.is_some_and(char::is_ascii_alphanumeric);
    if chars.get(end) == Some(&'.') && is_digit(end + 1) {
        let fraction = chars.iter().skip(end + 1).take_while(|c| c.is_ascii_digit()).count();
        return (None, end + 1 + fraction);
    }
    (digits.parse().ok().filter(|_| !is_name), end)
}

/// The counting word behind a number, and whether the number is exact.
fn counted(chars: &[char], number: i64, start: usize, end: usize) -> Option<(i64, &'static str, usize, bool)> {
    let is_more = |c: &char| matches!(c, '余' | '多' | '来' | '几');
    let mut at = end;
    let mut about = start
        .checked_sub(1)
        .and_then(|before| chars.get(before))
        .is_some_and(|c| matches!(c, '近' | '约' | '超' | '过' | '逾'));
    let mut number = number;
    if chars.get(at) == Some(&'万') {
        number = number.checked_mul(10_000)?;
        about = true;
        at += 1;
    }
    if chars.get(at).is_some_and(is_more) {
        about = true;
        at += 1;
    }
    let unit = UNITS
        .iter()
        .copied()
        .find(|unit| unit.chars().enumerate().all(|(ahead, c)| chars.get(at + ahead) == Some(&c)))?;
    Some((number, unit, at + unit.chars().count(), about))
}

const fn digit_of(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

const fn scale_of(c: char) -> Option<i64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// 十二, 一百零五, 两千三百; 一二三 is none.
fn numeral_value(chars: &[char]) -> Option<i64> {
    let (mut sum, mut digit) = (0i64, None);
    for c in chars.iter().take(12) {
        match (digit_of(*c), scale_of(*c)) {
            (Some(value), _) if digit.is_none() || digit == Some(0) => digit = Some(value),
            (None, Some(scale)) => sum += digit.take().unwrap_or(1) * scale,
            _ => return None,
        }
    }
    Some(sum + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_with_their_words() {
        let found =
            sentences("全年收到申请 １３，６１２ 件，增长12.5%，其中网上10件、信函两件；第3条，办结十二件，约20件。");
        let told: Vec<(String, i64, &str, bool)> = found
            .iter()
            .flat_map(|sentence| &sentence.mentions)
            .map(|mention| (mention.before.clone(), mention.number, mention.unit, mention.is_about))
            .collect();
        let told: Vec<(&str, i64, &str, bool)> = told.iter().map(|(b, n, u, a)| (b.as_str(), *n, *u, *a)).collect();
        assert_eq!(
            told,
            [
                ("全年收到申请", 13612, "件", false),
                ("其中网上", 10, "件", false),
                ("、信函", 2, "件", false),
                ("办结", 12, "件", false),
                ("约", 20, "件", true),
            ]
        );
    }

    #[test]
    fn chinese_numerals() {
        let value = |text: &str| numeral_value(&text.chars().collect::<Vec<_>>());
        for (text, number) in [("十二", 12), ("一百零五", 105), ("两千三百", 2300), ("三十", 30), ("零", 0)]
        {
            assert_eq!(value(text), Some(number), "{text}");
        }
        assert_eq!(value("一二三"), None);
    }
}
