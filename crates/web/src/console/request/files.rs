//! Files of a case, handed over to be saved; each is a look at what is personal and stands in the audit log.

use app::request::personal;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::console::session::SignedIn;
use crate::downloads::saved;
use crate::errors::WebError;
use crate::state::Web;

/// `GET /console/requests/files/{file}`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(file): Path<i64>) -> Result<Response, WebError> {
    let opened = personal::file(web.app(), &signed.caller, file).await?;
    Ok(saved(&opened.name, &opened.media_type, opened.bytes))
}
