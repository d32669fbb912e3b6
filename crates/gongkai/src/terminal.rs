//! Words to the person at the terminal. A reader that went away (`| head`) is no reason to fail.

use std::io::Write;

/// Prints one line.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Says what went wrong.
pub fn complain(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "gongkai：{line}");
}

/// Says something beside the answer, so that a program that reads the answer does not meet it.
pub fn remark(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Prints a table with aligned columns.
pub fn table(head: &[&str], rows: &[Vec<String>]) {
    let widths: Vec<usize> = head
        .iter()
        .enumerate()
        .map(|(at, title)| {
            rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).chain([width(title)]).max().unwrap_or(0)
        })
        .collect();
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    for row in std::iter::once(&head).chain(rows) {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, wide)| format!("{cell}{}", " ".repeat(wide.saturating_sub(width(cell)))));
        say(cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}

/// Columns on a terminal: a Chinese character takes two.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) < 0x1100 { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!(width("login"), 5);
        assert_eq!(width("口令"), 4);
    }
}
