//! The report as JSON with the form's keys: what the checker prints and what it reads back. Not here: findings.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::amount::{Amount, Unit};
use super::annual::{AnnualReport, Cell, CellValue, Prose, Provenance, Section};
use super::form::{CellKey, Column, ColumnKind, Format, Row, Table};

/// The report as an object: `format`, `year`, `agency`, the three tables, and `texts` for cells that are no number.
/// Cells of table 2 stand under row and column, those of the others in the order of the columns. What is blank or
/// unknown is null; money is decimal text in yuan.
#[must_use]
pub fn to_json(report: &AnnualReport) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("format".to_owned(), json!(report.format));
    object.insert("year".to_owned(), json!(report.year));
    object.insert("agency".to_owned(), json!(report.agency));
    for form in report.format.tables() {
        let table = rows_of(report, form.table).into_iter().map(|row| (row.code().to_owned(), row_json(report, row)));
        object.insert(form.table.code().to_owned(), Value::Object(table.collect()));
    }
    let texts: Map<String, Value> = report
        .cells
        .iter()
        .filter_map(|(key, cell)| match &cell.value {
            CellValue::Text(text) | CellValue::Mark(text) => Some((key.to_string(), json!(text))),
            _ => None,
        })
        .collect();
    object.insert("texts".to_owned(), Value::Object(texts));
    object
}

/// The parts of 其他处理 in the later form.
const PARTS: [Row; 3] = [Row::NotSupplemented, Row::FeeUnpaid, Row::OtherReason];

/// The rows of the format; the one row 其他处理 stands for its parts, or they for it, where the report has it so.
fn rows_of(report: &AnnualReport, table: Table) -> Vec<Row> {
    let mut rows = Vec::new();
    let one_row = report.has_row(Row::OtherHandling);
    for form in report.format.rows(table) {
        if PARTS.contains(&form.row) && one_row && !report.has_row(form.row) {
            if !rows.contains(&Row::OtherHandling) {
                rows.push(Row::OtherHandling);
            }
        } else if form.row == Row::OtherHandling && !one_row && PARTS.iter().any(|part| report.has_row(*part)) {
            rows.extend(PARTS);
        } else {
            rows.push(form.row);
        }
    }
    rows
}

/// All rows of table 3 have the same columns, also a row of the other form.
fn columns_of(format: Format, row: Row) -> &'static [Column] {
    format.columns(if row.table() == Table::Requests { Row::Received } else { row })
}

fn row_json(report: &AnnualReport, row: Row) -> Value {
    let columns = columns_of(report.format, row).iter();
    let value = |key: CellKey| match report.value(key) {
        Some(CellValue::Number(number)) => json!(number),
        Some(CellValue::Money(amount)) => json!(amount.to_string()),
        _ => Value::Null,
    };
    match row.table() {
        Table::Published => columns
            .map(|column| (column.code().to_owned(), value(CellKey::new(row, *column))))
            .collect::<Map<_, _>>()
            .into(),
        Table::Requests | Table::Disputes => columns.map(|column| value(CellKey::new(row, *column))).collect(),
    }
}

/// Reads what [`to_json`] writes, and `prose` as an object from section number to text if it is there.
/// `None` if it is no report of ours.
#[must_use]
pub fn from_json(value: &Value) -> Option<AnnualReport> {
    let object = value.as_object()?;
    let year = object.get("year").and_then(Value::as_i64).and_then(|year| i32::try_from(year).ok());
    let named = object.get("format").and_then(Value::as_str).and_then(Format::parse);
    let format = named.or_else(|| year.and_then(Format::for_year))?;
    let texts = object.get("texts").and_then(Value::as_object);
    let mut cells = BTreeMap::new();
    let other_handling = [Row::OtherHandling].into_iter().chain(PARTS);
    let columns = format.columns(Row::Received);
    let more = other_handling.flat_map(|row| columns.iter().map(move |column| CellKey::new(row, *column)));
    for key in format.cells().chain(more) {
        let Some(value) = cell_value(object, format, key) else {
            continue;
        };
        let text = texts.and_then(|texts| texts.get(&key.to_string())).and_then(Value::as_str);
        let value = match (value, text) {
            (CellValue::Blank, Some(text)) => super::recognise::read_value(text, key.column.kind(), None).value,
            (value, _) => value,
        };
        let provenance = Provenance::Imported { place: key.to_string() };
        cells.entry(key).or_insert(Cell { value, provenance });
    }
    if cells.is_empty() {
        return None;
    }
    let agency = object.get("agency").and_then(Value::as_str).map(str::to_owned);
    Some(AnnualReport { format, year, agency, cells, prose: prose_of(object), notes: Vec::new() })
}

fn cell_value(object: &Map<String, Value>, format: Format, key: CellKey) -> Option<CellValue> {
    let row = object.get(key.row.table().code())?.get(key.row.code())?;
    let value = match key.row.table() {
        Table::Published => row.get(key.column.code())?,
        Table::Requests | Table::Disputes => {
            row.get(columns_of(format, key.row).iter().position(|column| *column == key.column)?)?
        }
    };
    Some(match (value, key.column.kind()) {
        (Value::Null, _) => CellValue::Blank,
        (Value::Number(number), ColumnKind::Money) => Amount::parse(&number.to_string(), Unit::Yuan)
            .map_or_else(|| CellValue::Text(number.to_string()), CellValue::Money),
        (Value::Number(number), _) => {
            number.as_i64().map_or_else(|| CellValue::Text(number.to_string()), CellValue::Number)
        }
        (Value::String(text), kind) => super::recognise::read_value(text, kind, Some(Unit::Yuan)).value,
        (other, _) => CellValue::Text(other.to_string().chars().take(200).collect()),
    })
}

fn prose_of(object: &Map<String, Value>) -> Vec<Prose> {
    let sections = object.get("prose").and_then(Value::as_object).into_iter().flatten();
    let prose = sections.filter_map(|(section, text)| {
        Some(Prose { section: Section::parse(section), text: text.as_str()?.to_owned() })
    });
    prose.collect()
}
