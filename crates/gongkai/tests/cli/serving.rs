//! The server from start to stop.

use crate::program::City;

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
