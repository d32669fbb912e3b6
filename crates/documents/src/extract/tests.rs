//! Tests of text extraction: golden round trips, hidden parts, and a corpus of hostile files built here.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

use std::io::{Cursor, Write};

use lopdf::{Dictionary, Document as Pdf, Object, Stream, StringFormat, dictionary};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::sniff::tests::ole_of;
use crate::write::{Align, Block, Cell, Document, ListKind, Table, to_docx, to_xlsx};

pub(crate) fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn extract(bytes: &[u8], kind: FileType) -> Result<Extracted, Refusal> {
    extract_text(bytes, kind, &Limits::default())
}

fn hidden(extracted: &Extracted) -> Vec<(HiddenKind, &str, u32)> {
    extracted.hidden.iter().map(|part| (part.kind, part.place.as_str(), part.count)).collect()
}

pub(crate) fn docx_of(body: &str) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

#[test]
fn a_written_word_file_is_read_back() {
    let table = Table {
        name: "表1 主动公开情况".into(),
        head: vec!["项目".into(), "数量".into()],
        rows: vec![vec!["规章".into(), Cell::Number(3.0)], vec!["规范性文件".into(), Cell::Empty]],
    };
    let document = Document {
        title: "2019年政府信息公开工作年度报告".into(),
        blocks: vec![
            Block::heading(1, "一、总体情况"),
            Block::paragraph("全年主动公开 <4578> 条 & 更多。"),
            Block::Table(table),
            Block::List { kind: ListKind::Numbers, items: vec!["甲".into(), "乙\n续".into()] },
            Block::PageBreak,
            Block::Paragraph { text: "高安市人民政府".into(), align: Align::Right },
        ],
        ..Document::default()
    };
    let bytes = to_docx(&document).unwrap();
    assert_eq!(crate::sniff::sniff(&bytes, "年报.docx"), Ok(FileType::Docx));
    let extracted = extract(&bytes, FileType::Docx).unwrap();
    assert_eq!(
        extracted.text,
        "2019年政府信息公开工作年度报告\n一、总体情况\n全年主动公开 <4578> 条 & 更多。\n表1 主动公开情况\n\
         项目\t数量\n规章\t3\n规范性文件\n甲\n乙\n续\n高安市人民政府\n—  —\n—  —"
    );
    assert!(extracted.hidden.is_empty() && !extracted.truncated);
    assert_eq!(bytes, to_docx(&document).unwrap());
}

#[test]
fn a_row_of_a_word_table_stays_a_row_where_its_first_cell_is_empty() {
    let cell = |text: &str| match text {
        "" => "<w:tc><w:p/></w:tc>".to_owned(),
        _ => format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"),
    };
    let row = |cells: [&str; 3]| format!("<w:tr>{}</w:tr>", cells.map(cell).concat());
    let rows = [["项目", "单位", "数量"], ["", "件", "3"], ["", "", "合计"], ["规章", "", "5"], ["", "", ""]];
    let table: String = rows.map(row).concat();
    let body =
        format!("<w:p><w:r><w:t>见表</w:t></w:r></w:p><w:tbl>{table}</w:tbl><w:p><w:r><w:t>完</w:t></w:r></w:p>");
    let extracted = extract(&docx_of(&body), FileType::Docx).unwrap();
    assert_eq!(extracted.text, "见表\n项目\t单位\t数量\n件\t3\n合计\n规章\t5\n完");
}

#[test]
fn word_tells_hidden_text_apart() {
    let body = "<w:p><w:r><w:t>见</w:t></w:r><w:del><w:r><w:delText>删去的电话13800138000</w:delText></w:r></w:del>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>也见</w:t></w:r>\
        <w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>\
        <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
        <w:p><w:r><w:instrText>HYPERLINK x</w:instrText></w:r><w:r><w:t>&#x516C;&amp;开</w:t></w:r></w:p>";
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let bytes = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        (
            "word/comments.xml",
            "<w:comments><w:comment><w:p><w:r><w:t>批注：张三</w:t></w:r></w:p></w:comment></w:comments>".as_bytes(),
        ),
        ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>".as_bytes()),
        (
            "word/embeddings/book.xlsx",
            &to_xlsx(&[Table { name: "内".into(), head: vec!["嵌入".into()], rows: vec![] }]).unwrap(),
        ),
    ]);
    let extracted = extract(&bytes, FileType::Docx).unwrap();
    assert_eq!(extracted.text, "见也见新\n框\n公&开\n页眉");
    assert_eq!(extracted.hidden_text, "删去的电话13800138000\n藏\n批注：张三\n内\n嵌入");
    assert_eq!(
        hidden(&extracted),
        [
            (HiddenKind::Comment, "comments.xml", 1),
            (HiddenKind::Deletion, "word/document.xml", 1),
            (HiddenKind::HiddenText, "word/document.xml", 1),
            (HiddenKind::EmbeddedFile, "word/embeddings/book.xlsx", 1),
        ]
    );
}

pub(crate) fn xlsx_of(sheet: &str) -> Vec<u8> {
    zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"明细\" sheetId=\"1\" r:id=\"rId1\"/>\
            <sheet name=\"底稿\" sheetId=\"2\" state=\"veryHidden\" r:id=\"rId2\"/></sheets></workbook>".as_bytes()),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>\
            <Relationship Id=\"rId2\" Target=\"/xl/worksheets/other.xml\"/></Relationships>"),
        ("xl/sharedStrings.xml", "<sst><si><t>姓名</t></si><si><r><t>张</t></r><r><t>三</t></r><rPh><t>zhang</t></rPh></si></sst>".as_bytes()),
        ("xl/styles.xml", b"<styleSheet><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/worksheets/other.xml", b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c></row></sheetData></worksheet>"),
        ("xl/comments1.xml", "<comments><commentList><comment><text><t>备注</t></text></comment></commentList></comments>".as_bytes()),
    ])
}

#[test]
fn workbooks_tell_hidden_sheets_rows_and_columns_apart() {
    let bytes = xlsx_of(
        "<worksheet><cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>日期</t></is></c><c r=\"C1\"><v>3.6098219800101E+17</v></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" s=\"1\"><v>43647</v></c></row>\
         <row r=\"9\" hidden=\"1\"><c r=\"A9\" t=\"str\"><v>隐行</v></c></row></sheetData></worksheet>",
    );
    let extracted = extract(&bytes, FileType::Xlsx).unwrap();
    assert_eq!(extracted.text, "明细\n姓名\t日期\n张三\t2019-07-01");
    assert_eq!(extracted.hidden_text, "360982198001010000\n隐行\n底稿\n7\n备注");
    assert_eq!(
        hidden(&extracted),
        [
            (HiddenKind::Sheet, "底稿", 1),
            (HiddenKind::Row, "明细", 1),
            (HiddenKind::Column, "明细", 1),
            (HiddenKind::Comment, "comments1.xml", 1),
        ]
    );
}

#[test]
fn a_written_workbook_is_read_back() {
    let table = Table {
        name: "清单[1]".into(),
        head: vec!["文号".into(), "数".into()],
        rows: vec![vec!["007".into(), Cell::Number(1.5)], vec!["=1+1".into(), Cell::Empty]],
    };
    let bytes = to_xlsx(&[table]).unwrap();
    assert_eq!(crate::sniff::sniff(&bytes, "清单.xlsx"), Ok(FileType::Xlsx));
    assert_eq!(extract(&bytes, FileType::Xlsx).unwrap().text, "清单1\n文号\t数\n007\t1.5\n=1+1");
}

#[test]
fn slides_tell_notes_and_hidden_slides_apart() {
    let slide = |attr: &str, text: &str| format!("<p:sld {attr}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>");
    let bytes = zip_of(&[
        ("ppt/presentation.xml", b"<p/>"),
        ("ppt/slides/slide10.xml", slide("", "十").as_bytes()),
        ("ppt/slides/slide2.xml", slide("", "二").as_bytes()),
        ("ppt/slides/slide3.xml", slide("show=\"0\"", "藏").as_bytes()),
        ("ppt/notesSlides/notesSlide1.xml", slide("", "备注").as_bytes()),
    ]);
    let extracted = extract(&bytes, FileType::Pptx).unwrap();
    assert_eq!(extracted.text, "二\n十");
    assert_eq!(extracted.hidden_text, "藏\n备注");
    assert_eq!(hidden(&extracted), [(HiddenKind::Slide, "3", 1), (HiddenKind::Notes, "1", 1)]);
}

#[test]
fn ofd_lines_are_joined_by_height() {
    let page = "<ofd:Page><ofd:TextObject Boundary=\"10 20 50 5\"><ofd:TextCode X=\"0\">高安市</ofd:TextCode></ofd:TextObject>\
        <ofd:TextObject Boundary=\"60 20.5 50 5\"><ofd:TextCode>人民政府</ofd:TextCode></ofd:TextObject>\
        <ofd:TextObject Boundary=\"10 40 50 5\"><ofd:TextCode>通知</ofd:TextCode></ofd:TextObject></ofd:Page>";
    let second = "<ofd:Page><ofd:TextObject><ofd:TextCode>第二页</ofd:TextCode></ofd:TextObject></ofd:Page>";
    let bytes = zip_of(&[
        ("OFD.xml", b"<ofd:OFD/>"),
        ("Doc_0/Pages/Page_10/Content.xml", second.as_bytes()),
        ("Doc_0/Pages/Page_2/Content.xml", page.as_bytes()),
    ]);
    assert_eq!(crate::sniff::sniff(&bytes, "a.ofd"), Ok(FileType::Ofd));
    assert_eq!(extract(&bytes, FileType::Ofd).unwrap().text, "高安市人民政府\n通知\n第二页");
}

fn utf16(text: &str) -> Vec<u8> {
    [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
}

/// A Word file before 2007 whose text is one piece, with a field, a table and a comment.
fn doc_of(text: &str, comment: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().chain(comment.encode_utf16()).collect();
    let mut stream = vec![0u8; 0x400];
    let mut put = |at: usize, bytes: &[u8]| stream[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &0xA5ECu16.to_le_bytes());
    put(0x0A, &0x0200u16.to_le_bytes());
    put(0x4C, &(text.encode_utf16().count() as u32).to_le_bytes());
    put(0x5C, &(comment.encode_utf16().count() as u32).to_le_bytes());
    put(0x01A2, &8u32.to_le_bytes());
    put(0x01A6, &26u32.to_le_bytes());
    stream.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    let mut table = vec![0u8; 8];
    table.extend([1, 2, 0, 0, 0, 2]);
    table.extend(16u32.to_le_bytes());
    table.extend(0u32.to_le_bytes());
    table.extend((units.len() as u32).to_le_bytes());
    table.extend([0, 0]);
    table.extend(0x400u32.to_le_bytes());
    table.extend([0, 0]);
    ole_of(&[("WordDocument", &stream), ("1Table", &table)])
}

#[test]
fn old_word_files_are_read() {
    let text = "标题\r见\u{13} HYPERLINK \"x\" \u{14}全文\u{15}。\r甲\u{7}乙\u{7}\u{7}\r末\r";
    let bytes = doc_of(text, "批注\r");
    assert_eq!(crate::sniff::sniff(&bytes, "a.doc"), Ok(FileType::Doc));
    let extracted = extract(&bytes, FileType::Doc).unwrap();
    assert_eq!(extracted.text, "标题\n见全文。\n甲\t乙\n末");
    assert_eq!(extracted.hidden_text, "批注");
}

#[test]
fn old_slides_are_read() {
    let mut stream = vec![0x0F, 0, 0xE8, 3, 0xFF, 0xFF, 0, 0];
    let body: Vec<u8> = "政务\r公开".encode_utf16().flat_map(u16::to_le_bytes).collect();
    stream.extend([0, 0, 0xA0, 0x0F, body.len() as u8, 0, 0, 0]);
    stream.extend(body);
    stream.extend([0, 0, 0xA8, 0x0F, 3, 0, 0, 0]);
    stream.extend(b"abc");
    let bytes = ole_of(&[("PowerPoint Document", &stream)]);
    assert_eq!(extract(&bytes, FileType::Ppt).unwrap().text, "政务\n公开\nabc");
}

/// A PDF with one font whose codes only its ToUnicode table explains, and these page contents.
fn pdf_of(contents: &[&str], change: impl FnOnce(&mut Pdf, &mut Dictionary)) -> Vec<u8> {
    let mut pdf = Pdf::with_version("1.5");
    let cmap = "1 beginbfchar <0001> <516C> endbfchar 1 beginbfrange <0002> <0003> [<5F00> <0041>] endbfrange";
    let cmap = pdf.add_object(Stream::new(dictionary! {}, cmap.as_bytes().to_vec()));
    let cid = dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => "Identity-H", "ToUnicode" => cmap };
    let gbk = dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => "GBK-EUC-H" };
    let bare = dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => "Identity-H" };
    let latin = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" };
    let fonts = dictionary! { "F1" => cid, "F2" => gbk, "F3" => bare, "F4" => latin };
    let mut resources = dictionary! { "Font" => fonts };
    change(&mut pdf, &mut resources);
    let pages = pdf.new_object_id();
    let kids: Vec<Object> = contents
        .iter()
        .map(|content| {
            let content = pdf.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
            pdf.add_object(dictionary! {
                "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources.clone(),
                "Annots" => vec![Object::Dictionary(dictionary! {
                    "Type" => "Annot", "Subtype" => "Text",
                    "Contents" => Object::String(utf16("审阅意见"), StringFormat::Literal),
                })],
            })
            .into()
        })
        .collect();
    let count = kids.len() as i64;
    pdf.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn pdf_text_comes_by_the_fonts_own_tables() {
    let page = "BT /F1 12 Tf 72 700 Td <00010002> Tj 0 -20 Td <0003> Tj ET\
        BT /F2 12 Tf 72 600 Td <B9ABBFAA> Tj ET\
        BT /F4 12 Tf 1 0 0 1 72 500 Tm [(Hel) -20 (lo) -600 (World)] TJ ET";
    let bytes = pdf_of(&[page, "BT /F1 12 Tf 72 700 Td <0001> Tj ET"], |_, _| {});
    assert_eq!(crate::sniff::sniff(&bytes, "a.pdf"), Ok(FileType::Pdf));
    let extracted = extract(&bytes, FileType::Pdf).unwrap();
    assert_eq!(extracted.text, "公开\nA\n公开\nHello World\n公");
    assert_eq!(extracted.hidden_text, "审阅意见\n审阅意见");
}

#[test]
fn pdf_fonts_without_a_table_are_reported() {
    let bytes = pdf_of(&["BT /F3 12 Tf 72 700 Td <00010002> Tj ET"], |_, _| {});
    let extracted = extract(&bytes, FileType::Pdf).unwrap();
    assert_eq!(extracted.text, "");
    assert!(hidden(&extracted).contains(&(HiddenKind::Unreadable, "1", 1)));
}

#[test]
fn pdf_forms_are_read_and_those_that_call_themselves_end() {
    let bytes = pdf_of(&["/X0 Do /X1 Do"], |pdf, resources| {
        let id = pdf.new_object_id();
        let own =
            dictionary! { "XObject" => dictionary! { "X0" => id }, "Font" => resources.get(b"Font").unwrap().clone() };
        let looping = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => own };
        pdf.objects.insert(id, Stream::new(looping, b"/X0 Do /X0 Do BT /F1 9 Tf <0001> Tj ET".to_vec()).into());
        let plain = pdf.add_object(Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Form" },
            b"BT /F1 9 Tf 0 90 Td <0002> Tj ET".to_vec(),
        ));
        resources.set("XObject", dictionary! { "X0" => id, "X1" => plain });
    });
    let text = extract(&bytes, FileType::Pdf).unwrap().text;
    assert!(text.starts_with('公') && text.ends_with('开'), "{text}");
}

#[test]
fn broken_and_looping_pdfs_do_no_harm() {
    let bytes = pdf_of(&["BT ET"], |_, _| {});
    for cut in [9, 60, bytes.len() / 2, bytes.len() - 10] {
        let _ = extract(&bytes[..cut], FileType::Pdf);
    }
    assert_eq!(extract(b"%PDF-1.7\nrubbish", FileType::Pdf), Err(Refusal::broken("pdf")));
    let looped = String::from_utf8_lossy(&bytes).replace("/Kids[", "/Kids[1 0 R 2 0 R 3 0 R 4 0 R 5 0 R ");
    let _ = extract(looped.as_bytes(), FileType::Pdf);
    let nested = format!("%PDF-1.4\n1 0 obj\n{}\nendobj\ntrailer<</Root 1 0 R>>", "[".repeat(100_000));
    let _ = extract(nested.as_bytes(), FileType::Pdf);
}

#[test]
fn texts_are_read_in_their_encoding() {
    let (gb, _, _) = encoding_rs::GB18030.encode("序号,姓名\r\n1,张三");
    assert_eq!(extract(&gb, FileType::Csv).unwrap().text, "序号,姓名\n1,张三");
    assert_eq!(extract(b"\xff\xfe\x00", FileType::Txt), Err(Refusal::Encoding));
    let html = extract("<p>见</p><!-- 注 -->".as_bytes(), FileType::Html).unwrap();
    assert_eq!((html.text.as_str(), html.hidden_text.as_str()), ("见", "注"));
}

#[test]
fn archives_are_read_through_and_dangers_in_them_refused() {
    let inner = zip_of(&[("深.txt", "深处".as_bytes())]);
    let bytes = zip_of(&[
        ("甲.txt", "文本".as_bytes()),
        ("子/乙.zip", &inner),
        ("图.png", b"\x89PNG\r\n\x1a\n"),
        ("x.bin", b"\x01\x02"),
    ]);
    let extracted = extract(&bytes, FileType::Zip).unwrap();
    assert_eq!(extracted.text, "甲.txt\n文本\n乙.zip\n深.txt\n深处");
    assert_eq!(hidden(&extracted), [(HiddenKind::Unreadable, "x.bin", 1)]);
    let bad = zip_of(&[("报告.doc", b"MZ\x90\0\x03\0\0\0")]);
    assert_eq!(extract(&bad, FileType::Zip), Err(Refusal::Executable));
    let nested = (0..4).fold(inner, |bytes, _| zip_of(&[("z.zip", &bytes)]));
    assert_eq!(extract(&nested, FileType::Zip), Err(Refusal::TooDeep { limit: 2 }));
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 30 * 1024 * 1024];
    let bomb = zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    assert!(matches!(extract(&bomb, FileType::Docx), Err(Refusal::ZipBomb { .. })));
    assert!(matches!(crate::sniff::sniff(&bomb, "a.docx"), Err(Refusal::ZipBomb { .. })));
    let many: Vec<(String, Vec<u8>)> = (0..11_000).map(|i| (format!("{i}.txt"), vec![])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert!(matches!(extract(&zip_of(&many), FileType::Zip), Err(Refusal::TooManyEntries { entries: 11_000, .. })));
    let small = Limits { max_unpacked_bytes: 1000, ..Limits::default() };
    let inner = zip_of(&[("a.txt", &[b'a'; 400])]);
    let both = zip_of(&[("1.zip", &inner), ("2.zip", &inner), ("3.zip", &inner)]);
    assert!(matches!(extract_text(&both, FileType::Zip, &small), Err(Refusal::ZipBomb { .. })));
}

#[test]
fn a_size_that_lies_is_found_out() {
    let mut bytes = zip_of(&[("a.txt", &[b'a'; 5000])]);
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == 5000u32.to_le_bytes() {
            bytes[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
        }
    }
    let small = Limits { max_unpacked_bytes: 1000, ..Limits::default() };
    let result = extract_text(&bytes, FileType::Zip, &small);
    assert!(matches!(result, Err(Refusal::ZipBomb { .. } | Refusal::Broken { .. })), "{result:?}");
}

#[test]
fn xml_tricks_are_refused() {
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>";
    let bytes = zip_of(&[("word/document.xml", laughs.as_bytes())]);
    assert_eq!(extract(&bytes, FileType::Docx), Err(Refusal::Dtd { part: "word/document.xml".into() }));
    let deep = docx_of(&format!("{}{}", "<w:p>".repeat(5_000), "</w:p>".repeat(5_000)));
    assert_eq!(extract(&deep, FileType::Docx), Err(Refusal::TooDeep { limit: 256 }));
    let open = zip_of(&[("word/document.xml", b"<w:document><w:p><w:r><w:t>a")]);
    assert_eq!(extract(&open, FileType::Docx), Err(Refusal::broken("word/document.xml")));
    let unknown = extract(&docx_of("<w:p><w:r><w:t>a&nbsp;&x;b</w:t></w:r></w:p>"), FileType::Docx).unwrap();
    assert_eq!(unknown.text, "ab");
    let latin = zip_of(&[("word/document.xml", b"<w:document><w:t>\xff\xfe</w:t></w:document>")]);
    assert_eq!(extract(&latin, FileType::Docx), Err(Refusal::broken("word/document.xml")));
}

#[test]
fn paths_that_climb_are_refused() {
    for name in ["../evil.xml", "/etc/passwd", "a/../../b", "c:\\x.txt", "..\\x"] {
        let bytes = zip_of(&[("word/document.xml", b"<d/>"), (name, b"x")]);
        assert!(matches!(extract(&bytes, FileType::Docx), Err(Refusal::UnsafePath { .. })), "{name}");
    }
}

#[test]
fn long_texts_are_cut() {
    let limits = Limits { max_text_chars: 10, ..Limits::default() };
    let extracted = extract_text("政府信息公开工作年度报告".as_bytes(), FileType::Txt, &limits).unwrap();
    assert_eq!((extracted.text.as_str(), extracted.truncated), ("政府信息公开工作年度", true));
    let small = Limits { max_bytes: 3, ..Limits::default() };
    assert_eq!(extract_text(b"abcd", FileType::Txt, &small), Err(Refusal::TooLarge { bytes: 4, limit: 3 }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for kind in FileType::ALL {
            let _ = extract(&bytes, *kind);
        }
        let _ = crate::sniff::sniff(&bytes, "a.docx");
    }

    #[test]
    fn no_damage_makes_it_panic(at in 0usize..6000, value in any::<u8>(), cut in 0usize..8000) {
        let samples = [
            (FileType::Docx, docx_of("<w:p><w:r><w:t>文</w:t></w:r></w:p>")),
            (FileType::Xlsx, xlsx_of("<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>")),
            (FileType::Pdf, pdf_of(&["BT /F1 12 Tf 72 700 Td <00010002> Tj ET"], |_, _| {})),
        ];
        for (kind, mut bytes) in samples {
            let length = bytes.len();
            bytes[at % length] = value;
            let _ = extract(&bytes, kind);
            let _ = crate::sniff::sniff(&bytes, "");
            let _ = extract(&bytes[..cut % length], kind);
        }
    }
}
