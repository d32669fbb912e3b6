//! Accounts: making them, listing them, looking at one.

use domain::identity::account::{AccountStatus, is_login, normal_login};
use domain::identity::login::PasswordState;
use domain::identity::permission::scopes_for;
use domain::identity::{Action, Place, Role};
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use store::Work;
use store::identity::{self, accounts, rights};
use store::item::lists::Visible;

use super::password;
use super::view::{AccountCard, AccountView, account_view, agency_of, deputy_view, grant_view};
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::form::Form;

/// An account to be made.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    pub login: String,
    pub name: String,
    pub agency_id: i64,
}

/// An account with the password issued for it, which is shown this once.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    pub account_id: i64,
    pub login: String,
    pub password: String,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued")
            .field("account_id", &self.account_id)
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// Longest name of a person, in characters.
pub(super) const MAX_NAME: usize = 40;

/// Where an account stands.
pub(super) fn place_of(app: &App, agency: Option<i64>) -> Place {
    agency.map_or_else(Place::installation, |agency| app.directory().agency_place(agency))
}

/// Makes an account without roles and issues its first password.
///
/// # Errors
/// `not_allowed`; faults of `login`, `name` and `agency_id`.
pub async fn create_account(app: &App, caller: &Caller, new: NewAccount) -> Result<Issued, AppError> {
    caller.allow(Action::UserManage, &place_of(app, Some(new.agency_id)), app.now())?;
    let mut form = Form::default();
    let login = normal_login(&new.login);
    form.check(is_login(&login), FieldFault::new("login", "login_bad"));
    let name = form.required("name", &new.name, MAX_NAME);
    check_agency(app, &mut form, new.agency_id);
    form.finish()?;
    let (row, password) = prepare(app, login, name, new.agency_id).await?;
    let mut work = app.begin().await?;
    let issued = insert(app, &mut work, caller, row, password).await?;
    app.commit(work).await?;
    Ok(issued)
}

/// Notes a fault where the agency is not one that acts.
pub(super) fn check_agency(app: &App, form: &mut Form, agency: i64) {
    let acts = app.directory().agency(agency).is_some_and(|agency| agency.status == "active");
    form.check(acts, FieldFault::new("agency_id", "agency_not_acting"));
}

/// The row of a new account and the password drawn for it; hashed here, outside any transaction.
pub(super) async fn prepare(
    app: &App,
    login: String,
    name: String,
    agency: i64,
) -> Result<(identity::ActiveModel, String), AppError> {
    let password = password::issue(app, &login)?;
    let hash = password::hash(app.random(), &password).await?;
    let now = app.now();
    let row = identity::ActiveModel {
        login: Set(login),
        name: Set(name),
        agency_id: Set(agency),
        password_hash: Set(hash),
        password_state: Set(PasswordState::Issued.code().to_string()),
        password_changed_at: Set(now.0),
        failures: Set(0),
        locked_until: Set(None),
        totp_secret: Set(None),
        totp_last_step: Set(0),
        status: Set(AccountStatus::Active.code().to_string()),
        created_at: Set(now.0),
        last_login_at: Set(None),
        ..Default::default()
    };
    Ok((row, password))
}

/// Writes a new account.
pub(super) async fn insert(
    app: &App,
    work: &mut Work,
    caller: &Caller,
    row: identity::ActiveModel,
    password: String,
) -> Result<Issued, AppError> {
    let now = app.now();
    let account = row.insert(work.db()).await?;
    let detail = json!({ "login": account.login, "name": account.name });
    let subject = ("account", account.id.to_string());
    work.record(caller.entry(now, agency_of(&account), "identity.create_account", subject, &detail));
    Ok(Issued { account_id: account.id, login: account.login, password })
}

/// Which accounts a list shows.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    pub agency_id: Option<i64>,
    /// Part of the login or name.
    pub text: Option<String>,
    pub status: Option<AccountStatus>,
    pub role: Option<Role>,
    /// The last id of the page before.
    pub after_id: Option<i64>,
}

/// A page of the accounts the caller may see, by id; the next page begins after the last one's id.
///
/// # Errors
/// `not_allowed` for one who may see no account anywhere.
pub async fn list_accounts(
    app: &App,
    caller: &Caller,
    filter: AccountFilter,
    limit: u64,
) -> Result<Vec<AccountView>, AppError> {
    let now = app.now();
    let visible = visible_agencies(app, caller, now)?;
    let agency_ids = match (filter.agency_id, visible) {
        (Some(wanted), Some(visible)) => Some(visible.into_iter().filter(|id| *id == wanted).collect()),
        (Some(wanted), None) => Some(vec![wanted]),
        (None, visible) => visible,
    };
    let rows = accounts::Filter {
        agency_ids,
        text: filter.text.map(|text| text.trim().to_string()).filter(|text| !text.is_empty()),
        status: filter.status.map(|status| status.code().to_string()),
        role: filter.role.map(|role| role.code().to_string()),
        after_id: filter.after_id,
    };
    let rows = accounts::list(app.store().read(), &rows, limit).await?;
    let grants = rights::list_grants(app.store().read(), rows.iter().map(|row| row.id).collect()).await?;
    rows.into_iter().map(|row| account_view(row, &grants, now)).collect()
}

/// The agencies whose accounts the caller may see; `None` for all.
fn visible_agencies(app: &App, caller: &Caller, now: Moment) -> Result<Option<Vec<i64>>, AppError> {
    if caller.origin != Origin::Console {
        return Ok(None);
    }
    let scopes = scopes_for(&caller.grants, Action::UserView, now);
    let mut ids = Vec::new();
    for visible in app.directory().expand(&scopes) {
        match visible {
            Visible::Everything => return Ok(None),
            Visible::Agencies(agencies) => ids.extend(agencies),
            Visible::Sites(_) | Visible::Sections(_) => {}
        }
    }
    if ids.is_empty() {
        caller.allow(Action::UserView, &Place::installation(), now)?;
    }
    Ok(Some(ids))
}

/// Everything about one account: for those who may see users where it stands, and for its owner.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn get_account(app: &App, caller: &Caller, id: i64) -> Result<AccountCard, AppError> {
    let now = app.now();
    let db = app.store().read();
    let row = accounts::get(db, id).await?;
    if caller.account_id != Some(id) {
        caller.allow(Action::UserView, &place_of(app, agency_of(&row)), now)?;
    }
    let grants = rights::list_grants(db, vec![id]).await?;
    let deputies = rights::list_deputies(db, id).await?;
    let people = deputies.iter().flat_map(|d| [d.principal_id, d.deputy_id]).collect();
    let people = accounts::list_by_ids(db, people).await?;
    Ok(AccountCard {
        account: account_view(row, &grants, now)?,
        grants: grants.iter().map(grant_view).collect::<Result<_, _>>()?,
        deputies: deputies.into_iter().map(|row| deputy_view(row, &people)).collect(),
    })
}
