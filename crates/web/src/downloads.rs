//! Files that are handed over to be saved: never shown as pages of ours, never kept by anybody's cache.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A file to be saved under its name.
#[must_use]
pub fn saved(name: &str, media_type: &str, body: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_string()),
        (header::CONTENT_DISPOSITION, disposition("attachment", name)),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_string()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    (headers, body.into()).into_response()
}

/// RFC 6266 with the name in UTF-8, each byte that is no letter or digit written as `%XX`.
#[must_use]
pub fn disposition(manner: &str, name: &str) -> String {
    let spelt: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    format!("{manner}; filename*=UTF-8''{spelt}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let header = disposition("attachment", "表 1\"; x=\r\n.xlsx");
        assert_eq!(header, "attachment; filename*=UTF-8''%E8%A1%A8%201%22%3B%20x%3D%0D%0A.xlsx");
    }
}
