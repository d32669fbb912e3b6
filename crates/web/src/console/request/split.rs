//! Splitting matters off a case that asks for several: one case and one receipt each.

use app::AppError;
use app::request::look;
use app::request::new_form_token;
use app::request::split::{self as cut, Split};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::desk::PATH;
use super::register::received;
use super::register_form::further_of;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// Rows for matters that leave the case.
const ROWS: usize = 4;

/// `GET /console/requests/{id}/split`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let form = FormView::new().with("form_token", new_form_token(web.app()));
    render(&web, &signed, id, form, StatusCode::OK).await
}

async fn render(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    form: FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let look = look::look(web.app(), &signed.caller, id).await?;
    let url = format!("{PATH}/{id}");
    let values = context! {
        id,
        version => look.row.version,
        case_url => url,
        matter => super::words::matter(&look),
        rows => ROWS,
        form => value_of(&form),
    };
    let head = PageHead::new("分出事项")
        .lead("一件申请有几个事项的，一事一件办理：每个分出的事项单独登记，各有登记号、查询码和期限，与本件相互关联。")
        .under(&[("依申请公开", PATH), (&look.row.number, &url)]);
    let page = page(web, signed, "console/request/split.html", &head, values)?;
    Ok((status, page).into_response())
}

/// `POST /console/requests/{id}/split`
pub async fn take(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let split = Split {
        version: typed.filled("version").and_then(|version| version.parse().ok()),
        form_token: typed.trimmed("form_token").to_string(),
        further: further_of(&typed),
    };
    match cut::split(web.app(), &signed.caller, id, split).await {
        Ok(receipts) => received(&web, &signed, &receipts, Some(id)),
        Err(error) if matches!(error.code(), "not_allowed" | "not_found" | "internal") => Err(error.into()),
        Err(error) => refused(&web, &signed, id, &typed, error).await,
    }
}

async fn refused(web: &Web, signed: &SignedIn, id: i64, typed: &Typed, error: AppError) -> Result<Response, WebError> {
    let status = StatusCode::from_u16(app::sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let form = typed.view().refused(error)?;
    render(web, signed, id, form, status).await
}
