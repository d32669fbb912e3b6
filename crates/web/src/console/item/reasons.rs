//! Running the checks and giving reasons for warnings from the detail page.

use app::AppError;
use app::item::{check, view};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{detail, findings};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::Typed;
use crate::state::Web;

/// `POST /console/items/{id}/check`
pub async fn check(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    check::run(web.app(), &signed.caller, id).await?;
    let detail = view::get(web.app(), &signed.caller, id).await?;
    let flash = match detail.checked.open() + detail.field_faults.len() {
        0 => Flash::ok("检查完成，没有需要处理的问题。"),
        open => Flash::warning(format!("检查完成，有 {open} 个问题需要处理。")),
    };
    Ok(flash.redirect(&web, &format!("/console/items/{id}#findings-list")))
}

/// `POST /console/items/{id}/reasons`
pub async fn give(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let seen =
        typed.filled("revision").and_then(|id| id.parse().ok()).ok_or_else(|| WebError::problem("bad_request"))?;
    let long = findings::long_reasons(&typed);
    if !long.is_empty() {
        let form = typed.view().refused(AppError::fields(long))?;
        return detail::render(&web, &signed, id, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let detail = view::get(web.app(), &signed.caller, id).await?;
    let reasons = findings::reasons_by_key(&detail.checked, &findings::typed_reasons(&typed));
    let checked = check::give_reasons(web.app(), &signed.caller, id, seen, reasons).await?;
    let flash = match checked.open() {
        0 => Flash::ok("理由已保存，可以送审了。"),
        open => Flash::ok(format!("理由已保存，还有 {open} 个问题需要处理。")),
    };
    Ok(flash.redirect(&web, &format!("/console/items/{id}#findings-list")))
}
