//! Characters that sound alike: who types by sound picks the wrong one of them. One sound a character, its usual one;
//! nothing is told of words.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::ToPinyin;

/// Characters by how they sound to an ear that does not tell 平 from 贫, each with its exact syllable.
static ALIKE: LazyLock<HashMap<String, Vec<(char, &'static str)>>> = LazyLock::new(|| {
    let mut alike: HashMap<String, Vec<(char, &'static str)>> = HashMap::new();
    for c in '\u{4e00}'..='\u{9fff}' {
        if let Some(syllable) = syllable(c) {
            alike.entry(blurred(syllable)).or_default().push((c, syllable));
        }
    }
    alike
});

/// The other characters that sound like `c`, each with whether its syllable is the same; tones are not looked at.
pub(crate) fn alike(c: char) -> impl Iterator<Item = (char, bool)> {
    let sounds = syllable(c);
    let list = sounds.and_then(|syllable| ALIKE.get(&blurred(syllable)));
    list.into_iter()
        .flatten()
        .filter(move |(other, _)| *other != c)
        .map(move |(other, own)| (*other, sounds == Some(own)))
}

fn syllable(c: char) -> Option<&'static str> {
    c.to_pinyin().map(pinyin::Pinyin::plain)
}

/// A syllable without what is not told apart in the south: zh and z, ch and c, sh and s, and a final ng and n.
fn blurred(syllable: &str) -> String {
    let (first, rest) = match syllable.split_once('h') {
        Some((first @ ("z" | "c" | "s"), rest)) => (first, rest),
        _ => ("", syllable),
    };
    format!("{first}{}", rest.strip_suffix('g').filter(|stem| stem.ends_with('n')).unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]
    use super::*;

    #[test]
    fn characters_of_one_sound_are_alike() {
        let of = |c: char| alike(c).collect::<HashMap<char, bool>>();
        assert_eq!(of('宝').get(&'保'), Some(&true));
        assert_eq!(of('平').get(&'贫'), Some(&false), "nearly");
        assert_eq!(of('山').get(&'三'), Some(&false), "nearly");
        assert!(!of('宝').contains_key(&'宝') && !of('宝').contains_key(&'堂'));
        assert_eq!(alike('a').count(), 0);
    }

    #[test]
    fn syllables_lose_what_is_not_told_apart() {
        for (syllable, heard) in [("zhong", "zon"), ("shan", "san"), ("he", "he"), ("ping", "pin"), ("e", "e")] {
            assert_eq!(blurred(syllable), heard);
        }
    }
}
