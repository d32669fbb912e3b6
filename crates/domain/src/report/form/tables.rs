//! The tables of both formats row by row, as the official papers print them. Data only.

use super::{CellKey, Column, Format, Row, Table};
use crate::report::amount::Unit;

use Column::{
    Amount, C1, C2, C3, C4, C5, C6, C7, Change, Decisions, InForce, Issued, Items, ItemsBefore, Made, Published,
    Repealed, Total,
};

/// A row of a table in a format.
#[derive(Debug, Clone, Copy)]
pub struct RowForm {
    pub row: Row,
    /// The heading above it, such as 第二十条第（一）项 or （三）不予公开; empty if there is none.
    pub group: &'static str,
    /// Its number as printed; empty if there is none.
    pub number: &'static str,
    /// Its label as printed, without the number.
    pub label: &'static str,
    pub columns: &'static [Column],
    /// The headings of the columns, in their order.
    pub titles: &'static [&'static str],
    /// The unit of the money in it, if the form names one.
    pub unit: Option<Unit>,
}

/// A table in a format.
#[derive(Debug, Clone, Copy)]
pub struct TableForm {
    pub table: Table,
    pub rows: &'static [RowForm],
}

impl Format {
    /// The three tables.
    #[must_use]
    pub fn tables(self) -> &'static [TableForm; 3] {
        match self {
            Self::Trial2019 => &TABLES_2019,
            Self::Current2021 => &TABLES_2021,
        }
    }

    /// The rows of one table.
    #[must_use]
    pub fn rows(self, table: Table) -> &'static [RowForm] {
        self.tables().iter().find(|form| form.table == table).map_or(&[], |form| form.rows)
    }

    /// A row as this format prints it.
    #[must_use]
    pub fn find_row(self, row: Row) -> Option<&'static RowForm> {
        self.rows(row.table()).iter().find(|form| form.row == row)
    }

    /// The columns of a row; none if the format has no such row. The one row 其他处理 is known to both, since
    /// reports in the later format often keep it.
    #[must_use]
    pub fn columns(self, row: Row) -> &'static [Column] {
        if row == Row::OtherHandling {
            return APPLICANTS;
        }
        self.find_row(row).map_or(&[], |form| form.columns)
    }

    /// All cells, table by table.
    pub fn cells(self) -> impl Iterator<Item = CellKey> {
        let rows = self.tables().iter().flat_map(|form| form.rows);
        rows.flat_map(|form| form.columns.iter().map(|column| CellKey::new(form.row, *column)))
    }
}

/// The seven columns of table 3.
const APPLICANTS: &[Column] = &[C1, C2, C3, C4, C5, C6, C7];
/// The five columns of each block of table 4.
pub(crate) const OUTCOMES: &[Column] = &[C1, C2, C3, C4, C5];

const ITEM_1: &str = "第二十条第（一）项";
const ITEM_5: &str = "第二十条第（五）项";
const ITEM_6: &str = "第二十条第（六）项";
const ITEM_8: &str = "第二十条第（八）项";
const ITEM_9: &str = "第二十条第（九）项";

const fn published(
    group: &'static str,
    row: Row,
    label: &'static str,
    columns: &'static [Column],
    titles: &'static [&'static str],
    unit: Option<Unit>,
) -> RowForm {
    RowForm { row, group, number: "", label, columns, titles, unit }
}

const APPLICANT_TITLES: &[&str] = &["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"];
const OUTCOME_TITLES: &[&str] = &["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];

const fn request(group: &'static str, row: Row, number: &'static str, label: &'static str) -> RowForm {
    RowForm { row, group, number, label, columns: APPLICANTS, titles: APPLICANT_TITLES, unit: None }
}

const fn dispute(group: &'static str, row: Row, label: &'static str) -> RowForm {
    RowForm { row, group, number: "", label, columns: OUTCOMES, titles: OUTCOME_TITLES, unit: None }
}

const DOCUMENTS_2019: &[Column] = &[Made, Published, Total];
const DOCUMENT_TITLES_2019: &[&str] = &["本年新制作数量", "本年新公开数量", "对外公开总数量"];
const MANAGED: &[Column] = &[ItemsBefore, Change, Decisions];
const MANAGED_TITLES: &[&str] = &["上一年项目数量", "本年增/减", "处理决定数量"];

const PUBLISHED_2019: &[RowForm] = &[
    published(ITEM_1, Row::Rules, "规章", DOCUMENTS_2019, DOCUMENT_TITLES_2019, None),
    published(ITEM_1, Row::NormativeDocuments, "规范性文件", DOCUMENTS_2019, DOCUMENT_TITLES_2019, None),
    published(ITEM_5, Row::Licences, "行政许可", MANAGED, MANAGED_TITLES, None),
    published(ITEM_5, Row::OtherServices, "其他对外管理服务事项", MANAGED, MANAGED_TITLES, None),
    published(ITEM_6, Row::Penalties, "行政处罚", MANAGED, MANAGED_TITLES, None),
    published(ITEM_6, Row::CoerciveMeasures, "行政强制", MANAGED, MANAGED_TITLES, None),
    published(ITEM_8, Row::Charges, "行政事业性收费", &[ItemsBefore, Change], &["上一年项目数量", "本年增/减"], None),
    published(ITEM_9, Row::Procurement, "政府集中采购", &[Items, Amount], &["采购项目数量", "采购总金额"], None),
];

const DOCUMENTS_2021: &[Column] = &[Issued, Repealed, InForce];
const DOCUMENT_TITLES_2021: &[&str] = &["本年制发件数", "本年废止件数", "现行有效件数"];
const DECIDED: &[&str] = &["本年处理决定数量"];
const CHARGED: &[&str] = &["本年收费金额（单位：万元）"];

const PUBLISHED_2021: &[RowForm] = &[
    published(ITEM_1, Row::Rules, "规章", DOCUMENTS_2021, DOCUMENT_TITLES_2021, None),
    published(ITEM_1, Row::NormativeDocuments, "行政规范性文件", DOCUMENTS_2021, DOCUMENT_TITLES_2021, None),
    published(ITEM_5, Row::Licences, "行政许可", &[Decisions], DECIDED, None),
    published(ITEM_6, Row::Penalties, "行政处罚", &[Decisions], DECIDED, None),
    published(ITEM_6, Row::CoerciveMeasures, "行政强制", &[Decisions], DECIDED, None),
    published(ITEM_8, Row::Charges, "行政事业性收费", &[Amount], CHARGED, Some(Unit::TenThousand)),
];

const HANDLED: &str = "三、本年度办理结果";
const REFUSED: &str = "（三）不予公开";
const UNABLE: &str = "（四）无法提供";
const UNHANDLED: &str = "（五）不予处理";
const OTHERWISE: &str = "（六）其他处理";

const RECEIVED: RowForm = request("", Row::Received, "一、", "本年新收政府信息公开申请数量");
const CARRIED_IN: RowForm = request("", Row::CarriedIn, "二、", "上年结转政府信息公开申请数量");
const DISCLOSED: RowForm = request(HANDLED, Row::Disclosed, "（一）", "予以公开");
const PARTLY: RowForm =
    request(HANDLED, Row::PartlyDisclosed, "（二）", "部分公开（区分处理的，只计这一情形，不计其他情形）");
const SECRET: RowForm = request(REFUSED, Row::StateSecret, "1.", "属于国家秘密");
const FORBIDDEN: RowForm = request(REFUSED, Row::ForbiddenByLaw, "2.", "其他法律行政法规禁止公开");
const SAFETIES: RowForm = request(REFUSED, Row::ThreeSafeties, "3.", "危及“三安全一稳定”");
const THIRD: RowForm = request(REFUSED, Row::ThirdParty, "4.", "保护第三方合法权益");
const INTERNAL: RowForm = request(REFUSED, Row::InternalAffairs, "5.", "属于三类内部事务信息");
const PROCESS: RowForm = request(REFUSED, Row::ProcessInformation, "6.", "属于四类过程性信息");
const ENFORCEMENT: RowForm = request(REFUSED, Row::EnforcementFile, "7.", "属于行政执法案卷");
const QUERY: RowForm = request(REFUSED, Row::AdministrativeQuery, "8.", "属于行政查询事项");
const NOT_HELD: RowForm = request(UNABLE, Row::NotHeld, "1.", "本机关不掌握相关政府信息");
const NOT_READY: RowForm = request(UNABLE, Row::NotReady, "2.", "没有现成信息需要另行制作");
const UNCLEAR: RowForm = request(UNABLE, Row::StillUnclear, "3.", "补正后申请内容仍不明确");
const PETITION: RowForm = request(UNHANDLED, Row::Petition, "1.", "信访举报投诉类申请");
const REPEATED: RowForm = request(UNHANDLED, Row::Repeated, "2.", "重复申请");
const PUBLICATION: RowForm = request(UNHANDLED, Row::Publication, "3.", "要求提供公开出版物");
const EXCESSIVE: RowForm = request(UNHANDLED, Row::Excessive, "4.", "无正当理由大量反复申请");
const RECONFIRMATION: RowForm = request(UNHANDLED, Row::Reconfirmation, "5.", "要求行政机关确认或重新出具已获取信息");
const OTHER_HANDLING: RowForm = request(HANDLED, Row::OtherHandling, "（六）", "其他处理");
const NOT_SUPPLEMENTED: RowForm =
    request(OTHERWISE, Row::NotSupplemented, "1.", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请");
const FEE_UNPAID: RowForm =
    request(OTHERWISE, Row::FeeUnpaid, "2.", "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请");
const OTHER_REASON: RowForm = request(OTHERWISE, Row::OtherReason, "3.", "其他");
const CLOSED: RowForm = request(HANDLED, Row::Closed, "（七）", "总计");
const CARRIED_OUT: RowForm = request("", Row::CarriedOut, "四、", "结转下年度继续办理");

const REQUESTS_2019: &[RowForm] = &[
    RECEIVED,
    CARRIED_IN,
    DISCLOSED,
    PARTLY,
    SECRET,
    FORBIDDEN,
    SAFETIES,
    THIRD,
    INTERNAL,
    PROCESS,
    ENFORCEMENT,
    QUERY,
    NOT_HELD,
    NOT_READY,
    UNCLEAR,
    PETITION,
    REPEATED,
    PUBLICATION,
    EXCESSIVE,
    RECONFIRMATION,
    OTHER_HANDLING,
    CLOSED,
    CARRIED_OUT,
];

const REQUESTS_2021: &[RowForm] = &[
    RECEIVED,
    CARRIED_IN,
    DISCLOSED,
    PARTLY,
    SECRET,
    FORBIDDEN,
    SAFETIES,
    THIRD,
    INTERNAL,
    PROCESS,
    ENFORCEMENT,
    QUERY,
    NOT_HELD,
    NOT_READY,
    UNCLEAR,
    PETITION,
    REPEATED,
    PUBLICATION,
    EXCESSIVE,
    RECONFIRMATION,
    NOT_SUPPLEMENTED,
    FEE_UNPAID,
    OTHER_REASON,
    CLOSED,
    CARRIED_OUT,
];

const DISPUTES: &[RowForm] = &[
    dispute("行政复议", Row::Reconsideration, "行政复议"),
    dispute("行政诉讼", Row::LitigationDirect, "未经复议直接起诉"),
    dispute("行政诉讼", Row::LitigationAfter, "复议后起诉"),
];

static TABLES_2019: [TableForm; 3] = tables(PUBLISHED_2019, REQUESTS_2019);
static TABLES_2021: [TableForm; 3] = tables(PUBLISHED_2021, REQUESTS_2021);

const fn tables(published: &'static [RowForm], requests: &'static [RowForm]) -> [TableForm; 3] {
    [
        TableForm { table: Table::Published, rows: published },
        TableForm { table: Table::Requests, rows: requests },
        TableForm { table: Table::Disputes, rows: DISPUTES },
    ]
}
