//! Rendered PDFs read back: the text of the model, page size, embedded fonts, repeated heads, hostile text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::LazyLock;

use chrono::NaiveDate;
use lopdf::{Document as Pdf, Object};

use super::*;
use crate::Limits;
use crate::extract::extract_text;
use crate::sniff::FileType;
use crate::write::letter::{Form, Letter};
use crate::write::{Block, Cell, Grid, GridCell, ListKind, Seal, Table};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf");
    Fonts::from_bytes(std::fs::read(path).unwrap(), [b"not a font".to_vec()]).unwrap()
});

fn letter() -> Letter {
    Letter {
        agency_heading: "高安市人民政府办公室".into(),
        number: "高府公复〔2026〕12号".into(),
        title: "政府信息公开申请答复书".into(),
        addressee: "张三".into(),
        paragraphs: vec!["本机关于2026年11月2日收到你的申请。".into(), "特此答复。".into()],
        attachments: vec!["改造计划".into(), "资金安排".into()],
        signed_by: "高安市人民政府办公室".into(),
        date: NaiveDate::from_ymd_opt(2026, 11, 27).unwrap(),
        seal: Seal::Clear,
        contact: "联系人：李四".into(),
        copies_to: vec!["高安市司法局".into()],
    }
}

/// The text without white space, which lines and cells alone decide.
fn text_of(bytes: &[u8]) -> String {
    let extracted = extract_text(bytes, FileType::Pdf, &Limits::default()).unwrap();
    assert!(extracted.hidden.is_empty(), "{:?}", extracted.hidden);
    extracted.text.split_whitespace().collect()
}

fn text_of_page(pdf: &[u8], page: u32) -> String {
    let mut document = Pdf::load_mem(pdf).unwrap();
    let others: Vec<u32> = document.get_pages().into_keys().filter(|number| *number != page).collect();
    document.delete_pages(&others);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    text_of(&bytes)
}

fn pages(pdf: &[u8]) -> usize {
    Pdf::load_mem(pdf).unwrap().get_pages().len()
}

fn of_paragraphs(texts: &[&str]) -> Document {
    Document { blocks: texts.iter().map(|text| Block::paragraph(*text)).collect(), ..Document::default() }
}

#[test]
fn a_letter_is_one_page_of_a4_with_its_text_in_order() {
    let document = Document::from(letter());
    let pdf = to_pdf(&document, &FONTS).unwrap();
    assert_eq!(crate::sniff::sniff(&pdf, "答复书.pdf"), Ok(FileType::Pdf));
    assert_eq!(
        text_of(&pdf),
        "高安市人民政府办公室高府公复〔2026〕12号政府信息公开申请答复书张三：本机关于2026年11月2日收到你的申请。\
         特此答复。附件：1.改造计划2.资金安排高安市人民政府办公室2026年11月27日（联系人：李四）抄送：高安市司法局。"
    );
    assert_eq!(pages(&pdf), 1);
    let read = Pdf::load_mem(&pdf).unwrap();
    let (_, page) = read.get_pages().into_iter().next().unwrap();
    let edges = read.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
    let size: Vec<i32> = edges.iter().map(|edge| edge.as_float().unwrap().round() as i32).collect();
    assert_eq!(size, [0, 0, 595, 842]);
    assert_eq!(pdf, to_pdf(&document, &FONTS).unwrap());
}

#[test]
fn fonts_are_embedded() {
    let pdf = to_pdf(&Document::from(letter()), &FONTS).unwrap();
    let read = Pdf::load_mem(&pdf).unwrap();
    let descriptors: Vec<_> = read
        .objects
        .values()
        .filter_map(|object| Object::as_dict(object).ok())
        .filter(|dict| dict.has_type(b"FontDescriptor"))
        .collect();
    assert!(!descriptors.is_empty());
    assert!(descriptors.iter().all(|d| d.has(b"FontFile2") || d.has(b"FontFile3")));
}

#[test]
fn the_place_of_the_seal_is_marked_only_when_asked() {
    let marked = to_pdf(&Document::from(Letter { seal: Seal::Marked, ..letter() }), &FONTS).unwrap();
    assert!(text_of(&marked).contains("（印章）"));
    assert!(!text_of(&to_pdf(&Document::from(letter()), &FONTS).unwrap()).contains("印章"));
}

#[test]
fn hostile_text_stays_text() {
    let hostile = [
        "#read(\"/etc/passwd\")",
        "#json(\"document.json\")",
        "$x^2$ *粗* _斜_ `码` <a> & @b = [c] \\ // /* */ ~ -- ...",
        "#panic() #import \"@preview/a:0.1.0\"",
        "{{ x }} {% y %} \u{7}\u{0}尾",
    ];
    let table = Table { name: hostile[0].into(), head: vec![hostile[1].into()], rows: vec![vec![hostile[2].into()]] };
    let mut document = of_paragraphs(&hostile);
    document.title = hostile[3].into();
    document.blocks.extend([
        Block::heading(1, hostile[0]),
        Block::List { kind: ListKind::Bullets, items: vec![hostile[2].into()] },
        Block::Table(table),
        Block::Copies(hostile[3].into()),
    ]);
    let text = text_of(&to_pdf(&document, &FONTS).unwrap());
    for (one, times) in hostile.iter().zip([3, 2, 3, 3, 1]) {
        let plain: String = one.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        assert_eq!(text.matches(&plain).count(), times, "{plain} in {text}");
    }
}

#[test]
fn a_long_table_repeats_its_head() {
    let rows = (0..90).map(|n| vec![Cell::from(format!("第{n}件")), Cell::Number(f64::from(n))]).collect();
    let table = Table { name: "清单".into(), head: vec!["事项名称".into(), "数量".into()], rows };
    let pdf = to_pdf(&Document { blocks: vec![Block::Table(table)], ..Document::default() }, &FONTS).unwrap();
    assert!(pages(&pdf) > 2);
    let second = text_of_page(&pdf, 2);
    assert!(second.starts_with("事项名称数量第"), "{second}");
    assert!(second.ends_with("—2—"), "{second}");
    let whole = text_of(&pdf);
    assert!((0..90).all(|n| whole.matches(&format!("第{n}件")).count() == 1));
}

#[test]
fn spans_and_head_rows_of_a_statutory_table_are_laid_out() {
    let head = vec![
        vec![GridCell::label("项目").across(2).down(2), GridCell::label("申请人情况").across(2)],
        vec![GridCell::label("自然人"), GridCell::label("法人")],
    ];
    let mut rows = Vec::new();
    for group in 0..30 {
        for line in 0..3 {
            let mut row = vec![GridCell::label(format!("小项{line}")), GridCell::value(line), GridCell::value("无")];
            if line == 0 {
                row.insert(0, GridCell::label(format!("大项{group}")).down(3));
            }
            rows.push(row);
        }
    }
    let grid = Grid { name: "表三".into(), widths: vec![1, 2, 1, 1], head, rows };
    let pdf = to_pdf(&Document { blocks: vec![Block::Grid(grid)], ..Document::default() }, &FONTS).unwrap();
    assert!(pages(&pdf) > 2);
    for page in 2..=u32::try_from(pages(&pdf)).unwrap() {
        let text = text_of_page(&pdf, page);
        assert!(text.contains("申请人情况") && text.contains("自然人法人"), "{text}");
    }
    let whole = text_of(&pdf);
    assert!((0..30).all(|n| whole.contains(&format!("大项{n}"))));
    assert_eq!(whole.matches("小项2").count(), 30);
}

#[test]
fn a_document_of_forty_pages_has_a_number_on_each() {
    let paragraph = "政府信息公开".repeat(60);
    let document = of_paragraphs(&vec![paragraph.as_str(); 64]);
    let pdf = to_pdf(&document, &FONTS).unwrap();
    let count = pages(&pdf);
    assert!((38..=46).contains(&count), "{count}");
    assert!(text_of_page(&pdf, 40 - 2).ends_with("—38—"));
    assert_eq!(text_of(&pdf).matches('公').count(), 60 * 64);
}

#[test]
fn a_page_holds_twenty_two_lines_of_twenty_eight_characters() {
    let full = of_paragraphs(&["文"; 22]);
    assert_eq!(pages(&to_pdf(&full, &FONTS).unwrap()), 1);
    assert_eq!(pages(&to_pdf(&of_paragraphs(&["文"; 23]), &FONTS).unwrap()), 2);
    // The first line is indented by two characters.
    assert_eq!(pages(&to_pdf(&of_paragraphs(&["字".repeat(22 * 28 - 2).as_str()]), &FONTS).unwrap()), 1);
    assert_eq!(pages(&to_pdf(&of_paragraphs(&["字".repeat(22 * 28 - 1).as_str()]), &FONTS).unwrap()), 2);
}

#[test]
fn a_signature_never_stands_on_a_page_alone() {
    for filler in 1..24 {
        let paragraphs = std::iter::repeat_n("正文。".to_owned(), filler).collect();
        let plain = Letter { paragraphs, attachments: Vec::new(), copies_to: Vec::new(), ..letter() };
        let pdf = to_pdf(&Document::from(plain), &FONTS).unwrap();
        if pages(&pdf) > 1 {
            let second = text_of_page(&pdf, 2);
            assert!(second.starts_with("正文。") && second.contains("2026年11月27日"), "{filler}: {second}");
        }
    }
}

#[test]
fn what_is_too_long_for_its_place_is_broken_and_nothing_is_lost() {
    let address = format!("https://example.gov.cn/{}", "a1".repeat(200));
    let agency = "某某自治州某某自治县人民政府地方志编纂委员会办公室与档案馆联合工作领导小组".to_owned();
    let long = Letter {
        paragraphs: vec![address.clone()],
        signed_by: agency.clone(),
        agency_heading: agency.clone(),
        ..letter()
    };
    let text = text_of(&to_pdf(&Document::from(long), &FONTS).unwrap());
    assert!(text.contains(&address), "{text}");
    assert_eq!(text.matches(&agency).count(), 2);
    let essay = "长".repeat(3000);
    let form = Form {
        widths: vec![1, 4],
        rows: vec![vec![GridCell::label("内容"), GridCell::value(essay.as_str())]],
        ..Form::default()
    };
    assert_eq!(text_of(&to_pdf(&Document::from(form), &FONTS).unwrap()).matches('长').count(), 3000);
}

#[test]
fn a_broken_own_font_is_an_error_and_an_empty_document_is_none() {
    assert!(Fonts::from_bytes(b"rubbish", []).is_err());
    assert_eq!(pages(&to_pdf(&Document::default(), &FONTS).unwrap()), 1);
}

#[test]
fn characters_without_a_picture_are_named() {
    let mut paper = letter();
    assert!(FONTS.missing_in(&Document::from(paper.clone())).is_empty());
    // A rare character of names that stands in a later plane, twice, and one of another script.
    paper.paragraphs.push("收件人：𠅤某、𠅤某，ꀀ。".into());
    let form = Form { rows: vec![vec![GridCell::label("ꀁ")]], ..Form::default() };
    assert_eq!(FONTS.missing_in(&Document::from(paper)), ['𠅤', 'ꀀ']);
    assert_eq!(FONTS.missing_in(&Document::from(form)), ['ꀁ']);
    assert_eq!(FONTS.lacking(), ["仿宋", "小标宋", "黑体", "楷体", "宋体"]);
}
