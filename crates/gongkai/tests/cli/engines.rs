//! A backup of one engine restores into the other: the way from SQLite to PostgreSQL and back.

use std::path::Path;

use store::{Connection, Store};

use crate::program::{City, run_at};

/// A new database on the server that the tests are given.
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    pub fn new(name: &str) -> Self {
        Self::on("GONGKAI_TEST_POSTGRES", name)
    }

    /// On the server that may be crashed: nobody else works there.
    pub fn to_crash(name: &str) -> Self {
        Self::on("GONGKAI_TEST_POSTGRES_VICTIM", name)
    }

    fn on(variable: &str, name: &str) -> Self {
        let server = std::env::var(variable)
            .unwrap_or_else(|_| panic!("{variable} is not set: run the tests with `cargo xtask test`"));
        let database = Self { server, name: format!("gk_cli_{name}_{}", std::process::id()) };
        database.tell(&format!("CREATE DATABASE {}", database.name));
        database
    }

    pub fn address(&self) -> String {
        let (head, _) = self.server.rsplit_once('/').unwrap();
        format!("{head}/{}", self.name)
    }

    fn tell(&self, sql: &str) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = Store::open_postgres(&self.server, 2).await.unwrap();
            store.read().execute_unprepared(sql).await.unwrap();
            store.close().await.unwrap();
        });
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.tell(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn manifest(backup: &str) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(Path::new(backup).join("manifest.json")).unwrap()).unwrap()
}

fn table<'a>(manifest: &'a serde_json::Value, name: &str) -> &'a serde_json::Value {
    manifest["tables"].as_array().unwrap().iter().find(|table| table["shape"]["name"] == name).unwrap()
}

#[test]
fn records_move_from_sqlite_to_postgresql_and_back() {
    let city = City::new();
    let key = city.data().join("master.key").display().to_string();
    city.tamper(
        "INSERT INTO calendar_day (id, day_on, kind, name, region, source, loaded_by, loaded_at) \
         VALUES (17, '2027-02-05', 'off', '春节', '', '甲', NULL, 1), (19, '2027-02-06', 'off', '春节', '', '乙', NULL, 1)",
    );
    city.tamper("DELETE FROM calendar_day WHERE id = 19");
    let first = city.beside("first");
    city.run(&["backup", "--to", &first]).done();

    let database = Database::new("moved");
    let moved = city.folder.path().join("moved");
    let restore = ["restore", "--from", &first, "--key", &key, "--database", &database.address()];
    assert!(run_at(&moved, &restore).done().contains("完全一致"));
    run_at(&moved, &["doctor", "--full"]).done();
    run_at(&moved, &["user", "add", "anquan", "--name", "李安全", "--role", "security_admin"]).done();
    run_at(&moved, &["audit", "verify"]).done();
    let second = city.beside("second.d");
    run_at(&moved, &["backup", "--to", &second]).done();
    let (one, two) = (manifest(&first), manifest(&second));
    assert_eq!(table(&one, "calendar_day")["sha256"], table(&two, "calendar_day")["sha256"]);
    assert_eq!(table(&two, "calendar_day")["last_id"], 19);
    assert_eq!(table(&two, "account")["rows"], 2);

    let used = city.folder.path().join("used");
    assert!(run_at(&used, &restore).refused().contains("已经有记录"));
    assert!(!used.exists());

    let back = city.folder.path().join("back");
    assert!(run_at(&back, &["restore", "--from", &second, "--key", &key]).done().contains("完全一致"));
    run_at(&back, &["audit", "verify"]).done();
}
