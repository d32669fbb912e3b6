//! A page of help: how work flows, and the keys. The manuals tell more.

use axum::extract::State;
use axum::response::Response;

use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/account/help`
pub async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let head = PageHead::new("使用说明").lead("信息从起草到公开的步骤，以及键盘操作。");
    page(&web, &signed, "console/account/help.html", &head, context! {})
}
