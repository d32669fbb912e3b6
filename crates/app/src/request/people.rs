//! To whom work on a case may be given. Not what they may do with it: that is `access`.

use std::collections::BTreeSet;

use domain::identity::account::AccountStatus;
use domain::identity::{Action, Grant, Place, Role, Scope, may};
use domain::request::Command;
use store::identity::{accounts, rights};

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Somebody to whom work may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub agency: String,
}

/// Most people of one list.
const MOST_PEOPLE: u64 = 500;

/// The active accounts that may be given work on cases of an agency in this role.
///
/// # Errors
/// `not_allowed` for one who may give out no work there.
pub async fn people(app: &App, caller: &Caller, agency: i64, role: Role) -> Result<Vec<Person>, AppError> {
    let (directory, now) = (app.directory(), app.now());
    let place = directory.agency_place(agency);
    if !caller.can(Action::RequestHandle, &place, now) {
        caller.allow(Action::RequestReassign, &place, now)?;
    }
    fit(app, agency, &place, role).await
}

async fn fit(app: &App, agency: i64, place: &Place, role: Role) -> Result<Vec<Person>, AppError> {
    let (directory, db) = (app.directory(), app.store().read());
    let filter = accounts::Filter {
        status: Some(AccountStatus::Active.code().to_string()),
        role: Some(role.code().to_string()),
        ..accounts::Filter::default()
    };
    let rows = accounts::list(db, &filter, MOST_PEOPLE).await?;
    let grants = rights::list_grants(db, rows.iter().map(|row| row.id).collect()).await?;
    let reaches = |row: &store::identity::grant::Model| {
        let scope = Scope::from_parts(&row.scope_kind, row.scope_id).filter(|_| row.role == role.code());
        let grant = scope.map(|scope| Grant { role, scope, lent_by: None, until: None });
        grant.is_some_and(|grant| may(&[grant], action_of(role), place, app.now()).is_ok())
    };
    let reaching: BTreeSet<i64> = grants.iter().filter(|row| reaches(row)).map(|row| row.account_id).collect();
    // A unit below the agency answers to it, wherever else its grant holds.
    let below: BTreeSet<i64> =
        if role == Role::RequestUnit { directory.agency_tree(agency).into_iter().collect() } else { BTreeSet::new() };
    let name = |id: i64| directory.agency(id).map(|agency| agency.short_name.clone()).unwrap_or_default();
    let mut people: Vec<(bool, Person)> = rows
        .into_iter()
        .filter(|row| reaching.contains(&row.id) || below.contains(&row.agency_id))
        .map(|row| (row.agency_id != agency, Person { id: row.id, name: row.name, agency: name(row.agency_id) }))
        .collect();
    people.sort_by_key(|(elsewhere, person)| (*elsewhere, person.id));
    Ok(people.into_iter().map(|(_, person)| person).collect())
}

const fn action_of(role: Role) -> Action {
    match role {
        Role::RequestUnit => Action::RequestContribute,
        _ => Action::RequestHandle,
    }
}

/// Refuses to give work to somebody who could not do it.
pub(super) async fn check(app: &App, agency: i64, command: &Command) -> Result<(), AppError> {
    let (account, role) = match *command {
        Command::AssignOfficer { officer } => (officer, Role::RequestOfficer),
        Command::AssignPart { unit, .. } | Command::ReassignPart { unit, .. } => (unit, Role::RequestUnit),
        _ => return Ok(()),
    };
    let people = fit(app, agency, &app.directory().agency_place(agency), role).await?;
    if people.iter().any(|one| one.id == account) { Ok(()) } else { Err(AppError::problem("request_person_unfit")) }
}
