//! Figures in the text of a report: `{{r1.c7}}` stands for a cell and follows it until the report is sealed. Here the
//! references are found and filled in; which figures there are is known where they are counted.

use std::collections::BTreeMap;

/// Names of figures and how each is written.
pub type Figures = BTreeMap<String, String>;

/// What marks a place that is still to be written.
pub const TO_WRITE: char = '【';

/// A reference that names no figure, or is not closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no figure is named {name}")]
pub struct UnknownFigure {
    /// As written between the braces.
    pub name: String,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// What stands between the braces, with the blanks around it.
    Reference(&'a str),
    /// What follows braces that are not closed.
    Unclosed(&'a str),
}

/// A text in its pieces, in their order.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        pieces.push(Piece::Text(before));
        let Some((name, behind)) = after.split_once("}}") else {
            pieces.push(Piece::Unclosed(after));
            return pieces;
        };
        pieces.push(Piece::Reference(name));
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// Fills the references in.
///
/// # Errors
/// [`UnknownFigure`] for the first reference that names none.
pub fn fill(text: &str, figures: &Figures) -> Result<String, UnknownFigure> {
    let unknown = |name: &str| UnknownFigure { name: name.trim().chars().take(40).collect() };
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Reference(name) => filled.push_str(figures.get(name.trim()).ok_or_else(|| unknown(name))?),
            Piece::Unclosed(name) => return Err(unknown(name)),
        }
    }
    Ok(filled)
}

/// The names that a text refers to, in their order.
#[must_use]
pub fn references(text: &str) -> Vec<&str> {
    let pieces = text.split("{{").skip(1);
    pieces.filter_map(|piece| piece.split_once("}}")).map(|(name, _)| name.trim()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn references_follow_their_figures() {
        let figures = Figures::from([("r1.c7".into(), "12".into()), ("year".into(), "2025".into())]);
        let text = "{{year}}年，新收申请{{ r1.c7 }}件。";
        assert_eq!(fill(text, &figures).unwrap(), "2025年，新收申请12件。");
        assert_eq!(references(text), ["year", "r1.c7"]);
        assert_eq!(fill("没有", &figures).unwrap(), "没有");
        for (text, name) in [("{{r9}}件", "r9"), ("{{r1.c7 件", "r1.c7 件")] {
            assert_eq!(fill(text, &figures).unwrap_err().name, name);
        }
    }
}
