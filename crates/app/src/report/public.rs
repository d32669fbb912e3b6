//! What the public sees of the reports: the published ones, and their figures as one table over agencies and years.

use documents::report::layout::{printed as printed_cell, title_of_year};
use documents::write::{Cell as Written, Table as List};
use domain::report::workflow::{Coverage, ReportState};
use domain::report::{AnnualReport, Format, Table};
use store::report::Model;

use super::output::{self, Printed};
use super::record;
use super::words::cell_name;
use crate::context::App;
use crate::error::AppError;
use domain::report::reference::Figures;

/// A published report in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLine {
    pub agency: i64,
    pub slug: String,
    pub name: String,
    pub year: i32,
    pub coverage: Coverage,
    pub version: i32,
    pub public_note: String,
    pub published_at: i64,
}

impl PublicLine {
    /// The title of the report.
    #[must_use]
    pub fn title(&self) -> String {
        title_of_year(&self.name, Some(self.year))
    }
}

/// A published report.
#[derive(Debug, Clone)]
pub struct PublicReport {
    pub line: PublicLine,
    pub printed: Printed,
}

fn line_of(app: &App, row: &Model) -> Result<Option<PublicLine>, AppError> {
    let directory = app.directory();
    let (Some(agency), Some(published_at)) = (directory.agency(row.agency_id), row.published_at) else {
        return Ok(None);
    };
    Ok(Some(PublicLine {
        agency: row.agency_id,
        slug: agency.slug.clone(),
        name: row.agency_name.clone(),
        year: row.year,
        coverage: record::coverage_in(row)?,
        version: row.version,
        public_note: row.public_note.clone(),
        published_at,
    }))
}

/// The published reports, newest year first; of one agency or of all.
///
/// # Errors
/// When the records cannot be read.
pub async fn list_published(app: &App, agency: Option<i64>) -> Result<Vec<PublicLine>, AppError> {
    let rows = store::report::list_in_state(app.store().read(), &[ReportState::Published.code()]).await?;
    let mut lines = Vec::new();
    for row in rows.iter().filter(|row| agency.is_none_or(|agency| agency == row.agency_id)) {
        lines.extend(line_of(app, row)?);
    }
    Ok(lines)
}

/// The published report of an agency on a year.
///
/// # Errors
/// When the records cannot be read.
pub async fn published(
    app: &App,
    slug: &str,
    year: i32,
    coverage: Option<Coverage>,
) -> Result<Option<PublicReport>, AppError> {
    let directory = app.directory();
    let Some(agency) = directory.agencies.iter().find(|one| one.slug == slug) else { return Ok(None) };
    let coverage = coverage.unwrap_or_else(|| super::scope::coverage_of(&directory, agency.id));
    let rows = store::report::list_agency(app.store().read(), agency.id).await?;
    let found = rows
        .into_iter()
        .find(|row| row.year == year && row.coverage == coverage.code() && row.state == ReportState::Published.code());
    let Some(row) = found else { return Ok(None) };
    let Some(line) = line_of(app, &row)? else { return Ok(None) };
    let mut loaded = record::load(app, row).await?;
    loaded.report.prose = record::prose_of(&loaded.texts, &[], &Figures::new());
    Ok(Some(PublicReport { line, printed: output::printed(app, loaded).await? }))
}

/// The figures of every published report.
///
/// # Errors
/// When the records cannot be read.
pub async fn totals(app: &App) -> Result<Vec<(PublicLine, AnnualReport)>, AppError> {
    let rows = store::report::list_in_state(app.store().read(), &[ReportState::Published.code()]).await?;
    let mut reports = record::cells_of(app, &rows).await?;
    let mut totals = Vec::new();
    for row in &rows {
        if let (Some(line), Some(report)) = (line_of(app, row)?, reports.remove(&row.id)) {
            totals.push((line, report));
        }
    }
    Ok(totals)
}

/// Every figure of every published report as one table, a line a cell: agency, year, coverage, table, row, column,
/// key, figure. Money in yuan.
///
/// # Errors
/// When the records cannot be read.
pub async fn figures_table(app: &App) -> Result<List, AppError> {
    let rows = store::report::list_in_state(app.store().read(), &[ReportState::Published.code()]).await?;
    let reports = record::cells_of(app, &rows).await?;
    let head = ["机关", "年度", "范围", "表", "单元格", "代码", "数值"];
    let mut table = List { name: "年度报告数据".into(), head: head.map(String::from).to_vec(), rows: Vec::new() };
    for row in &rows {
        let Some(report) = reports.get(&row.id) else { continue };
        let coverage = record::coverage_in(row)?.label();
        for (key, cell) in &report.cells {
            let value = match &cell.value {
                domain::report::CellValue::Money(amount) => Written::Text(amount.to_string()),
                other => printed_cell(Some(other), None, false),
            };
            table.rows.push(vec![
                Written::from(row.agency_name.as_str()),
                Written::Text(row.year.to_string()),
                Written::from(coverage),
                Written::from(table_name(key.row.table())),
                Written::Text(plain_name(report.format, *key)),
                Written::Text(key.to_string()),
                value,
            ]);
        }
    }
    Ok(table)
}

const fn table_name(table: Table) -> &'static str {
    table.label()
}

fn plain_name(format: Format, key: domain::report::CellKey) -> String {
    cell_name(format, key).replace(['“', '”'], "")
}
