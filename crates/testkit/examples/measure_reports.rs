//! Measures the annual reports of a large city: figures, checks and roll-up of every agency from one reading of the
//! records, and one report as PDF. `make FOLDER FROM TO` makes cases, `measure FOLDER CASES` measures over them in a
//! process of its own, so that the memory is that of the reports alone. Prints a line a figure; run by
//! `cargo xtask bench report`. Not a test: nothing here depends on how long it takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measure that fails should stop at once"
)]

use std::time::Instant;

use app::keys::MasterKey;
use app::report::{OutputForm, build_all, print};
use app::{App, Caller, Clock, Parts, Random};
use domain::report::check::check;
use domain::report::workflow::Coverage;
use domain::time::Moment;
use sea_orm::ConnectionTrait;
use search::SearchIndex;
use store::{Files, Store};

const AGENCIES: u32 = 1_000;
const YEAR: i32 = 2025;
/// Cases made in one transaction.
const PART: usize = 20_000;

/// One agency above all others, which lie below it.
const MAKE_AGENCIES: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
    INSERT INTO agency (id, slug, name, short_name, kind, document_prefix, index_prefix, territorial_parent, \
    vertical_parent_name, status, guide, sort, created_at, updated_at) \
    SELECT i, 'a' || i, '测试机关' || i, '机关' || i, CASE i WHEN 1 THEN 'government' ELSE 'department' END, '', \
    'P' || i, CASE i WHEN 1 THEN NULL ELSE 1 END, '', 'active', '{}', i, 0, 0 FROM n";

/// Cases over five years, most of them ended within months.
const MAKE_CASES: &str = "WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to}), \
    c AS (SELECT i, date('2021-01-01', '+' || (i * 7919 % 1825) || ' days') AS arrived, \
    CASE WHEN i % 19 = 0 THEN NULL ELSE date('2021-01-01', '+' || (i * 7919 % 1825 + i * 31 % 90) || ' days') END AS closed \
    FROM n) \
    INSERT INTO request (id, number, agency_id, year, channel, applicant_kind, state, desk, arrived_on, due_provisional, \
    next_on, waiting_for, closed_on, closed_year, report_row, person_hash, matter_hash, card, code_hash, version, \
    created_at, updated_at) \
    SELECT i, 'N' || i, i * 31 % {agencies} + 1, CAST(strftime('%Y', arrived) AS INTEGER), 'online', 'c' || (i * 13 % 6 + 1), \
    'working', 'working', arrived, 0, arrived, 'office', closed, CAST(strftime('%Y', closed) AS INTEGER), \
    CASE WHEN closed IS NULL THEN NULL ELSE 'r3.' || CASE i % 4 WHEN 0 THEN '1' WHEN 1 THEN '2' WHEN 2 THEN '3.5' ELSE '4.1' END END, \
    i, i, '一件测试申请的卡片，密文长度与实际相近一件测试申请的卡片', i, 1, 0, 0 FROM c";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, folder, numbers @ ..] = arguments.as_slice() else {
        panic!("make FOLDER FROM TO, measure FOLDER CASES")
    };
    let folder = std::path::Path::new(folder);
    let numbers: Vec<u32> = numbers.iter().map(|number| number.parse().unwrap()).collect();
    let store = Store::open_sqlite(&folder.join("gongkai.db")).await.unwrap();
    match (what.as_str(), numbers.as_slice()) {
        ("make", [from, to]) => make_city(&store, *from, *to).await,
        ("measure", [cases]) => {
            let app = App::start(parts(store, folder)).await.unwrap();
            reports(&app, *cases).await;
            pdf(&app).await;
        }
        _ => panic!("make FOLDER FROM TO, measure FOLDER CASES"),
    }
}

async fn make_city(store: &Store, from: u32, to: u32) {
    if from == 1 {
        store.migrate().await.unwrap();
        make(store, &MAKE_AGENCIES.replace("{count}", &AGENCIES.to_string())).await;
    }
    // In parts: a journal that holds a whole city is found on no machine, and slows every reading down.
    for first in (from..=to).step_by(PART) {
        let last = to.min(first + u32::try_from(PART).unwrap() - 1);
        let sql = MAKE_CASES.replace("{from}", &first.to_string()).replace("{to}", &last.to_string());
        make(store, &sql.replace("{agencies}", &AGENCIES.to_string())).await;
    }
}

async fn make(store: &Store, sql: &str) {
    let work = store.begin().await.unwrap();
    work.db().execute_unprepared(sql).await.unwrap();
    work.commit(Moment(0)).await.unwrap();
}

/// The figures, checks and roll-up of every agency.
async fn reports(app: &App, cases: u32) {
    let begun = Instant::now();
    let (mut count, mut errors, mut received) = (0, 0, 0);
    build_all(app, YEAR, |_, built| {
        count += 1;
        let balance = check(&built.report).0;
        errors += balance.iter().filter(|one| one.level == domain::item::checks::Level::Error).count();
        errors += domain::report::check::against_records(&built.report, &built.counted).len();
        received += built.report.number(domain::report::Row::Received, domain::report::Column::C7).unwrap_or(0);
        Ok(())
    })
    .await
    .unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{count} reports over {cases} cases\t{seconds:.2} s, {errors} errors, {received} received, peak memory {}",
        peak()
    );
}

async fn pdf(app: &App) {
    let printed = print(app, &Caller::command(), 1, YEAR, Coverage::Whole).await.unwrap();
    for what in ["first", "second"] {
        let begun = Instant::now();
        let bytes = printed.to_bytes(app, OutputForm::Pdf).unwrap();
        println!("the {what} PDF\t{} ms, {} KB", begun.elapsed().as_millis(), bytes.len() / 1024);
    }
}

/// The most memory that the process has held, as the system tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown");
    line.trim().to_string()
}

fn parts(store: Store, folder: &std::path::Path) -> Parts {
    Parts {
        store,
        files: Files::open(&folder.join("files")).unwrap(),
        index: SearchIndex::in_memory().unwrap(),
        clock: Clock::new(|| Moment::start_of(chrono::NaiveDate::from_ymd_opt(2026, 1, 10).unwrap())),
        random: Random::new(|bytes| bytes.fill(7)),
        keys: MasterKey::new([9; 32]),
        fonts: testkit::fonts(),
        parser: std::path::PathBuf::new(),
    }
}
