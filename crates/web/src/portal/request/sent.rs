//! Forms that strangers send: from our own pages only, bounded, and not too often from one address.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use http_body_util::{BodyExt, Limited};

use crate::errors::WebError;
use crate::forms::Typed;
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
