//! What machines ask: static files, whether the program lives and is ready, and its metrics.

use std::fmt::Write;

use axum::extract::{Path as UrlPath, RawQuery, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use door::{accepts_gzip, has_version};

use crate::cache::packed_version;
use crate::errors::WebError;
use crate::observe;
use crate::routes::{Access, Route, get};
use crate::security::address;
use crate::state::{MetricsFor, Web};

/// The routes that every listener has.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/assets/{*name}", Access::Public, asset),
        get("/healthz", Access::Public, healthz),
        get("/readyz", Access::Public, readyz),
        get("/metrics", Access::Public, metrics),
    ]
}

/// `/assets/{*name}`
async fn asset(
    State(web): State<Web>,
    UrlPath(name): UrlPath<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let file = web.assets().files.get(&name).ok_or_else(WebError::not_found)?;
    let packed = file.gzip().filter(|_| accepts_gzip(&headers));
    let etag = match packed {
        Some(_) => packed_version(file.version()),
        None => format!("\"{}\"", file.version()),
    };
    let dated = query.is_some_and(|q| q == format!("v={}", file.version()));
    let keep = if dated { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut answer = HeaderMap::new();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    answer.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        answer.insert(header::ETAG, value);
    }
    if has_version(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    if let Some(packed) = packed {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return Ok((answer, packed.clone()).into_response());
    }
    Ok((answer, file.bytes.clone()).into_response())
}

/// The process answers.
async fn healthz() -> &'static str {
    "ok\n"
}

/// Database and index answer.
async fn readyz(State(web): State<Web>) -> Response {
    match app::item::public::is_ready(web.app()).await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}

/// Counters for the operator's monitoring; to others there is no such page.
async fn metrics(State(web): State<Web>, headers: HeaderMap, extensions: Extensions) -> Result<Response, WebError> {
    if web.config().metrics == MetricsFor::ThisMachine && !address::is_local(&headers, &extensions) {
        return Err(WebError::not_found());
    }
    let mut out = web.metrics().text();
    out.push_str(&observe::cache_text(&web));
    if let Ok(jobs) = app::item::public::jobs_by_state(web.app()).await {
        out.push_str("# TYPE gongkai_jobs gauge\n");
        for (state, count) in jobs {
            let _ = writeln!(out, "gongkai_jobs{{state=\"{state}\"}} {count}");
        }
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response())
}
