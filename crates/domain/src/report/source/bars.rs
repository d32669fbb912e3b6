//! Tables that a converter of web pages left as bars: a cell a line with its closing bar behind it or on a line of its
//! own, rows filled up with bars to the widest one. The bars become what the other flattenings have: a cell a line, or a
//! row. Not here: which line is what in the report.

use std::borrow::Cow;

use super::is_bar;

/// From so many cells with their bar on a line of its own on, single bars close cells and are no table of their own.
const CLOSED_CELLS: usize = 8;

/// What bars do in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bars {
    /// There are none.
    None,
    /// Nothing but bars.
    Only,
    /// One cell and its closing bar, maybe the filling of the row behind it.
    Closing,
    /// Several cells.
    Between,
}

fn bars_of(line: &str) -> Bars {
    let line = line.trim();
    if !line.contains(is_bar) {
        return Bars::None;
    }
    if line.chars().all(|c| is_bar(c) || c.is_whitespace()) {
        return Bars::Only;
    }
    let mut parts = line.splitn(2, is_bar);
    let (first, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let rest = rest.trim();
    let is_filling = rest.chars().all(is_bar) && (rest.is_empty() || line.contains("| |"));
    if !first.trim().is_empty() && is_filling { Bars::Closing } else { Bars::Between }
}

/// The lines of a text, those bars brought to the usual flattenings.
pub(super) fn unfold<'t>(lines: &[&'t str]) -> Vec<Cow<'t, str>> {
    let kinds: Vec<Bars> = lines.iter().map(|line| bars_of(line)).collect();
    let on_own_line = lines.iter().zip(kinds.iter().zip(kinds.iter().skip(1)));
    let closed = on_own_line.filter(|(line, pair)| !line.trim().is_empty() && *pair == (&Bars::None, &Bars::Only));
    let are_closed = closed.count() >= CLOSED_CELLS;
    let mut out: Vec<Cow<'t, str>> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let (Some(line), Some(kind)) = (lines.get(at), kinds.get(at)) {
        if *kind == Bars::None {
            out.push(Cow::Borrowed(line));
            at += 1;
            continue;
        }
        let length = kinds.iter().skip(at).take_while(|kind| **kind != Bars::None).count();
        let run: Vec<(&'t str, Bars)> =
            lines.iter().copied().zip(kinds.iter().copied()).skip(at).take(length).collect();
        let follows_cell = !out.is_empty();
        unfold_run(&run, are_closed, follows_cell, &mut out);
        at += length;
    }
    out
}

/// `follows_cell`: the line before is a cell, maybe a blank one, that the first bar closes.
fn unfold_run<'t>(run: &[(&'t str, Bars)], are_closed: bool, follows_cell: bool, out: &mut Vec<Cow<'t, str>>) {
    let count = |wanted: Bars| run.iter().filter(|(_, kind)| *kind == wanted).count();
    let cells = count(Bars::Closing);
    let is_cell_a_line = cells > 0 && count(Bars::Between) * 10 <= cells;
    if is_cell_a_line || (are_closed && count(Bars::Only) == run.len()) {
        let closing =
            usize::from(follows_cell && run.first().is_some_and(|(line, _)| line.trim().chars().count() == 1));
        return run.iter().skip(closing).for_each(|(line, kind)| cell_a_line(line, *kind, out));
    }
    let is_filled_up = run.iter().any(|(line, _)| filling_of(line) > 1);
    out.extend(run.iter().map(|(line, _)| if is_filled_up { without_filling(line) } else { Cow::Borrowed(*line) }));
}

/// A cell and its bars as a line; a bar by itself is a blank cell, several are the filling of a row.
fn cell_a_line<'t>(line: &'t str, kind: Bars, out: &mut Vec<Cow<'t, str>>) {
    match kind {
        Bars::Closing => out.push(Cow::Borrowed(line.split(is_bar).next().unwrap_or_default().trim())),
        Bars::Only => {
            let bars: Vec<&str> = line.split_whitespace().collect();
            // The last of several fills up the row.
            let cells = bars.get(..bars.len().saturating_sub(1)).filter(|cells| !cells.is_empty()).unwrap_or(&bars);
            let blank = cells.iter().filter(|bars| bars.chars().count() == 1).count();
            out.extend((0..blank).map(|_| Cow::Borrowed("")));
        }
        Bars::Between | Bars::None => out.push(Cow::Borrowed(line)),
    }
}

/// How many bars fill up a line behind the bar of its last cell: 2 in `规章 | 0 | ||`.
fn filling_of(line: &str) -> usize {
    let line = line.trim();
    let bars = line.len() - line.trim_end_matches(is_bar).len();
    let before = line.get(..line.len() - bars).unwrap_or_default();
    let is_behind_bar = before.ends_with(' ') && before.trim_end().ends_with(is_bar);
    if is_behind_bar && !before.trim_matches([' ', '|']).is_empty() { bars } else { 0 }
}

fn without_filling(line: &str) -> Cow<'_, str> {
    match filling_of(line) {
        0 => Cow::Borrowed(line),
        _ => Cow::Borrowed(line.trim().trim_end_matches(is_bar).trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfolded(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.split('\n').collect();
        unfold(&lines).into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn a_cell_with_its_bar_is_a_line() {
        assert_eq!(unfolded("表\n规章 |\n3 |\n|\n0 | ||\n| ||\n||||\n完"), ["表", "规章", "3", "", "0", "", "完"]);
    }

    #[test]
    fn bars_on_lines_of_their_own_close_cells() {
        let row = "规章\n|\n3\n|\n0\n|\n|\n0\n|\n|\n";
        let cells = ["规章", "3", "0", "", "0", ""];
        assert_eq!(unfolded(&row.repeat(4)), [cells.repeat(4), vec![""]].concat());
        assert_eq!(unfolded(&"规章\n|\n\n|\n0\n|\n".repeat(4)), [["规章", "", "0"].repeat(4), vec![""]].concat());
        assert_eq!(unfolded("规章\n|\n3"), ["规章", "|", "3"]);
    }

    #[test]
    fn rows_lose_their_filling_and_nothing_else() {
        assert_eq!(
            unfolded("项目 | 件数 | |||\n规章 | 3 | |\n许可 | 1 | 2 |"),
            ["项目 | 件数 |", "规章 | 3 |", "许可 | 1 | 2 |"]
        );
        for text in ["规章 | 3 | |\n许可 | 1 | 2 |", "| 规章 | | |", "规章|||", "a|b||", "| --- | --- |"] {
            assert_eq!(unfolded(text), text.split('\n').collect::<Vec<_>>());
        }
    }
}
