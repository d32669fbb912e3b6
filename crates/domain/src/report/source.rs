//! A neutral reading of a file: lines in their order, each a row of cells or a piece of text. `documents` makes it, the
//! recognition reads it. It knows nothing of the report.

mod bars;

/// What a file says, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// The titles that the file gives itself, such as those of an HTML page, one a line.
    pub title: Option<String>,
    pub lines: Vec<Line>,
}

/// How the cells of a line are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A row of a table: each cell that begins in it, blank ones too. What a merged cell covers is left out.
    Row,
    /// Text parted at single blanks: several cells, or a sentence with blanks in it. Blank cells may be lost.
    Spaced,
    /// One piece of text: a paragraph, or one cell.
    Single,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    pub cells: Vec<String>,
}

impl Line {
    /// A row of a table.
    #[must_use]
    pub const fn row(cells: Vec<String>) -> Self {
        Self { kind: LineKind::Row, cells }
    }

    /// A piece of text.
    #[must_use]
    pub fn single(text: impl Into<String>) -> Self {
        Self { kind: LineKind::Single, cells: vec![text.into()] }
    }

    /// The line as text, its cells parted by blanks.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for cell in self.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(cell);
        }
        text
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.chars().all(|c| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')))
    }
}

/// Longest line that can hold several cells.
const MAX_ROW: usize = 2_000;

impl Source {
    /// Reads flattened text: rows by `|` or tabs, cells by blanks, or a cell a line.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
        let unfolded = bars::unfold(&lines);
        let lines: Vec<&str> = unfolded.iter().map(AsRef::as_ref).collect();
        let mut source = Self::default();
        let mut at = 0;
        while let Some(first) = lines.get(at) {
            if !is_piped(first) {
                source.lines.push(plain_line(first));
                at += 1;
                continue;
            }
            let rest = lines.get(at..).unwrap_or_default();
            let length = rest.iter().take_while(|line| is_piped(line)).count();
            source.push_piped(rest.get(..length).unwrap_or_default());
            at += length;
        }
        source
    }

    /// A run of lines with `|`. Whether the bars at the edges frame the table is told by all of them together.
    fn push_piped(&mut self, lines: &[&str]) {
        let framed = |line: &&&str| {
            let line = line.trim();
            line.starts_with(is_bar) && line.ends_with(is_bar)
        };
        let is_framed = lines.iter().filter(framed).count() * 10 >= lines.len() * 9;
        for line in lines.iter().filter(|line| !is_rule(line)) {
            let mut inner = *line;
            if is_framed {
                inner = inner.trim();
                inner = inner.strip_prefix(is_bar).unwrap_or(inner);
                inner = inner.strip_suffix(is_bar).unwrap_or(inner);
            }
            self.lines.push(Line::row(inner.split(is_bar).map(|cell| cell.trim().to_owned()).collect()));
        }
    }
}

const fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜' | '│' | '┃')
}

fn is_piped(line: &str) -> bool {
    line.contains(is_bar) && line.len() <= MAX_ROW * 4
}

/// A line that only draws: `|---|---|`.
fn is_rule(line: &str) -> bool {
    line.chars().all(|c| is_bar(c) || c.is_whitespace() || matches!(c, '-' | ':' | '+' | '─' | '━' | '—'))
        && line.contains(['-', '─', '━'])
        && line.matches("--").count() > 1
}

fn plain_line(line: &str) -> Line {
    if line.len() > MAX_ROW * 4 {
        return Line::single(line);
    }
    let trimmed = line.trim_end_matches(' ');
    if trimmed.trim_start_matches('\t').contains('\t') {
        return Line::row(line.split('\t').map(|cell| cell.trim().to_owned()).collect());
    }
    let text = line.trim();
    if text.contains([' ', '\u{a0}', '\u{3000}']) && !is_one_number(text) {
        let cells = line.trim_start().split([' ', '\u{a0}', '\u{3000}', '\t']).map(str::to_owned).collect();
        return Line { kind: LineKind::Spaced, cells };
    }
    Line::single(text)
}

/// `13 612` or `13 612件`: a number in groups of three, not cells.
fn is_one_number(text: &str) -> bool {
    let text = text.trim_start_matches(['+', '-', '＋', '－', '增', '减']);
    let groups: Vec<&str> = text.split([' ', '\u{a0}']).take(4).collect();
    let Some((first, rest)) = groups.split_first() else {
        return false;
    };
    let digits = |group: &str| group.chars().take_while(|c| c.is_numeric()).count();
    let is_whole = |group: &str| digits(group) == group.chars().count();
    let before_last = rest.split_last().is_some_and(|(_, others)| others.iter().all(|group| is_whole(group)));
    let starts = is_whole(first) && (1..=3).contains(&digits(first)) && !first.starts_with(['0', '０']);
    starts && (1..=2).contains(&rest.len()) && before_last && rest.iter().all(|group| digits(group) == 3)
}
