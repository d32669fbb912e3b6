//! What stands in cells and text by itself: V9, V11, F1, F4.

use std::sync::LazyLock;

use regex::Regex;

use super::CheckId;
use crate::item::checks::{LawTitleFault, Level, law_title_faults};
use crate::report::annual::{AnnualReport, CellValue, Note, NoteKind, Section};
use crate::report::finding::{Figure, Finding, FindingCode};
use crate::report::form::{CellKey, Column, ColumnKind, Format, Row, Table};
use crate::report::recognise::dense;

/// V9. Blank cells of a table make one finding; each cell that is wrong makes one of its own.
pub(super) fn cell_kinds(report: &AnnualReport, findings: &mut Vec<Finding>) {
    for table in Table::ALL {
        let of_table = report.cells.iter().filter(|(key, _)| key.row.table() == *table);
        let blank: Vec<CellKey> = of_table
            .clone()
            .filter(|(_, cell)| matches!(cell.value, CellValue::Blank | CellValue::Mark(_)))
            .map(|(key, _)| *key)
            .collect();
        if !blank.is_empty() {
            let detail = blank.len().to_string();
            let (expected, found) = (Figure::Number(0), Figure::Text(String::new()));
            let (check, level, code) = (CheckId::V9, Level::Warning, FindingCode::Blank);
            findings.push(Finding { check, level, code, cells: blank, expected, found, detail });
        }
        findings.extend(of_table.filter_map(|(key, cell)| cell_kind(*key, &cell.value)));
    }
}

fn cell_kind(key: CellKey, value: &CellValue) -> Option<Finding> {
    let kind = key.column.kind();
    let (code, found) = match value {
        CellValue::Number(number) if *number < 0 && kind == ColumnKind::Count => {
            (FindingCode::Negative, Figure::Number(*number))
        }
        CellValue::Money(amount) if amount.is_negative() => (FindingCode::Negative, Figure::Money(*amount)),
        CellValue::Text(text) if is_fraction(text) => (FindingCode::Fraction, Figure::from(text.as_str())),
        CellValue::Text(text) => (FindingCode::NoNumber, Figure::from(text.as_str())),
        _ => return None,
    };
    let expected = match kind {
        ColumnKind::Count => "不小于0的整数",
        ColumnKind::Change => "带正负号的整数",
        ColumnKind::Money => "不小于0的金额",
    };
    let expected = Figure::from(expected);
    Some(Finding {
        check: CheckId::V9,
        level: Level::Error,
        code,
        cells: vec![key],
        expected,
        found,
        detail: String::new(),
    })
}

fn is_fraction(text: &str) -> bool {
    let plain = dense(text);
    plain.contains('.') && plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))
}

/// V11: a fee was asked for or taken, and section 6 says nothing of it.
pub(super) fn fee_reported(report: &AnnualReport, findings: &mut Vec<Finding>) {
    if report.format != Format::Current2021 || report.prose.is_empty() {
        return;
    }
    let column = Column::C7;
    let unpaid = report.number(Row::FeeUnpaid, column).filter(|number| *number > 0);
    let all: String = report.prose.iter().map(|prose| dense(&prose.text)).collect();
    let taken = fee_taken(&all);
    if unpaid.is_none() && taken.is_none() {
        return;
    }
    let told: String = report.prose_of(&[Section::Other]).into_iter().map(dense).collect();
    if told.contains("信息处理费") || told.contains("收费") || told.contains("处理费") {
        return;
    }
    let cells = unpaid.map(|_| CellKey::new(Row::FeeUnpaid, column)).into_iter().collect();
    let found = unpaid.map_or_else(|| Figure::from(taken.unwrap_or_default()), Figure::Number);
    let (check, code, expected) =
        (CheckId::V11, FindingCode::FeeNotReported, Figure::from("第六部分写明收取信息处理费的情况"));
    findings.push(Finding { check, level: check.level(), code, cells, expected, found, detail: String::new() });
}

/// Words that tell of a fee above 0.
fn fee_taken(text: &str) -> Option<String> {
    static TAKEN: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"信息处理费[^。;,，；]{0,12}?([\d.,]*[1-9][\d.,]*)(?:元|万元)").ok());
    TAKEN.as_ref()?.captures(text)?.get(0).map(|found| found.as_str().to_owned())
}

/// F1.
pub(super) fn format_of_year(report: &AnnualReport, findings: &mut Vec<Finding>) {
    let Some(right) = report.year.and_then(Format::for_year).filter(|right| *right != report.format) else {
        return;
    };
    let (check, code) = (CheckId::F1, FindingCode::WrongFormat);
    let (expected, found) = (Figure::from(right.code()), Figure::from(report.format.code()));
    let detail = report.year.map_or_else(String::new, |year| year.to_string());
    findings.push(Finding { check, level: check.level(), code, cells: Vec::new(), expected, found, detail });
}

/// F4. A short title is common usage in reports and only noted.
pub(super) fn law_titles(report: &AnnualReport, findings: &mut Vec<Finding>, notes: &mut Vec<Note>) {
    let mut seen: Vec<String> = Vec::new();
    let text: String = report.prose.iter().map(|prose| format!("{}\n", prose.text)).collect();
    for LawTitleFault { found, right, is_short } in law_title_faults(&text) {
        if seen.contains(&found) {
            continue;
        }
        seen.push(found.clone());
        if is_short {
            notes.push(Note { kind: NoteKind::ShortLawTitle, row: None, cell: None, text: format!("《{found}》") });
            continue;
        }
        let (check, code) = (CheckId::F4, FindingCode::LawTitle);
        let (expected, found) = (Figure::from(format!("《{right}》")), Figure::from(format!("《{found}》")));
        findings.push(Finding {
            check,
            level: check.level(),
            code,
            cells: Vec::new(),
            expected,
            found,
            detail: String::new(),
        });
    }
}
