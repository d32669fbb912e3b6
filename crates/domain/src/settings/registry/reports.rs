//! Settings of annual reports.

use super::{Group, Kind, Setting, Source, days};

pub(super) const REPORTS: &[Setting] = &[
    Setting {
        key: "report.agency_due",
        group: Group::Reports,
        label: "部门年度报告的期限",
        help: "部门每年在这一天以前报送并公布上一年度的报告，写成“月-日”。",
        kind: Kind::MonthDay,
        default: "01-31",
        source: Source::Law("《条例》第四十九条"),
    },
    Setting {
        key: "report.government_due",
        group: Group::Reports,
        label: "政府年度报告的期限",
        help: "政府的年度报告每年在这一天以前公布，写成“月-日”。",
        kind: Kind::MonthDay,
        default: "03-31",
        source: Source::Law("《条例》第四十九条"),
    },
    Setting {
        key: "report.remind_days",
        group: Group::Reports,
        label: "年度报告提前提醒天数",
        help: "离期限还有多少天起，每个工作日提醒还没有上报的机关和还没有公布的政府报告，到期限后六十天为止。",
        kind: days(60),
        default: "15",
        source: Source::Own,
    },
];
