//! Counting the values of filter fields among the documents found. Documents are counted in blocks, column
//! by column, which is several times quicker than document by document.

use std::cmp::Reverse;
use std::collections::HashMap;

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

use super::columns::Columns;
use crate::query::Facets;

/// Most values of a facet.
const MOST_VALUES: usize = 200;
/// Widest span of ids counted in a table rather than a map.
const WIDEST: u64 = 1 << 16;
/// Documents counted at a time.
const BLOCK: usize = 64;

/// How often each value was met.
#[derive(Default)]
pub(super) struct Counts {
    agencies: HashMap<i64, usize>,
    years: HashMap<i64, usize>,
    codes: [HashMap<String, usize>; 4],
}

/// Counters of one segment. Documents are counted in blocks, column by column.
pub(super) struct Counters {
    waiting: Vec<DocId>,
    agencies: IdCounter,
    years: IdCounter,
    codes: [CodeCounter; 4],
}

impl Counters {
    pub fn new(columns: &Columns) -> Self {
        Self {
            waiting: Vec::with_capacity(BLOCK),
            agencies: IdCounter::new(columns.agencies.clone()),
            years: IdCounter::new(columns.years.clone()),
            codes: columns.codes.clone().map(CodeCounter::new),
        }
    }

    pub fn count(&mut self, doc: DocId) {
        self.waiting.push(doc);
        if self.waiting.len() == BLOCK {
            self.count_waiting();
        }
    }

    fn count_waiting(&mut self) {
        self.agencies.count(&self.waiting);
        self.years.count(&self.waiting);
        self.codes.iter_mut().for_each(|counter| counter.count(&self.waiting));
        self.waiting.clear();
    }

    pub fn finish(mut self) -> tantivy::Result<Counts> {
        self.count_waiting();
        let mut counts = Counts { agencies: self.agencies.finish(), years: self.years.finish(), ..Counts::default() };
        for (named, counter) in counts.codes.iter_mut().zip(self.codes) {
            *named = counter.finish()?;
        }
        Ok(counts)
    }
}

/// Reads a column for many documents at once.
struct Block<T: PartialOrd> {
    column: Column<T>,
    docs: Vec<DocId>,
    rows: Vec<u32>,
    values: Vec<T>,
}

impl<T: PartialOrd + Copy + Default + std::fmt::Debug + Send + Sync + 'static> Block<T> {
    fn new(column: Column<T>) -> Self {
        Self { column, docs: Vec::new(), rows: Vec::new(), values: Vec::new() }
    }

    /// All values that the documents have.
    fn values(&mut self, docs: &[DocId]) -> &[T] {
        self.docs.clear();
        self.rows.clear();
        self.column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.values.clear();
        self.values.resize(self.rows.len(), T::default());
        self.column.values.get_vals(&self.rows, &mut self.values);
        &self.values
    }
}

/// Counts numbers: in a table over their span, or in a map where the span is wide.
struct IdCounter {
    block: Block<i64>,
    least: i64,
    table: Vec<usize>,
    map: HashMap<i64, usize>,
}

impl IdCounter {
    fn new(column: Column<i64>) -> Self {
        let (least, most) = (column.min_value(), column.max_value());
        let span = if least <= most { most.abs_diff(least).saturating_add(1) } else { 0 };
        let table = if span <= WIDEST { vec![0; usize::try_from(span).unwrap_or(0)] } else { Vec::new() };
        Self { block: Block::new(column), least, table, map: HashMap::new() }
    }

    fn count(&mut self, docs: &[DocId]) {
        for value in self.block.values(docs) {
            let place = usize::try_from(value.abs_diff(self.least)).ok();
            match place.and_then(|place| self.table.get_mut(place)) {
                Some(count) => *count += 1,
                None => *self.map.entry(*value).or_default() += 1,
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
    column: Option<(StrColumn, Block<u64>)>,
    table: Vec<usize>,
}

impl CodeCounter {
    fn new(column: Option<StrColumn>) -> Self {
        let table = vec![0; column.as_ref().map_or(0, |column| column.num_terms())];
        let column = column.map(|column| {
            let ords = Block::new(column.ords().clone());
            (column, ords)
        });
        Self { column, table }
    }

    fn count(&mut self, docs: &[DocId]) {
        let Some((_, block)) = &mut self.column else { return };
        for ord in block.values(docs) {
            let place = usize::try_from(*ord).ok();
            if let Some(count) = place.and_then(|place| self.table.get_mut(place)) {
                *count += 1;
            }
        }
    }

    fn finish(self) -> tantivy::Result<HashMap<String, usize>> {
        let mut named = HashMap::new();
        let Some((column, _)) = self.column else { return Ok(named) };
        for (count, ord) in self.table.into_iter().zip(0..).filter(|(count, _)| *count > 0) {
            let mut name = String::new();
            column.ord_to_str(ord, &mut name)?;
            named.insert(name, count);
        }
        Ok(named)
    }
}

impl Counts {
    pub fn add(&mut self, more: Self) {
        more.agencies.into_iter().for_each(|(id, count)| *self.agencies.entry(id).or_default() += count);
        more.years.into_iter().for_each(|(year, count)| *self.years.entry(year).or_default() += count);
        for (sum, more) in self.codes.iter_mut().zip(more.codes) {
            more.into_iter().for_each(|(code, count)| *sum.entry(code).or_default() += count);
        }
    }

    pub fn into_facets(self) -> Facets {
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
