//! The rows of the problem table for applications: the faults of the form, and what may not be done with a case.

use super::Row;
use super::table::row;

pub(super) const ROWS: &[Row] = &[
    row("application_identity_length", 422, "证件号码的位数不对，居民身份证号码应为 18 位。", ""),
    row("application_identity_check", 422, "证件号码有误，请对照证件逐位核对。", ""),
    row("application_document_number", 422, "证件号码的写法与所选证件不符，请核对号码，或者改选“其他”证件。", ""),
    row("application_organisation_code", 422, "统一社会信用代码有误，请对照证照逐位核对。", ""),
    row("application_phone", 422, "电话号码有误，请填写手机号码或者带区号的固定电话。", ""),
    row("application_postcode", 422, "邮政编码有误，国内为 6 位数字。", ""),
    row("application_email", 422, "电子邮箱地址有误，应为 name@example.com 这样的形式。", ""),
    row("application_no_contact", 422, "请至少填写电话、通信地址、电子邮箱中的一项，以便联系您。", ""),
    row("application_no_matter", 422, "请写明所需信息的名称、文号，或者便于查询的其他特征。", ""),
    row("application_delivery_address", 422, "选择邮寄的，请填写通信地址。", ""),
    row("application_delivery_email", 422, "选择电子邮件的，请填写电子邮箱地址。", ""),
    row("application_delivery_fax", 422, "选择传真的，请填写传真号码。", ""),
    row("application_too_many_joint", 422, "共同申请人最多 {max} 人。", ""),
    row("request_arrival_ahead", 422, "来件日期不能晚于今天。", ""),
    row("request_too_many_files", 422, "附件太多，最多 {max} 个。", "请合并后上传，或者在提交后另行邮寄。"),
    row("request_agency_closed", 422, "这个机构现在不受理申请。", "请从列表中选择其他机构。"),
    row(
        "request_code_wrong",
        404,
        "登记号或者查询码不对。",
        "请对照接收回执核对；遗失查询码的，请持身份证明到受理机构查询。",
    ),
    row("request_draft_gone", 404, "没有找到这份草稿。", "请核对草稿编号；过期的草稿已经清除，请重新填写。"),
    row("request_draft_too_long", 422, "草稿内容太长。", "请把较长的材料作为附件提交。"),
    row("request_erased", 410, "这件申请的个人信息和内容已按保存期限清除。", "登记号、期限和办理结果仍可查看。"),
];
