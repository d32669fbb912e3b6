//! Counting failed tries and locking. A try is counted in a transaction of its own, under the account's row lock,
//! so that tries made at the same time are all counted.

use domain::identity::login::{Failures, after_failure, is_locked};
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::identity::{self, accounts};
use store::{Work, audit};

use super::view::agency_of;
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::AppError;

/// What somebody got wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tried {
    Password,
    Code,
}

impl Tried {
    const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
        }
    }
}

/// The audit action of a failed try.
const FAILED: &str = "identity.sign_in_failed";

/// The counters of an account.
pub(super) fn failures_of(account: &identity::Model) -> Failures {
    Failures {
        count: u32::try_from(account.failures).unwrap_or_default(),
        locked_until: account.locked_until.map(Moment),
    }
}

/// The refusal while an account is locked, `None` while it is not.
pub(super) fn locked(account: &identity::Model, now: Moment) -> Option<AppError> {
    let failures = failures_of(account);
    let until = failures.locked_until.filter(|_| is_locked(failures, now))?;
    Some(locked_until(until, now))
}

fn locked_until(until: Moment, now: Moment) -> AppError {
    let minutes = (until.0 - now.0).max(0) / 60_000 + 1;
    AppError::problem("account_locked").with("minutes", minutes)
}

/// Somebody who is not signed in yet, as the author of audit rows.
pub(super) fn visitor(account: &identity::Model, address: &str, session: Option<i64>) -> Caller {
    Caller {
        origin: Origin::Console,
        account_id: Some(account.id),
        login: account.login.clone(),
        name: account.name.clone(),
        agency_id: agency_of(account),
        grants: Vec::new(),
        address: address.to_string(),
        session_id: session,
    }
}

/// Counts a failed try of a known account, locks it where that was one too many, and returns the refusal.
pub(super) async fn count_failure(
    app: &App,
    caller: &Caller,
    account: i64,
    tried: Tried,
) -> Result<AppError, AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let row = accounts::get_locked(work.db(), account).await?;
    if let Some(refusal) = locked(&row, now) {
        return Ok(refusal);
    }
    let failures = after_failure(failures_of(&row), now, app.settings().login_rules());
    set_failures(&work, account, failures).await?;
    let detail = json!({ "tried": tried.code(), "failures": failures.count });
    work.record(caller.entry(now, None, FAILED, ("account", account.to_string()), &detail));
    let refusal = match failures.locked_until {
        Some(until) => {
            let detail = json!({ "until": until.display_minute() });
            work.record(caller.entry(now, None, "identity.locked", ("account", account.to_string()), &detail));
            locked_until(until, now)
        }
        None => AppError::problem(match tried {
            Tried::Password => "sign_in_failed",
            Tried::Code => "totp_wrong",
        }),
    };
    app.commit(work).await?;
    Ok(refusal)
}

/// Writes the counters of an account.
pub(super) async fn set_failures(work: &Work, account: i64, failures: Failures) -> Result<(), AppError> {
    let row = identity::ActiveModel {
        id: Set(account),
        failures: Set(i32::try_from(failures.count).unwrap_or(i32::MAX)),
        locked_until: Set(failures.locked_until.map(|until| until.0)),
        ..Default::default()
    };
    row.update(work.db()).await?;
    Ok(())
}

/// Refuses a login that does not exist just as one that does, lock and all, so that nobody learns which do.
///
/// What was typed is not kept: it may be a password in the wrong field. The audit row names a short hash, too short
/// to tell what was typed and long enough to count by.
pub(super) async fn refuse_unknown(app: &App, login: &str, address: &str) -> Result<AppError, AppError> {
    let now = app.now();
    let rules = app.settings().login_rules();
    let tag: String = hex::encode(Sha256::digest(login)).chars().take(4).collect();
    let mut work = app.begin().await?;
    let tries = audit::Entity::find()
        .filter(audit::Column::SubjectKind.eq("login"))
        .filter(audit::Column::SubjectId.eq(tag.as_str()))
        .filter(audit::Column::Action.eq(FAILED));
    let count = tries.clone().count(work.db()).await?;
    let newest = tries.order_by_desc(audit::Column::Id).one(work.db()).await?;
    let every = u64::from(rules.max_failures.max(1));
    if let Some(newest) = newest.filter(|_| count > 0 && count.is_multiple_of(every)) {
        let until = Moment(newest.at).plus_minutes(rules.lock_minutes);
        if now < until {
            return Ok(locked_until(until, now));
        }
    }
    let nobody =
        Caller {
            name: "未知账号".into(), address: address.to_string(), origin: Origin::Console, ..Caller::system()
        };
    work.record(nobody.entry(now, None, FAILED, ("login", tag), &json!({ "tried": "login" })));
    app.commit(work).await?;
    Ok(if (count + 1).is_multiple_of(every) {
        locked_until(now.plus_minutes(rules.lock_minutes), now)
    } else {
        AppError::problem("sign_in_failed")
    })
}
