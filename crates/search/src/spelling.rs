//! Proposing another spelling: the piece of a title that differs from what was asked in a few letters.
//! No dictionary of mistakes: what is proposed stands in a document, so it will be found. And it is made of whole
//! words, so it says something.

use crate::analysis::fold::{GAP, Script, Traced, fold, runs, script, stretches};
use crate::analysis::words::{cut, overlaid};

/// The piece of `title` that comes nearest to the letters `asked`, as it is spelled there, with the number of
/// letters that differ; none where it is the same, more than one in four differs, or it is no whole words.
pub(crate) fn nearest_piece(title: &str, asked: &[char]) -> Option<(usize, String)> {
    let chars: Vec<char> = title.chars().collect();
    let traced = Traced::new(chars.iter().copied());
    let letters: Vec<(char, usize)> = traced.letters().collect();
    let (distance, from, to) = nearest(&letters, asked)?;
    if distance == 0 || distance > (asked.len() / 4).max(1) {
        return None;
    }
    let plain: Vec<char> = letters.iter().map(|(letter, _)| *letter).collect();
    if !is_words(&traced.text, from, to) || !is_said(plain.get(from..to)?, asked) {
        return None;
    }
    let first = letters.get(from)?.1;
    let last = letters.get(to.checked_sub(1)?)?.1;
    let piece: String = chars.get(first..=last)?.iter().collect();
    let different = fold(&piece).chars().filter(|c| *c != GAP).ne(asked.iter().copied());
    different.then_some((distance, piece))
}

/// Whether the letters from..to of a folded text begin and end where a word does.
fn is_words(folded: &str, from: usize, to: usize) -> bool {
    let (mut begins, mut ends) = (false, false);
    let mut at = 0;
    for (script, run) in stretches(folded).flat_map(runs) {
        let length = run.chars().count();
        if script == Script::Han {
            let cut = cut(run);
            for word in cut.iter().chain(&overlaid(run, &cut)) {
                begins |= at + word.from == from;
                ends |= at + word.to == to;
            }
        } else {
            begins |= at == from;
            ends |= at + length == to;
        }
        at += length;
    }
    begins && ends
}

/// Whether the piece has the figures that were asked, and no single character as a word that was not: what differs is
/// a letter of a word.
fn is_said(piece: &[char], asked: &[char]) -> bool {
    let figures = |letters: &[char]| letters.iter().filter(|c| script(**c) == Script::Figure).collect::<String>();
    let text: String = piece.iter().collect();
    let single = |run: &str| {
        let words = cut(run);
        words.iter().any(|word| word.len() == 1 && !word.text.chars().all(|c| asked.contains(&c)))
    };
    figures(piece) == figures(asked)
        && !runs(&text).into_iter().any(|(script, run)| script == Script::Han && single(run))
}

/// Approximate substring search (Sellers): least number of changes, and the letters from..to it ends in. Of two pieces
/// with as many changes the one of the length that was asked: a letter is mistyped more often than left out.
fn nearest(letters: &[(char, usize)], asked: &[char]) -> Option<(usize, usize, usize)> {
    let mut column: Vec<(usize, usize)> = (0..=asked.len()).map(|cost| (cost, 0)).collect();
    let mut best: Option<(usize, usize, usize)> = None;
    for (at, (letter, _)) in letters.iter().enumerate() {
        let mut diagonal = (0, at);
        let mut above = (0, at + 1);
        for (cell, wanted) in column.iter_mut().skip(1).zip(asked) {
            let left = *cell;
            let change = (diagonal.0 + usize::from(letter != wanted), diagonal.1);
            let better = |a: (usize, usize), b: (usize, usize)| if a.0 <= b.0 { a } else { b };
            *cell = better(change, better((left.0 + 1, left.1), (above.0 + 1, above.1)));
            diagonal = left;
            above = *cell;
        }
        let strange = |from: usize, to: usize| to.saturating_sub(from).abs_diff(asked.len());
        let better =
            |(cost, from, to): (usize, usize, usize)| (above.0, strange(above.1, at + 1)) < (cost, strange(from, to));
        if best.is_none_or(better) {
            best = Some((above.0, above.1, at + 1));
        }
    }
    best.filter(|(_, from, to)| from < to)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]
    use super::*;

    #[test]
    fn the_nearest_piece_of_a_title_is_proposed() {
        let asked: Vec<char> = "政俯信息公开".chars().collect();
        assert_eq!(nearest_piece("高安市政府信息公开指南", &asked), Some((1, "政府信息公开".into())));
        let asked: Vec<char> = "小型水裤".chars().collect();
        assert_eq!(nearest_piece("推进小型水库除险加固", &asked), Some((1, "小型水库".into())));
        for (typed, title) in [
            ("房产证", "便民房产服务中心"),
            ("g320", "水田面积320亩"),
            ("5号文", "2月5号的会议"),
            ("3月20日", "3月21日公告"),
        ] {
            let asked: Vec<char> = typed.chars().collect();
            assert_eq!(nearest_piece(title, &asked), None, "{typed}: no word or another number");
        }
        let asked: Vec<char> = "农村低保".chars().collect();
        assert_eq!(nearest_piece("农村低保", &asked), None);
        assert_eq!(nearest_piece("完全不同", &asked), None);
    }
}
