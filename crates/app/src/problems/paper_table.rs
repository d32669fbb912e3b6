//! The rows on applicants' particulars, fees, wording, mails and disputes.

use super::Row;
use super::table::row;

pub(super) const ROWS: &[Row] = &[
    row("id_empty", 422, "请填写证件号码。", ""),
    row("id_length", 422, "居民身份证号码应为 18 位，现在是 {found} 位。", ""),
    row("id_old", 422, "15 位的第一代居民身份证已经停用，请填写 18 位号码。", ""),
    row("id_character", 422, "居民身份证号码只能是数字，最后一位可以是 X。", ""),
    row("id_place_or_birthday", 422, "居民身份证号码中的地区或者出生日期不对，请核对。", ""),
    row("id_check", 422, "居民身份证号码的校验位不对，请核对。", ""),
    row("id_form", 422, "证件号码的格式与所选证件不符，请核对。", ""),
    row("bad_telephone", 422, "电话号码不对，请填写手机号码，或者带区号的固定电话。", ""),
    row("bad_email", 422, "电子邮箱不对，应为 name@example.com 这样的形式。", ""),
    row("bad_postal_code", 422, "邮政编码应为 6 位数字。", ""),
    row("fee_nothing", 422, "没有可以计费的件数或者页数。", ""),
    row("fee_too_many", 422, "件数或者页数过大，请核对。", ""),
    row("fee_more_public", 422, "已公开的页数不能多于总页数。", ""),
    row("wording_unknown", 422, "没有名为“{name}”的占位内容，请从列表中选用。", ""),
    row("wording_broken", 422, "第 {line} 行的占位写法不完整，请检查花括号是否成对。", ""),
    row("mail_not_open", 409, "这封邮件不需要处理。", "请刷新页面查看邮件当前状态。"),
    row("dispute_filed", 422, "已经登记过申请或者起诉。", ""),
    row("dispute_not_filed", 422, "还没有登记申请或者起诉。", ""),
    row("dispute_accepted", 422, "已经登记过受理。", ""),
    row("dispute_not_accepted", 422, "还没有登记受理。", ""),
    row("dispute_decided", 422, "已经有决定或者判决，不能再登记这一项。", ""),
    row("dispute_not_decided", 422, "还没有判决，不能登记上诉。", ""),
    row("dispute_no_outcome", 422, "请选择决定或者判决的结果。", ""),
    row("dispute_not_extendable", 422, "只有适用普通程序的行政复议可以延长一次审理期限。", ""),
    row("dispute_not_appealable", 422, "行政复议没有上诉，行政诉讼只能上诉一次。", ""),
    row("dispute_before_earlier", 422, "日期早于前一项记录，请核对。", ""),
    row("dispute_future", 422, "日期不能晚于今天。", ""),
    row("dispute_redo_days", 422, "重新答复的期限应在 1 至 250 个工作日之间。", ""),
    row("dispute_redo_outcome", 422, "只有“结果纠正”才会责令重新答复。", "没有责令重新答复的，请不要填写期限。"),
    row(
        "dispute_request_unknown",
        422,
        "没有找到这件申请，或者它不属于所选的机关。",
        "请核对登记号，或者改为用文字写明争议事项。",
    ),
];
