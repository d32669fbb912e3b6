//! What a visitor with bad intentions sends, byte by byte over a real connection: nothing of it is answered from the shelf
//! as if it were plain, no bytes of one request are taken for another, and nothing is left for the next visitor.

use std::sync::atomic::Ordering;

use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::connection::{BY_LIBRARY, Open};

/// What `bytes` are answered with until the connection ends, as one text; the visitor sends no more after them.
async fn all_answers(open: &Open, bytes: &[u8]) -> String {
    let mut visit = open.visit().await;
    // Who refuses a request may end the connection before all of it is sent.
    let _ = visit.stream.write_all(bytes).await;
    let _ = visit.stream.shutdown().await;
    let mut came = Vec::new();
    let _ = visit.stream.read_to_end(&mut came).await;
    String::from_utf8(came).unwrap()
}

fn statuses(answers: &str) -> Vec<&str> {
    answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect()
}

/// A house with `/` and `/other` on the shelf of host `a`.
async fn filled() -> Open {
    let open = Open::new().await;
    for path in ["/", "/other"] {
        open.visit().await.ask(path, "").await;
    }
    open
}

#[tokio::test]
async fn a_request_hidden_in_another_is_not_answered() {
    let hidden = "GET /other HTTP/1.1\r\nHost: a\r\n\r\n";
    let length = hidden.len();
    let bodies = [
        format!("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{hidden}"),
        format!("GET / HTTP/1.1\r\nHost: a\r\ncontent-length:{length}\r\n\r\n{hidden}"),
        format!("GET / HTTP/1.1\r\nContent-Length: {length}\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{hidden}"),
        format!("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{hidden}\r\n0\r\n\r\n"),
        format!(
            "GET / HTTP/1.1\r\nHost: a\r\ntransfer-encoding:\tchunked\r\n\r\n{length:x};x=y\r\n{hidden}\r\n0\r\n\r\n"
        ),
    ];
    for body in bodies {
        let open = filled().await;
        let before = open.given();
        let answers = all_answers(&open, body.as_bytes()).await;
        assert!(statuses(&answers).len() <= 1, "{body:?}: {answers}");
        assert_eq!(open.given(), before, "nothing is given from the shelf: {body:?}");
    }
}

#[tokio::test]
async fn two_ways_to_tell_the_length_are_refused_or_read_as_the_standard_says() {
    let hidden = "GET /other HTTP/1.1\r\nHost: a\r\n\r\n";
    let chunked = format!("{:x}\r\n{hidden}\r\n0\r\n\r\n", hidden.len());
    for lines in [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 6",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: -1",
        "Transfer-Encoding: identity, chunked\r\nTransfer-Encoding: gzip",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: chunked\r\n : x",
        "X: y\r\n Transfer-Encoding: chunked",
    ] {
        let open = filled().await;
        let before = open.given();
        let sent = format!("GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\n{chunked}");
        let answers = all_answers(&open, sent.as_bytes()).await;
        let told = statuses(&answers);
        assert!(told.is_empty() || told[0] == "400" && told.len() == 1, "{lines:?}: {answers}");
        assert_eq!(open.given(), before, "{lines:?}");
    }
    // Both given: the chunks count (RFC 9112, 6.3), and what follows them is a request of its own.
    let open = filled().await;
    let sent =
        format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}");
    let answers = all_answers(&open, sent.as_bytes()).await;
    assert!(statuses(&answers).len() <= 1, "{answers}");
}

#[tokio::test]
async fn lines_that_end_in_another_way_are_never_read_in_the_lane() {
    for sent in [
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\rHost: a\r\r",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\rZ: w\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
        let open = filled().await;
        let in_lane = matches!(crate::asking::Head::read(sent.as_bytes()), crate::asking::Head::Plain(..));
        assert!(!in_lane, "{sent:?}");
        let answers = all_answers(&open, sent.as_bytes()).await;
        assert!(statuses(&answers).len() <= 1, "{sent:?}: {answers}");
    }
}

#[tokio::test]
async fn a_request_names_one_host() {
    let open = filled().await;
    for (sent, status) in [
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "400"),
        ("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "200"),
    ] {
        let before = open.given();
        let answers = all_answers(&open, sent.as_bytes()).await;
        assert_eq!(statuses(&answers), [status], "{sent:?}: {answers}");
        assert_eq!(open.given(), before, "none of them is answered from the shelf: {sent:?}");
    }
    let old = all_answers(&open, b"GET / HTTP/1.0\r\n\r\n").await;
    assert!(old.contains(" 200 "), "an older visitor names none: {old}");
}

#[tokio::test]
async fn what_is_answered_for_one_host_is_not_given_for_another() {
    let open = filled().await;
    let mine = open.visit().await.ask("/", "").await.2;
    for host in ["b", "a.b", "A", "a:80", "a\tb", "a/../b", "a\nb"] {
        let sent = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answers = all_answers(&open, sent.as_bytes()).await;
        assert!(!answers.ends_with(&mine), "{host:?}: {answers}");
    }
    // The parts of a key cannot run into each other.
    for (path, lines) in [("/", "X-Forwarded-Proto: https\r\n"), ("/?a=%0a", ""), ("/%2e", ""), ("//", ""), ("/./", "")]
    {
        assert_ne!(open.visit().await.ask(path, lines).await.2, mine, "{path} {lines:?}");
    }
    assert_eq!(open.visit().await.ask("/", "").await.2, mine);
}

#[tokio::test]
async fn odd_methods_and_targets_go_to_the_router() {
    let open = filled().await;
    let before = open.given();
    for sent in [
        "HEAD / HTTP/1.1",
        "get / HTTP/1.1",
        "GETT / HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "CONNECT a:80 HTTP/1.1",
        "TRACE / HTTP/1.1",
        "GET http://a/ HTTP/1.1",
        "GET / HTTP/2.0",
        "GET / HTTP/1.1 ",
        "GET  / HTTP/1.1",
        "GET /",
        "PRI * HTTP/2.0",
    ] {
        let sent = format!("{sent}\r\nHost: a\r\n\r\n");
        let answers = all_answers(&open, sent.as_bytes()).await;
        assert!(statuses(&answers).len() <= 1, "{sent:?}: {answers}");
        assert_eq!(open.given(), before, "{sent:?}");
    }
}

#[tokio::test]
async fn expectations_and_upgrades_are_the_librarys() {
    let open = filled().await;
    let before = open.given();
    for lines in [
        "Expect: 100-continue\r\n",
        "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
        "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n",
        "Connection: close\r\n",
    ] {
        assert!(!matches!(
            crate::asking::Head::read(format!("GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n").as_bytes()),
            crate::asking::Head::Plain(..)
        ));
        let (status, headers, text) = open.visit().await.ask("/", lines).await;
        assert_eq!((status, text.as_str()), (StatusCode::OK, "answer 0"), "{lines:?} {headers:?}");
    }
    assert_eq!(open.given(), before + 4, "the library finds them on the shelf");
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let open = filled().await;
    let endless = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}", "y".repeat(1_000_000));
    let answers = all_answers(&open, endless.as_bytes()).await;
    assert!(answers.is_empty() || answers.contains(" 431 ") || answers.contains(" 400 "), "{answers}");
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "y".repeat(70_000));
    let answers = all_answers(&open, long.as_bytes()).await;
    assert!(["414", "431", "400"].iter().any(|status| statuses(&answers) == [*status]), "{answers}");
    let many = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(5_000));
    let answers = all_answers(&open, many.as_bytes()).await;
    assert!(answers.is_empty() || statuses(&answers) == ["431"] || statuses(&answers) == ["400"], "{answers}");
}

#[tokio::test]
async fn a_long_head_that_is_in_order_is_answered() {
    let open = filled().await;
    // More than the lane reads at once, cut wherever the network cuts it.
    let (status, _, text) = open.visit().await.ask("/", &format!("Cookie: a={}\r\n", "y".repeat(6_000))).await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "answer 0"));
}

#[tokio::test]
async fn pipelined_requests_after_one_with_a_body_keep_their_order() {
    let open = filled().await;
    let mut visit = open.visit().await;
    let plain = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
    let posted = "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 27\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
    visit.send(&[plain("/"), posted.to_owned(), plain("/other"), plain("/")].concat()).await;
    let mut texts = Vec::new();
    for _ in 0..4 {
        texts.push(visit.answer().await.unwrap().2);
    }
    assert_eq!(texts, ["answer 0", "answer 2", "answer 1", "answer 0"]);
}

#[tokio::test]
async fn a_visitor_who_reads_nothing_does_not_hold_up_others() {
    let open = filled().await;
    let greedy = open.visit().await;
    let one = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let mut sent = 0;
    // Until his answers fill what lies between: then nothing more of him is read.
    while greedy.stream.try_write(one.repeat(100).as_bytes()).is_ok() && sent < 2_000 {
        sent += 1;
        tokio::task::yield_now().await;
    }
    assert_eq!(open.visit().await.ask("/", "").await.2, "answer 0");
    assert_eq!(open.visit().await.ask("/", BY_LIBRARY).await.2, "answer 0");
    assert!(open.house.counted.0.load(Ordering::SeqCst) > 2);
}
