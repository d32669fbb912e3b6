//! Reports between their rows and the form that the rules know.

use std::collections::BTreeMap;

use domain::report::draft::Part;
use domain::report::reference::{Figures, fill};
use domain::report::workflow::{Coverage, ReportState};
use domain::report::{Amount, AnnualReport, Cell, CellKey, CellValue, ColumnKind, Format, Prose, Provenance, Unit};
use sea_orm::Set;
use store::StoreError;
use store::report::contents::{cell, file, note};
use store::report::{Model, contents};

use crate::context::App;
use crate::error::AppError;

/// A stored report with all that stands in it.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub row: Model,
    pub coverage: Coverage,
    pub state: ReportState,
    /// Cells as stored; the prose filled in as far as its references are known.
    pub report: AnnualReport,
    /// The rows behind the cells: who, when, evidence.
    pub cells: BTreeMap<CellKey, cell::Model>,
    /// The text with its references.
    pub texts: Vec<(Part, String)>,
    pub notes: Vec<note::Model>,
    pub files: Vec<file::Model>,
}

fn unknown(what: &'static str, code: &str) -> StoreError {
    StoreError::UnknownCode { what, code: code.to_string() }
}

pub(super) fn coverage_in(row: &Model) -> Result<Coverage, AppError> {
    Ok(Coverage::parse(&row.coverage).ok_or_else(|| unknown("coverage", &row.coverage))?)
}

pub(super) fn state_in(row: &Model) -> Result<ReportState, AppError> {
    Ok(ReportState::parse(&row.state).ok_or_else(|| unknown("report_state", &row.state))?)
}

fn format_in(row: &Model) -> Result<Format, AppError> {
    Ok(Format::parse(&row.format).ok_or_else(|| unknown("report_format", &row.format))?)
}

/// The report that a row heads, without anything in it.
pub(super) fn empty(row: &Model) -> Result<AnnualReport, AppError> {
    Ok(AnnualReport {
        format: format_in(row)?,
        year: Some(row.year),
        agency: Some(row.agency_name.clone()),
        cells: BTreeMap::new(),
        prose: Vec::new(),
        notes: Vec::new(),
    })
}

/// Reads a report whole. The references of its text are filled in by the caller, who knows the figures.
pub(super) async fn load(app: &App, row: Model) -> Result<Loaded, AppError> {
    let db = app.store().read();
    let mut report = empty(&row)?;
    let mut cells = BTreeMap::new();
    for stored in contents::cells(db, &[row.id]).await? {
        let (key, cell) = cell_of(&stored)?;
        report.cells.insert(key, cell);
        cells.insert(key, stored);
    }
    let parts = contents::parts(db, row.id).await?;
    let texts = parts.into_iter().filter_map(|one| Some((Part::parse(&one.part)?, one.text))).collect();
    Ok(Loaded {
        coverage: coverage_in(&row)?,
        state: state_in(&row)?,
        report,
        cells,
        texts,
        notes: contents::notes(db, row.id).await?,
        files: contents::files(db, row.id).await?,
        row,
    })
}

/// The cells of several reports at once, by report.
pub(super) async fn cells_of(app: &App, rows: &[Model]) -> Result<BTreeMap<i64, AnnualReport>, AppError> {
    let mut reports = BTreeMap::new();
    for row in rows {
        reports.insert(row.id, empty(row)?);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    for stored in contents::cells(app.store().read(), &ids).await? {
        let (key, cell) = cell_of(&stored)?;
        if let Some(report) = reports.get_mut(&stored.report_id) {
            report.cells.insert(key, cell);
        }
    }
    Ok(reports)
}

fn cell_of(stored: &cell::Model) -> Result<(CellKey, Cell), AppError> {
    let name = format!("{}.{}", stored.row_key, stored.column_key);
    let key: CellKey = name.parse().map_err(|_| unknown("report_cell", &name))?;
    let value = match (&stored.value, key.column.kind()) {
        (None, _) => CellValue::Blank,
        (Some(text), ColumnKind::Money) => {
            CellValue::Money(Amount::parse(text, Unit::Yuan).ok_or_else(|| unknown("amount", text))?)
        }
        (Some(text), _) => CellValue::Number(text.parse().map_err(|_| unknown("count", text))?),
    };
    let provenance: Provenance = serde_json::from_str(&stored.provenance).map_err(StoreError::from)?;
    Ok((key, Cell { value, provenance }))
}

/// The row of a cell. What is no number is kept as nothing: only numbers are reported.
pub(super) fn cell_row(
    report: i64,
    key: CellKey,
    cell: &Cell,
    (file, by, at): (Option<i64>, Option<i64>, i64),
) -> Result<cell::ActiveModel, AppError> {
    let value = match &cell.value {
        CellValue::Number(number) => Some(number.to_string()),
        CellValue::Money(amount) => Some(amount.to_string()),
        CellValue::Blank | CellValue::Mark(_) | CellValue::Text(_) => None,
    };
    Ok(cell::ActiveModel {
        report_id: Set(report),
        row_key: Set(key.row.code().to_string()),
        column_key: Set(key.column.code().to_string()),
        value: Set(value),
        provenance: Set(serde_json::to_string(&cell.provenance).map_err(StoreError::from)?),
        file_id: Set(file),
        by_id: Set(by),
        at: Set(at),
        ..Default::default()
    })
}

/// The text with its figures, part by part under their numbers, and what was said about findings. A reference that is
/// unknown stays as it is written: it is a fault of its own.
pub(super) fn prose_of(texts: &[(Part, String)], explained: &[String], figures: &Figures) -> Vec<Prose> {
    let mut prose: Vec<Prose> = Vec::new();
    let mut add = |part: Part, text: String| match prose.iter_mut().find(|one| one.section == Some(part.section())) {
        Some(one) => one.text.push_str(&format!("\n{text}")),
        None => prose.push(Prose { section: Some(part.section()), text }),
    };
    for (part, text) in texts.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let filled = fill(text, figures).unwrap_or_else(|_| text.clone());
        let headed = part.number().map_or(filled.clone(), |number| format!("{number}{}。{filled}", part.label()));
        add(*part, headed);
    }
    explained.iter().for_each(|text| add(Part::Other, format!("{}{text}", super::examine::EXPLAINED)));
    prose
}
