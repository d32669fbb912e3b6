//! The names of what the audit log records. A test looks through the use cases for verbs that lack one.

use domain::identity::Action;

/// Verb and name, in the order in which the filter offers them.
pub const ACTIONS: &[(&str, &str)] = &[
    ("item.create", "新建信息"),
    ("item.edit", "编辑信息"),
    ("item.upload", "上传附件"),
    ("item.check_reasons", "说明检查提醒"),
    ("item.submit", "送审"),
    ("item.take_back", "撤回送审"),
    ("item.approve", "审核通过"),
    ("item.return", "退回"),
    ("item.pass_secrecy", "保密审查通过"),
    ("item.refuse_secrecy", "保密审查不通过"),
    ("item.schedule", "定时发布"),
    ("item.unschedule", "取消定时"),
    ("item.publish", "发布"),
    ("item.publish_urgent", "紧急发布"),
    ("item.confirm_urgent", "补审紧急发布"),
    ("item.withdraw", "撤回已公开信息"),
    ("item.discard", "放弃草稿"),
    ("item.import", "开始批量导入"),
    ("item.import_done", "批量导入结束"),
    ("item.import_draft", "导入为草稿"),
    ("item.import_published", "导入已公开信息"),
    ("request.submit", "登记申请"),
    ("request.act", "办理申请"),
    ("request.view_personal", "查看申请人信息"),
    ("request.split", "分出事项"),
    ("request.view_file", "查看申请件材料"),
    ("request.redact", "涂黑文件"),
    ("letter.wording", "修改文书模板"),
    ("letter.wording_reset", "恢复文书模板"),
    ("mail.wording", "修改邮件模板"),
    ("mail.wording_reset", "恢复邮件模板"),
    ("mail.decide", "处理未送达的邮件"),
    ("mail.password", "设置发信口令"),
    ("letter.save", "保存文书草稿"),
    ("letter.restore", "恢复文书模板正文"),
    ("letter.issue", "发出文书"),
    ("letter.fetch", "申请人下载文书"),
    ("request.view_reply", "申请人查看答复"),
    ("request.fetch_file", "申请人下载答复文件"),
    ("request.reissue_code", "补发查询码"),
    ("request.rate", "申请人评价"),
    ("request.propose_publication", "拟稿转为主动公开"),
    ("request.decline_publication", "决定不转为主动公开"),
    ("request.erase", "清除申请人信息"),
    ("request.recompute", "重算办理期限"),
    ("site_error.send", "网民找错留言"),
    ("site_error.transfer", "转办找错留言"),
    ("site_error.answer", "答复找错留言"),
    ("site_error.close", "办结找错留言"),
    ("site_error.view_contact", "查看留言人联系方式"),
    ("site_error.erase", "清除留言人联系方式"),
    ("opinion.settle", "处理信息评价"),
    ("dispute.create", "登记复议或者诉讼"),
    ("dispute.view", "查看复议或者诉讼"),
    ("dispute.filed", "登记复议申请或者起诉"),
    ("dispute.accepted", "登记复议、诉讼受理"),
    ("dispute.extended", "登记复议延期"),
    ("dispute.hearing", "登记听证或者开庭"),
    ("dispute.decided", "登记复议决定或者判决"),
    ("dispute.appealed", "登记上诉"),
    ("report.open", "建立年度报告"),
    ("report.import", "导入已发布的年度报告"),
    ("report.type", "填写年度报告数据"),
    ("report.import_figures", "导入年度报告数据"),
    ("report.text", "修改年度报告文字"),
    ("report.explain", "说明年度报告检查结果"),
    ("report.recompute", "重新计算年度报告"),
    ("report.remind", "催报年度报告"),
    ("report.hand_in", "上报年度报告"),
    ("report.send_back", "退回年度报告"),
    ("report.accept", "审核通过年度报告"),
    ("report.seal", "年度报告定稿"),
    ("report.publish", "发布年度报告"),
    ("report.correct", "更正年度报告"),
    ("keys.rotate_begin", "开始更换主密钥"),
    ("keys.rotate", "更换主密钥"),
    ("agency.create", "新增机构"),
    ("agency.update", "修改机构资料"),
    ("agency.update_guide", "修改公开指南"),
    ("agency.renamed", "机构更名"),
    ("agency.moved", "调整机构隶属"),
    ("agency.merged", "合并机构"),
    ("agency.closed", "撤销机构"),
    ("site.create", "新增站点"),
    ("site.update", "修改站点"),
    ("theme.begin", "新建界面草稿"),
    ("theme.change", "修改界面文件"),
    ("theme.apply", "使用界面"),
    ("theme.built_in", "恢复自带界面"),
    ("theme.discard", "删除界面草稿"),
    ("section.create", "新增栏目"),
    ("section.update", "修改栏目"),
    ("section.move", "移动栏目"),
    ("section.close", "关闭栏目"),
    ("section.reopen", "重新开放栏目"),
    ("topic.create", "新增专题"),
    ("topic.update", "修改专题"),
    ("topic.close", "关闭专题"),
    ("topic.reopen", "重新开放专题"),
    ("reading_point.create", "新增查阅点"),
    ("reading_point.update", "修改查阅点"),
    ("reading_point.remove", "删除查阅点"),
    ("kind.define", "定义信息类型"),
    ("kind.change", "修改信息类型"),
    ("kind.close", "关闭信息类型"),
    ("kind.reopen", "重新开放信息类型"),
    ("word.save", "修改词库"),
    ("word.restore_defaults", "恢复默认词库"),
    ("calendar.load_days", "导入工作日历"),
    ("calendar.remove_day", "删除导入的日期"),
    ("setting.change", "修改设置"),
    ("identity.create_account", "建立账号"),
    ("identity.rename_account", "修改姓名"),
    ("identity.move_account", "调动账号"),
    ("identity.disable_account", "停用账号"),
    ("identity.enable_account", "启用账号"),
    ("identity.grant_role", "授予角色"),
    ("identity.revoke_role", "收回角色"),
    ("identity.create_deputy", "指定代理人"),
    ("identity.end_deputy", "结束代理"),
    ("identity.sign_in", "登录"),
    ("identity.sign_in_failed", "登录失败"),
    ("identity.second_factor", "输入动态码"),
    ("identity.sign_out", "退出登录"),
    ("identity.session_expired", "超时退出"),
    ("identity.end_session", "强制退出"),
    ("identity.locked", "账号锁定"),
    ("identity.unlock", "解除锁定"),
    ("identity.set_reminder", "设置工作提醒"),
    ("identity.change_password", "修改口令"),
    ("identity.reset_password", "重置口令"),
    ("identity.bind_factor", "绑定动态码"),
    ("identity.unbind_factor", "解除动态码"),
    ("job.retry", "重试后台任务"),
    ("audit.verify", "核对审计日志"),
    ("audit.export", "导出审计日志"),
    ("installation.backup", "备份"),
    ("demo.load", "载入演示数据"),
];

/// Kinds of records that rows are about, with their names.
pub const SUBJECTS: &[(&str, &str)] = &[
    ("item", "信息"),
    ("request", "申请"),
    ("dispute", "复议和诉讼"),
    ("report", "年度报告"),
    ("site_error", "找错留言"),
    ("opinion", "信息评价"),
    ("account", "用户"),
    ("agency", "机构"),
    ("site", "站点"),
    ("section", "栏目"),
    ("topic", "专题"),
    ("theme", "网站界面"),
    ("reading_point", "查阅点"),
    ("kind", "信息类型"),
    ("word", "词条"),
    ("calendar", "工作日历"),
    ("setting", "设置"),
    ("job", "后台任务"),
    ("import", "批量导入"),
    ("audit", "审计日志"),
    ("letter_template", "文书模板"),
    ("mail_template", "邮件模板"),
];

/// The name of a verb; the verb itself where it has none.
#[must_use]
pub fn action(code: &str) -> &str {
    ACTIONS.iter().find(|(known, _)| *known == code).map_or(code, |(_, label)| label)
}

/// The name of a kind of record.
#[must_use]
pub fn subject(kind: &str) -> &str {
    SUBJECTS.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, label)| label)
}

/// The page of a record, where it has one, and what lets a person open it.
#[must_use]
pub fn page_of(kind: &str, id: &str) -> Option<(String, &'static [Action])> {
    id.parse::<i64>().ok()?;
    let (path, may): (&str, &[Action]) = match kind {
        "item" => ("items", &[Action::ItemView]),
        "request" => ("requests", &[Action::RequestView]),
        "dispute" => ("disputes", &[Action::DisputeView]),
        "report" => ("reports", &[Action::ReportView]),
        "site_error" => ("site-errors", &[Action::VoiceView]),
        "account" => ("users", &[Action::UserView]),
        "agency" => ("agencies", &[Action::AgencyManage]),
        _ => return None,
    };
    Some((format!("/console/{path}/{id}"), may))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::{ACTIONS, SUBJECTS};

    /// Strings of the same shape that are no verbs: keys of settings and of what the installation knows of itself.
    const OTHERS: &[&str] = &[
        "calendar.region",
        "installation.data",
        "installation.finding_key",
        "installation.key_probe",
        "installation.key_rotation",
        "installation.key_version",
        "report.agency_due",
        "report.government_due",
        "report.remind_days",
        "dispute.matter",
        "dispute.note",
    ];

    fn read(folder: &Path, texts: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                read(&path, texts);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    fn is_verb(text: &str) -> bool {
        let rooms = SUBJECTS.iter().map(|(kind, _)| *kind).chain(["identity", "installation", "demo"]);
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        text.split_once('.').is_some_and(|(room, deed)| rooms.clone().any(|one| one == room) && plain(deed))
    }

    #[test]
    fn every_verb_of_the_use_cases_has_a_name() {
        let mut texts = Vec::new();
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src"), &mut texts);
        let literals = texts.iter().flat_map(|text| text.split('"').skip(1).step_by(2));
        let verbs: BTreeSet<&str> = literals.filter(|text| is_verb(text) && !OTHERS.contains(text)).collect();
        assert!(verbs.len() > 40, "{verbs:?}");
        let nameless: Vec<&&str> = verbs.iter().filter(|verb| !ACTIONS.iter().any(|(code, _)| code == *verb)).collect();
        assert!(nameless.is_empty(), "no name for {nameless:?}");
    }
}
