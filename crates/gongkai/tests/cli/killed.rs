//! The server is killed in the middle of its work, again and again. What it has acknowledged is there afterwards, and
//! nothing is half-done.

use std::time::{Duration, Instant};

use crate::clerks::{Clerk, Dice, Office};
use crate::town::{Town, wait};
use crate::truth::Records;

#[test]
fn killed_two_hundred_times_nothing_acknowledged_is_lost_on_sqlite() {
    kill(&Town::on_sqlite(), 200, 0x5EED_0001);
}

#[test]
fn killed_a_hundred_times_nothing_acknowledged_is_lost_on_postgresql() {
    kill(&Town::on_postgres("killed"), 100, 0x5EED_0002);
}

fn kill(town: &Town, times: u64, seed: u64) {
    let office = Office::default();
    let mut dice = Dice(seed);
    std::thread::scope(|scope| {
        for (name, number) in [("甲", 1), ("乙", 2), ("丙", 3), ("丁", 4)] {
            let dice = Dice(seed.wrapping_mul(number));
            let clerk = Clerk { office: &office, town, name, dice, items: Vec::new(), saved: 0 };
            scope.spawn(move || clerk.work());
        }
        for round in 0..times {
            let server = town.serve();
            let records = look(town, &office, round);
            office.open(&server.address, &records);
            office.let_pass(1 + dice.below(6));
            // A moment later, so that requests are met at any point of their way.
            pass(Duration::from_micros(dice.below(12_000)));
            drop(server);
            office.gone();
        }
        office.close();
    });
    end(town, &office, times);
}

/// Nothing is waited for here: time itself passes, as it does between two blows.
pub fn pass(time: Duration) {
    let since = Instant::now();
    while since.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// Looks at the records after the server has come up again, before anybody is let in.
fn look(town: &Town, office: &Office, round: u64) -> Records {
    let deeds = office.deeds();
    let records = read(town);
    let missing = records.missing(&deeds);
    assert!(missing.is_empty(), "lost after {round} kills: {missing:#?}");
    let torn = records.torn();
    assert!(torn.is_empty(), "torn after {round} kills: {torn:#?}");
    records
}

fn read(town: &Town) -> Records {
    wait(async {
        let store = town.store().await;
        let records = Records::read(&store).await;
        store.close().await.unwrap();
        records
    })
}

/// The last server does what is left to do; then everything must fit.
fn end(town: &Town, office: &Office, times: u64) {
    let server = town.serve();
    look(town, office, times);
    while !read(town).is_idle() {
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    }
    assert_eq!(server.stop(), 0);
    let records = look(town, office, times);
    let deeds = office.deeds();
    assert!(deeds.len() as u64 > times && records.revision_count() > 20, "only {} deeds", deeds.len());
    for event in ["create", "edit", "upload", "submit", "approve", "pass_secrecy", "publish", "withdraw"] {
        assert!(deeds.iter().any(|deed| deed.event == event), "nobody came to {event} in {} deeds", deeds.len());
    }
    town.run(&["doctor", "--full"]).done();
    town.run(&["audit", "verify"]).done();
}
