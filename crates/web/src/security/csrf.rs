//! The token that each form of the console carries: the second check against forged requests. With a session it is
//! the session's, before that it is derived from a cookie that only our own pages could have set.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http_body_util::{BodyExt, Limited};
use sha2::{Digest, Sha256};

use crate::errors::WebError;

/// The name of the form field.
pub const FIELD: &str = "csrf";
/// The header that scripts send instead.
pub const HEADER: &str = "x-csrf-token";
/// The largest urlencoded form: a text of 2 MB of HTML, each byte written as three.
const MAX_FORM: usize = 8 * 1024 * 1024;
/// In an upload the token is the first field; it stands within the first bytes.
const PEEK: usize = 4 * 1024;

/// The token that belongs to a cookie from before the session.
#[must_use]
pub fn token_before_session(cookie: &str) -> String {
    hex::encode(Sha256::digest(format!("gongkai csrf before session {cookie}")))
}

/// Checks the token and gives the request on with its body whole.
///
/// # Errors
/// `token_expired` when the token is missing or another's, `body_too_large` when the form is too big.
pub async fn check(request: Request, expected: &str) -> Result<Request, WebError> {
    let (parts, body) = request.into_parts();
    if let Some(sent) = parts.headers.get(HEADER).and_then(|v| v.to_str().ok()) {
        ensure(sent, expected)?;
        return Ok(Request::from_parts(parts, body));
    }
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let (first, body) = peek(body).await?;
        ensure(&token_in_upload(&first).unwrap_or_default(), expected)?;
        return Ok(Request::from_parts(parts, body));
    }
    let whole =
        Limited::new(body, MAX_FORM).collect().await.map_err(|_| WebError::problem("body_too_large"))?.to_bytes();
    let sent = pairs(&whole).into_iter().find(|(name, _)| name == FIELD).map(|(_, value)| value);
    ensure(&sent.unwrap_or_default(), expected)?;
    Ok(Request::from_parts(parts, Body::from(whole)))
}

/// The pairs of an urlencoded form.
#[must_use]
pub fn pairs(body: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(body).unwrap_or_default()
}

fn ensure(sent: &str, expected: &str) -> Result<(), WebError> {
    let same =
        sent.len() == expected.len() && sent.bytes().zip(expected.bytes()).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0;
    if same && !expected.is_empty() { Ok(()) } else { Err(WebError::problem("token_expired")) }
}

/// The first bytes of a body, and the body whole again.
async fn peek(body: Body) -> Result<(Bytes, Body), WebError> {
    let mut stream = body.into_data_stream();
    let mut seen = BytesMut::new();
    while seen.len() < PEEK && token_in_upload(&seen).is_none() {
        match stream.next().await {
            Some(Ok(chunk)) => seen.extend_from_slice(&chunk),
            Some(Err(_)) => return Err(WebError::problem("bad_request")),
            None => break,
        }
    }
    let seen = seen.freeze();
    let again = futures_util::stream::once(std::future::ready(Ok::<_, axum::Error>(seen.clone()))).chain(stream);
    Ok((seen, Body::from_stream(again)))
}

/// The value of the token field, if it stands complete in these bytes as the first part.
fn token_in_upload(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes.get(..PEEK.min(bytes.len()))?);
    let (head, rest) = text.split_once("\r\n\r\n")?;
    if !head.contains("name=\"csrf\"") {
        return None;
    }
    rest.split_once("\r\n").map(|(value, _)| value.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::http::Method;

    fn form(kind: &str, body: &str) -> Request {
        Request::builder()
            .method(Method::POST)
            .uri("/x")
            .header("content-type", kind)
            .body(Body::from(body.to_string()))
            .unwrap()
    }

    async fn body_of(request: Request) -> String {
        String::from_utf8(request.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_form_needs_the_token_and_keeps_its_body() {
        let kind = "application/x-www-form-urlencoded";
        let passed = check(form(kind, "csrf=abc&title=%E7%94%B2"), "abc").await.unwrap();
        assert_eq!(body_of(passed).await, "csrf=abc&title=%E7%94%B2");
        for (sent, expected) in [("csrf=abd", "abc"), ("title=1", "abc"), ("csrf=", ""), ("csrf=ab", "abc")] {
            assert_eq!(check(form(kind, sent), expected).await.unwrap_err().sentence().code, "token_expired", "{sent}");
        }
    }

    #[tokio::test]
    async fn an_upload_carries_it_as_its_first_field() {
        let kind = "multipart/form-data; boundary=X";
        let part = |name: &str, value: &str| {
            format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let good = part("csrf", "abc") + &part("file", &"长".repeat(9_000));
        assert_eq!(body_of(check(form(kind, &good), "abc").await.unwrap()).await, good);
        let late = part("file", "x") + &part("csrf", "abc");
        assert!(check(form(kind, &late), "abc").await.is_err());
    }

    #[tokio::test]
    async fn scripts_send_it_as_a_header() {
        let with =
            |token: &str| Request::builder().method(Method::POST).header(HEADER, token).body(Body::empty()).unwrap();
        assert!(check(with("abc"), "abc").await.is_ok());
        assert!(check(with("abd"), "abc").await.is_err());
    }
}
