//! Reading what a visitor typed: which words, names, phrases and numbers are meant.
//! Never fails, and reads no more than the first 256 characters. Knows nothing of the engine.

use crate::analysis::fold::{GAP, Script, fold, runs, script, stretches};
use crate::analysis::indexing::{chopped, head};
use crate::analysis::numbers::{self, Shape};
use crate::analysis::stopwords::{is_stop_character, is_stop_word, is_telling_pair};
use crate::analysis::words;
use crate::query::ShortName;

/// Characters of a query that are read.
const LONGEST: usize = 256;
/// Folded characters dropped at the end of a query that was cut, since the cut may have split a word.
const RAGGED: usize = 8;
/// Most conditions of one query.
const MOST_CLAUSES: usize = 40;
/// Most pairs in the conditions of one query.
const MOST_PAIRS: usize = 64;
/// Most short names of one query that are widened.
const MOST_NAMES: usize = 3;
/// Most neighbouring pairs by which hits are put in order.
const MOST_NEIGHBOURS: usize = 16;

/// One condition that a document must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clause {
    /// A word of the dictionary, or a run of letters or figures.
    Word(String),
    /// A single Chinese character.
    Character(char),
    /// Characters that stand together: an unknown word, a name, a quoted phrase. `words` are the letters and
    /// figures in it.
    Sequence { pairs: Vec<String>, words: Vec<String> },
    /// A short name: what it means as typed, or the full name.
    Name { typed: Vec<Self>, full: Vec<Self> },
}

/// A query as read.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub blank: bool,
    pub clauses: Vec<Clause>,
    /// For each clause the piece, between blanks or other signs, in which it was typed.
    pub pieces: Vec<usize>,
    /// Keys of document and index numbers that may be meant.
    pub numbers: Vec<String>,
    /// What the whole query is, where it has the shape of a number.
    pub number: Option<Shape>,
    /// All neighbouring pairs: titles that have them stand before those that only have the words.
    pub pairs: Vec<String>,
    /// Neighbouring pairs across words: documents that have them have the words side by side.
    pub joints: Vec<String>,
    /// Folded pieces to be marked in titles and extracts.
    pub needles: Vec<String>,
    /// Letters and figures without gaps.
    pub plain: Vec<char>,
    /// What was typed, as far as it is read.
    pub text: String,
}

impl Asked {
    pub fn read(text: &str, names: &[ShortName]) -> Self {
        let text = text.trim();
        let kept = head(text, LONGEST);
        let mut reading = Reading::default();
        for (quoted, piece) in quotations(kept) {
            let folded = if quoted { fold(&closed_up(piece)) } else { fold(piece) };
            let folded = if kept.len() < text.len() { without_tail(&folded) } else { &folded };
            if quoted { reading.phrase(folded) } else { reading.with_names(folded, names) }
        }
        let mut asked = reading.finish();
        asked.blank = text.is_empty();
        asked.numbers = numbers::keys_asked(kept);
        asked.number = numbers::shape(kept);
        kept.clone_into(&mut asked.text);
        asked
    }

    /// The conditions for a text that stands together.
    pub fn phrase(text: &str) -> Vec<Clause> {
        let mut reading = Reading::default();
        reading.phrase(&fold(text));
        reading.finish().clauses
    }

    /// Whether there is something to look up.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.numbers.is_empty()
    }
}

/// Pieces of a query with whether they stood in quotation marks. A mark without its partner is a gap.
fn quotations(text: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, open, after)) = split_at_mark(rest, opens) {
        pieces.push((false, before));
        match split_at_mark(after, |c| closes(open, c)) {
            Some((inside, _, behind)) => {
                pieces.push((true, inside));
                rest = behind;
            }
            None => rest = after,
        }
    }
    pieces.push((false, rest));
    pieces
}

/// A quoted text without the blanks between Chinese characters, which part nothing; letters and figures are parted by theirs.
fn closed_up(quoted: &str) -> String {
    let han = |c: char| fold(c.encode_utf8(&mut [0; 4])).chars().all(|c| script(c) == Script::Han);
    let mut closed = String::with_capacity(quoted.len());
    for word in quoted.split_whitespace() {
        let joins = closed.chars().next_back().is_some_and(han) && word.chars().next().is_some_and(han);
        if !closed.is_empty() && !joins {
            closed.push(GAP);
        }
        closed.push_str(word);
    }
    closed
}

fn split_at_mark(text: &str, is_mark: impl Fn(char) -> bool) -> Option<(&str, char, &str)> {
    let (at, mark) = text.char_indices().find(|(_, c)| is_mark(*c))?;
    Some((text.get(..at)?, mark, text.get(at + mark.len_utf8()..)?))
}

fn opens(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '＂' | '「' | '『')
}

fn closes(open: char, c: char) -> bool {
    match open {
        '「' => c == '」',
        '『' => c == '』',
        _ => matches!(c, '"' | '“' | '”' | '＂'),
    }
}

fn without_tail(folded: &str) -> &str {
    let length = folded.chars().count();
    if length <= RAGGED * 2 { folded } else { head(folded, length - RAGGED) }
}

/// A query while it is being read.
#[derive(Default)]
struct Reading {
    asked: Asked,
    clauses: Vec<(usize, Clause)>,
    /// Pieces begun so far.
    piece: usize,
    /// Clauses of words that say nothing; used where there are no others.
    idle: Vec<Clause>,
    idle_needles: Vec<String>,
    /// Short names widened so far.
    names: usize,
}

impl Reading {
    /// Reads text in which short names stand for full ones, too. Quoted text is taken as it stands.
    fn with_names(&mut self, folded: &str, names: &[ShortName]) {
        for stretch in stretches(folded) {
            self.neighbours(stretch);
        }
        let mut rest = folded;
        while let Some((before, name, after)) = first_name(rest, names).filter(|_| self.names < MOST_NAMES) {
            self.plain(before);
            self.name(&name.short, &name.full);
            rest = after;
        }
        self.plain(rest);
    }

    fn name(&mut self, short: &str, full: &str) {
        let (mut typed, mut whole) = (Self::default(), Self::default());
        typed.plain(short);
        whole.phrase(full);
        if typed.clauses.is_empty() || whole.clauses.is_empty() {
            return self.plain(short);
        }
        self.names += 1;
        self.piece += 1;
        self.asked.needles.append(&mut typed.asked.needles);
        self.asked.needles.append(&mut whole.asked.needles);
        let clauses = |reading: Self| reading.clauses.into_iter().map(|(_, clause)| clause).collect();
        self.push(Clause::Name { typed: clauses(typed), full: clauses(whole) });
    }

    fn push(&mut self, clause: Clause) {
        self.clauses.push((self.piece, clause));
    }

    fn plain(&mut self, folded: &str) {
        for stretch in stretches(folded) {
            self.piece += 1;
            let mut loose: Vec<char> = Vec::new();
            let mut previous: Option<char> = None;
            for (script, run) in mixed_runs(stretch) {
                if script.is_none() {
                    self.sequence(&std::mem::take(&mut loose));
                    self.joint(&mut previous, run);
                    self.mixed(run);
                    continue;
                }
                for word in units(script, run) {
                    self.joint(&mut previous, &word);
                    match single_han(&word) {
                        Some(c) if !is_stop_character(c) => loose.push(c),
                        Some(c) => {
                            self.sequence(&std::mem::take(&mut loose));
                            self.idle.push(Clause::Character(c));
                            self.idle_needles.push(word);
                        }
                        None => {
                            self.sequence(&std::mem::take(&mut loose));
                            self.word(word);
                        }
                    }
                }
            }
            self.sequence(&loose);
        }
    }

    /// Letters and figures without a gap, as 5G or 86%: found where they stand like that, never by one of them alone.
    fn mixed(&mut self, run: &str) {
        let parts = runs(run);
        let ends = parts.windows(2).filter_map(|pair| match pair {
            [(_, left), (_, right)] => Some(String::from_iter([left.chars().next_back()?, right.chars().next()?])),
            _ => None,
        });
        let pairs = ends.collect();
        let words = parts.iter().flat_map(|(_, part)| chopped(part)).collect();
        self.asked.needles.push(run.to_owned());
        self.push(Clause::Sequence { pairs, words });
    }

    fn phrase(&mut self, folded: &str) {
        for stretch in stretches(folded) {
            self.piece += 1;
            self.neighbours(stretch);
            let chars: Vec<char> = stretch.chars().collect();
            if let [only] = chars.as_slice() {
                self.sequence(&[*only]);
                continue;
            }
            let mut words = Vec::new();
            for (_, run) in runs(stretch).into_iter().filter(|(script, _)| *script != Script::Han) {
                words.extend(chopped(run));
            }
            let pairs = telling_pairs(&chars);
            if pairs.is_empty() && words.is_empty() {
                self.idle.extend(chars.iter().map(|c| Clause::Character(*c)));
                self.idle_needles.push(stretch.to_owned());
                continue;
            }
            self.asked.needles.push(stretch.to_owned());
            self.push(Clause::Sequence { pairs, words });
        }
    }

    fn word(&mut self, word: String) {
        if is_stop_word(&word) {
            self.idle_needles.push(word.clone());
            self.idle.push(Clause::Word(word));
        } else {
            self.asked.needles.push(word.clone());
            self.push(Clause::Word(word));
        }
    }

    fn sequence(&mut self, chars: &[char]) {
        match chars {
            [] => {}
            [c] => {
                let word = c.to_string();
                self.asked.needles.push(word.clone());
                let han = single_han(&word).is_some();
                self.push(if han { Clause::Character(*c) } else { Clause::Word(word) });
            }
            _ => {
                self.asked.needles.push(chars.iter().collect());
                self.push(Clause::Sequence { pairs: telling_pairs(chars), words: Vec::new() });
            }
        }
    }

    fn joint(&mut self, previous: &mut Option<char>, word: &str) {
        if let (Some(left), Some(right)) = (*previous, word.chars().next())
            && is_telling_pair(left, right)
        {
            self.asked.joints.push(String::from_iter([left, right]));
        }
        *previous = word.chars().next_back();
    }

    fn neighbours(&mut self, stretch: &str) {
        let chars: Vec<char> = stretch.chars().collect();
        self.asked.pairs.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        self.asked.plain.extend(chars);
    }

    fn finish(self) -> Asked {
        let Self { mut asked, mut clauses, idle, idle_needles, .. } = self;
        if clauses.is_empty() {
            clauses = idle.into_iter().map(|clause| (0, clause)).collect();
            asked.needles = idle_needles;
        }
        for (piece, clause) in clauses {
            if asked.clauses.len() < MOST_CLAUSES && !asked.clauses.contains(&clause) {
                asked.clauses.push(clause);
                asked.pieces.push(piece);
            }
        }
        limit_pairs(&mut asked.clauses);
        dedup(&mut asked.needles);
        asked.joints.truncate(MOST_NEIGHBOURS);
        asked.pairs.truncate(MOST_NEIGHBOURS);
        asked
    }
}

/// The short name that begins first, the longest of those that begin there, with the text before and after it.
fn first_name<'a, 'n>(text: &'a str, names: &'n [ShortName]) -> Option<(&'a str, &'n ShortName, &'a str)> {
    let found = names.iter().filter_map(|name| {
        let at = text.find(name.short.as_str()).filter(|_| !name.short.is_empty())?;
        Some((at, name.short.len(), name))
    });
    let (at, length, name) = found.min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)))?;
    Some((text.get(..at)?, name, text.get(at + length..)?))
}

/// The runs of a stretch; letters and figures that stand together are one run, of no script.
fn mixed_runs(stretch: &str) -> Vec<(Option<Script>, &str)> {
    let mut found: Vec<(Option<Script>, &str)> = Vec::new();
    let mut from = 0;
    for (script, run) in runs(stretch) {
        let to = from + run.len();
        match found.last_mut() {
            Some((last, whole)) if script != Script::Han && *last != Some(Script::Han) => {
                *last = None;
                let begin = from - whole.len();
                *whole = stretch.get(begin..to).unwrap_or_default();
            }
            _ => found.push((Some(script), run)),
        }
        from = to;
    }
    found
}

/// Words of a run, as the index has them.
fn units(script: Option<Script>, run: &str) -> Vec<String> {
    match script {
        Some(Script::Han) => words::cut(run).iter().map(|word| word.text.to_owned()).collect(),
        _ => chopped(run),
    }
}

fn single_han(word: &str) -> Option<char> {
    let mut chars = word.chars();
    let first = chars.next()?;
    (chars.next().is_none() && crate::analysis::fold::script(first) == Script::Han).then_some(first)
}

/// The pairs that are indexed: those inside a run of letters or of figures are not.
fn telling_pairs(chars: &[char]) -> Vec<String> {
    let indexed = |pair: &&[char]| match pair {
        [left, right] => {
            (script(*left) == Script::Han || script(*left) != script(*right)) && is_telling_pair(*left, *right)
        }
        _ => false,
    };
    let pairs = chars.windows(2).filter(indexed);
    pairs.map(|pair| pair.iter().collect()).collect()
}

fn limit_pairs(clauses: &mut [Clause]) {
    let mut left = MOST_PAIRS;
    for clause in clauses {
        if let Clause::Sequence { pairs, words } = clause {
            dedup(pairs);
            pairs.truncate(left.max(1));
            words.truncate(MOST_CLAUSES);
            left = left.saturating_sub(pairs.len());
        }
    }
}

fn dedup<T: PartialEq>(list: &mut Vec<T>) {
    let mut kept: Vec<T> = Vec::with_capacity(list.len());
    for entry in list.drain(..) {
        if !kept.contains(&entry) {
            kept.push(entry);
        }
    }
    *list = kept;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Asked {
        Asked::read(text, &[])
    }

    fn word(text: &str) -> Clause {
        Clause::Word(text.into())
    }

    #[test]
    fn words_names_and_stop_words_are_told_apart() {
        let asked = read("关于王小玥的信息公开");
        assert!(asked.clauses.contains(&Clause::Sequence { pairs: vec!["王小".into(), "小玥".into()], words: vec![] }));
        assert!(!asked.clauses.contains(&word("关于")) && !asked.clauses.contains(&Clause::Character('的')));
        assert!(asked.needles.contains(&"王小玥".to_owned()));
    }

    #[test]
    fn stop_words_alone_are_looked_up() {
        assert_eq!(read("关于").clauses, [word("关于")]);
        assert_eq!(read("的").clauses, [Clause::Character('的')]);
    }

    #[test]
    fn quoted_text_is_one_sequence() {
        let asked = read("“公开2019年”预算");
        assert_eq!(asked.clauses.len(), 2);
        let Clause::Sequence { pairs, words } = &asked.clauses[0] else { panic!("{asked:?}") };
        assert_eq!(pairs, &["公开", "开2", "9年"]);
        assert_eq!(words, &["2019"]);
        assert_eq!(asked.clauses[1], word("预算"));
    }

    #[test]
    fn a_blank_does_not_break_a_quoted_phrase() {
        let whole = read("\"垃圾生活\"").clauses;
        assert_eq!(whole.len(), 1);
        for text in ["\"垃圾 生活\"", "“垃圾　生活”", "「 垃圾 生活 」", "\"垃圾 生 活\""] {
            assert_eq!(read(text).clauses, whole, "{text}");
        }
        let words = |text: &str| vec![Clause::Sequence { pairs: vec![], words: vec![text.into()] }];
        assert_eq!(read("\"public notice\"").clauses, [words("public"), words("notice")].concat());
        assert_eq!(read("“垃圾，生活”").clauses.len(), 2, "a sign parts the text, too");
    }

    #[test]
    fn an_unbalanced_quotation_mark_is_a_gap() {
        assert_eq!(read("\"预算").clauses, [word("预算")]);
        assert_eq!(read("预算“公告").clauses, [word("预算"), word("公告")]);
    }

    #[test]
    fn punctuation_alone_asks_for_nothing() {
        for text in ["？！…", "((((", "\"\"", "🙂", "*.*"] {
            let asked = read(text);
            assert!(asked.is_empty() && !asked.blank, "{text}");
        }
        assert!(read(" \u{3000}\n").blank);
    }

    fn names() -> Vec<ShortName> {
        [("教体局", "教育体育局"), ("市教体局", "教育体育局"), ("发改委", "发展和改革委员会")]
            .map(|(short, full)| ShortName::new(short, full))
            .to_vec()
    }

    #[test]
    fn a_short_name_means_the_full_one_too() {
        let asked = Asked::read("高安市教体局招生", &names());
        let [place, Clause::Name { typed, full }, subject] = &asked.clauses[..] else { panic!("{asked:?}") };
        assert_eq!((place, subject), (&word("高安"), &word("招生")));
        assert!(!typed.is_empty());
        let pairs = vec!["教育".into(), "育体".into(), "体育".into(), "育局".into()];
        assert_eq!(full, &[Clause::Sequence { pairs, words: vec![] }]);
        assert!(asked.needles.iter().any(|needle| needle == "教育体育局"));
        let quoted = Asked::read("“教体局”", &names());
        assert!(matches!(&quoted.clauses[..], [Clause::Sequence { .. }]), "quoted is as it stands: {quoted:?}");
    }

    #[test]
    fn letters_and_figures_that_stand_together_are_looked_up_together() {
        let together = |pairs: &[&str], words: &[&str]| {
            let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
            Clause::Sequence { pairs: owned(pairs), words: owned(words) }
        };
        assert_eq!(read("5G").clauses, [together(&["5g"], &["5", "g"])]);
        assert_eq!(read("G320国道").clauses, [together(&["g3"], &["g", "320"]), word("国道")]);
        assert_eq!(read("PM2.5").clauses, [together(&["m2"], &["pm", "2"]), word("5")]);
        assert_eq!(read("“4A景区”").clauses, [together(&["4a", "a景", "景区"], &["4", "a"])]);
        assert_eq!(read("2019").clauses, [word("2019")]);
    }

    #[test]
    fn what_was_typed_apart_is_told_apart() {
        assert_eq!(read("水库安全 除险").pieces, [1, 1, 2]);
        assert_eq!(Asked::read("高安市教体局招生", &names()).pieces, [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_within_bounds(text in any::<String>(), times in 1usize..40) {
            let asked = Asked::read(&text.repeat(times), &names());
            prop_assert!(asked.clauses.len() <= MOST_CLAUSES);
            let pairs = asked.clauses.iter().map(|clause| match clause {
                Clause::Sequence { pairs, .. } => pairs.len(),
                Clause::Name { .. } => 1,
                _ => 0,
            });
            prop_assert!(pairs.sum::<usize>() <= MOST_PAIRS + MOST_CLAUSES);
        }
    }
}
