//! Titles and extracts with the query's words marked. Works on characters, so nothing is ever cut inside
//! one; makes no HTML.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::analysis::fold::{GAP, Script, Traced, script};
use crate::query::Span;

/// Characters of an extract.
const EXTRACT: usize = 120;
/// Characters shown before the first mark at most.
const LEAD: usize = 30;
/// Characters of a title shown at most.
const TITLE: usize = 500;

/// Finds the pieces of a query in texts.
pub(crate) struct Marker {
    finder: Option<AhoCorasick>,
}

/// A marked piece, in characters of the source; `needle` says which piece of the query it is.
#[derive(Debug, Clone, Copy)]
struct Mark {
    from: usize,
    to: usize,
    needle: usize,
}

impl Marker {
    pub fn new(needles: &[String]) -> Self {
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(needles);
        Self { finder: finder.ok().filter(|_| !needles.is_empty()) }
    }

    /// The whole title.
    pub fn title(&self, title: &str) -> Vec<Span> {
        let chars: Vec<char> = title.chars().take(TITLE).collect();
        spans(&chars, 0, chars.len(), &self.marks(&chars))
    }

    /// The piece of the first text that has marks; without any, the beginning of the first that has words.
    pub fn extract(&self, texts: &[&str]) -> Vec<Span> {
        let mut fallback = None;
        for text in texts {
            let chars = tidy(text);
            let marks = self.marks(&chars);
            if !marks.is_empty() {
                let from = start(&chars, &marks);
                return cut_out(&chars, from, &marks);
            }
            if fallback.is_none() && !chars.is_empty() {
                fallback = Some(chars);
            }
        }
        fallback.map_or_else(Vec::new, |chars| cut_out(&chars, 0, &[]))
    }

    fn marks(&self, chars: &[char]) -> Vec<Mark> {
        let Some(finder) = &self.finder else { return Vec::new() };
        let traced = Traced::new(chars.iter().copied());
        let found = finder.find_iter(&traced.text);
        let whole = found.filter(|found| stands_alone(&traced.text, found.start(), found.end()));
        let marks = whole.filter_map(|found| {
            let (from, to) = traced.source_range(found.start(), found.end())?;
            Some(Mark { from, to, needle: found.pattern().as_usize() })
        });
        marks.collect()
    }
}

/// Letters and figures are marked only as whole words: 19 is not found in 2019.
fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let inside = text.get(from..to).unwrap_or_default();
    let outer = [
        (text.get(..from).and_then(|before| before.chars().next_back()), inside.chars().next()),
        (text.get(to..).and_then(|after| after.chars().next()), inside.chars().next_back()),
    ];
    outer.into_iter().all(|neighbours| match neighbours {
        (Some(outer), Some(inner)) if outer != GAP => script(inner) == Script::Han || script(inner) != script(outer),
        _ => true,
    })
}

/// Line breaks and runs of blanks become one blank.
fn tidy(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = Vec::with_capacity(text.len() / 3);
    for c in text.trim().chars() {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if c != ' ' || chars.last() != Some(&' ') {
            chars.push(c);
        }
    }
    chars
}

/// Where the extract begins: the window with most different pieces of the query, from a sentence's start
/// where one is near.
fn start(chars: &[char], marks: &[Mark]) -> usize {
    let mut best = (0, 0);
    for (at, first) in marks.iter().enumerate() {
        let window = marks.iter().skip(at).take_while(|mark| mark.to <= first.from + EXTRACT - LEAD);
        let mut needles: Vec<usize> = window.map(|mark| mark.needle).collect();
        needles.sort_unstable();
        needles.dedup();
        if needles.len() > best.1 {
            best = (first.from, needles.len());
        }
    }
    let earliest = best.0.saturating_sub(LEAD);
    let lead = chars.get(earliest..best.0).unwrap_or_default();
    let sentence = lead.iter().rposition(|c| matches!(c, '。' | '！' | '？' | '；' | '!' | '?'));
    match sentence {
        Some(end) => earliest + end + 1,
        None => earliest,
    }
}

fn cut_out(chars: &[char], from: usize, marks: &[Mark]) -> Vec<Span> {
    let end = (from + EXTRACT).min(chars.len());
    let from = end.saturating_sub(EXTRACT).min(from);
    let end = marks.iter().find(|mark| mark.from < end && end < mark.to).map_or(end, |mark| mark.to);
    let mut spans = spans(chars, from, end, marks);
    let dots = || Span { text: "…".to_owned(), marked: false };
    if from > 0 {
        spans.insert(0, dots());
    }
    if end < chars.len() {
        spans.push(dots());
    }
    joined(spans)
}

fn spans(chars: &[char], from: usize, end: usize, marks: &[Mark]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = from;
    for mark in marks.iter().filter(|mark| mark.to > from && mark.from < end) {
        let mark_from = mark.from.max(at);
        spans.push(span(chars, at, mark_from, false));
        spans.push(span(chars, mark_from, mark.to.min(end), true));
        at = mark.to.min(end).max(at);
    }
    spans.push(span(chars, at, end, false));
    joined(spans)
}

fn span(chars: &[char], from: usize, to: usize, marked: bool) -> Span {
    Span { text: chars.get(from..to).unwrap_or_default().iter().collect(), marked }
}

/// Neighbours of the same kind become one, empty ones vanish.
fn joined(spans: Vec<Span>) -> Vec<Span> {
    let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.into_iter().filter(|span| !span.text.is_empty()) {
        match kept.last_mut().filter(|last| last.marked == span.marked) {
            Some(last) => last.text.push_str(&span.text),
            None => kept.push(span),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]
    use super::*;
    use crate::analysis::fold::fold;
    use proptest::prelude::*;

    fn marker(needles: &[&str]) -> Marker {
        Marker::new(&needles.iter().map(|needle| (*needle).to_owned()).collect::<Vec<_>>())
    }

    fn shown(spans: &[Span]) -> String {
        spans.iter().map(|s| if s.marked { format!("[{}]", s.text) } else { s.text.clone() }).collect()
    }

    #[test]
    fn marks_keep_the_spelling_of_the_source() {
        let title = marker(&["政府", "信息", "gdp"]).title("高安市政府信息公开：ＧＤＰ");
        assert_eq!(shown(&title), "高安市[政府信息]公开：[ＧＤＰ]");
        assert_eq!(shown(&marker(&["19"]).title("2019年19号")), "2019年[19]号");
    }

    #[test]
    fn the_extract_is_taken_where_most_words_meet() {
        let body = format!("预算。{}预算与决算公开情况。{}", "其他内容，".repeat(60), "后文，".repeat(60));
        let extract = shown(&marker(&["预算", "决算"]).extract(&[&body, ""]));
        assert!(extract.starts_with('…') && extract.ends_with('…'), "{extract}");
        assert!(extract.contains("[预算]与[决算]公开"), "{extract}");
    }

    #[test]
    fn attachments_are_shown_where_the_body_has_no_mark() {
        assert_eq!(shown(&marker(&["附表"]).extract(&["正文", "见附表一"])), "见[附表]一");
        assert_eq!(shown(&marker(&["没有"]).extract(&["正文", "附件"])), "正文");
    }

    proptest! {
        #[test]
        fn extracts_are_pieces_of_the_text(body in any::<String>(), needle in "\\PC{1,3}", times in 1usize..30) {
            let body = body.repeat(times);
            let needle = fold(&needle).replace(GAP, "");
            prop_assume!(!needle.is_empty());
            let extract = marker(&[&needle]).extract(&[&body]);
            let text: String = extract.iter().map(|span| span.text.as_str()).collect();
            prop_assert!(text.chars().count() <= EXTRACT + needle.chars().count() + 2);
            let source: String = tidy(&body).into_iter().collect();
            let inner = text.strip_prefix('…').unwrap_or(&text);
            let inner = inner.strip_suffix('…').unwrap_or(inner);
            prop_assert!(source.contains(inner));
            for span in extract.iter().filter(|span| span.marked) {
                prop_assert!(fold(&span.text).contains(&needle));
            }
        }

        #[test]
        fn titles_are_shown_whole(title in any::<String>(), needle in "[a-z市政]{1,2}") {
            let spans = marker(&[&needle]).title(&title);
            prop_assert_eq!(spans.iter().map(|span| span.text.as_str()).collect::<String>(), title);
        }
    }
}
