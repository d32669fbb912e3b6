//! A second look at the best documents: those that have the query's characters next to each other go before
//! those that have its words scattered, and policies in force before what only speaks of them. Looking this up for
//! every document found would be too slow.

use std::collections::BTreeMap;

use tantivy::{DocId, SegmentReader, Term};

use super::gather::{Candidate, having, holders};
use super::{Snapshot, standing};
use crate::asked::{Asked, Clause};
use crate::query::Query;

/// Documents looked at again, beside the policies that are added to them.
pub(super) const WINDOW: usize = 100;
/// Gain of a title that has all neighbouring pairs of the query.
const TITLE_GAIN: f32 = 1.0;
/// Gain of a document that has the joints between the words, in part.
const JOINT_GAIN: f32 = 2.0;
/// Gain of one that has all of them: what was asked stands in it as it was typed. A title that has only one of the words
/// must not go before it, and a word in a title weighs six times what it does in a body.
const WHOLE_GAIN: f32 = 12.0;

/// Puts candidates in their final order.
pub(super) fn rank(
    at: &Snapshot<'_>,
    query: &Query,
    asked: &Asked,
    clauses: &[Clause],
    best: &mut [Candidate],
) -> tantivy::Result<()> {
    if best.len() < 2 {
        return Ok(());
    }
    let mut segments: BTreeMap<u32, Vec<(DocId, usize)>> = BTreeMap::new();
    for (place, candidate) in best.iter().enumerate() {
        segments.entry(candidate.address.segment_ord).or_default().push((candidate.address.doc_id, place));
    }
    for (segment, mut docs) in segments {
        docs.sort_unstable();
        let (docs, places): (Vec<DocId>, Vec<usize>) = docs.into_iter().unzip();
        let reader = at.searcher.segment_reader(segment);
        let gains = neighbours(at, asked, reader, &docs)?;
        let factors = standing::factors(at, query, asked, clauses, (reader, &docs))?;
        for (place, factor) in places.into_iter().zip(gains.into_iter().zip(factors).map(|(gain, by)| gain * by)) {
            if let Some(candidate) = best.get_mut(place) {
                candidate.score *= factor;
            }
        }
    }
    best.sort_unstable_by(|left, right| right.cmp(left));
    Ok(())
}

/// What each document of a segment gains by the query's characters standing next to each other; 1 for nothing.
fn neighbours(at: &Snapshot<'_>, asked: &Asked, reader: &SegmentReader, docs: &[DocId]) -> tantivy::Result<Vec<f32>> {
    let mut gains = vec![1.0_f32; docs.len()];
    for pair in &asked.pairs {
        holders(reader, &Term::from_field_text(at.fields.title, pair), docs, |found| {
            if let Some(gain) = gains.get_mut(found) {
                *gain += TITLE_GAIN / asked.pairs.len() as f32;
            }
        })?;
    }
    let mut joints = vec![0_usize; docs.len()];
    for pair in &asked.joints {
        // Where a joint is a word itself, that word stands for it.
        let fields = [at.fields.title, at.fields.grams, at.fields.body, at.fields.attachments];
        let joined = having(reader, docs, fields.into_iter().map(|field| Term::from_field_text(field, pair)))?;
        joints.iter_mut().zip(joined).for_each(|(count, joined)| *count += usize::from(joined));
    }
    for (gain, count) in gains.iter_mut().zip(joints).filter(|(_, count)| *count > 0) {
        let whole = if count == asked.joints.len() { WHOLE_GAIN } else { 0.0 };
        *gain += whole + JOINT_GAIN * count as f32 / asked.joints.len() as f32;
    }
    Ok(gains)
}
