//! The first visible sheet of a workbook. A thread reads the sheet and hands over rows, so that they
//! need not all be held at once.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::{MAX_COLUMNS, Row, RowError, RowReason, RowsError, check_header, make_row};
use crate::archive::Archive;
use crate::sniff::{FileType, sniff_within};
use crate::spreadsheet::{SheetRow, Workbook};
use crate::xml::Go;
use crate::{Limits, Refusal};

/// Rows read ahead.
const AHEAD: usize = 64;

pub(super) struct SheetRows {
    rows: Receiver<Result<SheetRow, Refusal>>,
    last: u64,
}

/// Import tables may be larger than attachments: an administrator gives them.
fn limits() -> Limits {
    const MIB: u64 = 1024 * 1024;
    Limits { max_bytes: 200 * MIB, max_unpacked_bytes: 1024 * MIB, ..Limits::default() }
}

pub(super) fn open(path: &Path) -> Result<(Vec<String>, SheetRows), RowsError> {
    let limits = limits();
    let size = std::fs::metadata(path)?.len();
    if size > limits.max_bytes {
        return Err(Refusal::TooLarge { bytes: size, limit: limits.max_bytes }.into());
    }
    let bytes = std::fs::read(path)?;
    let kind = sniff_within(&bytes, "", &limits)?;
    if kind != FileType::Xlsx {
        return Err(Refusal::NameMismatch { claimed: "xlsx".to_owned(), found: kind }.into());
    }
    let (sender, rows) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        if let Err(refusal) = read_sheet(&bytes, &limits, &sender) {
            let _ = sender.send(Err(refusal));
        }
    });
    let mut rows = SheetRows { rows, last: 0 };
    let columns = rows.read_header()?;
    Ok((columns, rows))
}

fn read_sheet(bytes: &[u8], limits: &Limits, sender: &SyncSender<Result<SheetRow, Refusal>>) -> Result<(), Refusal> {
    let mut archive = Archive::open(bytes, limits)?;
    let workbook = Workbook::open(&mut archive, limits)?;
    let visible = workbook.sheets.iter().find(|sheet| !sheet.is_hidden && archive.contains(&sheet.path));
    let Some(sheet) = visible else {
        return Err(Refusal::broken("xl/workbook.xml"));
    };
    let sheet_bytes = archive.get(&sheet.path)?;
    drop(archive);
    workbook.read_rows(&sheet_bytes, &sheet.path, limits, |row| match sender.send(Ok(row)) {
        Ok(()) => Go::On,
        // Nobody asks for more.
        Err(_) => Go::Stop,
    })
}

impl SheetRows {
    fn read_header(&mut self) -> Result<Vec<String>, RowsError> {
        while let Ok(row) = self.rows.recv() {
            let row = row?;
            if row.cells.iter().any(|cell| cell.column as usize > MAX_COLUMNS) {
                return Err(RowsError::TooManyColumns);
            }
            let values = values(row);
            if values.iter().any(|value| !value.trim().is_empty()) {
                return check_header(values);
            }
        }
        Err(RowsError::Empty)
    }

    pub fn next_row(&mut self, columns: &[String]) -> Option<Result<Row, RowError>> {
        loop {
            match self.rows.recv().ok()? {
                Err(_) => {
                    return Some(Err(RowError { number: self.last + 1, reason: RowReason::Unreadable }));
                }
                Ok(row) => {
                    let number = row.number;
                    self.last = number;
                    if let Some(row) = make_row(number, columns, &values(row)) {
                        return Some(row);
                    }
                }
            }
        }
    }
}

/// The texts of a row by position; cells far outside any header are cut to one that shows they are there.
fn values(row: SheetRow) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for cell in row.cells {
        let at = (cell.column as usize).saturating_sub(1).min(MAX_COLUMNS);
        if values.len() <= at {
            values.resize(at + 1, String::new());
        }
        if let Some(value) = values.get_mut(at) {
            *value = cell.text;
        }
    }
    values
}
