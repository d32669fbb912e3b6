//! Citizens submit applications while the server, its connections to the database, or the database itself are killed
//! again and again. What
//! was acknowledged with a number is there afterwards, whole; a form that is sent again makes no second case.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use sea_orm::EntityTrait;
use store::files::content_hash;
use store::{Connection, Store, request};

use crate::clerks::{Dice, Office, request as send};
use crate::killed::pass;
use crate::town::{Person, Town, wait};
use crate::truth::Records;

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Server,
    /// In turns with the server: every connection that the server has to the database.
    Connections,
    /// A process of the database by force, upon which it throws its memory away and comes back from its log alone; a
    /// moment later the server.
    Database,
}

#[test]
fn killed_two_hundred_times_no_application_is_lost_on_sqlite() {
    kill(&Town::on_sqlite(), 200, Victim::Server, 0x5EED_0011);
}

#[test]
fn killed_forty_times_no_application_is_lost_on_postgresql() {
    kill(&Town::on_postgres("killed_requests"), 40, Victim::Connections, 0x5EED_0012);
}

#[test]
fn crashed_sixty_times_the_database_loses_no_application() {
    kill(&Town::on_postgres_to_crash("crashed_requests"), 60, Victim::Database, 0x5EED_0013);
}

/// The number that each form was acknowledged with, by the form's token.
type Receipts = Mutex<BTreeMap<String, String>>;

fn kill(town: &Town, times: u64, victim: Victim, seed: u64) {
    let (office, receipts) = (Office::default(), Receipts::default());
    let mut dice = Dice(seed);
    std::thread::scope(|scope| {
        for number in 1..=4 {
            let (office, receipts, dice) = (&office, &receipts, Dice(seed.wrapping_mul(number)));
            scope.spawn(move || citizen(office, receipts, town.agency, dice));
        }
        let mut round = 0;
        while round < times {
            let server = town.serve();
            let (records, cases) = look(town);
            check(&cases, &receipts, round);
            office.open(&server.address, &records);
            for _ in 0..if victim == Victim::Connections { 3 } else { 0 } {
                office.let_pass(1 + dice.below(4));
                pass(Duration::from_micros(dice.below(12_000)));
                cut(town);
                round += 1;
            }
            office.let_pass(1 + dice.below(6));
            // A moment later, so that submissions are met at any point of their way.
            pass(Duration::from_micros(dice.below(12_000)));
            let before = (victim == Victim::Database).then(|| crash(town));
            drop(server);
            office.gone();
            if let Some(before) = before {
                recovered(town, &before);
            }
            round += 1;
        }
        office.close();
    });
    let server = town.serve();
    let (_, cases) = look(town);
    check(&cases, &receipts, times);
    assert_eq!(server.stop(), 0);
    assert!(receipts.lock().unwrap().len() as u64 > times, "only {} receipts", receipts.lock().unwrap().len());
    town.run(&["doctor", "--full"]).done();
    town.run(&["audit", "verify"]).done();
}

/// Ends the server's connections under it.
fn cut(town: &Town) {
    wait(async {
        let store = town.store().await;
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> \
                   pg_backend_pid()";
        // Its own pool has more than one connection; what it loses itself does not matter.
        let _ = store.read().execute_unprepared(sql).await;
        let _ = store.close().await;
    });
}

/// Kills a process of the database as the system would. Returns the checkpoint that the database stood on.
fn crash(town: &Town) -> String {
    let sql = "DO $$ BEGIN EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', 'kill -9 ' || coalesce((SELECT pid FROM \
               pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1), \
               pg_backend_pid())); END $$";
    wait(async {
        let store = town.store().await;
        let before = started(&store).await.expect("the database is up");
        // It takes the one who did it along.
        let _ = store.read().execute_unprepared(sql).await;
        let _ = store.close().await;
        before
    })
}

/// Comes back when the database has recovered: it then stands on another checkpoint.
fn recovered(town: &Town, before: &str) {
    wait(async {
        loop {
            if let Some(store) = town.find_store().await {
                let now = started(&store).await;
                let _ = store.close().await;
                if now.is_some_and(|now| now != before) {
                    return;
                }
            }
        }
    });
}

/// Which checkpoint the database stands on.
async fn started(store: &Store) -> Option<String> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        at: String,
    }
    let sql = "SELECT checkpoint_lsn::text AS at FROM pg_control_checkpoint()";
    let statement = sea_orm::Statement::from_string(sea_orm::DatabaseBackend::Postgres, sql);
    let row = sea_orm::FromQueryResult::find_by_statement(statement).one(store.read()).await;
    row.ok().flatten().map(|row: Row| row.at)
}

/// What lies in the records of one case.
struct Case {
    number: String,
    has_key: bool,
    events: usize,
    recorded: bool,
}

fn look(town: &Town) -> (Records, Vec<Case>) {
    wait(async {
        let store = town.store().await;
        let found = (Records::read(&store).await, cases(&store).await);
        store.close().await.unwrap();
        found
    })
}

async fn cases(store: &Store) -> Vec<Case> {
    let db = store.read();
    let rows = request::Entity::find().all(db).await.unwrap();
    let keys: BTreeSet<i64> =
        request::keys::Entity::find().all(db).await.unwrap().into_iter().map(|row| row.request_id).collect();
    let mut events: BTreeMap<i64, usize> = BTreeMap::new();
    for row in request::event::Entity::find().all(db).await.unwrap() {
        *events.entry(row.request_id).or_default() += 1;
    }
    let audit = store::audit::Entity::find().all(db).await.unwrap();
    let submitted = audit.into_iter().filter(|row| row.action == "request.submit").map(|row| row.subject_id);
    let submitted: BTreeSet<String> = submitted.collect();
    let case = |row: request::Model| Case {
        has_key: keys.contains(&row.id),
        events: events.get(&row.id).copied().unwrap_or_default(),
        recorded: submitted.contains(&row.id.to_string()),
        number: row.number,
    };
    rows.into_iter().map(case).collect()
}

fn check(cases: &[Case], receipts: &Receipts, round: u64) {
    let torn: Vec<&str> = cases
        .iter()
        .filter(|case| !case.has_key || case.events != 1 || !case.recorded)
        .map(|case| case.number.as_str())
        .collect();
    assert!(torn.is_empty(), "torn after {round} kills: {torn:?}");
    let there: BTreeSet<&str> = cases.iter().map(|case| case.number.as_str()).collect();
    let receipts = receipts.lock().unwrap();
    let lost: Vec<&String> = receipts.values().filter(|number| !there.contains(number.as_str())).collect();
    assert!(lost.is_empty(), "lost after {round} kills: {lost:?}");
    let given: BTreeSet<&String> = receipts.values().collect();
    assert_eq!(given.len(), receipts.len(), "two forms got one number");
    // Each citizen has at most one form under way that was written and not yet acknowledged.
    assert!(cases.len() <= receipts.len() + 4, "{} cases for {} receipts", cases.len(), receipts.len());
}

/// Sends one application after the other; a form without an answer is sent again, as a browser does.
fn citizen(office: &Office, receipts: &Receipts, agency: i64, mut dice: Dice) {
    let stranger = Person { session: String::new(), csrf: String::new() };
    let (mut stamp, mut answer_to) = (String::new(), String::new());
    while let Some(address) = office.address() {
        if stamp.is_empty() {
            stamp = (0..4).map(|_| format!("{:016x}", dice.below(u64::MAX))).collect();
            answer_to = solved(&stamp);
        }
        let body = form(agency, &stamp, &answer_to);
        let answer = send(&address, &stranger, "POST", "/requests/new", "multipart/form-data; boundary=gkb", &body);
        office.sent();
        match answer.as_ref().and_then(|(status, page)| number_in(*status, page, agency)) {
            Some(number) => {
                receipts.lock().unwrap().insert(std::mem::take(&mut stamp), number);
            }
            // The connections to the database were cut, or the answer was: the same form once more.
            None if answer.as_ref().is_some_and(|(status, _)| *status >= 500 || *status == 200) => {}
            None => office.await_next(&address),
        }
    }
}

/// The small piece of work that the form's script does: fourteen zero bits.
fn solved(stamp: &str) -> String {
    let fits = |hash: &str| hash.starts_with("000") && hash.as_bytes()[3] < b'4';
    let answers = (0_u32..).map(|n| n.to_string());
    let mut good = answers.filter(|answer| fits(&content_hash(format!("{stamp}:{answer}").as_bytes())));
    good.next().unwrap()
}

fn form(agency: i64, stamp: &str, answer: &str) -> String {
    let agency = agency.to_string();
    let fields = [
        ("stamp", stamp),
        ("answer", answer),
        ("agency", &agency),
        ("who", "citizen"),
        ("citizen.name", "李小明"),
        ("citizen.paper", "identity_card"),
        ("citizen.number", "11010519491231002X"),
        ("contact.phone", "13812345678"),
        ("contact.address", "清江市新街1号"),
        ("matter.name", "2025年义务教育阶段学校划片范围"),
        ("matter.description", stamp),
        ("supply", "electronic"),
        ("delivery", "online"),
    ];
    let part = |(name, value): (&str, &str)| {
        format!("--gkb\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    fields.map(part).concat() + "--gkb--\r\n"
}

/// The number on a receipt; none where the page was cut off before it.
fn number_in(status: u16, page: &str, agency: i64) -> Option<String> {
    assert!(status < 400 || status == 429 || status >= 500, "{status}: {page}");
    if status != 200 {
        return None;
    }
    let serial = format!("-{agency:04}-");
    let (before, after) = page.split_once(&serial)?;
    let year = before.get(before.len() - 4..)?;
    let tail = after.get(..5)?;
    tail.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("{year}{serial}{tail}"))
}
