//! Which addresses stand in a static mirror, how they are written there, and in which file. A file has no query: pages of
//! a list and parts of the catalogue become paths. Pure; nothing is read here.

use std::borrow::Cow;

/// Longest name of a file, in bytes: file systems end at 255, and `.html.gz` may follow.
const LONGEST: usize = 200;

/// What is answered by the program alone, below a site's own path.
const LIVE_ONLY: [&str; 5] = ["/search", "/requests", "/site-errors", "/console", "/api"];

/// The parameters by which the catalogue is narrowed; one at a time stands in the mirror.
const NARROWED: [&str; 5] = ["agency", "category", "subject", "genre", "year"];

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead<'a> {
    /// To what stands in the mirror.
    Here {
        /// As the program knows it: path and query, without the anchor.
        address: &'a str,
        /// As the mirror's pages write it; borrowed where that is the same.
        link: Cow<'a, str>,
    },
    /// To the live portal, by its whole address.
    Live(String),
    /// Elsewhere, or within the page: it stays as it is.
    AsItIs,
}

/// Where a link of a page leads. `origin` is the live portal's.
pub fn lead<'a>(link: &'a str, origin: &str) -> Lead<'a> {
    let Some(below) = link.strip_prefix('/') else { return Lead::AsItIs };
    if below.starts_with('/') {
        return Lead::AsItIs;
    }
    let (whole, anchor) = link.split_once('#').map_or((link, None), |(whole, anchor)| (whole, Some(anchor)));
    let (path, query) = whole.split_once('?').unwrap_or((whole, ""));
    let live = || Lead::Live(format!("{origin}{link}"));
    let own = within_site(path);
    if LIVE_ONLY.iter().any(|known| own == *known || own.strip_prefix(known).is_some_and(|rest| rest.starts_with('/')))
    {
        return live();
    }
    if own.starts_with("/assets/") {
        return Lead::Here { address: path, link: link.into() };
    }
    let address = if query.is_empty() { path } else { whole };
    match as_path(own, query) {
        Some(tail) if tail.is_empty() && path.len() <= LONGEST && path.len() == whole.len() => {
            Lead::Here { address, link: link.into() }
        }
        Some(tail) => {
            let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
            Lead::Here { address, link: format!("{}{tail}{anchor}", shortened(path)).into() }
        }
        None => live(),
    }
}

/// The path below `/sites/{slug}`, or the path itself on the main site.
pub fn within_site(path: &str) -> &str {
    let below = path.strip_prefix("/sites/").and_then(|rest| rest.find('/').and_then(|at| rest.get(at..)));
    below.unwrap_or(path)
}

/// A query written as a path: `page` alone, on the catalogue with one filter before it.
fn as_path(own: &str, query: &str) -> Option<String> {
    let mut path = String::new();
    let mut narrowed = false;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=')?;
        let plain = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if !plain {
            return None;
        }
        match key {
            "page" => path.push_str(&format!("/page-{value}")),
            _ if NARROWED.contains(&key) && own == "/gov-info/catalogue" && !narrowed && path.is_empty() => {
                narrowed = true;
                path.push_str(&format!("/{key}/{value}"));
            }
            _ => return None,
        }
    }
    Some(path)
}

/// The path with names that a file system does not take cut short; what they end in stays.
fn shortened(path: &str) -> String {
    if path.len() <= LONGEST {
        return path.to_string();
    }
    path.split('/').map(short_name).collect::<Vec<_>>().join("/")
}

fn short_name(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_string();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.len() <= 10);
    let mut short = String::new();
    for c in name.chars().take_while(|c| *c != '%') {
        if short.len() + c.len_utf8() > LONGEST - 20 {
            break;
        }
        short.push(c);
    }
    let stem = short.trim_end_matches('.');
    ending.map_or_else(|| stem.to_string(), |ending| format!("{stem}.{ending}"))
}

/// The file of an address, below the mirror's folder; none where no safe name comes of it.
pub fn file_of(address: &str, media_type: &str) -> Option<String> {
    let Lead::Here { link, .. } = lead(address, "") else { return None };
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let mut file = decoded(path.strip_prefix('/')?)?;
    if file.is_empty() || file.ends_with('/') {
        file.push_str("index.html");
    } else if media_type.starts_with("text/html") && !file.ends_with(".html") {
        file.push_str(".html");
    }
    is_below(&file).then_some(file)
}

/// Whether a file lies below the mirror's folder, and none of its names is hidden or odd.
pub fn is_below(file: &str) -> bool {
    file.split('/').all(is_safe)
}

fn is_safe(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.chars().any(|c| c.is_control() || matches!(c, '\\' | '/'))
}

/// A path with its percent signs resolved, as a web server does before it looks for a file.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next()?, rest.next()?];
            let value = u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?;
            // An encoded slash would be one name here and two there.
            if value == b'/' {
                return None;
            }
            bytes.push(value);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// An address as a request line takes it.
pub fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'`' | b'{' | b'}') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The number of a page of a list and the list's own address; no number for the page of the newest.
pub fn page_of_list(address: &str) -> (&str, Option<u64>) {
    let cut = address
        .rsplit_once(['?', '&'])
        .and_then(|(base, last)| Some((base, last.strip_prefix("page=")?.parse().ok()?)));
    cut.map_or((address, None), |(base, number)| (base, Some(number)))
}

/// The address of a numbered page of the list at `base`.
pub fn numbered(base: &str, number: u64) -> String {
    let glue = if base.contains('?') { '&' } else { '?' };
    format!("{base}{glue}page={number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: &str = "https://live.example.gov.cn";

    fn here(link: &str) -> Option<(String, String)> {
        match lead(link, LIVE) {
            Lead::Here { address, link } => Some((address.to_string(), link.into_owned())),
            _ => None,
        }
    }

    #[test]
    fn queries_become_paths() {
        let table = [
            ("/sections/news?page=3", "/sections/news?page=3", "/sections/news/page-3"),
            (
                "/gov-info/catalogue?category=20-01&page=2",
                "/gov-info/catalogue?category=20-01&page=2",
                "/gov-info/catalogue/category/20-01/page-2",
            ),
            (
                "/sites/jiaoti/gov-info/catalogue?agency=a#top",
                "/sites/jiaoti/gov-info/catalogue?agency=a",
                "/sites/jiaoti/gov-info/catalogue/agency/a#top",
            ),
            ("/assets/theme/doors.svg?v=1#guide", "/assets/theme/doors.svg", "/assets/theme/doors.svg?v=1#guide"),
            ("/items/12.txt", "/items/12.txt", "/items/12.txt"),
        ];
        for (link, address, written) in table {
            assert_eq!(here(link), Some((address.to_string(), written.to_string())), "{link}");
        }
    }

    #[test]
    fn forms_searches_and_further_filters_lead_to_the_live_portal() {
        for link in [
            "/search?q=a",
            "/requests/new",
            "/sites/jiaoti/requests/track",
            "/api/v1/items/3",
            "/gov-info/catalogue?category=20-01&agency=a",
            "/gov-info/catalogue?q=a",
            "/site-errors/new?page=/items/3",
            "/sections/news?page=..",
        ] {
            assert_eq!(lead(link, LIVE), Lead::Live(format!("{LIVE}{link}")), "{link}");
        }
        for link in ["https://other.cn/", "//other.cn/x", "#main", "mailto:a@b.cn", "", "next.html"] {
            assert_eq!(lead(link, LIVE), Lead::AsItIs, "{link}");
        }
        assert!(here("/gov-info/requests").is_some() && here("/searching").is_some());
    }

    #[test]
    fn files_lie_below_the_folder_and_nowhere_else() {
        let html = "text/html; charset=utf-8";
        let table = [
            ("/", html, Some("index.html")),
            ("/sites/jiaoti/", html, Some("sites/jiaoti/index.html")),
            ("/items/12", html, Some("items/12.html")),
            ("/items/12.json", "application/json", Some("items/12.json")),
            ("/sections/news?page=3", html, Some("sections/news/page-3.html")),
            ("/files/3/%E9%99%84%E4%BB%B6.pdf", "application/pdf", Some("files/3/附件.pdf")),
            ("/files/3/附件.html", html, Some("files/3/附件.html")),
            ("/files/../../etc/passwd", html, None),
            ("/files/%2e%2e/x", html, None),
            ("/files/3/a%2Fb", html, None),
            ("/files/3/%00", html, None),
            ("/files/3/.htaccess", html, None),
        ];
        for (address, media_type, file) in table {
            assert_eq!(file_of(address, media_type).as_deref(), file, "{address}");
        }
    }

    #[test]
    fn names_too_long_for_a_file_are_cut() {
        let address = format!("/files/3/{}.pdf", "长".repeat(200));
        let file = file_of(&address, "application/pdf").unwrap_or_default();
        assert!(file.ends_with(".pdf") && file.len() < 250, "{file}");
    }

    #[test]
    fn pages_of_a_list_know_their_list() {
        assert_eq!(page_of_list("/gov-info/catalogue?category=a&page=7"), ("/gov-info/catalogue?category=a", Some(7)));
        assert_eq!(page_of_list("/sections/news"), ("/sections/news", None));
        assert_eq!(numbered("/gov-info/catalogue?category=a", 7), "/gov-info/catalogue?category=a&page=7");
    }
}
