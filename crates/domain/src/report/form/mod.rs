//! The two formats of the report as data: stable keys of tables, rows, columns and cells. The tables themselves stand
//! in `tables`. Not here: how a cell is filled or checked.

mod tables;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub(crate) use tables::OUTCOMES;
pub use tables::{RowForm, TableForm};

crate::code_enum! {
    /// A format of the report.
    pub enum Format {
        /// 国办公开办函〔2019〕60号, for the data years 2019 and 2020.
        Trial2019 = "2019", "2019年试行格式";
        /// 国办公开办函〔2021〕30号, from the data year 2021.
        Current2021 = "2021", "2021年格式";
    }
}

impl Format {
    /// The first data year that the format is for.
    #[must_use]
    pub const fn valid_from(self) -> i32 {
        match self {
            Self::Trial2019 => 2019,
            Self::Current2021 => 2021,
        }
    }

    /// The paper that brought the format.
    #[must_use]
    pub const fn basis(self) -> &'static str {
        match self {
            Self::Trial2019 => "国办公开办函〔2019〕60号",
            Self::Current2021 => "国办公开办函〔2021〕30号",
        }
    }

    /// The format in force for a data year; none before the first uniform one.
    #[must_use]
    pub fn for_year(year: i32) -> Option<Self> {
        Self::ALL.iter().rev().copied().find(|format| format.valid_from() <= year)
    }
}

crate::code_enum! {
    /// A table of the report, by the section it stands in.
    pub enum Table {
        /// 第二部分.
        Published = "table_2", "主动公开政府信息情况";
        /// 第三部分.
        Requests = "table_3", "收到和处理政府信息公开申请情况";
        /// 第四部分.
        Disputes = "table_4", "政府信息公开行政复议、行政诉讼情况";
    }
}

crate::code_enum! {
    /// A row with figures. The label is the short one; that of a format stands in its [`RowForm`].
    pub enum Row {
        Rules = "rules", "规章";
        NormativeDocuments = "normative_documents", "规范性文件";
        Licences = "licences", "行政许可";
        OtherServices = "other_services", "其他对外管理服务事项";
        Penalties = "penalties", "行政处罚";
        CoerciveMeasures = "coercive_measures", "行政强制";
        Charges = "charges", "行政事业性收费";
        Procurement = "procurement", "政府集中采购";
        Received = "r1", "本年新收政府信息公开申请数量";
        CarriedIn = "r2", "上年结转政府信息公开申请数量";
        Disclosed = "r3.1", "予以公开";
        PartlyDisclosed = "r3.2", "部分公开";
        StateSecret = "r3.3.1", "属于国家秘密";
        ForbiddenByLaw = "r3.3.2", "其他法律行政法规禁止公开";
        ThreeSafeties = "r3.3.3", "危及“三安全一稳定”";
        ThirdParty = "r3.3.4", "保护第三方合法权益";
        InternalAffairs = "r3.3.5", "属于三类内部事务信息";
        ProcessInformation = "r3.3.6", "属于四类过程性信息";
        EnforcementFile = "r3.3.7", "属于行政执法案卷";
        AdministrativeQuery = "r3.3.8", "属于行政查询事项";
        NotHeld = "r3.4.1", "本机关不掌握相关政府信息";
        NotReady = "r3.4.2", "没有现成信息需要另行制作";
        StillUnclear = "r3.4.3", "补正后申请内容仍不明确";
        Petition = "r3.5.1", "信访举报投诉类申请";
        Repeated = "r3.5.2", "重复申请";
        Publication = "r3.5.3", "要求提供公开出版物";
        Excessive = "r3.5.4", "无正当理由大量反复申请";
        Reconfirmation = "r3.5.5", "要求行政机关确认或重新出具已获取信息";
        /// One row in the format of 2019.
        OtherHandling = "r3.6", "其他处理";
        NotSupplemented = "r3.6.1", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请";
        FeeUnpaid = "r3.6.2", "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请";
        OtherReason = "r3.6.3", "其他";
        Closed = "r3.7", "总计";
        CarriedOut = "r4", "结转下年度继续办理";
        Reconsideration = "reconsideration", "行政复议";
        LitigationDirect = "litigation_direct", "行政诉讼（未经复议直接起诉）";
        LitigationAfter = "litigation_after", "行政诉讼（复议后起诉）";
    }
}

impl Row {
    /// The table it stands in.
    #[must_use]
    pub const fn table(self) -> Table {
        match self {
            Self::Rules
            | Self::NormativeDocuments
            | Self::Licences
            | Self::OtherServices
            | Self::Penalties
            | Self::CoerciveMeasures
            | Self::Charges
            | Self::Procurement => Table::Published,
            Self::Reconsideration | Self::LitigationDirect | Self::LitigationAfter => Table::Disputes,
            _ => Table::Requests,
        }
    }
}

crate::code_enum! {
    /// A column. Columns of tables 3 and 4 are numbered; what a number means is told by [`Column::title`].
    pub enum Column {
        Made = "made", "本年新制作数量";
        Published = "published", "本年新公开数量";
        Total = "total", "对外公开总数量";
        Issued = "issued", "本年制发件数";
        Repealed = "repealed", "本年废止件数";
        InForce = "in_force", "现行有效件数";
        ItemsBefore = "items_before", "上一年项目数量";
        Change = "change", "本年增/减";
        Decisions = "decisions", "处理决定数量";
        Items = "items", "采购项目数量";
        Amount = "amount", "金额";
        C1 = "c1", "第1列";
        C2 = "c2", "第2列";
        C3 = "c3", "第3列";
        C4 = "c4", "第4列";
        C5 = "c5", "第5列";
        C6 = "c6", "第6列";
        C7 = "c7", "第7列";
    }
}

/// What a column holds (V9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A whole number, not below 0.
    Count,
    /// A whole number with a sign: more or fewer than the year before.
    Change,
    /// Money; kept in yuan.
    Money,
}

impl Column {
    /// What it holds.
    #[must_use]
    pub const fn kind(self) -> ColumnKind {
        match self {
            Self::Change => ColumnKind::Change,
            Self::Amount => ColumnKind::Money,
            _ => ColumnKind::Count,
        }
    }

    /// Its heading in a table.
    #[must_use]
    pub const fn title(self, table: Table) -> &'static str {
        match (table, self) {
            (Table::Requests, Self::C1) => "自然人",
            (Table::Requests, Self::C2) => "商业企业",
            (Table::Requests, Self::C3) => "科研机构",
            (Table::Requests, Self::C4) => "社会公益组织",
            (Table::Requests, Self::C5) => "法律服务机构",
            (Table::Requests, Self::C6) => "其他",
            (Table::Requests, Self::C7) => "总计",
            (Table::Disputes, Self::C1) => "结果维持",
            (Table::Disputes, Self::C2) => "结果纠正",
            (Table::Disputes, Self::C3) => "其他结果",
            (Table::Disputes, Self::C4) => "尚未审结",
            (Table::Disputes, Self::C5) => "总计",
            _ => self.label(),
        }
    }
}

/// A cell by its row and column. Written `r3.4.1.c7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CellKey {
    pub row: Row,
    pub column: Column,
}

impl CellKey {
    /// The cell at a row and column.
    #[must_use]
    pub const fn new(row: Row, column: Column) -> Self {
        Self { row, column }
    }
}

impl fmt::Display for CellKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.row, self.column)
    }
}

/// The text names no cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cell of the report")]
pub struct UnknownCell;

impl FromStr for CellKey {
    type Err = UnknownCell;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (row, column) = text.rsplit_once('.').ok_or(UnknownCell)?;
        let key = Self::new(Row::parse(row).ok_or(UnknownCell)?, Column::parse(column).ok_or(UnknownCell)?);
        let known = Format::ALL.iter().any(|format| format.columns(key.row).contains(&key.column));
        if known { Ok(key) } else { Err(UnknownCell) }
    }
}

impl TryFrom<String> for CellKey {
    type Error = UnknownCell;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CellKey> for String {
    fn from(key: CellKey) -> Self {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_year_has_its_format() {
        let table = [(2018, None), (2019, Some(Format::Trial2019)), (2020, Some(Format::Trial2019))];
        for (year, format) in
            table.into_iter().chain([(2021, Some(Format::Current2021)), (2030, Some(Format::Current2021))])
        {
            assert_eq!(Format::for_year(year), format, "{year}");
        }
    }

    #[test]
    fn the_formats_have_their_cells() {
        let cells = |format: Format, table| format.cells().filter(|key| key.row.table() == table).count();
        assert_eq!(cells(Format::Current2021, Table::Published), 10);
        assert_eq!(cells(Format::Current2021, Table::Requests), 25 * 7);
        assert_eq!(cells(Format::Trial2019, Table::Published), 6 + 12 + 2 + 2);
        assert_eq!(cells(Format::Trial2019, Table::Requests), 23 * 7);
        assert_eq!(cells(Format::Current2021, Table::Disputes), 15);
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        for key in Format::ALL.iter().flat_map(|format| format.cells()) {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        for bad in ["", "r1", "r1.c8", "r9.c1", "rules.c1", "rules"] {
            assert_eq!(bad.parse::<CellKey>(), Err(UnknownCell), "{bad}");
        }
    }
}
