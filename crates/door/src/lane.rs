//! The quick lane at the start of a connection: as long as each request is a plain one whose answer lies on the shelf,
//! the answer's bytes are sent as they are. The first other request takes the connection over to the HTTP library, from
//! that request's first byte and for good.
//!
//! Reading and writing a request by the library takes three times as long as the rest of the way together.

use std::cell::RefCell;
use std::future::Future;
use std::io::{self, IoSlice, Write};
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::answer::Door;
use crate::asking::{Asking, Head};
use crate::shelf::Found;

/// Room for a head. A longer one, or one that comes in pieces, is read by the library.
const HEAD: usize = 4_096;
/// How long a connection may lie idle, and how long an answer may wait for a visitor who fetches none of it.
const PATIENCE: Duration = Duration::from_secs(60);
/// `date: Fri, 27 Nov 2026 12:53:04 GMT`, line end, empty line.
const DATE: usize = 39;

/// Serves until the visitor goes, until `stop`, or until a request that is not for the lane: then the connection and the
/// bytes that were read of it are handed back.
pub async fn serve(
    mut stream: TcpStream,
    door: &Door,
    mut stop: Pin<&mut impl Future<Output = ()>>,
) -> io::Result<Option<(TcpStream, BytesMut)>> {
    let mut read = BytesMut::with_capacity(HEAD);
    loop {
        let (found, length) = match Head::read(&read) {
            Head::Plain(asking, length) => (find(door, &asking), length),
            Head::Other => (None, 0),
        };
        if let Some(found) = found {
            read.advance(length);
            send(&mut stream, &found).await?;
            continue;
        }
        if !read.is_empty() {
            return Ok(Some((stream, read)));
        }
        read.clear();
        read.reserve(HEAD);
        let came = tokio::select! {
            biased;
            came = timeout(PATIENCE, stream.read_buf(&mut read)) => came,
            () = stop.as_mut() => return Ok(None),
        };
        if !matches!(came, Ok(Ok(1..))) {
            return came.map_or(Ok(None), |came| came.map(|_| None));
        }
    }
}

fn find(door: &Door, asking: &Asking<'_>) -> Option<Found> {
    door.look_up(asking)?.1
}

async fn send(stream: &mut TcpStream, found: &Found) -> io::Result<()> {
    let (head, body) = found.bytes();
    let date = date();
    let mut answer = head.chain(&date[..]).chain(body);
    while answer.has_remaining() {
        let mut parts = [IoSlice::new(&[]); 3];
        let count = answer.chunks_vectored(&mut parts);
        // However slow a line is, it is served as long as it moves.
        let sending = stream.write_vectored(parts.get(..count).unwrap_or_default());
        match timeout(PATIENCE, sending).await?? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            sent => answer.advance(sent),
        }
    }
    Ok(())
}

thread_local! {
    /// The second that was written last, and how it is written.
    static SECOND: RefCell<(u64, [u8; DATE])> = const { RefCell::new((0, [b' '; DATE])) };
}

/// The header line of the present second with the empty line that ends the head.
#[allow(clippy::disallowed_methods, reason = "the date of an answer is the machine's, as the HTTP library writes it")]
fn date() -> [u8; DATE] {
    let now = SystemTime::now();
    let second = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    SECOND.with_borrow_mut(|(last, written)| {
        if *last != second {
            // The form of a date has one length: there is always room.
            let _ = write!(&mut written[..], "date: {}\r\n\r\n", httpdate::HttpDate::from(now));
            *last = second;
        }
        *written
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_fills_its_line() {
        let line = String::from_utf8_lossy(&date()).into_owned();
        assert!(line.starts_with("date: ") && line.ends_with(" GMT\r\n\r\n"), "{line:?}");
        assert_eq!(date(), date());
    }
}
