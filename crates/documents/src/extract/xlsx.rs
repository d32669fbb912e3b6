//! Workbooks since 2007: what is seen of the sheets, and apart from it hidden sheets, rows and
//! columns, comments, and the data that pivot tables and links keep.

use super::{HiddenKind, Job, pptx, zipped};
use crate::Refusal;
use crate::archive::Archive;
use crate::spreadsheet::{Sheet, SheetRow, Workbook};
use crate::xml::{self, Go, Xml};

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let mut archive = Archive::open_within(bytes, job.limits, job.spent.clone())?;
    let workbook = Workbook::open(&mut archive, job.limits)?;
    for sheet in &workbook.sheets {
        // Chart sheets and missing parts have no rows.
        if let Some(bytes) = archive.find(&sheet.path)? {
            read_sheet(&workbook, sheet, &bytes, job)?;
        }
    }
    let names = archive.names();
    for name in &names {
        read_other(&mut archive, name, job)?;
    }
    zipped::read_embedded(&mut archive, &names, "xl/embeddings/", job)
}

fn read_sheet(workbook: &Workbook, sheet: &Sheet, bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    if sheet.is_hidden {
        job.out.hide(HiddenKind::Sheet, &sheet.name);
    }
    job.out.break_with('\n');
    job.out.push(&sheet.name);
    job.out.break_with('\n');
    let limits = job.limits;
    let result = workbook.read_rows(bytes, &sheet.path, limits, |row| {
        read_row(row, &sheet.name, job);
        if job.out.is_full() { Go::Stop } else { Go::On }
    });
    if sheet.is_hidden {
        job.out.show();
    }
    result
}

fn read_row(row: SheetRow, sheet: &str, job: &mut Job<'_>) {
    if row.cells.is_empty() {
        return;
    }
    if row.is_hidden {
        job.out.hide(HiddenKind::Row, sheet);
    }
    job.out.begin_row();
    for cell in row.cells {
        if cell.is_hidden && !row.is_hidden {
            job.out.push_hidden(HiddenKind::Column, sheet, &cell.text);
        } else {
            job.out.push(&cell.text);
            job.out.end_cell();
        }
    }
    if row.is_hidden {
        job.out.show();
    }
    job.out.break_with('\n');
}

fn read_other(archive: &mut Archive<'_>, name: &str, job: &mut Job<'_>) -> Result<(), Refusal> {
    let Some(part) = name.strip_prefix("xl/").filter(|part| part.ends_with(".xml")) else {
        return Ok(());
    };
    if part.starts_with("comments") || part.starts_with("threadedComments/") || part.starts_with("comments/") {
        let bytes = archive.get(name)?;
        job.out.hide(HiddenKind::Comment, part);
        let result = pptx::read_drawing(&bytes, name, job);
        job.out.show();
        return result;
    }
    if part.starts_with("pivotCache/") || part.starts_with("externalLinks/externalLink") {
        let bytes = archive.get(name)?;
        job.out.hide(HiddenKind::CachedData, part);
        let result = read_cache(&bytes, name, job);
        job.out.show();
        return result;
    }
    if part.starts_with("drawings/drawing") || part.starts_with("charts/chart") || part.starts_with("diagrams/data") {
        let bytes = archive.get(name)?;
        return pptx::read_drawing(&bytes, name, job);
    }
    Ok(())
}

/// Values stand in the attribute `v` of pivot records and in the element `v` of linked cells.
fn read_cache(bytes: &[u8], part: &str, job: &mut Job<'_>) -> Result<(), Refusal> {
    let mut in_value = false;
    let limits = job.limits;
    xml::read(bytes, part, limits, |event| {
        match event {
            Xml::Open(tag) if matches!(tag.name, "s" | "n" | "d") => {
                job.out.push(&tag.attr("v").unwrap_or_default());
                job.out.break_with('\t');
            }
            Xml::Open(tag) => in_value = tag.name == "v",
            Xml::Close(name) => {
                in_value = false;
                if matches!(name, "r" | "row" | "cacheField") {
                    job.out.break_with('\n');
                }
            }
            Xml::Text(text) if in_value => {
                job.out.push(text);
                job.out.break_with('\t');
            }
            Xml::Text(_) => {}
        }
        Ok(if job.out.is_full() { Go::Stop } else { Go::On })
    })
}
