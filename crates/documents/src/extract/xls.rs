//! Excel before 2007, by calamine. Hidden sheets go apart; hidden rows and columns it does not tell.

use std::io::Cursor;

use calamine::{Data, Reader, SheetVisible, Xls};

use super::{HiddenKind, Job};
use crate::Refusal;

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|_| Refusal::broken("Workbook"))?;
    let sheets: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    for (name, is_hidden) in sheets {
        let Ok(range) = workbook.worksheet_range(&name) else {
            continue;
        };
        if is_hidden {
            job.out.hide(HiddenKind::Sheet, &name);
        }
        job.out.break_with('\n');
        job.out.push(&name);
        job.out.break_with('\n');
        for row in range.rows() {
            read_row(row, job);
        }
        if is_hidden {
            job.out.show();
        }
    }
    Ok(())
}

fn read_row(row: &[Data], job: &mut Job<'_>) {
    for cell in row.iter().filter(|cell| !matches!(cell, Data::Empty)) {
        job.out.push(&cell.to_string());
        job.out.break_with('\t');
    }
    job.out.break_with('\n');
}
