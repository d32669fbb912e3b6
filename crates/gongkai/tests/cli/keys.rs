//! A new master key, also when the change of it is killed again and again; and erased cases that stay erased.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use app::dispute::{DisputeForm, create_dispute, get_dispute};
use app::request::look::look;
use app::{App, Caller};
use domain::dispute::{Party, Track};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use store::request::keys;
use store::{Connection, Store};

use crate::killed::pass;
use crate::program::{command, run_at};
use crate::town::{Town, open, wait};

const PASSWORD: &str = "mail-password-of-the-office";

fn key_of(data: &Path) -> String {
    std::fs::read_to_string(data.join("master.key")).unwrap()
}

async fn on(data: &Path) -> App {
    open(data, Store::open_sqlite(&data.join("gongkai.db")).await.unwrap()).await
}

async fn close(app: App) {
    app.store().clone().close().await.unwrap();
}

/// Something of every kind that is sealed; the dispute and an account with a second factor.
async fn fill(app: &App, agency: i64, cases: u32) -> (i64, i64) {
    app::demo::load::open_cases(app, agency, cases).await.unwrap();
    let dispute = DisputeForm {
        agency_id: agency,
        request: String::new(),
        matter: "李某不服2024年答复".into(),
        organ: "清江市人民政府".into(),
        case_number: String::new(),
        track: Track::Reconsideration,
        party: Party::Original,
        filed_on: "2026-01-05".parse().unwrap(),
    };
    let dispute = create_dispute(app, &Caller::command(), &dispute).await.unwrap();
    app::mail::set_mail_password(app, &Caller::command(), PASSWORD).await.unwrap();
    let account = 1;
    let secret = app.keys().seal(app.random(), &format!("totp:{account}"), &[7; 20]).unwrap();
    let sql = format!("UPDATE account SET totp_secret = '{secret}' WHERE id = {account}");
    app.store().read().execute_unprepared(&sql).await.unwrap();
    (dispute, account)
}

/// Everything that was sealed opens with the key at hand.
async fn opens(app: &App, cases: u32, (dispute, account): (i64, i64)) {
    for id in 1..=i64::from(cases) {
        let seen = look(app, &Caller::command(), id).await.unwrap();
        assert!(seen.card.subject.contains("演示") && seen.application.is_some());
    }
    let view = get_dispute(app, &Caller::command(), dispute).await.unwrap();
    assert_eq!(view.matter, "李某不服2024年答复");
    let row = store::identity::accounts::get(app.store().read(), account).await.unwrap();
    let secret = app.keys().open(&format!("totp:{account}"), &row.totp_secret.unwrap()).unwrap();
    assert_eq!(secret, [7; 20]);
    let stored = store::settings::all(app.store().read()).await.unwrap();
    let password = app.keys().open("mail.password_sealed", &stored["mail.password_sealed"]).unwrap();
    assert_eq!(password, PASSWORD.as_bytes());
    // The same person is still found again: the key of the keyed hashes is the same one, sealed anew.
    app::demo::load::open_cases(app, view.row.agency_id, 1).await.unwrap();
}

#[test]
fn a_new_master_key_opens_everything_and_the_old_one_old_backups() {
    let town = Town::on_sqlite();
    let (data, old) = (town.data(), key_of(&town.data()));
    let sealed = wait(async {
        let app = on(&data).await;
        let sealed = fill(&app, town.agency, 5).await;
        close(app).await;
        sealed
    });
    let backup = town.beside("before");
    town.run(&["backup", "--to", &backup]).done();
    let server = town.serve();
    assert!(town.run(&["keys", "rotate"]).refused().contains("正被另一个 gongkai 使用"));
    assert_eq!(server.stop(), 0);
    let told = town.run(&["keys", "rotate"]).done();
    assert!(told.contains("主密钥已更换") && told.contains("master.key.old-1"), "{told}");
    assert_ne!(key_of(&data), old);
    assert_eq!(std::fs::read_to_string(data.join("master.key.old-1")).unwrap(), old);
    assert!(!data.join("master.key.next").exists());
    town.run(&["doctor", "--full"]).done();
    town.run(&["audit", "verify"]).done();
    wait(async {
        let app = on(&data).await;
        opens(&app, 5, sealed).await;
        close(app).await;
    });
    // A second time, with cases that were opened under the second key.
    town.run(&["keys", "rotate"]).done();
    assert!(data.join("master.key.old-2").exists());
    wait(async {
        let app = on(&data).await;
        opens(&app, 6, sealed).await;
        close(app).await;
    });
    let (target, key) = (town.folder.path().join("restored"), data.join("master.key.old-1").display().to_string());
    run_at(&target, &["restore", "--from", &backup, "--key", &key]).done();
    run_at(&target, &["doctor", "--full"]).done();
}

/// Where a change of the key is held until it is killed: what it comes to there, and how many keys of cases it has
/// wrapped anew by then.
const HELD: &[(&str, u64)] = &[
    ("BEFORE UPDATE ON request_key WHEN NEW.request_id = 700", 500),
    ("BEFORE UPDATE ON request_key WHEN NEW.request_id = 1100", 1_000),
    ("BEFORE UPDATE ON setting WHEN NEW.key = 'installation.key_probe'", CASES as u64),
];

const CASES: u32 = 1_200;

#[test]
fn a_change_of_the_key_that_is_killed_is_finished_by_the_next() {
    let town = Town::on_sqlite();
    let (data, old) = (town.data(), key_of(&town.data()));
    let sealed = wait(async {
        let app = on(&data).await;
        let sealed = fill(&app, town.agency, CASES).await;
        close(app).await;
        sealed
    });
    for (place, wrapped) in HELD {
        killed_at(&town, place, *wrapped);
        // Between the two keys nobody else gets in.
        let answer = town.run(&["user", "list"]).refused();
        assert!(answer.contains("更换主密钥没有做完"), "{answer}");
        assert_eq!(key_of(&data), old);
    }
    // And at any other moment, the change of the files included.
    for round in 0..30_u64 {
        let mut child = rotation(&data);
        pass(Duration::from_millis(20 + round * 25));
        let _ = child.kill();
        child.wait().unwrap();
        if key_of(&data) != old {
            break;
        }
        let answer = town.run(&["user", "list"]).refused();
        assert!(answer.contains("更换主密钥没有做完") || answer.contains("主密钥不是"), "{answer}");
    }
    if key_of(&data) == old {
        town.run(&["keys", "rotate"]).done();
    }
    assert_ne!(key_of(&data), old);
    town.run(&["doctor", "--full"]).done();
    wait(async {
        let app = on(&data).await;
        opens(&app, CASES, sealed).await;
        close(app).await;
    });
}

fn rotation(data: &Path) -> Child {
    let folder = data.display().to_string();
    let mut rotation = command(&["keys", "rotate", "--data", &folder]);
    rotation.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills a change of the key in the transaction that comes to `place`, where the records let it go no further.
fn killed_at(town: &Town, place: &str, wrapped: u64) {
    let without_end = format!("SELECT count(*) FROM {}", ["sqlite_schema"; 12].join(" JOIN "));
    tell(town, &format!("CREATE TRIGGER held {place} BEGIN {without_end}; END"));
    let mut child = rotation(&town.data());
    wait(async {
        let store = town.store().await;
        while keys::Entity::find().filter(keys::Column::KeyVersion.eq(2)).count(store.read()).await.unwrap() < wrapped {
            assert!(child.try_wait().unwrap().is_none(), "it ended before {place}");
        }
        store.close().await.unwrap();
    });
    assert!(child.try_wait().unwrap().is_none(), "it got past {place}");
    child.kill().unwrap();
    child.wait().unwrap();
    tell(town, "DROP TRIGGER held");
}

/// Runs SQL on the records behind the program's back.
fn tell(town: &Town, sql: &str) {
    wait(async {
        let store = town.store().await;
        store.read().execute_unprepared(sql).await.unwrap();
        store.close().await.unwrap();
    });
}

#[test]
fn an_erased_case_does_not_come_back_from_an_older_backup() {
    let town = Town::on_sqlite();
    let data = town.data();
    wait(async {
        let app = on(&data).await;
        fill(&app, town.agency, 3).await;
        close(app).await;
    });
    let backup = town.beside("before");
    town.run(&["backup", "--to", &backup, "--with-key"]).done();
    wait(async {
        let app = on(&data).await;
        let row = store::request::get(app.store().read(), 2).await.unwrap();
        let stone =
            app::request::erase::Tombstone { request_id: 2, created_at: row.created_at, erased_at: row.created_at };
        assert_eq!(app::request::erase::erase_again(&app, &Caller::command(), &[stone]).await.unwrap(), 1);
        close(app).await;
    });
    // The list is kept beside the records at the next start.
    let server = town.serve();
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    let list = data.join("erased.json");
    while !list.exists() {
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    }
    assert_eq!(server.stop(), 0);
    let target = town.folder.path().join("restored");
    let wrong = run_at(&target, &["restore", "--from", &backup, "--erased", &town.beside("none")]).refused();
    assert!(wrong.contains("清除名单") && !target.exists(), "{wrong}");
    let list = list.display().to_string();
    let told = run_at(&target, &["restore", "--from", &backup, "--erased", &list]).done();
    assert!(told.contains("1 件申请") && told.contains("已再次清除"), "{told}");
    wait(async {
        let app = on(&target).await;
        let seen = look(&app, &Caller::command(), 2).await.unwrap();
        assert!(seen.application.is_none() && seen.card.subject.is_empty() && seen.row.erased_at.is_some());
        assert!(look(&app, &Caller::command(), 1).await.unwrap().application.is_some());
        close(app).await;
    });
    run_at(&target, &["doctor", "--full"]).done();
}
