//! A second look at the best documents: those that have the query's characters next to each other go before
//! those that have its words scattered. Looking this up for every document found would be too slow.

use std::collections::BTreeMap;

use tantivy::{DocId, Term};

use super::Snapshot;
use super::gather::{Candidate, holders};
use crate::asked::Asked;

/// Documents looked at again.
pub(super) const WINDOW: usize = 100;
/// Gain of a title that has all neighbouring pairs of the query.
const TITLE_GAIN: f32 = 1.0;
/// Gain of a document that has the joints between the words, in part.
const JOINT_GAIN: f32 = 2.0;
/// Gain of one that has all of them: what was asked stands in it as it was typed. A title that has only one of the words
/// must not go before it, and a word in a title weighs six times what it does in a body.
const WHOLE_GAIN: f32 = 12.0;

/// Puts the first `WINDOW` candidates in their final order.
pub(super) fn rank(at: &Snapshot<'_>, asked: &Asked, best: &mut [Candidate]) -> tantivy::Result<()> {
    let (window, _) = best.split_at_mut(best.len().min(WINDOW));
    if asked.pairs.is_empty() || window.len() < 2 {
        return Ok(());
    }
    let mut segments: BTreeMap<u32, Vec<(DocId, usize)>> = BTreeMap::new();
    for (place, candidate) in window.iter().enumerate() {
        segments.entry(candidate.address.segment_ord).or_default().push((candidate.address.doc_id, place));
    }
    let mut gains = vec![1.0_f32; window.len()];
    for (segment, mut docs) in segments {
        docs.sort_unstable();
        let (docs, places): (Vec<DocId>, Vec<usize>) = docs.into_iter().unzip();
        let reader = at.searcher.segment_reader(segment);
        let mut gain = |term: &Term, amount: f32| {
            holders(reader, term, &docs, |found| {
                if let Some(gain) = places.get(found).and_then(|place| gains.get_mut(*place)) {
                    *gain += amount;
                }
            })
        };
        for pair in &asked.pairs {
            gain(&Term::from_field_text(at.fields.title, pair), TITLE_GAIN / asked.pairs.len() as f32)?;
        }
        let mut joints = vec![0_usize; docs.len()];
        for pair in &asked.joints {
            let mut joined = vec![false; docs.len()];
            // Where a joint is a word itself, that word stands for it.
            for field in [at.fields.title, at.fields.grams, at.fields.body, at.fields.attachments] {
                holders(reader, &Term::from_field_text(field, pair), &docs, |found| {
                    if let Some(joined) = joined.get_mut(found) {
                        *joined = true;
                    }
                })?;
            }
            joints.iter_mut().zip(joined).for_each(|(count, joined)| *count += usize::from(joined));
        }
        for (place, count) in places.iter().zip(joints).filter(|(_, count)| *count > 0) {
            if let Some(gain) = gains.get_mut(*place) {
                let whole = if count == asked.joints.len() { WHOLE_GAIN } else { 0.0 };
                *gain += whole + JOINT_GAIN * count as f32 / asked.joints.len() as f32;
            }
        }
    }
    for (candidate, gain) in window.iter_mut().zip(gains) {
        candidate.score *= gain;
    }
    window.sort_unstable_by(|left, right| right.cmp(left));
    Ok(())
}
