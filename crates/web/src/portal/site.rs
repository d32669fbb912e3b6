//! Whose site is asked: by host name, by `/sites/{slug}/…`, else the main one. Runs before routing and takes the
//! prefix off the path, so that every page answers for every site.

use std::net::IpAddr;

use app::Directory;
use axum::extract::Request;
use axum::http::{HeaderMap, Uri, header};

use crate::state::{Cookies, Proxy, Web};

/// What was found out.
#[derive(Debug, Clone)]
pub struct Asked {
    /// None before there is a site at all.
    pub site_id: Option<i64>,
    /// The site that answers at `/` of this host.
    pub root: Option<i64>,
    /// `/sites/{slug}` where the site was asked by path, else empty; stands before the site's own addresses.
    pub prefix: String,
    /// Scheme and host. Never a name that a visitor made up, where the main site has one of its own.
    pub origin: String,
    /// The path within the site.
    pub path: String,
    pub edition: Edition,
}

/// For whom the pages are made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Edition {
    /// Visitors of this program.
    #[default]
    Live,
    /// A copy on disk: what changes often stands on as few pages as possible.
    Mirror,
}

/// Put with a request by what makes a copy on disk; it never comes from outside.
#[derive(Debug, Clone)]
pub struct ForMirror {
    /// Scheme and host of the live portal, which absolute addresses name.
    pub origin: String,
}

/// Put with an answer that is no page: the tags of what it depends on.
#[derive(Debug, Clone)]
pub struct DependsOn(pub Vec<String>);

/// Longest host that is taken for one.
const MAX_HOST: usize = 100;

/// Finds the site and puts it with the request.
pub fn find(web: &Web, mut request: Request) -> Request {
    let directory = web.app().directory();
    let host = host_of(&request);
    let by_host = site_by_host(&directory, &host);
    let mirror = request.extensions().get::<ForMirror>().map(|mirror| mirror.origin.clone());
    let edition = if mirror.is_some() { Edition::Mirror } else { Edition::Live };
    let named = by_host.is_some() || is_this_machine(&host);
    let main = directory.main_site().and_then(|main| main.host.as_deref()).filter(|_| !named);
    let origin = mirror.unwrap_or_else(|| origin_of(web, request.headers(), main.unwrap_or(&host), by_host.is_some()));
    let path = request.uri().path().to_string();
    let by_path = site_by_path(&directory, &path);
    let root = by_host.or(directory.main_site().map(|s| s.id));
    let asked = match by_path {
        Some((site_id, prefix)) => {
            let rest = path.get(prefix.len()..).filter(|rest| !rest.is_empty()).unwrap_or("/").to_string();
            if let Some(uri) = with_path(request.uri(), &rest) {
                *request.uri_mut() = uri;
            }
            Asked { site_id: Some(site_id), root, prefix, origin, path: rest, edition }
        }
        None => Asked { site_id: root, root, prefix: String::new(), origin, path, edition },
    };
    request.extensions_mut().insert(asked);
    request
}

fn host_of(request: &Request) -> String {
    // A whole address in the request line goes before the header (RFC 9112, 3.2.2).
    let whole = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let named = || request.headers().get(header::HOST).and_then(|v| v.to_str().ok());
    let host = whole.or_else(named).unwrap_or_default();
    let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']' | '_'));
    if plain && !host.is_empty() && host.len() <= MAX_HOST {
        host.to_ascii_lowercase()
    } else {
        "localhost".to_string()
    }
}

fn site_by_host(directory: &Directory, host: &str) -> Option<i64> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let named =
        |own: Option<&str>| own.is_some_and(|own| own.eq_ignore_ascii_case(name) || own.eq_ignore_ascii_case(host));
    directory.sites.iter().find(|s| named(s.host.as_deref())).map(|s| s.id)
}

/// Whether a visitor on this very machine asks by its usual names: while one tries the program out, no site has a name.
fn is_this_machine(host: &str) -> bool {
    let name = host.strip_prefix('[').map_or_else(|| host.split(':').next(), |rest| rest.split(']').next());
    let name = name.unwrap_or_default();
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn site_by_path(directory: &Directory, path: &str) -> Option<(i64, String)> {
    let slug = path.strip_prefix("/sites/")?.split('/').next()?;
    let site = directory.sites.iter().find(|s| s.slug == slug)?;
    Some((site.id, format!("/sites/{slug}")))
}

/// Whether an address leads to a path of the same host: two slashes in front would name another one.
pub fn stays_on_host(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.contains('\\')
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_string(),
    };
    text.parse().ok()
}

fn origin_of(web: &Web, headers: &HeaderMap, host: &str, own_host: bool) -> String {
    let config = web.config();
    if let Some(origin) = config.public_origin.as_deref().filter(|_| !own_host) {
        return origin.trim_end_matches('/').to_string();
    }
    let forwarded =
        headers.get("x-forwarded-proto").and_then(|v| v.to_str().ok()).filter(|_| config.proxy == Proxy::Trusted);
    let secure = forwarded.map_or(config.cookies == Cookies::Secure, |proto| proto.trim() == "https");
    format!("{}://{host}", if secure { "https" } else { "http" })
}
