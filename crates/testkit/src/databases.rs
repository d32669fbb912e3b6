//! The two real databases. PostgreSQL's address comes from `cargo xtask test`; without it a test fails and says so:
//! nothing is skipped silently.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database};
use store::Store;
use tempfile::TempDir;

/// On which engine a test runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    Sqlite,
    Postgres,
}

static SERIAL: AtomicU32 = AtomicU32::new(0);

/// The address of the server that tests may make databases on.
fn server() -> String {
    std::env::var("GONGKAI_TEST_POSTGRES")
        .unwrap_or_else(|_| panic!("GONGKAI_TEST_POSTGRES is not set: run the tests with `cargo xtask test`"))
}

fn address(database: &str) -> String {
    let server = server();
    let (head, _) = server.rsplit_once('/').unwrap();
    format!("{head}/{database}")
}

/// A new PostgreSQL database, empty or a copy of another.
pub async fn create_postgres(template: Option<&str>) -> String {
    let name = format!("gk_{}_{}", std::process::id(), SERIAL.fetch_add(1, Ordering::SeqCst));
    let admin = Database::connect(server()).await.expect("PostgreSQL answers");
    let copy = template.map_or_else(String::new, |t| format!(" TEMPLATE {t}"));
    admin.execute_unprepared(&format!("CREATE DATABASE {name}{copy}")).await.expect("a test database");
    admin.close().await.unwrap();
    name
}

/// Drops a database; tests leave nothing behind on a server that outlives them.
pub async fn drop_postgres(name: &str) {
    if let Ok(admin) = Database::connect(server()).await {
        admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.ok();
        admin.close().await.ok();
    }
}

/// Opens a database of tests.
pub async fn open(base: Base, folder: &Path, database: &str) -> Store {
    match base {
        Base::Sqlite => Store::open_sqlite(&folder.join("gongkai.db")).await.unwrap(),
        Base::Postgres => Store::open_postgres(&address(database), 4).await.unwrap(),
    }
}

/// A database without a schema, for tests of the migrations.
#[derive(Debug)]
pub struct Bare {
    pub store: Store,
    database: String,
    _folder: TempDir,
}

impl Bare {
    /// A new one on this engine.
    pub async fn on(base: Base) -> Self {
        let folder = TempDir::new().unwrap();
        let database = if base == Base::Postgres { create_postgres(None).await } else { String::new() };
        Self { store: open(base, folder.path(), &database).await, database, _folder: folder }
    }

    /// Closes and drops it.
    pub async fn end(self) {
        self.store.close().await.unwrap();
        if !self.database.is_empty() {
            drop_postgres(&self.database).await;
        }
    }
}
