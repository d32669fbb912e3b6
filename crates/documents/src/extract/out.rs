//! Where the readers put what they find: text with its breaks, cut at the limit, and hidden parts.

use std::collections::BTreeMap;

use super::{Extracted, HiddenKind, HiddenPart};

/// Most different hidden parts that are named one by one.
const MAX_PARTS: usize = 500;

pub(super) struct TextOut {
    text: Cut,
    hidden_text: Cut,
    hidden: BTreeMap<(HiddenKind, String), u32>,
    /// Break before the next visible text.
    pending: Option<char>,
    /// Break before the next hidden text.
    pending_hidden: Option<char>,
    /// Stretches of hidden text around; the outermost gives them their name.
    hiding: u32,
    /// The row of a table has text already.
    row_has_text: bool,
}

/// A text that takes no more than so many characters.
struct Cut {
    text: String,
    left: u64,
    truncated: bool,
}

impl Cut {
    fn new(limit: u64) -> Self {
        Self { text: String::new(), left: limit, truncated: false }
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if self.left == 0 {
                self.truncated = true;
                return;
            }
            self.left -= 1;
            self.text.push(c);
        }
    }

    /// Ends a line, if one was begun.
    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push("\n");
        }
    }
}

impl TextOut {
    pub fn new(limit: u64) -> Self {
        Self {
            text: Cut::new(limit),
            hidden_text: Cut::new(limit),
            hidden: BTreeMap::new(),
            pending: None,
            pending_hidden: None,
            hiding: 0,
            row_has_text: false,
        }
    }

    /// Adds text; characters that no text holds are dropped.
    pub fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.row_has_text = true;
        let clean: String;
        let is_bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        let text = match text.contains(is_bad) {
            true => {
                clean = text.replace(is_bad, "");
                &clean
            }
            false => text,
        };
        let (target, pending) = match self.hiding {
            0 => (&mut self.text, self.pending.take()),
            _ => (&mut self.hidden_text, self.pending_hidden.take()),
        };
        if let Some(c) = pending
            && !target.text.is_empty()
            && !target.text.ends_with('\n')
        {
            target.push(c.encode_utf8(&mut [0; 4]));
        }
        target.push(text);
    }

    /// Asks for a break before the next text; the last one asked for counts.
    pub fn break_with(&mut self, c: char) {
        match self.hiding {
            0 => self.pending = Some(c),
            _ => self.pending_hidden = Some(c),
        }
    }

    /// A row of a table begins.
    pub fn begin_row(&mut self) {
        self.row_has_text = false;
    }

    /// A cell ends: it is parted from the next one, unless the row is still empty, for then the break before the row
    /// must stay.
    pub fn end_cell(&mut self) {
        if self.row_has_text {
            self.break_with('\t');
        }
    }

    /// Whether more visible text would be dropped anyway.
    pub fn is_full(&self) -> bool {
        self.text.left == 0 && self.hidden_text.left == 0
    }

    /// Begins a stretch of hidden text; a stretch within it belongs to it.
    pub fn hide(&mut self, kind: HiddenKind, place: &str) {
        if self.hiding == 0 {
            self.note(kind, place);
            self.hidden_text.end_line();
            self.pending_hidden = None;
        }
        self.hiding += 1;
    }

    /// Ends the innermost stretch of hidden text.
    pub fn show(&mut self) {
        self.hiding = self.hiding.saturating_sub(1);
        if self.hiding == 0 {
            self.hidden_text.end_line();
            self.pending_hidden = None;
        }
    }

    pub fn is_hiding(&self) -> bool {
        self.hiding > 0
    }

    /// Notes a hidden part without text, or counts one more.
    pub fn note(&mut self, kind: HiddenKind, place: &str) {
        let place: String = place.chars().take(200).collect();
        if let Some(count) = self.hidden.get_mut(&(kind, place.clone())) {
            *count = count.saturating_add(1);
        } else if self.hidden.len() < MAX_PARTS {
            self.hidden.insert((kind, place), 1);
        }
    }

    /// Hidden text all at once.
    pub fn push_hidden(&mut self, kind: HiddenKind, place: &str, text: &str) {
        if self.is_hiding() {
            return self.push(text);
        }
        self.hide(kind, place);
        self.push(text);
        self.show();
    }

    pub fn finish(self) -> Extracted {
        Extracted {
            text: self.text.text.trim_end().to_owned(),
            truncated: self.text.truncated || self.hidden_text.truncated,
            hidden: self.hidden.into_iter().map(|((kind, place), count)| HiddenPart { kind, place, count }).collect(),
            hidden_text: self.hidden_text.text.trim_end().to_owned(),
        }
    }
}
