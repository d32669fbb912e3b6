//! One step on the way of one item: the form of an event is sent here. There is no form for many.

use app::item::path;
use app::{AppError, sentence};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{actions, detail};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::{FormError, FormView, Typed};
use crate::state::Web;

/// `POST /console/items/{id}/{event}`
pub async fn act(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, code)): Path<(i64, String)>,
    typed: Typed,
) -> Result<Response, WebError> {
    // An approval is of exactly the revision that was looked at.
    let seen =
        typed.filled("revision").and_then(|id| id.parse().ok()).ok_or_else(|| WebError::problem("bad_request"))?;
    let done = match actions::event_of(&code, &typed) {
        Ok(event) => path::act(web.app(), &signed.caller, id, seen, event).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(told(&code).redirect(&web, &format!("/console/items/{id}"))),
        Err(error) if matches!(error.code(), "not_found" | "internal") => Err(error.into()),
        Err(error) => refused(&web, &signed, id, &code, &typed, error).await,
    }
}

fn told(code: &str) -> Flash {
    let text = actions::done_text(code);
    if matches!(code, "withdraw" | "publish_urgent") { Flash::warning(text) } else { Flash::ok(text) }
}

/// The page again with the reason why not; what was typed is kept.
async fn refused(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    code: &str,
    typed: &Typed,
    error: AppError,
) -> Result<Response, WebError> {
    let words = sentence(&error);
    let mut form: FormView = typed.view();
    match actions::field_of(code, &error) {
        Some(field) => form.errors.push(FormError { field, message: format!("{}{}", words.text, words.advice) }),
        None => form = form.refused(error)?,
    }
    let status = StatusCode::from_u16(words.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    detail::render(web, signed, id, form, status).await
}
