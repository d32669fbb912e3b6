//! The forms of a report's page: typed figures, figures from a file, notes on findings, computing anew.

use app::AppError;
use app::report::{Evidence, TypedCells, explain, import_figures, recompute as compute_anew, type_cells};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::report::CellKey;

use super::PATH;
use super::page::render;
use crate::console::flash::Flash;
use crate::console::request::Posted;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::Typed;
use crate::state::Web;
use crate::uploads::Sent;

/// The edition that the form was made for.
pub fn edition(typed: &Typed) -> i32 {
    typed.filled("edition").and_then(|edition| edition.parse().ok()).unwrap_or_default()
}

/// The file of a form, if one was chosen.
pub fn file_of(sent: &Sent) -> Option<Evidence> {
    let file = sent.files.iter().find(|file| file.field == "file")?;
    Some(Evidence { name: file.name.clone(), bytes: file.bytes.clone() })
}

/// Led on with a message, or the page again with what was typed and why not.
async fn answer(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    typed: &Typed,
    done: Result<String, AppError>,
) -> Result<Response, WebError> {
    match done {
        Ok(told) => Ok(Flash::ok(told).redirect(web, &format!("{PATH}/{id}"))),
        Err(error) if matches!(error.code(), "not_found" | "not_allowed" | "internal") => Err(error.into()),
        Err(error) => {
            let status = status_of(&error);
            let form = typed.view().refused(error)?;
            render(web, signed, id, form, status).await
        }
    }
}

/// The status of a refusal: faults of fields differ from a report that may not be changed now.
pub fn status_of(error: &AppError) -> StatusCode {
    StatusCode::from_u16(app::sentence(error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

/// `POST /console/reports/{id}/cells`
pub async fn cells(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    Posted(sent): Posted,
) -> Result<Response, WebError> {
    let key = |name: &str| name.strip_prefix("cell.")?.parse::<CellKey>().ok();
    let cells = sent.typed.0.iter().filter_map(|(name, value)| Some((key(name)?, value.clone()))).collect();
    let typed = TypedCells {
        cells,
        source: sent.typed.get("source").to_string(),
        evidence: file_of(&sent),
        edition: edition(&sent.typed),
    };
    let done = type_cells(web.app(), &signed.caller, id, &typed).await;
    let done = done.map(|count| match count {
        0 => "没有改动。".to_string(),
        count => format!("已保存 {count} 个单元格。"),
    });
    answer(&web, &signed, id, &sent.typed, done).await
}

/// `POST /console/reports/{id}/figures`
pub async fn figures(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    Posted(sent): Posted,
) -> Result<Response, WebError> {
    let done = match file_of(&sent) {
        None => Err(AppError::field("file", "required")),
        Some(file) => {
            let source = sent.typed.get("source");
            import_figures(web.app(), &signed.caller, id, edition(&sent.typed), source, &file).await
        }
    };
    answer(&web, &signed, id, &sent.typed, done.map(|count| format!("已导入 {count} 个单元格。"))).await
}

/// `POST /console/reports/{id}/notes`
pub async fn notes(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let said: Vec<(String, String)> = typed
        .0
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("note.")?.to_string(), value.clone())))
        .collect();
    let done = explain(web.app(), &signed.caller, id, edition(&typed), &said).await;
    answer(&web, &signed, id, &typed, done.map(|()| "已保存说明。".to_string())).await
}

/// `POST /console/reports/{id}/recompute`
pub async fn recompute(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    compute_anew(web.app(), &signed.caller, id).await?;
    Ok(Flash::ok("已按现在的记录重新计算。").redirect(&web, &format!("{PATH}/{id}")))
}
