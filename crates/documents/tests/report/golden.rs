//! The official layout of both formats, held to the letter: the page, the Word file, the workbook and the text of the PDF
//! of one report each are as they were when somebody last looked at them. With `GONGKAI_GOLDEN=write` they are written
//! anew, and the change is to be looked at before it is committed.

use std::path::PathBuf;

use documents::Limits;
use documents::extract::extract_text;
use documents::report::layout::{Imprint, document, workbook};
use documents::sniff::FileType;
use documents::write::{to_docx, to_html, to_pdf};
use domain::report::{AnnualReport, Format};

use super::figures::{Dice, Figures};
use super::five::{FONTS, report_of, trend};

fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/report/golden")).join(name)
}

/// A line for each element, so that a difference can be read.
fn by_lines(markup: &str, starts: &[&str]) -> String {
    starts.iter().fold(markup.to_owned(), |text, start| text.replace(start, &format!("\n{start}"))).trim().to_owned()
        + "\n"
}

fn part(zip: Vec<u8>, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
}

fn assert_golden(name: &str, text: &str) {
    if std::env::var("GONGKAI_GOLDEN").is_ok_and(|wish| wish == "write") {
        std::fs::write(path(name), text).unwrap();
    }
    let kept = std::fs::read_to_string(path(name)).unwrap();
    let different = kept.lines().zip(text.lines()).enumerate().find(|(_, (kept, now))| kept != now);
    assert!(different.is_none() && kept.len() == text.len(), "{name} is no longer as it was: {different:?}");
}

fn report(format: Format) -> AnnualReport {
    let mut figures = Figures::random(format, &mut Dice::new(2_024));
    figures.year = if format == Format::Trial2019 { 2020 } else { 2024 };
    "青石县财政局".clone_into(&mut figures.agency);
    report_of(&figures)
}

#[test]
fn both_formats_look_as_they_did() {
    for format in Format::ALL {
        let report = report(*format);
        let imprint = Imprint {
            notes: vec!["本报告由各机关数据汇总而成。".into()],
            signature: Some(("青石县财政局".into(), "2025年1月20日".into())),
            charts: vec![trend(&report)],
        };
        let document = document(&report, &imprint);
        assert_golden(
            &format!("{format}.html"),
            &by_lines(&to_html(&document), &["<h", "<p", "<table", "<tr", "<svg", "<text"]),
        );
        let word = part(to_docx(&document).unwrap(), "word/document.xml");
        assert_golden(&format!("{format}.document.xml"), &by_lines(&word, &["<w:p>", "<w:tbl>", "<w:tr>", "<w:tc>"]));
        let book = workbook(&report, &imprint).unwrap();
        let sheets: String = (1..=4)
            .map(|at| part(book.clone(), &format!("xl/worksheets/sheet{at}.xml")))
            .collect::<Vec<_>>()
            .join("\n");
        assert_golden(&format!("{format}.sheets.xml"), &by_lines(&sheets, &["<row", "<mergeCells"]));
        let pdf = to_pdf(&document, &FONTS).unwrap();
        let text = extract_text(&pdf, FileType::Pdf, &Limits::default()).unwrap().text;
        assert_golden(&format!("{format}.pdf.txt"), &text);
    }
}
