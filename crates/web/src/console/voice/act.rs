//! What is done with a message: each form is sent here. What was typed is kept when it is refused.

use app::voice::act as deed;
use app::{AppError, sentence};
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::Response;
use domain::voice::site_error::Outcome;

use super::{PATH, page};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::{FormError, Typed};
use crate::state::Web;

fn version(typed: &Typed) -> i32 {
    typed.trimmed("version").parse().unwrap_or_default()
}

/// `POST /console/site-errors/{id}/transfer`
pub async fn transfer(
    Given(web): Given<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let to = typed.trimmed("agency").parse().ok();
    let done = deed::transfer(web.app(), &signed.caller, id, version(&typed), to, typed.get("note")).await;
    match done {
        // The message may now be another's, so that its page is no longer this person's.
        Ok(()) => Ok(Flash::ok("已转办。").redirect(&web, PATH)),
        Err(error) => refused(&web, &signed, id, &typed, error).await,
    }
}

/// `POST /console/site-errors/{id}/answer`
pub async fn answer(
    Given(web): Given<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let outcome = Outcome::parse(typed.trimmed("outcome"));
    let done = deed::answer(web.app(), &signed.caller, id, version(&typed), outcome, typed.get("answer")).await;
    match done {
        Ok(()) => Ok(Flash::ok("已答复。网民凭编号和查询码可以看到。").redirect(&web, &format!("{PATH}/{id}"))),
        Err(error) => refused(&web, &signed, id, &typed, error).await,
    }
}

/// `POST /console/site-errors/{id}/close`
pub async fn close(
    Given(web): Given<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    match deed::close(web.app(), &signed.caller, id, version(&typed)).await {
        Ok(()) => Ok(Flash::ok("已办结。").redirect(&web, &format!("{PATH}/{id}"))),
        Err(error) => refused(&web, &signed, id, &typed, error).await,
    }
}

/// The page again with the reason why not.
async fn refused(web: &Web, signed: &SignedIn, id: i64, typed: &Typed, error: AppError) -> Result<Response, WebError> {
    if matches!(error.code(), "not_found" | "not_allowed" | "internal") {
        return Err(error.into());
    }
    let words = sentence(&error);
    let status = StatusCode::from_u16(words.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let mut form = typed.view();
    if error.code() == "site_error_same_agency" {
        form.errors.push(FormError { field: "agency".into(), message: format!("{}{}", words.text, words.advice) });
    } else {
        form = form.refused(error)?;
    }
    page::render(web, signed, id, form, None, status).await
}
