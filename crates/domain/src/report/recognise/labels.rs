//! The labels of a table's rows and groups, and which of them a text is, by likeness within its place. Not here: the
//! walk through the lines, and the figures behind a label.

use super::characters::label;
use super::likeness::likeness;
use crate::report::form::{Format, Row, Table};

/// Likeness from which a text is taken for a label at first sight.
pub(super) const SURE: f32 = 0.7;
/// Likeness from which a text that stands where a label must stand is taken for one.
pub(super) const LIKELY: f32 = 0.5;
/// Labels of up to so many characters must be equal.
const SHORT: usize = 3;
/// What each row between counts against a label, so that of two that are alike the nearer one is taken.
const FAR: f32 = 0.002;

/// A row or group heading that may stand in the table.
#[derive(Debug)]
pub(super) struct Entry {
    /// None for a heading above rows.
    pub row: Option<Row>,
    /// Its writings.
    words: Vec<Vec<char>>,
    /// The entry that must have been passed before this one is thought of.
    behind: Option<usize>,
}

/// The entries of a table in their order.
#[derive(Debug)]
pub(super) struct Labels {
    pub entries: Vec<Entry>,
    /// Figures in each row where all rows have as many.
    pub width: usize,
}

/// A label that was told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Told {
    pub entry: usize,
    pub likeness: f32,
}

impl Entry {
    fn new(row: Option<Row>, words: &[&str]) -> Self {
        Self { row, words: words.iter().map(|word| label(word).chars().collect()).collect(), behind: None }
    }

    fn likeness(&self, text: &[char], least: f32) -> f32 {
        let best = self.words.iter().map(|word| {
            let is_short = word.len() <= SHORT;
            if is_short { f32::from(u8::from(word == text)) } else { likeness(text, word, least) }
        });
        best.fold(0.0, f32::max)
    }

    pub fn is_short(&self) -> bool {
        self.words.iter().all(|word| word.len() <= SHORT)
    }
}

impl Labels {
    /// Table 2; the rows of both formats.
    pub fn published() -> Self {
        let entry = |row: Row| {
            let forms = Format::ALL.iter().filter_map(|format| format.find_row(row)).map(|form| form.label);
            Entry::new(Some(row), &forms.collect::<Vec<_>>())
        };
        let rows = Row::ALL.iter().copied().filter(|row| row.table() == Table::Published);
        Self { entries: rows.map(entry).collect(), width: 0 }
    }

    /// Table 3; the rows of both formats with the headings above them.
    pub fn requests() -> Self {
        let mut entries = Vec::new();
        for row in Row::ALL.iter().copied().filter(|row| row.table() == Table::Requests) {
            let group = match row {
                Row::Disclosed => "本年度办理结果",
                Row::StateSecret => "不予公开",
                Row::NotHeld => "无法提供",
                Row::Petition => "不予处理",
                _ => "",
            };
            if !group.is_empty() {
                entries.push(Entry::new(None, &[group]));
            }
            let mut entry = Entry::new(Some(row), &writings(row));
            entry.behind = match row {
                Row::OtherReason => position(&entries, Row::OtherHandling),
                Row::Closed => position(&entries, Row::Publication),
                _ => None,
            };
            entries.push(entry);
        }
        Self { entries, width: 7 }
    }

    /// Table 4 where it stands in three rows.
    pub fn disputes() -> Self {
        let entry = |row: Row, words: &[&str]| Entry::new(Some(row), words);
        let entries = vec![
            entry(Row::Reconsideration, &["行政复议"]),
            entry(Row::LitigationDirect, &["未经复议直接起诉", "行政诉讼未经复议直接起诉"]),
            entry(Row::LitigationAfter, &["复议后起诉", "行政诉讼复议后起诉"]),
        ];
        Self { entries, width: 5 }
    }

    /// The entry that a text names, among those after `after`; a heading may come again on the next page. The text may
    /// have the heading above it before it.
    pub fn tell(&self, text: &[char], after: Option<usize>, least: f32) -> Option<Told> {
        let mut rest = text;
        let mut best = self.best(rest, after, least);
        while let Some(behind) = self.behind_group(rest) {
            rest = behind;
            best = match (best, self.best(rest, after, least)) {
                (Some(first), Some(second)) if second.likeness < first.likeness && self.is_row(first) => Some(first),
                (first, second) => second.or(first),
            };
        }
        best
    }

    pub fn is_row(&self, told: Told) -> bool {
        self.row(told.entry).is_some()
    }

    pub fn row(&self, entry: usize) -> Option<Row> {
        self.entries.get(entry).and_then(|entry| entry.row)
    }

    /// Likeness of a text to one entry.
    pub fn likeness(&self, entry: usize, text: &[char]) -> f32 {
        self.entries.get(entry).map_or(0.0, |entry| entry.likeness(text, LIKELY))
    }

    fn best(&self, text: &[char], after: Option<usize>, least: f32) -> Option<Told> {
        if text.is_empty() || text.len() > 80 {
            return None;
        }
        let mut best: Option<(f32, Told)> = None;
        for (index, entry) in self.entries.iter().enumerate() {
            let passed = after.is_some_and(|after| index <= after) && entry.row.is_some();
            let early = entry.behind.is_some_and(|behind| after.is_none_or(|after| after < behind));
            if passed || early {
                continue;
            }
            let likeness = entry.likeness(text, least);
            let gap = index.abs_diff(after.map_or(0, |after| after + 1)) as f32;
            let score = likeness - FAR * gap;
            if likeness >= least && best.is_none_or(|(most, _)| score > most) {
                best = Some((score, Told { entry: index, likeness }));
            }
        }
        best.map(|(_, told)| told)
    }

    /// What stands behind a heading at the start of a text.
    fn behind_group<'a>(&self, text: &'a [char]) -> Option<&'a [char]> {
        let groups = self.entries.iter().filter(|entry| entry.row.is_none() || entry.row == Some(Row::OtherHandling));
        groups.flat_map(|entry| &entry.words).find_map(|word| {
            let (head, rest) = text.split_at_checked(word.len())?;
            (!rest.is_empty() && likeness(head, word, 0.75) >= 0.75).then_some(rest)
        })
    }
}

fn position(entries: &[Entry], row: Row) -> Option<usize> {
    entries.iter().position(|entry| entry.row == Some(row))
}

/// How a row of table 3 is called: by the form, and as often seen.
fn writings(row: Row) -> Vec<&'static str> {
    let mut words = vec![row.label()];
    words.extend(Format::ALL.iter().filter_map(|format| format.find_row(row)).map(|form| form.label));
    words.extend_from_slice(match row {
        Row::Received => &["本年收到政府信息公开申请数量", "本年新收政府信息公开申请总数"],
        Row::CarriedIn => &["上年度结转政府信息公开申请数量"],
        Row::Closed => &["合计", "小计"],
        Row::NotSupplemented => &["申请人无正当理由逾期不补正"],
        Row::FeeUnpaid => &["申请人逾期未按收费通知要求缴纳费用"],
        Row::CarriedOut => &["结转下年继续办理"],
        _ => &[],
    });
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn told(text: &str, after: Option<Row>) -> Option<Row> {
        let labels = Labels::requests();
        let after = after.and_then(|row| position(&labels.entries, row));
        let text: Vec<char> = label(text).chars().collect();
        labels.tell(&text, after, SURE).and_then(|told| labels.row(told.entry))
    }

    #[test]
    fn labels_are_told_in_their_place() {
        let table = [
            ("一、本年新收政府信息公开申请数量", None, Some(Row::Received)),
            ("三、本年度办理结果（一）予以公开", Some(Row::CarriedIn), Some(Row::Disclosed)),
            ("（三）不予公开1.属于国家秘密", Some(Row::PartlyDisclosed), Some(Row::StateSecret)),
            ("（三）不予公开", Some(Row::PartlyDisclosed), None),
            ("2.其他法律行政法规禁止公开", Some(Row::StateSecret), Some(Row::ForbiddenByLaw)),
            ("（六）其他处理", Some(Row::Reconfirmation), Some(Row::OtherHandling)),
            ("（六）其他处理1.申请人无正当理由逾期不补正", Some(Row::Reconfirmation), Some(Row::NotSupplemented)),
            ("3.其他", Some(Row::FeeUnpaid), Some(Row::OtherReason)),
            ("其他", None, None),
            ("总计", Some(Row::CarriedIn), None),
            ("（七）总计", Some(Row::OtherReason), Some(Row::Closed)),
            ("1、信坊举报投诉类申请", Some(Row::StillUnclear), Some(Row::Petition)),
        ];
        for (text, after, row) in table {
            assert_eq!(told(text, after), row, "{text}");
        }
    }
}
