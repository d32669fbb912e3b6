//! One test's city: its own copy of the records, its own files, index, clock and routers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::demo::load::{Accounts, LoadOptions, load};
use app::keys::MasterKey;
use app::{App, Parts};
use door::Door;
use search::SearchIndex;
use store::{Files, Store};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use web::{Limits, Web, WebConfig};

use crate::actor::Actor;
use crate::clock::{TestClock, randomness};
use crate::databases::{Base, create_postgres, drop_postgres, open};
use crate::fonts::fonts;
use crate::ids::Ids;
use crate::template;

struct Template {
    folder: TempDir,
    database: String,
    ids: Ids,
    tokens: BTreeMap<String, String>,
}

static SQLITE: OnceCell<Template> = OnceCell::const_new();
static POSTGRES: OnceCell<Template> = OnceCell::const_new();
/// PostgreSQL copies a template only while nobody else does.
static COPYING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A running city.
#[derive(Debug)]
pub struct City {
    pub app: App,
    pub web: Web,
    pub clock: TestClock,
    pub ids: Ids,
    pub base: Base,
    pub door: Door,
    queries: Arc<std::sync::Mutex<Vec<String>>>,
    tokens: BTreeMap<String, String>,
    database: String,
    folder: TempDir,
}

impl City {
    /// A fresh copy of the city on this engine.
    pub async fn on(base: Base) -> Self {
        let cell = if base == Base::Sqlite { &SQLITE } else { &POSTGRES };
        let template = cell.get_or_init(|| make_template(base)).await;
        let folder = TempDir::new().unwrap();
        let database = copy(base, template, folder.path()).await;
        let city = Self::open(base, folder, database, WebConfig::default()).await;
        Self { ids: template.ids.clone(), tokens: template.tokens.clone(), ..city }
    }

    /// The whole demo city on SQLite, every public item in its index; nobody has an account there. For what wants many
    /// items, and asks more often in a minute than a visitor may.
    pub async fn demo() -> Self {
        let folder = TempDir::new().unwrap();
        let store = open(Base::Sqlite, folder.path(), "").await;
        store.migrate().await.expect("migrations");
        store.close().await.unwrap();
        let limits = Limits { search: u32::MAX, ..Limits::default() };
        let config = WebConfig { limits, ..WebConfig::default() };
        let city = Self::open(Base::Sqlite, folder, String::new(), config).await;
        let options = LoadOptions { accounts: Accounts::Omit, ..LoadOptions::default() };
        load(&city.app, options, |_, _| ()).await.expect("a demo city");
        city
    }

    /// Opens what lies in the folder and the database.
    async fn open(base: Base, folder: TempDir, database: String, config: WebConfig) -> Self {
        let clock = TestClock::default();
        let queries = Arc::new(std::sync::Mutex::new(Vec::new()));
        let mut store = open(base, folder.path(), &database).await;
        let log = queries.clone();
        store.observe(move |sql| log.lock().unwrap().push(sql.to_string()));
        let app = App::start(parts(store, folder.path(), &clock, 2)).await.unwrap();
        let web = Web::new(app.clone(), config).unwrap();
        let door = web::door(&web);
        Self { app, web, clock, ids: Ids::default(), base, door, queries, tokens: BTreeMap::new(), database, folder }
    }

    /// A person who is signed in; signs in again where the session has run out.
    pub async fn actor(&self, login: &str) -> Actor {
        let token = &self.tokens[login];
        if app::identity::authenticate(&self.app, token, "127.0.0.1").await.is_ok() {
            return Actor::signed_in(&self.app, &self.door, token).await;
        }
        let again = app::identity::SignIn {
            login: login.into(),
            password: template::PASSWORD.into(),
            address: "127.0.0.1".into(),
            agent: "testkit".into(),
        };
        let session = app::identity::sign_in(&self.app, again).await.expect("signed in again");
        Actor::signed_in(&self.app, &self.door, &session.token).await
    }

    /// A visitor.
    pub fn visitor(&self) -> Actor {
        Actor::anonymous(&self.app, &self.door)
    }

    /// Lets the workers do what is due.
    pub async fn work(&self) {
        app::jobs::run_until_idle(&self.app, "test").await.expect("workers run");
    }

    /// The folder of this city's files and index.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    /// Runs `what` and returns the SQL of its queries.
    pub async fn queries_of<T>(&self, what: impl Future<Output = T>) -> (T, Vec<String>) {
        self.queries.lock().unwrap().clear();
        let result = what.await;
        let seen = self.queries.lock().unwrap().clone();
        (result, seen)
    }

    /// Another running program on the same records, as a second node would be.
    pub async fn second_node(&self) -> App {
        let store = open(self.base, self.folder.path(), &self.database).await;
        App::start(parts(store, self.folder.path(), &self.clock, 3)).await.unwrap()
    }

    /// Ends the city and drops its database.
    pub async fn end(self) {
        self.app.store().clone().close().await.unwrap();
        if self.base == Base::Postgres {
            drop_postgres(&self.database).await;
        }
    }
}

fn parts(store: Store, folder: &Path, clock: &TestClock, seed: u64) -> Parts {
    Parts {
        store,
        files: Files::open(&folder.join("files")).unwrap(),
        index: SearchIndex::in_memory().unwrap(),
        clock: clock.clock(),
        random: randomness(seed),
        keys: MasterKey::new([9; 32]),
        parser: parser(),
        fonts: fonts(),
    }
}

/// The program that parses files in a child process: the real one, which `cargo xtask test` builds and names.
fn parser() -> PathBuf {
    std::env::var_os("GONGKAI_BIN").map(PathBuf::from).unwrap_or_default()
}

async fn make_template(base: Base) -> Template {
    let folder = TempDir::new().unwrap();
    let database = if base == Base::Postgres { create_postgres(None).await } else { String::new() };
    let store = open(base, folder.path(), &database).await;
    store.migrate().await.expect("migrations");
    let clock = TestClock::default();
    let app = App::start(parts(store.clone(), folder.path(), &clock, 1)).await.unwrap();
    let (ids, tokens) = template::build(&app).await;
    drop(app);
    store.close().await.unwrap();
    Template { folder, database, ids, tokens }
}

async fn copy(base: Base, template: &Template, folder: &Path) -> String {
    match base {
        Base::Sqlite => {
            std::fs::copy(template.folder.path().join("gongkai.db"), folder.join("gongkai.db")).unwrap();
            String::new()
        }
        Base::Postgres => {
            let _one_at_a_time = COPYING.lock().await;
            create_postgres(Some(&template.database)).await
        }
    }
}
