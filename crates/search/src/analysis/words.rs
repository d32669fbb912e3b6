//! Words of a run of Chinese characters, by the dictionary alone: no guessing of unknown words by their
//! surroundings, since a name must be cut the same way in a text and in a query.

use std::sync::LazyLock;

use jieba_rs::Jieba;

/// Loaded once, when first needed: it takes some 40 MB and a tenth of a second.
static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// A word of a run, in characters from the start of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    pub text: &'a str,
    pub from: usize,
    pub to: usize,
}

impl Word<'_> {
    pub fn len(&self) -> usize {
        self.to - self.from
    }
}

/// Loads the dictionary now rather than at the first query.
pub(crate) fn load() {
    LazyLock::force(&DICTIONARY);
}

/// Whether the dictionary has this word.
pub(crate) fn knows(word: &str) -> bool {
    DICTIONARY.has_word(word)
}

/// The run cut into its likeliest words, without gaps or overlaps.
pub(crate) fn cut(run: &str) -> Vec<Word<'_>> {
    DICTIONARY.cut(run, false).iter().map(word).collect()
}

/// Words of the dictionary that stand in the run beside those of `cut`: longer ones (three characters and
/// more) wherever they stand, two-character ones only inside a longer word. So 市政府 is found in
/// 高安市|政府, but 和服 not in 产品|和|服务.
pub(crate) fn overlaid<'a>(run: &'a str, cut: &[Word<'a>]) -> Vec<Word<'a>> {
    let mut found = Vec::new();
    let mut cut = cut.iter().peekable();
    for word in DICTIONARY.cut_all(run).iter().map(word) {
        while cut.next_if(|outer| outer.to <= word.from).is_some() {}
        let inside = cut.peek().is_some_and(|outer| outer.from <= word.from && word.to <= outer.to);
        let same = cut.peek().is_some_and(|outer| outer.from == word.from && word.to == outer.to);
        if !same && (word.len() >= 3 || (word.len() == 2 && inside)) {
            found.push(word);
        }
    }
    found
}

fn word<'a>(token: &jieba_rs::Token<'a>) -> Word<'a> {
    Word { text: token.word, from: token.start, to: token.end }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]
    use super::*;
    use proptest::prelude::*;

    fn texts<'a>(words: &[Word<'a>]) -> Vec<&'a str> {
        words.iter().map(|word| word.text).collect()
    }

    #[test]
    fn long_words_are_overlaid_wherever_they_stand() {
        let run = "南昌市政府办公室";
        let cut = cut(run);
        let mut all = texts(&cut);
        all.extend(texts(&overlaid(run, &cut)));
        for word in ["南昌市", "市政府", "政府", "办公室", "办公"] {
            assert!(all.contains(&word), "{word} in {all:?}");
        }
    }

    #[test]
    fn short_words_are_not_found_across_words() {
        let run = "产品和服务";
        let cut = cut(run);
        assert_eq!(texts(&cut), ["产品", "和", "服务"]);
        assert!(!texts(&overlaid(run, &cut)).contains(&"和服"));
    }

    proptest! {
        #[test]
        fn a_cut_loses_nothing(run in "[\u{4e00}-\u{9fff}\u{3400}-\u{3410}〇]{0,40}") {
            let cut = cut(&run);
            prop_assert_eq!(texts(&cut).concat(), run.clone());
            let mut at = 0;
            for word in &cut {
                prop_assert_eq!(word.from, at);
                prop_assert_eq!(word.len(), word.text.chars().count());
                at = word.to;
            }
        }
    }
}
