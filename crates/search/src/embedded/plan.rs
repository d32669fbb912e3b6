//! From a query as read to queries of the engine, from strict to loose. Only terms and their combinations:
//! no patterns, no fuzzy automata, nothing whose cost a visitor could drive up.

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

type Part = Box<dyn EngineQuery>;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Every word, as a word.
    Words,
    /// Every word, if only its characters stand together.
    Characters,
    /// This many of the words, those that tell most.
    Telling(usize),
}

impl Stage {
    pub fn matching(self) -> Matching {
        match self {
            Self::Words | Self::Characters => Matching::All,
            Self::Telling(_) => Matching::Part,
        }
    }
}

/// The stages to be tried after `Stage::Words` found nothing. Puts the clauses of `asked` in the order of
/// what they tell: those that stand in few documents first, those that stand in none last.
pub(super) fn looser_stages(at: &Snapshot<'_>, asked: &mut Asked) -> tantivy::Result<Vec<Stage>> {
    let mut stages = Vec::new();
    if asked.clauses.iter().any(|clause| matches!(clause, Clause::Word(word) if !is_han(word) || pairs(word).is_some()))
    {
        stages.push(Stage::Characters);
    }
    let all = asked.clauses.len();
    let mut counted = Vec::with_capacity(all);
    for clause in std::mem::take(&mut asked.clauses) {
        let documents = frequency(at, &clause)?;
        counted.push((documents.checked_sub(1).unwrap_or(u64::MAX), clause));
    }
    counted.sort_by_key(|(rarity, _)| *rarity);
    let known = counted.iter().filter(|(rarity, _)| *rarity < u64::MAX).count();
    asked.clauses = counted.into_iter().map(|(_, clause)| clause).collect();
    let mut fewer = vec![known, known.div_ceil(2), 1];
    fewer.retain(|count| *count > 0 && *count <= known && *count < all);
    fewer.dedup();
    stages.extend(fewer.into_iter().map(Stage::Telling));
    Ok(stages)
}

/// Documents that a clause can match at most, roughly; 0 only where it matches none.
fn frequency(at: &Snapshot<'_>, clause: &Clause) -> tantivy::Result<u64> {
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

fn anywhere(at: &Snapshot<'_>, text: &str) -> tantivy::Result<u64> {
    let mut documents = 0;
    let fields = at.fields;
    for field in [fields.title, fields.body, fields.attachments, fields.grams] {
        documents += at.searcher.doc_freq(&Term::from_field_text(field, text))?;
    }
    Ok(documents)
}

/// The engine's query for one stage; none where nothing is asked for.
pub(super) fn query(at: &Snapshot<'_>, query: &Query, asked: &Asked, stage: Stage) -> Option<Part> {
    let fields = at.fields;
    let loose = |count: usize| asked.clauses.iter().take(count).filter_map(|clause| by_characters(fields, clause));
    let text = match stage {
        Stage::Words if asked.blank => Box::new(AllQuery) as Part,
        Stage::Words => {
            let words = all(asked.clauses.iter().filter_map(|clause| strict(fields, clause)).collect());
            any(words.into_iter().chain(number(fields, asked)).collect())?
        }
        Stage::Characters => all(loose(asked.clauses.len()).collect())?,
        Stage::Telling(count) => all(loose(count).collect())?,
    };
    Some(under_filters(at, query, text))
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
            if is_han(word) {
                boosted(fields.title, word, TITLE)
            } else {
                boosted(fields.title, &whole_in_title(word), TITLE)
            },
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
            let each = |clauses: &[Clause]| all(clauses.iter().filter_map(|clause| strict(fields, clause)).collect());
            let full = each(full).map(|full| Box::new(BoostQuery::new(full, FULL_NAME)) as Part);
            any(each(typed).into_iter().chain(full).collect())
        }
    }
}

fn by_characters(fields: &Fields, clause: &Clause) -> Option<Part> {
    let strictly = strict(fields, clause)?;
    let Clause::Word(word) = clause else { return Some(strictly) };
    if !is_han(word) {
        // A piece of a longer run, if it is no more than a pair.
        return any(vec![strictly, boosted(fields.title, word, BODY)]);
    }
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

fn number(fields: &Fields, asked: &Asked) -> Option<Part> {
    let keys = any(asked.numbers.iter().map(|key| term(fields.numbers, key)).collect())?;
    Some(Box::new(ConstScoreQuery::new(keys, NUMBER)))
}

fn filters(at: &Snapshot<'_>, query: &Query) -> Vec<(Occur, Part)> {
    let fields = at.fields;
    let ids = [
        (fields.sites, query.site_id),
        (fields.sections, query.section_id),
        (fields.agencies, query.agency_id),
        (fields.year, query.year.map(i64::from)),
    ];
    let codes = [
        (fields.category, &query.category),
        (fields.subject, &query.subject),
        (fields.validity, &query.validity),
        (fields.kind, &query.kind),
    ];
    let ids = ids.into_iter().filter_map(|(field, id)| Some(Term::from_field_i64(field, id?)));
    let codes = codes.into_iter().filter_map(|(field, code)| Some(Term::from_field_text(field, code.as_deref()?)));
    ids.chain(codes).map(|term| (Occur::Must, at.filters.having(term))).collect()
}

fn term(field: Field, text: &str) -> Part {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn boosted(field: Field, text: &str, weight: f32) -> Part {
    Box::new(BoostQuery::new(term(field, text), weight))
}

fn any(mut parts: Vec<Part>) -> Option<Part> {
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

fn all(mut parts: Vec<Part>) -> Option<Part> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Box::new(BooleanQuery::intersection(parts))),
    }
}
