//! The first administrators, made at the machine: there is no default account and no default password.

use domain::identity::account::{is_login, normal_login};
use domain::identity::{Role, Scope};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use store::identity::grant;

use super::accounts::{Issued, MAX_NAME, insert, prepare};
use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::form::Form;

/// An administrator to be made.
#[derive(Debug, Clone)]
pub struct BootstrapAccount {
    pub login: String,
    pub name: String,
    /// One of the three administrators' roles.
    pub role: Role,
}

/// Makes an administrator of the whole installation with an issued password. For the command line only: it asks for
/// no permission, since whoever may read the data folder may do this. Where there is no agency yet, the account
/// belongs to none and can be moved later.
///
/// # Errors
/// Faults of `login`, `name` and `role`.
pub async fn bootstrap_administrator(app: &App, new: BootstrapAccount) -> Result<Issued, AppError> {
    let caller = Caller::command();
    let mut form = Form::default();
    let login = normal_login(&new.login);
    form.check(is_login(&login), FieldFault::new("login", "login_bad"));
    let name = form.required("name", &new.name, MAX_NAME);
    form.check(new.role.is_administrator(), FieldFault::new("role", "bad_choice"));
    form.finish()?;
    let (row, password) = prepare(app, login, name, first_agency(app)).await?;
    let now = app.now();
    let mut work = app.begin().await?;
    let issued = insert(app, &mut work, &caller, row, password).await?;
    let (kind, id) = Scope::All.parts();
    let grant = grant::ActiveModel {
        account_id: Set(issued.account_id),
        role: Set(new.role.code().to_string()),
        scope_kind: Set(kind.to_string()),
        scope_id: Set(id),
        granted_by: Set(None),
        granted_at: Set(now.0),
        ..Default::default()
    };
    grant.insert(work.db()).await?;
    let subject = ("account", issued.account_id.to_string());
    let detail = json!({ "role": new.role.code(), "scope": kind, "scope_id": id });
    work.record(caller.entry(now, None, "identity.grant_role", subject, &detail));
    app.commit(work).await?;
    Ok(issued)
}

/// The agency at the top of the territorial tree; 0 where there is none.
fn first_agency(app: &App) -> i64 {
    let directory = app.directory();
    let acting = || directory.agencies.iter().filter(|agency| agency.status == "active");
    acting()
        .find(|agency| agency.territorial_parent.is_none())
        .or_else(|| acting().next())
        .map_or(0, |agency| agency.id)
}
