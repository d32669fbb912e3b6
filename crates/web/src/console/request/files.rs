//! Files of a case, handed over to be saved; each is a look at what is personal and stands in the audit log.

use app::request::personal::{self, OpenedFile};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::console::item::files::disposition;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::state::Web;

/// `GET /console/requests/files/{file}`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(file): Path<i64>) -> Result<Response, WebError> {
    Ok(handed_over(personal::file(web.app(), &signed.caller, file).await?))
}

/// A file to be saved, never shown inside a page and never kept by a cache.
pub fn handed_over(opened: OpenedFile) -> Response {
    let headers = [
        (header::CONTENT_TYPE, opened.media_type),
        (header::CONTENT_DISPOSITION, disposition("attachment", &opened.name)),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_string()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    (headers, opened.bytes).into_response()
}
