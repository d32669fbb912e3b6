//! The three tables of a report as the console shows them: each number leads to what lies behind it, what a check found
//! is marked at its cell.

use std::collections::BTreeSet;

use app::report::{Examined, Loaded, cell_name};
use documents::report::layout::printed;
use documents::write::Cell;
use domain::item::checks::Level;
use domain::report::{CellKey, CellValue, Provenance, RowForm, Table};
use minijinja::Value;

use crate::templates::context;

/// A table in rows, with the headings of its columns.
pub fn table(loaded: &Loaded, examined: &Examined, table: Table) -> Value {
    let wrong: BTreeSet<CellKey> = examined
        .findings
        .iter()
        .filter(|(finding, _)| finding.level == Level::Error)
        .flat_map(|(finding, _)| finding.cells.first().copied())
        .collect();
    let forms = loaded.report.format.rows(table);
    let heads = forms.first().map_or(&[][..], |form| form.titles).to_vec();
    let rows: Vec<Value> = forms.iter().map(|form| row(loaded, form, &wrong)).collect();
    context! { title => table.label(), heads, rows }
}

fn row(loaded: &Loaded, form: &RowForm, wrong: &BTreeSet<CellKey>) -> Value {
    let cells: Vec<Value> = form
        .columns
        .iter()
        .zip(form.titles)
        .map(|(column, title)| {
            let key = CellKey::new(form.row, *column);
            context! {
                title,
                text => shown(loaded, key),
                url => format!("/console/reports/{}/cells/{key}", loaded.row.id),
                name => cell_name(loaded.report.format, key),
                wrong => wrong.contains(&key),
                blank => matches!(loaded.report.value(key), None | Some(CellValue::Blank)),
            }
        })
        .collect();
    context! { group => form.group, label => format!("{}{}", form.number, form.label), cells }
}

/// A figure as it is printed.
pub fn shown(loaded: &Loaded, key: CellKey) -> String {
    let unit = loaded.report.format.find_row(key.row).and_then(|form| form.unit);
    let is_money = key.column.kind() == domain::report::ColumnKind::Money;
    match loaded.report.value(key) {
        None | Some(CellValue::Blank) => String::new(),
        value => match printed(value, unit, is_money) {
            Cell::Text(text) => text,
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        },
    }
}

/// The fields of the figures that are typed: of a report built here those of table 2, of an imported one none.
pub fn fields(loaded: &Loaded) -> Vec<Value> {
    let keys = loaded.report.format.cells().filter(|key| key.row.table() == Table::Published);
    keys.map(|key| {
        let form = loaded.report.format.find_row(key.row);
        let title = form.and_then(|form| {
            let at = form.columns.iter().position(|column| *column == key.column)?;
            form.titles.get(at).copied()
        });
        let from = loaded.report.cells.get(&key).map(|cell| match &cell.provenance {
            Provenance::Typed { source, .. } => source.clone(),
            Provenance::Imported { place } => place.clone(),
            Provenance::RolledUp { agencies } => format!("由{}个机关汇总", agencies.len()),
            Provenance::Query { .. } => "系统统计".to_string(),
        });
        context! {
            name => format!("cell.{key}"),
            group => form.map_or("", |form| form.group),
            label => format!("{} · {}", form.map_or("", |form| form.label), title.unwrap_or_default()),
            value => shown(loaded, key),
            hint => from.unwrap_or_default(),
        }
    })
    .collect()
}
