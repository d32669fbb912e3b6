//! Taking a step with a report.

use app::report::{Order, act};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::report::workflow::ReportStep;

use super::PATH;
use super::edit::{edition, status_of};
use super::page::render;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::{FormError, Typed};
use crate::state::Web;

/// `POST /console/reports/{id}/steps/{step}`
pub async fn take(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, step)): Path<(i64, String)>,
    typed: Typed,
) -> Result<Response, WebError> {
    let step = ReportStep::parse(&step).ok_or_else(WebError::not_found)?;
    let order = Order { step, note: typed.get(&format!("note_{step}")).to_string(), edition: edition(&typed) };
    match act(web.app(), &signed.caller, id, &order).await {
        Ok(stands) => Ok(Flash::ok(told(step)).redirect(&web, &format!("{PATH}/{stands}"))),
        Err(error) if matches!(error.code(), "not_found" | "not_allowed" | "internal") => Err(error.into()),
        Err(error) => {
            let words = app::sentence(&error);
            let status = status_of(&error);
            let mut form = typed.view();
            let is_note = error.code() == "report_no_note";
            let field = if is_note { format!("note_{step}") } else { String::new() };
            form.errors.push(FormError { field, message: format!("{}{}", words.text, words.advice) });
            render(&web, &signed, id, form, status).await
        }
    }
}

const fn told(step: ReportStep) -> &'static str {
    match step {
        ReportStep::HandIn => "已上报，等待审核。",
        ReportStep::SendBack => "已退回修改。",
        ReportStep::Accept => "已审核通过。",
        ReportStep::Seal => "已定稿，可以打印签发。",
        ReportStep::Publish => "已发布。",
        ReportStep::Correct => "已建立更正版；修改后重新上报、审核和发布。",
    }
}
