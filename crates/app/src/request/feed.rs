//! The calendar feed of an account's limits (iCalendar, RFC 5545): numbers and days, nothing personal. Its address holds a
//! secret that can be taken back.

use std::fmt::Write;

use chrono::{Days, NaiveDate};
use sha2::{Digest, Sha256};
use store::request::Desk;
use store::request::citizens;
use store::request::desk::{self, Filter, Whose};

use super::access;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::identity::on_behalf;

/// Most limits in a feed.
const MOST: u64 = 500;

fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// Makes the caller's feed address anew; an older one stops working. Returns its secret.
///
/// # Errors
/// `sign_in_needed`.
pub async fn renew(app: &App, caller: &Caller) -> Result<String, AppError> {
    let account = caller.account()?;
    let token = app.random().token();
    let work = app.begin().await?;
    citizens::set_feed(work.db(), account, &hash(&token), app.now().0).await?;
    app.commit(work).await?;
    Ok(token)
}

/// Takes the caller's feed address back.
///
/// # Errors
/// `sign_in_needed`.
pub async fn revoke(app: &App, caller: &Caller) -> Result<(), AppError> {
    let account = caller.account()?;
    let work = app.begin().await?;
    citizens::drop_feed(work.db(), account).await?;
    app.commit(work).await
}

/// The feed of this secret: the open cases of its account as officer, and the days set to it as a unit.
///
/// # Errors
/// `not_found` for a secret that is none any more, or whose account was closed.
pub async fn calendar(app: &App, token: &str) -> Result<String, AppError> {
    let gone = || AppError::problem("not_found");
    let db = app.store().read();
    let owner = citizens::feed_owner(db, &hash(token)).await?.ok_or_else(gone)?;
    let caller = on_behalf(app, owner).await?.ok_or_else(gone)?;
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Gongkai//Requests//ZH\r\n");
    let stamp = app.now().utc().format("%Y%m%dT%H%M%SZ").to_string();
    let mut add = |uid: String, on: NaiveDate, what: String| {
        let (end, day) = (on.checked_add_days(Days::new(1)).unwrap_or(on), "%Y%m%d");
        write!(
            text,
            "BEGIN:VEVENT\r\nUID:{uid}@gongkai\r\nDTSTAMP:{stamp}\r\nDTSTART;VALUE=DATE:{}\r\n\
             DTEND;VALUE=DATE:{}\r\nSUMMARY:{what}\r\nEND:VEVENT\r\n",
            on.format(day),
            end.format(day),
        )
    };
    let mut told = Ok(());
    for row in desk::page(db, &open(Whose::Officer(owner)), MOST).await? {
        let stage = if row.stage_due_on == Some(row.next_on) { "阶段期限" } else { "答复期限" };
        told = told.and_then(|()| add(format!("request-{}", row.id), row.next_on, format!("{} {stage}", row.number)));
    }
    let units = access::units(app, &caller);
    let shares = desk::page(db, &open(Whose::Parts(units.clone())), MOST).await?;
    let limits = desk::own_limits(db, &units, shares.iter().map(|row| row.id)).await?;
    for row in shares {
        let on = limits.get(&row.id).copied().unwrap_or(row.next_on);
        told = told.and_then(|()| add(format!("part-of-{}", row.id), on, format!("{} 承办事项的期限", row.number)));
    }
    told.map_err(|error| AppError::Internal(error.to_string()))?;
    text.push_str("END:VCALENDAR\r\n");
    Ok(text)
}

/// All open cases of these.
fn open(whose: Whose) -> Filter {
    Filter { whose, desk: Desk::Working, from: None, until: None, state: None, officer: None, after: None }
}
