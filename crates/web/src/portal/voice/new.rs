//! The form for an error of the site: shown with the page's address, sent, and answered with a receipt. What was typed is
//! kept whatever is wrong with it.

use app::request::new_form_token;
use app::request::track::spaced;
use app::voice::{SiteErrorForm, SiteErrorReceipt, send as take};
use app::{AppError, sentence};
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use domain::voice::site_error::ErrorKind;
use minijinja::Value;
use serde::Deserialize;

use super::{head, site_name};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::portal::frame::Portal;
use crate::portal::request::offers::is_stamp;
use crate::portal::request::puzzle;
use crate::portal::request::sent::{self, SmallForm};
use crate::security::origin::authority;
use crate::security::rate::Deed;
use crate::templates::context;

/// Longest address that the link of a page carries over, in characters.
const MAX_PAGE: usize = 500;

/// What the link at the foot of a page says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    page: String,
}

/// `GET /site-errors/new?page=`
pub async fn show(portal: Portal, Query(about): Query<About>) -> Result<Response, WebError> {
    let page: String = about.page.chars().take(MAX_PAGE).collect();
    let page = if page.starts_with('/') { format!("{}{page}", portal.asked.origin) } else { page };
    let form = FormView::new().with("page", page);
    let stamp = new_form_token(portal.web.app());
    render(&portal, &form, &stamp, StatusCode::OK)
}

/// `POST /site-errors/new`
pub async fn send(portal: Portal, SmallForm(typed): SmallForm) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    let stamp = typed.get("stamp").to_string();
    if !is_stamp(&stamp) {
        return Err(WebError::problem("bad_request"));
    }
    let solved = puzzle::is_solved(&stamp, typed.get("answer"));
    if let Err(waits) = sent::count(&portal, if solved { Deed::Form } else { Deed::Tell }) {
        return wait(&portal, &typed, &stamp, &waits);
    }
    match take(portal.web.app(), form_of(&portal, &typed, &stamp)).await {
        Ok(given) => receipt(&portal, &given),
        Err(error) => again(&portal, &typed, &stamp, error),
    }
}

fn form_of(portal: &Portal, typed: &Typed, stamp: &str) -> SiteErrorForm {
    SiteErrorForm {
        site: portal.asked.site_id.unwrap_or_default(),
        page: typed.trimmed("page").to_string(),
        hosts: hosts(portal),
        kind: ErrorKind::parse(typed.trimmed("kind")),
        description: typed.trimmed("description").to_string(),
        contact: typed.trimmed("contact").to_string(),
        form_token: stamp.to_string(),
        address: portal.address.clone(),
    }
}

/// The hosts under which the portal is known: as it was asked, and as the public knows it.
fn hosts(portal: &Portal) -> Vec<String> {
    let origins = [Some(portal.asked.origin.as_str()), portal.web.config().public_origin.as_deref()];
    origins.into_iter().flatten().filter_map(authority).map(str::to_string).collect()
}

fn render(portal: &Portal, form: &FormView, stamp: &str, status: StatusCode) -> Result<Response, WebError> {
    let settings = portal.web.app().settings();
    let kinds: Vec<Value> =
        ErrorKind::ALL.iter().map(|kind| context! { value => kind.code(), label => kind.label() }).collect();
    let site_error = context! {
        action => portal.url("/site-errors/new"),
        track_url => portal.url("/site-errors/track"),
        requests_url => portal.url("/gov-info/requests"),
        stamp,
        puzzle => context! { seed => stamp, bits => puzzle::BITS },
        kinds,
        answer_days => settings.number("voice.answer_days"),
        keep_months => settings.number("voice.keep_months"),
    };
    let title = "我为政府网站找错";
    let head = head(title, &format!("向{}反映网页上的错误。", site_name(portal)));
    let form = Value::from(minijinja::value::Serde(form));
    portal.private("site_error_new.html", &head, context! { site_error, form }, status)
}

/// Too many from this address just now: the form again with all that was typed.
fn wait(portal: &Portal, typed: &Typed, stamp: &str, waits: &WebError) -> Result<Response, WebError> {
    let form = sent::to_be_sent_later(typed, waits);
    Ok(sent::come_again(render(portal, &form, stamp, StatusCode::TOO_MANY_REQUESTS)?, waits))
}

/// The form again, with its faults.
fn again(portal: &Portal, typed: &Typed, stamp: &str, error: AppError) -> Result<Response, WebError> {
    let words = sentence(&error);
    if words.status >= 500 {
        return Err(error.into());
    }
    let status = StatusCode::from_u16(words.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    // What was sent already stands; what was changed since is another message, of a form of its own.
    let another = (error.code() == "site_error_sent").then(|| new_form_token(portal.web.app()));
    render(portal, &typed.view().refused(error)?, another.as_deref().unwrap_or(stamp), status)
}

fn receipt(portal: &Portal, given: &SiteErrorReceipt) -> Result<Response, WebError> {
    let receipt = context! {
        number => given.number,
        code => spaced(&given.code),
        agency => given.agency,
        page => given.page,
        kind => given.kind.label(),
        description => given.description,
        due_on => given.due_on.to_string(),
        submitted_at => given.submitted_at.display_minute(),
        track_url => portal.url("/site-errors/track"),
    };
    let head = head("找错留言回执", "找错留言已经收到。");
    portal.private("site_error_receipt.html", &head, context! { receipt }, StatusCode::OK)
}
