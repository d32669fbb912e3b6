//! A report out of the neutral reading of a file: format, year, agency, tables and prose. Labels are matched by likeness
//! within their place in the form, figures by position, and what was guessed is noted. Not here: reading files, and
//! whether what was read is right.

mod characters;
mod disputes;
mod fit;
mod identity;
mod labels;
mod likeness;
mod outline;
mod scan;
mod tables;
mod value;

pub(crate) use characters::dense;
pub(crate) use value::read as read_value;
pub use value::typed as typed_value;

use std::collections::BTreeSet;

use super::annual::{AnnualReport, Note, NoteKind, Section};
use super::finding::Finding;
use super::form::{Format, Row, Table};
use super::source::Source;
use outline::Heading;
use tables::Reading;

/// A report that was recognised, and what could not be read of its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    pub report: AnnualReport,
    /// Rows and tables that are missing or built otherwise (F2, F3), and money without a unit (V9).
    pub findings: Vec<Finding>,
}

/// The text is no report: which of its parts were found and which were not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoReport {
    pub tables_found: BTreeSet<Table>,
    pub has_title: bool,
    pub has_headings: bool,
}

/// Finds the report in a text. `year` is the data year if somebody named it.
///
/// # Errors
/// [`NoReport`] if neither table 3 nor both other tables are there.
pub fn recognise(source: &Source, year: Option<i32>) -> Result<Recognised, NoReport> {
    let headings = outline::headings(source);
    let requests = tables::find_requests(&source.lines);
    let third = requests.iter().map(|slot| slot.line).min();
    let place = published_place(source, &headings, third);
    let lines = source.lines.get(place.0..place.1).unwrap_or_default();
    let published = tables::find_published(lines, place.0);
    let heads = tables::text_of(lines);

    let begin = [headings.first().map(|heading| heading.line), Some(place.0), third].into_iter().flatten().min();
    let begin = begin_of_text(&headings, begin.unwrap_or(source.lines.len()), place.0, third);
    let last = requests.iter().map(|slot| slot.line).max();
    let prose = outline::prose(source, &headings, third.map(|_| (place.0, last.map_or(0, |last| last + 1))));
    let identity = identity::identity(source, begin, &prose);

    let has_parts =
        requests.iter().any(|slot| matches!(tables::request_row(slot), Some(Row::NotSupplemented | Row::FeeUnpaid)));
    let format = format_of(&heads, &published, has_parts, year.or(identity.year));
    let mut reading = Reading::default();
    if !published.is_empty() {
        reading.take_published(&published, format, &heads);
    }
    if !requests.is_empty() {
        reading.take_requests(&requests, format);
    }
    let after = disputes_place(source, &headings, last);
    reading.take_disputes(source.lines.get(after.0..after.1).unwrap_or_default(), after.0);

    let others = reading.tables.contains(&Table::Published) && reading.tables.contains(&Table::Disputes);
    if !reading.tables.contains(&Table::Requests) && !others {
        let has_title = identity.year.is_some() && !identity.is_year_guessed;
        return Err(NoReport { tables_found: reading.tables, has_title, has_headings: !headings.is_empty() });
    }
    reading.report_missing(format);
    note_year(&mut reading.notes, &identity, year);
    let report = AnnualReport {
        format,
        year: year.or(identity.year),
        agency: identity.agency,
        cells: reading.cells,
        prose,
        notes: reading.notes,
    };
    Ok(Recognised { report, findings: reading.findings })
}

fn note_year(notes: &mut Vec<Note>, identity: &identity::Identity, asked: Option<i32>) {
    let (kind, year) = match (asked, identity.year) {
        (Some(asked), Some(found)) if asked != found => (NoteKind::YearOverridden, found),
        (None, Some(found)) if identity.is_year_guessed => (NoteKind::YearGuessed, found),
        _ => return,
    };
    notes.push(Note { kind, row: None, cell: None, text: year.to_string() });
}

/// The line at which the text of the report begins: its last first heading before the tables.
fn begin_of_text(headings: &[Heading], first: usize, second: usize, third: Option<usize>) -> usize {
    let tables = third.map_or(second, |third| third.min(second.max(1)));
    let overview = headings.iter().filter(|heading| heading.section == Section::Overview && heading.line <= tables);
    overview.map(|heading| heading.line).next_back().unwrap_or(first)
}

/// From where to where table 2 can stand.
fn published_place(source: &Source, headings: &[Heading], third: Option<usize>) -> (usize, usize) {
    let end = third.unwrap_or(source.lines.len());
    let heading = headings.iter().rev().find(|heading| heading.section == Section::Published && heading.line < end);
    let article = || {
        let lines = source.lines.get(..end).unwrap_or_default();
        lines.iter().position(|line| line.cells.iter().any(|cell| dense(cell).starts_with("第二十条第")))
    };
    let begin = heading.map(|heading| heading.line).or_else(article).unwrap_or(0);
    let next = headings.iter().find(|heading| heading.section == Section::Requests && heading.line > begin);
    (begin, next.map_or(end, |heading| heading.line.min(end)))
}

/// From where to where table 4 can stand.
fn disputes_place(source: &Source, headings: &[Heading], last: Option<usize>) -> (usize, usize) {
    let from = last.map_or(0, |last| last + 1);
    let heading = headings.iter().find(|heading| heading.section == Section::Disputes && heading.line >= from);
    let begin = match (heading, last) {
        (Some(heading), _) => heading.line,
        (None, Some(last)) => last + 1,
        (None, None) => source.lines.len(),
    };
    let problems = headings.iter().find(|heading| heading.section == Section::Problems && heading.line > begin);
    (begin, problems.map_or(source.lines.len(), |heading| heading.line))
}

/// The format by the headings of table 2, by rows that only one format has, else by the year.
fn format_of(heads: &str, published: &[(Row, scan::Slot)], has_parts: bool, year: Option<i32>) -> Format {
    const HEADS_2019: &[&str] =
        &["新制作数量", "新公开数量", "对外公开总数量", "上一年项目数量", "本年增/减", "采购项目数量", "采购总金额"];
    const HEADS_2021: &[&str] = &["制发件数", "废止件数", "现行有效件数", "收费金额"];
    let count = |words: &[&str]| words.iter().filter(|word| heads.contains(**word)).count();
    let has = |row: Row| usize::from(published.iter().any(|(other, _)| *other == row));
    let trial = count(HEADS_2019) + has(Row::OtherServices) + has(Row::Procurement);
    let current = count(HEADS_2021) * 2 + usize::from(has_parts);
    match trial.cmp(&current) {
        std::cmp::Ordering::Greater => Format::Trial2019,
        std::cmp::Ordering::Less => Format::Current2021,
        std::cmp::Ordering::Equal => year.and_then(Format::for_year).unwrap_or(Format::Current2021),
    }
}
