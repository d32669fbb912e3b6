//! Sums within a report: V1 to V4. A cell that is blank counts as 0; a sum with a cell that nobody could read is not
//! checked, since that cell has its own finding.

use super::CheckId;
use crate::report::annual::AnnualReport;
use crate::report::finding::{Figure, Finding, FindingCode};
use crate::report::form::{CellKey, Column, Row, Table};

/// V1.
pub(super) fn rows_balance(report: &AnnualReport, left: &[Row], right: &[Row], findings: &mut Vec<Finding>) {
    for column in report.format.columns(Row::Received) {
        let sides = (sum_rows(report, left, *column), sum_rows(report, right, *column));
        if let (Some(expected), Some(found)) = sides
            && expected != found
        {
            let cells = left.iter().chain(right).map(|row| CellKey::new(*row, *column)).collect();
            findings.push(unequal(CheckId::V1, FindingCode::ColumnUnbalanced, cells, expected, found));
        }
    }
}

/// V2. Rows that the report does not have do not count; that they are missing is told elsewhere.
pub(super) fn row_is_sum(report: &AnnualReport, total: Row, parts: &[Row], findings: &mut Vec<Finding>) {
    let parts: Vec<Row> = parts.iter().copied().filter(|row| in_form(report, *row)).collect();
    for column in report.format.columns(total) {
        let sides = (sum_rows(report, &parts, *column), report.number(total, *column));
        if let (Some(expected), Some(found)) = sides
            && expected != found
        {
            let cells = std::iter::once(&total).chain(&parts).map(|row| CellKey::new(*row, *column)).collect();
            findings.push(unequal(CheckId::V2, FindingCode::ClosedSum, cells, expected, found));
        }
    }
}

/// Of 其他处理, the one row or its parts: whichever the report has.
fn in_form(report: &AnnualReport, row: Row) -> bool {
    match row {
        Row::OtherHandling => report.has_row(row),
        Row::NotSupplemented | Row::FeeUnpaid | Row::OtherReason => {
            report.has_row(row) || !report.has_row(Row::OtherHandling) && report.format.find_row(row).is_some()
        }
        _ => true,
    }
}

/// V3 and V4.
pub(super) fn column_is_sum(
    report: &AnnualReport,
    check: CheckId,
    table: Table,
    total: Column,
    parts: &[Column],
    findings: &mut Vec<Finding>,
) {
    let code = if table == Table::Disputes { FindingCode::OutcomeSum } else { FindingCode::RowSum };
    for row in Row::ALL.iter().copied().filter(|row| row.table() == table) {
        let expected = parts.iter().try_fold(0i64, |sum, column| sum.checked_add(report.number(row, *column)?));
        if let (Some(expected), Some(found)) = (expected, report.number(row, total))
            && expected != found
        {
            let cells = std::iter::once(&total).chain(parts).map(|column| CellKey::new(row, *column)).collect();
            findings.push(unequal(check, code, cells, expected, found));
        }
    }
}

fn sum_rows(report: &AnnualReport, rows: &[Row], column: Column) -> Option<i64> {
    rows.iter().try_fold(0i64, |sum, row| sum.checked_add(report.number(*row, column)?))
}

pub(super) fn unequal(check: CheckId, code: FindingCode, cells: Vec<CellKey>, expected: i64, found: i64) -> Finding {
    let (expected, found) = (Figure::Number(expected), Figure::Number(found));
    Finding { check, level: check.level(), code, cells, expected, found, detail: String::new() }
}
