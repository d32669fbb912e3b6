//! Files about reports that somebody uploads: any report to be checked, a published old report to be taken over as a
//! year's figures, a workbook with figures of other systems. Bytes are read in `documents`, PDF in a child process.

use documents::Limits;
use documents::report::{Reading, read, source_of_text};
use domain::identity::Action;
use domain::report::check::check;
use domain::report::draft::Part;
use domain::report::recognise::recognise;
use domain::report::workflow::{Coverage, ReportState};
use domain::report::{
    AnnualReport, Cell, CellKey, CellValue, Finding, Format, Provenance, Section, Table, typed_value,
};
use sea_orm::Set;
use serde_json::json;
use store::report::{self, contents};

use super::edit::{self, Evidence};
use super::open::{self, part_row};
use super::record::cell_row;
use super::words::{no_report_sentence, unreadable_sentence};
use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};

/// What the checker makes of a file.
#[derive(Debug, Clone)]
pub struct CheckedFile {
    pub report: AnnualReport,
    pub findings: Vec<Finding>,
}

/// Checks a report from anywhere, as the command line does.
///
/// # Errors
/// `not_allowed`; `report_unreadable` with the reason.
pub async fn check_file(
    app: &App,
    caller: &Caller,
    file: &Evidence,
    year: Option<i32>,
) -> Result<CheckedFile, AppError> {
    if !caller.can_somewhere(Action::ReportView, app.now()) {
        return Err(AppError::problem("not_allowed").with("action", Action::ReportView.label()));
    }
    let (mut report, mut findings) = read_file(app, file, year).await?;
    let (more, notes) = check(&report);
    findings.extend(more);
    findings.sort_by_key(|finding| finding.check);
    report.notes.extend(notes);
    Ok(CheckedFile { report, findings })
}

fn unreadable(why: impl Into<String>) -> AppError {
    let why: String = why.into();
    AppError::fields(vec![FieldFault::new("file", "report_unreadable").with("reason", why.trim_end_matches('。'))])
}

async fn read_file(app: &App, file: &Evidence, year: Option<i32>) -> Result<(AnnualReport, Vec<Finding>), AppError> {
    let limits = Limits::default();
    let bytes = file.bytes.to_vec();
    let own = limits.clone();
    let reading = tokio::task::spawn_blocking(move || read(&bytes, &own))
        .await
        .map_err(|error| AppError::Internal(error.to_string()))?;
    let source = match reading.map_err(|refusal| unreadable(unreadable_sentence(&refusal)))? {
        Reading::Report(mut report) => {
            report.year = year.or(report.year);
            return Ok((*report, Vec::new()));
        }
        Reading::Source(source) => source,
        Reading::NeedsChild(kind) => {
            let bytes = file.bytes.to_vec();
            let extracted = documents::sandbox::extract_in_child(app.parser(), bytes, kind, limits).await;
            let extracted = extracted.map_err(|refusal| unreadable(unreadable_sentence(&refusal)))?;
            if extracted.text.trim().is_empty() {
                return Err(unreadable("文件里没有文字，可能是扫描件或者图片。"));
            }
            source_of_text(&extracted.text)
        }
    };
    let recognised = recognise(&source, year).map_err(|missing| unreadable(no_report_sentence(&missing)))?;
    Ok((recognised.report, recognised.findings))
}

/// Takes a published old report over as the figures of its year, so that later years are checked against it. The report
/// stands as published: where it contradicts itself, that is kept.
///
/// # Errors
/// `not_allowed`, `not_found`, `report_exists`; `report_unreadable`, `report_other_year` at `file`.
pub async fn import_report(
    app: &App,
    caller: &Caller,
    agency: i64,
    (year, coverage): (i32, Coverage),
    file: &Evidence,
) -> Result<i64, AppError> {
    let now = app.now();
    let directory = app.directory();
    let name = directory.agency(agency).ok_or_else(|| AppError::problem("not_found"))?.name.clone();
    caller.allow(Action::ReportEdit, &directory.agency_place(agency), now)?;
    Format::for_year(year).ok_or_else(|| AppError::problem("report_year_unknown"))?;
    if report::find_newest(app.store().read(), agency, year, coverage.code()).await?.is_some() {
        return Err(AppError::problem("report_exists"));
    }
    let (read, _) = read_file(app, file, None).await?;
    if read.year.is_some_and(|found| found != year) {
        return Err(AppError::fields(vec![FieldFault::new("file", "report_other_year").with("year", year)]));
    }
    let mut work = app.begin().await?;
    let row = open::new_row(app, caller, (agency, &name), (year, coverage), read.format.code(), "imported");
    let row = report::ActiveModel {
        agency_name: Set(read.agency.clone().unwrap_or(name)),
        state: Set(ReportState::Published.code().to_string()),
        published_at: Set(Some(now.0)),
        ..row
    };
    let row = report::create(work.db(), row).await?;
    let place = format!("{}（{}）", file.name, now.date());
    let kept = |key: &CellKey, cell: &Cell| {
        let provenance = Provenance::Imported { place: place.clone() };
        cell_row(row.id, *key, &Cell { value: cell.value.clone(), provenance }, (None, caller.account_id, now.0))
    };
    let known = |key: &CellKey| read.format.columns(key.row).contains(&key.column);
    let cells = read.cells.iter().filter(|(key, _)| known(key)).map(|(key, cell)| kept(key, cell));
    contents::set_cells(work.db(), cells.collect::<Result<_, _>>()?).await?;
    let text = |section: Section| {
        let own = read.prose.iter().filter(|prose| prose.section == Some(section));
        own.map(|prose| prose.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let parts =
        [(Part::Publishing, Section::Overview), (Part::Problems, Section::Problems), (Part::Other, Section::Other)];
    let parts = parts.map(|(part, section)| part_row(row.id, part.code(), text(section), caller, now.0));
    contents::set_parts(work.db(), parts.to_vec()).await?;
    open::log(&work, caller, row.id, "import", &file.name, now.0).await?;
    let detail = json!({ "year": year, "coverage": coverage, "file": file.name });
    work.record(caller.entry(now, Some(agency), "report.import", ("report", row.id.to_string()), &detail));
    work.purge(crate::context::tag::REPORTS);
    app.commit(work).await?;
    Ok(row.id)
}

/// Longest workbook of figures that is looked at, in rows.
const MAX_ROWS: usize = 2_000;

/// Figures of other systems from a workbook or CSV: a row a cell, with its key (`licences.decisions`) and its figure;
/// other columns are left alone. How many were taken over.
///
/// # Errors
/// `not_allowed`, `report_locked`, `changed_meanwhile`; at `file` the rows that are wrong, at `source` a missing source.
pub async fn import_figures(
    app: &App,
    caller: &Caller,
    id: i64,
    edition: i32,
    source: &str,
    file: &Evidence,
) -> Result<usize, AppError> {
    let loaded = edit::to_change(app, caller, id, edition).await?;
    if source.trim().is_empty() {
        return Err(AppError::field("source", "report_source_missing"));
    }
    let bytes = file.bytes.to_vec();
    let reading = tokio::task::spawn_blocking(move || read(&bytes, &Limits::default()))
        .await
        .map_err(|error| AppError::Internal(error.to_string()))?;
    let Ok(Reading::Source(lines)) = reading else {
        return Err(unreadable("应为 Excel 工作簿或者 CSV 文本。"));
    };
    let mut changed = Vec::new();
    for (at, line) in lines.lines.iter().take(MAX_ROWS).enumerate() {
        let split: Vec<&str> = line.cells.iter().flat_map(|cell| cell.split(',')).map(str::trim).collect();
        let Some((place, key)) =
            split.iter().enumerate().find_map(|(place, cell)| Some((place, cell.parse::<CellKey>().ok()?)))
        else {
            continue;
        };
        let text = split.get(place + 1..).unwrap_or_default().iter().rfind(|cell| !cell.is_empty());
        let fits = key.row.table() == Table::Published
            && loaded.report.format.find_row(key.row).is_some_and(|form| form.columns.contains(&key.column));
        let unit = loaded.report.format.find_row(key.row).and_then(|form| form.unit);
        let value = text.and_then(|text| typed_value(text, key.column.kind(), unit)).filter(|_| fits);
        let Some(value) = value.filter(|value| *value != CellValue::Blank) else {
            let fault = FieldFault::new("file", "report_bad_row").with("row", at + 1).with("key", key.to_string());
            return Err(AppError::fields(vec![fault]));
        };
        let provenance = Provenance::Imported { place: format!("{}，{}第{}行", source.trim(), file.name, at + 1) };
        changed.push((key, Cell { value, provenance }));
    }
    if changed.is_empty() {
        return Err(unreadable("没有找到带单元格代码（例如 licences.decisions）的行。"));
    }
    edit::write(app, caller, &loaded.row, changed, Some(file), "report.import_figures").await
}
