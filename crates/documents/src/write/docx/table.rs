//! Tables of Word files: spans, repeated head rows, rows that are not parted.

use super::super::grid::{Layout, Placed};
use super::super::{Cell, Grid};
use super::paragraph;

/// Width between the margins, in twentieths of a point: 156 mm.
const TEXT_WIDTH: usize = 8845;
/// Height of a line of 小四 with its distance, in twentieths of a point.
const LINE: usize = 340;

pub(super) fn write(grid: &Grid, out: &mut String) {
    let layout = grid.layout();
    if !grid.name.is_empty() {
        paragraph("Caption", "", &grid.name, out);
    }
    let widths = widths(&layout);
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
    ));
    widths.iter().for_each(|width| out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>")));
    out.push_str("</w:tblGrid>");
    let text = if layout.is_wide() { "TableText" } else { "FormText" };
    for row in &layout.head {
        write_row(row, "<w:tblHeader/>", "TableHead", &widths, out);
    }
    for row in &layout.rows {
        write_row(row, "", text, &widths, out);
    }
    // Word joins tables that follow each other without a paragraph between them.
    out.push_str("</w:tbl><w:p/>");
}

fn widths(layout: &Layout<'_>) -> Vec<usize> {
    let whole: usize = layout.widths.iter().sum();
    layout.widths.iter().map(|width| TEXT_WIDTH * width / whole.max(1)).collect()
}

fn write_row(row: &[Placed<'_>], extra: &str, style: &str, widths: &[usize], out: &mut String) {
    let lines = row.iter().filter_map(|placed| placed.cell).map(|cell| usize::from(cell.lines)).max().unwrap_or(1);
    out.push_str("<w:tr><w:trPr><w:cantSplit/>");
    if lines > 1 {
        out.push_str(&format!("<w:trHeight w:val=\"{}\" w:hRule=\"atLeast\"/>", lines * LINE));
    }
    out.push_str(&format!("{extra}</w:trPr>"));
    for placed in row {
        let width: usize = widths.iter().skip(placed.column).take(placed.columns).sum();
        out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>"));
        if placed.columns > 1 {
            out.push_str(&format!("<w:gridSpan w:val=\"{}\"/>", placed.columns));
        }
        if placed.rows > 1 || !placed.begins {
            out.push_str(if placed.begins { "<w:vMerge w:val=\"restart\"/>" } else { "<w:vMerge/>" });
        }
        out.push_str("<w:vAlign w:val=\"center\"/></w:tcPr>");
        let is_label = placed.cell.is_some_and(|cell| cell.is_label());
        let is_number = placed.cell.is_some_and(|cell| matches!(cell.content, Cell::Number(_)));
        let centred = if is_label || is_number { "<w:jc w:val=\"center\"/>" } else { "" };
        let text = placed.cell.map(|cell| cell.content.to_text()).unwrap_or_default();
        paragraph(style, centred, &text, out);
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr>");
}
