//! The rows of the problem table for what the public says of the site, and for programs that
//! ask by the interface.

use super::Row;
use super::table::row;

pub(super) const ROWS: &[Row] = &[
    row(
        "site_error_page",
        422,
        "这不是本网站的网址。",
        "请从浏览器的地址栏复制出错网页的网址，或者填写域名后面以“/”开头的部分。",
    ),
    row(
        "site_error_sent",
        409,
        "这份表单已经提交过，编号 {number}。",
        "现在的内容与那一条不同，还没有提交；确实要另外提交一条的，请再点一次“提交”。",
    ),
    row("site_error_contact", 422, "请填写手机号码、带区号的固定电话或者电子邮箱，也可以不填。", ""),
    row(
        "site_error_code_wrong",
        404,
        "找错留言编号或者查询码不对。",
        "请对照回执核对；查询码只在回执上显示，丢失后请重新提交。",
    ),
    row("site_error_closed", 409, "这条找错留言已经办结。", "还有问题的，请网民重新提交。"),
    row("site_error_answered", 409, "这条找错留言已经答复，不能再转办。", "请由答复的机构办结，或者更新答复。"),
    row("site_error_same_agency", 422, "这条找错留言现在就由这个机构办理。", "请选择其他机构。"),
    row("site_error_not_answered", 409, "还没有答复，不能办结。", "请先答复。"),
    row("site_error_correcting", 409, "最近的答复是“正在改正”，不能办结。", "改好以后请更新答复，再办结。"),
    row("site_error_contact_gone", 410, "这条找错留言没有联系方式，或者已按保存期限清除。", "找错留言和答复仍可查看。"),
    row("api_parameter", 400, "参数 {name} 不对，应为{wanted}。", "参数的写法见接口说明 /api/v1/openapi.json。"),
    row("opinion_done", 409, "这条评价已经处理。", "请刷新页面查看处理情况。"),
];
