//! The rows of the problem table, by room. Each code once; sentences in plain Chinese.

use super::Row;

pub(super) const fn row(code: &'static str, status: u16, sentence: &'static str, advice: &'static str) -> Row {
    Row { code, status, sentence, advice }
}

/// Every table.
pub(super) const TABLES: &[&[Row]] =
    &[GENERAL, WORKFLOW, ITEM, super::identity_table::ROWS, super::installation_table::ROWS, super::request_table::ROWS];

const GENERAL: &[Row] = &[
    row("internal", 500, "系统出错，操作没有完成。", "请稍后再试；如果仍然出错，请把出错时间告诉系统管理员。"),
    row("not_found", 404, "没有找到您要的内容。", "它可能已被撤回或者地址有误，请从列表重新进入。"),
    row("not_allowed", 403, "您没有“{action}”的权限。", "如果工作需要，请联系安全管理员授权。"),
    row("sign_in_needed", 401, "请先登录。", "登录后会回到刚才的页面。"),
    row(
        "changed_meanwhile",
        409,
        "在您操作期间，其他人已经修改了这条记录。",
        "您填写的内容还在本页，请核对最新内容后再保存。",
    ),
    row("form_invalid", 422, "有内容需要修改，见下面的说明。", "改好后重新提交，其他已填写的内容都还在。"),
    row("password_repeat_differs", 422, "两次输入的新口令不一样。", "请重新输入。"),
    row("required", 422, "请填写这一项。", ""),
    row("too_long", 422, "最多 {max} 个字。", ""),
    row("bad_date", 422, "日期不对，请写成 2026-01-31 这样的形式。", ""),
    row("bad_moment", 422, "时间不对，请写成 2026-01-31 09:30 这样的形式。", ""),
    row("bad_number", 422, "请填写数字。", ""),
    row("bad_choice", 422, "请从列表中选择一项。", ""),
    row("bad_link", 422, "网址不对，应以 https:// 或者 http:// 开头。", ""),
    row("slug_taken", 422, "这个英文标识已被使用，请换一个。", ""),
    row("slug_bad", 422, "英文标识只能用小写字母、数字和连字符，以字母开头，最多 60 个字符。", ""),
    row("bad_request", 400, "提交的内容无法识别。", "请返回上一页重新提交。"),
    row("method_refused", 405, "这个地址不支持这种操作。", "请从页面上的链接或者按钮进入。"),
    row("body_too_large", 413, "提交的内容太大。", "请分成几次提交，或者把内容放在附件里。"),
    row("origin_refused", 403, "这次提交不是从本系统页面发出的，已被拒绝。", "请从本系统页面重新操作。"),
    row("token_expired", 403, "页面停留太久，已经失效。", "您填写的内容还在，请再提交一次。"),
    row("too_many_requests", 429, "操作太频繁。", "请过 {seconds} 秒再试。"),
    row("upload_too_large", 413, "文件太大，最大 {max} MB。", "请压缩或者拆分后再上传。"),
];

const WORKFLOW: &[Row] = &[
    row("workflow_wrong_state", 409, "这条信息现在是“{state}”，不能做这个操作。", "请刷新页面，查看当前可以做的操作。"),
    row("workflow_own_submission", 403, "不能审核、发布自己送审的信息。", "请由其他有权限的人处理。"),
    row("workflow_own_urgent", 403, "紧急发布不能由发布人本人补审。", "请由其他有权限的人补审。"),
    row("workflow_not_submitter", 403, "只有送审人可以撤回送审。", "如果需要修改，请由审核人退回。"),
    row("workflow_reason_missing", 422, "请填写理由。", "理由会记录在案，并告诉相关人员。"),
    row(
        "workflow_conclusion_missing",
        422,
        "请填写保密审查结论。",
        "按照“先审查、后公开”的要求，每条信息都要有审查结论。",
    ),
    row(
        "workflow_findings_open",
        409,
        "发布前检查还有 {count} 个问题没有处理。",
        "请改正错误，或者对提醒逐条说明理由。",
    ),
    row(
        "workflow_not_proactive",
        409,
        "这条信息的公开属性不是“主动公开”，不能发布到网站。",
        "如果情况变化，请修改公开属性后重新送审。",
    ),
    row("workflow_time_passed", 422, "定时发布的时间已经过去。", "请选择以后的时间。"),
    row("workflow_too_early", 409, "还没有到定时发布的时间。", "到时系统会自动发布。"),
    row("workflow_not_live", 409, "这条信息没有公开，不需要撤回。", "请刷新页面查看当前状态。"),
    row("workflow_nothing_to_confirm", 409, "这条信息没有等待补审的紧急发布。", "请刷新页面查看当前状态。"),
];

const ITEM: &[Row] = &[
    row(
        "item_locked",
        423,
        "{name}正在编辑这条信息，{until}前其他人只能查看。",
        "请等对方编辑完，或者请对方退出编辑。",
    ),
    row("item_kind_unknown", 422, "没有这种信息类型。", "请从列表中选择。"),
    row("item_section_closed", 422, "这个栏目已经关闭，不能放入信息。", "请选择其他栏目。"),
    row("item_agency_closed", 422, "这个机构已经合并或者撤销，不能作为发布机构。", "请选择现在的机构。"),
    row("item_under_way", 409, "这条信息正在“{state}”，现在不能修改。", "请先撤回送审，或者等审核人退回。"),
    row("openness_ground_missing", 422, "“不予公开”必须选择法定依据。", ""),
    row("openness_ground_without_need", 422, "“主动公开”不需要选择不公开的依据。", ""),
    row("document_number_bad", 422, "文号不规范，应写成“某府发〔2026〕1号”这样的形式。", ""),
    row("effective_before_formed", 422, "实施日期不能早于成文日期。", ""),
    row("relation_bad", 422, "关联的信息不存在，或者就是这条信息本身。", ""),
    row("attachment_unknown", 422, "附件不存在或者不属于这条信息。", "请重新上传。"),
    row("file_empty", 422, "文件“{name}”是空的。", "请检查后重新上传。"),
    row("file_too_large", 413, "文件“{name}”太大，最大 {max} MB。", "请压缩或者拆分后再上传。"),
    row("file_executable", 422, "文件“{name}”是程序，不能上传。", "请上传文档、表格、图片或者压缩包。"),
    row("file_script", 422, "文件“{name}”含有脚本，不能上传。", "请去掉脚本，或者另存为普通文档后上传。"),
    row("file_encrypted", 422, "文件“{name}”有密码，系统无法检查。", "请去掉密码后上传。"),
    row(
        "file_unknown",
        422,
        "不认识文件“{name}”的格式。",
        "可以上传 PDF、Word、Excel、PPT、OFD、文本、图片、视频或者压缩包。",
    ),
    row("file_broken", 422, "文件“{name}”已损坏，无法打开。", "请重新导出后上传。"),
    row("file_svg", 422, "文件“{name}”是 SVG 图片，可能含有脚本，不能上传。", "请另存为 PNG 或者 JPEG 后上传。"),
    row("file_macros", 422, "文件“{name}”含有宏，不能上传。", "请另存为不带宏的格式后上传。"),
    row("file_name_mismatch", 422, "文件“{name}”的内容和扩展名不一致。", "请用原来的软件打开并另存为正确的格式。"),
    row("file_name_unsafe", 422, "文件名“{name}”含有不能使用的字符。", "请改名后上传。"),
    row("file_unsupported", 422, "文件“{name}”的格式不能上传。", "请转换为 PDF、Word、Excel 或者图片后上传。"),
    row("file_zip_bomb", 422, "文件“{name}”解开后异常庞大，可能有害，已被拒绝。", "请用原来的软件重新生成后上传。"),
    row("file_too_many_entries", 422, "文件“{name}”里的文件太多，无法逐个检查。", "请减少文件数量或者分开上传。"),
    row("file_too_deep", 422, "文件“{name}”嵌套层数太多，无法检查。", "请解开后分别上传。"),
    row("file_unsafe_path", 422, "文件“{name}”含有越界的路径，可能有害，已被拒绝。", "请重新压缩后上传。"),
    row("file_dtd", 422, "文件“{name}”的结构异常，可能有害，已被拒绝。", "请用原来的软件重新生成后上传。"),
    row("file_encoding", 422, "文件“{name}”的文字编码无法识别。", "请另存为 UTF-8 编码后上传。"),
    row("file_timeout", 422, "检查文件“{name}”用时太长，已停止。", "请拆成几个较小的文件，或者重新导出后上传。"),
    row("file_out_of_memory", 422, "文件“{name}”太复杂，无法检查。", "请拆成几个较小的文件，或者重新导出后上传。"),
    row("file_parser_crashed", 422, "文件“{name}”无法检查，可能已损坏。", "请用原来的软件重新生成后上传。"),
    row("file_parser_unavailable", 500, "现在无法检查文件“{name}”。", "请稍后再试；如果仍然出错，请告诉系统管理员。"),
    row("picture_needed", 422, "“{name}”不是图片。", "正文中只能插入 PNG、JPEG、GIF、WebP 图片。"),
    row(
        "item_withdrawn",
        410,
        "这条信息已于 {date} 撤回，不再公开。",
        "可以用站内检索查找其他信息，或者向发布机构咨询。",
    ),
    row("body_too_long", 422, "正文太长，最多约六十万字。", "请拆成几条信息，或者把附表作为附件上传。"),
    row("job_not_dead", 409, "这个任务没有失败，不需要重试。", "请刷新页面查看任务当前状态。"),
    row("demo_not_empty", 409, "这个数据文件夹里已经有机构，不能再生成演示城市。", "请换一个空的数据文件夹。"),
    row("import_order_missing", 422, "作为已发布信息导入，必须写明是谁决定的。", "请填写批准依据，它会记入审计日志。"),
    row("import_format", 422, "不认识这种表格文件。", "可以导入 CSV、XLSX 和 JSONL（每行一个 JSON 对象）文件。"),
    row("import_unreadable", 422, "表格无法读取：{reason}。", "请检查文件，或者另存为 UTF-8 编码的 CSV 后再试。"),
    row("import_column_unknown", 422, "没有名为“{name}”的列或者字段。", "请核对字段对应关系。"),
    row("import_done", 409, "这个文件已经在 {at} 导入过（批次 {run}）。", "如果内容有变化，请先修改文件再导入。"),
    row("merge_needs_target", 422, "请选择并入的机构。", ""),
];
