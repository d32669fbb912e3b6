//! Text into tokens for the index: words for ranking, single characters and pairs for recall and names.
//!
//! Every pair of neighbouring characters of a text (but those with 的 and its like) can be looked up, either as
//! a word of two characters or as a pair, and never is both stored: that keeps the index smaller than the text. A name of three
//! characters, an abbreviation or a quoted phrase is then the conjunction of its pairs, wherever the
//! dictionary cut the text; no positions are kept.

use std::collections::HashMap;

use super::fold::{Script, fold, runs, stretches};
use super::stopwords::is_telling_pair;
use super::words::{cut, overlaid};

/// Parts tokens in the joined form that goes to the engine; folding never yields it.
pub(crate) const TOKEN_END: char = '\u{1}';

/// Longest token of letters or figures; longer ones are chopped, in texts and queries alike.
pub(crate) const LONGEST: usize = 40;

/// Times that one word counts in one text: more of it hardly changes the rank, but takes more bits.
const COUNTED: u8 = 4;

/// Characters of a body, and of the attachments, that are indexed.
const TEXT_LIMIT: usize = 200_000;

/// Tokens of one document, joined by `TOKEN_END`, in order of the text.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    pub title: String,
    pub body: String,
    pub attachments: String,
    /// Characters and pairs of body and attachments, each once.
    pub grams: String,
}

impl Tokens {
    pub fn new(title: &str, body: &[&str], attachments: &str) -> Self {
        let mut grams = Grams::default();
        let mut tokens = Self { title: title_tokens(&fold(title)), ..Self::default() };
        for text in body {
            word_tokens(&fold(head(text, TEXT_LIMIT)), &mut tokens.body, &mut grams);
        }
        word_tokens(&fold(head(attachments, TEXT_LIMIT)), &mut tokens.attachments, &mut grams);
        tokens.body = capped(&tokens.body);
        tokens.attachments = capped(&tokens.attachments);
        tokens.grams = grams.joined();
        tokens
    }

    pub fn len(&self) -> usize {
        self.title.len() + self.body.len() + self.attachments.len() + self.grams.len()
    }
}

/// The first `limit` characters.
pub(crate) fn head(text: &str, limit: usize) -> &str {
    match text.char_indices().nth(limit) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

/// A run of letters or figures in pieces of at most `LONGEST` characters.
pub(crate) fn chopped(run: &str) -> Vec<String> {
    let chars: Vec<char> = run.chars().collect();
    chars.chunks(LONGEST).map(|piece| piece.iter().collect()).collect()
}

/// How a run of letters or figures stands in a title as a whole. Shorter ones need a mark: all characters and pairs of a
/// title are tokens, and 3 is not meant to be found in 23.
pub(crate) fn whole_in_title(run: &str) -> String {
    if run.chars().nth(2).is_some() { run.to_owned() } else { format!("={run}") }
}

fn capped(tokens: &str) -> String {
    let mut counts: HashMap<&str, u8> = HashMap::with_capacity(tokens.len() / 8);
    let mut kept = String::with_capacity(tokens.len());
    for token in tokens.split(TOKEN_END).filter(|token| !token.is_empty()) {
        let count = counts.entry(token).or_default();
        if *count < COUNTED {
            *count += 1;
            push(&mut kept, token);
        }
    }
    kept
}

fn push(tokens: &mut String, token: &str) {
    tokens.push_str(token);
    tokens.push(TOKEN_END);
}

/// Tokens of a text if it were a title.
pub(crate) fn title_length(text: &str) -> u32 {
    let tokens = title_tokens(&fold(text));
    u32::try_from(tokens.split(TOKEN_END).filter(|token| !token.is_empty()).count()).unwrap_or(u32::MAX)
}

/// A title is short: all its characters, all its pairs, its words of three characters and more, and its runs of letters
/// or figures as wholes.
fn title_tokens(folded: &str) -> String {
    let mut tokens = String::with_capacity(folded.len() * 4);
    for stretch in stretches(folded) {
        let mut previous = None;
        for c in stretch.chars() {
            tokens.extend([c, TOKEN_END]);
            if let Some(previous) = previous.replace(c) {
                tokens.extend([previous, c, TOKEN_END]);
            }
        }
        for (script, run) in runs(stretch) {
            long_words(script, run, &mut tokens);
        }
    }
    tokens
}

fn long_words(script: Script, run: &str, tokens: &mut String) {
    if script != Script::Han {
        chopped(run).iter().for_each(|piece| push(tokens, &whole_in_title(piece)));
        return;
    }
    let cut = cut(run);
    let overlaid = overlaid(run, &cut);
    cut.iter().chain(&overlaid).filter(|word| word.len() > 2).for_each(|word| push(tokens, word.text));
}

fn word_tokens(folded: &str, tokens: &mut String, grams: &mut Grams) {
    for stretch in stretches(folded) {
        let mut pairs = Pairs::of(stretch);
        let mut at = 0;
        for (script, run) in runs(stretch) {
            match script {
                Script::Han => han_tokens(run, at, tokens, &mut pairs),
                Script::Figure | Script::Letter => {
                    chopped(run).iter().for_each(|piece| push(tokens, piece));
                    pairs.cover(at, run.chars().count());
                }
            }
            at += run.chars().count();
        }
        grams.add(&pairs);
    }
}

fn han_tokens(run: &str, at: usize, tokens: &mut String, pairs: &mut Pairs) {
    let cut = cut(run);
    let overlaid = overlaid(run, &cut);
    for word in cut.iter().chain(&overlaid) {
        if word.len() > 1 {
            push(tokens, word.text);
        }
        if word.len() == 2 {
            pairs.cover(at + word.from, 2);
        }
    }
}

/// The neighbouring pairs of a stretch, and which of them the words already hold.
struct Pairs {
    chars: Vec<char>,
    covered: Vec<bool>,
}

impl Pairs {
    fn of(stretch: &str) -> Self {
        let chars: Vec<char> = stretch.chars().collect();
        let covered = vec![false; chars.len()];
        Self { chars, covered }
    }

    /// Marks the pairs within `length` characters from `from`.
    fn cover(&mut self, from: usize, length: usize) {
        let inner = self.covered.iter_mut().skip(from).take(length.saturating_sub(1));
        inner.for_each(|covered| *covered = true);
    }
}

/// Characters and pairs as numbers: sorting these is far quicker than hashing strings.
#[derive(Debug, Default)]
struct Grams(Vec<u64>);

impl Grams {
    fn add(&mut self, pairs: &Pairs) {
        let han = pairs.chars.iter().filter(|c| super::fold::script(**c) == Script::Han);
        self.0.extend(han.map(|c| u64::from(*c)));
        let neighbours = pairs.chars.windows(2).zip(&pairs.covered).filter(|(_, covered)| !**covered);
        for (pair, _) in neighbours {
            if let [left, right] = pair
                && is_telling_pair(*left, *right)
            {
                self.0.push(u64::from(*left) << 32 | u64::from(*right));
            }
        }
    }

    fn joined(mut self) -> String {
        self.0.sort_unstable();
        self.0.dedup();
        let mut joined = String::with_capacity(self.0.len() * 6);
        for gram in self.0 {
            let halves = [gram >> 32, gram & u64::from(u32::MAX)];
            let chars = halves.into_iter().filter(|half| *half != 0);
            joined.extend(chars.filter_map(|half| char::from_u32(u32::try_from(half).ok()?)));
            joined.push(TOKEN_END);
        }
        joined
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn set(joined: &str) -> HashSet<&str> {
        joined.split(TOKEN_END).filter(|token| !token.is_empty()).collect()
    }

    #[test]
    fn a_pair_is_kept_once_as_word_or_as_pair() {
        let tokens = Tokens::new("", &["由王小玥同志负责"], "");
        let words = set(&tokens.body);
        let grams = set(&tokens.grams);
        assert!(words.contains("同志") && words.contains("负责"));
        assert!(grams.contains("小玥") && grams.contains("玥") && !grams.contains("同志"));
    }

    #[test]
    fn figures_stay_whole_and_join_their_neighbours() {
        let tokens = Tokens::new("", &["2019年GDP增长"], "");
        assert!(set(&tokens.body).is_superset(&HashSet::from(["2019", "gdp", "增长"])));
        assert!(set(&tokens.grams).is_superset(&HashSet::from(["9年", "年g", "p增"])));
        assert!(!set(&tokens.grams).contains("01"));
    }

    proptest! {
        #[test]
        fn every_pair_of_han_characters_can_be_looked_up(text in "[\u{4e00}-\u{4e30}市政府信息公开条例的和，。0-9a-c]{0,60}") {
            let tokens = Tokens::new(&text, &[&text], "");
            let mut body = set(&tokens.body);
            body.extend(set(&tokens.grams));
            let title = set(&tokens.title);
            for stretch in stretches(&fold(&text)) {
                let chars: Vec<char> = stretch.chars().collect();
                for pair in chars.windows(2) {
                    let joined: String = pair.iter().collect();
                    prop_assert!(title.contains(joined.as_str()));
                    let both_plain = pair.iter().all(|c| super::super::fold::script(*c) != Script::Han);
                    let telling = is_telling_pair(pair[0], pair[1]);
                    prop_assert!(both_plain || !telling || body.contains(joined.as_str()), "{} in {}", joined, text);
                }
            }
        }
    }
}
