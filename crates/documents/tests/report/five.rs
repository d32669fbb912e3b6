//! The same numbers are read back from all five forms in which a report leaves the house.

use std::sync::LazyLock;

use documents::extract::extract_text;
use documents::limits::Limits;
use documents::report::layout::{Imprint, document, title_of, workbook};
use documents::sniff::FileType;
use documents::write::chart::Chart;
use documents::write::{Fonts, to_docx, to_html, to_pdf};
use domain::report::{
    Amount, AnnualReport, Cell, CellKey, CellValue, Column, Format, Prose, Provenance, Row, Section, Table, Unit,
    to_json,
};

use super::figures::{Dice, Figures};
use super::reading::{Checked, checked};

pub static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf");
    Fonts::from_bytes(std::fs::read(path).unwrap(), []).unwrap()
});

pub fn report_of(figures: &Figures) -> AnnualReport {
    let format = figures.format;
    let mut values: Vec<(CellKey, CellValue)> = Vec::new();
    for (row, numbers) in &figures.published {
        for (column, number) in format.columns(*row).iter().zip(numbers) {
            let value = match column {
                Column::Amount => CellValue::Money(Amount::parse(&format!("{number}.5"), Unit::TenThousand).unwrap()),
                _ => CellValue::Number(*number),
            };
            values.push((CellKey::new(*row, *column), value));
        }
    }
    for (row, numbers) in &figures.requests {
        values.extend(
            format.columns(*row).iter().zip(numbers).map(|(c, n)| (CellKey::new(*row, *c), CellValue::Number(*n))),
        );
    }
    let tracks = [Row::Reconsideration, Row::LitigationDirect, Row::LitigationAfter];
    for (row, numbers) in tracks.iter().zip(figures.disputes) {
        values.extend(
            format.columns(*row).iter().zip(numbers).map(|(c, n)| (CellKey::new(*row, *c), CellValue::Number(n))),
        );
    }
    let cell = |(key, value)| (key, Cell { value, provenance: Provenance::Query { name: "test".into() } });
    let received = figures.row(Row::Received)[6];
    AnnualReport {
        format,
        year: Some(figures.year),
        agency: Some(figures.agency.clone()),
        cells: values.into_iter().map(cell).collect(),
        prose: vec![
            Prose {
                section: Some(Section::Overview),
                text: format!(
                    "（一）主动公开\n全年主动公开政府信息30条。\n（二）依申请公开\n{}年，新收政府信息公开申请{received}件。",
                    figures.year
                ),
            },
            Prose { section: Some(Section::Problems), text: "人员变动较大，将加强培训。".into() },
            Prose {
                section: Some(Section::Other), text: "本年度没有收取政府信息公开信息处理费。".into()
            },
        ],
        notes: Vec::new(),
    }
}

#[track_caller]
fn assert_same(report: &AnnualReport, read: &Checked, form: &str) {
    assert_eq!(read.report.format, report.format, "{form}");
    assert_eq!((read.report.year, read.report.agency.as_ref()), (report.year, report.agency.as_ref()), "{form}");
    for (key, cell) in &report.cells {
        assert_eq!(read.report.value(*key), Some(&cell.value), "{form}: {key}");
    }
    assert_eq!(read.findings, Vec::new(), "{form}");
}

#[test]
fn the_same_numbers_are_read_back_from_all_five() {
    for seed in 0..12 {
        let mut dice = Dice::new(900 + seed);
        let format = dice.pick(Format::ALL);
        let report = report_of(&Figures::random(format, &mut dice));
        let imprint = Imprint {
            notes: vec!["本报告由各机关数据汇总而成。".into()],
            signature: Some((report.agency.clone().unwrap(), "2026年3月5日".into())),
            charts: vec![trend(&report)],
        };
        let document = document(&report, &imprint);
        assert_eq!(document.title, title_of(&report));
        let page = format!("<!doctype html><html lang=\"zh-CN\"><body>{}</body></html>", to_html(&document));
        assert_same(&report, &checked(page.as_bytes()), "html");
        assert_same(&report, &checked(&to_docx(&document).unwrap()), "docx");
        assert_same(&report, &checked(&workbook(&report, &imprint).unwrap()), "xlsx");
        assert_same(&report, &checked(serde_json::Value::Object(to_json(&report)).to_string().as_bytes()), "json");
        if seed < 4 {
            assert_same(&report, &checked(&to_pdf(&document, &FONTS).unwrap()), "pdf");
        }
    }
}

pub fn trend(report: &AnnualReport) -> Chart {
    let received = report.number(Row::Received, Column::C7);
    Chart {
        title: "近三年政府信息公开申请".into(),
        unit: "件".into(),
        series: vec!["新收".into(), "办结".into()],
        points: vec![("2024年".into(), vec![Some(4_321), None]), ("2025年".into(), vec![received, Some(0)])],
    }
}

#[test]
fn charts_stand_in_word_file_and_pdf_with_their_numbers() {
    let report = report_of(&Figures::random(Format::Current2021, &mut Dice::new(11)));
    let chart = trend(&report);
    let document = document(&report, &Imprint { charts: vec![chart.clone(), chart.clone()], ..Imprint::default() });
    let docx = to_docx(&document).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut part = |name: &str| std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
    let drawn = part("word/charts/chart2.xml");
    assert!(drawn.contains("<c:pt idx=\"0\"><c:v>4321</c:v></c:pt>") && drawn.contains("<c:v>办结</c:v>"), "{drawn}");
    // What is not known is no number: of the second series only the second point is there.
    assert_eq!(drawn.matches("<c:v>0</c:v>").count(), 1, "{drawn}");
    assert!(part("word/_rels/document.xml.rels").contains("Target=\"charts/chart2.xml\""));
    assert!(part("[Content_Types].xml").contains("/word/charts/chart2.xml"));
    let text = part("word/document.xml");
    assert!(text.contains("r:id=\"rIdChart1\"") && text.contains("r:id=\"rIdChart2\""), "{text}");
    assert!(text.contains(&format!("descr=\"{}\"", chart.described())), "{text}");
    let pdf = to_pdf(&document, &FONTS).unwrap();
    let read = extract_text(&pdf, FileType::Pdf, &Limits::default()).unwrap().text;
    for told in ["近三年政府信息公开申请（件）", "4321", "无数据", "新收", "办结"] {
        assert!(read.contains(told), "{told} is not in {read}");
    }
}

#[test]
fn tables_on_a_page_have_heads_with_scopes() {
    let report = report_of(&Figures::random(Format::Current2021, &mut Dice::new(7)));
    let html = to_html(&document(&report, &Imprint::default()));
    assert_eq!(html.matches("<table").count(), Table::ALL.len());
    assert!(!html.contains("<th>") && !html.contains("style="), "{html}");
    assert!(html.contains("<th scope=\"rowgroup\" rowspan=\"22\">三、本年度办理结果</th>"), "{html}");
    assert!(html.contains("<th scope=\"colgroup\" colspan=\"5\">法人或其他组织</th>"), "{html}");
}
