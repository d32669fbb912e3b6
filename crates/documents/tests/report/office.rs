//! Reports as Word files, workbooks and PDF, made by hand.

use std::io::{Cursor, Write};

use domain::report::Format;
use lopdf::{Document, Object, Stream, dictionary};

use super::figures::{Dice, Figures};
use super::layout::{Grid, Style, filled, grids, once};
use super::layouts::assert_right;
use super::reading::checked;

fn zip_of(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn title(figures: &Figures) -> String {
    format!("{}{}年政府信息公开工作年度报告", figures.agency, figures.year)
}

const HEADS: [&str; 3] =
    ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"];
const END: [&str; 3] = ["五、存在的主要问题及改进情况", "六、其他需要报告的事项", "本年度没有收取信息处理费。"];

/// Word's tables: merged columns as one cell, merged rows as cells that go on.
fn docx_table(grid: &Grid) -> String {
    let width = grid.iter().map(|row| row.iter().map(|cell| cell.columns).sum::<usize>()).max().unwrap();
    let mut open = vec![(0usize, 0usize); width];
    let mut out = String::from("<w:tbl>");
    for row in grid {
        out.push_str("<w:tr>");
        let (mut column, mut cells) = (0, row.iter());
        while column < width {
            let (left, columns) = open[column];
            let (text, columns, merge) = if left > 0 {
                open[column].0 -= 1;
                (String::new(), columns, "<w:vMerge/>")
            } else {
                let Some(cell) = cells.next() else { break };
                open[column] = (cell.rows - 1, cell.columns);
                (cell.text.clone(), cell.columns, if cell.rows > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" })
            };
            let (first, last) = text.split_at(text.char_indices().nth(2).map_or(text.len(), |(at, _)| at));
            out.push_str(&format!(
                "<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/>{merge}</w:tcPr><w:p><w:r><w:t>{first}</w:t></w:r><w:r><w:t>{last}</w:t></w:r></w:p></w:tc>"
            ));
            column += columns;
        }
        out.push_str("</w:tr>");
    }
    out + "</w:tbl>"
}

pub fn docx(figures: &Figures, style: &Style) -> Vec<u8> {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let mut body = paragraph(&title(figures)) + &paragraph("一、总体情况") + &paragraph("认真做好公开工作。");
    for (head, (_, grid)) in HEADS.iter().zip(grids(figures, style)) {
        body += &(paragraph(head) + &docx_table(&grid));
    }
    body += &END.map(paragraph).concat();
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    zip_of(&[("[Content_Types].xml", "<Types/>".to_owned()), ("word/document.xml", document)])
}

fn letters(column: usize) -> String {
    char::from(b'A' + u8::try_from(column).unwrap()).to_string()
}

#[derive(Clone, Copy, PartialEq)]
pub enum Sheets {
    One,
    Each,
    Unmerged,
}

pub fn xlsx(figures: &Figures, style: &Style, sheets: Sheets) -> Vec<u8> {
    let mut pages: Vec<(Vec<Vec<String>>, Vec<String>)> = vec![(Vec::new(), Vec::new())];
    let line = |text: &str| vec![text.to_owned()];
    pages[0].0.extend([line(&title(figures)), line("一、总体情况"), line("认真做好公开工作。")]);
    for (head, (_, grid)) in HEADS.iter().zip(grids(figures, style)) {
        if sheets == Sheets::Each {
            pages.push((Vec::new(), Vec::new()));
        }
        let (rows, merges) = pages.last_mut().unwrap();
        rows.push(line(head));
        let top = rows.len();
        let full = filled(&grid);
        if sheets != Sheets::Unmerged {
            merges.extend(merged(&grid, top));
        }
        rows.extend(full);
    }
    pages.last_mut().unwrap().0.extend(END.map(line));
    let mut parts = vec![("[Content_Types].xml".to_owned(), "<Types/>".to_owned())];
    let (mut listed, mut relations) = (String::new(), String::new());
    for (at, (rows, merges)) in pages.iter().enumerate() {
        listed += &format!("<sheet name=\"页{at}\" sheetId=\"{n}\" r:id=\"r{n}\"/>", n = at + 1);
        relations += &format!("<Relationship Id=\"r{n}\" Target=\"worksheets/sheet{n}.xml\"/>", n = at + 1);
        parts.push((format!("xl/worksheets/sheet{}.xml", at + 1), sheet(rows, merges)));
    }
    parts.push(("xl/workbook.xml".to_owned(), format!("<workbook xmlns:r=\"r\"><sheets>{listed}</sheets></workbook>")));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>")));
    let parts: Vec<(&str, String)> = parts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    zip_of(&parts)
}

fn merged(grid: &Grid, top: usize) -> Vec<String> {
    let width = grid.iter().map(|row| row.iter().map(|cell| cell.columns).sum::<usize>()).max().unwrap();
    let mut covered = vec![vec![false; width]; grid.len()];
    let mut merges = Vec::new();
    for (line, row) in grid.iter().enumerate() {
        let mut column = 0;
        for cell in row {
            while covered[line][column] {
                column += 1;
            }
            for below in covered.iter_mut().skip(line).take(cell.rows) {
                below[column..column + cell.columns].fill(true);
            }
            if cell.columns * cell.rows > 1 {
                let (first, last) = (top + line + 1, top + line + cell.rows);
                merges.push(format!("{}{first}:{}{last}", letters(column), letters(column + cell.columns - 1)));
            }
        }
    }
    merges
}

fn sheet(rows: &[Vec<String>], merges: &[String]) -> String {
    let mut data = String::new();
    for (at, row) in rows.iter().enumerate() {
        data += &format!("<row r=\"{}\">", at + 1);
        for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let place = format!("{}{}", letters(column), at + 1);
            data += &match text.parse::<i64>() {
                Ok(number) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
                Err(_) => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            };
        }
        data += "</row>";
    }
    let merges: String = merges.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
    format!("<worksheet><sheetData>{data}</sheetData><mergeCells>{merges}</mergeCells></worksheet>")
}

/// Each cell shown at its place, rows from top to bottom.
pub fn pdf(figures: &Figures, style: &Style) -> Vec<u8> {
    let mut lines: Vec<Vec<String>> =
        vec![vec![title(figures)], vec!["一、总体情况".into()], vec!["认真做好公开工作。".into()]];
    for (head, (_, grid)) in HEADS.iter().zip(grids(figures, style)) {
        lines.push(vec![(*head).to_owned()]);
        lines.extend(once(&grid));
    }
    lines.extend(END.map(|line| vec![line.to_owned()]));
    let mut pdf = Document::with_version("1.5");
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => "GBK-EUC-H" };
    let resources = dictionary! { "Font" => dictionary! { "F" => font } };
    let pages = pdf.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for chunk in lines.chunks(20) {
        let mut content = String::from("BT /F 8 Tf ");
        for (at, line) in chunk.iter().enumerate() {
            let mut x = 30;
            for cell in line {
                let (bytes, _, _) = encoding_rs::GB18030.encode(cell);
                let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
                content += &format!("1 0 0 1 {x} {} Tm <{hex}> Tj ", 800 - at * 20);
                x += cell.chars().count() * 8 + 30;
            }
        }
        let content = pdf.add_object(Stream::new(dictionary! {}, (content + "ET").into_bytes()));
        kids.push(pdf.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources.clone() }).into());
    }
    let count = kids.len() as i64;
    pdf.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn office_files_are_read_back_as_they_are() {
    for format in Format::ALL {
        for seed in 0..6 {
            let mut dice = Dice::new(seed * 13 + 400);
            let figures = Figures::random(*format, &mut dice);
            let style = if seed == 0 { Style::PLAIN } else { Style::random(&mut dice, false) };
            assert_right(&checked(&docx(&figures, &style)), &figures, &style, "docx");
            for sheets in [Sheets::One, Sheets::Each, Sheets::Unmerged] {
                assert_right(&checked(&xlsx(&figures, &style, sheets)), &figures, &style, "xlsx");
            }
            let tight =
                if seed == 0 { Style::PLAIN } else { Style { split_heads: false, ..Style::random(&mut dice, true) } };
            assert_right(&checked(&pdf(&figures, &tight)), &figures, &tight, "pdf");
        }
    }
}
