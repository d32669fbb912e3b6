//! Filling a report by hand: figures of other systems with their source and evidence, the text, notes on findings.
//! What the records count is not typed.

use bytes::Bytes;
use domain::identity::Action;
use domain::report::draft::{Part, draft};
use domain::report::reference::fill;
use domain::report::{Cell, CellKey, ColumnKind, Provenance, Table, typed_value};
use sea_orm::Set;
use serde_json::json;
use store::Work;
use store::report::{self, Model, Moved, contents};

use super::examine;
use super::open::{ensure_open, part_row};
use super::record::{self, Loaded, cell_row};
use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::form::Form;
use crate::item::attach::{clean_name, limits, refused};

/// Longest part of the text.
const MAX_TEXT: usize = 20_000;
const MAX_SOURCE: usize = 200;
const MAX_NOTE: usize = 500;

/// A file that shows where figures come from.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub name: String,
    pub bytes: Bytes,
}

/// Figures as typed, each under its cell.
#[derive(Debug, Clone, Default)]
pub struct TypedCells {
    pub cells: Vec<(CellKey, String)>,
    /// The system or office that they are from.
    pub source: String,
    pub evidence: Option<Evidence>,
    /// The edition that the person saw.
    pub edition: i32,
}

/// The report, for somebody who may change it as it stands.
pub(super) async fn to_change(app: &App, caller: &Caller, id: i64, edition: i32) -> Result<Loaded, AppError> {
    let row = report::get(app.store().read(), id).await?;
    caller.allow(Action::ReportEdit, &app.directory().agency_place(row.agency_id), app.now())?;
    ensure_open(&row)?;
    if row.edition != edition {
        return Err(AppError::problem("changed_meanwhile"));
    }
    record::load(app, row).await
}

/// Keeps typed figures; only those that differ from what stands there.
///
/// # Errors
/// `not_allowed`, `report_locked`, `changed_meanwhile`; faults of `cell.KEY`, `source`, `file`.
pub async fn type_cells(app: &App, caller: &Caller, id: i64, typed: &TypedCells) -> Result<usize, AppError> {
    let loaded = to_change(app, caller, id, typed.edition).await?;
    let mut faults = Form::default();
    let mut changed: Vec<(CellKey, Cell)> = Vec::new();
    let source = faults.optional("source", &typed.source, MAX_SOURCE);
    for (key, text) in &typed.cells {
        let field = format!("cell.{key}");
        let may_type = loaded.report.format.columns(key.row).contains(&key.column)
            && (key.row.table() == Table::Published || loaded.row.origin != "built");
        let unit = loaded.report.format.find_row(key.row).and_then(|form| form.unit);
        match typed_value(text, key.column.kind(), unit).filter(|_| may_type) {
            None => faults.fault(FieldFault::new(field, bad_figure(key.column.kind()))),
            Some(value) if loaded.report.value(*key) == Some(&value) => {}
            Some(value) => {
                let provenance = Provenance::Typed { by: caller.name.clone(), source: source.clone() };
                changed.push((*key, Cell { value, provenance }));
            }
        }
    }
    faults.check(changed.is_empty() || !source.is_empty(), FieldFault::new("source", "report_source_missing"));
    faults.finish()?;
    write(app, caller, &loaded.row, changed, typed.evidence.as_ref(), "report.type").await
}

const fn bad_figure(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Count => "report_bad_count",
        ColumnKind::Change => "report_bad_change",
        ColumnKind::Money => "report_bad_amount",
    }
}

/// Writes changed cells with their evidence, one transaction; how many.
pub(super) async fn write(
    app: &App,
    caller: &Caller,
    row: &Model,
    changed: Vec<(CellKey, Cell)>,
    evidence: Option<&Evidence>,
    what: &str,
) -> Result<usize, AppError> {
    if changed.is_empty() {
        return Ok(0);
    }
    let now = app.now();
    let kept = match evidence {
        Some(evidence) => Some(keep(app, evidence).await?),
        None => None,
    };
    let mut work = app.begin().await?;
    let file = match kept {
        Some(kept) => Some(add_file(&work, caller, row.id, kept, now.0).await?),
        None => None,
    };
    let rows = changed.iter().map(|(key, cell)| cell_row(row.id, *key, cell, (file, caller.account_id, now.0)));
    contents::set_cells(work.db(), rows.collect::<Result<_, _>>()?).await?;
    report::change(work.db(), row, &Moved::default(), now.0).await?;
    let cells: Vec<String> = changed.iter().map(|(key, cell)| format!("{key}={:?}", cell.value)).collect();
    let detail = json!({ "cells": cells, "file": file });
    work.record(caller.entry(now, Some(row.agency_id), what, ("report", row.id.to_string()), &detail));
    app.commit(work).await?;
    Ok(changed.len())
}

/// An evidence file whose bytes are on disk.
struct Kept {
    name: String,
    media_type: &'static str,
    size: i64,
    hash: String,
}

async fn keep(app: &App, evidence: &Evidence) -> Result<Kept, AppError> {
    let name = clean_name(&evidence.name);
    let kind = documents::sniff::sniff_within(&evidence.bytes, &name, &limits(app))
        .map_err(|refusal| refused(&refusal, &name))?;
    let size = i64::try_from(evidence.bytes.len()).unwrap_or(i64::MAX);
    let hash = app.files().put(evidence.bytes.clone()).await?;
    Ok(Kept { name, media_type: kind.media_type(), size, hash })
}

async fn add_file(work: &Work, caller: &Caller, report: i64, kept: Kept, at: i64) -> Result<i64, AppError> {
    let row = contents::file::ActiveModel {
        report_id: Set(report),
        name: Set(kept.name),
        media_type: Set(kept.media_type.to_string()),
        size: Set(kept.size),
        file_hash: Set(kept.hash),
        by_id: Set(caller.account_id),
        at: Set(at),
        ..Default::default()
    };
    Ok(contents::add_file(work.db(), row).await?)
}

/// Keeps parts of the text. Their references must name figures.
///
/// # Errors
/// `not_allowed`, `report_locked`, `changed_meanwhile`; faults of `part.PART`.
pub async fn write_text(
    app: &App,
    caller: &Caller,
    id: i64,
    edition: i32,
    parts: &[(Part, String)],
) -> Result<(), AppError> {
    let loaded = to_change(app, caller, id, edition).await?;
    let (loaded, examined) = examine::run(app, loaded).await?;
    let mut faults = Form::default();
    for (part, text) in parts {
        let field = format!("part.{part}");
        faults.optional(&field, text, MAX_TEXT);
        if let Err(unknown) = fill(text, &examined.figures) {
            faults.fault(FieldFault::new(field, "report_unknown_figure").with("name", unknown.name));
        }
    }
    faults.finish()?;
    keep_parts(app, caller, &loaded.row, parts).await
}

async fn keep_parts(app: &App, caller: &Caller, row: &Model, parts: &[(Part, String)]) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let rows = parts.iter().map(|(part, text)| part_row(row.id, part.code(), text.trim().to_string(), caller, now.0));
    contents::set_parts(work.db(), rows.collect()).await?;
    report::change(work.db(), row, &Moved::default(), now.0).await?;
    let detail = json!({ "parts": parts.iter().map(|(part, _)| part.code()).collect::<Vec<_>>() });
    work.record(caller.entry(now, Some(row.agency_id), "report.text", ("report", row.id.to_string()), &detail));
    app.commit(work).await
}

/// Drafts one part anew from the figures as they stand.
///
/// # Errors
/// `not_allowed`, `report_locked`, `changed_meanwhile`.
pub async fn redraft(app: &App, caller: &Caller, id: i64, edition: i32, part: Part) -> Result<(), AppError> {
    let loaded = to_change(app, caller, id, edition).await?;
    let (loaded, examined) = examine::run(app, loaded).await?;
    let drafted = draft(&loaded.report, loaded.coverage, &examined.counts, &examined.figures);
    let parts: Vec<(Part, String)> = drafted.into_iter().filter(|(known, _)| *known == part).collect();
    keep_parts(app, caller, &loaded.row, &parts).await
}

/// Keeps what is said about findings that stay; printed in the last section.
///
/// # Errors
/// `not_allowed`, `report_locked`, `changed_meanwhile`; faults of `note.KEY`.
pub async fn explain(
    app: &App,
    caller: &Caller,
    id: i64,
    edition: i32,
    said: &[(String, String)],
) -> Result<(), AppError> {
    let loaded = to_change(app, caller, id, edition).await?;
    let mut faults = Form::default();
    said.iter().for_each(|(key, text)| {
        faults.optional(&format!("note.{key}"), text, MAX_NOTE);
    });
    faults.finish()?;
    let now = app.now();
    let rows = said.iter().map(|(key, text)| contents::note::ActiveModel {
        report_id: Set(id),
        finding: Set(key.chars().take(60).collect()),
        text: Set(text.trim().to_string()),
        by_id: Set(caller.account_id),
        at: Set(now.0),
        ..Default::default()
    });
    let mut work = app.begin().await?;
    contents::set_notes(work.db(), rows.collect()).await?;
    report::change(work.db(), &loaded.row, &Moved::default(), now.0).await?;
    let detail = json!({ "findings": said.iter().map(|(key, _)| key).collect::<Vec<_>>() });
    let agency = Some(loaded.row.agency_id);
    work.record(caller.entry(now, agency, "report.explain", ("report", id.to_string()), &detail));
    app.commit(work).await
}
