//! Between the reports of one agency on two years that follow each other: V5 and V7. Not here: finding the reports.

use super::CheckId;
use super::arithmetic::unequal;
use crate::report::annual::AnnualReport;
use crate::report::finding::{Finding, FindingCode};
use crate::report::form::{CellKey, Column, Format, Row};

/// What the report of the next year is held against; small, so that thousands can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub format: Format,
    pub year: i32,
    /// Carried into the year and out of it, by column of table 3.
    carried_in: Vec<Option<i64>>,
    carried_out: Vec<Option<i64>>,
    /// Of table 2, what the stocks of the next year follow from: row, at the end, and what changed it.
    stocks: Vec<Stock>,
}

/// A row of table 2 that tells how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stock {
    row: Row,
    /// Documents in force, or items the year before.
    stated: Option<i64>,
    /// Issued less repealed, or the change.
    change: Option<i64>,
}

impl Standing {
    /// Of a report whose year is known.
    #[must_use]
    pub fn of(report: &AnnualReport) -> Option<Self> {
        let row = |row: Row| report.format.columns(row).iter().map(|column| report.number(row, *column)).collect();
        let number = |row: Row, column: Column| match report.value(CellKey::new(row, column)) {
            Some(_) => report.number(row, column),
            None => None,
        };
        let stock = |row: Row| match report.format {
            Format::Trial2019 => {
                Stock { row, stated: number(row, Column::ItemsBefore), change: number(row, Column::Change) }
            }
            Format::Current2021 => {
                let change = number(row, Column::Issued).zip(number(row, Column::Repealed));
                let change = change.and_then(|(issued, repealed)| issued.checked_sub(repealed));
                Stock { row, stated: number(row, Column::InForce), change }
            }
        };
        Some(Self {
            format: report.format,
            year: report.year?,
            carried_in: row(Row::CarriedIn),
            carried_out: row(Row::CarriedOut),
            stocks: stock_rows(report.format).iter().map(|row| stock(*row)).collect(),
        })
    }
}

const fn stock_rows(format: Format) -> &'static [Row] {
    match format {
        Format::Trial2019 => &[Row::Licences, Row::OtherServices, Row::Penalties, Row::CoerciveMeasures, Row::Charges],
        Format::Current2021 => &[Row::Rules, Row::NormativeDocuments],
    }
}

/// What does not follow from the report of the year before.
#[must_use]
pub fn across_years(before: &Standing, this: &Standing) -> Vec<Finding> {
    if this.year != before.year + 1 {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let columns = this.format.columns(Row::CarriedIn);
    for (column, (expected, found)) in columns.iter().zip(before.carried_out.iter().zip(&this.carried_in)) {
        if let (Some(expected), Some(found)) = (expected, found)
            && expected != found
        {
            let cells = vec![CellKey::new(Row::CarriedIn, *column)];
            findings.push(unequal(CheckId::V5, FindingCode::CarriedOver, cells, *expected, *found));
        }
    }
    if this.format == before.format {
        for (was, is) in before.stocks.iter().zip(&this.stocks) {
            findings.extend(stock(this.format, *was, *is));
        }
    }
    for finding in &mut findings {
        finding.detail = before.year.to_string();
    }
    findings
}

/// The changes of the year itself belong to documents in force, those of the year before to items the year before.
fn stock(format: Format, was: Stock, is: Stock) -> Option<Finding> {
    let (change, column, code) = match format {
        Format::Trial2019 => (was.change, Column::ItemsBefore, FindingCode::ItemsBefore),
        Format::Current2021 => (is.change, Column::InForce, FindingCode::StockInForce),
    };
    let expected = was.stated?.checked_add(change?)?;
    let found = is.stated?;
    let cells = match format {
        Format::Trial2019 => vec![CellKey::new(is.row, column)],
        Format::Current2021 => {
            [Column::InForce, Column::Issued, Column::Repealed].iter().map(|c| CellKey::new(is.row, *c)).collect()
        }
    };
    (expected != found).then(|| unequal(CheckId::V7, code, cells, expected, found))
}
