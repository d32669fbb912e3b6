//! A new query code for an applicant who has lost his, from the page where the office has seen who he is.

use app::request::reissue::reissue;
use app::request::track::spaced;
use axum::extract::{Path, State};
use axum::response::Response;

use super::desk::PATH;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// `POST /console/requests/{id}/code`
pub async fn renew(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let given = reissue(web.app(), &signed.caller, id).await?;
    let values = context! {
        id,
        number => given.number,
        code => spaced(&given.code),
        subject => given.subject,
    };
    let case = format!("{PATH}/{id}");
    let head = PageHead::new("补发查询码").under(&[("依申请公开", PATH), ("办理页", &case)]);
    page(&web, &signed, "console/request/code.html", &head, values)
}
