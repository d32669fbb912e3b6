//! Tests of writing; that what is written can be read back is tested with the readers.
#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read};

use chrono::NaiveDate;

use super::letter::Letter;
use super::*;
use crate::Limits;
use crate::extract::extract_text;
use crate::sniff::FileType;

#[test]
fn csv_runs_nothing() {
    let table = Table {
        name: String::new(),
        head: vec!["甲".into(), "乙".into()],
        rows: vec![
            vec!["=HYPERLINK(\"x\")".into(), "-12.5".into()],
            vec![Cell::Number(-3.0), "+86 10".into()],
            vec!["@x,y".into(), Cell::Empty],
        ],
    };
    assert_eq!(
        String::from_utf8(to_csv(&table)).unwrap(),
        "\u{feff}甲,乙\r\n\"'=HYPERLINK(\"\"x\"\")\",-12.5\r\n-3,'+86 10\r\n\"'@x,y\",\r\n"
    );
}

#[test]
fn a_workbook_needs_a_table_and_has_room_for_so_many_rows() {
    assert!(to_xlsx(&[]).is_err());
    let table =
        Table { name: "同名".into(), head: vec!["a".into()], rows: vec![vec!["\u{1}控制\u{fffe}符".into()]] };
    assert!(to_xlsx(&[table.clone(), table]).is_ok());
}

fn a_grid() -> Grid {
    Grid {
        name: "表<三>".into(),
        widths: vec![1, 2, 1],
        head: vec![
            vec![GridCell::label("项目").across(2).down(2), GridCell::label("数")],
            vec![GridCell::label("甲 & 乙")],
        ],
        rows: vec![
            vec![GridCell::label("大").down(2), GridCell::label("小1"), GridCell::value(3u32)],
            vec![GridCell::label("小2"), GridCell::value("<b>").tall(4)],
        ],
    }
}

fn a_letter() -> Letter {
    Letter {
        agency_heading: "高安市人民政府".into(),
        number: "高府公复〔2026〕12号".into(),
        title: "答复书".into(),
        addressee: "张三".into(),
        paragraphs: vec!["$x$ *_`<w:p>&".into()],
        attachments: vec!["甲".into(), "乙".into()],
        signed_by: "高安市人民政府".into(),
        date: NaiveDate::from_ymd_opt(2026, 3, 5).unwrap(),
        seal: Seal::Clear,
        contact: "联系人：李四".into(),
        copies_to: vec!["司法局".into(), "住建局".into()],
    }
}

fn part_of(docx: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn html_has_real_heads_and_spans_and_no_markup_of_others() {
    let document =
        Document { title: "<标题>\n续".into(), blocks: vec![Block::Grid(a_grid())], ..Document::default() };
    assert_eq!(
        to_html(&document).replace('\n', ""),
        "<article class=\"document\"><h1>&lt;标题&gt;<br>续</h1><table><caption>表&lt;三&gt;</caption>\
         <thead><tr><th scope=\"colgroup\" colspan=\"2\" rowspan=\"2\">项目</th><th scope=\"col\">数</th></tr>\
         <tr><th scope=\"col\">甲 &amp; 乙</th></tr></thead>\
         <tbody><tr><th scope=\"rowgroup\" rowspan=\"2\">大</th><th scope=\"row\">小1</th><td class=\"number\">3</td></tr>\
         <tr><th scope=\"row\">小2</th><td>&lt;b&gt;</td></tr></tbody></table></article>"
    );
    let letter = to_html(&a_letter().into());
    assert!(letter.contains("<p>$x$ *_`&lt;w:p&gt;&amp;</p>"), "{letter}");
    assert!(letter.contains("<p class=\"signature\">高安市人民政府<br>2026年3月5日</p>"), "{letter}");
}

#[test]
fn word_tables_have_spans_and_repeat_all_head_rows() {
    let docx = to_docx(&Document { blocks: vec![Block::Grid(a_grid())], ..Document::default() }).unwrap();
    let body = part_of(&docx, "word/document.xml");
    assert_eq!(body.matches("<w:tblHeader/>").count(), 2);
    assert_eq!(body.matches("<w:gridSpan w:val=\"2\"/>").count(), 2);
    assert_eq!(body.matches("<w:vMerge w:val=\"restart\"/>").count(), 2);
    assert_eq!(body.matches("<w:vMerge/>").count(), 2);
    assert_eq!(body.matches("<w:gridCol w:w=\"4422\"/>").count(), 1);
    assert_eq!(body.matches("w:hRule=\"atLeast\"").count(), 1);
    let text = extract_text(&docx, FileType::Docx, &Limits::default()).unwrap().text;
    let text: String = text.split_whitespace().collect();
    assert!(text.starts_with("表<三>项目数甲&乙大小13小2<b>"), "{text}");
}

#[test]
fn a_letter_in_word_has_its_text_in_order_and_its_red_head_on_the_first_page_alone() {
    let docx = to_docx(&a_letter().into()).unwrap();
    let extracted = extract_text(&docx, FileType::Docx, &Limits::default()).unwrap();
    assert_eq!(
        extracted.text,
        "高安市人民政府\n高府公复〔2026〕12号\n答复书\n张三：\n$x$ *_`<w:p>&\n附件：1.甲\n2.乙\n高安市人民政府\n\
         2026年3月5日\n（联系人：李四）\n抄送：司法局，住建局。\n—  —\n—  —"
    );
    assert!(extracted.hidden.is_empty());
    let body = part_of(&docx, "word/document.xml");
    assert!(body.contains("<w:titlePg/>") && body.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"));
    assert!(body.contains("<w:ind w:right=\"1264\"/>"), "the date ends four characters from the right");
    let report = to_docx(&Document { title: "年报".into(), ..Document::default() }).unwrap();
    assert!(!part_of(&report, "word/document.xml").contains("titlePg"));
}

#[test]
fn every_part_of_a_word_file_is_declared_related_and_well_formed() {
    let docx = to_docx(&a_letter().into()).unwrap();
    let zip = zip::ZipArchive::new(Cursor::new(&docx)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let types = part_of(&docx, "[Content_Types].xml");
    let relations = part_of(&docx, "word/_rels/document.xml.rels");
    for name in &names {
        let part = part_of(&docx, name);
        crate::xml::read(part.as_bytes(), name, &Limits::default(), |_| Ok(crate::xml::Go::On)).unwrap();
        let is_own = name.ends_with(".rels") || name.starts_with('[');
        assert!(is_own || types.contains(&format!("PartName=\"/{name}\"")), "{name}");
        let short = name.strip_prefix("word/").filter(|n| *n != "document.xml" && !n.starts_with("_rels"));
        assert!(short.is_none_or(|n| relations.contains(&format!("Target=\"{n}\""))), "{name}");
    }
    for reference in part_of(&docx, "word/document.xml").split("r:id=\"").skip(1) {
        let id = reference.split('"').next().unwrap();
        assert!(relations.contains(&format!("Id=\"{id}\"")), "{id}");
    }
}

#[test]
fn dates_of_letters_have_no_zeros() {
    assert_eq!(letter::chinese_date(NaiveDate::from_ymd_opt(2026, 1, 9).unwrap()), "2026年1月9日");
}
