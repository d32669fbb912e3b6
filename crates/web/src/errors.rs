//! From an error to what a person reads, in one place. A handler answers with [`WebError`]; the layer of portal or
//! console dresses it as a page, `/api` as JSON.

use app::{AppError, Sentence, sentence};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Why a request is not answered as asked.
#[derive(Debug)]
pub struct WebError {
    error: AppError,
    retry_after: Option<u64>,
}

impl<E: Into<AppError>> From<E> for WebError {
    fn from(error: E) -> Self {
        Self { error: error.into(), retry_after: None }
    }
}

impl WebError {
    /// A refusal by its code in the problem table.
    #[must_use]
    pub fn problem(code: &'static str) -> Self {
        AppError::problem(code).into()
    }

    /// There is no such page.
    #[must_use]
    pub fn not_found() -> Self {
        Self::problem("not_found")
    }

    /// A fault of ours.
    #[must_use]
    pub fn internal(told: impl Into<String>) -> Self {
        AppError::Internal(told.into()).into()
    }

    /// Too often; may be tried again after `seconds`.
    #[must_use]
    pub fn too_many(seconds: u64) -> Self {
        Self { error: AppError::problem("too_many_requests").with("seconds", seconds), retry_after: Some(seconds) }
    }

    /// The seconds to wait, where it was too often.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// The error of the use case.
    #[must_use]
    pub const fn cause(&self) -> &AppError {
        &self.error
    }

    /// What a person reads.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        sentence(&self.error)
    }
}

/// The words of an error on their way to the layer that dresses them.
#[derive(Debug, Clone)]
pub struct ErrorWords(pub Sentence);

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let words = self.sentence();
        if words.status >= 500 {
            tracing::error!(error = %self.error, "a request failed");
        }
        let status = StatusCode::from_u16(words.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, words.text.clone()).into_response();
        response.extensions_mut().insert(ErrorWords(words));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The words of an error answer: those it carries, or those for what the framework refused in its own words.
#[must_use]
pub fn words_of(response: &Response) -> Option<Sentence> {
    if let Some(ErrorWords(words)) = response.extensions().get::<ErrorWords>() {
        return Some(words.clone());
    }
    let status = response.status();
    let plain =
        response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !plain || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let code = match status.as_u16() {
        404 => "not_found",
        413 => "body_too_large",
        405 => "method_refused",
        400..=499 => "bad_request",
        _ => "internal",
    };
    Some(Sentence { status: status.as_u16(), ..sentence(&AppError::problem(code)) })
}

/// The title of an error page.
#[must_use]
pub fn title_of(status: u16) -> &'static str {
    match status {
        401 => "请先登录",
        403 => "没有权限",
        404 => "没有找到页面",
        409 => "没有完成",
        410 => "信息已撤回",
        413 => "内容太大",
        422 => "填写有误",
        423 => "正在编辑",
        429 => "操作太频繁",
        500..=599 => "系统出错",
        _ => "请求有误",
    }
}

/// Keeps status and the headers that say when to come back, and puts a rendered page in place of the plain words.
#[must_use]
pub fn with_page(response: &Response, page: String) -> Response {
    let mut dressed = (response.status(), [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
    for name in [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE] {
        for value in response.headers().get_all(&name) {
            dressed.headers_mut().append(name.clone(), value.clone());
        }
    }
    dressed.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    dressed
}

/// For routes that machines ask: the sentence as plain text, and as JSON under `/api`.
pub async fn plain(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    match words_of(&response) {
        Some(words) if api => as_json(&response, &words),
        _ => response,
    }
}

/// The JSON form of an error.
#[must_use]
pub fn as_json(response: &Response, words: &Sentence) -> Response {
    let body = serde_json::json!({ "code": words.code, "message": words.text, "next": words.advice });
    let mut dressed = (response.status(), axum::Json(body)).into_response();
    if let Some(value) = response.headers().get(header::RETRY_AFTER) {
        dressed.headers_mut().insert(header::RETRY_AFTER, value.clone());
    }
    dressed
}
