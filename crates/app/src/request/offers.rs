//! Published items that may answer what somebody is about to ask for, and whether that helped: how many forms were shown
//! some, opened one, and were not submitted.

use chrono::NaiveDate;
use domain::identity::{Action, Place};
use store::request::citizens::{self, Helped};

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

/// Whom the offers of a span of days helped.
///
/// # Errors
/// `not_allowed`.
pub async fn helped(app: &App, caller: &Caller, from: NaiveDate, until: NaiveDate) -> Result<Helped, AppError> {
    caller.allow(Action::StatisticsView, &Place::installation(), app.now())?;
    Ok(citizens::helped(app.store().read(), from, until).await?)
}
