//! From a query as read to queries of the engine, from strict to loose. Only terms and their combinations:
//! no patterns, no fuzzy automata, nothing whose cost a visitor could drive up.

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query as EngineQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::schema::Fields;
use crate::analysis::fold::{Script, script};
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
/// Score of an exact number: above all that words can reach.
const NUMBER: f32 = 10_000.0;

/// How strictly the words of a query are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Every word, as a word.
    Words,
    /// Every word, if only its characters stand together.
    Characters,
    /// Half of the words or more.
    Half,
}

impl Stage {
    pub const ALL: [Self; 3] = [Self::Words, Self::Characters, Self::Half];

    pub fn matching(self) -> Matching {
        match self {
            Self::Words | Self::Characters => Matching::All,
            Self::Half => Matching::Part,
        }
    }
}

/// The engine's query for one stage; none where the stage adds nothing to those before.
pub(super) fn query(fields: &Fields, query: &Query, asked: &Asked, stage: Stage) -> Option<Part> {
    let words = words(fields, asked, stage);
    let text = match (words, stage) {
        (_, Stage::Words) if asked.blank => Box::new(AllQuery) as Part,
        (words, Stage::Words) => any(words.into_iter().chain(number(fields, asked)).collect())?,
        (words, _) => words?,
    };
    Some(under_filters(fields, query, text))
}

fn words(fields: &Fields, asked: &Asked, stage: Stage) -> Option<Part> {
    let loose = |clause: &Clause| matches!(clause, Clause::Word(word) if pairs(word).is_some());
    match stage {
        Stage::Words => all(asked.clauses.iter().filter_map(|clause| strict(fields, clause)).collect()),
        Stage::Characters if !asked.clauses.iter().any(loose) => None,
        Stage::Characters => all(asked.clauses.iter().filter_map(|clause| by_characters(fields, clause)).collect()),
        Stage::Half if asked.clauses.len() < 2 => None,
        Stage::Half => {
            let clauses: Vec<Part> = asked.clauses.iter().filter_map(|clause| by_characters(fields, clause)).collect();
            let least = (clauses.len() / 2).max(1);
            Some(Box::new(BooleanQuery::union_with_minimum_required_clauses(clauses, least)))
        }
    }
}

/// A query under the filters alone.
pub(super) fn under_filters(fields: &Fields, query: &Query, text: Part) -> Part {
    let mut parts = filters(fields, query);
    if parts.is_empty() {
        return text;
    }
    parts.push((Occur::Must, text));
    Box::new(BooleanQuery::new(parts))
}

/// Titles that share pairs with what was asked, for proposals of spelling.
pub(super) fn like_title(fields: &Fields, pairs: &[String]) -> Part {
    let parts: Vec<Part> = pairs.iter().map(|pair| term(fields.title, pair)).collect();
    let least = (parts.len() * 2 / 5).max(1);
    Box::new(BooleanQuery::union_with_minimum_required_clauses(parts, least))
}

/// Titles that have all these pairs.
pub(super) fn in_title(fields: &Fields, grams: &[String]) -> Option<Part> {
    all(grams.iter().map(|gram| term(fields.title, gram)).collect())
}

fn strict(fields: &Fields, clause: &Clause) -> Option<Part> {
    match clause {
        Clause::Word(word) => any(vec![
            boosted(fields.title, word, TITLE),
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
    }
}

fn by_characters(fields: &Fields, clause: &Clause) -> Option<Part> {
    let strictly = strict(fields, clause)?;
    let Clause::Word(word) = clause else { return Some(strictly) };
    let Some(pairs) = pairs(word) else { return Some(strictly) };
    let together = all(pairs.iter().filter_map(|pair| pair_anywhere(fields, pair)).collect());
    any(std::iter::once(strictly).chain(together).collect())
}

/// The indexed pairs of a Chinese word; none for letters and figures.
fn pairs(word: &str) -> Option<Vec<String>> {
    let chars: Vec<char> = word.chars().collect();
    if chars.iter().any(|c| script(*c) != Script::Han) {
        return None;
    }
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

fn filters(fields: &Fields, query: &Query) -> Vec<(Occur, Part)> {
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
    let terms = ids.chain(codes).map(|term| TermQuery::new(term, IndexRecordOption::Basic));
    let silent = terms.map(|term| Box::new(ConstScoreQuery::new(Box::new(term), 0.0)) as Part);
    silent.map(|part| (Occur::Must, part)).collect()
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
        _ => Some(Box::new(BooleanQuery::union(parts))),
    }
}

fn all(mut parts: Vec<Part>) -> Option<Part> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Box::new(BooleanQuery::intersection(parts))),
    }
}
