//! The few words that say nothing of what is sought. They are indexed like all others; only a query passes
//! over them, and only while something else remains of it.

const WORDS: [&str; 6] = ["关于", "以及", "有关", "对于", "其他", "进行"];
const CHARACTERS: &str = "的了和与及在是等为对于之将把被并或且其所";

pub(crate) fn is_stop_word(word: &str) -> bool {
    WORDS.contains(&word)
}

pub(crate) fn is_stop_character(c: char) -> bool {
    CHARACTERS.contains(c)
}
