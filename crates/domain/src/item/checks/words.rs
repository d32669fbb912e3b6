//! Word lists: error-prone and sensitive words and wrong titles, found as written and in disguise.
//! Not here: the default list (`default_words`), near-miss titles of laws (`law_titles`).

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

use super::confusable::{is_strewn, simplified};
use super::finding::{CheckFinding, FindingCode, Level, Place};
use super::text::{ScannedText, is_invisible};
use crate::text::half_width;

/// A disguised word is at most this many times as long as the word itself.
const MAX_STRETCH: usize = 4;

crate::code_enum! {
    /// What a rule is about.
    pub enum WordKind {
        /// A misspelling or a wrong word.
        ErrorProne = "error_prone", "易错词";
        /// A word that must not appear, or needs care; searched in disguise as well.
        Sensitive = "sensitive", "敏感词";
        /// A wrong or outdated title of a law.
        LawTitle = "law_title", "法律法规名称";
    }
}

/// One rule of the office's lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordRule {
    /// Stable id, unique in the lists.
    pub id: String,
    /// What is looked for.
    pub wrong: String,
    /// What should stand there; `None` where no replacement fits every sentence.
    pub right: Option<String>,
    /// Whether it stops the submission.
    pub level: Level,
    /// What the rule is about.
    pub kind: WordKind,
    /// Longer strings that contain the word rightly: `按装机` for `按装`. The right form counts as one of itself.
    #[serde(default)]
    pub except: Vec<String>,
    /// A remark shown with the finding; may be empty.
    #[serde(default)]
    pub note: String,
}

/// Why lists cannot be searched for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordListError {
    /// A rule looks for nothing.
    #[error("rule {id} has no word")]
    EmptyWord { id: String },
    /// The lists are too large for the search.
    #[error("the word lists are too large")]
    TooLarge,
}

impl WordListError {
    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EmptyWord { .. } => "word_list_empty_word",
            Self::TooLarge => "word_list_too_large",
        }
    }
}

/// What is taken out of a text before words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Folding {
    /// Characters that nobody sees.
    Invisible,
    /// Those, and separators strewn between characters.
    Strewn,
}

/// The lists, ready to search in one pass for each folding.
#[derive(Debug, Clone)]
pub(super) struct WordMatcher {
    plain: Searcher,
    disguised: Searcher,
}

impl WordMatcher {
    pub(super) fn new(rules: &[WordRule]) -> Result<Self, WordListError> {
        let (sensitive, others): (Vec<_>, Vec<_>) =
            rules.iter().cloned().partition(|rule| rule.kind == WordKind::Sensitive);
        Ok(Self {
            plain: Searcher::new(others, Folding::Invisible)?,
            disguised: Searcher::new(sensitive, Folding::Strewn)?,
        })
    }

    pub(super) fn check(&self, place: Place, text: &ScannedText) -> Vec<CheckFinding> {
        let mut found = self.plain.search(place, text);
        found.extend(self.disguised.search(place, text));
        found
    }
}

#[derive(Debug, Clone)]
struct Searcher {
    folding: Folding,
    rules: Vec<WordRule>,
    /// For each pattern the index of its rule; none for an exception, which wins by being longer or earlier.
    owners: Vec<Option<usize>>,
    automaton: AhoCorasick,
}

impl Searcher {
    fn new(rules: Vec<WordRule>, folding: Folding) -> Result<Self, WordListError> {
        let mut patterns = Vec::new();
        let mut owners = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            let word = fold_word(&rule.wrong, folding);
            if word.is_empty() {
                return Err(WordListError::EmptyWord { id: rule.id.clone() });
            }
            for exception in exceptions(rule, folding) {
                patterns.push(exception);
                owners.push(None);
            }
            patterns.push(word);
            owners.push(Some(index));
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .map_err(|_| WordListError::TooLarge)?;
        Ok(Self { folding, rules, owners, automaton })
    }

    fn search(&self, place: Place, text: &ScannedText) -> Vec<CheckFinding> {
        let folded = FoldedText::new(text, self.folding);
        self.automaton
            .find_iter(&folded.text)
            .filter_map(|hit| {
                let rule = self.rules.get((*self.owners.get(hit.pattern().as_usize())?)?)?;
                let range = folded.range(hit.start(), hit.end())?;
                let stretched = range.1 - range.0 > MAX_STRETCH * rule.wrong.chars().count();
                (!stretched && is_whole_word(text, range, &rule.wrong)).then(|| finding(place, text, range, rule))
            })
            .collect()
    }
}

/// Longer strings in which the word is right, in folded form.
fn exceptions(rule: &WordRule, folding: Folding) -> Vec<String> {
    let word = fold_word(&rule.wrong, folding);
    rule.except
        .iter()
        .chain(&rule.right)
        .map(|exception| fold_word(exception, folding))
        .filter(|exception| exception.len() > word.len() && exception.contains(&word))
        .collect()
}

fn finding(place: Place, text: &ScannedText, range: (usize, usize), rule: &WordRule) -> CheckFinding {
    let found = text.slice(range);
    let code = match rule.kind {
        WordKind::ErrorProne => FindingCode::ErrorProneWord,
        WordKind::LawTitle => FindingCode::LawTitle,
        WordKind::Sensitive if found == rule.wrong => FindingCode::SensitiveWord,
        WordKind::Sensitive => FindingCode::DisguisedWord,
    };
    let mut finding = CheckFinding::at(code, place, range, found).with_level(rule.level);
    finding.proposal.clone_from(&rule.right);
    finding.rule = Some(rule.id.clone());
    finding.note = Some(rule.note.clone()).filter(|note| !note.is_empty());
    finding
}

/// A word of Latin letters or digits counts only where no letter or digit continues it.
fn is_whole_word(text: &ScannedText, range: (usize, usize), wrong: &str) -> bool {
    let is_latin = |c: Option<char>| c.map(half_width).is_some_and(|c| c.is_ascii_alphanumeric());
    let continued_before = is_latin(wrong.chars().next()) && is_latin(text.before(range.0));
    let continued_after = is_latin(wrong.chars().next_back()) && is_latin(text.at(range.1));
    !continued_before && !continued_after
}

fn fold_word(word: &str, folding: Folding) -> String {
    FoldedText::new(&ScannedText::new(word), folding).text
}

/// A text without what the folding takes out, in half width, lower case and simplified characters,
/// and for each remaining character its place in the original.
struct FoldedText {
    text: String,
    /// Byte offset in `text`, and position in the original, of each character.
    places: Vec<(usize, usize)>,
}

impl FoldedText {
    fn new(original: &ScannedText, folding: Folding) -> Self {
        let mut folded = Self { text: String::new(), places: Vec::new() };
        for (index, &c) in original.chars().iter().enumerate() {
            let c = half_width(c);
            if is_invisible(c) || (folding == Folding::Strewn && is_strewn(c)) {
                continue;
            }
            folded.places.push((folded.text.len(), index));
            folded.text.push(simplified(c.to_ascii_lowercase()));
        }
        folded
    }

    /// The range in the original of a range of bytes in the folded text.
    fn range(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = self.places.partition_point(|(byte, _)| *byte < start);
        let after = self.places.partition_point(|(byte, _)| *byte < end);
        let (_, from) = self.places.get(first)?;
        let (_, last) = self.places.get(after.checked_sub(1)?)?;
        Some((*from, last + 1))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn rule(wrong: &str, right: Option<&str>, kind: WordKind, except: &[&str]) -> WordRule {
        WordRule {
            id: wrong.to_owned(),
            wrong: wrong.to_owned(),
            right: right.map(str::to_owned),
            level: Level::Error,
            kind,
            except: except.iter().map(|e| (*e).to_owned()).collect(),
            note: String::new(),
        }
    }

    fn hits(rules: &[WordRule], text: &str) -> Vec<(FindingCode, String)> {
        WordMatcher::new(rules)
            .unwrap()
            .check(Place::Body, &ScannedText::new(text))
            .into_iter()
            .map(|finding| (finding.code, finding.found))
            .collect()
    }

    #[test]
    fn exceptions_are_passed_over() {
        let rules = [
            rule("按装", Some("安装"), WordKind::ErrorProne, &["按装机"]),
            rule("布署", Some("部署"), WordKind::ErrorProne, &["发布署"]),
        ];
        let text = "按装机容量计费，按装设备；发布署名文章，布署工作";
        let found: Vec<_> = hits(&rules, text).into_iter().map(|(_, found)| found).collect();
        assert_eq!(found, ["按装", "布署"]);
    }

    #[test]
    fn a_right_form_that_contains_the_wrong_one_is_no_error() {
        let rules = [rule("台湾", Some("中国台湾"), WordKind::Sensitive, &[])];
        assert_eq!(hits(&rules, "中国台湾地区"), []);
        assert_eq!(hits(&rules, "来自台湾").len(), 1);
    }

    #[test]
    fn sensitive_words_are_found_in_disguise() {
        let rules = [rule("赌博网站", None, WordKind::Sensitive, &[])];
        for text in [
            "赌博网站",
            "赌 博 网 站",
            "赌*博*网*站",
            "赌.博.网.站",
            "赌\u{200b}博\u{200b}网站",
            "賭博網站",
            "賭-博-網-站",
        ] {
            let found = hits(&rules, &format!("甲{text}乙"));
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].1, text);
            let exact = text == "赌博网站";
            assert_eq!(found[0].0 == FindingCode::SensitiveWord, exact, "{text}");
        }
        assert_eq!(hits(&rules, "禁止赌博。网站公告"), []);
        assert_eq!(hits(&rules, "赌          博          网站"), []);
    }

    #[test]
    fn error_prone_words_are_not_joined_over_spaces() {
        let rules = [rule("做为", Some("作为"), WordKind::ErrorProne, &[])];
        assert_eq!(hits(&rules, "当做 为了"), []);
        assert_eq!(hits(&rules, "做\u{200b}为").len(), 1);
    }

    #[test]
    fn latin_words_match_whole_and_in_any_width_and_case() {
        let rules = [rule("vpn", None, WordKind::Sensitive, &[])];
        assert_eq!(hits(&rules, "用ＶＰＮ上网").len(), 1);
        assert_eq!(hits(&rules, "xvpny"), []);
    }

    #[test]
    fn a_rule_without_a_word_is_refused() {
        let rules = [rule(" * ", None, WordKind::Sensitive, &[])];
        let refusal = WordMatcher::new(&rules).map(|_| ()).unwrap_err();
        assert_eq!(refusal, WordListError::EmptyWord { id: " * ".to_owned() });
    }
}
