//! From a reply to a draft for everybody (转主动公开), or the decision that it is none. The persons of the case are taken
//! out before the page is shown; whoever is still named is told at the field.

use app::request::publish::{Beginning, GivenFile, Proposal, begin, decline, propose};
use app::{AppError, sentence};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use minijinja::Value;

use super::desk::PATH;
use crate::console::admin::choices::sections;
use crate::console::flash::Flash;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;
use crate::templates::functions::file_size;

/// `GET /console/requests/{id}/publication`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let beginning = begin(web.app(), &signed.caller, id).await?;
    let chosen: Vec<String> = beginning.files.iter().map(|file| file.id.to_string()).collect();
    let form = FormView::new()
        .with("title", beginning.title.as_str())
        .with("text", beginning.text.as_str())
        .with("files", Value::from(minijinja::value::Serde(&chosen)));
    render(&web, &signed, id, &beginning, &form, StatusCode::OK)
}

/// `POST /console/requests/{id}/publication`
pub async fn send(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let proposal = Proposal {
        section: typed.trimmed("section").parse().unwrap_or_default(),
        title: typed.get("title").to_string(),
        text: typed.get("text").replace("\r\n", "\n"),
        files: typed.all("files").into_iter().filter_map(|id| id.parse().ok()).collect(),
        unread_reason: typed.get("unread_reason").to_string(),
    };
    match propose(web.app(), &signed.caller, id, proposal).await {
        Ok(item) => {
            let told = format!("已拟稿（信息编号 {item}），请编辑核对后送审。拟稿时已去掉申请人的信息。");
            Ok(Flash::ok(told).redirect(&web, &format!("{PATH}/{id}")))
        }
        Err(error) => refused(&web, &signed, id, &typed, error).await,
    }
}

/// `POST /console/requests/{id}/publication/decline`
pub async fn refuse(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    match decline(web.app(), &signed.caller, id, typed.get("reason")).await {
        Ok(()) => Ok(Flash::ok("已登记：不转为主动公开。").redirect(&web, &format!("{PATH}/{id}"))),
        Err(error) => refused(&web, &signed, id, &typed, error).await,
    }
}

/// The page again with the faults at their fields.
async fn refused(web: &Web, signed: &SignedIn, id: i64, typed: &Typed, error: AppError) -> Result<Response, WebError> {
    if error.code() != "form_invalid" {
        return Err(error.into());
    }
    let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let beginning = begin(web.app(), &signed.caller, id).await?;
    let mut form = typed.view().refused(error)?;
    for (name, text) in [("title", &beginning.title), ("text", &beginning.text)] {
        form.values.entry(name.to_string()).or_insert_with(|| text.as_str().into());
    }
    render(web, signed, id, &beginning, &form, status)
}

fn render(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    beginning: &Beginning,
    form: &FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let file = |file: &GivenFile| {
        let size = file_size(file.size);
        context! { value => file.id.to_string(), label => format!("{}（{}，{size}）", file.name, file.file_type.to_uppercase()) }
    };
    let site = web.app().directory().main_site().map(|site| site.id);
    let values = context! {
        id,
        form => value_of(form),
        sections => sections(&web.app().directory(), site),
        files => beginning.files.iter().map(file).collect::<Vec<_>>(),
    };
    let case = format!("{PATH}/{id}");
    let head = PageHead::new("转为主动公开")
        .lead("答复中可能使社会公众普遍关心的信息，可以转为主动公开（《条例》第四十四条）。拟稿进入信息发布流程，经检查、审核后才会公开。")
        .under(&[("依申请公开", PATH), ("办理页", &case)]);
    let page = page(web, signed, "console/request/publication.html", &head, values)?;
    Ok((status, page).into_response())
}
