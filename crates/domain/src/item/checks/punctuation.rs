//! Oddities of typing: full-width digits in dates, doubled punctuation, marks that have no partner.
//! All warnings. Not here: words.

use super::finding::{CheckFinding, FindingCode, Level, Place};
use super::text::ScannedText;
use crate::text::half_width;

pub(super) fn check(place: Place, text: &ScannedText) -> Vec<CheckFinding> {
    let mut found = full_width_dates(place, text);
    found.extend(doubled(place, text));
    found.extend(unmatched(place, text));
    debug_assert!(found.iter().all(|finding| finding.level == Level::Warning));
    found
}

/// Full-width digits directly before 年, 月 or 日.
fn full_width_dates(place: Place, text: &ScannedText) -> Vec<CheckFinding> {
    let mut found = Vec::new();
    let mut start = None;
    for (index, &c) in text.chars().iter().enumerate() {
        if matches!(c, '０'..='９') {
            start = start.or(Some(index));
            continue;
        }
        if let (Some(from), '年' | '月' | '日') = (start, c) {
            let range = (from, index);
            let digits = text.slice(range);
            let half: String = digits.chars().map(half_width).collect();
            found.push(CheckFinding::at(FindingCode::FullWidthDate, place, range, digits).proposing(half));
        }
        start = None;
    }
    found
}

/// Marks of which two in a row are one too many, whatever the pair. `……`, `——`, `！！` and `？！` are usage.
const fn is_pause(c: char) -> bool {
    matches!(c, '。' | '，' | '、' | '；' | '：' | '．')
}

fn doubled(place: Place, text: &ScannedText) -> Vec<CheckFinding> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(first) = text.at(start) {
        let end = end_of_run(text, start, first);
        if end > start + 1 {
            let range = (start, end);
            found.push(
                CheckFinding::at(FindingCode::DoubledPunctuation, place, range, text.slice(range)).proposing(first),
            );
        }
        start = end.max(start + 1);
    }
    found
}

fn end_of_run(text: &ScannedText, start: usize, first: char) -> usize {
    let belongs = |c: char| match first {
        _ if is_pause(first) => is_pause(c),
        ',' | ';' => c == first,
        _ => false,
    };
    let rest = text.chars().iter().skip(start + 1).take_while(|c| belongs(**c)).count();
    start + 1 + rest
}

/// A mark that is open, and whether a half-width or full-width partner closes it.
const PAIRS: [(char, char); 9] = [
    ('《', '》'),
    ('〈', '〉'),
    ('（', '）'),
    ('【', '】'),
    ('〔', '〕'),
    ('〖', '〗'),
    ('「', '」'),
    ('“', '”'),
    ('‘', '’'),
];

/// `(` and `（` close alike: which width is used is another question.
const fn one_width(c: char) -> char {
    match c {
        '(' => '（',
        ')' => '）',
        other => other,
    }
}

fn unmatched(place: Place, text: &ScannedText) -> Vec<CheckFinding> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut alone: Vec<usize> = Vec::new();
    for (index, &original) in text.chars().iter().enumerate() {
        let c = one_width(original);
        if original == '\n' {
            // A bracket does not span paragraphs; a quotation may.
            alone.extend(open.extract_if(.., |(_, mark)| !matches!(mark, '“' | '‘')).map(|(at, _)| at));
        } else if PAIRS.iter().any(|(opening, _)| *opening == c) {
            open.push((index, c));
        } else if let Some((opening, _)) = PAIRS.iter().find(|(_, closing)| *closing == c) {
            close(text, &mut open, &mut alone, *opening, index);
        }
    }
    alone.extend(open.into_iter().map(|(at, _)| at));
    alone
        .into_iter()
        .map(|at| {
            let range = (at, at + 1);
            CheckFinding::at(FindingCode::UnmatchedBracket, place, range, text.slice(range))
        })
        .collect()
}

/// Closes the nearest open partner; what was opened inside it and never closed stands alone.
fn close(text: &ScannedText, open: &mut Vec<(usize, char)>, alone: &mut Vec<usize>, opening: char, index: usize) {
    match open.iter().rposition(|(_, mark)| *mark == opening) {
        Some(partner) => {
            alone.extend(open.drain(partner + 1..).map(|(at, _)| at));
            open.pop();
        }
        None if opening == '（' && ends_list_number(text, index) => {}
        None if opening == '‘' && is_apostrophe(text, index) => {}
        None => alone.push(index),
    }
}

/// `’98` for a year, `it’s` in Latin words: the closing mark serves as apostrophe.
fn is_apostrophe(text: &ScannedText, index: usize) -> bool {
    let year_follows = text.at(index + 1).is_some_and(|c| half_width(c).is_ascii_digit());
    let inside_word = text.before(index).is_some_and(|c| c.is_ascii_alphabetic());
    year_follows || inside_word
}

/// `1）`, `a)`, `1.)`, `一）` at the beginning of a sentence number its parts and have no partner.
fn ends_list_number(text: &ScannedText, index: usize) -> bool {
    let is_numeral = |c: char| {
        c.is_ascii_alphanumeric() || ('０'..='９').contains(&c) || "一二三四五六七八九十①②③④⑤⑥⑦⑧⑨".contains(c)
    };
    let end = if text.before(index) == Some('.') { index - 1 } else { index };
    let label = text.chars().iter().take(end).rev().take_while(|c| is_numeral(**c)).take(4).count();
    let before = end.checked_sub(label).and_then(|start| text.before(start));
    label > 0 && label < 4 && before.is_none_or(|c| c.is_whitespace() || is_pause(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(FindingCode, String, Option<String>)> {
        check(Place::Body, &ScannedText::new(text))
            .into_iter()
            .map(|finding| (finding.code, finding.found, finding.proposal))
            .collect()
    }

    #[test]
    fn oddities_are_found() {
        use FindingCode::{DoubledPunctuation, FullWidthDate, UnmatchedBracket};
        let cases = [
            ("２０１９年", FullWidthDate, "２０１９", Some("2019")),
            ("完成。。", DoubledPunctuation, "。。", Some("。")),
            ("甲，，乙", DoubledPunctuation, "，，", Some("，")),
            ("甲、，乙", DoubledPunctuation, "、，", Some("、")),
            ("a,,b", DoubledPunctuation, ",,", Some(",")),
            ("根据《条例规定", UnmatchedBracket, "《", None),
            ("根据条例》规定", UnmatchedBracket, "》", None),
            ("（甲\n乙", UnmatchedBracket, "（", None),
            ("称“甲", UnmatchedBracket, "“", None),
            ("《甲（乙》", UnmatchedBracket, "（", None),
        ];
        for (text, code, part, proposal) in cases {
            let expected = vec![(code, part.to_owned(), proposal.map(str::to_owned))];
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn sound_usage_is_left_alone() {
        let texts = [
            "《关于印发〈工作规则〉的通知》（试行）",
            "他说：“请按‘三公’要求办理。”",
            "甲……乙——丙！！丁？！",
            "1）甲；2）乙。（一）丙",
            "一）总则",
            "（甲)(乙）",
            "“第一段\n第二段”",
            "2019年3月15日",
            "迎接’98昆明世博会，it’s",
            "1.) 甲",
            "等等。",
            "",
        ];
        for text in texts {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
