//! The roles of disclosure work and which of them no account may hold together.

crate::code_enum! {
    /// A role says *what* may be done; the scope of its grant says *where*.
    pub enum Role {
        Editor = "editor", "编辑";
        Reviewer1 = "reviewer_1", "初审";
        Reviewer2 = "reviewer_2", "复审";
        Reviewer3 = "reviewer_3", "终审";
        SecrecyReviewer = "secrecy_reviewer", "保密审查员";
        Publisher = "publisher", "发布员";
        RequestOfficer = "request_officer", "依申请公开经办人";
        RequestUnit = "request_unit", "承办单位";
        LegalReviewer = "legal_reviewer", "合法性审核";
        Signatory = "signatory", "签发人";
        Supervisor = "supervisor", "监管员";
        Statistician = "statistician", "统计员";
        SystemAdmin = "system_admin", "系统管理员";
        SecurityAdmin = "security_admin", "安全管理员";
        AuditAdmin = "audit_admin", "审计管理员";
    }
}

impl Role {
    /// The three separate administrators (GB/T 22239-2019 level 3: 系统管理、安全管理、审计管理).
    #[must_use]
    pub const fn is_administrator(self) -> bool {
        matches!(self, Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin)
    }

    /// The reviewer's role of a review step (1 to 3).
    #[must_use]
    pub const fn reviewer(step: u8) -> Option<Self> {
        match step {
            1 => Some(Self::Reviewer1),
            2 => Some(Self::Reviewer2),
            3 => Some(Self::Reviewer3),
            _ => None,
        }
    }
}

/// Two administrators' roles on one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleConflict {
    pub held: Role,
    pub wanted: Role,
}

/// Checks that `wanted` may join the roles an account already holds.
///
/// # Errors
/// [`RoleConflict`] when the account would hold two of the three administrators' roles.
pub fn check_roles(held: &[Role], wanted: Role) -> Result<(), RoleConflict> {
    if !wanted.is_administrator() {
        return Ok(());
    }
    match held.iter().find(|r| r.is_administrator() && **r != wanted) {
        Some(&held) => Err(RoleConflict { held, wanted }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_account_holds_two_administrators() {
        let administrators: Vec<Role> = Role::ALL.iter().copied().filter(|r| r.is_administrator()).collect();
        for &held in &administrators {
            for &wanted in &administrators {
                assert_eq!(check_roles(&[Role::Editor, held], wanted).is_ok(), held == wanted);
            }
            assert!(check_roles(&[held], Role::Editor).is_ok());
        }
    }
}
