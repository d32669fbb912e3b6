//! Reading a page as the checker does, and holding it against the figures that it was drawn from.

use std::collections::BTreeSet;

use documents::Limits;
use documents::extract::extract_text;
use documents::report::{Reading, read, source_of_text};
use domain::report::check::{CheckId, check};
use domain::report::recognise::{Recognised, recognise};
use domain::report::{AnnualReport, CellKey, CellValue, Column, Finding, Format, Row};

use serde_json::{Value, json};

use super::figures::Figures;
use super::layout::{Style, shown_rows};

/// What the checker makes of a file.
pub struct Checked {
    pub report: AnnualReport,
    pub findings: Vec<Finding>,
}

impl Checked {
    /// The findings of a check, each by the cells.
    pub fn of(&self, id: CheckId) -> Vec<&Finding> {
        self.findings.iter().filter(|finding| finding.check == id).collect()
    }

    /// All findings but those that say that a cell is blank.
    pub fn faults(&self) -> Vec<(CheckId, Option<CellKey>)> {
        let faults = self.findings.iter().filter(|finding| finding.code != domain::report::FindingCode::Blank);
        faults.map(|finding| (finding.check, finding.cells.first().copied())).collect()
    }
}

/// Reads and checks a file of any type.
pub fn checked(bytes: &[u8]) -> Checked {
    let limits = Limits::default();
    let source = match read(bytes, &limits).unwrap() {
        Reading::Source(source) => source,
        Reading::NeedsChild(kind) => source_of_text(&extract_text(bytes, kind, &limits).unwrap().text),
        Reading::Report(report) => return with_findings(Recognised { report: *report, findings: Vec::new() }),
    };
    match recognise(&source, None) {
        Ok(recognised) => with_findings(recognised),
        Err(missing) => panic!("no report: {missing:?}\n{}", show(&source)),
    }
}

fn with_findings(recognised: Recognised) -> Checked {
    let (findings, _) = check(&recognised.report);
    Checked { report: recognised.report, findings: [recognised.findings, findings].concat() }
}

fn show(source: &domain::report::Source) -> String {
    source.lines.iter().map(|line| format!("{:?} {:?}\n", line.kind, line.cells)).collect()
}

/// The cells that a page shows, with their figures as text in yuan or pieces.
pub fn truth(figures: &Figures, style: &Style) -> Vec<(CellKey, String)> {
    let mut cells = Vec::new();
    for (row, numbers) in &figures.published {
        for (column, number) in figures.format.columns(*row).iter().zip(numbers) {
            cells.push((CellKey::new(*row, *column), shown(*column, *number, figures.format)));
        }
    }
    for (row, numbers) in shown_rows(figures, style) {
        for (column, number) in figures.format.columns(row).iter().zip(numbers) {
            cells.push((CellKey::new(row, *column), number.to_string()));
        }
    }
    let rows = [Row::Reconsideration, Row::LitigationDirect, Row::LitigationAfter];
    for (row, numbers) in rows.iter().zip(figures.disputes) {
        for (column, number) in figures.format.columns(*row).iter().zip(numbers) {
            cells.push((CellKey::new(*row, *column), number.to_string()));
        }
    }
    cells
}

fn shown(column: Column, number: i64, format: Format) -> String {
    match (column, format) {
        (Column::Amount, Format::Trial2019) => {
            format!("{}48000000", if number == 0 { String::new() } else { number.to_string() })
        }
        (Column::Amount, Format::Current2021) if number != 0 => format!("{number}0000"),
        _ => number.to_string(),
    }
}

/// The rows of tables 3 and 4 as the checker's JSON must have them: null where the page shows no figure.
pub fn json_shown(figures: &Figures, style: &Style) -> Vec<((&'static str, String), Value)> {
    let value = |number: i64| match (number, style.zero.trim()) {
        (0, "0" | "０" | "零") => json!(0),
        (0, _) => Value::Null,
        (number, _) => json!(number),
    };
    let row = |numbers: &[i64]| numbers.iter().map(|number| value(*number)).collect::<Value>();
    let requests = shown_rows(figures, style).into_iter();
    let mut rows: Vec<_> = requests.map(|(of, numbers)| (("table_3", of.code().to_owned()), row(&numbers))).collect();
    let blocks = [Row::Reconsideration, Row::LitigationDirect, Row::LitigationAfter].into_iter().zip(&figures.disputes);
    rows.extend(blocks.map(|(of, numbers)| (("table_4", of.code().to_owned()), row(numbers))));
    rows
}

/// What was read of a cell; what is blank as 0.
pub fn read_back(report: &AnnualReport, key: CellKey) -> String {
    match report.value(key) {
        None => "unknown".to_owned(),
        Some(CellValue::Number(number)) => number.to_string(),
        Some(CellValue::Money(amount)) => amount.to_string(),
        Some(CellValue::Blank | CellValue::Mark(_)) => "0".to_owned(),
        Some(CellValue::Text(text)) => format!("text {text}"),
    }
}

/// The cells that were not read as they are, but for those of some rows.
pub fn misread(checked: &Checked, figures: &Figures, style: &Style, but: &BTreeSet<Row>) -> Vec<String> {
    truth(figures, style)
        .into_iter()
        .filter(|(key, _)| !but.contains(&key.row))
        .filter_map(|(key, expected)| {
            let read = read_back(&checked.report, key);
            (read != expected).then(|| format!("{key}: {read} instead of {expected}"))
        })
        .collect()
}
