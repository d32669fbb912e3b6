//! A new query code for an applicant who has lost his, after the office has made sure who he is. The old one is not known
//! to anybody: only its hash is kept, and it opens nothing any more.

use domain::identity::Action;
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
use serde_json::json;
use store::request;

use super::case::open_card;
use super::seal::{Finder, typed};
use super::submit::{CODE_LENGTH, Receipt, Taken};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Gives the case a new query code, which is shown this once.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_erased`.
pub async fn reissue(app: &App, caller: &Caller, id: i64) -> Result<Receipt, AppError> {
    let db = app.store().read();
    let row = request::get(db, id).await?;
    let place = app.directory().agency_place(row.agency_id);
    caller.allow(Action::RequestHandle, &place, app.now())?;
    caller.allow(Action::RequestPersonal, &place, app.now())?;
    let wrapped = request::keys::find(db, id).await?.ok_or_else(|| AppError::problem("request_erased"))?;
    let subject = open_card(app, &row, Some(&wrapped))?.subject;
    let code = typed(&app.random().bytes::<CODE_LENGTH>(), CODE_LENGTH);
    let hash = Finder::of(app).await?.hash("code", &code);
    let mut work = app.begin().await?;
    let row = request::lock(work.db(), id).await?;
    let (number, agency, created) = (row.number.clone(), row.agency_id, row.created_at);
    let mut row = row.into_active_model();
    row.code_hash = Set(hash);
    row.update(work.db()).await?;
    let about = ("request", id.to_string());
    work.record(caller.entry(app.now(), Some(agency), "request.reissue_code", about, &json!({ "number": number })));
    app.commit(work).await?;
    let agency = app.directory().agency(agency).map(|agency| agency.name.clone()).unwrap_or_default();
    Ok(Receipt { id, number, code, agency, submitted_at: Moment(created), subject, taken: Taken::Before })
}
