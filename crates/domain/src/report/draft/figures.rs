//! The figures that the text may refer to, by name: every cell by its key, some sums, last year's and the change, and
//! what was published.

use super::Counts;
use crate::report::amount::Unit;
use crate::report::annual::{AnnualReport, CellValue};
use crate::report::check::HANDLED;
use crate::report::form::{CellKey, Column, Row, Table};
use crate::report::items::ItemGroup;
use crate::report::reference::Figures;

/// Sums that texts speak of, by name and the beginning of the rows' keys.
const SUMS: [(&str, &str); 4] =
    [("refused", "r3.3."), ("unable", "r3.4."), ("unhandled", "r3.5."), ("otherwise", "r3.6")];

/// All figures of a report, with those of the year before where there is a report on it.
#[must_use]
pub fn figures(report: &AnnualReport, before: Option<&AnnualReport>, counts: &Counts) -> Figures {
    let mut figures = Figures::new();
    if let Some(year) = report.year {
        figures.insert("year".into(), year.to_string());
        figures.insert("last_year".into(), (year - 1).to_string());
    }
    figures.insert("agency".into(), report.agency.clone().unwrap_or_default());
    figures.extend(report.cells.iter().map(|(key, cell)| (key.to_string(), shown(*key, &cell.value))));
    figures.extend(sums(report));
    if let Some(before) = before {
        figures.extend(compared(report, before));
    }
    figures.insert("items".into(), counts.categories().to_string());
    figures.extend(ItemGroup::ALL.iter().map(|group| (format!("items.{group}"), counts.of(*group).to_string())));
    if let Some(items) = counts.items_before {
        figures.insert("last.items".into(), items.to_string());
        figures.insert("change.items".into(), change(items, counts.categories(), "条"));
    }
    figures.insert("fee".into(), format!("{}.{:02}", counts.fee_fen / 100, counts.fee_fen % 100));
    figures.insert("agencies".into(), counts.agencies.to_string());
    figures
}

/// A cell in a text: money in 万元 with its unit, nothing as 0.
fn shown(key: CellKey, value: &CellValue) -> String {
    match value {
        CellValue::Number(number) => number.to_string(),
        CellValue::Money(amount) => {
            amount.in_unit(Unit::TenThousand).map_or_else(|| format!("{amount}元"), |text| format!("{text}万元"))
        }
        CellValue::Blank | CellValue::Mark(_) if key.column == Column::Amount => "0万元".into(),
        CellValue::Blank | CellValue::Mark(_) => "0".into(),
        CellValue::Text(text) => text.clone(),
    }
}

fn sums(report: &AnnualReport) -> Vec<(String, String)> {
    let total =
        |rows: &[Row], column: Column| -> i64 { rows.iter().filter_map(|row| report.number(*row, column)).sum() };
    let beginning = |prefix: &str| -> Vec<Row> {
        HANDLED.iter().copied().filter(|row| row.code().starts_with(prefix) && report.has_row(*row)).collect()
    };
    let mut sums: Vec<(String, String)> = SUMS
        .iter()
        .map(|(name, prefix)| ((*name).to_string(), total(&beginning(prefix), Column::C7).to_string()))
        .collect();
    let suits = [Row::LitigationDirect, Row::LitigationAfter];
    sums.push(("suits".into(), total(&suits, Column::C5).to_string()));
    sums
}

/// Last year's totals and the change of each, as `last.r1.c7` and `change.r1.c7`.
fn compared(report: &AnnualReport, before: &AnnualReport) -> Vec<(String, String)> {
    let totals = report.format.tables().iter().filter(|form| form.table != Table::Published).flat_map(|form| form.rows);
    let pairs = totals.filter_map(|form| {
        let column = *form.columns.last()?;
        let (was, is) = (before.number(form.row, column)?, report.number(form.row, column)?);
        Some((CellKey::new(form.row, column), was, is))
    });
    pairs
        .flat_map(|(key, was, is)| {
            [(format!("last.{key}"), was.to_string()), (format!("change.{key}"), change(was, is, "件"))]
        })
        .collect()
}

/// 增加3件, 减少3件, 持平.
fn change(was: i64, is: i64, unit: &str) -> String {
    match is.saturating_sub(was) {
        0 => "持平".to_string(),
        more if more > 0 => format!("增加{more}{unit}"),
        less => format!("减少{}{unit}", less.unsigned_abs()),
    }
}
