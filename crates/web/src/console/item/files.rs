//! Files of an item in the console: uploading attachments and pictures, and showing any file of an item that one may
//! see. What a file is decides its content; a hostile one is answered by a sentence.

use app::item::attach::{self, Upload, Uploaded, UseAs};
use app::item::{AttachmentRow, view};
use app::{AppError, sentence};
use axum::Json;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use minijinja::Value;
use serde_json::json;

use super::editor_page::{EditorPage, render};
use super::form::show::of_content;
use super::rows::Badge;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
pub(in crate::console) use crate::downloads::disposition;
use crate::errors::WebError;
use crate::forms::FormError;
use crate::state::Web;
use crate::templates::context;
use crate::templates::functions::file_size;
use crate::uploads::{self, UploadLimits};

/// A line of the list of files.
#[must_use]
pub fn row_view(file: &AttachmentRow, used: bool, title: &str, order: &str) -> Value {
    context! {
        id => file.id,
        name => file.name.as_str(),
        url => console_address(file.id, &file.name),
        note => format!("{}，{}", file.file_type.to_uppercase(), file_size(file.size)),
        state => text_badge(file),
        used,
        title,
        order,
    }
}

/// Where the console shows a file.
#[must_use]
pub fn console_address(id: i64, name: &str) -> String {
    format!("/console{}", attach::address_of(id, name))
}

/// What became of taking the text out, which the checks read.
#[must_use]
pub fn text_badge(file: &AttachmentRow) -> Option<Badge> {
    match file.text_state.as_str() {
        "waiting" => Some(Badge::new("等待提取文字", "info")),
        "done" => Some(Badge::new("文字已提取", "ok")),
        "failed" => Some(Badge::new(unread_reason(file), "warning")),
        _ => None,
    }
}

fn unread_reason(file: &AttachmentRow) -> String {
    let code = file.text_refusal.as_deref().unwrap_or_default();
    let words =
        app::problems::rows().find(|row| row.code == code).map(|row| row.sentence.replace("{name}", &file.name));
    words.unwrap_or_else(|| "文字无法提取，请人工检查".to_string())
}

/// Who asked, and so how the answer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asker {
    /// The rich-text editor: a picture, answered as JSON.
    Editor,
    /// htmx: lines for the list.
    List,
    /// The plain form.
    Form,
}

fn asker_of(headers: &HeaderMap) -> Asker {
    let takes = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if headers.contains_key("hx-request") {
        Asker::List
    } else if takes.contains("application/json") {
        Asker::Editor
    } else {
        Asker::Form
    }
}

/// `POST /console/items/new/upload`: there is no item yet that a file could belong to.
pub async fn upload_before_save() -> Response {
    let message = "请先保存草稿，再插入图片和附件。";
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "message": message }))).into_response()
}

/// `POST /console/items/{id}/upload`
pub async fn upload(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Result<Response, WebError> {
    let asker = asker_of(&headers);
    let use_as = if asker == Asker::Editor { UseAs::Picture } else { UseAs::Attachment };
    let mut outcomes: Vec<Result<Uploaded, AppError>> = Vec::new();
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return Err(uploads::unreadable(&error, limits(&web)).into()),
        };
        // A file input without a file sends an empty part without a name.
        if field.name() != Some("file") || field.file_name().is_none_or(str::is_empty) {
            continue;
        }
        outcomes.push(take(&web, &signed, id, field, use_as).await);
    }
    if outcomes.is_empty() {
        outcomes.push(Err(AppError::field("file", "required")));
    }
    match asker {
        Asker::Editor => Ok(editor_answer(outcomes.into_iter().next())),
        Asker::List => list_answer(&web, &signed, id, outcomes).await,
        Asker::Form => form_answer(&web, &signed, id, outcomes).await,
    }
}

async fn take(web: &Web, signed: &SignedIn, item: i64, field: Field<'_>, use_as: UseAs) -> Result<Uploaded, AppError> {
    let name = field.file_name().unwrap_or("file").to_string();
    let bytes = uploads::bytes_of(field, &name, limits(web)).await?;
    attach::upload(web.app(), &signed.caller, item, Upload { name, bytes, use_as }).await
}

/// Each file is taken by itself, so only its size is bounded here.
fn limits(web: &Web) -> UploadLimits {
    UploadLimits { files: usize::MAX, megabytes: web.app().settings().number("attachments.max_megabytes") }
}

/// A refusal in one line; a fault of ours as such.
fn told(error: &AppError) -> String {
    if let AppError::Refused(problem) = error
        && !problem.fields.is_empty()
    {
        return "请先选择文件。".to_string();
    }
    let words = sentence(error);
    format!("{}{}", words.text, words.advice)
}

fn editor_answer(outcome: Option<Result<Uploaded, AppError>>) -> Response {
    match outcome {
        Some(Ok(file)) => Json(json!({ "url": console_address(file.id, &file.name), "id": file.id })).into_response(),
        Some(Err(error)) => {
            let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            if status.is_server_error() {
                tracing::error!(%error, "an upload failed");
            }
            (status, Json(json!({ "message": told(&error) }))).into_response()
        }
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

async fn list_answer(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    outcomes: Vec<Result<Uploaded, AppError>>,
) -> Result<Response, WebError> {
    let detail = view::get(web.app(), &signed.caller, id).await?;
    let mut files = Vec::new();
    let mut refusals = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(file) => files
                .extend(detail.attachments.iter().find(|f| f.id == file.id).map(|f| row_view(f, true, &f.name, ""))),
            Err(error) => refusals.push(told(&error)),
        }
    }
    let html = web.templates().console("console/item/file_rows.html", &context! { files, refusals })?;
    Ok(Html(html).into_response())
}

async fn form_answer(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    outcomes: Vec<Result<Uploaded, AppError>>,
) -> Result<Response, WebError> {
    let taken = outcomes.iter().filter(|o| o.is_ok()).count();
    let refused: Vec<AppError> = outcomes.into_iter().filter_map(Result::err).collect();
    if refused.is_empty() {
        let text = format!("已上传 {taken} 个附件，保存草稿后随信息公开。");
        return Ok(Flash::ok(text).redirect(web, &format!("/console/items/{id}/edit#f-attachments")));
    }
    let detail = view::get(web.app(), &signed.caller, id).await?;
    let directory = web.app().directory();
    let kind = directory.kind(&detail.item.kind).ok_or_else(|| WebError::problem("item_kind_unknown"))?;
    let mut form = of_content(&detail.content, &detail.attachments, Some(detail.revision.created_at));
    form.errors.extend(refused.iter().map(|error| FormError { field: "file".into(), message: told(error) }));
    let status = refused.first().map_or(422, |error| sentence(error).status);
    let mut editor = EditorPage::of(kind, &detail.content, form, &detail);
    editor.status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    render(web, signed, editor).await
}

/// `GET /console/files/{id}/{name}`: pictures are shown, everything else is handed over to be saved; nothing of it can
/// run as a page of ours.
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, _)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let (row, bytes) = attach::console_file(web.app(), &signed.caller, id).await?;
    let manner = if row.use_as == UseAs::Picture.code() || row.media_type.starts_with("image/") {
        "inline"
    } else {
        "attachment"
    };
    let mut headers = HeaderMap::new();
    let mut set = |name: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &row.media_type);
    set(header::CONTENT_DISPOSITION, &disposition(manner, &row.name));
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CACHE_CONTROL, "private, no-store");
    Ok((headers, bytes).into_response())
}
