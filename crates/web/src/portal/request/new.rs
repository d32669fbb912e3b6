//! The application form: shown, saved as a draft, submitted. What was typed is kept whatever is wrong with it; the
//! page itself is `form_page`.

use app::request::draft::{self, Draft};
use app::request::{FileIn, FilePurpose, Submission, new_form_token, submit};
use app::{AppError, sentence};
use axum::extract::{Multipart, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::form_page::{Shown, limits, render};
use super::offers::is_stamp;
use super::{form, puzzle, receipt, sent};
use crate::errors::WebError;
use crate::forms::{FormError, FormView, Typed};
use crate::portal::frame::Portal;
use crate::request_form;
use crate::security::rate::Deed;
use crate::uploads::{self, Sent};

/// `GET /requests/new`
pub async fn show(portal: Portal, Query(asked): Query<Vec<(String, String)>>) -> Result<Response, WebError> {
    let stamp = new_form_token(portal.web.app());
    let typed = Typed(asked);
    let agency = own_agency(&portal).or_else(|| typed.filled("agency").map(str::to_string));
    let mut form = FormView::new().with("who", "citizen");
    if let Some(agency) = agency {
        form = form.with("agency", agency);
    }
    render(&portal, Shown { typed: Typed::default(), form, stamp, draft: None, status: StatusCode::OK }).await
}

/// On an agency's own site that agency is asked.
fn own_agency(portal: &Portal) -> Option<String> {
    portal.own_agency().map(|id| id.to_string())
}

/// What the box for a draft's code sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DraftAsked {
    code: String,
}

/// `GET /requests/draft?code=`
pub async fn find_draft(portal: Portal, Query(asked): Query<DraftAsked>) -> Response {
    let code: String = asked.code.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let to = if code.is_empty() { "/requests/new".to_string() } else { format!("/requests/draft/{code}") };
    Redirect::to(&portal.url(&to)).into_response()
}

/// `GET /requests/draft/{code}`
pub async fn show_draft(portal: Portal, Path(code): Path<String>) -> Result<Response, WebError> {
    sent::count(&portal, Deed::Form)?;
    let kept = draft::open(portal.web.app(), &code).await?;
    let stamp = new_form_token(portal.web.app());
    let (form, typed) = form::view_of(&kept);
    render(&portal, Shown { typed, form, stamp, draft: Some(code), status: StatusCode::OK }).await
}

/// `POST /requests/new`
pub async fn send(portal: Portal, body: Multipart) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    let whole = uploads::read(body, limits(&portal)).await?;
    let stamp = whole.typed.get("stamp").to_string();
    if !is_stamp(&stamp) {
        return Err(WebError::problem("bad_request"));
    }
    let solved = puzzle::is_solved(&stamp, whole.typed.get("answer"));
    if let Err(waits) = sent::count(&portal, if solved { Deed::Form } else { Deed::Apply }) {
        return wait(&portal, whole.typed, stamp, &waits).await;
    }
    match whole.typed.get("do") {
        "save" => save(&portal, whole.typed, stamp).await,
        "more_joint" => {
            let form = whole.typed.view();
            let draft = code_of(&whole.typed);
            render(&portal, Shown { typed: whole.typed, form, stamp, draft, status: StatusCode::OK }).await
        }
        _ => take(&portal, whole, stamp).await,
    }
}

fn code_of(typed: &Typed) -> Option<String> {
    typed.filled("draft").map(str::to_string)
}

/// Too many from this address just now: the form again with all that was typed, to be sent a little later.
async fn wait(portal: &Portal, typed: Typed, stamp: String, waits: &WebError) -> Result<Response, WebError> {
    let (form, draft) = (sent::to_be_sent_later(&typed, waits), code_of(&typed));
    let status = StatusCode::TOO_MANY_REQUESTS;
    Ok(sent::come_again(render(portal, Shown { typed, form, stamp, draft, status }).await?, waits))
}

async fn save(portal: &Portal, typed: Typed, stamp: String) -> Result<Response, WebError> {
    let agency = typed.trimmed("agency").parse().ok();
    let written = Draft { agency, application: form::application_of(&typed) };
    match draft::save(portal.web.app(), typed.filled("draft"), &written).await {
        Ok(code) => {
            let form = typed.view();
            render(portal, Shown { typed, form, stamp, draft: Some(code), status: StatusCode::OK }).await
        }
        Err(error) => again(portal, typed, stamp, error).await,
    }
}

async fn take(portal: &Portal, whole: Sent, stamp: String) -> Result<Response, WebError> {
    let typed = &whole.typed;
    let agency: Option<i64> = typed.trimmed("agency").parse().ok();
    let purpose = |field: &str| request_form::purpose_of(field).unwrap_or(FilePurpose::Evidence);
    let files = whole.files.iter().map(|file| FileIn {
        name: file.name.clone(),
        bytes: file.bytes.clone(),
        purpose: purpose(&file.field),
    });
    let submission = Submission {
        agency: agency.unwrap_or_default(),
        application: form::application_of(typed),
        form_token: stamp.clone(),
        files: files.collect(),
        address: portal.address.clone(),
    };
    let taken = match whole.all_taken() {
        Ok(()) => submit(portal.web.app(), submission).await,
        Err(error) => Err(error),
    };
    match taken {
        Ok(given) => {
            if let Some(code) = typed.filled("draft")
                && let Err(error) = draft::drop_draft(portal.web.app(), code).await
            {
                // The case is taken; a draft that is left behind ends by itself.
                tracing::warn!(%error, "a submitted draft was not dropped");
            }
            receipt::show(portal, &given)
        }
        Err(error) => {
            let error = whole.at_its_field(error);
            again(portal, whole.typed, stamp, error).await
        }
    }
}

/// The form again, with its faults.
async fn again(portal: &Portal, typed: Typed, stamp: String, error: AppError) -> Result<Response, WebError> {
    let words = sentence(&error);
    if words.status >= 500 {
        return Err(error.into());
    }
    let error = match error.code() {
        "request_agency_closed" => AppError::field("agency", "not_chosen"),
        _ => error,
    };
    let status = StatusCode::from_u16(words.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let typed = request_form::without_gaps(typed);
    let mut form = typed.view().refused(error)?;
    if typed.filled("agency").is_none() && form.errors.iter().all(|error| error.field != "agency") {
        form.errors.push(FormError { field: "agency".into(), message: "请选择受理机关。".into() });
    }
    // The kind of an organisation is asked of who says that he is one.
    if let Some(unsaid) = form.errors.iter_mut().find(|error| error.field == "kind" && typed.filled("who").is_none()) {
        unsaid.field = "who".into();
    }
    form.errors.sort_by_key(|error| form::place_of(&error.field));
    let draft = code_of(&typed);
    render(portal, Shown { typed, form, stamp, draft, status }).await
}
