//! What a request says that its answer can depend on, from a request as the HTTP library read it or from the bytes of
//! its head. The reading of bytes is narrow on purpose: it takes the plainest form of a GET and leaves everything else,
//! also everything that is merely unusual, to the library.

use http::{HeaderMap, HeaderValue, Method, Request, header};

use crate::negotiate::LARGE_TYPE;

/// Most header lines that are read here.
const MOST_LINES: usize = 64;

/// A plain GET without a body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Asking<'a> {
    /// Path and query as they were sent.
    pub address: &'a [u8],
    pub host: &'a [u8],
    /// The scheme that a proxy names.
    pub scheme: &'a [u8],
    /// The forms that are taken: `Accept-Encoding`.
    pub forms: &'a str,
    /// The versions that are known: `If-None-Match`.
    pub known: &'a str,
    pub agent: &'a str,
}

impl<'a> Asking<'a> {
    /// None for anything but a plain GET of this server's own address.
    pub fn of<B>(request: &'a Request<B>) -> Option<Self> {
        let headers = request.headers();
        let with_body = headers.contains_key(header::CONTENT_LENGTH) || headers.contains_key(header::TRANSFER_ENCODING);
        // A page fetched ahead of being asked for counts otherwise than one that was: the router knows how.
        let ahead = headers.contains_key("sec-purpose");
        let mut cookies = headers.get_all(header::COOKIE).iter();
        let has_choice = cookies.any(|cookies| cookies.to_str().is_ok_and(|cookies| cookies.contains(LARGE_TYPE)));
        if has_choice || request.method() != Method::GET || request.uri().authority().is_some() || with_body || ahead {
            return None;
        }
        Some(Self {
            address: request.uri().path_and_query()?.as_str().as_bytes(),
            host: only(headers, "host")?.as_bytes(),
            scheme: at_most_one(headers, "x-forwarded-proto")?.map_or(&[], HeaderValue::as_bytes),
            forms: text(at_most_one(headers, "accept-encoding")?)?,
            known: text(at_most_one(headers, "if-none-match")?)?,
            agent: text(headers.get(header::USER_AGENT)).unwrap_or_default(),
        })
    }
}

fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a HeaderValue> {
    at_most_one(headers, name)?
}

/// None where there are several.
fn at_most_one<'a>(headers: &'a HeaderMap, name: &str) -> Option<Option<&'a HeaderValue>> {
    let mut all = headers.get_all(name).iter();
    let first = all.next();
    all.next().is_none().then_some(first)
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value.map_or(Some(""), |value| value.to_str().ok())
}

/// A head in the first bytes that came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Head<'a> {
    /// A plain GET over HTTP/1.1 that leaves the connection open; its length in bytes.
    Plain(Asking<'a>, usize),
    /// Everything else: the library reads it from its first byte.
    Other,
}

impl<'a> Head<'a> {
    pub fn read(bytes: &'a [u8]) -> Self {
        Self::plain(bytes).map_or(Self::Other, |(asking, length)| Self::Plain(asking, length))
    }

    fn plain(bytes: &'a [u8]) -> Option<(Asking<'a>, usize)> {
        let (line, mut rest) = line(bytes)?;
        let address = line.strip_prefix(b"GET ")?.strip_suffix(b" HTTP/1.1")?;
        if address.first() != Some(&b'/') || !address.iter().all(u8::is_ascii_graphic) || address.contains(&b'#') {
            return None;
        }
        let mut lines = Lines::default();
        for _ in 0..MOST_LINES {
            let (line, after) = self::line(rest)?;
            rest = after;
            if line.is_empty() {
                let host = lines.host.filter(|host| !host.is_empty())?;
                let asking = Asking {
                    address,
                    host: host.as_bytes(),
                    scheme: lines.scheme.unwrap_or_default().as_bytes(),
                    forms: lines.forms.unwrap_or_default(),
                    known: lines.known.unwrap_or_default(),
                    agent: lines.agent.unwrap_or_default(),
                };
                return Some((asking, bytes.len() - rest.len()));
            }
            lines.take(line)?;
        }
        None
    }
}

/// A line that ends in CR LF and holds neither of them, and what follows it.
fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
    let (line, after) = bytes.split_at_checked(end)?;
    Some((line, after.strip_prefix(b"\r\n")?))
}

#[derive(Default)]
struct Lines<'a> {
    host: Option<&'a str>,
    scheme: Option<&'a str>,
    forms: Option<&'a str>,
    known: Option<&'a str>,
    agent: Option<&'a str>,
}

impl<'a> Lines<'a> {
    /// Takes in a header line; none where it is not a plain one, comes twice, or says something about the message or the
    /// connection.
    fn take(&mut self, line: &'a [u8]) -> Option<()> {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = line.split_at_checked(colon)?;
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
            return None;
        }
        let value = std::str::from_utf8(value.get(1..)?).ok()?.trim_matches([' ', '\t']);
        if !value.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte)) {
            return None;
        }
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
        let place = match name.len() {
            4 if is("host") => &mut self.host,
            6 if is("cookie") => return (!value.contains(LARGE_TYPE)).then_some(()),
            10 if is("user-agent") => &mut self.agent,
            10 if is("connection") => return value.eq_ignore_ascii_case("keep-alive").then_some(()),
            13 if is("if-none-match") => &mut self.known,
            15 if is("accept-encoding") => &mut self.forms,
            17 if is("x-forwarded-proto") => &mut self.scheme,
            2 | 6 | 7 | 11 | 14 | 17
                if ["te", "expect", "upgrade", "trailer", "sec-purpose", "content-length", "transfer-encoding"]
                    .into_iter()
                    .any(is) =>
            {
                return None;
            }
            _ => return Some(()),
        };
        place.replace(value).is_none().then_some(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_plain_get_is_read_to_its_end() {
        let head = "GET /items/1?a=%E6 HTTP/1.1\r\nHost: city.example\r\nUser-Agent: a b\r\nAccept-Encoding:gzip, br \r\n\
                    If-None-Match: \"x\"\r\nX-Forwarded-Proto: https\r\nCookie: a=b\r\nConnection: Keep-Alive\r\n\r\n";
        let both = format!("{head}GET /next");
        let Head::Plain(asking, length) = Head::read(both.as_bytes()) else { panic!("not plain") };
        assert_eq!(length, head.len());
        let expected = Asking {
            address: b"/items/1?a=%E6",
            host: b"city.example",
            scheme: b"https",
            forms: "gzip, br",
            known: "\"x\"",
            agent: "a b",
        };
        assert_eq!(asking, expected);
    }

    #[test]
    fn whatever_is_unusual_is_left_to_the_library() {
        let whole = |start: &str, lines: &str| format!("{start}\r\nHost: a\r\n{lines}\r\n");
        let plain = whole("GET / HTTP/1.1", "");
        assert!(matches!(Head::read(plain.as_bytes()), Head::Plain(..)));
        for end in 0..plain.len() {
            assert_eq!(Head::read(plain.as_bytes().get(..end).unwrap()), Head::Other, "cut at {end}");
        }
        for start in [
            "POST / HTTP/1.1",
            "HEAD / HTTP/1.1",
            "GET / HTTP/1.0",
            "get / HTTP/1.1",
            "GET http://a/ HTTP/1.1",
            "GET  / HTTP/1.1",
            "GET /a b HTTP/1.1",
            "GET /\u{e9} HTTP/1.1",
            "GET * HTTP/1.1",
            "GET /#a HTTP/1.1",
            " GET / HTTP/1.1",
            "GET / HTTP/1.1 ",
        ] {
            assert_eq!(Head::read(whole(start, "").as_bytes()), Head::Other, "{start}");
        }
        for lines in [
            "Host: b\r\n",
            "Content-Length: 0\r\n",
            "content-length: 5\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Connection: close\r\n",
            "Connection: upgrade\r\n",
            "Upgrade: websocket\r\n",
            "Expect: 100-continue\r\n",
            "TE: trailers\r\n",
            "Trailer: x\r\n",
            "Sec-Purpose: prefetch\r\n",
            "Cookie: a=b; large_type=1\r\n",
            "A: b\r\n c\r\n",
            "A : b\r\n",
            ": b\r\n",
            "A\r\n",
            "A: b\n",
            "A: b\rC: d\r\n",
            "A: \0\r\n",
            "A: \u{e9}\r\n",
            "Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n",
        ] {
            assert_eq!(Head::read(whole("GET / HTTP/1.1", lines).as_bytes()), Head::Other, "{lines:?}");
        }
        assert_eq!(Head::read(b"GET / HTTP/1.1\r\n\r\n"), Head::Other, "no host");
        let many = whole("GET / HTTP/1.1", &"A: b\r\n".repeat(100));
        assert_eq!(Head::read(many.as_bytes()), Head::Other);
    }
}
