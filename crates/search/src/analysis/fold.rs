//! Folding: one spelling for letters that a reader takes for the same (full width, capitals, accents,
//! circled figures, ligatures, traditional characters). Everything else becomes one blank
//! but the sign of per cent, which tells a share from a count.
//!
//! Folding goes character by character and never looks at neighbours. So a piece of a text folds to a piece
//! of the folded text, whatever the cut, and every folded character stems from exactly one source character.

use unicode_normalization::UnicodeNormalization;

use super::traditional::simplified;

/// Parts stretches of letters and figures in folded text.
pub(crate) const GAP: char = ' ';

/// A folded text that remembers where each character came from.
#[derive(Debug, Default)]
pub(crate) struct Traced {
    pub text: String,
    /// Byte offset in `text` of each folded character.
    starts: Vec<usize>,
    /// Index of the source character of each folded character.
    origins: Vec<usize>,
}

impl Traced {
    pub fn new(source: impl Iterator<Item = char>) -> Self {
        let mut traced = Self::default();
        for (origin, c) in source.enumerate() {
            fold_char(c, &mut |folded| {
                traced.starts.push(traced.text.len());
                traced.origins.push(origin);
                traced.text.push(folded);
            });
        }
        traced
    }

    /// Source characters (from, to) behind the folded bytes `from..to`, which must not be empty.
    pub fn source_range(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let first = self.starts.binary_search(&from).ok()?;
        let last = self.starts.partition_point(|start| *start < to).checked_sub(1)?;
        Some((*self.origins.get(first)?, *self.origins.get(last)? + 1))
    }

    /// Folded letters and figures with the index of their source character; blanks are left out.
    pub fn letters(&self) -> impl Iterator<Item = (char, usize)> {
        self.text.chars().zip(self.origins.iter().copied()).filter(|(c, _)| *c != GAP)
    }
}

/// The folded form of a text.
pub(crate) fn fold(source: &str) -> String {
    let mut folded = String::with_capacity(source.len());
    for c in source.chars() {
        fold_char(c, &mut |f| folded.push(f));
    }
    folded
}

/// Hands over what `c` folds to: usually one character, none for invisible ones, several for ligatures.
pub(crate) fn fold_char(c: char, put: &mut impl FnMut(char)) {
    match c {
        '\u{4e00}'..='\u{9fff}' => put(simplified(c)),
        'a'..='z' | '0'..='9' | '%' | '\u{ac00}'..='\u{d7a3}' => put(c),
        'A'..='Z' => put(c.to_ascii_lowercase()),
        '\0'..='\x7f' => put(GAP),
        _ => fold_rare(c, put),
    }
}

fn fold_rare(c: char, put: &mut impl FnMut(char)) {
    for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
        if !is_dropped(part) {
            put(if part.is_alphanumeric() || part == '%' { simplified(part) } else { GAP });
        }
    }
}

/// Accents, variation selectors and zero-width characters: they must not part the text around them.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// What kind of writing a folded character belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Han,
    Figure,
    Letter,
}

pub(crate) fn script(c: char) -> Script {
    match c {
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3007}' | '\u{20000}'..='\u{3ffff}' => Script::Han,
        _ if c.is_numeric() => Script::Figure,
        _ => Script::Letter,
    }
}

/// The stretches of folded text: letters and figures without a gap.
pub(crate) fn stretches(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(GAP).filter(|stretch| !stretch.is_empty())
}

/// A stretch parted into runs of one script, in order.
pub(crate) fn runs(stretch: &str) -> Vec<(Script, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut current: Option<Script> = None;
    for (at, c) in stretch.char_indices() {
        let next = script(c);
        if let Some(script) = current.filter(|script| *script != next) {
            found.extend(stretch.get(from..at).map(|run| (script, run)));
            from = at;
        }
        current = Some(next);
    }
    found.extend(current.and_then(|script| Some((script, stretch.get(from..)?))));
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn full_width_capitals_and_ligatures_fold_to_one_spelling() {
        assert_eq!(fold("ＧＯＶ２０１９年"), "gov2019年");
        assert_eq!(fold("Café ﬁle ㎡ ①Ⅲ"), "cafe file m2 1iii");
        assert_eq!(fold("高安\u{200b}市"), "高安市");
        assert_eq!(fold("８６％、86%"), "86% 86%");
        assert_eq!(fold("《通知》（试行）"), " 通知  试行 ");
        assert_eq!(fold("⽅案"), "方案", "a radical is read as the ideograph");
        assert_eq!(fold("⾨牌號碼與農業補貼"), "门牌号码与农业补贴");
    }

    #[test]
    fn runs_part_by_script() {
        let parts = runs("第12期abc公报");
        let expected = [
            (Script::Han, "第"),
            (Script::Figure, "12"),
            (Script::Han, "期"),
            (Script::Letter, "abc"),
            (Script::Han, "公报"),
        ];
        assert_eq!(parts, expected);
    }

    proptest! {
        #[test]
        fn folding_a_piece_gives_a_piece_of_the_folding(left in any::<String>(), right in any::<String>()) {
            prop_assert_eq!(fold(&format!("{left}{right}")), format!("{}{}", fold(&left), fold(&right)));
        }

        #[test]
        fn traces_lead_back_to_the_source(source in any::<String>()) {
            let traced = Traced::new(source.chars());
            prop_assert_eq!(&traced.text, &fold(&source));
            let count = source.chars().count();
            for (at, c) in traced.text.char_indices() {
                let (from, to) = traced.source_range(at, at + c.len_utf8()).unwrap();
                prop_assert!(from + 1 == to && to <= count);
            }
        }
    }
}
