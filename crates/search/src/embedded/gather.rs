//! One pass over all documents found: counting them and keeping the best.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentOrdinal, SegmentReader, TERMINATED, Term};

use super::Snapshot;
use super::columns::AllColumns;
use super::counting::{Counters, Counts};
use crate::query::{Facets, Sort};

/// How much better a document published today scores than a very old one.
const FRESHNESS: f32 = 0.25;
const YEAR_IN_SECONDS: f32 = 31_557_600.0;

/// A document found, ordered so that the greater is to be shown first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub score: f32,
    pub published_at: i64,
    /// `published_at`, negative where the oldest come first.
    recency: i64,
    pub id: i64,
    pub address: DocAddress,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_score = self.score.total_cmp(&other.score);
        by_score.then(self.recency.cmp(&other.recency)).then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

/// What to gather.
pub(super) struct Gather {
    pub sort: Sort,
    /// Number of documents kept.
    pub keep: usize,
    pub facets: bool,
    /// Newest time of publishing in the index, from which age is counted: the index has no clock.
    pub newest: i64,
    pub columns: AllColumns,
}

impl Gather {
    /// The best documents alone.
    pub fn best(at: &Snapshot<'_>, keep: usize) -> tantivy::Result<Self> {
        let newest = at.columns.newest(&at.searcher)?;
        Ok(Self { sort: Sort::Relevance, keep, facets: false, newest, columns: at.columns.clone() })
    }
}

#[derive(Default)]
pub(super) struct Gathered {
    pub total: usize,
    /// Best first.
    pub best: Vec<Candidate>,
    pub facets: Facets,
}

/// What one segment adds.
pub(super) struct Share {
    total: usize,
    best: BinaryHeap<Reverse<Candidate>>,
    counts: Option<Counts>,
}

pub(super) struct SegmentGather {
    segment: SegmentOrdinal,
    sort: Sort,
    keep: usize,
    newest: i64,
    ids: Arc<dyn ColumnValues<i64>>,
    published: Arc<dyn ColumnValues<i64>>,
    share: Share,
    counters: Option<Counters>,
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = SegmentGather;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentGather> {
        let columns = self.columns.of(reader)?;
        Ok(SegmentGather {
            segment,
            sort: self.sort,
            keep: self.keep,
            newest: self.newest,
            share: Share { total: 0, best: BinaryHeap::new(), counts: None },
            counters: self.facets.then(|| Counters::new(&columns)),
            ids: columns.ids,
            published: columns.published,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, shares: Vec<tantivy::Result<Share>>) -> tantivy::Result<Gathered> {
        let mut gathered = Gathered::default();
        let mut counts = Counts::default();
        for share in shares {
            let share = share?;
            gathered.total += share.total;
            gathered.best.extend(share.best.into_iter().map(|Reverse(candidate)| candidate));
            if let Some(more) = share.counts {
                counts.add(more);
            }
        }
        gathered.best.sort_unstable_by(|left, right| right.cmp(left));
        gathered.best.truncate(self.keep);
        gathered.facets = counts.into_facets();
        Ok(gathered)
    }
}

impl SegmentCollector for SegmentGather {
    type Fruit = tantivy::Result<Share>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.share.total += 1;
        if let Some(counters) = &mut self.counters {
            counters.count(doc);
        }
        if !self.is_hopeless(score) {
            self.keep(doc, score);
        }
    }

    fn harvest(self) -> tantivy::Result<Share> {
        let mut share = self.share;
        share.counts = self.counters.map(Counters::finish).transpose()?;
        Ok(share)
    }
}

impl SegmentGather {
    /// Whether even the freshest document of this score would not be kept; spares reading its date.
    fn is_hopeless(&self, score: Score) -> bool {
        let full = self.share.best.len() >= self.keep;
        full && self.sort == Sort::Relevance
            && self.share.best.peek().is_none_or(|Reverse(worst)| score * (1.0 + FRESHNESS) < worst.score)
    }

    fn keep(&mut self, doc: DocId, score: Score) {
        let published_at = self.published.get_val(doc);
        let (score, recency) = match self.sort {
            Sort::Relevance => (score * freshness(published_at, self.newest), published_at),
            Sort::Newest => (0.0, published_at),
            Sort::Oldest => (0.0, published_at.saturating_neg()),
        };
        let full = self.share.best.len() >= self.keep;
        if full && self.share.best.peek().is_none_or(|Reverse(worst)| (score, recency) < (worst.score, worst.recency)) {
            return;
        }
        let address = DocAddress::new(self.segment, doc);
        let id = self.ids.get_val(doc);
        self.share.best.push(Reverse(Candidate { score, published_at, recency, id, address }));
        if full {
            self.share.best.pop();
        }
    }
}

/// From 1 for the very old to `1 + FRESHNESS` for the newest, half of the gain lost in a year.
fn freshness(published_at: i64, newest: i64) -> f32 {
    let age = newest.saturating_sub(published_at).max(0) as f32 / YEAR_IN_SECONDS;
    1.0 + FRESHNESS / (1.0 + age)
}

/// Which of some documents of a segment have a term; `docs` in ascending order.
pub(super) fn holders(
    reader: &SegmentReader,
    term: &Term,
    docs: &[DocId],
    mut found: impl FnMut(usize),
) -> tantivy::Result<()> {
    use tantivy::schema::IndexRecordOption;
    let inverted = reader.inverted_index(term.field())?;
    let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else { return Ok(()) };
    for (place, doc) in docs.iter().enumerate() {
        if postings.doc() < *doc {
            postings.seek(*doc);
        }
        if postings.doc() == *doc {
            found(place);
        }
    }
    Ok(())
}

/// Which of some documents of a segment have one of these terms; `docs` in ascending order.
pub(super) fn having(
    reader: &SegmentReader,
    docs: &[DocId],
    terms: impl Iterator<Item = Term>,
) -> tantivy::Result<Vec<bool>> {
    let mut having = vec![false; docs.len()];
    for term in terms {
        holders(reader, &term, docs, |found| having.iter_mut().skip(found).take(1).for_each(|has| *has = true))?;
    }
    Ok(having)
}

/// The first of some documents that is not deleted.
pub(super) fn first_alive(segment: &SegmentReader, mut documents: impl DocSet) -> Option<DocId> {
    while documents.doc() != TERMINATED && segment.is_deleted(documents.doc()) {
        documents.advance();
    }
    Some(documents.doc()).filter(|doc| *doc != TERMINATED)
}
