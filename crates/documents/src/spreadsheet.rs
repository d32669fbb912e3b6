//! Workbooks since 2007: sheets, shared strings, date formats, rows. Used by text extraction and by
//! imports. It shows cells as a person sees them, as far as that matters: dates as dates.

use std::collections::{HashMap, HashSet};

use crate::archive::Archive;
use crate::xml::{self, Go, Tag, Xml};
use crate::{Limits, Refusal};

/// Columns a sheet can have.
const MAX_COLUMN: u32 = 16_384;

pub(crate) struct Workbook {
    pub sheets: Vec<Sheet>,
    shared: Vec<String>,
    date_styles: HashSet<usize>,
    starts_1904: bool,
}

pub(crate) struct Sheet {
    pub name: String,
    pub path: String,
    pub is_hidden: bool,
}

/// A row of a sheet.
#[derive(Debug, Default)]
pub(crate) struct SheetRow {
    /// As written at the edge of the sheet, from 1.
    pub number: u64,
    pub is_hidden: bool,
    pub cells: Vec<SheetCell>,
}

#[derive(Debug)]
pub(crate) struct SheetCell {
    /// From 1.
    pub column: u32,
    pub text: String,
    /// Whether its column is hidden.
    pub is_hidden: bool,
}

impl Workbook {
    pub fn open(archive: &mut Archive<'_>, limits: &Limits) -> Result<Self, Refusal> {
        let targets = match archive.find("xl/_rels/workbook.xml.rels")? {
            Some(bytes) => read_targets(&bytes, limits)?,
            None => HashMap::new(),
        };
        let mut workbook =
            Self { sheets: Vec::new(), shared: Vec::new(), date_styles: HashSet::new(), starts_1904: false };
        workbook.read_sheets(&archive.get("xl/workbook.xml")?, &targets, limits)?;
        if let Some(bytes) = archive.find("xl/sharedStrings.xml")? {
            workbook.shared = read_shared(&bytes, limits)?;
        }
        if let Some(bytes) = archive.find("xl/styles.xml")? {
            workbook.date_styles = read_date_styles(&bytes, limits)?;
        }
        Ok(workbook)
    }

    fn read_sheets(&mut self, bytes: &[u8], targets: &HashMap<String, String>, limits: &Limits) -> Result<(), Refusal> {
        xml::read(bytes, "xl/workbook.xml", limits, |event| {
            let Xml::Open(tag) = event else {
                return Ok(Go::On);
            };
            if tag.name == "workbookPr" {
                self.starts_1904 = tag.attr("date1904").is_some_and(|value| value == "1" || value == "true");
            } else if tag.name == "sheet" {
                let number = self.sheets.len() + 1;
                let id = tag.attr_exact("r:id").or_else(|| tag.attr("id")).unwrap_or_default();
                let fallback = format!("xl/worksheets/sheet{number}.xml");
                self.sheets.push(Sheet {
                    name: tag.attr("name").unwrap_or_default(),
                    path: targets.get(&id).cloned().unwrap_or(fallback),
                    is_hidden: tag.attr("state").is_some_and(|state| state != "visible"),
                });
            }
            Ok(Go::On)
        })
    }

    /// Reads the rows of a sheet one by one.
    pub fn read_rows(
        &self,
        bytes: &[u8],
        part: &str,
        limits: &Limits,
        mut see: impl FnMut(SheetRow) -> Go,
    ) -> Result<(), Refusal> {
        let mut reader = RowReader::new(self);
        xml::read(bytes, part, limits, |event| {
            match event {
                Xml::Open(tag) => reader.open(&tag),
                Xml::Text(text) if reader.in_value => reader.value.push_str(text),
                Xml::Text(_) => {}
                Xml::Close("row") => return Ok(see(reader.end_row())),
                Xml::Close("sheetData") => return Ok(Go::Stop),
                Xml::Close(name) => reader.close(name),
            }
            Ok(Go::On)
        })
    }

    fn show(&self, kind: &str, style: usize, value: String) -> String {
        match kind {
            "s" => {
                let index = value.trim().parse::<usize>().ok();
                index.and_then(|index| self.shared.get(index)).cloned().unwrap_or_default()
            }
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "" | "n" if self.date_styles.contains(&style) => show_date(value.trim(), self.starts_1904).unwrap_or(value),
            "" | "n" => show_number(value),
            _ => value,
        }
    }
}

struct RowReader<'a> {
    workbook: &'a Workbook,
    hidden_columns: Vec<(u32, u32)>,
    row: SheetRow,
    last_number: u64,
    column: u32,
    kind: String,
    style: usize,
    value: String,
    in_value: bool,
    in_phonetic: bool,
}

impl<'a> RowReader<'a> {
    fn new(workbook: &'a Workbook) -> Self {
        Self {
            workbook,
            hidden_columns: Vec::new(),
            row: SheetRow::default(),
            last_number: 0,
            column: 0,
            kind: String::new(),
            style: 0,
            value: String::new(),
            in_value: false,
            in_phonetic: false,
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name {
            "col" if is_true(tag, "hidden") && self.hidden_columns.len() < MAX_COLUMN as usize => {
                let edge = |name: &str| tag.attr(name).and_then(|value| value.parse().ok()).unwrap_or(0);
                self.hidden_columns.push((edge("min"), edge("max")));
            }
            "row" => {
                let number = tag.attr("r").and_then(|number| number.parse().ok());
                self.last_number = number.unwrap_or(self.last_number + 1);
                self.row = SheetRow { number: self.last_number, is_hidden: is_true(tag, "hidden"), cells: Vec::new() };
                self.column = 0;
            }
            "c" => {
                let column = tag.attr("r").and_then(|reference| column_number(&reference));
                self.column = column.unwrap_or(self.column + 1);
                self.kind = tag.attr("t").unwrap_or_default();
                self.style = tag.attr("s").and_then(|style| style.parse().ok()).unwrap_or(0);
                self.value.clear();
            }
            "v" | "t" => self.in_value = !self.in_phonetic,
            "rPh" => self.in_phonetic = true,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "v" | "t" => self.in_value = false,
            "rPh" => self.in_phonetic = false,
            "c" => {
                let value = std::mem::take(&mut self.value);
                let text = self.workbook.show(&self.kind, self.style, value);
                if !text.is_empty() && self.column <= MAX_COLUMN {
                    let column = self.column;
                    let is_hidden = self.hidden_columns.iter().any(|(min, max)| (*min..=*max).contains(&column));
                    self.row.cells.push(SheetCell { column, text, is_hidden });
                }
            }
            _ => {}
        }
    }

    fn end_row(&mut self) -> SheetRow {
        std::mem::take(&mut self.row)
    }
}

fn is_true(tag: &Tag<'_>, name: &str) -> bool {
    tag.attr(name).is_some_and(|value| value == "1" || value == "true")
}

/// The letters of a reference such as `AB12`, from 1.
fn column_number(reference: &str) -> Option<u32> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0u32, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    (number > 0).then_some(number)
}

fn read_targets(bytes: &[u8], limits: &Limits) -> Result<HashMap<String, String>, Refusal> {
    let mut targets = HashMap::new();
    xml::read(bytes, "xl/_rels/workbook.xml.rels", limits, |event| {
        if let Xml::Open(tag) = event
            && let (Some(id), Some(target)) = (tag.attr("Id"), tag.attr("Target"))
        {
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, path);
        }
        Ok(Go::On)
    })?;
    Ok(targets)
}

fn read_shared(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, Refusal> {
    let mut shared = Vec::new();
    let mut current = String::new();
    let (mut in_text, mut in_phonetic) = (false, false);
    xml::read(bytes, "xl/sharedStrings.xml", limits, |event| {
        match event {
            Xml::Open(tag) => match tag.name {
                "t" => in_text = !in_phonetic,
                "rPh" => in_phonetic = true,
                _ => {}
            },
            Xml::Close("t") => in_text = false,
            Xml::Close("rPh") => in_phonetic = false,
            Xml::Close("si") => shared.push(std::mem::take(&mut current)),
            Xml::Text(text) if in_text => current.push_str(text),
            _ => {}
        }
        Ok(Go::On)
    })?;
    Ok(shared)
}

/// Indexes of the cell styles that show a number as a date.
fn read_date_styles(bytes: &[u8], limits: &Limits) -> Result<HashSet<usize>, Refusal> {
    let mut custom = HashSet::new();
    let mut dates = HashSet::new();
    let mut in_cell_formats = false;
    let mut index = 0;
    xml::read(bytes, "xl/styles.xml", limits, |event| {
        match event {
            Xml::Open(tag) => match tag.name {
                "numFmt" => {
                    let code = tag.attr("formatCode").unwrap_or_default();
                    if is_date_format(&code) {
                        custom.insert(tag.attr("numFmtId").unwrap_or_default());
                    }
                }
                "cellXfs" => in_cell_formats = true,
                "xf" if in_cell_formats => {
                    let id = tag.attr("numFmtId").unwrap_or_default();
                    if custom.contains(&id) || id.parse().is_ok_and(is_builtin_date) {
                        dates.insert(index);
                    }
                    index += 1;
                }
                _ => {}
            },
            Xml::Close("cellXfs") => in_cell_formats = false,
            _ => {}
        }
        Ok(Go::On)
    })?;
    Ok(dates)
}

/// Formats that Excel, also its Chinese edition, counts as dates without naming them in the file.
fn is_builtin_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

fn is_date_format(code: &str) -> bool {
    let (mut quoted, mut bracketed) = (false, false);
    let mut plain = String::new();
    for c in code.chars() {
        match c {
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            c if !quoted && !bracketed => plain.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    let plain = plain.replace("general", "");
    plain.contains(['y', 'd']) || plain.contains("m/") || plain.contains("h:") || plain.contains("mm:")
}

/// A day number as `2019-07-01`, with the time behind it if it has one.
fn show_date(value: &str, starts_1904: bool) -> Option<String> {
    let serial: f64 = value.parse().ok()?;
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = (serial.fract() * 86_400.0).round() as i64;
    let time = format!("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let mut day = serial.trunc() as i64 + seconds / 86_400;
    if day == 0 && !starts_1904 {
        return Some(time);
    }
    // Excel takes 1900 for a leap year: its day 60 never was.
    day += if starts_1904 { 1462 } else { i64::from(day < 60) };
    let (year, month, date) = civil_from_days(day - 25_569);
    let date = format!("{year:04}-{month:02}-{date:02}");
    Some(if seconds % 86_400 == 0 { date } else { format!("{date} {time}") })
}

/// Year, month and day of a day counted from 1970-01-01, by the calendar's 400-year cycle.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Long numbers come as `3.6098219800101E+17`; people see the digits.
fn show_number(value: String) -> String {
    let is_exponent = value.contains(['E', 'e']);
    match value.trim().parse::<f64>() {
        Ok(number) if is_exponent => show_digits(number).unwrap_or(value),
        Ok(number) if value.len() > 16 => show_rounded(number),
        _ => value,
    }
}

/// A whole number by the digits it was typed with, not by those of its binary form.
fn show_digits(number: f64) -> Option<String> {
    let shortest = format!("{number:e}");
    let (mantissa, exponent) = shortest.split_once('e')?;
    let exponent: usize = exponent.parse().ok().filter(|exponent| *exponent < 21)?;
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits = mantissa.replace('.', "");
    (digits.len() <= exponent + 1).then(|| format!("{sign}{digits:0<width$}", width = exponent + 1))
}

/// `0.30000000000000004` is shown as 0.3.
fn show_rounded(number: f64) -> String {
    let rounded = format!("{number:.10}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_shown_as_dates() {
        assert_eq!(show_date("43647", false).as_deref(), Some("2019-07-01"));
        assert_eq!(show_date("1", false).as_deref(), Some("1900-01-01"));
        assert_eq!(show_date("61", false).as_deref(), Some("1900-03-01"));
        assert_eq!(show_date("42185", true).as_deref(), Some("2019-07-01"));
        assert_eq!(show_date("43647.5", false).as_deref(), Some("2019-07-01 12:00:00"));
        assert_eq!(show_date("0.25", false).as_deref(), Some("06:00:00"));
        assert_eq!(show_date("1e300", false), None);
    }

    #[test]
    fn formats_with_date_parts_are_dates() {
        assert!(is_date_format("yyyy\"年\"m\"月\"d\"日\""));
        assert!(is_date_format("[$-804]h:mm:ss"));
        assert!(!is_date_format("[Red]0.00"));
        assert!(!is_date_format("General"));
        assert!(!is_date_format("0\"day\""));
    }

    #[test]
    fn columns_count_from_one() {
        assert_eq!(column_number("A1"), Some(1));
        assert_eq!(column_number("AB12"), Some(28));
        assert_eq!(column_number("7"), None);
    }

    #[test]
    fn long_numbers_keep_their_digits() {
        assert_eq!(show_number("3.6098219800101E+17".into()), "360982198001010000");
        assert_eq!(show_number("-1.2E+3".into()), "-1200");
        assert_eq!(show_number("1.5E-2".into()), "1.5E-2");
        assert_eq!(show_number("0.30000000000000004".into()), "0.3");
        assert_eq!(show_number("00123".into()), "00123");
    }
}
