//! The three tables of the form out of the lines of a file: rows by their labels, figures by their place. What could
//! not be told is a finding with its place. Not here: whether the figures add up.

use std::collections::{BTreeMap, BTreeSet};

use super::characters::dense;
use super::disputes::{DISPUTE_FIGURES, find_disputes};
use super::fit::{Fit, fit_all, fit_loosely};
use super::labels::Labels;
use super::scan::{Scan, Slot};
use super::value::{is_blank, read};
use crate::item::checks::Level;
use crate::report::amount::Unit;
use crate::report::annual::{Cell, Note, NoteKind, Provenance};
use crate::report::check::CheckId;
use crate::report::finding::{Figure, Finding, FindingCode};
use crate::report::form::{CellKey, Column, Format, Row, Table};
use crate::report::source::Line;

/// Rows that make a table one.
const MIN_REQUEST_ROWS: usize = 4;
const MIN_PUBLISHED_ROWS: usize = 2;
/// From so many of its labels on, a table without any figure is one that was left blank.
const BLANK_ROWS: usize = 5;
/// From so many rows with the same wrong number of cells on, the whole table is built otherwise.
const WHOLE_TABLE: usize = 10;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub cells: BTreeMap<CellKey, Cell>,
    pub notes: Vec<Note>,
    pub findings: Vec<Finding>,
    pub tables: BTreeSet<Table>,
    /// Rows whose label was met.
    pub rows: BTreeSet<Row>,
}

/// The rows of table 3, as met.
pub(super) fn find_requests(lines: &[Line]) -> Vec<Slot> {
    let labels = Labels::requests();
    let mut slots = Scan::new(&labels, labels.width).walk(lines, 0);
    let has_parts = slots
        .iter()
        .any(|slot| matches!(labels.row(slot.entry), Some(Row::NotSupplemented | Row::FeeUnpaid | Row::OtherReason)));
    // Above its sub-rows, （六）其他处理 is a heading.
    slots.retain(|slot| {
        !(has_parts
            && labels.row(slot.entry) == Some(Row::OtherHandling)
            && slot.cells.iter().all(|cell| is_blank(cell)))
    });
    if slots.len() < MIN_REQUEST_ROWS {
        slots.clear();
    }
    slots
}

/// The row that a slot of table 3 holds.
pub(super) fn request_row(slot: &Slot) -> Option<Row> {
    Labels::requests().row(slot.entry)
}

/// The rows of table 2 among the lines of its section.
pub(super) fn find_published(lines: &[Line], offset: usize) -> Vec<(Row, Slot)> {
    let labels = Labels::published();
    let slots = Scan::new(&labels, 0).walk(lines, offset);
    let rows: Vec<(Row, Slot)> = slots.into_iter().filter_map(|slot| Some((labels.row(slot.entry)?, slot))).collect();
    let with_figures = rows.iter().filter(|(_, slot)| !slot.cells.is_empty()).count();
    let exact = rows.iter().filter(|(_, slot)| slot.likeness >= 0.999).count();
    if with_figures < MIN_PUBLISHED_ROWS && exact < BLANK_ROWS { Vec::new() } else { rows }
}

impl Reading {
    /// Takes the figures of table 3.
    pub fn take_requests(&mut self, slots: &[Slot], format: Format) {
        let labels = Labels::requests();
        let fits = fit_all(slots, labels.width);
        let columns = format.columns(Row::Received);
        let mut misfits = Vec::new();
        for (slot, fit) in slots.iter().zip(fits) {
            let Some(row) = labels.row(slot.entry) else {
                continue;
            };
            self.note_label(row, slot);
            match fit {
                Fit::Misfit { found, texts } => misfits.push((row, slot.line, found, texts)),
                fit => self.take_fit(row, columns, fit, slot, None),
            }
        }
        self.tables.insert(Table::Requests);
        self.take_misfits(&misfits, columns);
    }

    /// Takes the figures of table 2. `heads` is all text of the table without blanks, for the unit of money.
    pub fn take_published(&mut self, rows: &[(Row, Slot)], format: Format, heads: &str) {
        for (row, slot) in rows {
            let columns = format.columns(*row);
            if columns.is_empty() {
                continue;
            }
            self.note_label(*row, slot);
            let unit = unit_of(*row, format, heads);
            match fit_loosely(slot, columns.len()) {
                Fit::Misfit { found, texts } => self.take_misfits(&[(*row, slot.line, found, texts)], columns),
                fit => self.take_fit(*row, columns, fit, slot, unit),
            }
        }
        self.tables.insert(Table::Published);
    }

    fn note_label(&mut self, row: Row, slot: &Slot) {
        self.rows.insert(row);
        if slot.likeness < 0.999 {
            let kind = if slot.likeness == 0.0 { NoteKind::RowByPlace } else { NoteKind::LabelByLikeness };
            self.note(kind, Some(row), None, slot.label.trim());
        }
    }

    fn note(&mut self, kind: NoteKind, row: Option<Row>, cell: Option<CellKey>, text: &str) {
        self.notes.push(Note { kind, row, cell, text: text.chars().take(200).collect() });
    }

    fn take_fit(&mut self, row: Row, columns: &[Column], fit: Fit, slot: &Slot, unit: Option<Unit>) {
        let cells = match fit {
            Fit::Cells { cells, guessed } => {
                if guessed {
                    self.note(NoteKind::CellsByCount, Some(row), None, slot.label.trim());
                }
                cells
            }
            Fit::Surplus { cells, found } => {
                let finding = misfit(&[row], columns, found, slot.line, &cells, Level::Warning);
                self.findings.push(finding);
                cells
            }
            Fit::Misfit { .. } => return,
        };
        self.put(row, columns, &cells, slot.line, unit);
    }

    fn put(&mut self, row: Row, columns: &[Column], cells: &[String], line: usize, unit: Option<Unit>) {
        for (column, text) in columns.iter().zip(cells) {
            let key = CellKey::new(row, *column);
            let read = read(text, column.kind(), unit);
            if read.has_more {
                self.note(NoteKind::NumberByContent, Some(row), Some(key), text.trim());
            }
            if read.lacks_unit {
                self.findings.push(Finding {
                    check: CheckId::V9,
                    level: Level::Warning,
                    code: FindingCode::NoUnit,
                    cells: vec![key],
                    expected: Figure::from("带单位的金额"),
                    found: Figure::from(text.trim()),
                    detail: String::new(),
                });
            }
            let provenance = Provenance::Imported { place: (line + 1).to_string() };
            self.cells.entry(key).or_insert(Cell { value: read.value, provenance });
        }
    }

    fn take_misfits(&mut self, misfits: &[(Row, usize, usize, Vec<String>)], columns: &[Column]) {
        let Some((_, line, found, _)) = misfits.first() else {
            return;
        };
        if misfits.len() >= WHOLE_TABLE && misfits.iter().all(|(_, _, other, _)| other == found) {
            let rows: Vec<Row> = misfits.iter().map(|(row, ..)| *row).collect();
            self.findings.push(misfit(&rows, columns, *found, *line, &[], Level::Error));
            return;
        }
        for (row, line, found, texts) in misfits {
            self.findings.push(misfit(&[*row], columns, *found, *line, texts, Level::Error));
        }
    }

    /// Takes the figures of table 4 from the lines behind table 3.
    pub fn take_disputes(&mut self, lines: &[Line], offset: usize) {
        let rows = [Row::Reconsideration, Row::LitigationDirect, Row::LitigationAfter];
        let columns = crate::report::form::OUTCOMES;
        let Some(found) = find_disputes(lines) else {
            return;
        };
        self.tables.insert(Table::Disputes);
        self.rows.extend(rows);
        let line = offset + found.line;
        if found.is_guessed {
            self.note(NoteKind::CellsByCount, Some(Row::Reconsideration), None, Table::Disputes.label());
        }
        if found.cells.len() == DISPUTE_FIGURES {
            for (row, cells) in rows.iter().zip(found.cells.chunks(columns.len())) {
                self.put(*row, columns, cells, line, None);
            }
        } else {
            let texts: Vec<String> = found.cells.iter().filter(|cell| !is_blank(cell)).cloned().collect();
            let mut finding = misfit(&rows, columns, found.cells.len(), line, &texts, Level::Error);
            finding.expected = Figure::Number(DISPUTE_FIGURES as i64);
            self.findings.push(finding);
        }
    }

    /// What the form has and the report has not.
    pub fn report_missing(&mut self, format: Format) {
        for form in format.tables() {
            if !self.tables.contains(&form.table) {
                let cells = form.rows.iter().flat_map(|row| row.columns.iter().map(|c| CellKey::new(row.row, *c)));
                self.findings.push(missing(FindingCode::TableMissing, cells.collect(), form.table.label()));
                continue;
            }
            let one_row = self.rows.contains(&Row::OtherHandling);
            for row in form.rows.iter().filter(|row| !self.rows.contains(&row.row)) {
                let is_part = matches!(row.row, Row::NotSupplemented | Row::FeeUnpaid | Row::OtherReason);
                let has_parts = self.rows.contains(&Row::NotSupplemented) || self.rows.contains(&Row::OtherReason);
                if (is_part && one_row) || (row.row == Row::OtherHandling && has_parts) {
                    continue;
                }
                let cells = row.columns.iter().map(|column| CellKey::new(row.row, *column)).collect();
                self.findings.push(missing(FindingCode::RowMissing, cells, row.label));
            }
        }
        if format == Format::Current2021 && self.rows.contains(&Row::OtherHandling) {
            self.note(NoteKind::OneRowOtherHandling, Some(Row::OtherHandling), None, "");
        }
    }
}

fn missing(code: FindingCode, cells: Vec<CellKey>, what: &str) -> Finding {
    let (expected, detail) = (Figure::from(what), String::new());
    Finding { check: CheckId::F3, level: Level::Error, code, cells, expected, found: Figure::None, detail }
}

fn misfit(rows: &[Row], columns: &[Column], found: usize, line: usize, texts: &[String], level: Level) -> Finding {
    let width = columns.len();
    let code = if found > width { FindingCode::CellExtra } else { FindingCode::CellMissing };
    let cells = rows.iter().flat_map(|row| columns.iter().map(|column| CellKey::new(*row, *column))).collect();
    let written = texts.iter().map(|text| text.trim()).collect::<Vec<_>>().join("｜");
    let expected = Figure::Number(i64::try_from(width).unwrap_or(0));
    let found = Figure::Number(i64::try_from(found).unwrap_or(0));
    let detail = format!("{}\t{written}", line + 1);
    Finding { check: CheckId::F2, level, code, cells, expected, found, detail }
}

/// The unit of the money in a row: by its heading, else by the form.
fn unit_of(row: Row, format: Format, heads: &str) -> Option<Unit> {
    let named = match row {
        Row::Charges => "收费金额",
        Row::Procurement => "采购总金额",
        _ => return None,
    };
    unit_behind(named, heads).or_else(|| format.find_row(row).and_then(|form| form.unit))
}

/// The unit in brackets behind a heading.
fn unit_behind(heading: &str, heads: &str) -> Option<Unit> {
    const UNITS: &[(&str, Unit)] =
        &[("亿元", Unit::HundredMillion), ("万元", Unit::TenThousand), ("千元", Unit::Thousand), ("元", Unit::Yuan)];
    let behind: String = heads.split(heading).nth(1)?.chars().take(14).collect();
    let inside = behind.strip_prefix(['(', '[', '【', ':', '/'])?.split([')', ']', '】']).next()?.to_owned();
    UNITS.iter().find(|(word, _)| inside.contains(word)).map(|(_, unit)| *unit)
}

/// All text of some lines without blanks, for finding headings that are split over cells and lines.
pub(super) fn text_of(lines: &[Line]) -> String {
    lines.iter().flat_map(|line| &line.cells).map(|cell| dense(cell)).collect()
}
