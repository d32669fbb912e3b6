//! JSON lines: one object a line, scalars as they are, lists of scalars joined by line breaks.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use serde_json::Value;

use super::{MAX_ROW_BYTES, Row, RowError, RowReason, RowsError};

pub(super) struct JsonRows {
    input: BufReader<File>,
    line: u64,
    is_done: bool,
}

pub(super) fn open(file: File) -> Result<(Vec<String>, JsonRows), RowsError> {
    let mut rows = JsonRows { input: BufReader::new(file), line: 0, is_done: false };
    let columns = match rows.next_line() {
        None => return Err(RowsError::Empty),
        Some(Ok(line)) => serde_json::from_slice::<BTreeMap<String, Value>>(&line)
            .map(|object| object.into_keys().collect())
            .unwrap_or_default(),
        Some(Err(_)) => Vec::new(),
    };
    rows.input.seek(SeekFrom::Start(0))?;
    rows.line = 0;
    rows.is_done = false;
    Ok((columns, rows))
}

impl JsonRows {
    pub fn next_row(&mut self) -> Option<Result<Row, RowError>> {
        let line = self.next_line()?;
        let number = self.line;
        Some(
            line.and_then(|line| read_object(&line))
                .map(|cells| Row { number, cells })
                .map_err(|reason| RowError { number, reason }),
        )
    }

    /// The next line that is not blank, without its end.
    fn next_line(&mut self) -> Option<Result<Vec<u8>, RowReason>> {
        while !self.is_done {
            self.line += 1;
            let mut line = Vec::new();
            let limit = MAX_ROW_BYTES as u64 + 1;
            match self.input.by_ref().take(limit).read_until(b'\n', &mut line) {
                Err(_) => {
                    self.is_done = true;
                    return Some(Err(RowReason::Unreadable));
                }
                Ok(0) => self.is_done = true,
                Ok(_) if line.len() > MAX_ROW_BYTES && !line.ends_with(b"\n") => {
                    self.is_done = self.input.skip_until(b'\n').is_err();
                    return Some(Err(RowReason::TooLong));
                }
                Ok(_) => {
                    let content = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line).trim_ascii();
                    if !content.is_empty() {
                        return Some(Ok(content.to_vec()));
                    }
                }
            }
        }
        None
    }
}

fn read_object(line: &[u8]) -> Result<BTreeMap<String, String>, RowReason> {
    if str::from_utf8(line).is_err() {
        return Err(RowReason::BadEncoding);
    }
    let object: BTreeMap<String, Value> = serde_json::from_slice(line).map_err(|_| RowReason::NotAnObject)?;
    let mut cells = BTreeMap::new();
    for (column, value) in object {
        match cell_text(&value) {
            Some(text) if text.trim().is_empty() => {}
            Some(text) => {
                cells.insert(column.trim().to_owned(), text.trim().to_owned());
            }
            None => return Err(RowReason::NestedValue { column }),
        }
    }
    Ok(cells)
}

fn cell_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => {
            let is_scalar = |value: &Value| !value.is_array() && !value.is_object();
            let texts: Option<Vec<String>> =
                values.iter().map(|value| is_scalar(value).then(|| cell_text(value)).flatten()).collect();
            texts.map(|texts| texts.join("\n"))
        }
        Value::Object(_) => None,
    }
}
