//! Tests of import tables: encodings, headers, bad rows, and that the rest goes on.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::Write;

use proptest::prelude::*;

use super::*;
use crate::extract::tests::{xlsx_of, zip_of};
use crate::write::{Cell, Table, to_csv, to_xlsx};

fn file_with(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file.flush().unwrap();
    file
}

/// Columns and rows of a table.
type Read = (Vec<String>, Vec<Result<Row, RowError>>);

fn read(bytes: &[u8], format: TableFormat) -> Result<Read, RowsError> {
    let file = file_with(bytes);
    let rows = open_rows(file.path(), format)?;
    Ok((rows.columns().to_vec(), rows.collect()))
}

fn csv(text: &str) -> Vec<Result<Row, RowError>> {
    read(text.as_bytes(), TableFormat::Csv).unwrap().1
}

fn row(number: u64, cells: &[(&str, &str)]) -> Result<Row, RowError> {
    let cells = cells.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect();
    Ok(Row { number, cells })
}

fn bad(number: u64, reason: RowReason) -> Result<Row, RowError> {
    Err(RowError { number, reason })
}

#[test]
fn csv_is_read_with_the_lines_people_see() {
    let rows = csv("\u{feff}标题, 日期 ,\r\n甲,2019-01-01,\r\n\r\n\"乙,\"\"丙\"\"\n续\",,\r\n,,\n丁,2019-02-02");
    assert_eq!(
        rows,
        [
            row(2, &[("标题", "甲"), ("日期", "2019-01-01")]),
            row(4, &[("标题", "乙,\"丙\"\n续")]),
            row(7, &[("标题", "丁"), ("日期", "2019-02-02")]),
        ]
    );
}

#[test]
fn gb18030_and_other_separators_are_understood() {
    let (gb, _, _) = encoding_rs::GB18030.encode("标题;正文\n高安市“十三五”规划;全文，见附件\n");
    let (columns, rows) = read(&gb, TableFormat::Csv).unwrap();
    assert_eq!(columns, ["标题", "正文"]);
    assert_eq!(rows, [row(2, &[("标题", "高安市“十三五”规划"), ("正文", "全文，见附件")])]);
    assert_eq!(csv("a\tb\n1\t2"), [row(2, &[("a", "1"), ("b", "2")])]);
}

#[test]
fn a_bad_row_is_named_and_the_rest_goes_on() {
    let mut bytes = "标题,正文\n甲,1\n乙,1,2,3\n".as_bytes().to_vec();
    bytes.extend(b"\xff\xff\xff,x\n");
    bytes.extend("丙,3\n".as_bytes());
    let (_, rows) = read(&bytes, TableFormat::Csv).unwrap();
    assert_eq!(
        rows,
        [
            row(2, &[("标题", "甲"), ("正文", "1")]),
            bad(3, RowReason::TooManyCells { expected: 2, found: 4 }),
            bad(4, RowReason::BadEncoding),
            row(5, &[("标题", "丙"), ("正文", "3")]),
        ]
    );
}

#[test]
fn an_unclosed_quote_costs_one_row() {
    let rows = csv("a,b\n1,2\n\"open,3\n4,5\n6,7\n");
    assert_eq!(
        rows,
        [
            row(2, &[("a", "1"), ("b", "2")]),
            bad(3, RowReason::UnclosedQuote),
            row(4, &[("a", "4"), ("b", "5")]),
            row(5, &[("a", "6"), ("b", "7")]),
        ]
    );
}

#[test]
fn a_row_without_end_is_an_error_of_that_row() {
    let long = "x".repeat(MAX_ROW_BYTES + 10);
    let rows = csv(&format!("a,b\n\"{long}\",1\n2,3\n{}\n4,5\n", ",".repeat(9_000)));
    assert_eq!(rows[0], bad(2, RowReason::TooLong));
    assert_eq!(rows[1], row(3, &[("a", "2"), ("b", "3")]));
    assert!(matches!(rows[2], Err(RowError { number: 4, reason: RowReason::TooManyCells { .. } })));
    assert_eq!(rows[3], row(5, &[("a", "4"), ("b", "5")]));
    let lines = format!("{{\"a\":\"1\"}}\n{{\"a\":\"{long}\"}}\n{{\"a\":\"2\"}}\n");
    let (_, rows) = read(lines.as_bytes(), TableFormat::Jsonl).unwrap();
    assert_eq!(rows, [row(1, &[("a", "1")]), bad(2, RowReason::TooLong), row(3, &[("a", "2")])]);
}

#[test]
fn headers_are_checked_by_name() {
    let code = |text: &str| read(text.as_bytes(), TableFormat::Csv).err().map(|error| error.to_string());
    assert_eq!(code("标题,日期, 标题\n"), Some("column 标题 occurs twice".into()));
    assert_eq!(code("标题,,日期\n"), Some("column 2 has no name".into()));
    assert_eq!(code(""), Some("the table is empty".into()));
    assert_eq!(code("\n \n"), Some("the table is empty".into()));
    assert_eq!(code("\"标题\n1,2\n"), Some("the header cannot be read".into()));
    let wide = (0..1_100).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(code(&wide), Some("more than 1000 columns".into()));
    assert!(matches!(read(b"\xff\xfea\0", TableFormat::Csv), Err(RowsError::Encoding)));
}

#[test]
fn json_lines_take_scalars_and_lists() {
    let text = "\u{feff}{\"标题\": \" 甲 \", \"数\": 3, \"是\": true, \"无\": null, \"附件\": [\"a.pdf\", \"b.pdf\"]}\n\n[1]\n{\"x\": {\"y\": 1}}\n{bad\n{\"标题\": \"乙\"}";
    let (columns, rows) = read(text.as_bytes(), TableFormat::Jsonl).unwrap();
    assert_eq!(columns, ["数", "无", "是", "标题", "附件"]);
    assert_eq!(
        rows,
        [
            row(1, &[("标题", "甲"), ("数", "3"), ("是", "true"), ("附件", "a.pdf\nb.pdf")]),
            bad(3, RowReason::NotAnObject),
            bad(4, RowReason::NestedValue { column: "x".into() }),
            bad(5, RowReason::NotAnObject),
            row(6, &[("标题", "乙")]),
        ]
    );
}

#[test]
fn a_workbook_gives_its_first_visible_sheet() {
    let sheet = "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c r=\"A2\" t=\"inlineStr\"><is><t>序</t></is></c></row>\
        <row r=\"3\"><c r=\"A3\"><v>1</v></c><c r=\"B3\" s=\"1\"><v>43647</v></c></row><row r=\"4\"/>\
        <row r=\"5\"><c r=\"A5\"><v>2</v></c><c r=\"ZZ5\"><v>9</v></c></row></sheetData></worksheet>";
    let (columns, rows) = read(&xlsx_of(sheet), TableFormat::Xlsx).unwrap();
    assert_eq!(columns, ["序", "姓名"]);
    assert_eq!(
        rows,
        [row(3, &[("序", "1"), ("姓名", "2019-07-01")]), bad(5, RowReason::TooManyCells { expected: 2, found: 702 }),]
    );
}

#[test]
fn what_is_no_workbook_is_refused() {
    let code = |bytes: &[u8]| read(bytes, TableFormat::Xlsx).err().map(|error| error.code());
    assert_eq!(code(b"a,b\n"), Some("file_name_mismatch"));
    assert_eq!(code(&zip_of(&[("a.txt", b"x")])), Some("file_name_mismatch"));
    assert_eq!(code(&xlsx_of("<worksheet><sheetData/></worksheet>")), Some("table_empty"));
    let broken = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c></row><oops";
    let (_, rows) = read(&xlsx_of(broken), TableFormat::Xlsx).unwrap();
    assert_eq!(rows, [row(2, &[("1", "2")]), bad(3, RowReason::Unreadable)]);
}

#[test]
fn an_abandoned_workbook_does_not_hang() {
    let rows: Vec<Vec<Cell>> = (0..5_000u32).map(|number| vec![Cell::from(number)]).collect();
    let table = Table { name: String::new(), head: vec!["n".into()], rows };
    let file = file_with(&to_xlsx(&[table]).unwrap());
    let mut rows = open_rows(file.path(), TableFormat::Xlsx).unwrap();
    assert_eq!(rows.next(), Some(row(2, &[("n", "0")])));
    drop(rows);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(cells in prop::collection::vec("[a-z公开,\"\n;]{1,8}", 1..12)) {
        let rows: Vec<Vec<Cell>> = cells.iter().map(|cell| vec![cell.as_str().into(), "x".into()]).collect();
        let table = Table { name: "t".into(), head: vec!["a".into(), "b".into()], rows };
        let values = |read: Vec<Result<Row, RowError>>| -> Vec<String> {
            read.into_iter().map(|row| row.unwrap().cells.get("a").cloned().unwrap_or_default()).collect()
        };
        let expected: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        prop_assert_eq!(values(read(&to_csv(&table), TableFormat::Csv).unwrap().1), &*expected);
        prop_assert_eq!(values(read(&to_xlsx(&[table]).unwrap(), TableFormat::Xlsx).unwrap().1), &*expected);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\",\n\r{}ab".to_vec())], 0..400)) {
        for format in [TableFormat::Csv, TableFormat::Jsonl, TableFormat::Xlsx] {
            if let Ok((_, rows)) = read(&bytes, format) {
                prop_assert!(rows.len() <= bytes.len() + 1);
            }
        }
    }
}
