//! Published items that may answer what somebody is about to ask for, and whether that helped: how many forms were shown
//! some, opened one, and were not submitted.

use chrono::NaiveDate;
use domain::identity::{Action, Place};
use store::request::citizens;
pub use store::request::citizens::Helped;

use super::seal::Finder;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// What happened at a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    Shown,
    Opened,
}

/// Counts an offer at the form with this token.
///
/// # Errors
/// When the records cannot be written.
pub async fn count(app: &App, form_token: &str, offered: Offered) -> Result<(), AppError> {
    let form = Finder::of(app).await?.hash("form", form_token);
    let (shown, opened) = if offered == Offered::Shown { (1, 0) } else { (0, 1) };
    let work = app.begin().await?;
    citizens::count_offer(work.db(), &form, app.now().date(), shown, opened).await?;
    app.commit(work).await
}

/// Whom the offers of a span of days helped. The numbers name nobody and no agency: whoever handles or oversees
/// applications may see them. A form begun today may still be submitted, so today is left out.
///
/// # Errors
/// `not_allowed`.
pub async fn helped(app: &App, caller: &Caller, from: NaiveDate, until: NaiveDate) -> Result<Helped, AppError> {
    let now = app.now();
    if !caller.can_somewhere(Action::RequestView, now) {
        caller.allow(Action::StatisticsView, &Place::installation(), now)?;
    }
    let yesterday = now.date().pred_opt().unwrap_or(until);
    Ok(citizens::helped(app.store().read(), from, until.min(yesterday)).await?)
}
