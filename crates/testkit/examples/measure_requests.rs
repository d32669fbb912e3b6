//! Measures of applications at scale, on SQLite in the folder that is named: `measure_requests FOLDER SCALE`. Prints one
//! line a figure, `what<TAB>value<TAB>target`. For `cargo xtask bench requests`; not a test.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measure that fails should stop at once and talks to the chore that runs it"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::calendar::{NewDay, load_days};
use app::keys::MasterKey;
use app::request::desk::{self, DeskQuery};
use app::request::recompute::recompute;
use app::request::{Submission, new_form_token, submit};
use app::{App, Caller, Clock, Parts, Random};
use domain::calendar::CalendarDayKind;
use domain::request::applicant::{ApplicantKind, IdPaper};
use domain::request::application::{Application, Contact, DeliveryWay, Matter, Person, SupplyForm};
use domain::time::Moment;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use search::SearchIndex;
use store::{Files, Store};
use testkit::{Actor, Ids};
use web::{Web, WebConfig};

/// Open cases of ten events each.
const CASES: u32 = 100_000;
/// How often the desk is opened.
const VIEWS: usize = 200;
/// Submissions, and how many citizens send at once.
const SUBMISSIONS: usize = 3_000;
const AT_ONCE: usize = 64;
/// Commits of the yardstick.
const COMMITS: usize = 2_000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("a folder"));
    let scale: f64 = arguments.next().map_or(1.0, |text| text.parse().expect("a number"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        submissions(&folder.join("submissions")).await;
        cases(&folder.join("cases"), scale).await;
    });
}

fn tell(what: &str, value: impl std::fmt::Display, target: &str) {
    println!("{what}\t{value}\t{target}");
}

async fn start(folder: &Path) -> App {
    std::fs::create_dir_all(folder).unwrap();
    let store = Store::open_sqlite(&folder.join("gongkai.db")).await.unwrap();
    store.migrate().await.unwrap();
    let parts = Parts {
        store,
        files: Files::open(&folder.join("files")).unwrap(),
        index: SearchIndex::in_memory().unwrap(),
        // A Wednesday in a published year, so that a day off moves whatever is open.
        clock: Clock::new(|| Moment::from_local("2026-06-10T11:00:00".parse().unwrap())),
        random: Random::new(random()),
        keys: MasterKey::new([9; 32]),
        parser: PathBuf::new(),
        fonts: testkit::fonts(),
    };
    App::start(parts).await.unwrap()
}

/// Bytes that only have to differ.
fn random() -> impl Fn(&mut [u8]) + Send + Sync + 'static {
    let state = std::sync::atomic::AtomicU64::new(0x9e37_79b9);
    move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, std::sync::atomic::Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let fresh = (z ^ (z >> 31)).to_be_bytes();
            chunk.copy_from_slice(&fresh[..chunk.len()]);
        }
    }
}

/// Commits of one row a second that this disk gives, with the same journal and the same care.
async fn raw_commits(folder: &Path) -> f64 {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", folder.join("raw.db").display()));
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    for sql in
        ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)"]
    {
        db.execute_unprepared(sql).await.unwrap();
    }
    let begun = Instant::now();
    for _ in 0..COMMITS {
        db.execute_unprepared("INSERT INTO t (x) VALUES ('an acknowledged row of some length, as a row has')")
            .await
            .unwrap();
    }
    COMMITS as f64 / begun.elapsed().as_secs_f64()
}

async fn submissions(folder: &Path) {
    let app = start(folder).await;
    let (ids, _) = testkit::build(&app).await;
    let agency = ids.agency("jiaoti");
    let raw = raw_commits(folder).await;
    tell("raw commits of one row on this disk", format!("{raw:.0}/s"), "none");
    let alone = rate(&app, agency, 300, 1).await;
    tell("submissions one after the other", format!("{alone:.0}/s ({:.2} of the raw commits)", alone / raw), "none");
    let many = rate(&app, agency, SUBMISSIONS, AT_ONCE).await;
    let what = format!("submissions, {AT_ONCE} citizens at once");
    tell(&what, format!("{many:.0}/s ({:.2} of the raw commits)", many / raw), "0.33 of the raw commits");
}

/// Submissions a second, each waited for until it is on disk.
async fn rate(app: &App, agency: i64, count: usize, at_once: usize) -> f64 {
    let next = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..at_once {
        let (app, next) = (app.clone(), next.clone());
        tasks.spawn(async move {
            loop {
                let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if number >= count {
                    return;
                }
                let form_token = new_form_token(&app);
                let submission = Submission {
                    agency,
                    application: application(number),
                    form_token,
                    files: Vec::new(),
                    address: "10.0.0.1".into(),
                };
                submit(&app, submission).await.expect("an application is taken");
            }
        });
    }
    while tasks.join_next().await.is_some() {}
    count as f64 / begun.elapsed().as_secs_f64()
}

fn application(number: usize) -> Application {
    let phone = format!("139{number:08}");
    Application {
        kind: Some(ApplicantKind::Citizen),
        citizen: Person {
            name: "李小明".into(),
            paper: Some(IdPaper::IdentityCard),
            number: "11010519491231002X".into(),
            phone: phone.clone(),
        },
        contact: Contact {
            phone, address: "清江市演示路1号".into(), postcode: "330800".into(), ..Contact::default()
        },
        matter: Matter {
            name: format!("第{number}号地块的征收土地方案"),
            description: format!("申请公开第{number}号地块的征收土地方案、批复文件和补偿登记情况。"),
            ..Matter::default()
        },
        supply: vec![SupplyForm::Electronic],
        delivery: Some(DeliveryWay::Online),
        ..Application::default()
    }
}

async fn cases(folder: &Path, scale: f64) {
    let app = start(folder).await;
    let (ids, tokens) = testkit::build(&app).await;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of cases")]
    let count = (f64::from(CASES) * scale) as u32;
    let begun = Instant::now();
    app::demo::load::open_cases(&app, ids.agency("jiaoti"), count).await.unwrap();
    tell("made ready: open cases with ten events each", format!("{count} in {}", seconds(begun.elapsed())), "none");
    desk_page(&app, &ids, &tokens["jingban"]).await;
    recomputing(&app, count).await;
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

async fn desk_page(app: &App, ids: &Ids, token: &str) {
    let caller = app::identity::authenticate(app, token, "127.0.0.1").await.unwrap().caller;
    let query = DeskQuery { agency: Some(ids.agency("jiaoti")), ..DeskQuery::default() };
    let mut times = Vec::with_capacity(VIEWS);
    for _ in 0..VIEWS {
        let begun = Instant::now();
        let page = desk::page(app, &caller, &query, 20).await.unwrap();
        times.push(begun.elapsed());
        assert_eq!(page.rows.len(), 20);
    }
    tell("the desk's first page, from the records", median(times), "none");
    let web = Web::new(app.clone(), WebConfig::default()).unwrap();
    let officer = Actor::signed_in(app, &web::door(&web), token).await;
    let mut times = Vec::with_capacity(VIEWS);
    for _ in 0..VIEWS {
        let begun = Instant::now();
        let page = officer.get("/console/requests").await;
        times.push(begun.elapsed());
        assert_eq!(page.status, 200);
    }
    tell("the desk's first page, answered", median(times), "20 ms at the median");
}

fn median(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1_000.0;
    format!("{:.1} ms (of a hundred five take more than {:.1} ms)", at(50), at(95))
}

async fn recomputing(app: &App, count: u32) {
    let day = NewDay {
        day: "2026-06-11".parse().unwrap(),
        kind: CalendarDayKind::Off,
        name: "地方节日".into(),
        region: String::new(),
        source: "测量".into(),
    };
    load_days(app, &Caller::command(), &[day]).await.unwrap();
    let begun = Instant::now();
    let done = recompute(app).await.unwrap();
    let time = begun.elapsed();
    assert_eq!(done.cases, u64::from(count));
    let what =
        format!("{} events of {count} open cases folded anew, {} limits moved", u64::from(count) * 10, done.moved);
    tell(&what, seconds(time), "10 s for a million events");
    let begun = Instant::now();
    assert_eq!(recompute(app).await.unwrap().moved, 0);
    tell("the same once more, when nothing moves", seconds(begun.elapsed()), "none");
}
