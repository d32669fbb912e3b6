//! Real connections: the quick lane and the library answer alike, and each request is read by one of them.

use std::sync::atomic::Ordering;

use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::house::House;

/// A house that listens.
pub(super) struct Open {
    pub house: House,
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Open {
    pub async fn new() -> Self {
        let house = House::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let door = house.door.clone();
        let served = tokio::spawn(crate::serve(listener, door, async move {
            let _ = stopped.await;
        }));
        Self { house, address, stop, served }
    }

    pub async fn visit(&self) -> Visit {
        Visit { stream: TcpStream::connect(self.address).await.unwrap(), came: Vec::new() }
    }

    pub fn given(&self) -> usize {
        self.house.counted.0.load(Ordering::SeqCst)
    }
}

pub(super) struct Visit {
    pub stream: TcpStream,
    came: Vec<u8>,
}

/// Status, header lines in order of their names but the date, body.
pub(super) type Answer = (StatusCode, Vec<String>, String);

impl Visit {
    pub async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// The next answer; none when the connection ended.
    pub async fn answer(&mut self) -> Option<Answer> {
        let end = loop {
            if let Some(at) = self.came.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if self.stream.read_buf(&mut self.came).await.unwrap() == 0 {
                assert!(self.came.is_empty(), "an answer broke off");
                return None;
            }
        };
        let head = String::from_utf8(self.came.drain(..end).collect()).unwrap();
        let mut lines = head.trim_end().lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers: Vec<String> = lines.map(str::to_owned).collect();
        assert_eq!(headers.iter().filter(|line| line.starts_with("date: ")).count(), 1, "{head}");
        headers.retain(|line| !line.starts_with("date: "));
        headers.sort_unstable();
        let length = headers.iter().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        while self.came.len() < length {
            assert_ne!(self.stream.read_buf(&mut self.came).await.unwrap(), 0);
        }
        Some((status, headers, String::from_utf8(self.came.drain(..length).collect()).unwrap()))
    }

    pub async fn ask(&mut self, path: &str, lines: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n{lines}\r\n")).await;
        self.answer().await.unwrap()
    }
}

/// A header that the lane does not read.
pub(super) const BY_LIBRARY: &str = "TE: trailers\r\n";

#[tokio::test]
async fn lane_and_library_send_the_same() {
    let open = Open::new().await;
    let made = open.visit().await.ask("/", "").await;
    for lines in ["", "If-None-Match: \"answer 0\"\r\n", "If-None-Match: \"other\"\r\n"] {
        let before = open.given();
        let in_lane = open.visit().await.ask("/", lines).await;
        let by_library = open.visit().await.ask("/", &format!("{lines}{BY_LIBRARY}")).await;
        assert_eq!(in_lane, by_library, "{lines:?}");
        assert_eq!(in_lane.0 == StatusCode::OK, in_lane.2 == made.2, "{lines:?}");
        assert_eq!(open.given(), before + 2);
    }
}

#[tokio::test]
async fn many_requests_at_once_are_answered_in_their_order() {
    let open = Open::new().await;
    let mut visit = open.visit().await;
    for path in ["/a", "/b"] {
        visit.ask(path, "").await;
    }
    let mut visit = open.visit().await;
    let one = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
    visit.send(&["/a", "/b", "/a", "/new", "/b", "/a"].map(one).concat()).await;
    let mut texts = Vec::new();
    for _ in 0..6 {
        texts.push(visit.answer().await.unwrap().2);
    }
    assert_eq!(texts, ["answer 0", "answer 1", "answer 0", "answer 2", "answer 1", "answer 0"]);
}

#[tokio::test]
async fn a_head_in_pieces_is_answered() {
    let open = Open::new().await;
    open.visit().await.ask("/", "").await;
    let mut visit = open.visit().await;
    for piece in ["G", "ET / HTTP/1.1\r\nHo", "st: a\r\n", "\r", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"] {
        visit.send(piece).await;
        visit.stream.flush().await.unwrap();
        tokio::task::yield_now().await;
    }
    for _ in 0..2 {
        assert_eq!(visit.answer().await.unwrap().2, "answer 0");
    }
}

#[tokio::test]
async fn a_body_is_never_read_as_a_request() {
    let open = Open::new().await;
    open.visit().await.ask("/", "").await;
    let inner = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for framing in [
        format!("Content-Length: {}\r\n\r\n{inner}", inner.len()),
        format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{inner}\r\n0\r\n\r\n", inner.len()),
    ] {
        for method in ["GET", "POST"] {
            let mut visit = open.visit().await;
            let before = open.given();
            visit.send(&format!("{method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{framing}")).await;
            assert!(visit.answer().await.is_some());
            assert_eq!(visit.answer().await, None, "{method} {framing}");
            assert_eq!(open.given(), before, "{method} {framing}");
        }
    }
}

#[tokio::test]
async fn an_idle_visitor_does_not_keep_the_door_open() {
    let open = Open::new().await;
    let mut visits = [open.visit().await, open.visit().await, open.visit().await];
    visits[0].ask("/", "").await;
    visits[1].ask("/", BY_LIBRARY).await;
    open.stop.send(()).unwrap();
    open.served.await.unwrap();
    for mut visit in visits {
        assert_eq!(visit.answer().await, None);
    }
}
