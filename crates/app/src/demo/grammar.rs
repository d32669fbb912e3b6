//! A small grammar of alternatives with slots, read from the text files beside this module, and the scene that
//! expands it for one item. Not a language model: every sentence stands in the files.
//!
//! A file holds rules: `@name`, then one alternative a line (or several, divided by `|`). Slots:
//! `{name}` the same choice throughout the item · `{name~}` a fresh choice, not yet used in the item ·
//! `{.name}` a rule of the same theme · `{=name}` a value given by the caller · `{#3-15}` a number ·
//! `{#k:3-15}` a number kept as `{=k}` · `{#12-98/10}` a number with one decimal place.
//! `[3-5,12]` before an alternative: only in these months (`[11-2]` runs over the new year).

use super::dice::Dice;
use std::collections::HashMap;

/// Why a text file of the demo can't be read. Shown to programmers only.
#[derive(Debug, thiserror::Error)]
pub enum GrammarError {
    #[error("demo text: rule {rule} names unknown rule {slot}")]
    UnknownRule { rule: String, slot: String },
    #[error("demo text: bad slot {slot} in rule {rule}")]
    BadSlot { rule: String, slot: String },
    #[error("demo text: a line stands before any rule: {0}")]
    Stray(String),
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Kept(usize),
    Fresh(usize),
    Given(String),
    Number { key: Option<String>, low: i64, high: i64, tenths: bool },
}

/// A theme of news: rules of its own and who tells it, when, under which subject.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    pub name: String,
    headers: HashMap<String, Vec<String>>,
}

impl Theme {
    /// The words of one header line, empty if the theme has none of it.
    pub fn words(&self, header: &str) -> &[String] {
        self.headers.get(header).map_or(&[], Vec::as_slice)
    }
}

#[derive(Clone, Debug)]
struct Alternative {
    /// One bit a month, January lowest.
    months: u16,
    pieces: Vec<Piece>,
}

const ALL_MONTHS: u16 = 0x0fff;

/// All rules, with names resolved when read: expanding can't fail.
#[derive(Clone, Debug, Default)]
pub struct Grammar {
    rules: Vec<Vec<Alternative>>,
    by_name: HashMap<String, usize>,
    pub themes: Vec<Theme>,
}

#[derive(Default)]
struct Reading {
    rules: Vec<(String, Vec<String>)>,
    themes: Vec<Theme>,
}

impl Grammar {
    /// Reads the files; `lists` are rules made by code (towns, villages).
    pub fn read(files: &[&str], lists: Vec<(String, Vec<String>)>) -> Result<Self, GrammarError> {
        let mut reading = Reading { rules: lists, themes: Vec::new() };
        for file in files {
            read_file(file, &mut reading)?;
        }
        let by_name: HashMap<String, usize> =
            reading.rules.iter().enumerate().map(|(at, rule)| (rule.0.clone(), at)).collect();
        let mut rules = Vec::with_capacity(reading.rules.len());
        for (name, lines) in &reading.rules {
            let alternatives: Result<Vec<_>, _> = lines.iter().map(|line| compile(name, line, &by_name)).collect();
            rules.push(alternatives?);
        }
        Ok(Self { rules, by_name, themes: reading.themes })
    }

    /// Rules that have nothing to say in some month.
    #[cfg(test)]
    pub fn silent_rules(&self) -> Vec<&str> {
        let spoken =
            |at: usize| self.rules.get(at).map_or(0, |rule| rule.iter().fold(0, |months, one| months | one.months));
        self.by_name.iter().filter(|(_, at)| spoken(**at) != ALL_MONTHS).map(|(name, _)| name.as_str()).collect()
    }
}

fn read_file(file: &str, reading: &mut Reading) -> Result<(), GrammarError> {
    let mut theme: Option<String> = None;
    let mut in_rule = false;
    for line in file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        if let Some(name) = line.strip_prefix("@@") {
            theme = Some(name.trim().to_owned());
            reading.themes.push(Theme { name: name.trim().to_owned(), headers: HashMap::new() });
            in_rule = false;
        } else if let Some(name) = line.strip_prefix('@') {
            let name =
                theme.as_ref().map_or_else(|| name.trim().to_owned(), |theme| format!("{theme}.{}", name.trim()));
            reading.rules.push((name, Vec::new()));
            in_rule = true;
        } else if in_rule {
            if let Some((_, lines)) = reading.rules.last_mut() {
                lines.extend(line.split('|').map(|part| part.trim().to_owned()));
            }
        } else if let (Some((key, words)), Some(last)) = (line.split_once(':'), reading.themes.last_mut()) {
            let words = words.split_whitespace().map(str::to_owned).collect();
            last.headers.insert(key.trim().to_owned(), words);
        } else {
            return Err(GrammarError::Stray(line.to_owned()));
        }
    }
    Ok(())
}

fn compile(rule: &str, line: &str, by_name: &HashMap<String, usize>) -> Result<Alternative, GrammarError> {
    let (months, line) = match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((months, rest)) => (month_mask(months), rest),
        None => (Some(ALL_MONTHS), line),
    };
    let months = months.ok_or_else(|| GrammarError::BadSlot { rule: rule.to_owned(), slot: line.to_owned() })?;
    Ok(Alternative { months, pieces: compile_pieces(rule, line, by_name)? })
}

fn month_mask(text: &str) -> Option<u16> {
    let mut mask = 0;
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to): (u16, u16) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        if !(1..=12).contains(&from) || !(1..=12).contains(&to) {
            return None;
        }
        let span = (to + 12 - from) % 12;
        for step in 0..=span {
            mask |= 1 << ((from - 1 + step) % 12);
        }
    }
    Some(mask)
}

fn compile_pieces(rule: &str, line: &str, by_name: &HashMap<String, usize>) -> Result<Vec<Piece>, GrammarError> {
    let mut pieces = Vec::new();
    for (at, part) in line.split('{').enumerate() {
        if at == 0 {
            pieces.push(Piece::Text(part.to_owned()));
            continue;
        }
        let bad = || GrammarError::BadSlot { rule: rule.to_owned(), slot: part.to_owned() };
        let (slot, rest) = part.split_once('}').ok_or_else(bad)?;
        pieces.push(compile_slot(rule, slot, by_name)?);
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
    }
    Ok(pieces)
}

fn compile_slot(rule: &str, slot: &str, by_name: &HashMap<String, usize>) -> Result<Piece, GrammarError> {
    if let Some(name) = slot.strip_prefix('=') {
        return Ok(Piece::Given(name.to_owned()));
    }
    if let Some(number) = slot.strip_prefix('#') {
        return compile_number(number)
            .ok_or_else(|| GrammarError::BadSlot { rule: rule.to_owned(), slot: slot.to_owned() });
    }
    let (name, fresh) = slot.strip_suffix('~').map_or((slot, false), |name| (name, true));
    let full = match (name.strip_prefix('.'), rule.split_once('.')) {
        (Some(local), Some((theme, _))) => format!("{theme}.{local}"),
        _ => name.to_owned(),
    };
    let found =
        by_name.get(&full).ok_or_else(|| GrammarError::UnknownRule { rule: rule.to_owned(), slot: full.clone() })?;
    Ok(if fresh { Piece::Fresh(*found) } else { Piece::Kept(*found) })
}

fn compile_number(text: &str) -> Option<Piece> {
    let (key, range) = text.split_once(':').map_or((None, text), |(key, range)| (Some(key.to_owned()), range));
    let (range, tenths) = range.strip_suffix("/10").map_or((range, false), |range| (range, true));
    let (low, high) = range.split_once('-')?;
    Some(Piece::Number { key, low: low.parse().ok()?, high: high.parse().ok()?, tenths })
}

/// The telling of one item: what was chosen stays chosen, what was used is not used again.
#[derive(Debug)]
pub struct Scene<'g> {
    grammar: &'g Grammar,
    pub dice: Dice,
    months: u16,
    given: HashMap<String, String>,
    kept: HashMap<usize, String>,
    used: HashMap<usize, Vec<usize>>,
}

impl<'g> Scene<'g> {
    pub fn new(grammar: &'g Grammar, dice: Dice) -> Self {
        Self { grammar, dice, months: ALL_MONTHS, given: HashMap::new(), kept: HashMap::new(), used: HashMap::new() }
    }

    /// Tells in which month (1 to 12) the item plays.
    pub fn set_month(&mut self, month: u32) {
        self.months = 1 << (month.clamp(1, 12) - 1);
    }

    /// Gives a value for `{=name}`.
    pub fn give(&mut self, name: &str, value: impl Into<String>) {
        self.given.insert(name.to_owned(), value.into());
    }

    /// Fixes the choice of a rule for this item.
    pub fn keep(&mut self, rule: &str, value: impl Into<String>) {
        if let Some(at) = self.grammar.by_name.get(rule) {
            self.kept.insert(*at, value.into());
        }
    }

    /// True if the grammar has the rule.
    pub fn knows(&self, rule: &str) -> bool {
        self.grammar.by_name.contains_key(rule)
    }

    /// Expands the alternative at this place, whatever the month.
    pub fn say_one(&mut self, rule: &str, place: usize) -> String {
        let grammar = self.grammar;
        let found = grammar.by_name.get(rule).and_then(|at| grammar.rules.get(*at)).and_then(|rule| rule.get(place));
        found.map_or_else(|| format!("{{{rule}}}"), |one| self.expand(&one.pieces))
    }

    /// Expands one unused alternative of the rule; a rule that is not there shows as its name in braces,
    /// which a test looks for.
    pub fn say(&mut self, rule: &str) -> String {
        match self.grammar.by_name.get(rule) {
            Some(at) => self.fresh(*at),
            None => format!("{{{rule}}}"),
        }
    }

    /// Every alternative of the rule in the order of the file.
    pub fn in_order(&mut self, rule: &str) -> Vec<String> {
        let count = self.grammar.by_name.get(rule).and_then(|at| self.grammar.rules.get(*at)).map_or(0, Vec::len);
        (0..count).map(|place| self.say_one(rule, place)).collect()
    }

    /// Some alternatives of the rule, in the order of the file.
    pub fn some_in_order(&mut self, rule: &str, count: usize) -> Vec<String> {
        let Some(at) = self.grammar.by_name.get(rule).copied() else {
            return vec![format!("{{{rule}}}")];
        };
        let mut places = self.unused(at);
        while places.len() > count {
            let dropped = self.dice.below(places.len());
            places.remove(dropped);
        }
        places.into_iter().map(|place| self.say_one(rule, place)).collect()
    }

    /// Up to `count` different alternatives of the rule, none used before in this item.
    pub fn several(&mut self, rule: &str, count: usize) -> Vec<String> {
        let Some(at) = self.grammar.by_name.get(rule).copied() else {
            return vec![format!("{{{rule}}}")];
        };
        let left = self.unused(at).len();
        (0..count.min(left)).map(|_| self.fresh(at)).collect()
    }

    fn unused(&self, at: usize) -> Vec<usize> {
        let alternatives = self.grammar.rules.get(at).map_or(&[][..], Vec::as_slice);
        let used = self.used.get(&at).map_or(&[][..], Vec::as_slice);
        let fits = |(number, one): &(usize, &Alternative)| one.months & self.months != 0 && !used.contains(number);
        alternatives.iter().enumerate().filter(fits).map(|(number, _)| number).collect()
    }

    fn fresh(&mut self, at: usize) -> String {
        let mut open = self.unused(at);
        if open.is_empty() {
            self.used.remove(&at);
            open = self.unused(at);
        }
        let Some(choice) = self.dice.pick(&open).copied() else {
            return String::new();
        };
        self.used.entry(at).or_default().push(choice);
        let grammar = self.grammar;
        let found = grammar.rules.get(at).and_then(|rule| rule.get(choice));
        found.map_or_else(String::new, |one| self.expand(&one.pieces))
    }

    fn expand(&mut self, pieces: &[Piece]) -> String {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Given(name) => match self.given.get(name) {
                    Some(value) => text.push_str(value),
                    None => text.push_str(&format!("{{={name}}}")),
                },
                Piece::Fresh(at) => text.push_str(&self.fresh(*at)),
                Piece::Kept(at) => text.push_str(&self.kept(*at)),
                Piece::Number { key, low, high, tenths } => {
                    text.push_str(&self.number(key.as_deref(), *low, *high, *tenths))
                }
            }
        }
        text
    }

    fn kept(&mut self, at: usize) -> String {
        if let Some(value) = self.kept.get(&at) {
            return value.clone();
        }
        let value = self.fresh(at);
        self.kept.insert(at, value.clone());
        value
    }

    fn number(&mut self, key: Option<&str>, low: i64, high: i64, tenths: bool) -> String {
        if let Some(value) = key.and_then(|key| self.given.get(key)) {
            return value.clone();
        }
        let rolled = self.dice.between(low, high);
        let value = if tenths { format!("{}.{}", rolled / 10, rolled % 10) } else { rolled.to_string() };
        if let Some(key) = key {
            self.given.insert(key.to_owned(), value.clone());
        }
        value
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const FILE: &str = "# words\n@fruit\n梨|桃|李\n@line\n{fruit}和{fruit}，又有{fruit~}，共{#n:2-9}筐，即{=n}筐\n@@farm\nwho: towns\n@title\n{=a}{.crop}\n@crop\n水稻\n";

    #[test]
    fn kept_slots_agree_and_fresh_ones_differ() {
        let grammar = Grammar::read(&[FILE], Vec::new()).unwrap();
        let mut scene = Scene::new(&grammar, Dice::of(&[3]));
        let line = scene.say("line");
        let (first, rest) = line.split_once('和').unwrap();
        let (second, rest) = rest.split_once("，又有").unwrap();
        let (third, rest) = rest.split_once("，共").unwrap();
        assert_eq!(first, second);
        assert_ne!(first, third);
        let numbers: Vec<&str> = rest.split(['筐', '，', '即']).filter(|part| !part.is_empty()).collect();
        assert!(numbers.windows(2).all(|pair| pair.first() == pair.last()), "{rest}");
    }

    #[test]
    fn a_theme_has_its_own_rules_and_headers() {
        let grammar = Grammar::read(&[FILE], Vec::new()).unwrap();
        let mut scene = Scene::new(&grammar, Dice::of(&[3]));
        scene.give("a", "石脑镇");
        assert_eq!(scene.say("farm.title"), "石脑镇水稻");
        assert_eq!(grammar.themes.first().unwrap().words("who"), ["towns"]);
    }

    #[test]
    fn an_alternative_keeps_to_its_months() {
        let grammar = Grammar::read(&["@day\n[11-2]冬|[3,5-10]夏|[4]春"], Vec::new()).unwrap();
        for (month, word) in [(1, "冬"), (2, "冬"), (3, "夏"), (4, "春"), (10, "夏"), (12, "冬")] {
            let mut scene = Scene::new(&grammar, Dice::of(&[1]));
            scene.set_month(month);
            assert_eq!(scene.say("day"), word);
        }
        assert!(grammar.silent_rules().is_empty());
    }

    #[test]
    fn an_unknown_slot_is_an_error_and_not_a_surprise_later() {
        assert!(matches!(Grammar::read(&["@a\n{b}"], Vec::new()), Err(GrammarError::UnknownRule { .. })));
        assert!(matches!(Grammar::read(&["@a\n{#x}"], Vec::new()), Err(GrammarError::BadSlot { .. })));
    }
}
