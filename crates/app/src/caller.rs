//! Who is asking: the account with its grants, from where. Made by `identity::authenticate`, the command line or
//! the timer; a use case never trusts anything else about the person.

use domain::audit::{AuditEntry, SYSTEM_CHAIN};
use domain::identity::{Action, Grant, Place, may};
use domain::time::Moment;

use crate::error::AppError;

/// Through which door somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A signed-in person at the console.
    Console,
    /// An administrator at the machine: whoever may read the data folder may do what the commands do.
    Command,
    /// The program itself: workers and the timer.
    System,
}

/// Who is asking.
#[derive(Debug, Clone)]
pub struct Caller {
    pub origin: Origin,
    pub account_id: Option<i64>,
    pub login: String,
    pub name: String,
    /// The agency the account belongs to: the chain its audit rows join by default.
    pub agency_id: Option<i64>,
    pub grants: Vec<Grant>,
    /// The network address, for the audit log.
    pub address: String,
    pub session_id: Option<i64>,
}

impl Caller {
    /// The program itself.
    #[must_use]
    pub fn system() -> Self {
        Self::without_account(Origin::System, "系统")
    }

    /// An administrator at the command line.
    #[must_use]
    pub fn command() -> Self {
        Self::without_account(Origin::Command, "命令行")
    }

    /// Somebody whom the number and the query code of a case admit: the applicant, or who has his receipt.
    #[must_use]
    pub fn applicant(address: &str) -> Self {
        Self { address: address.to_string(), ..Self::without_account(Origin::System, "申请人") }
    }

    fn without_account(origin: Origin, name: &str) -> Self {
        Self {
            origin,
            account_id: None,
            login: String::new(),
            name: name.to_string(),
            agency_id: None,
            grants: Vec::new(),
            address: "local".to_string(),
            session_id: None,
        }
    }

    /// Permission to do `action` at `place`; the grant that allows it, `None` for command and system.
    ///
    /// # Errors
    /// `not_allowed` with the action's name.
    pub fn allow(&self, action: Action, place: &Place, now: Moment) -> Result<Option<&Grant>, AppError> {
        match self.origin {
            Origin::Command | Origin::System => Ok(None),
            Origin::Console => may(&self.grants, action, place, now).map(Some).map_err(AppError::denied),
        }
    }

    /// Whether `action` is allowed at `place`.
    #[must_use]
    pub fn can(&self, action: Action, place: &Place, now: Moment) -> bool {
        self.allow(action, place, now).is_ok()
    }

    /// Whether `action` is allowed anywhere: decides what the navigation shows.
    #[must_use]
    pub fn can_somewhere(&self, action: Action, now: Moment) -> bool {
        self.origin != Origin::Console
            || !domain::identity::permission::scopes_for(&self.grants, action, now).is_empty()
    }

    /// The id of the signed-in account.
    ///
    /// # Errors
    /// `sign_in_needed` for command and system, which have no account.
    pub fn account(&self) -> Result<i64, AppError> {
        self.account_id.ok_or_else(|| AppError::problem("sign_in_needed"))
    }

    /// An audit row of what this caller did. `agency` is the agency whose record was touched.
    #[must_use]
    pub fn entry(
        &self,
        now: Moment,
        agency: Option<i64>,
        action: &str,
        subject: (&str, String),
        detail: &serde_json::Value,
    ) -> AuditEntry {
        let (kind, id) = subject;
        AuditEntry {
            chain: agency.or(self.agency_id).unwrap_or(SYSTEM_CHAIN),
            at: now,
            actor_id: self.account_id,
            actor_name: self.name.clone(),
            action: action.to_string(),
            subject_kind: kind.to_string(),
            subject_id: id,
            detail: detail.to_string(),
            address: self.address.clone(),
        }
    }
}
