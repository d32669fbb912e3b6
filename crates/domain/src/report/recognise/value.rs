//! What a cell says: a number in any of the ways that reports write one, nothing, a sign for nothing, or a text.
//! Not here: whether the number is right.

use std::sync::LazyLock;

use regex::Regex;

use super::characters::plain;
use crate::report::amount::{Amount, Unit};
use crate::report::annual::CellValue;
use crate::report::form::ColumnKind;

/// Longest cell that is looked at as a number, in bytes.
const MAX_CELL: usize = 400;
/// Longest line that is taken for a value where cells stand a line each, in characters.
const MAX_LINE: usize = 30;

/// A cell that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadValue {
    pub value: CellValue,
    /// Whether something beside the number stands in the cell.
    pub has_more: bool,
    /// Whether money came without a unit.
    pub lacks_unit: bool,
}

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?s)^(?P<before>共计?|总计|合计)?",
        r"(?P<sign>\+|-|增加|增长|新增|增|减少|下降|减|↑|↓)?\s*",
        r"(?P<number>\d{1,3}(?:[,，'\u{2009}]\s?\d{3})+(?:\.\s?\d+)?|\d[\d \t\r\n\u{3000}]*(?:\s?\.\s?\d[\d ]*)?)\s*",
        r"(?P<unit>亿元|万元|千元|万|亿|元|件次|人次|件|笔|项|条|个|宗|次|份|起|人|家|部|本|类)?\s*",
        r"(?P<more>[(\[【].*|(?:注|备注|说明|其中)[:：]?.*|[,;，；。*#]+(?:[^\d,;，；。*#].*)?)?$"
    ))
    .ok()
});

/// What a cell of a table says.
pub(crate) fn read(text: &str, kind: ColumnKind, unit: Option<Unit>) -> ReadValue {
    let plain = plain(text);
    let trimmed = bare(&plain);
    let value = |value| ReadValue { value, has_more: false, lacks_unit: false };
    if trimmed.is_empty() {
        return value(CellValue::Blank);
    }
    if is_mark(trimmed) {
        return value(CellValue::Mark(trimmed.to_owned()));
    }
    parse(trimmed, kind, unit).unwrap_or_else(|| value(CellValue::Text(text.trim().chars().take(200).collect())))
}

/// What a person typed into a cell of a form: a number in any usual way of writing, or nothing. `None` for anything else,
/// for a count below 0, and for money without a unit where `unit` is none.
#[must_use]
pub fn typed(text: &str, kind: ColumnKind, unit: Option<Unit>) -> Option<CellValue> {
    let read = read(text, kind, unit);
    match read.value {
        CellValue::Number(number) if number < 0 && kind == ColumnKind::Count => None,
        CellValue::Money(amount) if amount.is_negative() || read.lacks_unit => None,
        CellValue::Text(_) | CellValue::Mark(_) => None,
        value => (!read.has_more).then_some(value),
    }
}

/// Without blanks, and without the question marks that a wrong encoding made of them.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '?')
}

/// Whether a piece of a line can only be a value: a number with a sign, unit and remark at most, or a mark.
pub(crate) fn is_value(text: &str) -> bool {
    let tells = |c: char| c.is_numeric() || is_mark_char(c) || matches!(c, '无' | '無' | '零');
    if text.len() > MAX_CELL || !text.chars().any(tells) {
        return false;
    }
    let plain = plain(text);
    let trimmed = bare(&plain);
    let is_bare = |found: regex::Captures<'_>| {
        let more = found.name("more").map_or("", |more| more.as_str());
        more.is_empty() || more.starts_with(['(', '[', '【'])
    };
    trimmed.chars().count() <= MAX_LINE
        && (is_mark(trimmed)
            || is_zero(trimmed)
            || NUMBER.as_ref().and_then(|number| number.captures(trimmed)).is_some_and(is_bare))
}

/// Whether nothing stands in a piece of a line.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

const fn is_mark_char(c: char) -> bool {
    matches!(c, '/' | '\\' | '-' | '*' | '—' | '–' | '－' | '／' | '─' | '―' | '−' | '‐')
        || matches!(c, '.' | '·' | '•' | '…' | '⋯' | '∙' | '・')
}

fn is_mark(trimmed: &str) -> bool {
    matches!(trimmed, "无" | "空" | "未填" | "不涉及")
        || (trimmed.chars().count() <= 4 && trimmed.chars().all(|c| is_mark_char(c) || c.is_whitespace()))
}

fn is_zero(trimmed: &str) -> bool {
    matches!(trimmed, "零" | "〇")
}

fn parse(trimmed: &str, kind: ColumnKind, unit: Option<Unit>) -> Option<ReadValue> {
    if trimmed.len() > MAX_CELL {
        return None;
    }
    if is_zero(trimmed) {
        return Some(ReadValue { value: CellValue::Number(0), has_more: false, lacks_unit: false });
    }
    let found = NUMBER.as_ref()?.captures(trimmed)?;
    let part = |name| found.name(name).map_or("", |part| part.as_str().trim());
    let digits: String = part("number").chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let spaced = part("number").chars().any(char::is_whitespace);
    let more = part("more");
    let is_less = part("sign").starts_with(['-', '减', '下', '↓']);
    let signed = if is_less { format!("-{digits}") } else { digits };
    let has_more = spaced || !more.is_empty() || !part("before").is_empty();
    let (value, lacks_unit) = match kind {
        ColumnKind::Money => money(&signed, part("unit"), unit)?,
        ColumnKind::Count | ColumnKind::Change => (CellValue::Number(whole(&signed, part("unit"))?), false),
    };
    Some(ReadValue { value, has_more, lacks_unit })
}

/// A unit in the cell goes before that of the heading.
fn money(digits: &str, written: &str, heading: Option<Unit>) -> Option<(CellValue, bool)> {
    let own = match written {
        "亿元" | "亿" => Some(Unit::HundredMillion),
        "万元" | "万" => Some(Unit::TenThousand),
        "千元" => Some(Unit::Thousand),
        "元" => Some(Unit::Yuan),
        _ => None,
    };
    let amount = Amount::parse(digits, own.or(heading).unwrap_or(Unit::Yuan))?;
    let lacks_unit = own.or(heading).is_none() && !amount.is_zero();
    Some((CellValue::Money(amount), lacks_unit))
}

/// A count; `1.2万` is one if it is whole.
fn whole(digits: &str, unit: &str) -> Option<i64> {
    let unit = match unit {
        "亿" | "亿元" => Unit::HundredMillion,
        "万" | "万元" => Unit::TenThousand,
        _ => Unit::Yuan,
    };
    Amount::parse(digits, unit)?.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> CellValue {
        read(text, ColumnKind::Count, None).value
    }

    #[test]
    fn numbers_in_all_their_dresses() {
        let table = [
            ("12", 12),
            ("１２", 12),
            (" 12 件", 12),
            ("13,612", 13612),
            ("13，612", 13612),
            ("13 612", 13612),
            ("1 2", 12),
            ("12（含转办3件）", 12),
            ("12(其中网上申请 3 件)", 12),
            ("共12件", 12),
            ("0.00", 0),
            ("+5", 5),
            ("-26", -26),
            ("－26", -26),
            ("增5", 5),
            ("减 26 项", -26),
            ("1.5万", 15000),
            ("零", 0),
            ("5 注：无", 5),
            ("? 7", 7),
        ];
        for (text, number) in table {
            assert_eq!(count(text), CellValue::Number(number), "{text}");
        }
    }

    #[test]
    fn nothing_marks_and_texts() {
        for blank in ["", " ", "\u{a0}", "\u{3000}", "\u{200b}"] {
            assert_eq!(count(blank), CellValue::Blank);
        }
        for mark in ["/", "-", "—", "——", "／", "无", "－"] {
            assert!(matches!(count(mark), CellValue::Mark(_)), "{mark}");
        }
        for text in ["若干", "十二", "12%", "2023年", "约12", "12.5", "1,2", "详见附件", "1.属于国家秘密"]
        {
            assert!(matches!(count(text), CellValue::Text(_)), "{text}");
        }
    }

    #[test]
    fn money_in_yuan() {
        let money = |text: &str, unit| match read(text, ColumnKind::Money, unit).value {
            CellValue::Money(amount) => amount.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(money("316441", Some(Unit::TenThousand)), "3164410000");
        assert_eq!(money("4.48亿元", None), "448000000");
        assert_eq!(money("3,164.41 万元", None), "31644100");
        assert_eq!(money("1200元", Some(Unit::TenThousand)), "1200");
        assert!(read("448", ColumnKind::Money, None).lacks_unit);
    }

    #[test]
    fn lines_that_are_values_and_lines_that_are_not() {
        for line in ["12", "0", "-", "/", "12件", "+5", "增5", "4.48亿元", "１３，６１２", "12（注：无）", "无"]
        {
            assert!(is_value(line), "{line}");
        }
        for line in [
            "1.",
            "1、",
            "（一）",
            "1.属于国家秘密",
            "3其他",
            "3 其他",
            "2023年",
            "2024-01-30",
            "第3页",
            "总计",
            "",
            "12%",
        ] {
            assert!(!is_value(line), "{line}");
        }
    }
}
