//! A report: its cells with their provenance, its prose by section, and notes. Not here: what is wrong with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::amount::Amount;
use super::form::{CellKey, Column, Format, Row};

/// One agency's report on one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualReport {
    pub format: Format,
    /// The data year, where it is known.
    pub year: Option<i32>,
    /// The agency's name, where it is known.
    pub agency: Option<String>,
    /// The cells that could be read. A cell of the form that is absent here is unknown, not 0.
    pub cells: BTreeMap<CellKey, Cell>,
    pub prose: Vec<Prose>,
    pub notes: Vec<Note>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub value: CellValue,
    pub provenance: Provenance,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellValue {
    /// A whole number.
    Number(i64),
    /// Money.
    Money(Amount),
    /// Nothing. Counts as 0 where sums are checked; the form wants 0 printed (V9).
    Blank,
    /// A sign for nothing, such as `/`, `-` or 无. Counts as 0 like [`CellValue::Blank`].
    Mark(String),
    /// Something that is no number.
    Text(String),
}

/// Where a cell comes from, so that every number opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Provenance {
    /// Counted by a named query over the records.
    Query { name: String },
    /// Typed by a person from another system's figures.
    Typed { by: String, source: String },
    /// Read from a file; `place` says where in it.
    Imported { place: String },
    /// The sum of the reports of these agencies.
    RolledUp { agencies: Vec<i64> },
}

crate::code_enum! {
    /// A section of the report.
    pub enum Section {
        Overview = "1", "总体情况";
        Published = "2", "主动公开政府信息情况";
        Requests = "3", "收到和处理政府信息公开申请情况";
        Disputes = "4", "政府信息公开行政复议、行政诉讼情况";
        Problems = "5", "存在的主要问题及改进情况";
        Other = "6", "其他需要报告的事项";
    }
}

/// The text of a section, its paragraphs on lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// None where the report has no headings.
    pub section: Option<Section>,
    pub text: String,
}

/// Something worth knowing that is no fault: what was guessed when a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub kind: NoteKind,
    pub row: Option<Row>,
    pub cell: Option<CellKey>,
    /// What stands in the file.
    pub text: String,
}

crate::code_enum! {
    /// What a note tells.
    pub enum NoteKind {
        /// A label differs from the form's; the row was told by likeness and place.
        LabelByLikeness = "label_by_likeness", "项目名称与格式不完全一致，按相近和位置认定";
        /// A row without a known label, told by its place alone.
        RowByPlace = "row_by_place", "项目名称无法辨认，按位置认定";
        /// A number with a remark or with spaces in it.
        NumberByContent = "number_by_content", "单元格里数字之外还有内容，只取数字";
        /// Cells were put together or parted to make the right number.
        CellsByCount = "cells_by_count", "单元格的分隔不清楚，按应有的列数认定";
        /// The one row 其他处理 of the format of 2019 in the later one.
        OneRowOtherHandling = "one_row_other_handling", "“（六）其他处理”没有分项";
        /// The year was not in the title.
        YearGuessed = "year_guessed", "标题中没有年度，按正文认定";
        /// The unit of money is in neither cell nor heading.
        UnitAssumed = "unit_assumed", "没有写金额单位，按格式规定的单位认定";
        /// The year asked for is not the one in the report.
        YearOverridden = "year_overridden", "报告写的年度与指定的年度不同，按指定的年度检查";
        /// A law is named by its short title throughout.
        ShortLawTitle = "short_law_title", "法律、行政法规没有写全称";
    }
}

impl AnnualReport {
    /// The value at a cell.
    #[must_use]
    pub fn value(&self, key: CellKey) -> Option<&CellValue> {
        self.cells.get(&key).map(|cell| &cell.value)
    }

    /// The number that a cell counts as in sums: what is blank counts as 0, what is unknown or no number as nothing.
    #[must_use]
    pub fn number(&self, row: Row, column: Column) -> Option<i64> {
        match self.value(CellKey::new(row, column))? {
            CellValue::Number(number) => Some(*number),
            CellValue::Blank | CellValue::Mark(_) => Some(0),
            CellValue::Money(_) | CellValue::Text(_) => None,
        }
    }

    /// The text of the sections named; of a report without headings all its text.
    #[must_use]
    pub fn prose_of(&self, sections: &[Section]) -> Vec<&str> {
        let wanted = |prose: &&Prose| prose.section.is_none_or(|section| sections.contains(&section));
        self.prose.iter().filter(wanted).map(|prose| prose.text.as_str()).collect()
    }

    /// Whether the sub-rows of 其他处理 are there, or the one row, or neither.
    #[must_use]
    pub fn has_row(&self, row: Row) -> bool {
        self.cells.keys().any(|key| key.row == row)
    }
}
