//! The few words that say nothing of what is sought. A query passes over them while something else remains
//! of it. The characters stand in every text, so their pairs with neighbours are not indexed either: they
//! would be a quarter of all pairs, and none is part of a name. (于 is a family name, so it is not here.)

const WORDS: [&str; 6] = ["关于", "以及", "有关", "对于", "其他", "进行"];
const CHARACTERS: &str = "的了和与及在是等为对";

pub(crate) fn is_stop_word(word: &str) -> bool {
    WORDS.contains(&word)
}

pub(crate) fn is_stop_character(c: char) -> bool {
    CHARACTERS.contains(c)
}

/// Whether two neighbours are worth looking up together.
pub(crate) fn is_telling_pair(left: char, right: char) -> bool {
    !is_stop_character(left) && !is_stop_character(right)
}
