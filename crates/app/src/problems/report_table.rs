//! The rows on annual reports.

use super::Row;
use super::table::row;

pub(super) const ROWS: &[Row] = &[
    row("report_year_unknown", 422, "没有这个年度的报告；统一的报告格式从 2019 年度开始。", "请核对年度。"),
    row(
        "report_locked",
        409,
        "报告已经上报或者定稿，不能修改。",
        "需要修改的，请由监管员退回；已经发布的，请使用“更正”。",
    ),
    row("report_exists", 409, "这个机关这一年度已经有报告。", "请在报告列表中打开。"),
    row("report_wrong_state", 409, "报告现在的状态不能做这个操作。", "请刷新页面，查看当前可以做的操作。"),
    row("report_has_errors", 409, "检查还有错误。", "请先改正“检查结果”中的错误。"),
    row("report_unexplained", 409, "有与上一年报告不一致的数字还没有说明。", "请在“检查结果”中写明原因。"),
    row("report_unwritten", 409, "报告还没有填完。", "请填写空白的单元格，补写文字中“【】”标出的内容。"),
    row("report_own_work", 409, "不能审核自己上报的报告。", "请由其他监管员审核。"),
    row("report_no_note", 422, "请写明理由。", ""),
    row("report_bad_count", 422, "应为不小于 0 的整数。", ""),
    row("report_bad_change", 422, "应为整数；减少的在前面写“-”。", ""),
    row("report_bad_amount", 422, "金额不能小于 0，可以有小数；不按标明的单位填写的，请写上单位，例如 3.5万元。", ""),
    row("report_source_missing", 422, "请写明数据来源，例如“市司法局行政执法统计系统”。", ""),
    row("report_unknown_figure", 422, "没有名为“{name}”的数据，请从列表中选用，并检查括号是否成对。", ""),
    row("report_unreadable", 422, "读取文件没有成功（{reason}）。", ""),
    row("report_other_year", 422, "文件不是 {year} 年度的报告。", "请核对年度和文件。"),
    row(
        "report_bad_row",
        422,
        "第 {row} 行“{key}”的数字不对，或者不是可以导入的单元格。",
        "没有导入任何数据，请改正后重新导入。",
    ),
];
