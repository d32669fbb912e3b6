//! The calendar feed of an account's limits (iCalendar, RFC 5545): numbers and days, nothing personal. Its address holds a
//! secret that can be taken back.

use std::fmt::Write;

use chrono::Days;
use sha2::{Digest, Sha256};
use store::request::Desk;
use store::request::citizens;
use store::request::desk::{self, Filter, Whose};

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

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

/// The feed of this secret: the open cases of its account as officer.
///
/// # Errors
/// `not_found` for a secret that is none any more.
pub async fn calendar(app: &App, token: &str) -> Result<String, AppError> {
    let db = app.store().read();
    let owner = citizens::feed_owner(db, &hash(token)).await?.ok_or_else(|| AppError::problem("not_found"))?;
    let filter = Filter {
        whose: Whose::Officer(owner),
        desk: Desk::Working,
        from: None,
        until: None,
        state: None,
        officer: None,
        after: None,
    };
    let rows = desk::page(db, &filter, MOST).await?;
    let stamp = app.now().local().format("%Y%m%dT%H%M%S").to_string();
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Gongkai//Requests//ZH\r\n");
    for row in rows {
        let end = row.next_on.checked_add_days(Days::new(1)).unwrap_or(row.next_on);
        let stage = if row.stage_due_on == Some(row.next_on) { "阶段期限" } else { "答复期限" };
        write!(
            text,
            "BEGIN:VEVENT\r\nUID:request-{}@gongkai\r\nDTSTAMP:{stamp}\r\nDTSTART;VALUE=DATE:{}\r\n\
             DTEND;VALUE=DATE:{}\r\nSUMMARY:{} {stage}\r\nEND:VEVENT\r\n",
            row.id,
            row.next_on.format("%Y%m%d"),
            end.format("%Y%m%d"),
            row.number,
        )
        .map_err(|error| AppError::Internal(error.to_string()))?;
    }
    text.push_str("END:VCALENDAR\r\n");
    Ok(text)
}
