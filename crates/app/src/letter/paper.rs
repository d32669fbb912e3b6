//! The text of a paper as a person may still change it before it is issued, and the document that it makes.

use chrono::NaiveDate;
use documents::write::letter::{Form, Letter};
use documents::write::{Document, GridCell, Seal};
use serde::{Deserialize, Serialize};

use crate::error::{AppError, FieldFault};
use crate::form::Form as Faults;
use crate::wording::{LONGEST, unfilled};

/// Longest line of a paper: title, addressee, contact.
const LONGEST_LINE: usize = 200;
/// Most attachments, copies, rows.
const MOST: usize = 60;

/// What a paper says. A letter has a body, a form has rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaperText {
    pub title: String,
    /// To whom; empty for none.
    pub addressee: String,
    /// Of a letter, one paragraph a line.
    pub body: String,
    /// Of a form: label, value, label, value.
    pub rows: Vec<Vec<String>>,
    /// Of a form: below the table.
    pub notes: Vec<String>,
    pub attachments: Vec<String>,
    /// 附注: whom to ask.
    pub contact: String,
    pub copies_to: Vec<String>,
}

/// What a paper bears besides its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub agency: String,
    /// 文号 of a letter, the case's number on a form; empty for none.
    pub number: String,
    pub date: NaiveDate,
    pub seal: Seal,
}

impl PaperText {
    /// Whether it is set as a form.
    #[must_use]
    pub fn is_form(&self) -> bool {
        !self.rows.is_empty()
    }

    /// The names of what is still to be written, field by field.
    #[must_use]
    pub fn unfilled(&self) -> Vec<(String, Vec<String>)> {
        let mut found = Vec::new();
        let mut look = |field: String, text: &str| {
            let names = unfilled(text);
            if !names.is_empty() {
                found.push((field, names));
            }
        };
        look("title".into(), &self.title);
        look("addressee".into(), &self.addressee);
        look("body".into(), &self.body);
        for (row, cells) in self.rows.iter().enumerate() {
            cells.iter().enumerate().for_each(|(cell, text)| look(cell_field(row, cell), text));
        }
        self.notes.iter().enumerate().for_each(|(at, note)| look(format!("note_{at}"), note));
        look("contact".into(), &self.contact);
        found
    }

    /// The text as it may be kept.
    ///
    /// # Errors
    /// `form_invalid` with the fault of each field.
    pub fn checked(mut self) -> Result<Self, AppError> {
        let mut faults = Faults::default();
        self.title = faults.required("title", &self.title, LONGEST_LINE);
        self.addressee = faults.optional("addressee", &self.addressee, LONGEST_LINE);
        self.contact = faults.optional("contact", &self.contact, LONGEST_LINE);
        self.body = faults.optional("body", &self.body.replace("\r\n", "\n"), LONGEST);
        if !self.is_form() && self.body.is_empty() {
            faults.fault(FieldFault::new("body", "letter_body_empty"));
        }
        for (row, cells) in self.rows.iter_mut().enumerate() {
            for (cell, text) in cells.iter_mut().enumerate() {
                *text = faults.optional(&cell_field(row, cell), &text.replace("\r\n", "\n"), LONGEST);
            }
        }
        self.attachments = lines(&mut faults, "attachments", self.attachments);
        self.copies_to = lines(&mut faults, "copies_to", self.copies_to);
        faults.finish()?;
        Ok(self)
    }

    /// The document.
    #[must_use]
    pub fn document(&self, frame: &Frame) -> Document {
        if self.is_form() {
            let rows = self.rows.iter().map(|cells| row(cells)).collect();
            let widths = vec![2, 4, 2, 4];
            let number = if frame.number.is_empty() { String::new() } else { format!("编号：{}", frame.number) };
            return Form { title: self.title.clone(), number, widths, rows, notes: self.notes.clone() }.into();
        }
        Letter {
            agency_heading: frame.agency.clone(),
            number: frame.number.clone(),
            title: self.title.clone(),
            addressee: self.addressee.clone(),
            paragraphs: paragraphs(&self.body),
            attachments: self.attachments.clone(),
            signed_by: frame.agency.clone(),
            date: frame.date,
            seal: frame.seal,
            contact: self.contact.clone(),
            copies_to: self.copies_to.clone(),
        }
        .into()
    }
}

/// The field of a form's cell.
#[must_use]
pub fn cell_field(row: usize, cell: usize) -> String {
    format!("cell_{row}_{cell}")
}

fn lines(faults: &mut Faults, field: &str, texts: Vec<String>) -> Vec<String> {
    let kept: Vec<String> = texts.into_iter().map(|text| text.trim().to_string()).filter(|t| !t.is_empty()).collect();
    let longest = kept.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    faults.check(longest <= LONGEST_LINE, FieldFault::new(field, "too_long").with("max", LONGEST_LINE));
    faults.check(kept.len() <= MOST, FieldFault::new(field, "too_long").with("max", MOST * LONGEST_LINE));
    kept
}

/// What people write ends with a full stop or does not: two in a row become one.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().replace("。。", "。")).filter(|line| !line.is_empty()).collect()
}

/// Label and value in turn; the last value takes the room that is left of the four columns.
fn row(cells: &[String]) -> Vec<GridCell> {
    let count = cells.len();
    let cell = |(at, text): (usize, &String)| {
        let mut cell = if at % 2 == 0 { GridCell::label(text.as_str()) } else { GridCell::value(text.as_str()) };
        if at + 1 == count {
            cell.columns = 4_usize.saturating_sub(at).max(1);
            // Room to write in what is left empty over the whole width, such as opinions and signatures.
            if at == 1 && text.is_empty() {
                cell.lines = 3;
            }
        }
        cell
    };
    cells.iter().enumerate().map(cell).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn letter() -> PaperText {
        PaperText {
            title: "告知书".into(),
            addressee: "李某".into(),
            body: "一。\r\n二。".into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_letter_without_text_and_what_is_unfilled_are_named_at_their_fields() {
        assert_eq!(letter().checked().unwrap().body, "一。\n二。");
        let empty = PaperText { body: " ".into(), ..letter() }.checked().unwrap_err();
        let AppError::Refused(problem) = empty else { unreachable!() };
        assert_eq!((problem.fields[0].field.as_str(), problem.fields[0].code), ("body", "letter_body_empty"));
        let marked = PaperText { rows: vec![vec!["理由".into(), "【请填写：理由】".into()]], ..letter() };
        assert_eq!(marked.unfilled(), [("cell_0_1".to_string(), vec!["理由".to_string()])]);
    }

    #[test]
    fn a_value_makes_no_row_of_its_own() {
        let form = PaperText {
            title: "登记表".into(),
            rows: vec![vec!["申请内容".into(), "甲｜乙\n丙｜丁".into()], vec!["签名".into(), String::new()]],
            ..Default::default()
        };
        let frame = Frame { agency: "某局".into(), number: String::new(), date: NaiveDate::MIN, seal: Seal::Clear };
        let html = documents::write::to_html(&form.document(&frame));
        assert_eq!(html.matches("<tr>").count(), 2, "{html}");
        assert!(html.contains("甲｜乙<br>丙｜丁"), "{html}");
    }
}
