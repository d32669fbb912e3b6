//! Error pages of the console, in one place: what happened, what to do next, and the id to report.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::flash::Flashes;
use super::shell::plain_page;
use crate::errors::{title_of, with_page, words_of};
use crate::observe::RequestId;
use crate::state::Web;
use crate::templates::context;

/// Puts a page in place of the plain words of an error.
pub async fn dress(State(web): State<Web>, request: Request, next: Next) -> Response {
    let reference = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let response = next.run(request).await;
    let Some(words) = words_of(&response) else {
        return response;
    };
    let sign_in = words.status == 401;
    let (label, url) = if sign_in { ("去登录", "/console/login") } else { ("回到工作台", "/console") };
    let error = context! {
        title => title_of(words.status),
        message => words.text,
        next => (!words.advice.is_empty()).then_some(words.advice),
        status => words.status,
        code => words.code,
        reference,
        links => [context! { label, url }],
    };
    match plain_page(&web, "", &Flashes::default(), "console/error.html", title_of(words.status), context! { error }) {
        Ok(page) => with_page(&response, page),
        Err(error) => {
            tracing::error!(%error, "the error page failed");
            response
        }
    }
}
