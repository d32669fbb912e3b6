//! Tests of writing; that what is written can be read back is tested with the readers.
#![allow(clippy::unwrap_used)]

use super::*;

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
