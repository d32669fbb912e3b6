//! The cells that the records fill, by agency, from a few grouped queries over all agencies at once.

use std::collections::{BTreeMap, HashMap};

use domain::dispute::{Outcome, Track};
use domain::report::{CellKey, Column, Format, Row, Table};

use crate::context::App;
use crate::error::AppError;

/// The figures of a year out of the records; what counts nothing is absent.
#[derive(Debug, Default)]
pub(super) struct Counted {
    by_agency: HashMap<i64, BTreeMap<CellKey, i64>>,
}

impl Counted {
    /// Counts all agencies.
    pub async fn load(app: &App, year: i32) -> Result<Self, AppError> {
        let db = app.store().read();
        let mut counted = Self::default();
        for (agency, row, kind, count) in store::report::count::cases(db, year).await? {
            if let (Some(row), Some(column)) = (Row::parse(&row), Column::parse(&kind)) {
                counted.add(agency, row, column, count);
            }
        }
        for (agency, track, outcome, count) in store::report::count::disputes(db, year).await? {
            if let Some(track) = Track::parse(&track) {
                counted.add(agency, row_of(track), column_of(outcome), count);
            }
        }
        Ok(counted)
    }

    fn add(&mut self, agency: i64, row: Row, column: Column, count: i64) {
        *self.by_agency.entry(agency).or_default().entry(CellKey::new(row, column)).or_default() += count;
    }

    /// Every cell of tables 3 and 4 over some agencies, zeros and totals too.
    pub fn of(&self, agencies: &[i64], format: Format) -> BTreeMap<CellKey, i64> {
        let in_tables = format.cells().filter(|key| key.row.table() != Table::Published);
        let mut cells: BTreeMap<CellKey, i64> = in_tables.map(|key| (key, 0)).collect();
        for found in agencies.iter().filter_map(|agency| self.by_agency.get(agency)) {
            for (key, count) in found {
                for key in feeds(*key, format) {
                    *cells.entry(key).or_default() += count;
                }
            }
        }
        cells
    }
}

/// The cells that a count goes into: its own, the total of its row, and for a result the row of all results.
fn feeds(key: CellKey, format: Format) -> Vec<CellKey> {
    let is_part = matches!(key.row, Row::NotSupplemented | Row::FeeUnpaid | Row::OtherReason);
    let own = if is_part && format == Format::Trial2019 { Row::OtherHandling } else { key.row };
    let total = if key.row.table() == Table::Disputes { Column::C5 } else { Column::C7 };
    let is_result = own.code().starts_with("r3.");
    let rows = std::iter::once(own).chain(is_result.then_some(Row::Closed));
    rows.flat_map(|row| [CellKey::new(row, key.column), CellKey::new(row, total)]).collect()
}

/// The row of table 4 of a track.
pub(super) const fn row_of(track: Track) -> Row {
    match track {
        Track::Reconsideration => Row::Reconsideration,
        Track::DirectLitigation => Row::LitigationDirect,
        Track::LitigationAfterReconsideration => Row::LitigationAfter,
    }
}

/// The column of table 4 of an outcome.
pub(super) const fn column_of(outcome: Outcome) -> Column {
    match outcome {
        Outcome::Upheld => Column::C1,
        Outcome::Corrected => Column::C2,
        Outcome::Other => Column::C3,
        Outcome::Pending => Column::C4,
    }
}
