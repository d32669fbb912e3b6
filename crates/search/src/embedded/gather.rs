//! One pass over all documents found: counting them, keeping the best, counting the values of filter fields.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, ColumnValues, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, Term};

use super::schema;
use crate::query::{Facets, Sort};

/// Most values of a facet.
const MOST_VALUES: usize = 200;
/// Widest span of ids counted in a table rather than a map.
const WIDEST: u64 = 1 << 16;
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

#[derive(Default)]
struct Counts {
    agencies: HashMap<i64, usize>,
    years: HashMap<i64, usize>,
    codes: [HashMap<String, usize>; 4],
}

const CODES: [&str; 4] = [schema::CATEGORY, schema::SUBJECT, schema::VALIDITY, schema::KIND];

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
        let fast = reader.fast_fields();
        Ok(SegmentGather {
            segment,
            sort: self.sort,
            keep: self.keep,
            newest: self.newest,
            ids: fast.column_first_or_default(schema::ID)?,
            published: fast.column_first_or_default(schema::PUBLISHED_AT)?,
            share: Share { total: 0, best: BinaryHeap::new(), counts: None },
            counters: if self.facets { Some(Counters::new(reader)?) } else { None },
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

/// Newest time of publishing among all segments.
pub(super) fn newest(searcher: &tantivy::Searcher) -> tantivy::Result<i64> {
    let mut newest = i64::MIN;
    for segment in searcher.segment_readers() {
        newest = newest.max(segment.fast_fields().i64(schema::PUBLISHED_AT)?.max_value());
    }
    Ok(newest)
}

/// Counters of one segment.
struct Counters {
    agencies: IdCounter,
    years: IdCounter,
    codes: Vec<CodeCounter>,
}

impl Counters {
    fn new(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        let mut codes = Vec::with_capacity(CODES.len());
        for name in CODES {
            codes.push(CodeCounter::new(fast.str(name)?));
        }
        let agencies = IdCounter::new(fast.i64(schema::AGENCIES)?);
        Ok(Self { agencies, years: IdCounter::new(fast.i64(schema::YEAR)?), codes })
    }

    fn count(&mut self, doc: DocId) {
        self.agencies.count(doc);
        self.years.count(doc);
        self.codes.iter_mut().for_each(|counter| counter.count(doc));
    }

    fn finish(self) -> tantivy::Result<Counts> {
        let mut counts = Counts { agencies: self.agencies.finish(), years: self.years.finish(), ..Counts::default() };
        for (named, counter) in counts.codes.iter_mut().zip(self.codes) {
            *named = counter.finish()?;
        }
        Ok(counts)
    }
}

/// Counts numbers: in a table over their span, or in a map where the span is wide.
struct IdCounter {
    column: Column<i64>,
    least: i64,
    table: Vec<usize>,
    map: HashMap<i64, usize>,
}

impl IdCounter {
    fn new(column: Column<i64>) -> Self {
        let (least, most) = (column.min_value(), column.max_value());
        let span = if least <= most { most.abs_diff(least).saturating_add(1) } else { 0 };
        let table = if span <= WIDEST { vec![0; usize::try_from(span).unwrap_or(0)] } else { Vec::new() };
        Self { column, least, table, map: HashMap::new() }
    }

    fn count(&mut self, doc: DocId) {
        for value in self.column.values_for_doc(doc) {
            let place = usize::try_from(value.abs_diff(self.least)).ok();
            match place.and_then(|place| self.table.get_mut(place)) {
                Some(count) => *count += 1,
                None => *self.map.entry(value).or_default() += 1,
            }
        }
    }

    fn finish(mut self) -> HashMap<i64, usize> {
        let counted = self.table.into_iter().zip(self.least..).filter(|(count, _)| *count > 0);
        self.map.extend(counted.map(|(count, value)| (value, count)));
        self.map
    }
}

/// Counts codes by their number in the segment's dictionary; a segment may have none at all.
struct CodeCounter {
    column: Option<StrColumn>,
    table: Vec<usize>,
}

impl CodeCounter {
    fn new(column: Option<StrColumn>) -> Self {
        let size = column.as_ref().map_or(0, |column| column.num_terms());
        Self { column, table: vec![0; size] }
    }

    fn count(&mut self, doc: DocId) {
        let Some(column) = &self.column else { return };
        let place = column.ords().first(doc).and_then(|ord| usize::try_from(ord).ok());
        if let Some(count) = place.and_then(|place| self.table.get_mut(place)) {
            *count += 1;
        }
    }

    fn finish(self) -> tantivy::Result<HashMap<String, usize>> {
        let mut named = HashMap::new();
        let Some(column) = self.column else { return Ok(named) };
        for (count, ord) in self.table.into_iter().zip(0..).filter(|(count, _)| *count > 0) {
            let mut name = String::new();
            column.ord_to_str(ord, &mut name)?;
            named.insert(name, count);
        }
        Ok(named)
    }
}

impl Counts {
    fn add(&mut self, more: Self) {
        more.agencies.into_iter().for_each(|(id, count)| *self.agencies.entry(id).or_default() += count);
        more.years.into_iter().for_each(|(year, count)| *self.years.entry(year).or_default() += count);
        for (sum, more) in self.codes.iter_mut().zip(more.codes) {
            more.into_iter().for_each(|(code, count)| *sum.entry(code).or_default() += count);
        }
    }

    fn into_facets(self) -> Facets {
        let [categories, subjects, validities, kinds] = self.codes.map(by_count);
        let years = self.years.into_iter().filter_map(|(year, count)| Some((i32::try_from(year).ok()?, count)));
        let mut years: Vec<(i32, usize)> = years.collect();
        years.sort_unstable_by_key(|(year, _)| Reverse(*year));
        years.truncate(MOST_VALUES);
        Facets { agencies: by_count(self.agencies), categories, subjects, years, validities, kinds }
    }
}

fn by_count<T: Ord>(counts: HashMap<T, usize>) -> Vec<(T, usize)> {
    let mut list: Vec<(T, usize)> = counts.into_iter().collect();
    list.sort_unstable_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    list.truncate(MOST_VALUES);
    list
}

/// Which of some documents of a segment have a term; `docs` in ascending order.
pub(super) fn holders(
    reader: &SegmentReader,
    term: &Term,
    docs: &[DocId],
    mut found: impl FnMut(usize),
) -> tantivy::Result<()> {
    use tantivy::DocSet;
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
