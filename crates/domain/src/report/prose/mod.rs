//! The prose of sections 1 and 6 held against the tables and against itself (V6). A number counts only where its meaning
//! is plain: shares, comparisons, other years and other organs are left alone. Not here: finding the sections.

mod facts;
mod mentions;
mod sums;

use super::annual::{AnnualReport, Section};
use super::check::{CheckId, HANDLED};
use super::finding::{Figure, Finding, FindingCode};
use super::form::{CellKey, Column, Row, Table};
use facts::{Fact, Meaning};

/// Longest prose that is read, in characters; a report's is a tenth of it.
const MAX_PROSE: usize = 200_000;

/// V6.
pub(super) fn check(report: &AnnualReport, findings: &mut Vec<Finding>) {
    let mut facts: Vec<Fact> = Vec::new();
    for text in report.prose_of(&[Section::Overview, Section::Other]) {
        let text: String = text.chars().take(MAX_PROSE).collect();
        let sentences = mentions::sentences(&text);
        facts.extend(facts::find(&sentences, report));
        findings.extend(sums::check(&sentences));
    }
    let mut told: Vec<(Meaning, i64)> = Vec::new();
    for fact in &facts {
        if told.contains(&(fact.meaning, fact.number)) {
            continue;
        }
        told.push((fact.meaning, fact.number));
        findings.extend(against_table(report, fact));
    }
    findings.extend(against_each_other(report, &facts));
}

fn against_table(report: &AnnualReport, fact: &Fact) -> Option<Finding> {
    let rows = rows_of(report, fact.meaning);
    let expected = sum(report, &rows)?;
    if expected == fact.number || is_other_reading(report, fact, expected) {
        return None;
    }
    let column = total_column(*rows.first()?);
    let cells = rows.iter().map(|row| CellKey::new(*row, column)).collect();
    let found = Figure::Number(fact.number);
    Some(finding(FindingCode::ProseAgainstTable, cells, Figure::Number(expected), found, &fact.words))
}

/// Readings that are as usual as the plain one: received with what was carried over, replied without what was handled
/// otherwise.
fn is_other_reading(report: &AnnualReport, fact: &Fact, expected: i64) -> bool {
    let also = |rows: &[Row]| sum(report, rows).unwrap_or(0);
    match fact.meaning {
        Meaning::Received => fact.number == expected.saturating_add(also(&[Row::CarriedIn])),
        Meaning::Closed => {
            let parts = [Row::OtherHandling, Row::NotSupplemented, Row::FeeUnpaid, Row::OtherReason];
            let parts: Vec<Row> = parts.into_iter().filter(|row| report.has_row(*row)).collect();
            fact.number == expected.saturating_sub(also(&parts))
        }
        _ => false,
    }
}

/// The rows whose totals a number speaks of.
fn rows_of(report: &AnnualReport, meaning: Meaning) -> Vec<Row> {
    let handled = |prefix: &str| -> Vec<Row> {
        HANDLED.iter().copied().filter(|row| row.code().starts_with(prefix) && report.has_row(*row)).collect()
    };
    match meaning {
        Meaning::Received => vec![Row::Received],
        Meaning::ReceivedWithCarried => vec![Row::Received, Row::CarriedIn],
        Meaning::CarriedIn => vec![Row::CarriedIn],
        Meaning::CarriedOut => vec![Row::CarriedOut],
        Meaning::Closed => vec![Row::Closed],
        Meaning::Disclosed => vec![Row::Disclosed],
        Meaning::PartlyDisclosed => vec![Row::PartlyDisclosed],
        Meaning::Refused => handled("r3.3."),
        Meaning::Unable => handled("r3.4."),
        Meaning::Unhandled => handled("r3.5."),
        Meaning::HandledOtherwise => handled("r3.6"),
        Meaning::Reconsiderations => vec![Row::Reconsideration],
        Meaning::Suits => vec![Row::LitigationDirect, Row::LitigationAfter],
        Meaning::SuitsDirect => vec![Row::LitigationDirect],
        Meaning::SuitsAfter => vec![Row::LitigationAfter],
        Meaning::Disputes => vec![Row::Reconsideration, Row::LitigationDirect, Row::LitigationAfter],
        Meaning::Published | Meaning::Interpretations => Vec::new(),
    }
}

fn total_column(row: Row) -> Column {
    if row.table() == Table::Disputes { Column::C5 } else { Column::C7 }
}

fn sum(report: &AnnualReport, rows: &[Row]) -> Option<i64> {
    if rows.is_empty() {
        return None;
    }
    rows.iter().try_fold(0i64, |sum, row| sum.checked_add(report.number(*row, total_column(*row))?))
}

/// The same thing told with two numbers, where no table tells which is right.
fn against_each_other(report: &AnnualReport, facts: &[Fact]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: Vec<Meaning> = Vec::new();
    for fact in facts.iter().filter(|fact| sum(report, &rows_of(report, fact.meaning)).is_none()) {
        if seen.contains(&fact.meaning) {
            continue;
        }
        seen.push(fact.meaning);
        let other = facts.iter().find(|other| other.meaning == fact.meaning && other.number != fact.number);
        if let Some(other) = other {
            let words = format!("{}……{}", fact.words, other.words);
            let (expected, found) = (Figure::Number(fact.number), Figure::Number(other.number));
            findings.push(finding(FindingCode::ProseAgainstProse, Vec::new(), expected, found, &words));
        }
    }
    findings
}

fn finding(code: FindingCode, cells: Vec<CellKey>, expected: Figure, found: Figure, words: &str) -> Finding {
    let check = CheckId::V6;
    Finding { check, level: check.level(), code, cells, expected, found, detail: words.to_owned() }
}
