//! A small furnished city as a data folder of the real program, on either engine, and its signed-in people. Made once
//! and copied for each test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use app::keys::MasterKey;
use app::{App, Clock, Parts, Random};
use domain::time::Moment;
use search::SearchIndex;
use store::{Files, Store};

use crate::engines::Database;
use crate::program::{Answer, City, Server, run_at, serve_at};

/// Someone at a browser: the session's cookie and the token of its forms.
#[derive(Debug, Clone)]
pub struct Person {
    pub session: String,
    pub csrf: String,
}

/// What every copy shares.
#[derive(Debug)]
struct Furnished {
    city: City,
    people: BTreeMap<String, Person>,
    news: i64,
    agency: i64,
}

static FURNISHED: OnceLock<Furnished> = OnceLock::new();

/// One test's copy.
pub struct Town {
    pub folder: tempfile::TempDir,
    pub people: BTreeMap<String, Person>,
    pub news: i64,
    pub agency: i64,
    database: Option<Database>,
}

/// Runs the asynchronous part of a test.
pub fn wait<T>(task: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(task)
}

fn clock() -> Clock {
    Clock::new(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Moment(i64::try_from(since.as_millis()).unwrap())
    })
}

/// Today in China, as forms and tables write it.
pub fn today() -> String {
    clock().now().date().to_string()
}

/// The use cases on a data folder, beside the program.
pub async fn open(data: &Path, store: Store) -> App {
    let key = std::fs::read_to_string(data.join("master.key")).unwrap();
    let parts = Parts {
        store,
        files: Files::open(&data.join("files")).unwrap(),
        index: SearchIndex::in_memory().unwrap(),
        clock: clock(),
        random: Random::new(|bytes| bytes.fill_with(rand::random)),
        keys: MasterKey::parse(&key).unwrap(),
        parser: PathBuf::from(env!("CARGO_BIN_EXE_gongkai")),
        fonts: testkit::fonts(),
    };
    App::start(parts).await.unwrap()
}

async fn furnish() -> Furnished {
    let city = City::new();
    let data = city.data();
    let app = open(&data, Store::open_sqlite(&data.join("gongkai.db")).await.unwrap()).await;
    let (ids, tokens) = testkit::build(&app).await;
    let mut people = BTreeMap::new();
    for (login, session) in tokens {
        let csrf = app::identity::authenticate(&app, &session, "127.0.0.1").await.unwrap().csrf;
        people.insert(login, Person { session, csrf });
    }
    app.store().clone().close().await.unwrap();
    Furnished { city, people, news: ids.section("news"), agency: ids.agency("jiaoti") }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Town {
    /// On SQLite.
    pub fn on_sqlite() -> Self {
        let made = FURNISHED.get_or_init(|| wait(furnish()));
        let folder = tempfile::tempdir().unwrap();
        copy(&made.city.data(), &folder.path().join("data"));
        Self { folder, people: made.people.clone(), news: made.news, agency: made.agency, database: None }
    }

    /// On a PostgreSQL database of its own.
    pub fn on_postgres(name: &str) -> Self {
        Self::on(Database::new(name))
    }

    /// The same on a server that may be crashed.
    pub fn on_postgres_to_crash(name: &str) -> Self {
        Self::on(Database::to_crash(name))
    }

    fn on(database: Database) -> Self {
        let made = FURNISHED.get_or_init(|| wait(furnish()));
        let folder = tempfile::tempdir().unwrap();
        let backup = folder.path().join("furnished").display().to_string();
        made.city.run(&["backup", "--to", &backup, "--with-key"]).done();
        let restore = ["restore", "--from", &backup, "--database", &database.address()];
        run_at(&folder.path().join("data"), &restore).done();
        let (people, news, agency) = (made.people.clone(), made.news, made.agency);
        Self { folder, people, news, agency, database: Some(database) }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn beside(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        run_at(&self.data(), arguments)
    }

    pub fn serve(&self) -> Server {
        serve_at(&self.data())
    }

    /// Use cases of the test beside the program.
    pub async fn app(&self) -> App {
        open(&self.data(), self.store().await).await
    }

    /// A connection of the test beside the program's.
    pub async fn store(&self) -> Store {
        self.open_store().await.unwrap()
    }

    /// The same where the database may be down.
    pub async fn find_store(&self) -> Option<Store> {
        self.open_store().await.ok()
    }

    async fn open_store(&self) -> Result<Store, store::StoreError> {
        match &self.database {
            None => Store::open_sqlite(&self.data().join("gongkai.db")).await,
            Some(database) => Store::open_postgres(&database.address(), 2).await,
        }
    }
}
