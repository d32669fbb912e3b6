//! Headers of every answer: what a page may load, and that nothing is guessed or leaked.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Nothing inline, nothing from elsewhere; framed only by our own previews.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; \
                      object-src 'none'; base-uri 'none'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'";

/// Adds the headers; a handler's own value of one of them stands.
pub async fn add(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    complete(response.headers_mut());
    response
}

const RULES: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
];

/// Adds what is missing.
pub fn complete(headers: &mut HeaderMap) {
    for (name, value) in RULES {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The copy on disk is served by nginx, which the manual teaches to send the same.
    #[test]
    fn the_manual_gives_a_mirror_the_same_headers() {
        let manual = include_str!("../../../../docs/manual/mirror.md");
        // Its forms lead to the live portal.
        let policy = POLICY.replace("form-action 'self'", "form-action 'self' https://www.example.gov.cn");
        assert!(manual.contains(&format!("default \"{policy}\";")), "{policy}");
        let taught: Vec<&str> = manual.lines().filter(|line| line.trim_start().starts_with("add_header ")).collect();
        for (name, value) in RULES {
            let value = if value == POLICY { "$gongkai_policy".to_string() } else { format!("\"{value}\"") };
            let wanted = format!(" {value} always;").to_lowercase();
            let sent = |line: &&&str| {
                let line = line.trim_start().to_lowercase();
                line.strip_prefix("add_header ").and_then(|rest| rest.strip_prefix(name.as_str()))
                    == Some(wanted.as_str())
            };
            assert_eq!(taught.iter().filter(sent).count(), 1, "{name}: {value}");
        }
        let inner = taught.iter().filter(|line| line.starts_with("     ")).count();
        assert_eq!(inner, 0, "one header in a location takes all of the outer ones away");
    }
}
