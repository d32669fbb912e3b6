//! Filters: which documents have a value, without a part in the score. The same values are asked for again and again, the
//! site at every search, so what a common one lets through is remembered for each segment, one bit a document. Segments
//! never change and what is deleted is left out elsewhere, so nothing remembered grows old.

use std::sync::Arc;

use moka::sync::Cache;
use tantivy::index::SegmentId;
use tantivy::query::{ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, TantivyError, Term};

/// Bytes of bits remembered: a hundred values over a million documents.
const REMEMBERED: u64 = 16 * 1024 * 1024;
/// A value is common when one in so many documents has it; others are read from the index, which skips quickly there.
const COMMON: u32 = 64;
/// Documents of a word of bits.
const WORD: u32 = u64::BITS;

/// What values let through, shared by all searches of an index.
#[derive(Debug, Clone)]
pub(super) struct Filters(Cache<(SegmentId, Term), Arc<[u64]>>);

impl Filters {
    pub fn new() -> Self {
        let weight = |_: &(SegmentId, Term), bits: &Arc<[u64]>| u32::try_from(bits.len() * 8).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(REMEMBERED).weigher(weight).build())
    }

    /// A query for all documents that have a term.
    pub fn having(&self, term: Term) -> Box<dyn Query> {
        Box::new(Having { term, filters: self.clone() })
    }

    fn bits(&self, reader: &SegmentReader, term: &Term) -> tantivy::Result<Arc<[u64]>> {
        let key = (reader.segment_id(), term.clone());
        if let Some(bits) = self.0.get(&key) {
            return Ok(bits);
        }
        let mut bits = vec![0_u64; reader.max_doc().div_ceil(WORD) as usize];
        let postings = reader.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)?;
        if let Some(mut postings) = postings {
            while postings.doc() != TERMINATED {
                if let Some(word) = bits.get_mut((postings.doc() / WORD) as usize) {
                    *word |= 1 << (postings.doc() % WORD);
                }
                postings.advance();
            }
        }
        let bits: Arc<[u64]> = bits.into();
        self.0.insert(key, Arc::clone(&bits));
        Ok(bits)
    }
}

#[derive(Debug, Clone)]
struct Having {
    term: Term,
    filters: Filters,
}

impl Query for Having {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        visitor(&self.term, false);
    }
}

impl Weight for Having {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let inverted = reader.inverted_index(self.term.field())?;
        let count = inverted.doc_freq(&self.term)?;
        if count.saturating_mul(COMMON) >= reader.max_doc() {
            return Ok(Box::new(Passing::new(self.filters.bits(reader, &self.term)?, count)));
        }
        match inverted.read_postings(&self.term, IndexRecordOption::Basic)? {
            Some(postings) => Ok(Box::new(ConstScorer::new(postings, 0.0))),
            None => Ok(Box::new(EmptyScorer)),
        }
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("filters have no score to explain".into()))
    }
}

/// The documents of a segment whose bit is set.
struct Passing {
    bits: Arc<[u64]>,
    count: u32,
    doc: DocId,
}

impl Passing {
    fn new(bits: Arc<[u64]>, count: u32) -> Self {
        let mut passing = Self { bits, count, doc: 0 };
        passing.doc = passing.at_or_behind(0);
        passing
    }

    fn at_or_behind(&self, target: DocId) -> DocId {
        let first = (target / WORD) as usize;
        let mut wanted = u64::MAX << (target % WORD);
        for (place, word) in self.bits.iter().enumerate().skip(first) {
            let left = word & wanted;
            if left != 0 {
                return place as u32 * WORD + left.trailing_zeros();
            }
            wanted = u64::MAX;
        }
        TERMINATED
    }
}

impl DocSet for Passing {
    fn advance(&mut self) -> DocId {
        self.seek(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = if self.doc == TERMINATED { TERMINATED } else { self.at_or_behind(target) };
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        let word = self.bits.get((target / WORD) as usize).copied().unwrap_or_default();
        if word >> (target % WORD) & 1 == 1 {
            self.doc = target;
            return SeekDangerResult::Found;
        }
        // No further search for the next one: whoever leads looks there first.
        SeekDangerResult::SeekLowerBound(target.saturating_add(1).min(TERMINATED))
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.count
    }
}

impl Scorer for Passing {
    fn score(&mut self) -> Score {
        0.0
    }
}
