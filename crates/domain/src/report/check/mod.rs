//! 勾稽关系 (ReportCheck): the checks V1 to V12 and F1 to F4 as data, and their running over one report or several of one
//! agency. Not here: the sentences of findings (`app`), and recognising a report.

mod across;
mod against;
mod arithmetic;
mod content;

use crate::item::checks::Level;

use super::annual::{AnnualReport, Note};
use super::finding::Finding;
use super::form::{Column, Row, Table};

pub use across::{Standing, across_years};
pub use against::{against_parts, against_records, against_suits, sum_of};

crate::code_enum! {
    /// A check. V: between figures. F: of the form.
    pub enum CheckId {
        V1 = "V1", "新收＋上年结转＝办理结果总计＋结转下年度";
        V2 = "V2", "办理结果总计＝各项办理结果之和";
        V3 = "V3", "总计＝自然人＋法人或其他组织各列之和";
        V4 = "V4", "复议、诉讼总计＝各种结果之和";
        V5 = "V5", "上年结转＝上一年报告的结转下年度";
        V6 = "V6", "文字与表格一致";
        V7 = "V7", "现行有效＝上一年现行有效＋制发－废止；上一年项目数量＝上一年报告的项目数量＋增减";
        V8 = "V8", "汇总＝本级＋各单位之和";
        V9 = "V9", "数量是整数，增减带正负号，金额有单位，没有的填0";
        V10 = "V10", "办理结果＝系统中的办件";
        V11 = "V11", "收取信息处理费的，在第六部分报告";
        V12 = "V12", "不予公开应当先申请行政复议";
        F1 = "F1", "使用当年的格式";
        F2 = "F2", "每行单元格数与格式一致";
        F3 = "F3", "表格和项目齐全";
        F4 = "F4", "法律、行政法规名称准确";
    }
}

/// How grave the findings of a check are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckLevel {
    Always(Level),
    /// A check of the form: each finding has its own level.
    ByFinding,
}

/// What a check compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// In each column, the sum of the first rows equals that of the second.
    RowsBalance { left: &'static [Row], right: &'static [Row] },
    /// In each column, the row equals the sum of all rows of the table that are counted into it.
    RowIsSum { total: Row, parts: &'static [Row] },
    /// In each row of the table, the column equals the sum of the others.
    ColumnIsSum { table: Table, total: Column, parts: &'static [Column] },
    /// In each column, a row equals another row of the report of the year before.
    RowCarried { row: Row, before: Row },
    /// In each row, a stock equals that of the year before with its changes.
    StockCarried,
    /// Numbers in the prose of sections 1 and 6 equal the cells that they speak of, and each other.
    Prose,
    /// Each cell of a report equals the sum over the reports that it rolls up.
    RollUp,
    /// Each cell holds what its column is for.
    CellKinds,
    /// Each cell of the replies equals its count in the records.
    Records,
    /// A fee asked for is told of in section 6.
    FeeReported,
    /// A suit over a refusal had a reconsideration before it. Only the records link suit and reply.
    ReconsiderationFirst,
    /// The format is that of the year.
    FormatOfYear,
    /// The tables are built as the form is.
    Structure,
    /// Laws are named by their titles.
    LawTitles,
}

/// A check as data.
#[derive(Debug, Clone, Copy)]
pub struct CheckRule {
    pub id: CheckId,
    pub level: CheckLevel,
    /// The paper or reasoning that it rests on.
    pub basis: &'static str,
    pub relation: Relation,
    /// First data year that it is for.
    pub from_year: i32,
}

const ERROR: CheckLevel = CheckLevel::Always(Level::Error);
const WARNING: CheckLevel = CheckLevel::Always(Level::Warning);
const LAYOUT: &str = "由表格结构推出";
const PRINTED: &str = "国办公开办函〔2019〕60号、〔2021〕30号表三列标题注明的勾稽关系";

const fn rule(id: CheckId, level: CheckLevel, basis: &'static str, relation: Relation) -> CheckRule {
    CheckRule { id, level, basis, relation, from_year: 2019 }
}

/// The rows whose sum is row r3.7. Of 其他处理 either the one row or its three parts are there.
pub(crate) const HANDLED: &[Row] = &[
    Row::Disclosed,
    Row::PartlyDisclosed,
    Row::StateSecret,
    Row::ForbiddenByLaw,
    Row::ThreeSafeties,
    Row::ThirdParty,
    Row::InternalAffairs,
    Row::ProcessInformation,
    Row::EnforcementFile,
    Row::AdministrativeQuery,
    Row::NotHeld,
    Row::NotReady,
    Row::StillUnclear,
    Row::Petition,
    Row::Repeated,
    Row::Publication,
    Row::Excessive,
    Row::Reconfirmation,
    Row::OtherHandling,
    Row::NotSupplemented,
    Row::FeeUnpaid,
    Row::OtherReason,
];

/// All checks.
pub const CHECKS: &[CheckRule] = &[
    rule(
        CheckId::V1,
        ERROR,
        PRINTED,
        Relation::RowsBalance { left: &[Row::Received, Row::CarriedIn], right: &[Row::Closed, Row::CarriedOut] },
    ),
    rule(CheckId::V2, ERROR, LAYOUT, Relation::RowIsSum { total: Row::Closed, parts: HANDLED }),
    rule(
        CheckId::V3,
        ERROR,
        LAYOUT,
        Relation::ColumnIsSum {
            table: Table::Requests,
            total: Column::C7,
            parts: &[Column::C1, Column::C2, Column::C3, Column::C4, Column::C5, Column::C6],
        },
    ),
    rule(
        CheckId::V4,
        ERROR,
        LAYOUT,
        Relation::ColumnIsSum {
            table: Table::Disputes,
            total: Column::C5,
            parts: &[Column::C1, Column::C2, Column::C3, Column::C4],
        },
    ),
    rule(
        CheckId::V5,
        WARNING,
        "由表格结构推出；机构改革、数据更正的应当说明",
        Relation::RowCarried { row: Row::CarriedIn, before: Row::CarriedOut },
    ),
    rule(CheckId::V6, WARNING, "同一报告的文字与表格应当一致", Relation::Prose),
    rule(CheckId::V7, WARNING, "由表格结构推出；清理、移交、失效的应当说明", Relation::StockCarried),
    rule(CheckId::V8, ERROR, "汇总报告由各单位报告相加而成", Relation::RollUp),
    rule(
        CheckId::V9,
        CheckLevel::ByFinding,
        "国办公开办函〔2019〕60号、〔2021〕30号表格的填写内容",
        Relation::CellKinds,
    ),
    rule(CheckId::V10, ERROR, "报告的数量来自办件记录", Relation::Records),
    CheckRule {
        id: CheckId::V11,
        level: WARNING,
        basis: "国办公开办函〔2021〕30号：收取信息处理费情况在第六部分报告；国办函〔2020〕109号",
        relation: Relation::FeeReported,
        from_year: 2021,
    },
    CheckRule {
        id: CheckId::V12,
        level: WARNING,
        basis: "《中华人民共和国行政复议法》第二十三条第一款第四项",
        relation: Relation::ReconsiderationFirst,
        from_year: 2024,
    },
    rule(
        CheckId::F1,
        WARNING,
        "国办公开办函〔2019〕60号用于2019、2020年度，〔2021〕30号用于2021年度起",
        Relation::FormatOfYear,
    ),
    rule(CheckId::F2, CheckLevel::ByFinding, "国办公开办函〔2019〕60号、〔2021〕30号的表格", Relation::Structure),
    rule(
        CheckId::F3,
        CheckLevel::ByFinding,
        "《政府信息公开条例》第五十条；国办公开办函〔2019〕60号、〔2021〕30号",
        Relation::Structure,
    ),
    rule(CheckId::F4, WARNING, "法律、行政法规公布的名称", Relation::LawTitles),
];

impl CheckId {
    /// The check as data.
    #[must_use]
    pub fn rule(self) -> Option<&'static CheckRule> {
        CHECKS.iter().find(|rule| rule.id == self)
    }

    /// The paper or reasoning that it rests on.
    #[must_use]
    pub fn basis(self) -> &'static str {
        self.rule().map_or("", |rule| rule.basis)
    }

    /// The level of its findings, where all have the same.
    pub(crate) fn level(self) -> Level {
        match self.rule().map(|rule| rule.level) {
            Some(CheckLevel::Always(level)) => level,
            _ => Level::Error,
        }
    }
}

/// What is wrong within one report, in the order of the checks, and what is worth a note.
#[must_use]
pub fn check(report: &AnnualReport) -> (Vec<Finding>, Vec<Note>) {
    let mut findings = Vec::new();
    let mut notes = Vec::new();
    for rule in CHECKS.iter().filter(|rule| report.year.is_none_or(|year| year >= rule.from_year)) {
        match rule.relation {
            Relation::RowsBalance { left, right } => arithmetic::rows_balance(report, left, right, &mut findings),
            Relation::RowIsSum { total, parts } => arithmetic::row_is_sum(report, total, parts, &mut findings),
            Relation::ColumnIsSum { table, total, parts } => {
                arithmetic::column_is_sum(report, rule.id, table, total, parts, &mut findings);
            }
            Relation::Prose => super::prose::check(report, &mut findings),
            Relation::CellKinds => content::cell_kinds(report, &mut findings),
            Relation::FeeReported => content::fee_reported(report, &mut findings),
            Relation::FormatOfYear => content::format_of_year(report, &mut findings),
            Relation::LawTitles => content::law_titles(report, &mut findings, &mut notes),
            // Between reports: `across_years`. Against records and other reports: the installation's own checks.
            Relation::RowCarried { .. }
            | Relation::StockCarried
            | Relation::RollUp
            | Relation::Records
            | Relation::ReconsiderationFirst
            | Relation::Structure => {}
        }
    }
    (findings, notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_there_once_and_has_its_basis() {
        for id in CheckId::ALL {
            assert_eq!(CHECKS.iter().filter(|rule| rule.id == *id).count(), 1, "{id}");
            assert!(!id.basis().is_empty());
        }
    }
}
