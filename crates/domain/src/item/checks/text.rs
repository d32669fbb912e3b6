//! A text taken apart into characters once, so that every check counts and cuts in characters, never in bytes.
//! Not here: what is looked for.

/// A text as its characters.
#[derive(Debug)]
pub(super) struct ScannedText {
    chars: Vec<char>,
}

impl ScannedText {
    pub(super) fn new(text: &str) -> Self {
        Self { chars: text.chars().collect() }
    }

    pub(super) fn chars(&self) -> &[char] {
        &self.chars
    }

    pub(super) fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    pub(super) fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|before| self.at(before))
    }

    /// The characters of a range; empty where it does not lie within the text.
    pub(super) fn slice(&self, range: (usize, usize)) -> String {
        self.chars.get(range.0..range.1).map(|chars| chars.iter().collect()).unwrap_or_default()
    }

    /// Up to `length` characters that end before `index`.
    pub(super) fn leading_up_to(&self, index: usize, length: usize) -> String {
        self.slice((index.saturating_sub(length), index))
    }
}

/// Characters that take no room and are not seen.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{ad}' | '\u{fe0e}' | '\u{fe0f}' | '\u{034f}' | '\u{180e}'
    )
}
