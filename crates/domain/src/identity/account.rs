//! What an account and its sessions can be: states, the stages of signing in, why a session ended, login names.
//! Not the counters of failed tries: those are `login`.

use super::role::Role;

crate::code_enum! {
    /// Whether an account may be used.
    pub enum AccountStatus {
        Active = "active", "正常";
        Disabled = "disabled", "已停用";
    }
}

crate::code_enum! {
    /// How far a session has come. Only a full one may do anything but its next step.
    pub enum Stage {
        SecondFactor = "second_factor", "待输入动态码";
        BindSecondFactor = "bind_second_factor", "待绑定动态码";
        ChangePassword = "change_password", "待修改口令";
        Full = "full", "已登录";
    }
}

crate::code_enum! {
    /// Why a session ended.
    pub enum EndReason {
        SignedOut = "signed_out", "本人退出";
        Expired = "expired", "超时退出";
        Revoked = "revoked", "被强制退出";
        PasswordChanged = "password_changed", "口令已修改";
        FactorChanged = "factor_changed", "动态码已变更";
        Disabled = "disabled", "账号已停用";
        Locked = "locked", "账号被锁定";
    }
}

crate::code_enum! {
    /// For whom a second factor is required (setting `security.second_factor`).
    pub enum FactorPolicy {
        Optional = "optional", "自愿";
        Administrators = "administrators", "三类管理员必须";
        Everyone = "everyone", "所有人必须";
    }
}

impl FactorPolicy {
    /// Whether an account with these roles must have a second factor.
    #[must_use]
    pub fn binds(self, roles: &[Role]) -> bool {
        match self {
            Self::Optional => false,
            Self::Administrators => roles.iter().any(|role| role.is_administrator()),
            Self::Everyone => true,
        }
    }
}

/// How an account stands to the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    Bound,
    /// Required but not bound yet.
    Wanted,
    NotWanted,
}

/// Whether the password has to be changed before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordDue {
    Change,
    Keep,
}

/// The stage of a session after the right password.
#[must_use]
pub const fn stage_after_password(factor: Factor, due: PasswordDue) -> Stage {
    match factor {
        Factor::Bound => Stage::SecondFactor,
        Factor::Wanted => Stage::BindSecondFactor,
        Factor::NotWanted => stage_after_factor(due),
    }
}

/// The stage of a session after the second factor was given or bound.
#[must_use]
pub const fn stage_after_factor(due: PasswordDue) -> Stage {
    match due {
        PasswordDue::Change => Stage::ChangePassword,
        PasswordDue::Keep => Stage::Full,
    }
}

/// Longest login name, in characters.
pub const MAX_LOGIN: usize = 40;

/// The login name in the form that is stored and compared: without spaces around, lower case.
#[must_use]
pub fn normal_login(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Whether this can be a login name: a letter, then letters, digits, `.`, `-`, `_`; 2 to [`MAX_LOGIN`] characters.
#[must_use]
pub fn is_login(login: &str) -> bool {
    let mut chars = login.chars();
    (2..=MAX_LOGIN).contains(&login.len())
        && chars.next().is_some_and(|c| c.is_ascii_lowercase())
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_come_in_order() {
        use {Factor as F, PasswordDue as P};
        let table = [
            (F::Bound, P::Change, Stage::SecondFactor),
            (F::Bound, P::Keep, Stage::SecondFactor),
            (F::Wanted, P::Keep, Stage::BindSecondFactor),
            (F::NotWanted, P::Change, Stage::ChangePassword),
            (F::NotWanted, P::Keep, Stage::Full),
        ];
        for (factor, due, stage) in table {
            assert_eq!(stage_after_password(factor, due), stage, "{factor:?} {due:?}");
        }
        assert_eq!(stage_after_factor(P::Change), Stage::ChangePassword);
    }

    #[test]
    fn the_policy_binds_whom_it_names() {
        let editor = [Role::Editor];
        let auditor = [Role::Editor, Role::AuditAdmin];
        let table = [
            (FactorPolicy::Optional, false, false),
            (FactorPolicy::Administrators, false, true),
            (FactorPolicy::Everyone, true, true),
        ];
        for (policy, binds_editor, binds_auditor) in table {
            assert_eq!(policy.binds(&editor), binds_editor, "{policy}");
            assert_eq!(policy.binds(&auditor), binds_auditor, "{policy}");
        }
    }

    #[test]
    fn logins_are_plain() {
        let table = [
            ("zhang.san", true),
            ("a1", true),
            ("a", false),
            ("1a", false),
            ("张三", false),
            ("a b", false),
            ("Ab", false),
        ];
        for (login, good) in table {
            assert_eq!(is_login(login), good, "{login}");
        }
        assert_eq!(normal_login(" Zhang.San "), "zhang.san");
    }
}
