//! The body of a Word file as lines: paragraphs, and rows of tables with the cells that begin in them. Tracked deletions
//! and hidden runs are left out. Not here: headers, footers, comments.

use domain::report::{Line, Source};

use super::MAX_CELLS;
use crate::archive::Archive;
use crate::xml::{self, Go, Tag, Xml};
use crate::{Limits, Refusal};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Refusal> {
    let mut archive = Archive::open(bytes, limits)?;
    let body = archive.get("word/document.xml")?;
    drop(archive);
    let mut reader = Reader::default();
    xml::read(&body, "word/document.xml", limits, |event| {
        match event {
            Xml::Open(tag) => reader.open(&tag),
            Xml::Close(name) => reader.close(name),
            Xml::Text(text) => reader.text(text),
        }
        Ok(if reader.cells > MAX_CELLS { Go::Stop } else { Go::On })
    })?;
    reader.end_paragraph();
    Ok(reader.source)
}

/// A table that is open.
#[derive(Default)]
struct Table {
    row: Vec<String>,
    cell: String,
    /// The cell only goes on from the row above.
    is_continued: bool,
    /// A table stands within: this one lays out.
    holds_table: bool,
}

#[derive(Default)]
struct Reader {
    source: Source,
    tables: Vec<Table>,
    paragraph: String,
    in_text: bool,
    in_run: bool,
    run_hidden: bool,
    deletions: u32,
    fallbacks: u32,
    cells: usize,
}

impl Reader {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name {
            "t" => self.in_text = true,
            "r" => (self.in_run, self.run_hidden) = (true, false),
            "vanish" if self.in_run => self.run_hidden = tag.is_on(),
            "del" | "moveFrom" => self.deletions += 1,
            "Fallback" => self.fallbacks += 1,
            "tab" if self.in_run => self.text_of_run(" "),
            "br" | "cr" if self.in_run => self.text_of_run("\n"),
            "tbl" => self.open_table(),
            "tc" => {
                self.cells += 1;
                if let Some(table) = self.tables.last_mut() {
                    table.cell.clear();
                    (table.is_continued, table.holds_table) = (false, false);
                }
            }
            "vMerge" => {
                let begins = tag.attr("val").is_some_and(|value| value == "restart");
                if let Some(table) = self.tables.last_mut() {
                    table.is_continued = !begins;
                }
            }
            _ => {}
        }
    }

    fn open_table(&mut self) {
        self.end_paragraph();
        if let Some(outer) = self.tables.last_mut() {
            outer.holds_table = true;
            let text = std::mem::take(&mut outer.cell);
            self.push_lines(&text);
        }
        self.tables.push(Table::default());
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "r" => self.in_run = false,
            "del" | "moveFrom" => self.deletions = self.deletions.saturating_sub(1),
            "Fallback" => self.fallbacks = self.fallbacks.saturating_sub(1),
            "p" => self.end_paragraph(),
            "tc" => self.end_cell(),
            "tr" => self.end_row(),
            "tbl" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.text_of_run(text);
        }
    }

    fn text_of_run(&mut self, text: &str) {
        if self.deletions == 0 && self.fallbacks == 0 && !self.run_hidden {
            self.paragraph.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        match self.tables.last_mut() {
            Some(table) => {
                if !table.cell.is_empty() && !text.is_empty() {
                    table.cell.push('\n');
                }
                table.cell.push_str(&text);
            }
            None => self.push_lines(&text),
        }
    }

    fn push_lines(&mut self, text: &str) {
        let read = Source::from_text(text);
        self.source.lines.extend(read.lines.into_iter().filter(|line| !line.is_blank()));
    }

    fn end_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let text = std::mem::take(&mut table.cell);
        if table.holds_table {
            return self.push_lines(&text);
        }
        if !table.is_continued {
            table.row.push(text);
        }
    }

    fn end_row(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let row = std::mem::take(&mut table.row);
        match row.as_slice() {
            [] => {}
            [only] => self.push_lines(&only.clone()),
            _ => self.source.lines.push(Line::row(row)),
        }
    }
}
