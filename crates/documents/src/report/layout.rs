//! The official layout of the report: its three tables as grids with the form's spans, its sections and title as one
//! document. From it come web page, Word file, PDF and workbook. Not here: what stands in the cells.

use domain::report::{AnnualReport, CellKey, CellValue, Column, Format, Row, RowForm, Section, Table, Unit};

use crate::write::chart::Chart;
use crate::write::{Align, Block, Cell, Document, Grid, GridCell, Sheet, WriteError, to_workbook};

/// What is printed beside figures and text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imprint {
    /// Under the title, such as the note of a correction.
    pub notes: Vec<String>,
    /// Under whose name and of which day the report stands; left out when empty.
    pub signature: Option<(String, String)>,
    /// After the text; a web page draws them itself.
    pub charts: Vec<Chart>,
}

/// 云溪市人民政府2025年政府信息公开工作年度报告.
#[must_use]
pub fn title_of(report: &AnnualReport) -> String {
    title_of_year(report.agency.as_deref().unwrap_or_default(), report.year)
}

/// The title of the report of an agency on a year.
#[must_use]
pub fn title_of_year(agency: &str, year: Option<i32>) -> String {
    let year = year.map_or_else(String::new, |year| format!("{year}年"));
    format!("{agency}{year}政府信息公开工作年度报告")
}

/// The whole report in the official layout.
#[must_use]
pub fn document(report: &AnnualReport, imprint: &Imprint) -> Document {
    let mut blocks = Vec::new();
    blocks.extend(imprint.notes.iter().map(|text| Block::Paragraph { text: text.clone(), align: Align::Center }));
    for (number, section) in NUMBERS.iter().zip(Section::ALL) {
        blocks.push(Block::heading(1, format!("{number}、{}", section.label())));
        match table_of(*section) {
            Some(table) => blocks.push(Block::Grid(grid(report, table))),
            None => blocks.extend(paragraphs(report, *section).into_iter().map(Block::paragraph)),
        }
    }
    blocks.extend(imprint.charts.iter().cloned().map(Block::Chart));
    if let Some((agency, date)) = &imprint.signature {
        blocks.push(Block::Signature { agency: agency.clone(), date: date.clone(), seal: Default::default() });
    }
    Document { title: title_of(report), letterhead: None, blocks }
}

/// The report as a workbook, a sheet a section.
///
/// # Errors
/// [`WriteError`] beyond what a workbook holds.
pub fn workbook(report: &AnnualReport, imprint: &Imprint) -> Result<Vec<u8>, WriteError> {
    let headed = |number: &str, section: Section| format!("{number}、{}", section.label());
    let mut texts: Vec<(String, Vec<String>)> = Vec::new();
    let mut grids: Vec<Grid> = Vec::new();
    for (number, section) in NUMBERS.iter().zip(Section::ALL) {
        let heading = headed(number, *section);
        if let Some(table) = table_of(*section) {
            let mut grid = grid(report, table);
            let columns = grid.widths.len();
            grid.head.insert(0, vec![GridCell::label(heading.clone()).across(columns)]);
            grid.name = format!("{number}、{}", short_name(table));
            grids.push(grid);
        } else {
            let mut lines = vec![heading];
            if *section == Section::Overview {
                lines.splice(0..0, std::iter::once(title_of(report)).chain(imprint.notes.iter().cloned()));
            }
            lines.extend(paragraphs(report, *section));
            texts.push((format!("{number}、{}", section.label()), lines));
        }
    }
    let text = |at: usize| texts.get(at).map(|(name, lines)| Sheet::Text { name, lines });
    let sheets: Vec<Sheet<'_>> =
        text(0).into_iter().chain(grids.iter().map(Sheet::Form)).chain(text(1)).chain(text(2)).collect();
    to_workbook(&sheets)
}

const NUMBERS: [&str; 6] = ["一", "二", "三", "四", "五", "六"];

const fn table_of(section: Section) -> Option<Table> {
    match section {
        Section::Published => Some(Table::Published),
        Section::Requests => Some(Table::Requests),
        Section::Disputes => Some(Table::Disputes),
        Section::Overview | Section::Problems | Section::Other => None,
    }
}

const fn short_name(table: Table) -> &'static str {
    match table {
        Table::Published => "主动公开政府信息",
        Table::Requests => "政府信息公开申请",
        Table::Disputes => "行政复议和行政诉讼",
    }
}

/// The text of a section by paragraphs, without a heading that a read report brought along.
fn paragraphs(report: &AnnualReport, section: Section) -> Vec<String> {
    let own = report.prose.iter().filter(|prose| prose.section == Some(section));
    let lines = own.flat_map(|prose| prose.text.lines());
    let is_heading = |line: &str| line.ends_with(section.label()) && line.chars().count() <= 20;
    lines.map(str::trim).filter(|line| !line.is_empty() && !is_heading(line)).map(str::to_owned).collect()
}

/// One of the three tables.
#[must_use]
pub fn grid(report: &AnnualReport, table: Table) -> Grid {
    match table {
        Table::Published => published(report),
        Table::Requests => requests(report),
        Table::Disputes => disputes(report),
    }
}

/// What is printed in a cell: nothing is printed as 0, money in the form's unit, or with its unit where the form names
/// none.
#[must_use]
pub fn printed(value: Option<&CellValue>, unit: Option<Unit>, is_money: bool) -> Cell {
    match value {
        None => Cell::Empty,
        Some(CellValue::Number(number)) => number_cell(&number.to_string()),
        Some(CellValue::Blank | CellValue::Mark(_)) if is_money && unit.is_none() => Cell::from("0万元"),
        Some(CellValue::Blank | CellValue::Mark(_)) => Cell::Number(0.0),
        Some(CellValue::Text(text)) => Cell::Text(text.clone()),
        Some(CellValue::Money(amount)) => {
            let shown = amount.in_unit(unit.unwrap_or(Unit::TenThousand)).unwrap_or_else(|| amount.to_string());
            if unit.is_some() { number_cell(&shown) } else { Cell::Text(format!("{shown}万元")) }
        }
    }
}

/// As a number where a double holds it exactly.
fn number_cell(text: &str) -> Cell {
    match text.parse::<f64>() {
        Ok(number) if number.to_string() == text => Cell::Number(number),
        _ => Cell::Text(text.to_owned()),
    }
}

fn cell_of(report: &AnnualReport, form: &RowForm, column: Column) -> GridCell {
    let is_money = column == Column::Amount;
    GridCell::value(printed(report.value(CellKey::new(form.row, column)), form.unit, is_money))
}

/// Cells over three columns, the last one as wide as is left.
fn spread(cells: impl ExactSizeIterator<Item = GridCell>) -> Vec<GridCell> {
    let count = cells.len();
    cells.enumerate().map(|(at, cell)| if at + 1 == count { cell.across(4 - count.min(3)) } else { cell }).collect()
}

fn published(report: &AnnualReport) -> Grid {
    let mut rows: Vec<Vec<GridCell>> = Vec::new();
    let mut group = "";
    for form in report.format.rows(Table::Published) {
        if form.group != group {
            group = form.group;
            rows.push(vec![GridCell::heading(group).across(4)]);
            let mut heads = vec![GridCell::heading("信息内容")];
            heads.extend(spread(form.titles.iter().map(|title| GridCell::heading(*title))));
            rows.push(heads);
        }
        let mut cells = vec![GridCell::label(form.label)];
        cells.extend(spread(form.columns.iter().map(|column| cell_of(report, form, *column))));
        rows.push(cells);
    }
    Grid { widths: vec![4, 3, 3, 3], rows, ..Grid::default() }
}

const BALANCE: &str = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";

/// The rows that the report has: the one row 其他处理 stands for its parts where only it was read.
fn request_rows(report: &AnnualReport) -> Vec<&'static RowForm> {
    let one_row = report.has_row(Row::OtherHandling) && report.format == Format::Current2021;
    let mut rows = Vec::new();
    for form in report.format.rows(Table::Requests) {
        let is_part = matches!(form.row, Row::NotSupplemented | Row::FeeUnpaid | Row::OtherReason);
        if !(is_part && one_row && !report.has_row(form.row)) {
            rows.push(form);
        } else if form.row == Row::NotSupplemented {
            rows.extend(Format::Trial2019.find_row(Row::OtherHandling));
        }
    }
    rows
}

fn requests(report: &AnnualReport) -> Grid {
    let titles = report.format.find_row(Row::Received).map_or(&[][..], |form| form.titles);
    let title = |at: usize| GridCell::label(titles.get(at).copied().unwrap_or_default());
    let head = vec![
        vec![GridCell::label(BALANCE).across(3).down(3), GridCell::label("申请人情况").across(7)],
        vec![title(0).down(2), GridCell::label("法人或其他组织").across(5), title(6).down(2)],
        (1..6).map(title).collect(),
    ];
    let forms = request_rows(report);
    let handled = forms.len().saturating_sub(3);
    let mut rows = Vec::new();
    let mut group = "";
    for form in &forms {
        let label = GridCell::label(format!("{}{}", form.number, form.label));
        let mut cells = Vec::new();
        if matches!(form.row, Row::Received | Row::CarriedIn | Row::CarriedOut) {
            cells.push(label.across(3));
        } else {
            if form.row == Row::Disclosed {
                cells.push(GridCell::label(form.group).down(handled));
            }
            let is_leaf = form.number.ends_with('.');
            if is_leaf && form.group != group {
                group = form.group;
                let inside = forms.iter().filter(|other| other.group == group).count();
                cells.push(GridCell::label(group).down(inside));
            }
            cells.push(label.across(if is_leaf { 1 } else { 2 }));
        }
        cells.extend(form.columns.iter().map(|column| cell_of(report, form, *column)));
        rows.push(cells);
    }
    Grid { widths: vec![2, 3, 7, 2, 2, 2, 2, 2, 2, 2], head, rows, ..Grid::default() }
}

fn disputes(report: &AnnualReport) -> Grid {
    let forms = report.format.rows(Table::Disputes);
    let titles = forms.first().map_or(&[][..], |form| form.titles);
    let heads = |rows: usize| titles.iter().map(move |title| GridCell::label(*title).down(rows));
    let mut second: Vec<GridCell> = heads(2).collect();
    second.extend(["未经复议直接起诉", "复议后起诉"].map(|name| GridCell::label(name).across(5)));
    let head = vec![
        vec![GridCell::label("行政复议").across(5), GridCell::label("行政诉讼").across(10)],
        second,
        heads(1).chain(heads(1)).collect(),
    ];
    let cells = forms.iter().flat_map(|form| form.columns.iter().map(|column| cell_of(report, form, *column)));
    Grid { widths: vec![1; 15], head, rows: vec![cells.collect()], ..Grid::default() }
}
