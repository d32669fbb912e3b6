//! The form that names a deputy, for an administrator and for the person on leave alike.

use app::AppError;
use app::identity::{Colleague, DeputyView, NewDeputy, create_deputy};
use chrono::NaiveDate;
use domain::time::Moment;
use minijinja::Value;

use super::choices::choice;
use super::reader::Reader;
use crate::console::session::SignedIn;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// The form with today as the first day.
#[must_use]
pub fn blank(web: &Web) -> FormView {
    FormView::new().with("from_on", web.app().now().date().to_string())
}

/// Those who may be named.
#[must_use]
pub fn people(colleagues: &[Colleague]) -> Vec<Value> {
    colleagues.iter().map(|one| choice(one.id, format!("{}（{}）", one.name, one.login))).collect()
}

/// Names the deputy.
///
/// # Errors
/// What the use case refuses.
pub async fn name_deputy(web: &Web, signed: &SignedIn, principal: i64, typed: &Typed) -> Result<(), AppError> {
    let mut reader = Reader::new(typed);
    let new = NewDeputy {
        principal_id: principal,
        deputy_id: reader.id("deputy_id"),
        from_on: reader.date("from_on"),
        until_on: reader.date("until_on"),
        reason: reader.text("reason"),
    };
    reader.finish()?;
    create_deputy(web.app(), &signed.caller, new).await?;
    Ok(())
}

/// An arrangement as a row; `today` says whether it runs.
#[must_use]
pub fn row(one: &DeputyView, today: NaiveDate) -> Value {
    let (label, tone) = match one.ended_at {
        Some(_) => ("已提前结束", "neutral"),
        None if one.until_on < today => ("已到期", "neutral"),
        None if today < one.from_on => ("尚未开始", "info"),
        None => ("进行中", "ok"),
    };
    context! {
        id => one.id,
        principal => one.principal_name,
        principal_id => one.principal_id,
        deputy => one.deputy_name,
        deputy_id => one.deputy_id,
        from => one.from_on.to_string(),
        until => one.until_on.to_string(),
        reason => one.reason,
        ended_at => one.ended_at.map(Moment::display_minute),
        state => context! { label, tone },
        standing => one.ended_at.is_none() && today <= one.until_on,
    }
}
