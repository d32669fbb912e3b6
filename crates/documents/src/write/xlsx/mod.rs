//! Workbooks: lists with a frozen bold head and a filter, forms with spans, pages of text. Text is written as
//! text, so that numbers of documents keep their zeros and nothing is taken for a formula.

mod grid;

use super::package::{escape, pack};
use super::{Cell, Grid, Table, WriteError};

/// Rows a sheet can have, the head included.
const MAX_ROWS: usize = 1_048_576;
/// Characters a cell can hold.
const MAX_CHARS: usize = 32_767;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A sheet of a workbook.
#[derive(Debug, Clone, Copy)]
pub enum Sheet<'a> {
    /// A list, named by its table.
    List(&'a Table),
    /// A form with spans, named by its grid.
    Form(&'a Grid),
    /// Lines of text, the first one a title.
    Text { name: &'a str, lines: &'a [String] },
}

impl Sheet<'_> {
    fn name(&self) -> &str {
        match self {
            Self::List(table) => &table.name,
            Self::Form(grid) => &grid.name,
            Self::Text { name, .. } => name,
        }
    }

    fn rows(&self) -> usize {
        match self {
            Self::List(table) => table.rows.len(),
            Self::Form(grid) => grid.head.len() + grid.rows.len(),
            Self::Text { lines, .. } => lines.len(),
        }
    }

    fn write(&self) -> String {
        match self {
            Self::List(table) => sheet(table),
            Self::Form(form) => grid::form(form),
            Self::Text { lines, .. } => grid::text(lines),
        }
    }
}

/// Writes a workbook with one sheet a table.
///
/// # Errors
/// [`WriteError`] if a table has more rows than a sheet can hold, or there is no table.
pub fn to_xlsx(tables: &[Table]) -> Result<Vec<u8>, WriteError> {
    let sheets: Vec<Sheet<'_>> = tables.iter().map(Sheet::List).collect();
    to_workbook(&sheets)
}

/// Writes a workbook of sheets of any kind.
///
/// # Errors
/// [`WriteError`] if a sheet has more rows than one can hold, or there is no sheet.
pub fn to_workbook(sheets: &[Sheet<'_>]) -> Result<Vec<u8>, WriteError> {
    if sheets.is_empty() {
        return Err(WriteError("no table".to_owned()));
    }
    if let Some(sheet) = sheets.iter().find(|sheet| sheet.rows() >= MAX_ROWS) {
        return Err(WriteError(format!("{} rows are more than a sheet can hold", sheet.rows())));
    }
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), content_types(sheets.len())),
        ("_rels/.rels".to_owned(), ROOT_RELATIONS.to_owned()),
        ("xl/workbook.xml".to_owned(), workbook(sheets)),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations(sheets.len())),
        ("xl/styles.xml".to_owned(), STYLES.replace("NS", MAIN)),
    ];
    for (at, sheet) in sheets.iter().enumerate() {
        parts.push((format!("xl/worksheets/sheet{}.xml", at + 1), sheet.write()));
    }
    pack(&parts)
}

fn sheet(table: &Table) -> String {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0).max(table.head.len()).max(1);
    let mut out = format!("<worksheet xmlns=\"{MAIN}\">");
    if !table.head.is_empty() {
        out.push_str(
            "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" \
             activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>",
        );
    }
    out.push_str("<cols>");
    for (at, width) in widths(table, columns).into_iter().enumerate() {
        let number = at + 1;
        out.push_str(&format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"));
    }
    out.push_str("</cols><sheetData>");
    let mut number = 0;
    if !table.head.is_empty() {
        number += 1;
        let head: Vec<Cell> = table.head.iter().map(|name| Cell::Text(name.clone())).collect();
        write_row(&head, number, "1", &mut out);
    }
    for row in &table.rows {
        number += 1;
        write_row(row, number, "2", &mut out);
    }
    out.push_str("</sheetData>");
    if !table.head.is_empty() {
        out.push_str(&format!("<autoFilter ref=\"A1:{}{number}\"/>", column_name(columns)));
    }
    out.push_str("</worksheet>");
    out
}

fn write_row(cells: &[Cell], number: usize, style: &str, out: &mut String) {
    out.push_str(&format!("<row r=\"{number}\">"));
    for (at, cell) in cells.iter().enumerate() {
        write_cell(cell, (at + 1, number), (style, "3"), out);
    }
    out.push_str("</row>");
}

/// A cell at column and row, with the styles of texts and of numbers.
fn write_cell(cell: &Cell, (column, row): (usize, usize), (text_style, number_style): (&str, &str), out: &mut String) {
    let place = format!("{}{row}", column_name(column));
    match cell {
        Cell::Empty => {}
        Cell::Number(value) if value.is_finite() => {
            out.push_str(&format!("<c r=\"{place}\" s=\"{number_style}\"><v>{value}</v></c>"));
        }
        Cell::Number(_) => {}
        Cell::Text(text) => {
            let text: String = text.chars().take(MAX_CHARS).collect();
            out.push_str(&format!(
                "<c r=\"{place}\" s=\"{text_style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escape(&text)
            ));
        }
    }
}

/// Widths in Latin characters, from the head and the first rows.
fn widths(table: &Table, columns: usize) -> Vec<usize> {
    let width = |text: &str| text.chars().map(|c| if c < '\u{2e80}' { 1 } else { 2 }).sum::<usize>();
    (0..columns)
        .map(|column| {
            let head = table.head.get(column).map_or(0, |name| width(name) + 4);
            let body = table.rows.iter().take(200).filter_map(|row| row.get(column));
            let widest = body.map(|cell| width(&cell.to_text())).max().unwrap_or(0) + 2;
            head.max(widest).clamp(8, 60)
        })
        .collect()
}

/// A, B … Z, AA … for 1, 2 …
fn column_name(number: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

fn workbook(sheets: &[Sheet<'_>]) -> String {
    let mut out = format!(
        "<workbook xmlns=\"{MAIN}\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    );
    let mut taken: Vec<String> = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let number = at + 1;
        let name = sheet_name(sheet.name(), number, &taken);
        out.push_str(&format!("<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>", escape(&name)));
        taken.push(name);
    }
    out.push_str("</sheets></workbook>");
    out
}

/// Sheets have names of at most 31 characters, some forbidden, each once.
fn sheet_name(wanted: &str, number: usize, taken: &[String]) -> String {
    let clean: String = wanted.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(31).collect();
    let clean = clean.trim().to_owned();
    let is_taken = taken.iter().any(|name| name.eq_ignore_ascii_case(&clean));
    if clean.is_empty() || is_taken { format!("Sheet{number}") } else { clean }
}

fn content_types(sheets: usize) -> String {
    let mut out = String::from(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>",
    );
    for number in 1..=sheets {
        out.push_str(&format!(
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        ));
    }
    out.push_str("</Types>");
    out
}

fn relations(sheets: usize) -> String {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut out =
        String::from("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for number in 1..=sheets {
        out.push_str(&format!(
            "<Relationship Id=\"rId{number}\" Type=\"{KIND}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        ));
    }
    out.push_str(&format!(
        "<Relationship Id=\"rId{}\" Type=\"{KIND}/styles\" Target=\"styles.xml\"/></Relationships>",
        sheets + 1
    ));
    out
}

const ROOT_RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" \
Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
Target=\"xl/workbook.xml\"/></Relationships>";

/// Cell styles: 0 plain, 1 head, 2 text, 3 number; of forms 4 label, 5 number, 6 text, all framed; 7 lines of text.
const STYLES: &str = "<styleSheet xmlns=\"NS\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"宋体\"/></font>\
<font><b/><sz val=\"11\"/><name val=\"宋体\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>\
<border><left style=\"thin\"/><right style=\"thin\"/><top style=\"thin\"/><bottom style=\"thin\"/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"8\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyBorder=\"1\" applyAlignment=\"1\">\
<alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/></xf>\
<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyBorder=\"1\" applyAlignment=\"1\">\
<alignment horizontal=\"center\" vertical=\"center\"/></xf>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyBorder=\"1\" applyAlignment=\"1\">\
<alignment vertical=\"center\" wrapText=\"1\"/></xf>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\">\
<alignment vertical=\"top\" wrapText=\"1\"/></xf></cellXfs></styleSheet>";
