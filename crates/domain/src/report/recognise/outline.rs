//! The outline of a report: where its six sections begin, and their text. Not here: the tables, whose report it is.

use std::sync::LazyLock;

use regex::Regex;

use super::characters::{dense, label};
use super::likeness::likeness;
use super::value::is_value;
use crate::report::annual::{Prose, Section};
use crate::report::source::{Line, LineKind, Source};

/// Longest line that is a heading, in characters.
const MAX_HEADING: usize = 45;
/// Shortest line that goes on in the next one where lines are cut at a width.
const MIN_CUT: usize = 16;

/// A heading and its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    pub line: usize,
    pub section: Section,
}

static HEADINGS: LazyLock<Vec<(Section, Vec<char>)>> = LazyLock::new(|| {
    let words: &[(Section, &str)] = &[
        (Section::Overview, "总体情况"),
        (Section::Overview, "概述"),
        (Section::Published, "主动公开政府信息情况"),
        (Section::Published, "政府信息主动公开情况"),
        (Section::Requests, "收到和处理政府信息公开申请情况"),
        (Section::Requests, "政府信息依申请公开情况"),
        (Section::Disputes, "政府信息公开行政复议行政诉讼情况"),
        (Section::Disputes, "因政府信息公开工作被申请行政复议提起行政诉讼情况"),
        (Section::Problems, "存在的主要问题及改进情况"),
        (Section::Problems, "政府信息公开工作存在的主要问题及改进情况"),
        (Section::Other, "其他需要报告的事项"),
        (Section::Other, "需要报告的其他事项"),
    ];
    words.iter().map(|(section, word)| (*section, word.chars().collect())).collect()
});

/// The section that a line begins; prose may follow in the same line.
fn section_of(text: &str) -> Option<Section> {
    static NUMBERED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^[(（]?[一二三四五六七八1-8１-８][、.．)）:：]").ok());
    let dense = dense(text);
    let is_numbered = NUMBERED.as_ref().is_some_and(|numbered| numbered.is_match(&dense));
    let chars: Vec<char> = label(&dense).chars().collect();
    if chars.len() < 2 || (!is_numbered && dense.ends_with('。')) {
        return None;
    }
    let is_short = dense.chars().count() <= MAX_HEADING;
    let near = |word: &[char]| {
        let whole = is_short && likeness(&chars, word, 0.7) >= if is_numbered { 0.75 } else { 0.9 };
        let at_start = is_numbered && word.len() >= 4 && chars.starts_with(word);
        whole || at_start
    };
    HEADINGS.iter().find(|(_, word)| near(word)).map(|(section, _)| *section)
}

/// All headings in their order.
pub(super) fn headings(source: &Source) -> Vec<Heading> {
    let mut headings = Vec::new();
    for (number, line) in source.lines.iter().enumerate() {
        let filled = line.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        if (line.kind == LineKind::Row && filled > 1) || filled == 0 || !line.cells.iter().any(|c| has_word(c)) {
            continue;
        }
        if let Some(section) = section_of(&line.text()) {
            headings.push(Heading { line: number, section });
        }
    }
    headings
}

/// All headings hold one of these; most lines need no closer look.
fn has_word(text: &str) -> bool {
    text.contains(['况', '況', '事', '概', '情'])
}

/// The text of each section. `from` and `to` are the first and last lines of tables, for a report without headings.
pub(super) fn prose(source: &Source, headings: &[Heading], tables: Option<(usize, usize)>) -> Vec<Prose> {
    if headings.is_empty() {
        let (from, to) = tables.unwrap_or((source.lines.len(), source.lines.len()));
        let parts = [source.lines.get(..from), source.lines.get(to..)];
        return parts.into_iter().flatten().map(|lines| Prose { section: None, text: text_of(lines) }).collect();
    }
    let ends = headings.iter().skip(1).map(|next| next.line).chain([source.lines.len()]);
    headings
        .iter()
        .zip(ends)
        .map(|(heading, end)| {
            let lines = source.lines.get(heading.line..end).unwrap_or_default();
            Prose { section: Some(heading.section), text: text_of(lines) }
        })
        .filter(|prose| !prose.text.is_empty())
        .collect()
}

/// Lines as paragraphs: rows and figures of tables left out, lines that were cut at a width put together.
fn text_of(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let filled = line.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let written = line.text();
        if filled == 0 || is_value(&written) || (line.kind == LineKind::Row && is_row_of_figures(line)) {
            continue;
        }
        text.push_str(&written);
        let is_whole = written.ends_with(['。', '！', '？', '；', '：', ':', ';']) || written.chars().count() < MIN_CUT;
        if is_whole {
            text.push('\n');
        }
    }
    text
}

fn is_row_of_figures(line: &Line) -> bool {
    line.cells.iter().filter(|cell| is_value(cell)).count() >= 3
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn headings_are_told() {
        let table = [
            ("一、总体情况", Some(Section::Overview)),
            ("一、总体情况2023年，我局认真贯彻落实各项规定。", Some(Section::Overview)),
            ("二、主动公开政府信息情况", Some(Section::Published)),
            ("四、政府信息公开行政复议、行政诉讼情况", Some(Section::Disputes)),
            ("五、存在的主要问题及改进情况", Some(Section::Problems)),
            ("六、其它需要报告的事项", Some(Section::Other)),
            ("一、本年新收政府信息公开申请数量", None),
            ("本年度办理结果", None),
        ];
        for (line, section) in table {
            assert_eq!(section_of(line), section, "{line}");
        }
    }
}
