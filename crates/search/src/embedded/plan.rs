//! From a query as read to queries of the engine, from strict to loose. Only terms and their combinations:
//! no patterns, no fuzzy automata, nothing whose cost a visitor could drive up.

use std::borrow::Cow;

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query as EngineQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::Snapshot;
use super::any_of::AnyOf;
use super::schema::Fields;
use crate::analysis::fold::{Script, script};
use crate::analysis::indexing::whole_in_title;
use crate::analysis::stopwords::is_telling_pair;
use crate::asked::{Asked, Clause};
use crate::query::{Matching, Query};

pub(super) type Part = Box<dyn EngineQuery>;

/// Weights of the places where a word can stand: title over body over attachments.
const TITLE: f32 = 6.0;
const BODY: f32 = 1.0;
const ATTACHMENTS: f32 = 0.4;
/// Weight of a character or pair known only to stand somewhere in body or attachments.
const GRAMS: f32 = 0.5;
/// Weight of a full name that was not typed: its many pairs must not outweigh the short one that was.
const FULL_NAME: f32 = 0.3;
/// Pairs by which titles of like spelling are sought.
const SPELLING_PAIRS: usize = 4;
/// Score of an exact number: above all that words can reach.
const NUMBER: f32 = 10_000.0;

/// How strictly the words of a query are taken.
pub(super) enum Stage {
    /// Every word, as a word.
    Words,
    /// Every word, if only its characters stand together.
    Characters,
    /// These of the words.
    Part(Vec<Clause>),
    /// What a number leads to.
    Number(Part),
}

impl Stage {
    pub const fn matching(&self) -> Matching {
        match self {
            Self::Words | Self::Characters | Self::Number(_) => Matching::All,
            Self::Part(_) => Matching::Part,
        }
    }

    /// The conditions that each document found meets.
    pub fn clauses<'a>(&'a self, asked: &'a Asked) -> &'a [Clause] {
        match self {
            Self::Words | Self::Characters => &asked.clauses,
            Self::Part(clauses) => clauses,
            Self::Number(_) => &[],
        }
    }
}

/// Whether a clause can be met by characters where it is not met as a word.
pub(super) fn has_characters(clause: &Clause) -> bool {
    matches!(clause, Clause::Word(word) if pairs(word).is_some())
}

/// Documents that a clause can match at most, roughly; 0 only where it matches none.
pub(super) fn frequency(at: &Snapshot<'_>, clause: &Clause) -> tantivy::Result<u64> {
    match clause {
        Clause::Character(c) => anywhere(at, &c.to_string()),
        Clause::Word(word) => match (anywhere(at, word)?, pairs(word)) {
            (0, Some(pairs)) => rarest(at, &pairs),
            (documents, _) => Ok(documents),
        },
        Clause::Sequence { pairs, words } => {
            let pieces: Vec<String> = pairs.iter().chain(words).cloned().collect();
            rarest(at, &pieces)
        }
        Clause::Name { typed, full } => {
            let mut documents = 0_u64;
            for way in [typed, full] {
                let mut least = u64::MAX;
                for clause in way {
                    least = least.min(frequency(at, clause)?);
                }
                documents = documents.saturating_add(least);
            }
            Ok(documents)
        }
    }
}

fn rarest(at: &Snapshot<'_>, pieces: &[String]) -> tantivy::Result<u64> {
    let mut least = u64::MAX;
    for piece in pieces {
        least = least.min(anywhere(at, piece)?);
    }
    Ok(least)
}

/// In how many documents a word, a character or a pair stands; one counts for each place where it has it.
pub(super) fn anywhere(at: &Snapshot<'_>, text: &str) -> tantivy::Result<u64> {
    let mut documents = 0;
    let fields = at.fields;
    for field in [fields.title, fields.body, fields.attachments, fields.grams] {
        documents += at.searcher.doc_freq(&Term::from_field_text(field, text))?;
    }
    Ok(documents)
}

/// The engine's query for one stage; none where nothing is asked for.
pub(super) fn query(at: &Snapshot<'_>, query: &Query, asked: &Asked, stage: &Stage) -> Option<Part> {
    let fields = at.fields;
    let loose = |clauses: &[Clause]| all(clauses.iter().filter_map(|clause| by_characters(fields, clause)).collect());
    let text = match stage {
        Stage::Words if asked.blank => Box::new(AllQuery) as Part,
        Stage::Words => {
            let words = together(fields, &asked.clauses);
            let number = having_number(fields, &asked.numbers);
            any(words.into_iter().chain(number).collect())?
        }
        Stage::Characters => loose(&asked.clauses)?,
        Stage::Part(clauses) => loose(clauses)?,
        Stage::Number(found) => found.box_clone(),
    };
    Some(under_filters(at, query, text))
}

/// Documents that meet all these conditions, each word as a word.
pub(super) fn together(fields: &Fields, clauses: &[Clause]) -> Option<Part> {
    all(clauses.iter().filter_map(|clause| strict(fields, clause)).collect())
}

/// A query under the filters alone.
pub(super) fn under_filters(at: &Snapshot<'_>, query: &Query, text: Part) -> Part {
    let mut parts = filters(at, query);
    if parts.is_empty() {
        return alone(text);
    }
    parts.push((Occur::Must, text));
    Box::new(BooleanQuery::new(parts))
}

/// Titles that share telling pairs with what was asked, for proposals of spelling.
pub(super) fn like_title(at: &Snapshot<'_>, pairs: &[String]) -> tantivy::Result<Option<Part>> {
    let mut counted = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let documents = at.searcher.doc_freq(&Term::from_field_text(at.fields.title, pair))?;
        counted.extend((documents > 0).then_some((documents, pair)));
    }
    counted.sort_unstable();
    counted.dedup();
    Ok(any(counted.into_iter().take(SPELLING_PAIRS).map(|(_, pair)| term(at.fields.title, pair)).collect()))
}

/// Titles that have all these pairs.
pub(super) fn in_title(fields: &Fields, grams: &[String]) -> Option<Part> {
    all(grams.iter().map(|gram| term(fields.title, gram)).collect())
}

fn strict(fields: &Fields, clause: &Clause) -> Option<Part> {
    match clause {
        Clause::Word(word) => any(vec![
            boosted(fields.title, &in_titles(word), TITLE),
            boosted(fields.body, word, BODY),
            boosted(fields.attachments, word, ATTACHMENTS),
        ]),
        Clause::Character(c) => {
            let c = c.to_string();
            any(vec![boosted(fields.title, &c, TITLE), boosted(fields.grams, &c, GRAMS)])
        }
        Clause::Sequence { pairs, words } => {
            let pairs = pairs.iter().filter_map(|pair| pair_anywhere(fields, pair));
            let words = words.iter().filter_map(|word| strict(fields, &Clause::Word(word.clone())));
            all(pairs.chain(words).collect())
        }
        Clause::Name { typed, full } => {
            let each = |clauses: &[Clause]| together(fields, clauses);
            let full = each(full).map(|full| Box::new(BoostQuery::new(full, FULL_NAME)) as Part);
            any(each(typed).into_iter().chain(full).collect())
        }
    }
}

fn by_characters(fields: &Fields, clause: &Clause) -> Option<Part> {
    let strictly = strict(fields, clause)?;
    let Clause::Word(word) = clause else { return Some(strictly) };
    let Some(pairs) = pairs(word) else { return Some(strictly) };
    let together = all(pairs.iter().filter_map(|pair| pair_anywhere(fields, pair)).collect());
    any(std::iter::once(strictly).chain(together).collect())
}

fn is_han(word: &str) -> bool {
    word.chars().all(|c| script(c) == Script::Han)
}

/// The indexed pairs of a Chinese word; none for letters and figures.
fn pairs(word: &str) -> Option<Vec<String>> {
    if !is_han(word) {
        return None;
    }
    let chars: Vec<char> = word.chars().collect();
    let telling = chars.windows(2).filter(|pair| matches!(pair, [left, right] if is_telling_pair(*left, *right)));
    let pairs: Vec<String> = telling.map(|pair| pair.iter().collect()).collect();
    (!pairs.is_empty()).then_some(pairs)
}

fn pair_anywhere(fields: &Fields, pair: &str) -> Option<Part> {
    any(vec![
        boosted(fields.title, pair, TITLE),
        boosted(fields.body, pair, BODY),
        boosted(fields.attachments, pair, ATTACHMENTS),
        boosted(fields.grams, pair, GRAMS),
    ])
}

/// How a word stands in a title.
fn in_titles(word: &str) -> Cow<'_, str> {
    if is_han(word) { Cow::Borrowed(word) } else { Cow::Owned(whole_in_title(word)) }
}

/// Documents whose titles meet all these conditions.
pub(super) fn titled(fields: &Fields, clauses: &[Clause]) -> Option<Part> {
    let way = |terms: Vec<Term>| {
        let each = terms.into_iter().map(|term| Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Part);
        all(each.collect())
    };
    all(clauses
        .iter()
        .filter_map(|clause| any(title_terms(fields, clause).into_iter().filter_map(way).collect()))
        .collect())
}

/// The ways in which titles meet a clause: of one of them all these terms.
pub(super) fn title_terms(fields: &Fields, clause: &Clause) -> Vec<Vec<Term>> {
    let term = |text: &str| Term::from_field_text(fields.title, text);
    match clause {
        Clause::Word(word) => {
            let pieces = pairs(word).map(|pairs| pairs.iter().map(|pair| term(pair)).collect());
            std::iter::once(vec![term(&in_titles(word))]).chain(pieces).collect()
        }
        Clause::Character(c) => vec![vec![term(&c.to_string())]],
        Clause::Sequence { pairs, words } => {
            let words = words.iter().map(|word| term(&whole_in_title(word)));
            vec![pairs.iter().map(|pair| term(pair)).chain(words).collect()]
        }
        Clause::Name { typed, full } => {
            let whole = |clauses: &[Clause]| {
                clauses.iter().filter_map(|clause| title_terms(fields, clause).pop()).flatten().collect()
            };
            vec![whole(typed), whole(full)]
        }
    }
}

/// Documents that have one of these numbers.
pub(super) fn having_number(fields: &Fields, keys: &[String]) -> Option<Part> {
    let keys = any(keys.iter().map(|key| term(fields.numbers, key)).collect())?;
    Some(Box::new(ConstScoreQuery::new(keys, NUMBER)))
}

/// Documents of which one term is had, all alike.
pub(super) fn having(terms: Vec<Term>) -> Option<Part> {
    let each = terms.into_iter().map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Part);
    Some(Box::new(ConstScoreQuery::new(any(each.collect())?, 1.0)))
}

fn filters(at: &Snapshot<'_>, query: &Query) -> Vec<(Occur, Part)> {
    let fields = at.fields;
    let ids = [
        (fields.sites, query.site_id),
        (fields.sections, query.section_id),
        (fields.agencies, query.agency_id),
        (fields.year, query.year.map(i64::from)),
    ];
    let codes = [(fields.category, &query.category), (fields.subject, &query.subject), (fields.kind, &query.kind)];
    let validity = query.validity.iter().map(|code| at.filters.having(Term::from_field_text(fields.validity, code)));
    let validity = any(validity.collect()).map(|validity| (Occur::Must, validity));
    let ids = ids.into_iter().filter_map(|(field, id)| Some(Term::from_field_i64(field, id?)));
    let codes = codes.into_iter().filter_map(|(field, code)| Some(Term::from_field_text(field, code.as_deref()?)));
    ids.chain(codes).map(|term| (Occur::Must, at.filters.having(term))).chain(validity).collect()
}

fn term(field: Field, text: &str) -> Part {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn boosted(field: Field, text: &str, weight: f32) -> Part {
    Box::new(BoostQuery::new(term(field, text), weight))
}

pub(super) fn any(mut parts: Vec<Part>) -> Option<Part> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Box::new(AnyOf(parts))),
    }
}

/// Alternatives outside a conjunction are read from end to end: there the engine's own union is quicker.
fn alone(part: Part) -> Part {
    match part.downcast::<AnyOf>() {
        Ok(any) => Box::new(BooleanQuery::union(any.0)),
        Err(other) => other,
    }
}

pub(super) fn all(mut parts: Vec<Part>) -> Option<Part> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Box::new(BooleanQuery::intersection(parts))),
    }
}
