//! Forms that strangers send: from our own pages only, bounded, and not too often from one address.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use http_body_util::{BodyExt, Limited};

use crate::errors::WebError;
use crate::forms::{FormError, FormView, Typed};
use crate::portal::frame::Portal;
use crate::security::rate::Deed;
use crate::security::{csrf, origin};
use crate::state::Web;

/// Largest plain form, in bytes.
const MAX_FORM: usize = 256 * 1024;

/// Whether the form comes from a page of ours.
///
/// # Errors
/// `origin_refused`.
pub fn from_our_page(portal: &Portal) -> Result<(), WebError> {
    let own = origin::is_own(&portal.headers, portal.web.config().public_origin.as_deref());
    if own { Ok(()) } else { Err(WebError::problem("origin_refused")) }
}

/// Counts a form of this address.
///
/// # Errors
/// `too_many_requests`.
pub fn count(portal: &Portal, deed: Deed) -> Result<(), WebError> {
    portal.web.rates().count(deed, &portal.address, portal.web.app().now())
}

/// The form of who sent too often, with all that was typed, to be sent a little later.
#[must_use]
pub fn to_be_sent_later(typed: &Typed, waits: &WebError) -> FormView {
    let words = waits.sentence();
    let mut form = typed.view();
    let message = format!("{}{}填写的内容都保留着，不用重新填写。", words.text, words.advice);
    form.errors.push(FormError { field: String::new(), message });
    form
}

/// The page of such a form: it says when to come again.
#[must_use]
pub fn come_again(mut page: Response, waits: &WebError) -> Response {
    if let Some(seconds) = waits.retry_after() {
        page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    page
}

/// A plain form, read within bounds.
#[derive(Debug)]
pub struct SmallForm(pub Typed);

impl FromRequest<Web> for SmallForm {
    type Rejection = WebError;

    async fn from_request(request: Request<Body>, _web: &Web) -> Result<Self, WebError> {
        let body = Limited::new(request.into_body(), MAX_FORM).collect().await;
        let bytes = body.map_err(|_| WebError::problem("body_too_large"))?.to_bytes();
        Ok(Self(Typed(csrf::pairs(&bytes))))
    }
}
