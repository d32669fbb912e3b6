//! The one authorisation function and the table behind it: role = what, scope = where.
//! Called from `app` only; pages ask `app`, never this.

use super::role::Role;
use crate::time::Moment;

crate::code_enum! {
    /// Everything a person can be allowed to do in the console.
    pub enum Action {
        ItemView = "item.view", "查看信息";
        ItemEdit = "item.edit", "编辑信息";
        ItemSubmit = "item.submit", "送审";
        ItemReview1 = "item.review_1", "初审";
        ItemReview2 = "item.review_2", "复审";
        ItemReview3 = "item.review_3", "终审";
        ItemSecrecyReview = "item.secrecy_review", "保密审查";
        ItemPublish = "item.publish", "发布";
        ItemPublishUrgent = "item.publish_urgent", "紧急发布";
        ItemConfirmUrgent = "item.confirm_urgent", "补审紧急发布";
        ItemWithdraw = "item.withdraw", "撤回已发布信息";
        ItemImport = "item.import", "批量导入";
        SiteManage = "site.manage", "管理站点、栏目和专题";
        KindManage = "kind.manage", "定义信息类型";
        AgencyManage = "agency.manage", "管理机构";
        WordingManage = "wording.manage", "修改文书和邮件模板";
        DisputeView = "dispute.view", "查看复议和诉讼";
        DisputeManage = "dispute.manage", "登记复议和诉讼";
        MailDecide = "mail.decide", "处理未送达的邮件";
        CalendarManage = "calendar.manage", "管理工作日历";
        UserView = "user.view", "查看用户";
        UserManage = "user.manage", "管理用户";
        RoleGrant = "role.grant", "授予角色";
        CredentialReset = "credential.reset", "重置口令和会话";
        SettingsManage = "settings.manage", "修改系统设置";
        SecuritySettingsManage = "settings.security", "修改安全设置";
        WordListManage = "word_list.manage", "管理词库";
        JobView = "job.view", "查看后台任务";
        JobRetry = "job.retry", "重试后台任务";
        AuditView = "audit.view", "查看审计日志";
        StatisticsView = "statistics.view", "查看统计";
        RequestView = "request.view", "查看依申请公开件";
        RequestRegister = "request.register", "登记申请";
        RequestHandle = "request.handle", "办理申请";
        RequestPersonal = "request.personal", "查看申请人信息";
        RequestContribute = "request.contribute", "承办申请件的一部分";
        RequestReview = "request.review", "合法性审核";
        RequestSign = "request.sign", "签发答复";
        RequestReassign = "request.reassign", "改派申请件";
        RequestErase = "request.erase", "清除到期申请件的个人信息";
        VoiceView = "voice.view", "查看公众意见";
        VoiceHandle = "voice.handle", "办理公众意见";
        VoiceContact = "voice.contact", "查看留言人联系方式";
        VoiceSupervise = "voice.supervise", "监督公众意见的办理";
        VisitView = "visit.view", "查看访问统计";
        ReportView = "report.view", "查看年度报告";
        ReportEdit = "report.edit", "编制年度报告";
        ReportReview = "report.review", "审核年度报告";
        ReportPublish = "report.publish", "定稿和发布年度报告";
    }
}

impl Action {
    /// The action of approving a review step (1 to 3).
    #[must_use]
    pub const fn review(step: u8) -> Option<Self> {
        match step {
            1 => Some(Self::ItemReview1),
            2 => Some(Self::ItemReview2),
            3 => Some(Self::ItemReview3),
            _ => None,
        }
    }
}

/// What a role may do, wherever its grant says. This table *is* the permission policy.
#[must_use]
pub const fn actions_of(role: Role) -> &'static [Action] {
    use Action as A;
    match role {
        Role::Editor => {
            &[A::ItemView, A::ItemEdit, A::ItemSubmit, A::VoiceView, A::VoiceHandle, A::VoiceContact, A::VisitView]
        }
        Role::Reviewer1 => &[A::ItemView, A::ItemReview1],
        Role::Reviewer2 => &[A::ItemView, A::ItemReview2],
        Role::Reviewer3 => &[A::ItemView, A::ItemReview3, A::ItemConfirmUrgent],
        Role::SecrecyReviewer => &[A::ItemView, A::ItemSecrecyReview],
        Role::Publisher => &[
            A::ItemView,
            A::ItemPublish,
            A::ItemPublishUrgent,
            A::ItemConfirmUrgent,
            A::ItemWithdraw,
            A::VoiceView,
            A::VoiceHandle,
            A::VoiceContact,
            A::VisitView,
        ],
        Role::RequestOfficer => &[
            A::ItemView,
            A::RequestView,
            A::RequestRegister,
            A::RequestHandle,
            A::RequestPersonal,
            A::RequestReassign,
            A::DisputeView,
            A::DisputeManage,
            A::MailDecide,
        ],
        Role::RequestUnit => &[A::RequestContribute],
        Role::LegalReviewer => &[A::RequestView, A::RequestReview],
        Role::Signatory => &[A::RequestView, A::RequestSign],
        Role::Supervisor => &[
            A::ItemView,
            A::StatisticsView,
            A::WordListManage,
            A::UserView,
            A::RequestView,
            A::RequestReassign,
            A::RequestErase,
            A::WordingManage,
            A::DisputeView,
            A::VoiceView,
            A::VoiceSupervise,
            A::VisitView,
            A::ReportView,
            A::ReportReview,
            A::ReportPublish,
        ],
        Role::Statistician => &[
            A::ItemView,
            A::StatisticsView,
            A::DisputeView,
            A::VisitView,
            A::ReportView,
            A::ReportEdit,
            A::ReportPublish,
        ],
        Role::SystemAdmin => &[
            A::SiteManage,
            A::KindManage,
            A::AgencyManage,
            A::CalendarManage,
            A::UserView,
            A::UserManage,
            A::SettingsManage,
            A::WordingManage,
            A::MailDecide,
            A::JobView,
            A::JobRetry,
            A::ItemImport,
            A::ItemView,
        ],
        Role::SecurityAdmin => &[A::UserView, A::RoleGrant, A::CredentialReset, A::SecuritySettingsManage],
        Role::AuditAdmin => &[A::AuditView, A::UserView],
    }
}

/// Where a grant holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The whole installation.
    All,
    /// One agency alone.
    Agency(i64),
    /// An agency and all below it, by the territorial tree.
    AgencyTree(i64),
    /// One site.
    Site(i64),
    /// A section and all below it.
    Section(i64),
}

impl Scope {
    /// The stored form: kind and, where there is one, the id.
    #[must_use]
    pub const fn parts(self) -> (&'static str, Option<i64>) {
        match self {
            Self::All => ("all", None),
            Self::Agency(id) => ("agency", Some(id)),
            Self::AgencyTree(id) => ("agency_tree", Some(id)),
            Self::Site(id) => ("site", Some(id)),
            Self::Section(id) => ("section", Some(id)),
        }
    }

    /// The scope of a stored form; `None` where kind and id do not fit.
    #[must_use]
    pub fn from_parts(kind: &str, id: Option<i64>) -> Option<Self> {
        match (kind, id) {
            ("all", None) => Some(Self::All),
            ("agency", Some(id)) => Some(Self::Agency(id)),
            ("agency_tree", Some(id)) => Some(Self::AgencyTree(id)),
            ("site", Some(id)) => Some(Self::Site(id)),
            ("section", Some(id)) => Some(Self::Section(id)),
            _ => None,
        }
    }
}

/// A role at a scope, held by oneself or lent by someone on leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    pub scope: Scope,
    /// The account this grant was lent by, for a deputy.
    pub lent_by: Option<i64>,
    /// The last moment a lent grant holds (exclusive).
    pub until: Option<Moment>,
}

/// The place a thing stands at: what a scope is compared with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    pub agency: Option<i64>,
    /// The agency and all above it by the territorial tree.
    pub agency_path: Vec<i64>,
    pub site: Option<i64>,
    /// The main section and all above it.
    pub section_path: Vec<i64>,
}

impl Place {
    /// A thing of the whole installation, such as a setting.
    #[must_use]
    pub fn installation() -> Self {
        Self::default()
    }

    fn lies_in(&self, scope: Scope) -> bool {
        match scope {
            Scope::All => true,
            Scope::Agency(id) => self.agency == Some(id),
            Scope::AgencyTree(id) => self.agency_path.contains(&id),
            Scope::Site(id) => self.site == Some(id),
            Scope::Section(id) => self.section_path.contains(&id),
        }
    }
}

/// Not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denied {
    pub action: Action,
}

/// The one authorisation function: the first grant that allows `action` at `place`.
///
/// # Errors
/// [`Denied`] when no grant that still holds at `now` covers both the action and the place.
pub fn may<'g>(grants: &'g [Grant], action: Action, place: &Place, now: Moment) -> Result<&'g Grant, Denied> {
    let mut lent = None;
    for grant in grants {
        let holds = grant.until.is_none_or(|until| now < until);
        if holds && actions_of(grant.role).contains(&action) && place.lies_in(grant.scope) {
            if grant.lent_by.is_none() {
                return Ok(grant);
            }
            lent = lent.or(Some(grant));
        }
    }
    lent.ok_or(Denied { action })
}

/// Where an action is allowed at all: the scopes a list must be narrowed to. Empty means nowhere.
#[must_use]
pub fn scopes_for(grants: &[Grant], action: Action, now: Moment) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = grants
        .iter()
        .filter(|g| g.until.is_none_or(|until| now < until) && actions_of(g.role).contains(&action))
        .map(|g| g.scope)
        .collect();
    scopes.dedup();
    if scopes.contains(&Scope::All) {
        return vec![Scope::All];
    }
    scopes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn grant(role: Role, scope: Scope) -> Grant {
        Grant { role, scope, lent_by: None, until: None }
    }

    fn place() -> Place {
        Place { agency: Some(5), agency_path: vec![5, 2, 1], site: Some(9), section_path: vec![30, 20] }
    }

    #[test]
    fn one_role_serves_editors_of_different_sections() {
        let twenty = [grant(Role::Editor, Scope::Section(20))];
        let other = [grant(Role::Editor, Scope::Section(21))];
        assert!(may(&twenty, Action::ItemEdit, &place(), Moment(0)).is_ok());
        assert!(may(&other, Action::ItemEdit, &place(), Moment(0)).is_err());
    }

    #[test]
    fn scopes_reach_what_lies_below_and_no_further() {
        let table = [
            (Scope::All, true),
            (Scope::Agency(5), true),
            (Scope::Agency(2), false),
            (Scope::AgencyTree(2), true),
            (Scope::AgencyTree(3), false),
            (Scope::Site(9), true),
            (Scope::Site(8), false),
            (Scope::Section(30), true),
            (Scope::Section(20), true),
            (Scope::Section(31), false),
        ];
        for (scope, allowed) in table {
            let grants = [grant(Role::Publisher, scope)];
            assert_eq!(may(&grants, Action::ItemPublish, &place(), Moment(0)).is_ok(), allowed, "{scope:?}");
        }
    }

    #[test]
    fn a_lent_grant_ends_by_itself_and_an_own_one_is_preferred() {
        let lent = Grant { role: Role::Reviewer1, scope: Scope::All, lent_by: Some(4), until: Some(Moment(100)) };
        let grants = [lent, grant(Role::Reviewer1, Scope::Agency(5))];
        assert_eq!(may(&grants[..1], Action::ItemReview1, &place(), Moment(99)).unwrap().lent_by, Some(4));
        assert!(may(&grants[..1], Action::ItemReview1, &place(), Moment(100)).is_err());
        assert_eq!(may(&grants, Action::ItemReview1, &place(), Moment(0)).unwrap().lent_by, None);
    }

    #[test]
    fn the_three_administrators_share_no_power_over_records_or_accounts() {
        for pair in [
            (Role::SystemAdmin, Role::SecurityAdmin),
            (Role::SecurityAdmin, Role::AuditAdmin),
            (Role::SystemAdmin, Role::AuditAdmin),
        ] {
            let shared: Vec<_> = actions_of(pair.0).iter().filter(|a| actions_of(pair.1).contains(a)).collect();
            assert!(shared.iter().all(|a| **a == Action::UserView), "{pair:?} share {shared:?}");
        }
    }
}
