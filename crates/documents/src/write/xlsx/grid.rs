//! Sheets of forms with merged cells, and of lines of text. Not lists: those are in the module above.

use super::super::grid::{Layout, Placed};
use super::super::{Cell, Grid};
use super::{MAIN, column_name, write_cell};

/// The sheet's width in Latin characters: what fits an A4 page in landscape.
const SHEET_WIDTH: usize = 120;
const LABEL: &str = "4";
const NUMBER: &str = "5";
const TEXT: &str = "6";
const LINE: &str = "7";

/// A form with its spans as merged cells.
pub(super) fn form(grid: &Grid) -> String {
    let layout = grid.layout();
    let mut out = format!("<worksheet xmlns=\"{MAIN}\"><cols>");
    let whole: usize = layout.widths.iter().sum();
    for (at, width) in layout.widths.iter().enumerate() {
        let width = (SHEET_WIDTH * width / whole.max(1)).max(6);
        let number = at + 1;
        out.push_str(&format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"));
    }
    out.push_str("</cols><sheetData>");
    let mut merged = Vec::new();
    for (at, row) in rows_of(&layout).enumerate() {
        write_row(row, at + 1, &mut merged, &mut out);
    }
    out.push_str("</sheetData>");
    if !merged.is_empty() {
        out.push_str(&format!("<mergeCells count=\"{}\">", merged.len()));
        merged.iter().for_each(|area| out.push_str(&format!("<mergeCell ref=\"{area}\"/>")));
        out.push_str("</mergeCells>");
    }
    out.push_str("<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
    out
}

fn rows_of<'a>(layout: &'a Layout<'a>) -> impl Iterator<Item = &'a Vec<Placed<'a>>> {
    layout.head.iter().chain(&layout.rows)
}

/// Each place of the row gets its frame, covered ones too: programs draw the frame of a merged cell from them.
fn write_row(row: &[Placed<'_>], number: usize, merged: &mut Vec<String>, out: &mut String) {
    out.push_str(&format!("<row r=\"{number}\">"));
    for placed in row {
        let first = placed.column + 1;
        let content = placed.cell.map_or(&Cell::Empty, |cell| &cell.content);
        let style = if placed.cell.is_some_and(super::super::GridCell::is_label) { LABEL } else { TEXT };
        match content {
            Cell::Empty => frame(first, number, out),
            content => write_cell(content, (first, number), (style, NUMBER), out),
        }
        (first + 1..first + placed.columns).for_each(|column| frame(column, number, out));
        if placed.begins && (placed.columns > 1 || placed.rows > 1) {
            let last = column_name(placed.column + placed.columns);
            merged.push(format!("{}{number}:{last}{}", column_name(first), number + placed.rows - 1));
        }
    }
    out.push_str("</row>");
}

fn frame(column: usize, row: usize, out: &mut String) {
    out.push_str(&format!("<c r=\"{}{row}\" s=\"{LABEL}\"/>", column_name(column)));
}

/// Lines of text, one below the other.
pub(super) fn text(lines: &[String]) -> String {
    let mut out = format!(
        "<worksheet xmlns=\"{MAIN}\"><cols><col min=\"1\" max=\"1\" width=\"{SHEET_WIDTH}\" customWidth=\"1\"/></cols><sheetData>"
    );
    for (at, line) in lines.iter().enumerate() {
        let number = at + 1;
        let style = if at == 0 { LABEL } else { LINE };
        out.push_str(&format!("<row r=\"{number}\">"));
        write_cell(&Cell::Text(line.clone()), (1, number), (style, NUMBER), &mut out);
        out.push_str("</row>");
    }
    out.push_str("</sheetData></worksheet>");
    out
}
