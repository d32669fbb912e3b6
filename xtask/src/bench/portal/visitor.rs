//! One visitor with a connection that stays open: sends a GET, reads the whole answer, and tells how long it took.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// A connection to the server.
pub struct Visitor {
    stream: TcpStream,
    address: SocketAddr,
    /// Each visitor of the searches comes from an address of his own, so that nobody hurries.
    serial: u32,
}

/// What came.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
    pub took: Duration,
}

impl Visitor {
    pub fn to(address: SocketAddr) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::io("reaching the server", &error);
        let stream = TcpStream::connect(address).map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).map_err(failed)?;
        Ok(Self { stream, address, serial: 0 })
    }

    /// Gets a path; `lines` are further header lines, each with its line end.
    pub fn get(&mut self, path: &str, lines: &str) -> Result<Answer, Failure> {
        self.serial += 1;
        let from = format!("10.{}.{}.{}", self.serial >> 16 & 255, self.serial >> 8 & 255, self.serial & 255);
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nX-Forwarded-For: {from}\r\n{lines}\r\n", self.address);
        let begun = Instant::now();
        let answer = self.exchange(&head).map_err(|error| Failure::io(&format!("reading {path}"), &error))?;
        Ok(Answer { took: begun.elapsed(), ..answer })
    }

    /// Sends a form as our own pages do, with a cookie.
    pub fn post(&mut self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Result<Answer, Failure> {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let body = body.join("&");
        let (host, length) = (self.address, body.len());
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.exchange(&head).map_err(|error| Failure::io(&format!("sending a form to {path}"), &error))
    }

    fn exchange(&mut self, head: &str) -> std::io::Result<Answer> {
        let broken = || std::io::Error::other("not an answer that was expected");
        self.stream.write_all(head.as_bytes())?;
        let mut came = Vec::with_capacity(32 * 1024);
        let mut part = [0; 16 * 1024];
        let end = loop {
            let count = self.stream.read(&mut part)?;
            came.extend_from_slice(part.get(..count).unwrap_or_default());
            if let Some(at) = came.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if count == 0 {
                return Err(broken());
            }
        };
        let head = String::from_utf8_lossy(came.get(..end).unwrap_or_default()).into_owned();
        let length = head
            .to_ascii_lowercase()
            .lines()
            .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        let length = length.ok_or_else(broken)?;
        while came.len() < end + length {
            let count = self.stream.read(&mut part)?;
            if count == 0 {
                return Err(broken());
            }
            came.extend_from_slice(part.get(..count).unwrap_or_default());
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
        Ok(Answer { status, head, body: came.split_off(end), took: Duration::ZERO })
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Percent-encodes for a form or an address.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
