//! The shelf gives what was put there to the same request only, and nothing that was made before a clearing.

use std::sync::atomic::Ordering;

use http::{StatusCode, header};

use super::house::{HOST, House};

#[tokio::test]
async fn the_same_request_is_answered_from_the_shelf_and_counted() {
    let house = House::new();
    let first = house.ask("/items/1", &[HOST]).await;
    let again = house.ask("/items/1", &[HOST, ("cookie", "a=b")]).await;
    assert_eq!((first.0, &first.1, &first.2), (again.0, &again.1, &again.2));
    assert_eq!(house.counted.0.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn whatever_may_change_the_answer_parts_requests() {
    let house = House::new();
    let answer = house.text("/items/1", &[HOST]).await;
    let others: [(&str, &[(&str, &str)]); 6] = [
        ("/items/2", &[HOST]),
        ("/items/1?page=2", &[HOST]),
        ("/items/1", &[("host", "town.example")]),
        ("/items/1", &[HOST, ("accept-encoding", "gzip")]),
        ("/items/1", &[HOST, ("x-forwarded-proto", "https")]),
        ("http://city.example/items/1", &[HOST]),
    ];
    for (path, headers) in others {
        assert_ne!(house.text(path, headers).await, answer, "{path} {headers:?}");
    }
    // Two hosts, or a body: nothing that is looked up.
    for headers in [&[HOST, HOST][..], &[HOST, ("content-length", "0")], &[]] {
        assert_ne!(house.text("/items/1", headers).await, answer, "{headers:?}");
    }
    assert_eq!(house.text("/items/1", &[HOST]).await, answer);
}

#[tokio::test]
async fn a_visitor_who_has_it_is_told_so() {
    let house = House::new();
    house.text("/", &[HOST]).await;
    let (status, headers, body) = house.ask("/", &[HOST, ("if-none-match", "\"other\", W/\"answer 0\"")]).await;
    assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert!(headers.contains_key(header::ETAG) && !headers.contains_key(header::CONTENT_ENCODING));
}

#[tokio::test]
async fn a_clearing_takes_everything_also_what_is_under_way() {
    let house = House::new();
    assert_eq!(house.text("/", &[HOST]).await, "answer 0");
    house.shelf.clear();
    assert_eq!(house.text("/", &[HOST]).await, "answer 1");
    house.shelf.clear();
    let shelf = house.shelf.clone();
    *house.meanwhile.lock().unwrap() = Some(Box::new(move || shelf.clear()));
    assert_eq!(house.text("/", &[HOST]).await, "answer 2");
    assert_eq!(house.text("/", &[HOST]).await, "answer 3", "what was made before the clearing is not kept");
    assert_eq!(house.text("/", &[HOST]).await, "answer 3");
}

#[tokio::test]
async fn an_answer_ends_with_its_day() {
    let house = House::new();
    house.text("/", &[HOST]).await;
    house.clock.store(2_000, Ordering::SeqCst);
    assert_eq!(house.text("/", &[HOST]).await, "answer 1");
}

#[tokio::test]
async fn a_full_shelf_goes_on() {
    let house = House::new();
    for n in 0..20_000 {
        house.text(&format!("/items/{n}"), &[HOST]).await;
    }
    house.text("/last", &[HOST]).await;
    let given = house.counted.0.load(Ordering::SeqCst);
    house.text("/last", &[HOST]).await;
    assert_eq!(house.counted.0.load(Ordering::SeqCst), given + 1);
}
