//! Whether a form was sent from our own pages: the first of the two checks against forged requests.

use axum::http::{HeaderMap, header};

/// Whether the browser says that the request comes from our own page. A client that says nothing at all (no
/// `Sec-Fetch-Site`, no `Origin`, no `Referer`) is no browser of today and still needs the token.
#[must_use]
pub fn is_own(headers: &HeaderMap, public_origin: Option<&str>) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site"))
        && !matches!(site, "same-origin" | "none")
    {
        return false;
    }
    let from = text(header::ORIGIN).filter(|o| *o != "null").or_else(|| text(header::REFERER));
    let hidden = text(header::ORIGIN) == Some("null") && text(header::REFERER).is_none();
    let Some(from) = from else {
        return !hidden || text(header::HeaderName::from_static("sec-fetch-site")) == Some("same-origin");
    };
    let host = text(header::HOST).unwrap_or_default();
    authority(from).is_some_and(|a| {
        a.eq_ignore_ascii_case(host) || public_origin.and_then(authority).is_some_and(|p| p.eq_ignore_ascii_case(a))
    })
}

/// Host and port of an address.
/// Host and port of an address.
pub fn authority(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    rest.split(['/', '?', '#']).next().filter(|a| !a.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::try_from(*n).unwrap(), HeaderValue::from_str(v).unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_may_send_forms() {
        let own = ("host", "a.gov.cn");
        let table: [(&[(&str, &str)], bool); 9] = [
            (&[own, ("origin", "https://a.gov.cn")], true),
            (&[own, ("origin", "https://evil.example")], false),
            (&[own, ("origin", "https://a.gov.cn.evil.example")], false),
            (&[own, ("origin", "https://www.a.gov.cn")], true),
            (&[own, ("referer", "http://a.gov.cn/console/login?x=1")], true),
            (&[own, ("referer", "https://evil.example/a.gov.cn")], false),
            (&[own, ("sec-fetch-site", "cross-site"), ("origin", "https://a.gov.cn")], false),
            (&[own, ("origin", "null")], false),
            (&[own], true),
        ];
        for (pairs, allowed) in table {
            assert_eq!(is_own(&headers(pairs), Some("https://www.a.gov.cn")), allowed, "{pairs:?}");
        }
    }
}
