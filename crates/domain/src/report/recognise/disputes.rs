//! The 15 figures of table 4: one row of them, or as many lines, or three rows with labels. Not here: what they are, and
//! where the table stands.

use super::fit::{Fit, fit_all};
use super::labels::Labels;
use super::scan::Scan;
use super::tables::text_of;
use super::value::{is_blank, is_value, read};
use crate::report::annual::CellValue;
use crate::report::form::ColumnKind;
use crate::report::source::{Line, LineKind};

/// Figures of table 4.
pub(super) const DISPUTE_FIGURES: usize = 15;
/// Figures of one of its three blocks.
const BLOCK: usize = 5;
/// Most blank lines that are kept before the first figure.
const MAX_BLANKS: usize = 64;

/// What was found.
pub(super) struct Disputes {
    pub line: usize,
    pub cells: Vec<String>,
    /// Whether blank cells at the edges could be left out in several ways.
    pub is_guessed: bool,
}

impl Disputes {
    const fn new(line: usize, cells: Vec<String>) -> Self {
        Self { line, cells, is_guessed: false }
    }
}

/// The figures among the lines behind table 3; as many as were found.
pub(super) fn find_disputes(lines: &[Line]) -> Option<Disputes> {
    in_three_rows(lines).or_else(|| in_a_run(lines)).or_else(|| blank(lines))
}

fn in_a_run(lines: &[Line]) -> Option<Disputes> {
    let runs = runs_of_figures(lines);
    let filled = |run: &Disputes| run.cells.iter().filter(|cell| !is_blank(cell)).count();
    let exact = runs.iter().position(|run| run.cells.len() == DISPUTE_FIGURES);
    let best = exact.or_else(|| {
        let wide = |(_, run): &(usize, &Disputes)| (8..=22).contains(&run.cells.len());
        runs.iter().enumerate().filter(wide).max_by_key(|(_, run)| filled(run)).map(|(at, _)| at)
    })?;
    runs.into_iter().nth(best)
}

/// The table was left blank: its headings are there, and no figure.
fn blank(lines: &[Line]) -> Option<Disputes> {
    let heads = text_of(lines);
    let is_there = ["结果维持", "尚未审结", "未经复议直接起诉", "复议后起诉"].iter().all(|head| heads.contains(head));
    is_there.then(|| Disputes::new(0, vec![String::new(); DISPUTE_FIGURES]))
}

fn in_three_rows(lines: &[Line]) -> Option<Disputes> {
    let labels = Labels::disputes();
    let slots = Scan::new(&labels, labels.width).walk(lines, 0);
    let line = slots.first()?.line;
    let mut cells = Vec::new();
    for (slot, fit) in slots.iter().zip(fit_all(&slots, labels.width)) {
        match fit {
            Fit::Cells { cells: row, .. } if slot.cells.iter().any(|cell| is_value(cell)) => cells.extend(row),
            _ => return None,
        }
    }
    (cells.len() == DISPUTE_FIGURES).then_some(Disputes::new(line, cells))
}

/// Stretches of figures without text between them.
fn runs_of_figures(lines: &[Line]) -> Vec<Disputes> {
    let mut runs: Vec<Disputes> = Vec::new();
    let mut open: Option<Disputes> = None;
    let mut blanks = 0;
    for (number, line) in lines.iter().enumerate() {
        let texts = line.cells.iter().any(|cell| !is_blank(cell) && !is_value(cell));
        let figures = line.cells.iter().filter(|cell| is_value(cell)).count();
        let is_row = line.kind == LineKind::Row && line.cells.len() > 1;
        if is_row && !texts && line.cells.len() == DISPUTE_FIGURES {
            runs.extend(open.take());
            runs.push(Disputes::new(number, line.cells.clone()));
        } else if texts {
            runs.extend(open.take());
            runs.extend(figures_behind_text(line, number, figures));
            blanks = 0;
        } else if figures > 0 || open.is_some() {
            let run = open.get_or_insert_with(|| Disputes::new(number, vec![String::new(); blanks]));
            run.cells.extend(line.cells.iter().take(MAX_BLANKS).cloned());
        } else if !is_row {
            blanks = (blanks + 1).min(MAX_BLANKS);
        }
    }
    runs.extend(open);
    runs.into_iter().map(trimmed).collect()
}

/// A row with its own label or remark, or with texts among its figures.
fn figures_behind_text(line: &Line, number: usize, figures: usize) -> Option<Disputes> {
    if figures * 3 < DISPUTE_FIGURES * 2 {
        return None;
    }
    let first = line.cells.iter().position(|cell| is_value(cell))?;
    let cells: Vec<String> = line.cells.iter().skip(first).cloned().collect();
    Some(Disputes::new(number, if line.cells.len() == DISPUTE_FIGURES { line.cells.clone() } else { cells }))
}

/// Without blank cells at the edges, or anywhere if only that makes 15.
fn trimmed(run: Disputes) -> Disputes {
    let filled: Vec<String> = run.cells.iter().filter(|cell| !is_blank(cell)).cloned().collect();
    if filled.len() == DISPUTE_FIGURES {
        return Disputes { cells: filled, ..run };
    }
    let leading = run.cells.iter().take_while(|cell| is_blank(cell)).count();
    if run.cells.len() <= DISPUTE_FIGURES {
        return run;
    }
    let closing = run.cells.iter().rev().take_while(|cell| is_blank(cell)).count();
    let surplus = run.cells.len() - DISPUTE_FIGURES;
    // So many are taken off the front, the rest off the end.
    let ways: Vec<&[String]> = (0..=leading.min(surplus))
        .filter(|front| surplus - front <= closing)
        .filter_map(|front| run.cells.get(front..front + DISPUTE_FIGURES))
        .collect();
    let sums: Vec<&[String]> = ways.iter().copied().filter(|way| way.chunks(BLOCK).all(adds_up)).collect();
    let (chosen, is_guessed) = match (ways.as_slice(), sums.as_slice()) {
        ([], _) => (filled.as_slice(), false),
        ([only], _) => (*only, false),
        (_, [only]) => (*only, true),
        ([first, ..], _) => (*first, true),
    };
    Disputes { cells: chosen.to_vec(), is_guessed, line: run.line }
}

/// Whether the last figure of a block is the sum of the others.
fn adds_up(block: &[String]) -> bool {
    let number = |cell: &String| match read(cell, ColumnKind::Count, None).value {
        CellValue::Number(number) => Some(number),
        CellValue::Blank | CellValue::Mark(_) => Some(0),
        _ => None,
    };
    let numbers: Option<Vec<i64>> = block.iter().map(number).collect();
    let split = numbers.as_deref().and_then(<[i64]>::split_last);
    split.is_some_and(|(last, parts)| parts.iter().try_fold(0i64, |sum, part| sum.checked_add(*part)) == Some(*last))
}
