//! What somebody is to a case: in which functions he acts on it, which units he stands for, and which of its files he may
//! open. The only place of this stack that turns grants into such rights.

use domain::identity::permission::actions_of;
use domain::identity::{Action, Place};
use domain::request::{Actor, Capability, Case};
use store::request::file;

use super::form::FilePurpose;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Which action lets an account act in a function at the case's agency. A unit acts by having been asked.
const ACTIONS: &[(Capability, Action)] = &[
    (Capability::RequestOfficer, Action::RequestHandle),
    (Capability::LegalReviewer, Action::RequestReview),
    (Capability::Signatory, Action::RequestSign),
    (Capability::Supervisor, Action::RequestReassign),
];

/// What somebody is to one case.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    /// The functions in which he acts.
    pub may: Vec<Capability>,
    /// The accounts in whose name he works on parts.
    pub units: Vec<i64>,
    /// Whether he sees the case as the office does.
    pub sees: bool,
    /// Whether he may see persons in full.
    pub personal: bool,
}

impl Standing {
    /// What the caller is to this case of an agency.
    pub fn of(app: &App, caller: &Caller, case: &Case, place: &Place) -> Self {
        let now = app.now();
        let units = units(app, caller);
        let mut may: Vec<Capability> = ACTIONS
            .iter()
            .filter(|(_, action)| caller.can(*action, place, now))
            .map(|(function, _)| *function)
            .collect();
        if case.parts.iter().any(|part| units.contains(&part.unit)) {
            may.push(Capability::Unit);
        }
        let sees = caller.can(Action::RequestView, place, now);
        Self { may, units, sees, personal: caller.can(Action::RequestPersonal, place, now) }
    }

    /// As the domain wants it.
    pub fn actor(&self, account: Option<i64>) -> Actor<'_> {
        Actor { account, may: &self.may, units: &self.units }
    }

    /// Whether he sees no more than his unit's part.
    pub fn only_unit(&self) -> bool {
        !self.sees && self.may.contains(&Capability::Unit)
    }

    /// Refuses one who neither sees the agency's cases nor has a part in this one.
    pub fn allow_look(&self, caller: &Caller, place: &Place, app: &App) -> Result<(), AppError> {
        if self.only_unit() {
            return Ok(());
        }
        caller.allow(Action::RequestView, place, app.now()).map(|_| ())
    }

    /// Whether a file of the case may be opened: by the office whatever there is; by who reviews or signs all but the
    /// proofs of identity; by a unit what tells the matter, and what it handed in itself.
    pub fn may_open(&self, file: &file::Model) -> bool {
        let purpose = FilePurpose::parse(&file.purpose);
        if self.personal {
            return true;
        }
        if self.sees && (self.may.contains(&Capability::LegalReviewer) || self.may.contains(&Capability::Signatory)) {
            return !matches!(purpose, None | Some(FilePurpose::Identity));
        }
        let own = file.uploaded_by.is_some_and(|by| self.units.contains(&by));
        let of_matter = matches!(purpose, Some(FilePurpose::Evidence)) && file.event_seq == 1
            || matches!(purpose, Some(FilePurpose::Supplement));
        self.may.contains(&Capability::Unit) && (own || of_matter)
    }
}

/// The accounts in whose name somebody works on parts: his own, and those on leave that lent him their rights.
pub(super) fn units(app: &App, caller: &Caller) -> Vec<i64> {
    let now = app.now();
    let holds = caller.grants.iter().filter(|grant| {
        actions_of(grant.role).contains(&Action::RequestContribute) && grant.until.is_none_or(|until| now < until)
    });
    let mut accounts: Vec<i64> = holds.filter_map(|grant| grant.lent_by.or(caller.account_id)).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}
