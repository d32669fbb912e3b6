//! Characters as people type them, for rules that compare what was typed. No rule of its own.

/// A full-width letter, digit or sign as its ASCII form; anything else as it is.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '！'..='～' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    }
}
