//! Whom a person on leave may name as deputy.

use domain::identity::Action;
use domain::identity::account::AccountStatus;
use store::identity::accounts;

use super::accounts::place_of;
use super::view::agency_of;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Somebody who may be named as deputy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    pub id: i64,
    pub login: String,
    pub name: String,
}

/// Most colleagues shown in one list.
const SHOWN: u64 = 500;

/// The active accounts of the same agency, without the person himself: for himself, and for who manages users there.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn list_colleagues(app: &App, caller: &Caller, account: i64) -> Result<Vec<Colleague>, AppError> {
    let db = app.store().read();
    let person = accounts::get(db, account).await?;
    if caller.account_id != Some(account) {
        caller.allow(Action::UserManage, &place_of(app, agency_of(&person)), app.now())?;
    }
    let filter = accounts::Filter {
        agency_ids: Some(vec![person.agency_id]),
        status: Some(AccountStatus::Active.code().to_string()),
        ..accounts::Filter::default()
    };
    let rows = accounts::list(db, &filter, SHOWN).await?;
    let others = rows.into_iter().filter(|row| row.id != account);
    Ok(others.map(|row| Colleague { id: row.id, login: row.login, name: row.name }).collect())
}
