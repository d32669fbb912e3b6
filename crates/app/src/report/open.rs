//! Opening a report: its cells computed, its text drafted, both written at once; and computing the cells anew.

use chrono::Datelike;
use domain::identity::Action;
use domain::report::draft::{draft, figures};
use domain::report::workflow::{Coverage, ReportState};
use domain::report::{Provenance, Table};
use sea_orm::Set;
use serde_json::json;
use store::Work;
use store::report::{self, Moved, contents, step};

use super::build::{self, Built, Year};
use super::record::{self, cell_row};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Opens the report of an agency on a year: the newest version there is, or a new draft with every cell that the
/// records fill. Its id.
///
/// # Errors
/// `not_allowed`, `not_found` for the agency, `report_year_unknown`.
pub async fn open(app: &App, caller: &Caller, agency: i64, year: i32, coverage: Coverage) -> Result<i64, AppError> {
    let now = app.now();
    let directory = app.directory();
    let name = directory.agency(agency).ok_or_else(|| AppError::problem("not_found"))?.name.clone();
    caller.allow(Action::ReportEdit, &directory.agency_place(agency), now)?;
    if year > now.date().year() {
        return Err(AppError::problem("report_year_unknown"));
    }
    if let Some(known) = report::find_newest(app.store().read(), agency, year, coverage.code()).await? {
        return Ok(known.id);
    }
    let records = Year::load(app, year).await?;
    let built = records.build(&directory, agency, coverage);
    let counts = build::counts(app, &records, agency, coverage).await?;
    let known = figures(&built.report, None, &counts);
    let texts = draft(&built.report, coverage, &counts, &known);
    let mut work = app.begin().await?;
    let row = new_row(app, caller, (agency, &name), (year, coverage), built.report.format.code(), "built");
    let row = report::create(work.db(), row).await?;
    write_cells(&work, caller, row.id, &built, now.0, |_| true).await?;
    let parts = texts.into_iter().map(|(part, text)| part_row(row.id, part.code(), text, caller, now.0)).collect();
    contents::set_parts(work.db(), parts).await?;
    log(&work, caller, row.id, "open", "", now.0).await?;
    let detail = json!({ "year": year, "coverage": coverage });
    work.record(caller.entry(now, Some(agency), "report.open", ("report", row.id.to_string()), &detail));
    app.commit(work).await?;
    Ok(row.id)
}

/// Computes the cells anew: those of queries and roll-ups. What was typed or read from a file stays.
///
/// # Errors
/// `not_allowed`, `not_found`, `report_locked`.
pub async fn recompute(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    let now = app.now();
    let row = report::get(app.store().read(), id).await?;
    caller.allow(Action::ReportEdit, &app.directory().agency_place(row.agency_id), now)?;
    ensure_open(&row)?;
    if row.origin != "built" {
        return Err(AppError::problem("report_locked"));
    }
    let loaded = record::load(app, row.clone()).await?;
    let built = Year::load(app, row.year).await?.build(&app.directory(), row.agency_id, loaded.coverage);
    let mut work = app.begin().await?;
    let is_computed = |key: &domain::report::CellKey| {
        key.row.table() != Table::Published
            || loaded.report.cells.get(key).is_none_or(|cell| match &cell.provenance {
                Provenance::Typed { source, .. } => source.is_empty(),
                Provenance::RolledUp { .. } | Provenance::Query { .. } => true,
                Provenance::Imported { .. } => false,
            })
    };
    write_cells(&work, caller, id, &built, now.0, is_computed).await?;
    report::change(work.db(), &row, &Moved::default(), now.0).await?;
    work.record(caller.entry(now, Some(row.agency_id), "report.recompute", ("report", id.to_string()), &json!({})));
    app.commit(work).await
}

async fn write_cells(
    work: &Work,
    caller: &Caller,
    id: i64,
    built: &Built,
    now: i64,
    wanted: impl Fn(&domain::report::CellKey) -> bool,
) -> Result<(), AppError> {
    let cells = built.report.cells.iter().filter(|(key, _)| wanted(key));
    let rows = cells.map(|(key, cell)| cell_row(id, *key, cell, (None, caller.account_id, now)));
    contents::set_cells(work.db(), rows.collect::<Result<_, _>>()?).await?;
    Ok(())
}

pub(super) fn new_row(
    app: &App,
    caller: &Caller,
    (agency, name): (i64, &str),
    (year, coverage): (i32, Coverage),
    format: &str,
    origin: &str,
) -> report::ActiveModel {
    let now = app.now().0;
    report::ActiveModel {
        agency_id: Set(agency),
        year: Set(year),
        coverage: Set(coverage.code().to_string()),
        version: Set(1),
        format: Set(format.to_string()),
        state: Set(ReportState::Draft.code().to_string()),
        origin: Set(origin.to_string()),
        agency_name: Set(name.to_string()),
        public_note: Set(String::new()),
        handed_in_by: Set(None),
        handed_in_at: Set(None),
        published_at: Set(None),
        created_by: Set(caller.account_id),
        created_at: Set(now),
        updated_at: Set(now),
        edition: Set(1),
        ..Default::default()
    }
}

pub(super) fn part_row(report: i64, part: &str, text: String, caller: &Caller, at: i64) -> contents::part::ActiveModel {
    contents::part::ActiveModel {
        report_id: Set(report),
        part: Set(part.to_string()),
        text: Set(text),
        by_id: Set(caller.account_id),
        at: Set(at),
        ..Default::default()
    }
}

pub(super) async fn log(
    work: &Work,
    caller: &Caller,
    id: i64,
    what: &str,
    note: &str,
    at: i64,
) -> Result<(), AppError> {
    let row = step::ActiveModel {
        report_id: Set(id),
        step: Set(what.to_string()),
        note: Set(note.to_string()),
        by_id: Set(caller.account_id),
        at: Set(at),
        ..Default::default()
    };
    Ok(report::add_step(work.db(), row).await?)
}

/// Only a draft, or what was sent back, is changed.
pub(super) fn ensure_open(row: &report::Model) -> Result<(), AppError> {
    if record::state_in(row)?.is_open() { Ok(()) } else { Err(AppError::problem("report_locked")) }
}
