//! The walk through the lines of a table: each row's label with what stands behind it, whether the cells stand in a
//! line or a line each. Not here: which of the cells are the figures.

use super::characters::label;
use super::labels::{LIKELY, Labels, SURE, Told};
use super::value::{is_blank, is_value};
use crate::report::source::{Line, LineKind};

/// Longest line that can be part of a label, in bytes.
const MAX_LABEL: usize = 240;
/// Most pieces of text that are kept as the start of a label.
const MAX_PIECES: usize = 6;
/// Likeness of a text that is a label to the letter.
const EXACT: f32 = 0.999;
/// Most cells kept behind one label.
const MAX_CELLS: usize = 400;

/// A row that was met.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// Its entry among the labels.
    pub entry: usize,
    /// Its label as written.
    pub label: String,
    pub likeness: f32,
    /// What stands behind the label, blank cells too.
    pub cells: Vec<String>,
    pub shape: Shape,
    /// The line of its label, from 0.
    pub line: usize,
}

/// How a row's cells are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// All in one line of so many cells in all.
    Line { kind: LineKind, total: usize },
    /// A line each.
    Lines,
}

/// A line with figures whose label nobody knows.
#[derive(Debug, Clone)]
struct Stray {
    before: usize,
    slot: Slot,
}

/// The state of the walk.
pub(super) struct Scan<'a> {
    labels: &'a Labels,
    /// How many figures make a row full.
    full: usize,
    slots: Vec<Slot>,
    strays: Vec<Stray>,
    after: Option<usize>,
    /// The last slot still takes figures.
    is_open: bool,
    /// Pieces of text that may begin a label.
    pieces: Vec<String>,
    line: usize,
}

impl<'a> Scan<'a> {
    pub fn new(labels: &'a Labels, full: usize) -> Self {
        Self {
            labels,
            full,
            slots: Vec::new(),
            strays: Vec::new(),
            after: None,
            is_open: false,
            pieces: Vec::new(),
            line: 0,
        }
    }

    /// Walks over all lines; `offset` is the number of the first.
    pub fn walk(mut self, lines: &[Line], offset: usize) -> Vec<Slot> {
        for (line, number) in lines.iter().zip(offset..) {
            self.line = number;
            self.feed(line);
        }
        self.finish()
    }

    fn feed(&mut self, line: &Line) {
        if is_page_number(line) {
            return;
        }
        let filled = line.cells.iter().filter(|cell| !is_blank(cell)).count();
        match line.kind {
            LineKind::Single => self.piece(line.cells.first().map_or("", String::as_str)),
            LineKind::Row if line.cells.len() == 1 => self.piece(line.cells.first().map_or("", String::as_str)),
            LineKind::Spaced if !line.cells.iter().any(|cell| is_value(cell)) => self.piece(&line.text()),
            LineKind::Row | LineKind::Spaced if filled == 0 => {}
            LineKind::Row | LineKind::Spaced => self.row(line),
        }
    }

    /// A line of several cells.
    fn row(&mut self, line: &Line) {
        let texts: Vec<usize> =
            (0..line.cells.len()).filter(|at| line.cells.get(*at).is_some_and(|c| is_text(c))).collect();
        if texts.is_empty() {
            return self.figures(line);
        }
        if let Some(text) = texts.first().and_then(|at| line.cells.get(*at)) {
            self.begin_anew(text);
        }
        let known = self.label_in(line, &texts).or_else(|| self.label_with_pieces(line, &texts));
        if let Some((told, last, written)) = known {
            return self.begin_row(told, line, last, written);
        }
        if self.ends_label(line, &texts) {
            return;
        }
        let last_text = texts.last().copied().unwrap_or(0);
        let behind = line.cells.len().saturating_sub(last_text + 1);
        let figures = line.cells.iter().skip(last_text + 1).filter(|cell| is_value(cell)).count();
        if self.after.is_some() && self.full > 0 && behind >= self.full && figures + 2 >= self.full {
            self.stray(line, last_text);
        }
        let joined = texts.iter().filter_map(|at| line.cells.get(*at)).map(String::as_str).collect::<String>();
        self.keep_piece(&joined);
    }

    /// The label in a line, the last cell of it, and how it is written: the last cell that is alike, alone or together
    /// with the texts before it.
    fn label_in(&self, line: &Line, texts: &[usize]) -> Option<(Told, usize, String)> {
        let lead = leading(line, texts);
        let mut best: Option<(Told, usize, String)> = None;
        let mut joined = String::new();
        for at in lead {
            let cell = line.cells.get(*at)?;
            joined.push_str(cell);
            let alone = self.tell_row(cell, SURE).filter(|told| !self.is_head(*told, line, texts));
            let together = self.tell_row(&joined, SURE).filter(|told| !self.is_head(*told, line, texts));
            if let Some(told) = together
                && best.as_ref().is_none_or(|(most, ..)| told.likeness > most.likeness)
            {
                best = Some((told, *at, joined.clone()));
            }
            // A heading such as 其他处理 stands before the row's own label.
            if let Some(told) = alone {
                best = Some((told, *at, cell.clone()));
            }
        }
        best
    }

    /// A label that began in the lines before.
    fn label_with_pieces(&self, line: &Line, texts: &[usize]) -> Option<(Told, usize, String)> {
        if self.pieces.is_empty() {
            return None;
        }
        let lead = leading(line, texts);
        let last = lead.last().copied()?;
        let own: String = lead.iter().filter_map(|at| line.cells.get(*at)).map(String::as_str).collect();
        let (told, written) = self.tell_with_pieces(&own, SURE)?;
        (!self.is_head(told, line, texts)).then_some((told, last, written))
    }

    /// 总计 and 其他 are headings of columns too: a row is meant only if nothing else is named beside it.
    fn is_head(&self, told: Told, line: &Line, texts: &[usize]) -> bool {
        let is_short = self.labels.entries.get(told.entry).is_some_and(super::labels::Entry::is_short);
        let others = texts.iter().filter_map(|at| line.cells.get(*at)).filter(|cell| {
            let chars: Vec<char> = label(cell).chars().collect();
            let own = self.labels.likeness(told.entry, &chars) > SURE;
            let is_group = self.labels.tell(&chars, None, SURE).is_some();
            !own && !is_group && !chars.is_empty()
        });
        is_short && others.count() > usize::from(self.full == 0)
    }

    /// Whether a line holds the rest of the label that was begun in the line above, with the figures.
    fn ends_label(&mut self, line: &Line, texts: &[usize]) -> bool {
        let lead = leading(line, texts);
        let own: String = lead.iter().filter_map(|at| line.cells.get(*at)).map(String::as_str).collect();
        let Some(last) = lead.last().filter(|_| self.continues_label(&own)) else {
            return false;
        };
        if let Some(slot) = self.slots.last_mut() {
            slot.cells = line.cells.iter().skip(last + 1).take(MAX_CELLS).cloned().collect();
            slot.shape = Shape::Line { kind: line.kind, total: line.cells.len() };
            self.is_open = slot.cells.is_empty();
        }
        true
    }

    fn begin_row(&mut self, told: Told, line: &Line, last: usize, written: String) {
        let cells: Vec<String> = line.cells.iter().skip(last + 1).take(MAX_CELLS).cloned().collect();
        let filled = cells.iter().any(|cell| !is_blank(cell));
        let is_whole = filled || (cells.len() >= self.full && self.full > 0);
        let shape = if is_whole { Shape::Line { kind: line.kind, total: line.cells.len() } } else { Shape::Lines };
        self.begin(told, written, if is_whole { cells } else { Vec::new() }, shape);
        self.is_open = !is_whole;
    }

    /// A line of figures without a label: those of the label above it.
    fn figures(&mut self, line: &Line) {
        if !self.is_open {
            self.settle_pieces();
        }
        let full = self.full;
        let Some(slot) = self.slots.last_mut().filter(|_| self.is_open) else {
            return;
        };
        let filled = slot.cells.iter().filter(|cell| !is_blank(cell)).count();
        if filled == 0 {
            slot.cells = line.cells.iter().take(MAX_CELLS).cloned().collect();
            slot.shape = Shape::Line { kind: line.kind, total: line.cells.len() };
        } else if filled < full {
            slot.cells.extend(line.cells.iter().take(MAX_CELLS).cloned());
            slot.shape = Shape::Lines;
        }
        let filled = slot.cells.iter().filter(|cell| !is_blank(cell)).count();
        self.is_open = full > 0 && filled < full;
        self.pieces.clear();
    }

    /// A line that is one cell or a piece of one.
    fn piece(&mut self, text: &str) {
        if is_blank(text) {
            // Behind a text that is no figure, a blank line may belong to what comes next.
            let is_open = self.is_open && self.pieces.is_empty();
            if let Some(slot) = self.slots.last_mut().filter(|slot| is_open && slot.cells.len() < MAX_CELLS) {
                slot.cells.push(String::new());
            }
            return;
        }
        if is_value(text) {
            return self.figure(text);
        }
        if text.len() > MAX_LABEL || is_sentence(text) {
            self.pieces.clear();
            self.is_open = false;
            return;
        }
        self.begin_anew(text);
        if self.continues_label(text) {
            return;
        }
        if let Some(told) = self.tell_row(text, SURE) {
            return self.begin(told, text.to_owned(), Vec::new(), Shape::Lines);
        }
        if let Some((told, written)) = self.tell_with_pieces(text, SURE) {
            return self.begin(told, written, Vec::new(), Shape::Lines);
        }
        self.keep_piece(text);
    }

    /// A figure on a line of its own.
    fn figure(&mut self, text: &str) {
        self.settle_pieces();
        let full = self.full;
        if let Some(slot) = self.slots.last_mut().filter(|slot| self.is_open && slot.cells.len() < MAX_CELLS) {
            let texts: Vec<String> = std::mem::take(&mut self.pieces);
            let filled = slot.cells.iter().filter(|cell| !is_blank(cell)).count();
            let is_complete = if full == 0 { filled > 0 } else { filled + texts.len() >= full };
            if !texts.is_empty() && (is_complete || texts.len() > 1 || (filled == 0 && slot.likeness < 0.9)) {
                // Something else than this row's figures has begun.
                self.is_open = false;
                return;
            }
            slot.cells.extend(texts);
            slot.cells.push(text.to_owned());
        }
    }

    /// What text was kept before a figure: the label of the next row if it is likely one.
    fn settle_pieces(&mut self) {
        if self.pieces.is_empty() || (self.after.is_none() && self.full > 0) {
            return;
        }
        if let Some((told, written)) = self.tell_with_pieces("", LIKELY) {
            self.begin(told, written, Vec::new(), Shape::Lines);
        }
    }

    /// Whether a text is the rest of the label that was begun.
    fn continues_label(&mut self, text: &str) -> bool {
        let is_next_row = self.tell_row(text, EXACT).is_some();
        let Some(slot) = self.slots.last_mut().filter(|_| self.is_open) else {
            return false;
        };
        if slot.cells.iter().any(|cell| !is_blank(cell)) {
            return false;
        }
        let kept: String = self.pieces.concat();
        let longer = format!("{}{kept}{text}", slot.label);
        let chars: Vec<char> = label(&longer).chars().collect();
        let likeness = self.labels.likeness(slot.entry, &chars);
        let same = label(text) == label(&slot.label);
        // 3.其他 behind a row that was left blank hardly changes its long label, and is the next row.
        let goes_on = likeness >= slot.likeness.min(0.9) && (!is_next_row || likeness > slot.likeness);
        if same || goes_on {
            if !same {
                slot.label = longer;
                slot.likeness = slot.likeness.max(likeness);
            }
            slot.cells.clear();
            self.pieces.clear();
            return true;
        }
        false
    }

    fn begin(&mut self, told: Told, label: String, cells: Vec<String>, shape: Shape) {
        self.pieces.clear();
        if self.labels.is_row(told) {
            let (entry, likeness, line) = (told.entry, told.likeness, self.line);
            self.slots.push(Slot { entry, label, likeness, cells, shape, line });
            self.after = Some(told.entry);
            self.is_open = true;
        }
    }

    fn keep_piece(&mut self, text: &str) {
        if self.pieces.len() >= MAX_PIECES {
            self.pieces.remove(0);
        }
        self.pieces.push(text.chars().take(MAX_LABEL).collect());
    }

    /// The table begins where its first label stands, whatever looked like one before without any figures.
    fn begin_anew(&mut self, text: &str) {
        let has_figures = |slot: &Slot| slot.cells.iter().any(|cell| !is_blank(cell));
        let is_doubtful = self.slots.len() == 1 && self.slots.iter().all(|slot| slot.likeness < 0.9);
        if self.after.is_none() || self.slots.len() > 3 || (self.slots.iter().any(has_figures) && !is_doubtful) {
            return;
        }
        let chars: Vec<char> = label(text).chars().collect();
        let first = self.labels.entries.iter().position(|entry| entry.row.is_some()).unwrap_or(0);
        let met = self.slots.first().filter(|slot| slot.entry == first).map_or(0.0, |slot| slot.likeness);
        if self.labels.likeness(first, &chars) > met.max(0.9) {
            self.slots.clear();
            self.after = None;
            self.is_open = false;
        }
    }

    /// The row that a text names. Before the first row was met, only long labels count: short words stand everywhere.
    fn tell_row(&self, text: &str, least: f32) -> Option<Told> {
        let is_before = self.after.is_none() && self.full == 7;
        if is_sentence(text) || (is_before && !text.contains(['申', '结', '結', '秘', '年'])) {
            return None;
        }
        let chars: Vec<char> = label(text).chars().collect();
        let told = self.labels.tell(&chars, self.after, least)?;
        let starts = self.after.is_some() || self.full != 7 || chars.len() >= 6;
        (starts && self.labels.is_row(told)).then_some(told)
    }

    /// The row that a text names together with the pieces before it, as few of them as will do.
    fn tell_with_pieces(&self, text: &str, least: f32) -> Option<(Told, String)> {
        let mut joined = text.to_owned();
        let mut best: Option<(Told, String)> = None;
        for piece in self.pieces.iter().rev() {
            joined = format!("{piece}{joined}");
            if joined.len() > MAX_LABEL {
                break;
            }
            if let Some(told) = self.tell_row(&joined, least)
                && best.as_ref().is_none_or(|(most, _)| told.likeness > most.likeness)
            {
                best = Some((told, joined.clone()));
            }
        }
        best
    }

    fn stray(&mut self, line: &Line, last_text: usize) {
        let cells = line.cells.iter().skip(last_text + 1).take(MAX_CELLS).cloned().collect();
        let label = line.cells.get(last_text).cloned().unwrap_or_default();
        let shape = Shape::Line { kind: line.kind, total: line.cells.len() };
        let slot = Slot { entry: 0, label, likeness: 0.0, cells, shape, line: self.line };
        self.strays.push(Stray { before: self.slots.len(), slot });
        self.is_open = false;
    }

    /// Puts a line with figures and an unknown label between two rows where exactly as many rows are missing.
    fn finish(mut self) -> Vec<Slot> {
        let strays = std::mem::take(&mut self.strays);
        let counts: Vec<usize> = strays.iter().map(|stray| stray.before).collect();
        let mut placed = Vec::new();
        for (index, stray) in strays.into_iter().enumerate() {
            let together = counts.iter().filter(|before| **before == stray.before).count();
            let earlier = counts.iter().take(index).filter(|before| **before == stray.before).count();
            let (Some(above), Some(below)) =
                (stray.before.checked_sub(1).and_then(|at| self.slots.get(at)), self.slots.get(stray.before))
            else {
                continue;
            };
            let between: Vec<usize> =
                (above.entry + 1..below.entry).filter(|entry| self.labels.row(*entry).is_some()).collect();
            if between.len() == together
                && let Some(entry) = between.get(earlier)
            {
                placed.push(Slot { entry: *entry, ..stray.slot });
            }
        }
        self.slots.extend(placed);
        self.slots.sort_by_key(|slot| slot.entry);
        self.slots
    }
}

/// `- 3 -` between the pages of a table.
fn is_page_number(line: &Line) -> bool {
    let is_short = line.kind != LineKind::Row && line.cells.iter().map(String::len).sum::<usize>() < 16;
    let text = if is_short { super::characters::dense(&line.text()) } else { String::new() };
    let inside = text.strip_prefix('-').and_then(|text| text.strip_suffix('-'));
    inside.is_some_and(|page| !page.is_empty() && page.chars().all(|c| c.is_ascii_digit()))
}

/// Labels have no full stops.
fn is_sentence(text: &str) -> bool {
    text.contains('。') || text.trim_end().ends_with(['；', '！', ';'])
}

fn is_text(cell: &str) -> bool {
    !is_blank(cell) && !is_value(cell)
}

/// The texts before the first figure that follows a text: labels stand there.
fn leading<'t>(line: &Line, texts: &'t [usize]) -> &'t [usize] {
    let first = texts.first().copied().unwrap_or(0);
    let figure = (first..line.cells.len()).find(|at| line.cells.get(*at).is_some_and(|cell| is_value(cell)));
    let until = figure.map_or(texts.len(), |figure| texts.iter().take_while(|at| **at < figure).count());
    texts.get(..until).unwrap_or(texts)
}
