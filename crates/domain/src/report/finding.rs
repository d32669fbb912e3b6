//! What is wrong with a report: the check, the cells, what was expected and what stands there. The sentence that a
//! person reads is made in `app` from the code and the data.

use std::fmt;

use super::amount::Amount;
use super::check::CheckId;
use super::form::CellKey;
use crate::item::checks::Level;

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub check: CheckId,
    pub level: Level,
    pub code: FindingCode,
    /// The cells it is about; the one most likely wrong first.
    pub cells: Vec<CellKey>,
    pub expected: Figure,
    pub found: Figure,
    /// The words of the report that it is about, or another detail for the sentence.
    pub detail: String,
}

/// What was expected or found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    None,
    Number(i64),
    Money(Amount),
    Text(String),
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Number(number) => number.fmt(f),
            Self::Money(amount) => amount.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<i64> for Figure {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Figure {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Figure {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

crate::code_enum! {
    /// What was found, finer than the check.
    pub enum FindingCode {
        ColumnUnbalanced = "column_unbalanced", "新收加结转与办结加结转下年不相等";
        ClosedSum = "closed_sum", "办理结果总计与各项之和不相等";
        RowSum = "row_sum", "行总计与各列之和不相等";
        OutcomeSum = "outcome_sum", "案件总计与各种结果之和不相等";
        CarriedOver = "carried_over", "上年结转与上一年报告不一致";
        StockInForce = "stock_in_force", "现行有效件数与上一年报告推算不一致";
        ItemsBefore = "items_before", "上一年项目数量与上一年报告推算不一致";
        ProseAgainstTable = "prose_against_table", "文字与表格不一致";
        ProseAgainstProse = "prose_against_prose", "文字前后不一致";
        ProseSum = "prose_sum", "文字中分类数量之和与总数不相等";
        RollUp = "roll_up", "汇总数与各单位之和不相等";
        Blank = "blank", "单元格空白";
        NoNumber = "no_number", "单元格不是数字";
        Negative = "negative", "数量小于0";
        Fraction = "fraction", "数量不是整数";
        NoUnit = "no_unit", "金额没有单位";
        Records = "records", "单元格与记录不一致";
        FeeNotReported = "fee_not_reported", "没有报告信息处理费";
        SuitWithoutReconsideration = "suit_without_reconsideration", "不予公开未经复议直接起诉";
        WrongFormat = "wrong_format", "格式与年度不符";
        CellMissing = "cell_missing", "一行缺少单元格";
        CellExtra = "cell_extra", "一行多出单元格";
        TableMissing = "table_missing", "没有找到表格";
        RowMissing = "row_missing", "没有找到一行";
        LawTitle = "law_title", "法律、行政法规名称不对";
    }
}
