//! The one thing that is done to several cases at once, because it harms nothing: naming who handles them. Each case is
//! its own transaction; those that could not be done are told.

use app::request::act::{self, With};
use axum::extract::State;
use axum::response::Response;
use domain::request::Command;

use super::desk::PATH;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::Typed;
use crate::state::Web;

/// Most cases of one form: a page of the desk.
const MOST: usize = 200;

/// `POST /console/requests/bulk`
pub async fn assign(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let ids: Vec<i64> = typed.all("ids").into_iter().filter_map(|id| id.parse().ok()).take(MOST).collect();
    if ids.is_empty() {
        return Ok(Flash::warning("请先勾选要分配的申请。").redirect(&web, PATH));
    }
    let officer = match typed.get("do") {
        "take" => Some(signed.account.id),
        _ => typed.filled("officer").and_then(|id| id.parse().ok()),
    };
    let Some(officer) = officer else {
        return Ok(Flash::warning("请选择经办人。").redirect(&web, PATH));
    };
    let mut refused = Vec::new();
    for id in &ids {
        let command = Command::AssignOfficer { officer };
        match act::act(web.app(), &signed.caller, *id, &command, With::default()).await {
            Ok(_) => {}
            Err(error) if error.code() == "internal" => return Err(error.into()),
            Err(error) => refused.push(app::sentence(&error).text),
        }
    }
    let done = ids.len() - refused.len();
    let told = match refused.first() {
        None => Flash::ok(format!("已确定 {done} 件申请的经办人。")),
        Some(why) => Flash::warning(format!("已确定 {done} 件申请的经办人，{} 件没有办成：{why}", refused.len())),
    };
    Ok(told.redirect(&web, PATH))
}
