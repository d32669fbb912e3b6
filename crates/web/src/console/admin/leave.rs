//! One's own leave: naming a deputy for its time, ending it when one is back, and seeing for whom one acts.

use app::identity::{end_deputy, get_account, list_colleagues};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::identity::deputy::is_lent;
use minijinja::Value;

use super::answer::{after_button, form_page, refused};
use super::deputy_form::{blank, name_deputy, people, row};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::PageHead;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/console/leave", Access::AnyStaff, show),
        post("/console/leave", Access::AnyStaff, send),
        post("/console/leave/{id}/end", Access::AnyStaff, end),
    ]
}

/// `GET /console/leave`
async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    leave_page(&web, &signed, &blank(&web)).await
}

async fn leave_page(web: &Web, signed: &SignedIn, form: &FormView) -> Result<Response, WebError> {
    let own = signed.account.id;
    let card = get_account(web.app(), &signed.caller, own).await?;
    let colleagues = list_colleagues(web.app(), &signed.caller, own).await?;
    let today = web.app().now().date();
    let rows = |mine: &dyn Fn(&app::identity::DeputyView) -> bool| -> Vec<Value> {
        card.deputies.iter().filter(|one| mine(one)).map(|one| row(one, today)).collect()
    };
    let values = context! {
        people => people(&colleagues),
        mine => rows(&|one| one.principal_id == own),
        others => rows(&|one| one.deputy_id == own),
        lends => card.grants.iter().any(|grant| is_lent(grant.role)),
    };
    let head = PageHead::new("休假代理")
        .lead("休假期间由同事使用您的角色办理，到期自动结束；每次操作都记录是代您办理。")
        .under(&[("我的账号", "/console/account")]);
    form_page(web, signed, "console/admin/leave.html", &head, form, values)
}

/// `POST /console/leave`
async fn send(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    match name_deputy(&web, &signed, signed.account.id, &typed).await {
        Ok(()) => Ok(Flash::ok("代理人已指定，到期自动结束。").redirect(&web, "/console/leave")),
        Err(error) => leave_page(&web, &signed, &refused(typed.view(), error)?).await,
    }
}

/// `POST /console/leave/{id}/end`
async fn end(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let result = end_deputy(web.app(), &signed.caller, id).await;
    after_button(&web, result, "代理已结束。", "/console/leave")
}
