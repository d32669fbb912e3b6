//! The sheets of a workbook as lines, one after the other: each row with its cells in their columns, blank ones too,
//! without those that a merged cell covers. Hidden sheets and rows are left out.

use std::collections::HashSet;

use domain::report::{Line, Source};

use super::MAX_CELLS;
use crate::archive::Archive;
use crate::spreadsheet::{SheetRow, Workbook};
use crate::xml::{self, Go, Xml};
use crate::{Limits, Refusal};

/// Widest and longest part of a sheet that is looked at; a report is a tenth of it.
const MAX_COLUMNS: u32 = 200;
const MAX_ROWS: u64 = 20_000;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Refusal> {
    let mut archive = Archive::open(bytes, limits)?;
    let workbook = Workbook::open(&mut archive, limits)?;
    let mut source = Source::default();
    let mut cells = 0;
    for sheet in workbook.sheets.iter().filter(|sheet| !sheet.is_hidden) {
        let Some(bytes) = archive.find(&sheet.path)? else {
            continue;
        };
        let covered = covered(&bytes, &sheet.path, limits)?;
        let mut rows = Vec::new();
        workbook.read_rows(&bytes, &sheet.path, limits, |row| {
            cells += row.cells.len() + 1;
            if !row.is_hidden && row.number <= MAX_ROWS {
                rows.push(row);
            }
            if cells > MAX_CELLS { Go::Stop } else { Go::On }
        })?;
        push_rows(&rows, &covered, &mut source);
    }
    Ok(source)
}

fn push_rows(rows: &[SheetRow], covered: &HashSet<(u64, u32)>, source: &mut Source) {
    for block in blocks(rows) {
        let width = block.iter().map(last_column).max().unwrap_or(0);
        for row in block {
            let filled: Vec<&str> =
                row.cells.iter().map(|cell| cell.text.as_str()).filter(|text| !text.trim().is_empty()).collect();
            match filled.as_slice() {
                [] => {}
                [only] if is_prose(only) => source.lines.extend(only.split('\n').map(Line::single)),
                _ => source.lines.push(Line::row(columns(row, width, covered))),
            }
        }
    }
}

/// A table ends where a row of one long text stands, so that the width of one is not that of another.
fn blocks(rows: &[SheetRow]) -> Vec<&[SheetRow]> {
    rows.chunk_by(|above, below| is_text_row(above) == is_text_row(below)).collect()
}

fn is_text_row(row: &SheetRow) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.text.trim().is_empty());
    matches!((filled.next(), filled.next()), (None, _) | (Some(_), None))
        && row.cells.iter().all(|cell| !is_number(&cell.text))
}

fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok()
}

fn is_prose(text: &str) -> bool {
    !is_number(text)
}

fn last_column(row: &SheetRow) -> u32 {
    row.cells.iter().filter(|cell| !cell.text.trim().is_empty()).map(|cell| cell.column).max().unwrap_or(0)
}

fn columns(row: &SheetRow, width: u32, covered: &HashSet<(u64, u32)>) -> Vec<String> {
    let shown = (1..=width.min(MAX_COLUMNS)).filter(|column| !covered.contains(&(row.number, *column)));
    let text = |column: u32| row.cells.iter().find(|cell| cell.column == column).map(|cell| cell.text.clone());
    shown.map(|column| text(column).unwrap_or_default()).collect()
}

/// The cells that merged ones cover.
fn covered(bytes: &[u8], part: &str, limits: &Limits) -> Result<HashSet<(u64, u32)>, Refusal> {
    let mut covered = HashSet::new();
    xml::read(bytes, part, limits, |event| {
        if let Xml::Open(tag) = event
            && tag.name == "mergeCell"
            && let Some(area) = tag.attr("ref").as_deref().and_then(area)
        {
            cover(area, &mut covered);
        }
        Ok(if covered.len() > MAX_CELLS { Go::Stop } else { Go::On })
    })?;
    Ok(covered)
}

/// First and last cell of an area: row, column.
type Area = ((u64, u32), (u64, u32));

fn area(reference: &str) -> Option<Area> {
    let (first, last) = reference.split_once(':')?;
    Some((place(first)?, place(last)?))
}

fn place(reference: &str) -> Option<(u64, u32)> {
    let plain = reference.replace('$', "");
    let letters: String = plain.chars().take_while(char::is_ascii_alphabetic).take(4).collect();
    let row = plain.get(letters.len()..)?.parse().ok()?;
    let column = letters.bytes().fold(0u32, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    (column > 0).then_some((row, column))
}

fn cover(((top, left), (bottom, right)): Area, covered: &mut HashSet<(u64, u32)>) {
    for row in top..=bottom.min(MAX_ROWS) {
        for column in left..=right.min(MAX_COLUMNS) {
            if (row, column) != (top, left) && covered.len() <= MAX_CELLS {
                covered.insert((row, column));
            }
        }
    }
}
