//! Who a token belongs to: run for every request of the console, at most two reads, a write once a minute.

use domain::identity::Grant;
use domain::identity::account::{AccountStatus, EndReason, Stage};
use domain::identity::deputy::{Period, is_lent};
use domain::identity::login::{LoginRules, is_expired};
use domain::time::Moment;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::identity::rights::Held;
use store::identity::{self, rights, session, sessions};

use super::failures::visitor;
use super::sign_in::token_hash;
use super::view::{FactorState, agency_of, role_and_scope, stage_of, status_of};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// The signed-in person, for the head of every console page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignedInAccount {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub agency_id: Option<i64>,
    pub factor: FactorState,
}

/// What a token opens.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// Holds grants only in a session that has come all the way.
    pub caller: Caller,
    pub stage: Stage,
    pub account: SignedInAccount,
    /// What every form of this session carries.
    pub csrf: String,
    /// When the session ends unless it is used before.
    pub expires_at: Moment,
}

/// A session is noted as used at most once in so many seconds.
const TOUCH_SECONDS: i64 = 60;

/// Finds out whom a token belongs to.
///
/// # Errors
/// `sign_in_needed` for an unknown or ended session, `session_expired` for one that has just been found expired.
pub async fn authenticate(app: &App, token: &str, address: &str) -> Result<Authenticated, AppError> {
    let now = app.now();
    let (session, account) = open_session(app, token).await?;
    if now.0 - session.last_seen_at >= TOUCH_SECONDS * 1000 {
        let work = app.begin().await?;
        sessions::touch(work.db(), session.id, now).await?;
        work.commit(now).await?;
    }
    let stage = stage_of(&session)?;
    let mut caller = visitor(&account, address, Some(session.id));
    if stage == Stage::Full {
        let held = rights::list_held(app.store().read(), account.id, now.date()).await?;
        caller.grants = grants_of(account.id, &held)?;
    }
    let factor = if account.totp_secret.is_some() { FactorState::Bound } else { FactorState::Unbound };
    Ok(Authenticated {
        expires_at: expiry(&session, now, app.settings().login_rules()),
        account: SignedInAccount {
            id: account.id,
            agency_id: agency_of(&account),
            login: account.login,
            name: account.name,
            factor,
        },
        caller,
        stage,
        csrf: form_token(token),
    })
}

/// What the forms of a session carry.
pub(super) fn form_token(token: &str) -> String {
    hex::encode(Sha256::digest(format!("csrf:{token}")))
}

/// An account as the author of what the program does in its name, with what it may do today; none for one that is not
/// active. Not for requests: those come through a session.
pub(crate) async fn on_behalf(app: &App, account: i64) -> Result<Option<Caller>, AppError> {
    let row = store::identity::accounts::get(app.store().read(), account).await?;
    if status_of(&row)? != AccountStatus::Active {
        return Ok(None);
    }
    let held = rights::list_held(app.store().read(), account, app.now().date()).await?;
    Ok(Some(Caller { grants: grants_of(account, &held)?, ..visitor(&row, "local", None) }))
}

/// The open session of a token with its account.
pub(super) async fn open_session(app: &App, token: &str) -> Result<(session::Model, identity::Model), AppError> {
    let needed = || AppError::problem("sign_in_needed");
    let (session, account) = sessions::find(app.store().read(), &token_hash(token)).await?.ok_or_else(needed)?;
    if session.ended_at.is_some() || status_of(&account)? != AccountStatus::Active {
        return Err(needed());
    }
    let now = app.now();
    if is_expired(Moment(session.created_at), Moment(session.last_seen_at), now, app.settings().login_rules()) {
        expire(app, &session, &account).await?;
        return Err(AppError::problem("session_expired"));
    }
    Ok((session, account))
}

async fn expire(app: &App, session: &session::Model, account: &identity::Model) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    if sessions::end(work.db(), session.id, EndReason::Expired, now).await? {
        let caller = visitor(account, &session.address, Some(session.id));
        let detail = json!({ "session": session.id });
        work.record(caller.entry(now, None, "identity.session_expired", ("account", account.id.to_string()), &detail));
    }
    app.commit(work).await
}

fn expiry(session: &session::Model, now: Moment, rules: LoginRules) -> Moment {
    let longest = Moment(session.created_at).plus_minutes(rules.session_hours * 60);
    now.plus_minutes(rules.idle_minutes).min(longest)
}

/// Own grants, and those lent by people on leave, which end with the last day of the leave.
fn grants_of(account: i64, held: &[Held]) -> Result<Vec<Grant>, AppError> {
    let mut grants = Vec::new();
    for row in held {
        let (role, scope) = role_and_scope(&row.role, &row.scope_kind, row.scope_id)?;
        if row.account_id == account {
            grants.push(Grant { role, scope, lent_by: None, until: None });
        } else if let Some(until) = row.until_on.filter(|_| is_lent(role)) {
            let until = Some(Period { from: until, until }.end());
            grants.push(Grant { role, scope, lent_by: Some(row.account_id), until });
        }
    }
    Ok(grants)
}
