//! The navigation: one table of pages, in groups, each with the action that makes it of use. A page is shown to those
//! to whom some grant allows the action somewhere.

use std::sync::OnceLock;

use domain::identity::{Action, Place};
use domain::time::Moment;
use serde::Serialize;

use super::session::SignedIn;

/// One entry of the table.
struct Entry {
    label: &'static str,
    url: &'static str,
    icon: &'static str,
    /// Second key of the shortcut `g KEY`.
    key: Option<&'static str>,
    /// Any of these makes it of use; empty for everybody.
    needs: &'static [Action],
}

const fn entry(
    label: &'static str,
    url: &'static str,
    icon: &'static str,
    key: Option<&'static str>,
    needs: &'static [Action],
) -> Entry {
    Entry { label, url, icon, key, needs }
}

use Action as A;

/// Those who have a part in the way of an item.
const WAY: &[Action] = &[
    A::ItemEdit,
    A::ItemReview1,
    A::ItemReview2,
    A::ItemReview3,
    A::ItemSecrecyReview,
    A::ItemPublish,
    A::ItemConfirmUrgent,
];

const GROUPS: &[(&str, &[Entry])] = &[
    (
        "信息发布",
        &[
            entry("我的任务", "/console/tasks", "tasks", Some("t"), WAY),
            entry("信息管理", "/console/items", "items", Some("i"), &[A::ItemView]),
            entry("新建信息", "/console/items/new", "plus", Some("n"), &[A::ItemEdit]),
        ],
    ),
    (
        "依申请公开",
        &[
            entry("申请办理", "/console/requests", "request", Some("r"), &[A::RequestView, A::RequestContribute]),
            entry("登记申请", "/console/requests/new", "plus", None, &[A::RequestRegister]),
            entry("期限监督", "/console/requests/watch", "clock", None, &[A::RequestReassign]),
            entry("邮件", "/console/mails", "bell", None, &[A::MailDecide, A::JobView]),
            entry("文书和邮件模板", "/console/wordings", "print", None, &[A::WordingManage]),
            entry("服务情况", "/console/requests/service", "chart", None, &[A::RequestView]),
            entry("复议和诉讼", "/console/disputes", "audit", None, &[A::DisputeView]),
        ],
    ),
    (
        "公众意见",
        &[
            entry("网站找错", "/console/site-errors", "warning", Some("e"), &[A::VoiceView]),
            entry("找错监督", "/console/site-errors/watch", "clock", None, &[A::VoiceSupervise]),
            entry("信息评价", "/console/opinions", "review", None, &[A::VoiceView]),
            entry("访问统计", "/console/visits", "chart", Some("v"), &[A::VisitView]),
            entry("检索词", "/console/visits/words", "search", None, &[A::VisitView]),
        ],
    ),
    (
        "年度报告",
        &[
            entry("报告编制", "/console/reports", "chart", Some("y"), &[A::ReportView]),
            entry("检查报告文件", "/console/reports/check", "search", None, &[A::ReportView]),
        ],
    ),
    (
        "网站与机构",
        &[
            entry("栏目与专题", "/console/sites", "sections", Some("s"), &[A::SiteManage]),
            entry("信息类型", "/console/kinds", "table", None, &[A::KindManage]),
            entry("机构", "/console/agencies", "agencies", Some("a"), &[A::AgencyManage]),
            entry("词库", "/console/words", "words", Some("w"), &[A::WordListManage]),
        ],
    ),
    (
        "系统与安全",
        &[
            entry(
                "用户",
                "/console/users",
                "users",
                Some("u"),
                &[A::UserView, A::UserManage, A::RoleGrant, A::CredentialReset],
            ),
            entry("系统设置", "/console/settings", "settings", None, &[A::SettingsManage, A::SecuritySettingsManage]),
            entry("工作日历", "/console/calendar", "calendar", None, &[A::CalendarManage]),
            entry("后台任务", "/console/jobs", "jobs", Some("j"), &[A::JobView]),
            entry("审计日志", "/console/audit", "audit", None, &[A::AuditView]),
        ],
    ),
];

/// A group as the template shows it.
#[derive(Debug, Clone, Serialize)]
pub struct NavGroup {
    pub label: &'static str,
    pub items: Vec<NavItem>,
}

/// An entry as the template shows it.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    pub label: &'static str,
    pub url: &'static str,
    pub icon: &'static str,
    pub current: bool,
    pub count: Option<i64>,
    pub key: Option<&'static str>,
}

/// The navigation of somebody at a path.
#[must_use]
pub fn of(signed: &SignedIn, now: Moment) -> Vec<NavGroup> {
    let current = longest_match(&signed.path);
    let groups = GROUPS.iter().map(|(label, entries)| {
        let shown = entries.iter().filter(|e| exists(e.url) && is_of_use(e, signed, now));
        let items = shown.map(|e| NavItem {
            label: e.label,
            url: e.url,
            icon: e.icon,
            current: Some(e.url) == current,
            count: None,
            key: e.key,
        });
        NavGroup { label, items: items.collect() }
    });
    groups.filter(|group| !group.items.is_empty()).collect()
}

/// Whether the console has the page: an entry whose area is not there yet is not shown.
fn exists(url: &str) -> bool {
    static PATHS: OnceLock<Vec<&'static str>> = OnceLock::new();
    PATHS.get_or_init(|| super::routes().iter().map(|route| route.spec.path).collect()).contains(&url)
}

fn is_of_use(entry: &Entry, signed: &SignedIn, now: Moment) -> bool {
    let helps = |action: Action| match action {
        // What there is once for the whole installation is of no use to who reaches a part of it.
        A::KindManage
        | A::WordListManage
        | A::SettingsManage
        | A::SecuritySettingsManage
        | A::CalendarManage
        | A::JobView => signed.caller.can(action, &Place::installation(), now),
        _ => signed.caller.can_somewhere(action, now),
    };
    entry.needs.is_empty() || entry.needs.iter().any(|action| helps(*action))
}

/// The entry under whose address the path lies; `/console/items/new` is not also `/console/items`.
fn longest_match(path: &str) -> Option<&'static str> {
    let urls = GROUPS.iter().flat_map(|(_, entries)| entries.iter().map(|e| e.url));
    let under = urls.filter(|url| path == *url || path.strip_prefix(url).is_some_and(|rest| rest.starts_with('/')));
    under.max_by_key(|url| url.len())
}

/// The desks, each with the actions of those who have their work there.
const DESKS: &[(&str, &[Action])] = &[
    ("/console/tasks", WAY),
    ("/console/requests", &[A::RequestHandle, A::RequestContribute, A::RequestReview, A::RequestSign]),
    ("/console/reports", &[A::ReportEdit]),
    ("/console/requests/watch", &[A::RequestReassign]),
    ("/console/sites", &[A::SiteManage]),
    ("/console/users", &[A::UserManage, A::RoleGrant]),
    ("/console/audit", &[A::AuditView]),
];

/// Where somebody begins the day: at his desk, else on the first page of the navigation, else at his account.
#[must_use]
pub fn first_page(signed: &SignedIn, now: Moment) -> &'static str {
    let works = |actions: &[Action]| actions.iter().any(|action| signed.caller.can_somewhere(*action, now));
    let desk = DESKS.iter().find(|(_, actions)| works(actions)).map(|(url, _)| *url);
    let mut entries = GROUPS.iter().flat_map(|(_, entries)| entries.iter());
    let first = || entries.find(|e| exists(e.url) && is_of_use(e, signed, now)).map(|e| e.url);
    desk.or_else(first).unwrap_or("/console/account")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_entry_is_current() {
        assert_eq!(longest_match("/console/items/7/way"), Some("/console/items"));
        assert_eq!(longest_match("/console/items/new"), Some("/console/items/new"));
        assert_eq!(longest_match("/console/itemsize"), None);
    }
}
