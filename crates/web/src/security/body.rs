//! The body of a request comes in time or not at all: a visitor who sends a head and then nothing holds no connection.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tower_http::timeout::TimeoutBody;

/// How long each piece of a body may take to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Gives up on a body of which nothing more comes.
pub async fn in_time(request: Request, next: Next) -> Response {
    next.run(within(PATIENCE, request)).await
}

fn within(patience: Duration, request: Request) -> Request {
    request.map(|body| Body::new(TimeoutBody::new(patience, body)))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;
    use bytes::Bytes;
    use futures_util::{StreamExt, stream};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_body_that_stops_coming_is_given_up_and_a_whole_one_is_read() {
        let app = Router::new().route("/", post(|body: Bytes| async move { body }));
        let piece = || Ok::<_, std::io::Error>(Bytes::from_static(b"a"));
        let stuck = Body::from_stream(stream::once(async move { piece() }).chain(stream::pending()));
        let request = within(Duration::from_millis(1), Request::post("/").body(stuck).unwrap());
        assert_eq!(app.clone().oneshot(request).await.unwrap().status(), StatusCode::BAD_REQUEST);
        let whole = Body::from_stream(stream::iter((0..10).map(move |_| piece())));
        let request = within(PATIENCE, Request::post("/").body(whole).unwrap());
        assert_eq!(app.oneshot(request).await.unwrap().status(), StatusCode::OK);
    }
}
