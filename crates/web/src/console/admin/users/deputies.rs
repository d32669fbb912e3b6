//! Naming a deputy for somebody on leave, by who manages users.

use app::identity::{end_deputy, get_account, list_colleagues};
use axum::extract::{Path, State};
use axum::response::Response;

use super::{head_under, url_of};
use crate::console::admin::answer::{after_button, form_page, refused};
use crate::console::admin::deputy_form::{blank, name_deputy, people};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// `GET /console/users/{id}/deputies/new`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    deputy_page(&web, &signed, id, &blank(&web)).await
}

async fn deputy_page(web: &Web, signed: &SignedIn, id: i64, form: &FormView) -> Result<Response, WebError> {
    let account = get_account(web.app(), &signed.caller, id).await?.account;
    let colleagues = list_colleagues(web.app(), &signed.caller, id).await?;
    let head = head_under("指定代理人", &account.name, id)
        .lead("请假期间由同机构的人代理。到期自动结束；管理员角色不能代理，每次操作都记录代谁办理。");
    let values = context! {
        url => format!("/console/users/{id}/deputies/new"),
        cancel_url => url_of(id),
        people => people(&colleagues),
        principal => account.name,
    };
    form_page(web, signed, "console/admin/deputy_form.html", &head, form, values)
}

/// `POST /console/users/{id}/deputies/new`
pub async fn send(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    match name_deputy(&web, &signed, id, &typed).await {
        Ok(()) => Ok(Flash::ok("代理人已指定。").redirect(&web, &url_of(id))),
        Err(error) => deputy_page(&web, &signed, id, &refused(typed.view(), error)?).await,
    }
}

/// `POST /console/users/{id}/deputies/{deputy}/end`
pub async fn end(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, deputy)): Path<(i64, i64)>,
) -> Result<Response, WebError> {
    let result = end_deputy(web.app(), &signed.caller, deputy).await;
    after_button(&web, result, "代理已结束。", &url_of(id))
}
