//! The kinds of jobs, named apart from the workers so that use cases can ask for work without knowing who does it.

/// Brings the index in line for one item.
pub const INDEX_ITEM: &str = "index_item";
/// Takes the text out of one attachment.
pub const EXTRACT_TEXT: &str = "extract_text";
/// Publishes an item whose scheduled time has come.
pub const PUBLISH_DUE: &str = "publish_due";
/// Sends one mail.
pub const SEND_MAIL: &str = "send_mail";
/// Blacks out a file of a case.
pub const REDACT: &str = "redact";
/// Computes the limits of all open cases and disputes anew after the calendar changed.
pub const RECOMPUTE: &str = "recompute";

/// Every kind with its name for people.
pub const KINDS: &[(&str, &str)] = &[
    (INDEX_ITEM, "更新检索"),
    (EXTRACT_TEXT, "提取附件文字"),
    (PUBLISH_DUE, "定时发布"),
    (SEND_MAIL, "发送邮件"),
    (REDACT, "涂黑文件"),
    (RECOMPUTE, "重算办理期限"),
];
