//! Reading points (查阅点, 条例 art. 25): adding, changing, removing.

use app::AppError;
use app::site::{
    ReadingPointForm, create_reading_point, list_reading_points, remove_reading_point, update_reading_point,
};
use axum::extract::{Path, State};
use axum::response::Response;

use super::PATH;
use crate::console::admin::answer::{after_button, form_page, refused};
use crate::console::admin::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::PageHead;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// Where the list stands.
const LIST: &str = "/console/sites#reading-points";

/// `GET /console/sites/reading-points/new`
pub async fn show_new(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    point_page(&web, &signed, "新增查阅点", &format!("{PATH}/reading-points/new"), &FormView::new().with("sort", "100"))
}

fn point_page(web: &Web, signed: &SignedIn, title: &str, url: &str, form: &FormView) -> Result<Response, WebError> {
    let head =
        PageHead::new(title).lead("国家档案馆、公共图书馆、政务服务场所应当设置查阅场所（《条例》第二十五条）。");
    let head = head.under(&[("栏目与专题", PATH)]);
    form_page(web, signed, "console/admin/reading_point_form.html", &head, form, context! { url, cancel_url => LIST })
}

fn read(typed: &Typed) -> Result<ReadingPointForm, AppError> {
    let mut reader = Reader::new(typed);
    let form = ReadingPointForm {
        name: reader.text("name"),
        address: reader.text("address"),
        hours: reader.text("hours"),
        telephone: reader.text("telephone"),
        sort: reader.number("sort", 100),
    };
    reader.finish()?;
    Ok(form)
}

/// `POST /console/sites/reading-points/new`
pub async fn send_new(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let result = match read(&typed) {
        Ok(form) => create_reading_point(web.app(), &signed.caller, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(_) => Ok(Flash::ok("查阅点已添加。").redirect(&web, LIST)),
        Err(error) => point_page(
            &web,
            &signed,
            "新增查阅点",
            &format!("{PATH}/reading-points/new"),
            &refused(typed.view(), error)?,
        ),
    }
}

fn edit_url(id: i64) -> String {
    format!("{PATH}/reading-points/{id}/edit")
}

/// `GET /console/sites/reading-points/{id}/edit`
pub async fn show_edit(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let points = list_reading_points(web.app()).await?;
    let point = points.iter().find(|point| point.id == id).ok_or_else(WebError::not_found)?;
    let form = FormView::new()
        .with("name", point.name.as_str())
        .with("address", point.address.as_str())
        .with("hours", point.hours.as_str())
        .with("telephone", point.telephone.as_str())
        .with("sort", point.sort.to_string());
    point_page(&web, &signed, "修改查阅点", &edit_url(id), &form)
}

/// `POST /console/sites/reading-points/{id}/edit`
pub async fn send_edit(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let result = match read(&typed) {
        Ok(form) => update_reading_point(web.app(), &signed.caller, id, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(Flash::ok("查阅点已保存。").redirect(&web, LIST)),
        Err(error) => point_page(&web, &signed, "修改查阅点", &edit_url(id), &refused(typed.view(), error)?),
    }
}

/// `POST /console/sites/reading-points/{id}/remove`
pub async fn remove(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let result = remove_reading_point(web.app(), &signed.caller, id).await;
    after_button(&web, result, "查阅点已删除。", LIST)
}
