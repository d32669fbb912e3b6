//! What is done to an account by one button: disabling, enabling, a new password, ending a lock, a session or the
//! binding of a second factor.

use app::AppError;
use app::identity::{Issued, disable_account, enable_account, get_account, reset_password, unbind};
use axum::extract::{Path, State};
use axum::response::Response;

use super::form::issued_page;
use super::url_of;
use crate::console::admin::answer::after_button;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::state::Web;

/// `POST /console/users/{id}/disable`
pub async fn disable(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let result = disable_account(web.app(), &signed.caller, id).await;
    after_button(&web, result, "账号已停用，已退出全部登录。", &url_of(id))
}

/// `POST /console/users/{id}/enable`
pub async fn enable(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let result = enable_account(web.app(), &signed.caller, id).await;
    after_button(&web, result, "账号已启用。", &url_of(id))
}

/// `POST /console/users/{id}/reset`
pub async fn reset(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    match issue(&web, &signed, id).await {
        Ok(issued) => issued_page(&web, &signed, "口令已重置", &issued),
        Err(error) => after_button(&web, Err(error), "", &url_of(id)),
    }
}

async fn issue(web: &Web, signed: &SignedIn, id: i64) -> Result<Issued, AppError> {
    let account = get_account(web.app(), &signed.caller, id).await?.account;
    let password = reset_password(web.app(), &signed.caller, id).await?;
    Ok(Issued { account_id: id, login: account.login, password })
}

/// `POST /console/users/{id}/unlock`
pub async fn unlock(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let result = app::identity::unlock(web.app(), &signed.caller, id).await;
    after_button(&web, result, "锁定已解除，可以重新登录。", &url_of(id))
}

/// `POST /console/users/{id}/unbind`
pub async fn unbind_factor(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let result = unbind(web.app(), &signed.caller, id).await;
    after_button(&web, result, "动态码绑定已解除，已退出全部登录。", &url_of(id))
}

/// `POST /console/users/{id}/sessions/{session}/end`
pub async fn end_session(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, session)): Path<(i64, i64)>,
) -> Result<Response, WebError> {
    let result = app::identity::end_session(web.app(), &signed.caller, session).await;
    after_button(&web, result, "已退出这次登录。", &url_of(id))
}
