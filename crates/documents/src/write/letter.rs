//! Official letters (GB/T 9704-2012, 信函格式) and forms, built into the one document model. The
//! wording comes from outside; here stands only what belongs in which place.

use chrono::{Datelike, NaiveDate};

use super::{Align, Block, Document, Grid, GridCell, Letterhead, Seal};

/// A letter of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// 发文机关标志: the full name of the agency, red, over the red rule.
    pub agency_heading: String,
    /// 发文字号, such as 高府公复〔2026〕12号; left out when empty.
    pub number: String,
    pub title: String,
    /// 主送机关 or the applicant, without the colon; left out when empty.
    pub addressee: String,
    pub paragraphs: Vec<String>,
    /// Names of the attachments, without number and without full stop.
    pub attachments: Vec<String>,
    /// 发文机关署名.
    pub signed_by: String,
    /// 成文日期: a legal date.
    pub date: NaiveDate,
    pub seal: Seal,
    /// 附注, such as 联系人：张某，联系电话：…; set in brackets, left out when empty.
    pub contact: String,
    /// 抄送机关, one each.
    pub copies_to: Vec<String>,
}

impl From<Letter> for Document {
    fn from(letter: Letter) -> Self {
        let mut blocks = Vec::new();
        if !letter.addressee.is_empty() {
            blocks.push(Block::Paragraph { text: format!("{}：", letter.addressee), align: Align::Left });
        }
        blocks.extend(letter.paragraphs.into_iter().map(Block::paragraph));
        if !letter.attachments.is_empty() {
            blocks.push(Block::Attachments(letter.attachments));
        }
        let date = chinese_date(letter.date);
        blocks.push(Block::Signature { agency: letter.signed_by, date, seal: letter.seal });
        if !letter.contact.is_empty() {
            blocks.push(Block::paragraph(format!("（{}）", letter.contact)));
        }
        if !letter.copies_to.is_empty() {
            blocks.push(Block::Copies(format!("抄送：{}。", letter.copies_to.join("，"))));
        }
        let letterhead = Some(Letterhead { agency: letter.agency_heading, number: letter.number });
        Self { title: letter.title, letterhead, blocks }
    }
}

/// A form: one table of labels and values, to be filled in, signed or kept (登记表, 送达回证).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    pub title: String,
    /// A line on the right over the table, such as 编号：…; left out when empty.
    pub number: String,
    /// Widths of the columns in relation to each other.
    pub widths: Vec<u16>,
    pub rows: Vec<Vec<GridCell>>,
    /// Lines below the table.
    pub notes: Vec<String>,
}

impl From<Form> for Document {
    fn from(form: Form) -> Self {
        let mut blocks = Vec::new();
        if !form.number.is_empty() {
            blocks.push(Block::Paragraph { text: form.number, align: Align::Right });
        }
        blocks.push(Block::Grid(Grid { widths: form.widths, rows: form.rows, ..Grid::default() }));
        blocks.extend(form.notes.into_iter().map(|text| Block::Paragraph { text, align: Align::Left }));
        Self { title: form.title, letterhead: None, blocks }
    }
}

/// A date as official papers write it: 2026年11月27日, no zeros before month and day.
pub fn chinese_date(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
