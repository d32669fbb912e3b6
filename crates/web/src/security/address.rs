//! The visitor's network address: the connection's, or what a proxy of ours says.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use crate::state::Proxy;

/// Longer is no address.
const MAX_LENGTH: usize = 45;

/// The visitor's address, `unknown` where the listener does not tell.
#[must_use]
pub fn of(headers: &HeaderMap, extensions: &Extensions, proxy: Proxy) -> String {
    let forwarded = match proxy {
        Proxy::Trusted => headers.get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok()),
        Proxy::None => None,
    };
    let last = forwarded
        .and_then(|list| list.rsplit(',').next())
        .map(str::trim)
        .filter(|a| !a.is_empty() && a.len() <= MAX_LENGTH);
    if let Some(address) = last {
        return address.to_string();
    }
    extensions.get::<ConnectInfo<SocketAddr>>().map_or_else(|| "unknown".to_string(), |c| c.0.ip().to_string())
}

/// Whether the request comes from this very machine, as far as can be told: what passed through a proxy, trusted or
/// not, does not.
#[must_use]
pub fn is_local(headers: &HeaderMap, extensions: &Extensions) -> bool {
    let passed_on = ["x-forwarded-for", "forwarded", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    let local = extensions.get::<ConnectInfo<SocketAddr>>().is_some_and(|c| c.0.ip().to_canonical().is_loopback());
    local && !passed_on
}

/// The visitor's address of a request's head.
#[must_use]
pub fn of_parts(parts: &Parts, proxy: Proxy) -> String {
    of(&parts.headers, &parts.extensions, proxy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_own_word() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 10.0.0.9"));
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
        assert_eq!(of(&headers, &extensions, Proxy::None), "127.0.0.1");
        assert_eq!(of(&headers, &extensions, Proxy::Trusted), "10.0.0.9");
        assert_eq!(of(&HeaderMap::new(), &Extensions::new(), Proxy::Trusted), "unknown");
    }

    #[test]
    fn what_came_through_a_proxy_is_not_of_this_machine() {
        let from = |address: &str| {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(SocketAddr::new(address.parse().unwrap_or([0, 0, 0, 0].into()), 9)));
            extensions
        };
        let mut passed_on = HeaderMap::new();
        passed_on.insert("x-forwarded-for", HeaderValue::from_static("10.0.0.9"));
        let table = [
            (HeaderMap::new(), from("127.0.0.1"), true),
            (HeaderMap::new(), from("::1"), true),
            (HeaderMap::new(), from("::ffff:127.0.0.1"), true),
            (HeaderMap::new(), from("10.0.0.9"), false),
            (HeaderMap::new(), Extensions::new(), false),
            (passed_on, from("127.0.0.1"), false),
        ];
        for (headers, extensions, local) in table {
            assert_eq!(is_local(&headers, &extensions), local, "{headers:?} {extensions:?}");
        }
    }
}
