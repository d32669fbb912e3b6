//! The columns that every search reads of each segment, opened once: a segment never changes, and opening them for each
//! search takes longer than counting a rare word does.

use std::sync::Arc;

use moka::sync::Cache;
use tantivy::columnar::{Column, ColumnValues, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{Searcher, SegmentReader};

use super::schema;

/// Segments whose columns are kept; there are seldom more than twenty.
const SEGMENTS: u64 = 100;
/// The facets that are codes, in the order of their counts.
const CODES: [&str; 4] = [schema::CATEGORY, schema::SUBJECT, schema::VALIDITY, schema::KIND];

/// The columns of one segment.
#[derive(Clone)]
pub(super) struct Columns {
    pub ids: Arc<dyn ColumnValues<i64>>,
    pub published: Arc<dyn ColumnValues<i64>>,
    pub agencies: Column<i64>,
    pub years: Column<i64>,
    /// Category, subject, validity, kind; none where no document of the segment has one.
    pub codes: [Option<StrColumn>; 4],
}

impl Columns {
    fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        let mut codes = [const { None }; 4];
        for (column, name) in codes.iter_mut().zip(CODES) {
            *column = fast.str(name)?;
        }
        Ok(Self {
            ids: fast.column_first_or_default(schema::ID)?,
            published: fast.column_first_or_default(schema::PUBLISHED_AT)?,
            agencies: fast.i64(schema::AGENCIES)?,
            years: fast.i64(schema::YEAR)?,
            codes,
        })
    }
}

/// The columns of all segments, shared by all searches of an index.
#[derive(Clone)]
pub(super) struct AllColumns(Cache<SegmentId, Columns>);

impl AllColumns {
    pub fn new() -> Self {
        Self(Cache::new(SEGMENTS))
    }

    pub fn of(&self, reader: &SegmentReader) -> tantivy::Result<Columns> {
        let segment = reader.segment_id();
        if let Some(columns) = self.0.get(&segment) {
            return Ok(columns);
        }
        let columns = Columns::open(reader)?;
        self.0.insert(segment, columns.clone());
        Ok(columns)
    }

    /// Newest time of publishing among all segments.
    pub fn newest(&self, searcher: &Searcher) -> tantivy::Result<i64> {
        let mut newest = i64::MIN;
        for segment in searcher.segment_readers() {
            newest = newest.max(self.of(segment)?.published.max_value());
        }
        Ok(newest)
    }
}
