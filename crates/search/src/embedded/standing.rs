//! Whether the title of a document answers a query whole, and what kind of paper it is then. Of papers that answer
//! alike a policy in force goes first, what explains it before the news, and a policy of the past behind those in force.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::ConstScoreQuery;
use tantivy::{DocId, SegmentReader, Term};

use super::Snapshot;
use super::gather::{Candidate, Gather, having, holders};
use super::plan::{self, Part};
use crate::analysis::indexing::title_length;
use crate::asked::{Asked, Clause};
use crate::error::SearchError;
use crate::query::Query;

/// What a score is multiplied by where the title has every word. Of two titles with the same words the shorter one scores
/// up to two and a half times as much, and what stands higher here must outweigh that.
const IN_FORCE: f32 = 9.0;
const PAST: f32 = 3.0;
const EXPLAINS: f32 = 1.3;
/// A title that is just what was typed.
const ITSELF: f32 = 24.0;
/// Policies beyond the best documents that are looked at.
const POLICIES: usize = 20;
/// Documents of the rarest word up to which policies are looked for by themselves: bounds the time.
const RARE: u64 = 10_000;

/// The factor of each document of a segment; `docs` in ascending order.
pub(super) fn factors(
    at: &Snapshot<'_>,
    query: &Query,
    asked: &Asked,
    clauses: &[Clause],
    (reader, docs): (&SegmentReader, &[DocId]),
) -> tantivy::Result<Vec<f32>> {
    let mut factors = vec![1.0_f32; docs.len()];
    // Who issued a policy says nothing of what it is about.
    if clauses.iter().all(|clause| matches!(clause, Clause::Name { .. })) {
        return Ok(factors);
    }
    let titled = titled(at, clauses, reader, docs)?;
    if !titled.contains(&true) {
        return Ok(factors);
    }
    let fields = at.fields;
    let code = |field, code: &str| Term::from_field_text(field, code);
    let policy = having(reader, docs, std::iter::once(code(fields.kind, query.policies.kind)))?;
    let explains = having(reader, docs, std::iter::once(code(fields.kind, query.policies.explains)))?;
    let valid = query.policies.in_force.iter().map(|validity| code(fields.validity, validity));
    let in_force = having(reader, docs, valid)?;
    let lengths = reader.get_fieldnorms_reader(fields.title)?;
    let typed = FieldNormReader::fieldnorm_to_id(title_length(&asked.text));
    let of_place = |list: &[bool], place: usize| list.get(place).copied().unwrap_or_default();
    for (place, (factor, doc)) in
        factors.iter_mut().zip(docs).enumerate().filter(|(place, _)| of_place(&titled, *place))
    {
        let kind = match (of_place(&policy, place), of_place(&in_force, place), of_place(&explains, place)) {
            (true, true, _) => IN_FORCE,
            (true, false, _) => PAST,
            (false, _, true) => EXPLAINS,
            (false, _, false) => 1.0,
        };
        *factor = if lengths.fieldnorm_id(*doc) == typed { kind.max(ITSELF) } else { kind };
    }
    Ok(factors)
}

/// Which documents have every clause in their titles.
fn titled(at: &Snapshot<'_>, clauses: &[Clause], reader: &SegmentReader, docs: &[DocId]) -> tantivy::Result<Vec<bool>> {
    let mut titled = vec![!clauses.is_empty(); docs.len()];
    for clause in clauses {
        let mut met = vec![false; docs.len()];
        for way in plan::title_terms(at.fields, clause) {
            let mut counts = vec![0_usize; docs.len()];
            for term in &way {
                holders(reader, term, docs, |found| {
                    counts.iter_mut().skip(found).take(1).for_each(|count| *count += 1)
                })?;
            }
            met.iter_mut().zip(counts).for_each(|(met, count)| *met |= count == way.len() && count > 0);
        }
        titled.iter_mut().zip(met).for_each(|(titled, met)| *titled &= met);
    }
    Ok(titled)
}

/// Adds the best policies in force whose titles have every word to documents among which they are not: where much is
/// found, the shorter titles of news leave no room for them.
pub(super) fn add_policies(
    at: &Snapshot<'_>,
    query: &Query,
    asked: &Asked,
    best: &mut Vec<Candidate>,
    window: usize,
) -> Result<usize, SearchError> {
    let Some(planned) = policies(at, query, &asked.clauses)? else { return Ok(window) };
    let gather = Gather::best(at, POLICIES)?;
    let found = at.searcher.search(&planned, &gather)?.best;
    let rest = best.split_off(window.min(best.len()));
    let more: Vec<Candidate> =
        found.into_iter().filter(|policy| best.iter().all(|seen| seen.id != policy.id)).collect();
    best.extend(more.iter().copied());
    let window = best.len();
    best.extend(rest.into_iter().filter(|seen| more.iter().all(|policy| policy.id != seen.id)));
    Ok(window)
}

fn policies(at: &Snapshot<'_>, query: &Query, clauses: &[Clause]) -> tantivy::Result<Option<Part>> {
    let policies = &query.policies;
    if policies.kind.is_empty() || policies.in_force.is_empty() || !query.validity.is_empty() || query.kind.is_some() {
        return Ok(None);
    }
    let mut rarest = at.searcher.doc_freq(&Term::from_field_text(at.fields.kind, policies.kind))?;
    for clause in clauses {
        let mut documents = 0_u64;
        for way in plan::title_terms(at.fields, clause) {
            let mut least = u64::MAX;
            for term in way {
                least = least.min(at.searcher.doc_freq(&term)?);
            }
            documents = documents.saturating_add(least);
        }
        rarest = rarest.min(documents);
    }
    // Scored like all others, whatever its title must hold.
    let words = plan::titled(at.fields, clauses).zip(plan::together(at.fields, clauses));
    let Some((titled, words)) = words.filter(|_| (1..=RARE).contains(&rarest)) else { return Ok(None) };
    let words = plan::all(vec![Box::new(ConstScoreQuery::new(titled, 0.0)), words]);
    let validity = policies.in_force.iter().map(|code| (*code).to_owned()).collect();
    let only = Query { kind: Some(policies.kind.to_owned()), validity, ..query.clone() };
    Ok(words.map(|words| plan::under_filters(at, &only, words)))
}
