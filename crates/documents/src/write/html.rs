//! HTML of a document for a web page: a fragment of plain elements with classes, no styles and no
//! scripts, all text escaped. The page around it and its look are the theme's.

use super::grid::Placed;
use super::package::escape;
use super::{ATTACHMENTS, Align, Block, Cell, Document, Grid, GridCell, ListKind, Role};

/// Writes a document as one `<article>`.
pub fn to_html(document: &Document) -> String {
    let mut out = String::from("<article class=\"document\">\n");
    if let Some(head) = &document.letterhead {
        element("p", " class=\"agency\"", &head.agency, &mut out);
        if !head.number.is_empty() {
            element("p", " class=\"number\"", &head.number, &mut out);
        }
    }
    if !document.title.is_empty() {
        element("h1", "", &document.title, &mut out);
    }
    for block in &document.blocks {
        write_block(block, &mut out);
    }
    out.push_str("</article>\n");
    out
}

fn write_block(block: &Block, out: &mut String) {
    match block {
        Block::Heading { level, text } => element(&format!("h{}", level.clamp(&1, &3) + 1), "", text, out),
        Block::Paragraph { text, align } => element("p", class_of(*align), text, out),
        Block::Table(table) => write_grid(&Grid::from(table), out),
        Block::Grid(grid) => write_grid(grid, out),
        Block::Chart(chart) => out.push_str(&format!("<figure>{}</figure>\n", chart.to_svg())),
        Block::List { kind, items } => write_list(*kind, items, out),
        Block::Attachments(names) => {
            element("p", " class=\"attachments\"", ATTACHMENTS, out);
            write_list(ListKind::Numbers, names, out);
        }
        Block::Signature { agency, date, .. } => {
            element("p", " class=\"signature\"", &format!("{agency}\n{date}"), out);
        }
        Block::Copies(text) => element("p", " class=\"copies\"", text, out),
        Block::PageBreak => {}
    }
}

fn class_of(align: Align) -> &'static str {
    match align {
        Align::Body => "",
        Align::Left => " class=\"left\"",
        Align::Center => " class=\"center\"",
        Align::Right => " class=\"right\"",
    }
}

fn write_list(kind: ListKind, items: &[String], out: &mut String) {
    let name = if kind == ListKind::Numbers { "ol" } else { "ul" };
    out.push_str(&format!("<{name}>\n"));
    for item in items {
        element("li", "", item, out);
    }
    out.push_str(&format!("</{name}>\n"));
}

fn write_grid(grid: &Grid, out: &mut String) {
    let layout = grid.layout();
    out.push_str("<table>\n");
    if !grid.name.is_empty() {
        element("caption", "", &grid.name, out);
    }
    write_part("thead", "col", &layout.head, out);
    write_part("tbody", "row", &layout.rows, out);
    out.push_str("</table>\n");
}

fn write_part(part: &str, scope: &str, rows: &[Vec<Placed<'_>>], out: &mut String) {
    if rows.is_empty() {
        return;
    }
    out.push_str(&format!("<{part}>\n"));
    for row in rows {
        out.push_str("<tr>\n");
        row.iter().filter(|placed| placed.begins).for_each(|placed| write_cell(placed, scope, out));
        out.push_str("</tr>\n");
    }
    out.push_str(&format!("</{part}>\n"));
}

fn write_cell(placed: &Placed<'_>, scope: &str, out: &mut String) {
    let is_label = placed.cell.is_some_and(GridCell::is_label);
    let mut attributes = String::new();
    if is_label {
        let is_heading = placed.cell.is_some_and(|cell| cell.role == Role::Heading);
        let scope = if is_heading { "col" } else { scope };
        let group = match scope {
            "col" if placed.columns > 1 => "group",
            "row" if placed.rows > 1 => "group",
            _ => "",
        };
        attributes.push_str(&format!(" scope=\"{scope}{group}\""));
    }
    for (name, count) in [("colspan", placed.columns), ("rowspan", placed.rows)] {
        if count > 1 {
            attributes.push_str(&format!(" {name}=\"{count}\""));
        }
    }
    let text = placed.cell.map(|cell| cell.content.to_text()).unwrap_or_default();
    if placed.cell.is_some_and(|cell| matches!(cell.content, Cell::Number(_))) {
        attributes.push_str(" class=\"number\"");
    }
    element(if is_label { "th" } else { "td" }, &attributes, &text, out);
}

fn element(name: &str, attributes: &str, text: &str, out: &mut String) {
    let text = escape(text).replace('\n', "<br>");
    out.push_str(&format!("<{name}{attributes}>{text}</{name}>\n"));
}
