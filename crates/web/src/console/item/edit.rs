//! Opening the editor of an existing item: takes the lock, or says who holds it and why it cannot be edited now.

use app::item::lock;
use app::item::view::{self, ItemDetail};
use app::{AppError, sentence};
use axum::extract::{Path, State};
use axum::response::Response;

use super::editor_page::{EditorPage, render};
use super::form::addresses;
use super::form::show::of_content;
use super::rows;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/items/{id}/edit`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let app = web.app();
    let detail = view::get(app, &signed.caller, id).await?;
    if detail.state.is_under_way() {
        let error = AppError::problem("item_under_way").with("state", detail.state.label());
        return read_only(&web, &signed, &detail, &error);
    }
    let until = match lock::take_lock(app, &signed.caller, id).await {
        Ok(until) => until,
        Err(error) if error.code() == "item_locked" => return read_only(&web, &signed, &detail, &error),
        Err(error) => return Err(error.into()),
    };
    let directory = app.directory();
    let kind = directory.kind(&detail.item.kind).ok_or_else(|| WebError::problem("item_kind_unknown"))?;
    let form = of_content(&detail.content, &detail.attachments, Some(detail.revision.created_at));
    let mut editor = EditorPage::of(kind, &detail.content, form, &detail);
    editor.locked_until = Some(until);
    render(&web, &signed, editor).await
}

/// What somebody else holds can be read, with the reason why it cannot be edited.
fn read_only(web: &Web, signed: &SignedIn, detail: &ItemDetail, error: &AppError) -> Result<Response, WebError> {
    let words = sentence(error);
    let url = format!("/console/items/{}", detail.item.id);
    let values = context! {
        reason => words.text,
        advice => words.advice,
        item_badges => rows::badges_of(&detail.item),
        title => detail.content.title.as_str(),
        body_html => addresses::for_console(&detail.content.body_html),
        url => url.as_str(),
        preview_url => format!("{url}/preview/{}", detail.revision.id),
    };
    let head = PageHead::new("暂时不能编辑").under(&[("信息管理", "/console/items"), (&detail.item.title, &url)]);
    page(web, signed, "console/item/read_only.html", &head, values)
}

/// `POST /console/items/{id}/unlock`: leaves the editor without saving.
pub async fn unlock(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    lock::release_lock(web.app(), &signed.caller, id).await?;
    Ok(Flash::ok("已退出编辑，其他人可以编辑了。").redirect(&web, &format!("/console/items/{id}")))
}
