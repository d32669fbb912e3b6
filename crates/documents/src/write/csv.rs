//! CSV for spreadsheet programs: UTF-8 with a mark, lines ended as on Windows, no cell that such a
//! program would run as a formula.

use super::{Cell, Table};

/// Writes a table as CSV.
///
/// Text that begins like a formula (`=`, `+`, `-`, `@`, tab) gets an apostrophe before it; numbers
/// do not, nor do texts that are plain numbers.
pub fn to_csv(table: &Table) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    if !table.head.is_empty() {
        write_line(table.head.iter().map(|name| guard(name)), &mut out);
    }
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => guard(text),
            other => other.to_text(),
        });
        write_line(cells, &mut out);
    }
    out.into_bytes()
}

fn guard(text: &str) -> String {
    let is_formula = text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if is_formula && text.parse::<f64>().is_err() {
        return format!("'{text}");
    }
    text.to_owned()
}

fn write_line(cells: impl Iterator<Item = String>, out: &mut String) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}
