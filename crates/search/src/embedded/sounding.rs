//! Another spelling for what nothing was found for: a piece that no document has is taken for a word of the dictionary
//! that differs in one character and sounds alike. Only what documents have, and only what finds something then.

use std::cmp::Reverse;

use tantivy::query::EnableScoring;
use tantivy::{DocSet, TERMINATED};

use super::Snapshot;
use super::plan::{self, Stage, anywhere};
use crate::analysis::fold::{GAP, Script, fold, runs, script, stretches};
use crate::analysis::sound::alike;
use crate::analysis::stopwords::is_telling_pair;
use crate::analysis::words::{cut, knows};
use crate::asked::Asked;
use crate::error::SearchError;
use crate::query::Query;

/// Characters of a query for which words are tried: bounds the time.
const LONGEST: usize = 12;
/// Documents that must have a word for it to be proposed: a rare one is a guess.
const FLOOR: u64 = 3;
/// Words counted in the index.
const COUNTED: usize = 40;
/// Spellings that are looked up.
const TRIED: usize = 4;

/// A word in the place of as many characters.
struct Guess {
    from: usize,
    word: Vec<char>,
    /// Its syllable is the same, not only near.
    same: bool,
    documents: u64,
}

/// The query with one word put right, under its filters.
pub(super) fn sounding(at: &Snapshot<'_>, query: &Query, asked: &Asked) -> Result<Option<String>, SearchError> {
    let folded: Vec<&str> = Vec::from_iter(asked.text.split_whitespace());
    let letters: Vec<char> = fold(&folded.join(" ")).trim_matches(GAP).chars().collect();
    if !(2..=LONGEST).contains(&letters.len()) {
        return Ok(None);
    }
    let guesses = guesses(at, &letters)?;
    let spelled: Vec<String> = guesses.iter().take(TRIED).map(|guess| put_right(&letters, guess)).collect();
    for text in &spelled {
        if finds(at, query, text)? {
            return Ok(Some(text.clone()));
        }
    }
    // The right words may stand apart.
    for text in &spelled {
        let apart = words_apart(at, text)?;
        if apart.contains(' ') && finds(at, query, &apart)? {
            return Ok(Some(apart));
        }
    }
    Ok(None)
}

/// What may have been meant, the likeliest first.
fn guesses(at: &Snapshot<'_>, letters: &[char]) -> tantivy::Result<Vec<Guess>> {
    let mut strange = Vec::with_capacity(letters.len());
    for pair in letters.windows(2) {
        strange.push(match pair {
            [left, right] if is_han(*left) && is_han(*right) && is_telling_pair(*left, *right) => {
                anywhere(at, &String::from_iter([left, right]))? == 0
            }
            _ => false,
        });
    }
    let mut found = Vec::new();
    for size in [3, 2] {
        for (from, window) in letters.windows(size).enumerate() {
            let unknown = strange.iter().skip(from).take(size - 1).any(|strange| *strange);
            if unknown && window.iter().all(|c| is_han(*c)) {
                found.extend(words_like(from, window));
            }
        }
    }
    found.sort_by_key(|guess| !guess.same);
    found.truncate(COUNTED);
    for guess in &mut found {
        guess.documents = anywhere(at, &guess.word.iter().collect::<String>())?;
    }
    found.retain(|guess| guess.documents >= FLOOR);
    found.sort_by_key(|guess| (!guess.same, Reverse(guess.documents)));
    Ok(found)
}

/// Words of the dictionary that differ from the characters in one that sounds alike.
fn words_like(from: usize, window: &[char]) -> Vec<Guess> {
    let mut found = Vec::new();
    for (place, typed) in window.iter().enumerate() {
        for (other, same) in alike(*typed) {
            let word: Vec<char> =
                window.iter().enumerate().map(|(at, c)| if at == place { other } else { *c }).collect();
            if knows(&word.iter().collect::<String>()) {
                found.push(Guess { from, word, same, documents: 0 });
            }
        }
    }
    found
}

fn put_right(letters: &[char], guess: &Guess) -> String {
    let before = letters.iter().take(guess.from);
    before.chain(&guess.word).chain(letters.iter().skip(guess.from + guess.word.len())).collect()
}

/// The words of a text that documents have, single characters left out, with blanks between.
fn words_apart(at: &Snapshot<'_>, text: &str) -> tantivy::Result<String> {
    let mut words: Vec<&str> = Vec::new();
    for (script, run) in stretches(text).flat_map(runs) {
        if script != Script::Han {
            words.push(run);
            continue;
        }
        for word in cut(run).into_iter().filter(|word| word.len() > 1) {
            if anywhere(at, word.text)? > 0 {
                words.push(word.text);
            }
        }
    }
    Ok(words.join(" "))
}

fn is_han(c: char) -> bool {
    script(c) == Script::Han
}

/// Whether some document has every word of a text.
fn finds(at: &Snapshot<'_>, query: &Query, text: &str) -> Result<bool, SearchError> {
    let asked = Asked::read(text, &query.names);
    let Some(planned) = plan::query(at, query, &asked, &Stage::Words).filter(|_| !asked.is_empty()) else {
        return Ok(false);
    };
    let weight = planned.weight(EnableScoring::enabled_from_searcher(&at.searcher))?;
    for segment in at.searcher.segment_readers() {
        let mut found = weight.scorer(segment, 1.0)?;
        while found.doc() != TERMINATED {
            if segment.alive_bitset().is_none_or(|alive| alive.is_alive(found.doc())) {
                return Ok(true);
            }
            found.advance();
        }
    }
    Ok(false)
}
