//! A report against what lies behind it: V8 against the reports that it rolls up, V10 against the records, V12 against
//! the replies that suits are about. Not here: finding those.

use std::collections::BTreeMap;

use super::CheckId;
use super::arithmetic::unequal;
use crate::report::amount::Amount;
use crate::report::annual::{AnnualReport, CellValue};
use crate::report::finding::{Figure, Finding, FindingCode};
use crate::report::form::{CellKey, Column, ColumnKind, Format, Row};

/// The sums of some reports, cell by cell of a format. A cell that no part has is absent; what is blank counts as 0.
#[must_use]
pub fn sum_of<'a>(format: Format, parts: impl IntoIterator<Item = &'a AnnualReport>) -> BTreeMap<CellKey, CellValue> {
    let mut sums: BTreeMap<CellKey, CellValue> = BTreeMap::new();
    for part in parts {
        for key in format.cells() {
            let Some(value) = part.value(key) else { continue };
            let value = match value {
                CellValue::Blank | CellValue::Mark(_) if key.column.kind() == ColumnKind::Money => {
                    CellValue::Money(Amount::ZERO)
                }
                CellValue::Blank | CellValue::Mark(_) => CellValue::Number(0),
                other => other.clone(),
            };
            let sum = match sums.remove(&key) {
                None => Some(value),
                Some(so_far) => plus(so_far, value),
            };
            if let Some(sum) = sum {
                sums.insert(key, sum);
            }
        }
    }
    sums
}

fn plus(one: CellValue, other: CellValue) -> Option<CellValue> {
    match (one, other) {
        (CellValue::Number(one), CellValue::Number(other)) => one.checked_add(other).map(CellValue::Number),
        (CellValue::Money(one), CellValue::Money(other)) => one.checked_add(other).map(CellValue::Money),
        _ => None,
    }
}

/// V8: the cells that are not the sums of the parts. Only cells that the sums hold are compared.
#[must_use]
pub fn against_parts(report: &AnnualReport, sums: &BTreeMap<CellKey, CellValue>) -> Vec<Finding> {
    let differs = |(key, sum): (&CellKey, &CellValue)| {
        let found = report.value(*key)?;
        let is_same = match (found, sum) {
            (CellValue::Blank | CellValue::Mark(_), CellValue::Number(0)) => true,
            (CellValue::Blank | CellValue::Mark(_), CellValue::Money(amount)) => amount.is_zero(),
            (found, sum) => found == sum,
        };
        let (check, code) = (CheckId::V8, FindingCode::RollUp);
        (!is_same).then(|| Finding {
            check,
            level: check.level(),
            code,
            cells: vec![*key],
            expected: figure(sum),
            found: figure(found),
            detail: String::new(),
        })
    };
    sums.iter().filter_map(differs).collect()
}

fn figure(value: &CellValue) -> Figure {
    match value {
        CellValue::Number(number) => Figure::Number(*number),
        CellValue::Money(amount) => Figure::Money(*amount),
        CellValue::Blank => Figure::None,
        CellValue::Mark(text) | CellValue::Text(text) => Figure::from(text.as_str()),
    }
}

/// V10: the cells that are not what the records count.
#[must_use]
pub fn against_records(report: &AnnualReport, counted: &BTreeMap<CellKey, i64>) -> Vec<Finding> {
    let differs = |(key, expected): (&CellKey, &i64)| {
        let found = report.number(key.row, key.column)?;
        (found != *expected).then(|| unequal(CheckId::V10, FindingCode::Records, vec![*key], *expected, found))
    };
    counted.iter().filter_map(differs).collect()
}

/// V12: suits straight to court over replies that had to be reconsidered first.
#[must_use]
pub fn against_suits(year: i32, suspicious: i64) -> Option<Finding> {
    let check = CheckId::V12;
    let is_for = check.rule().is_some_and(|rule| year >= rule.from_year);
    (is_for && suspicious > 0).then(|| Finding {
        check,
        level: check.level(),
        code: FindingCode::SuitWithoutReconsideration,
        cells: vec![CellKey::new(Row::LitigationDirect, Column::C5)],
        expected: Figure::Number(0),
        found: Figure::Number(suspicious),
        detail: String::new(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::report::amount::Unit;
    use crate::report::annual::{Cell, Provenance};

    fn report(cells: &[(&str, CellValue)]) -> AnnualReport {
        let cell = |(key, value): &(&str, CellValue)| {
            let provenance = Provenance::Query { name: "test".into() };
            (key.parse().unwrap(), Cell { value: value.clone(), provenance })
        };
        AnnualReport {
            format: Format::Current2021,
            year: Some(2025),
            agency: None,
            cells: cells.iter().map(cell).collect(),
            prose: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn sums_are_exact_and_what_differs_is_told() {
        let money = |text| CellValue::Money(Amount::parse(text, Unit::TenThousand).unwrap());
        let one = report(&[("r1.c1", CellValue::Number(3)), ("charges.amount", money("1.5"))]);
        let two = report(&[("r1.c1", CellValue::Blank), ("charges.amount", money("0.25"))]);
        let sums = sum_of(Format::Current2021, [&one, &two]);
        assert_eq!(sums[&"charges.amount".parse().unwrap()], money("1.75"));
        assert!(against_parts(&report(&[("r1.c1", CellValue::Number(3))]), &sums).is_empty());
        let findings = against_parts(&report(&[("r1.c1", CellValue::Number(4))]), &sums);
        assert_eq!(findings.len(), 1);
        assert_eq!((&findings[0].expected, &findings[0].found), (&Figure::Number(3), &Figure::Number(4)));
    }

    #[test]
    fn records_and_suits_are_compared() {
        let own = report(&[("r3.2.c1", CellValue::Number(1))]);
        let counted = BTreeMap::from([("r3.2.c1".parse().unwrap(), 2)]);
        assert_eq!(against_records(&own, &counted)[0].check, CheckId::V10);
        assert!(against_records(&own, &BTreeMap::new()).is_empty());
        assert_eq!(against_suits(2023, 1), None);
        assert!(against_suits(2024, 1).is_some());
        assert_eq!(against_suits(2024, 0), None);
    }
}
