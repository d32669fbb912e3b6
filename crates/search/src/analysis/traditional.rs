//! Traditional characters and their simplified forms, one for one. What a word is called elsewhere (資訊 for 信息) is not
//! translated.
//!
//! `traditional.txt` has a simplified character followed by its traditional forms, group by group. It is taken from
//! `TSCharacters.txt` of Open Chinese Convert 1.4.1 (Apache-2.0), first choice of each line, without characters that are
//! their own simplified form.

use std::sync::LazyLock;

const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

/// The simplified form of each character from `FIRST` to `LAST`.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..=LAST).collect();
    for group in include_str!("traditional.txt").split_whitespace() {
        let mut chars = group.chars();
        let Some(simplified) = chars.next() else { continue };
        for traditional in chars {
            if let Some(entry) = place(traditional).and_then(|at| table.get_mut(at)) {
                *entry = simplified;
            }
        }
    }
    table
});

/// The simplified form; the character itself where it has none.
pub(super) fn simplified(c: char) -> char {
    place(c).and_then(|at| SIMPLIFIED.get(at)).copied().unwrap_or(c)
}

fn place(c: char) -> Option<usize> {
    (c as usize).checked_sub(FIRST as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_become_simplified_and_these_stay() {
        let pairs = [
            ('門', '门'),
            ('務', '务'),
            ('體', '体'),
            ('發', '发'),
            ('髮', '发'),
            ('政', '政'),
            ('a', 'a'),
            ('〇', '〇'),
        ];
        for (traditional, expected) in pairs {
            assert_eq!(simplified(traditional), expected);
        }
        for c in FIRST..=LAST {
            assert_eq!(simplified(simplified(c)), simplified(c), "{c}");
        }
        assert!((FIRST..=LAST).filter(|c| simplified(*c) != *c).count() > 2_500);
    }
}
