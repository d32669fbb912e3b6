//! The applicant in full, for whose task needs it. It is asked for by a form, never by a link: each look is a deed and
//! stands in the audit log.

use app::request::personal;
use axum::extract::{Path, State};
use axum::response::Response;

use super::desk::PATH;
use super::words;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// `POST /console/requests/{id}/person`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let form = personal::application(web.app(), &signed.caller, id).await?;
    let values = context! {
        id,
        person => words::person_of(&form),
        matter => words::matter_of(&form),
    };
    let case = format!("{PATH}/{id}");
    let head = PageHead::new("申请人信息").under(&[("依申请公开", PATH), ("办理页", &case)]);
    page(&web, &signed, "console/request/person.html", &head, values)
}
