//! What is done to several cases at once, because it harms nothing: naming who handles them, and marking them as seen.
//! Each case is its own transaction; those that could not be done are told. Anything else is refused.

use app::AppError;
use app::request::act::{self, With};
use app::request::seen as noted;
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

/// What is done to each of the cases.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    Officer(i64),
    Seen,
}

/// `POST /console/requests/bulk`
pub async fn act(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let ids: Vec<i64> = typed.all("ids").into_iter().filter_map(|id| id.parse().ok()).take(MOST).collect();
    if ids.is_empty() {
        return Ok(Flash::warning("请先勾选申请。").redirect(&web, PATH));
    }
    let wanted = match typed.get("do") {
        "take" => Wanted::Officer(signed.account.id),
        "seen" => Wanted::Seen,
        "assign" => match typed.filled("officer").and_then(|id| id.parse().ok()) {
            Some(officer) => Wanted::Officer(officer),
            None => return Ok(Flash::warning("请选择经办人。").redirect(&web, PATH)),
        },
        _ => return Err(WebError::problem("request_not_in_bulk")),
    };
    let mut refused = Vec::new();
    for id in &ids {
        match one(&web, &signed, *id, wanted).await {
            Ok(()) => {}
            Err(error) if error.code() == "internal" => return Err(error.into()),
            Err(error) => refused.push(app::sentence(&error).text),
        }
    }
    let done = ids.len() - refused.len();
    let told = match wanted {
        Wanted::Officer(_) => format!("已确定 {done} 件申请的经办人"),
        Wanted::Seen => format!("已把 {done} 件申请标为已阅"),
    };
    let told = match refused.first() {
        None => Flash::ok(format!("{told}。")),
        Some(why) => Flash::warning(format!("{told}，{} 件没有办成：{why}", refused.len())),
    };
    Ok(told.redirect(&web, PATH))
}

async fn one(web: &Web, signed: &SignedIn, id: i64, wanted: Wanted) -> Result<(), AppError> {
    match wanted {
        Wanted::Seen => noted::mark(web.app(), &signed.caller, id).await,
        Wanted::Officer(officer) => {
            let command = Command::AssignOfficer { officer };
            act::act(web.app(), &signed.caller, id, &command, With::default()).await.map(|_| ())
        }
    }
}
