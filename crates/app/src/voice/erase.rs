//! Contacts are forgotten a while after their message was closed. The rule goes by the day of closing, which stays: what
//! an older backup brings back is forgotten again in the next night.

use chrono::Months;
use domain::identity::{Action, Place};
use serde_json::json;
use store::voice;

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Messages of one transaction.
const BATCH: u64 = 200;

/// Forgets every contact that was kept long enough. Returns how many.
///
/// # Errors
/// `not_allowed`; when the records cannot be written.
pub async fn erase_due(app: &App, caller: &Caller) -> Result<u64, AppError> {
    let now = app.now();
    caller.allow(Action::RequestErase, &Place::installation(), now)?;
    let months = u32::try_from(app.settings().number("voice.keep_months")).unwrap_or(12);
    let Some(before) = now.date().checked_sub_months(Months::new(months)) else { return Ok(0) };
    let mut erased = 0;
    loop {
        let mut work = app.begin().await?;
        let rows = voice::forget_contacts(work.db(), before, BATCH).await?;
        if rows.is_empty() {
            return Ok(erased);
        }
        for row in &rows {
            let subject = ("site_error", row.id.to_string());
            let detail = json!({ "number": row.number, "closed_on": row.closed_on });
            work.record(caller.entry(now, Some(row.agency_id), "site_error.erase", subject, &detail));
        }
        erased += rows.len() as u64;
        app.commit(work).await?;
    }
}
