//! The server from start to stop.

use sea_orm::EntityTrait;

use crate::program::City;
use crate::town::{Town, wait};

#[test]
fn it_answers_holds_its_folder_and_stops_when_told() {
    let city = City::new();
    let server = city.serve();
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    assert!(city.run(&["serve", "--listen", "127.0.0.1:0"]).refused().contains("正被另一个 gongkai 使用"));
    assert!(city.run(&["migrate"]).refused().contains("正被另一个 gongkai 使用"));
    city.run(&["search", "rebuild"]).done();
    let address = server.address.clone();
    assert_eq!(server.stop(), 0);
    let again = city.serve();
    assert_ne!(again.address, "");
    assert_eq!(again.stop(), 0);
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let city = City::new();
    assert!(city.run(&["serve", "--listen", &address]).refused().contains(&address));
    assert!(city.run(&["serve", "--listen", "nowhere"]).refused().contains("地址:端口"));
}

#[test]
fn what_was_visited_is_on_disk_when_it_has_stopped() {
    let town = Town::on_sqlite();
    let server = town.serve();
    for _ in 0..3 {
        let page =
            server.get_as("/sections/news", "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0");
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(server.get_as("/sections/news", "curl/8.5.0").starts_with("HTTP/1.1 200"));
    }
    assert_eq!(server.stop(), 0);
    let rows = wait(async {
        let store = town.store().await;
        let rows = store::visits::Entity::find().all(store.read()).await.unwrap();
        store.close().await.unwrap();
        rows
    });
    let found: Vec<(i64, i64)> = rows.iter().map(|row| (row.section_id, row.visits)).collect();
    assert_eq!(found, [(town.news, 3)], "the first from the router, the others from the door, and no program's");
}
