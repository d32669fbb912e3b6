//! CSV in UTF-8 or GB18030, separated by commas, semicolons or tabs, with bounded memory.
//! The bytes are split before they are decoded: none of the separators is part of a character.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{MAX_COLUMNS, MAX_ROW_BYTES, Row, RowError, RowReason, RowsError, check_header, make_row};
use crate::encoding::{TextEncoding, guess};

/// How often an unclosed quotation mark is forgiven; each costs a reading to the end of the file.
const MAX_REWINDS: u32 = 20;

pub(super) struct CsvRows {
    input: BufReader<File>,
    reader: Reader,
    delimiter: u8,
    encoding: TextEncoding,
    /// Bytes read so far from the beginning of the file.
    offset: u64,
    line: u64,
    rewinds: u32,
    is_done: bool,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

/// One record as split.
struct Record {
    line: u64,
    outcome: Outcome,
}

/// How far a record has been split.
#[derive(Default)]
struct Part {
    /// Where it begins in the file, and where its second line does.
    start: u64,
    second_line: Option<u64>,
    lines: u64,
    /// Bytes and field ends written so far.
    written: usize,
    ended: usize,
    problem: Option<RowReason>,
    /// Whether the file ended with the last part.
    at_end: bool,
}

enum Outcome {
    Values(Vec<String>),
    Bad(RowReason),
}

pub(super) fn open(mut file: File) -> Result<(Vec<String>, CsvRows), RowsError> {
    let head = read_head(&mut file)?;
    let encoding = match guess(&head) {
        Some(TextEncoding::Utf16) | None => return Err(RowsError::Encoding),
        Some(encoding) => encoding,
    };
    let start = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let delimiter = find_delimiter(&head);
    let mut rows = CsvRows {
        input: BufReader::with_capacity(64 * 1024, file),
        reader: new_reader(delimiter),
        delimiter,
        encoding,
        offset: 0,
        line: 1,
        rewinds: 0,
        is_done: false,
        fields: vec![0; 16 * 1024],
        ends: vec![0; MAX_COLUMNS * 4],
    };
    rows.seek(start)?;
    loop {
        match rows.next_record() {
            None => return Err(RowsError::Empty),
            Some(Record { outcome: Outcome::Bad(reason), .. }) => {
                return Err(match reason {
                    RowReason::BadEncoding => RowsError::Encoding,
                    RowReason::TooManyCells { .. } => RowsError::TooManyColumns,
                    _ => RowsError::BadHeader,
                });
            }
            Some(Record { outcome: Outcome::Values(values), .. }) => {
                if values.iter().any(|value| !value.trim().is_empty()) {
                    return Ok((check_header(values)?, rows));
                }
            }
        }
    }
}

fn read_head(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    std::io::Read::read_to_end(&mut std::io::Read::take(&mut *file, 1024 * 1024), &mut head)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(head)
}

fn new_reader(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).build()
}

/// The separator that the first line has most of.
fn find_delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let count = |wanted: u8| line.unwrap_or_default().iter().filter(|byte| **byte == wanted).count();
    // On a draw the last wins.
    [b';', b'\t', b','].into_iter().max_by_key(|wanted| count(*wanted)).unwrap_or(b',')
}

impl CsvRows {
    pub fn next_row(&mut self, columns: &[String]) -> Option<Result<Row, RowError>> {
        loop {
            let record = self.next_record()?;
            match record.outcome {
                Outcome::Bad(reason) => {
                    return Some(Err(RowError { number: record.line, reason }));
                }
                Outcome::Values(values) => {
                    if let Some(row) = make_row(record.line, columns, &values) {
                        return Some(row);
                    }
                }
            }
        }
    }

    fn seek(&mut self, offset: u64) -> std::io::Result<()> {
        self.input.seek(SeekFrom::Start(offset))?;
        self.offset = offset;
        self.reader = new_reader(self.delimiter);
        Ok(())
    }

    /// Splits the next record off, keeping no more of it than a row may have.
    fn next_record(&mut self) -> Option<Record> {
        if self.is_done {
            return None;
        }
        let Ok(line) = self.skip_blank_lines() else {
            return Some(self.give_up());
        };
        let mut part = Part { start: self.offset, ..Part::default() };
        loop {
            let Ok(result) = self.read_part(&mut part) else {
                return Some(self.give_up());
            };
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.make_room(&mut part),
                ReadRecordResult::OutputEndsFull => {
                    let found = self.ends.len() as u64;
                    part.problem.get_or_insert(RowReason::TooManyCells { expected: MAX_COLUMNS as u64, found });
                    part.ended = 0;
                }
                ReadRecordResult::End => {
                    self.is_done = true;
                    return None;
                }
                ReadRecordResult::Record => return Some(self.finish(line, part)),
            }
        }
    }

    /// Feeds the splitter with what is buffered.
    fn read_part(&mut self, part: &mut Part) -> std::io::Result<ReadRecordResult> {
        let input = self.input.fill_buf()?;
        part.at_end = input.is_empty();
        let fields = self.fields.get_mut(part.written..).unwrap_or_default();
        let ends = self.ends.get_mut(part.ended..).unwrap_or_default();
        let (result, read, wrote, closed) = self.reader.read_record(input, fields, ends);
        let consumed = input.get(..read).unwrap_or_default();
        let mut breaks = consumed.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
        if let Some(first) = breaks.next() {
            part.second_line.get_or_insert(self.offset + first as u64 + 1);
            part.lines += 1 + breaks.count() as u64;
        }
        self.input.consume(read);
        self.offset += read as u64;
        part.written += wrote;
        part.ended += closed;
        Ok(result)
    }

    /// The fields' buffer grows up to the limit; what does not fit into it is read and dropped.
    fn make_room(&mut self, part: &mut Part) {
        if self.fields.len() < MAX_ROW_BYTES {
            let longer = (self.fields.len() * 2).min(MAX_ROW_BYTES);
            self.fields.resize(longer, 0);
        } else {
            part.problem = Some(RowReason::TooLong);
            part.written = 0;
        }
    }

    fn finish(&mut self, line: u64, part: Part) -> Record {
        self.line = line + part.lines;
        if part.at_end
            && let Some(next) = part.second_line.filter(|_| self.rewinds < MAX_REWINDS)
            && self.opens_quote_at_end(part.start)
        {
            return self.rewind(line, next);
        }
        let outcome = match part.problem {
            Some(reason) => Outcome::Bad(reason),
            None => self.decode(part.ended),
        };
        Record { line, outcome }
    }

    /// Lines without anything are no records, but they count.
    fn skip_blank_lines(&mut self) -> std::io::Result<u64> {
        loop {
            let input = self.input.fill_buf()?;
            let blank = input.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let lines = input.iter().take(blank).filter(|byte| **byte == b'\n').count();
            if blank == 0 {
                return Ok(self.line);
            }
            self.input.consume(blank);
            self.offset += blank as u64;
            self.line += lines as u64;
        }
    }

    /// Whether the record that ran to the end of the file did so within quotation marks.
    fn opens_quote_at_end(&mut self, start: u64) -> bool {
        let here = self.offset;
        let quotes = self.count_quotes(start).unwrap_or(0);
        let _ = self.input.seek(SeekFrom::Start(here));
        quotes % 2 == 1
    }

    fn count_quotes(&mut self, start: u64) -> std::io::Result<usize> {
        self.input.seek(SeekFrom::Start(start))?;
        let mut quotes = 0;
        loop {
            let input = self.input.fill_buf()?;
            if input.is_empty() {
                return Ok(quotes);
            }
            quotes += input.iter().filter(|byte| **byte == b'"').count();
            let length = input.len();
            self.input.consume(length);
        }
    }

    fn rewind(&mut self, line: u64, next: u64) -> Record {
        self.rewinds += 1;
        self.line = line + 1;
        if self.seek(next).is_err() {
            return self.give_up();
        }
        Record { line, outcome: Outcome::Bad(RowReason::UnclosedQuote) }
    }

    fn give_up(&mut self) -> Record {
        self.is_done = true;
        Record { line: self.line, outcome: Outcome::Bad(RowReason::Unreadable) }
    }

    fn decode(&self, ended: usize) -> Outcome {
        let mut values = Vec::with_capacity(ended);
        let mut start = 0;
        for end in self.ends.iter().take(ended) {
            let bytes = self.fields.get(start..*end).unwrap_or_default();
            start = *end;
            let value = match self.encoding {
                TextEncoding::Gb18030 => encoding_rs::GB18030
                    .decode_without_bom_handling_and_without_replacement(bytes)
                    .map(|text| text.into_owned()),
                _ => str::from_utf8(bytes).ok().map(str::to_owned),
            };
            match value {
                Some(value) => values.push(value),
                None => return Outcome::Bad(RowReason::BadEncoding),
            }
        }
        Outcome::Values(values)
    }
}
