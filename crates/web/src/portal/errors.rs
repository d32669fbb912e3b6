//! Error pages of the portal, in one place and in the site's own look.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::frame::{Head, Portal};
use super::site::Asked;
use super::views::Link;
use crate::errors::{as_json, title_of, with_page, words_of};
use crate::observe::RequestId;
use crate::state::Web;
use crate::templates::context;

/// Puts a page in place of the plain words of an error; JSON under `/api`.
pub async fn dress(State(web): State<Web>, request: Request, next: Next) -> Response {
    let reference = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let asked = request.extensions().get::<Asked>().cloned();
    let headers = request.headers().clone();
    let response = next.run(request).await;
    let (Some(words), Some(asked)) = (words_of(&response), asked) else {
        return response;
    };
    if asked.path.starts_with("/api/") {
        return as_json(&response, &words);
    }
    let portal = Portal::of(&web, asked, headers);
    let title = title_of(words.status);
    let error = context! {
        status => words.status,
        title,
        message => words.text,
        next => (!words.advice.is_empty()).then_some(words.advice),
        links => [Link::new("回到首页", portal.url("/")), Link::new("站内检索", portal.url("/search"))],
        reference => reference.filter(|_| words.status >= 500),
    };
    let head = Head { title: title.to_string(), hidden: true, ..Head::default() };
    match portal.render("error.html", &head, context! { error }) {
        Ok(page) => with_page(&response, page),
        Err(error) => {
            tracing::error!(%error, "the error page failed");
            response
        }
    }
}
