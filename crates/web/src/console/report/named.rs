//! References in the text of a report as a person reads them: 〔主动公开信息总数：4578〕 for `{{items}}`. What is kept are
//! the references; the figure is shown beside the name and never read back. Not here: which figures there are.

use std::collections::BTreeMap;

use domain::report::reference::{Figures, Piece, pieces};

/// Names in words by the names of references, and back.
#[derive(Debug, Default)]
pub struct Names {
    words: BTreeMap<String, String>,
    references: BTreeMap<String, String>,
}

impl Names {
    /// Of two figures with the same words, only the first is known by them.
    pub fn of(pairs: impl Iterator<Item = (String, String)>) -> Self {
        let mut names = Self::default();
        for (reference, words) in pairs {
            if !names.references.contains_key(&words) {
                names.references.insert(words.clone(), reference.clone());
                names.words.insert(reference, words);
            }
        }
        names
    }
}

/// A reference as it stands in the text.
pub fn written(words: &str, figure: &str) -> String {
    format!("〔{words}：{figure}〕")
}

/// The text with names for references; one that has no name stays as it is.
pub fn shown(text: &str, names: &Names, figures: &Figures) -> String {
    let name = |reference: &str| {
        let (words, figure) = names.words.get(reference).zip(figures.get(reference))?;
        Some(written(words, figure))
    };
    let piece = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Reference(reference) => name(reference.trim()).unwrap_or_else(|| format!("{{{{{reference}}}}}")),
        Piece::Unclosed(rest) => format!("{{{{{rest}"),
    };
    pieces(text).into_iter().map(piece).collect()
}

/// The text with references for names. A name that nobody knows becomes a reference too, so that it is refused and not
/// printed; 〔2021〕 has no figure and is none.
pub fn read(text: &str, names: &Names) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('〔') {
        let Some((inside, behind)) = after.split_once('〕') else { break };
        out.push_str(before);
        match inside.rsplit_once(['：', ':']) {
            Some((words, _)) => {
                let words = words.trim();
                let reference = names.references.get(words).map_or(words, String::as_str);
                out.push_str(&format!("{{{{{reference}}}}}"));
            }
            None => out.push_str(&format!("〔{inside}〕")),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_they_are_shown() {
        let figures = Figures::from([
            ("items".into(), "4578".into()),
            ("last.r1.c7".into(), "3".into()),
            ("x".into(), "1".into()),
        ]);
        let pairs = [("items", "主动公开信息总数"), ("last.r1.c7", "上一年：新收的总计"), ("x", "主动公开信息总数")];
        let names = Names::of(pairs.into_iter().map(|(reference, words)| (reference.to_owned(), words.to_owned())));
        let kept = "国办公开办函〔2021〕30号：公开{{items}}条，去年{{last.r1.c7}}件，{{x}}，{{没有";
        let read_as = shown(kept, &names, &figures);
        assert_eq!(
            read_as,
            "国办公开办函〔2021〕30号：公开〔主动公开信息总数：4578〕条，去年〔上一年：新收的总计：3〕件，{{x}}，{{没有"
        );
        assert_eq!(read(&read_as, &names), kept);
        assert_eq!(read("〔主动公开信息总数：９９〕条〔无此数：1〕", &names), "{{items}}条{{无此数}}");
    }
}
