//! A form with or without files: what carries files is read within bounds, anything else as any form.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;

use crate::errors::WebError;
use crate::forms::Typed;
use crate::state::Web;
use crate::uploads::{self, Sent, UploadLimits};

/// What was sent.
pub struct Posted(pub Sent);

impl FromRequest<Web> for Posted {
    type Rejection = WebError;

    async fn from_request(request: Request, web: &Web) -> Result<Self, WebError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            let typed = Typed::from_request(request, web).await?;
            return Ok(Self(Sent { typed, ..Sent::default() }));
        }
        let form = Multipart::from_request(request, web).await.map_err(|_| WebError::problem("bad_request"))?;
        Ok(Self(uploads::read(form, limits(web)).await?))
    }
}

/// How much one form may carry.
#[must_use]
pub fn limits(web: &Web) -> UploadLimits {
    let settings = web.app().settings();
    UploadLimits { files: settings.size("requests.max_files"), megabytes: settings.number("attachments.max_megabytes") }
}
