//! The rows of the problem table for blacking out parts of files.

use super::Row;
use super::table::row;

pub(super) const ROWS: &[Row] = &[
    row("redact_unsupported", 422, "这种文件不能涂黑。", "请先转换为 PDF、PNG 或者 JPEG 文件。"),
    row("redact_find_needs_pdf", 422, "只有 PDF 文件可以查找文字。", "图片请直接在页面上框选。"),
    row("redact_under_way", 409, "正在生成涂黑后的文件，现在不能改动框。", "请等生成结束后再改。"),
    row("redact_ground_missing", 422, "请选择或者写明不公开的依据。", ""),
    row("redact_box_empty", 422, "框的宽和高应当大于 0。", ""),
    row("redact_box_outside", 422, "框超出了页面：各数应在 0 到 100 之间，左边加宽、上边加高不超过 100。", ""),
    row("redact_no_boxes", 422, "还没有标出要涂黑的地方。", "请先在页面上框出要涂黑的内容。"),
    row("redact_too_many_boxes", 422, "要涂黑的地方太多，最多 {limit} 处。", "请合并相邻的框，或者把文件拆开处理。"),
    row("redact_bad_box", 422, "第 {number} 个框的位置不对。", "请删除这个框后重新框选。"),
    row("redact_bad_ground", 422, "第 {number} 个框的依据不能使用，它最多六十个字，不能换行。", "请改写依据。"),
    row("redact_no_such_page", 422, "文件没有第 {page} 页，一共 {pages} 页。", "请核对页码。"),
    row("redact_too_many_pages", 422, "文件页数太多，最多 {limit} 页。", "请拆成几个较小的文件后分别处理。"),
    row("redact_page_too_large", 422, "第 {page} 页太大，无法处理。", "请缩小这一页，或者重新导出后再试。"),
    row("redact_result_too_large", 422, "涂黑后的文件太大。", "请拆成几个较小的文件后分别处理。"),
    row("redact_resolution", 422, "清晰度 {dpi} 不能使用，可以用 150 到 300。", "请改用这个范围内的数值。"),
    row("redact_font", 500, "系统的字体文件不能使用，无法印出涂黑的依据。", "请告诉系统管理员。"),
    row("redact_missing_glyphs", 422, "依据中的“{characters}”无法印出。", "请换用其他字。"),
    row("redact_unreadable", 422, "文件的结构异常，无法涂黑。", "请用原来的软件重新导出后再试。"),
];
