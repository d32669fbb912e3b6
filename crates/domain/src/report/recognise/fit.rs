//! Which cells of a row are its figures: by the number that the form wants, looking at all rows of the table together,
//! so that no figure is ever moved to another column in silence. Not here: what the figures are.

use std::collections::HashMap;

use super::scan::{Shape, Slot};
use super::value::is_blank;
use crate::report::source::LineKind;

/// The figures of a row, or why they could not be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fit {
    /// As many as the form wants.
    Cells { cells: Vec<String>, guessed: bool },
    /// As many as the form wants, and blank cells too many among or behind them.
    Surplus { cells: Vec<String>, found: usize },
    /// Too few or too many, so that nobody can say which is which.
    Misfit { found: usize, texts: Vec<String> },
}

/// How the lines of a table are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Build {
    /// The figures follow the label; so many blank cells close each line.
    After { closing: usize },
    /// All lines have so many cells, blank ones fill up merged labels: the figures are the last ones.
    Rectangle { total: usize },
}

/// Fits all rows of a table with the same number of figures in each.
pub(super) fn fit_all(slots: &[Slot], width: usize) -> Vec<Fit> {
    let build = build_of(slots, width);
    let habit = BlankLines::of(slots, width);
    let last = slots.len().saturating_sub(1);
    let fit = |(at, slot): (usize, &Slot)| match slot.shape {
        Shape::Line { kind, total } => fit_line(slot, kind, total, build, width),
        Shape::Lines => fit_lines(slot, habit, width, at == last),
    };
    slots.iter().enumerate().map(fit).collect()
}

/// Fits a row that may be filled up with blank cells wherever its neighbours have more columns.
pub(super) fn fit_loosely(slot: &Slot, width: usize) -> Fit {
    let filled = filled(&slot.cells);
    let extra = slot.cells.len().saturating_sub(width);
    if filled.len() == width || (filled.is_empty()) {
        return Fit::Cells { cells: padded(filled, width), guessed: false };
    }
    let tail_blank = slot.cells.iter().skip(width).all(|cell| is_blank(cell));
    if slot.cells.len() >= width && tail_blank && (extra > 0 || filled.len() < width) {
        return Fit::Cells { cells: slot.cells.iter().take(width).cloned().collect(), guessed: false };
    }
    Fit::Misfit { found: filled.len(), texts: filled }
}

fn filled(cells: &[String]) -> Vec<String> {
    cells.iter().filter(|cell| !is_blank(cell)).cloned().collect()
}

fn padded(mut cells: Vec<String>, width: usize) -> Vec<String> {
    cells.resize(width, String::new());
    cells
}

fn all_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| is_blank(cell))
}

fn build_of(slots: &[Slot], width: usize) -> Option<Build> {
    let lines: Vec<(&[String], usize)> = slots
        .iter()
        .filter_map(|slot| match slot.shape {
            Shape::Line { total, .. } => Some((slot.cells.as_slice(), total)),
            Shape::Lines => None,
        })
        .collect();
    let mut totals: HashMap<usize, usize> = HashMap::new();
    for (_, total) in &lines {
        *totals.entry(*total).or_default() += 1;
    }
    let usual = totals.into_iter().max_by_key(|(total, count)| (*count, *total)).map_or(0, |(total, _)| total);
    let builds = (0..=10).map(|closing| Build::After { closing }).chain([Build::Rectangle { total: usual }]);
    let count =
        |build: Build| lines.iter().filter(|(cells, total)| take(build, cells, *total, width).is_some()).count();
    let mut best: Option<(usize, Build)> = None;
    for build in builds {
        let fitting = count(build);
        if best.is_none_or(|(most, _)| fitting > most) {
            best = Some((fitting, build));
        }
    }
    best.filter(|(fitting, _)| fitting * 2 >= lines.len() && *fitting > 0).map(|(_, build)| build)
}

/// The figures of a line that is built so.
fn take(build: Build, cells: &[String], total: usize, width: usize) -> Option<Vec<String>> {
    match build {
        Build::After { closing } => {
            let (figures, rest) = cells.split_at_checked(width)?;
            (rest.len() == closing && all_blank(rest)).then(|| figures.to_vec())
        }
        Build::Rectangle { total: usual } => {
            let (filling, figures) = cells.split_at_checked(cells.len().checked_sub(width)?)?;
            (total == usual && all_blank(filling)).then(|| figures.to_vec())
        }
    }
}

fn fit_line(slot: &Slot, kind: LineKind, total: usize, build: Option<Build>, width: usize) -> Fit {
    if let Some(cells) = build.and_then(|build| take(build, &slot.cells, total, width)) {
        return Fit::Cells { cells, guessed: false };
    }
    let filled = filled(&slot.cells);
    if filled.is_empty() {
        return Fit::Cells { cells: padded(filled, width), guessed: false };
    }
    let found = match build {
        Some(Build::After { closing }) => slot.cells.len().saturating_sub(closing),
        Some(Build::Rectangle { total: usual }) => (total + width).saturating_sub(usual),
        None => filled.len(),
    };
    if filled.len() == width {
        return match kind {
            LineKind::Row if found > width => Fit::Surplus { cells: filled, found },
            _ => Fit::Cells { cells: filled, guessed: false },
        };
    }
    let tail_blank = slot.cells.iter().skip(width).all(|cell| is_blank(cell));
    if matches!(build, Some(Build::After { .. })) && kind == LineKind::Row && found > width && tail_blank {
        return Fit::Surplus { cells: slot.cells.iter().take(width).cloned().collect(), found };
    }
    if kind == LineKind::Spaced
        && let Some(cells) = joined_thousands(&filled, width)
    {
        return Fit::Cells { cells, guessed: true };
    }
    let found = if kind == LineKind::Spaced || found == width { filled.len() } else { found };
    Fit::Misfit { found, texts: filled }
}

/// `13 612` is one number where that makes as many as wanted and the last their sum, in one way only.
fn joined_thousands(cells: &[String], width: usize) -> Option<Vec<String>> {
    let surplus = cells.len().checked_sub(width).filter(|surplus| (1..=3).contains(surplus))?;
    let joints: Vec<usize> = cells
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| {
            pair.first().is_some_and(|cell| is_head(cell)) && pair.last().is_some_and(|cell| is_thousands(cell))
        })
        .map(|(at, _)| at)
        .collect();
    let mut ways: Vec<Vec<String>> = Vec::new();
    for chosen in choices(&joints, surplus) {
        let mut joined: Vec<String> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            match joined.last_mut().filter(|_| at > 0 && chosen.contains(&(at - 1))) {
                Some(last) => last.push_str(cell),
                None => joined.push(cell.clone()),
            }
        }
        ways.push(joined);
    }
    ways.retain(|way| last_is_sum(way));
    match ways.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn is_head(cell: &str) -> bool {
    (1..=3).contains(&cell.len()) && cell.bytes().all(|b| b.is_ascii_digit()) && !cell.starts_with('0')
}

fn is_thousands(cell: &str) -> bool {
    cell.len() == 3 && cell.bytes().all(|b| b.is_ascii_digit())
}

/// All ways to choose so many of the joints.
fn choices(joints: &[usize], count: usize) -> Vec<Vec<usize>> {
    let mut ways = vec![Vec::new()];
    for joint in joints.iter().take(8) {
        let with: Vec<Vec<usize>> = ways.iter().map(|way| [way.as_slice(), &[*joint]].concat()).collect();
        ways.extend(with);
    }
    ways.retain(|way| way.len() == count);
    ways
}

fn last_is_sum(cells: &[String]) -> bool {
    let numbers: Option<Vec<i64>> = cells.iter().map(|cell| cell.parse().ok()).collect();
    let split = numbers.as_deref().and_then(<[i64]>::split_last);
    split.is_some_and(|(last, parts)| parts.iter().try_fold(0i64, |sum, part| sum.checked_add(*part)) == Some(*last))
}

/// What blank lines mean where each cell stands on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlankLines {
    /// They part the cells and say nothing.
    Nothing,
    /// Each is a blank cell, but for so many behind each row.
    Cells { closing: usize },
}

impl BlankLines {
    /// Told by the rows that are complete.
    fn of(slots: &[Slot], width: usize) -> Self {
        let complete: Vec<&Slot> =
            slots.iter().filter(|slot| slot.shape == Shape::Lines && filled(&slot.cells).len() == width).collect();
        let within = complete.iter().filter(|slot| {
            let body = slot.cells.iter().rev().skip_while(|cell| is_blank(cell));
            body.filter(|cell| is_blank(cell)).count() >= width / 2
        });
        if within.count() * 2 > complete.len() {
            return Self::Nothing;
        }
        let closing = |slot: &&Slot| slot.cells.iter().rev().take_while(|cell| is_blank(cell)).count();
        Self::Cells { closing: complete.iter().map(closing).min().unwrap_or(0) }
    }
}

fn fit_lines(slot: &Slot, habit: BlankLines, width: usize, is_last: bool) -> Fit {
    let filled = filled(&slot.cells);
    if filled.len() == width || filled.is_empty() {
        return Fit::Cells { cells: padded(filled, width), guessed: false };
    }
    let misfit = Fit::Misfit { found: filled.len(), texts: filled.clone() };
    let BlankLines::Cells { closing } = habit else {
        return misfit;
    };
    if filled.len() > width {
        return misfit;
    }
    let tail = slot.cells.iter().rev().take_while(|cell| is_blank(cell)).count();
    let mut cells: &[String] = &slot.cells;
    cells = cells.get(..cells.len() - closing.min(tail)).unwrap_or(cells);
    while cells.len() > width && cells.first().is_some_and(|cell| is_blank(cell)) {
        cells = cells.get(1..).unwrap_or_default();
    }
    while is_last && cells.len() > width && cells.last().is_some_and(|cell| is_blank(cell)) {
        cells = cells.get(..cells.len() - 1).unwrap_or_default();
    }
    match cells.len() == width {
        true => Fit::Cells { cells: cells.to_vec(), guessed: true },
        false => misfit,
    }
}
