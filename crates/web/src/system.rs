//! What machines ask: static files, whether the program lives and is ready, and its metrics.

use std::fmt::Write;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::routes::{Access, Route, get};
use crate::state::Web;
use crate::{assets, observe};

/// The routes that every listener has.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/assets/{*name}", Access::Public, assets::serve),
        get("/healthz", Access::Public, healthz),
        get("/readyz", Access::Public, readyz),
        get("/metrics", Access::Public, metrics),
    ]
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

async fn metrics(State(web): State<Web>) -> Response {
    let mut out = web.metrics().text();
    out.push_str(&observe::cache_text(&web));
    if let Ok(jobs) = app::item::public::jobs_by_state(web.app()).await {
        out.push_str("# TYPE gongkai_jobs gauge\n");
        for (state, count) in jobs {
            let _ = writeln!(out, "gongkai_jobs{{state=\"{state}\"}} {count}");
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response()
}
