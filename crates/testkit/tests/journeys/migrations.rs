//! Records of an older shape come whole to this version's, on both engines.

use std::collections::BTreeMap;

use domain::request::Happening;
use sea_orm::prelude::Date;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use store::item::catalogue;
use store::{Connection, Store, item, site};
use testkit::{Bare, Base};

const FIRST: &str = "m0001_records";

/// More than the migration reads at once, twice.
const ITEMS: i64 = 1_203;

fn sql(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rows as the first version wrote them: every third item live and untouched, the others drafts, of which every
/// fourth does not say when its information was formed. Live items in revision have both.
async fn fill(store: &Store) {
    let db = store.read();
    let site = "INSERT INTO site (slug, name, kind, agency_id, theme, marks, sort)
                VALUES ('main', '清江市人民政府', 'main', 1, 'porcelain', '{}', 7)";
    db.execute_unprepared(&sql(site)).await.unwrap();
    for first in (1..=ITEMS).step_by(200) {
        let numbers = first..=(first + 199).min(ITEMS);
        let items: Vec<String> = numbers.clone().map(item_row).collect();
        let columns = "kind, site_id, main_section_id, agency_id, live_revision_id, work_revision_id, public_state,
                       work_state, title, origin, created_at, updated_at";
        db.execute_unprepared(&sql(&format!("INSERT INTO item ({columns}) VALUES {}", items.join(",")))).await.unwrap();
        let revisions: Vec<String> = numbers.map(revision_row).collect();
        let columns = "item_id, number, title, body_html, content, created_at, state";
        db.execute_unprepared(&sql(&format!("INSERT INTO revision ({columns}) VALUES {}", revisions.join(","))))
            .await
            .unwrap();
    }
    let published = "UPDATE revision SET published_at = 1000 + id WHERE item_id % 3 = 0";
    db.execute_unprepared(published).await.unwrap();
}

fn is_live(number: i64) -> bool {
    number % 3 == 0
}

fn formed_on(number: i64) -> Option<Date> {
    (number % 4 != 0).then(|| Date::from_ymd_opt(2026, 1 + (number % 12) as u32, 1 + (number % 28) as u32).unwrap())
}

/// The revision of an item bears its number: both tables count from one.
fn item_row(number: i64) -> String {
    let (live, work, public, state) = match is_live(number) {
        true => (number.to_string(), "NULL".to_string(), "live", "NULL".to_string()),
        false => ("NULL".to_string(), number.to_string(), "never", "'draft'".to_string()),
    };
    format!("('article', 1, 1, 1, {live}, {work}, '{public}', {state}, '第{number}条', 'local', {number}, {number})")
}

fn revision_row(number: i64) -> String {
    let formed = formed_on(number).map_or("null".to_string(), |day| format!("\"{day}\""));
    let content = format!("{{\"title\":\"第{number}条\",\"main_section\":1,\"lead_agency\":1,\"formed_on\":{formed}}}");
    format!("({number}, 1, '第{number}条', '<p>正文</p>', '{content}', {number}, 'draft')")
}

async fn walk(base: Base) {
    let bare = Bare::on(base).await;
    let store = &bare.store;
    store.migrate_to(&[FIRST.to_string()]).await.unwrap();
    fill(store).await;
    // Every other live item stands in the catalogue, over the turn of a year in China.
    let catalogued =
        "UPDATE item SET live_category = '20-01', live_genre = 'notice', published_at = 1577807990000 + id * 10
                      WHERE public_state = 'live' AND id % 2 = 0";
    store.read().execute_unprepared(&sql(catalogued)).await.unwrap();
    store.migrate().await.unwrap();
    assert!(store.pending_migrations().await.unwrap().is_empty());

    let columns = [item::Column::Id, item::Column::WorkFormedOn];
    let rows: Vec<(i64, Option<Date>)> =
        item::Entity::find().select_only().columns(columns).into_tuple().all(store.read()).await.unwrap();
    let found: BTreeMap<i64, Option<Date>> = rows.into_iter().collect();
    let wanted = (1..=ITEMS).map(|n| (n, if is_live(n) { None } else { formed_on(n) })).collect();
    assert_eq!(found, wanted, "every draft has its day, and nothing else has one");

    let columns = [item::Column::Id, item::Column::PublicChangedAt];
    let rows: Vec<(i64, Option<i64>)> =
        item::Entity::find().select_only().columns(columns).into_tuple().all(store.read()).await.unwrap();
    let found: BTreeMap<i64, Option<i64>> = rows.into_iter().collect();
    let wanted = (1..=ITEMS).map(|n| (n, is_live(n).then_some(1000 + n))).collect();
    assert_eq!(found, wanted, "what is live changed when its revision went live");

    let sites = site::Entity::find().all(store.read()).await.unwrap();
    assert_eq!(sites.len(), 1);
    assert_eq!((sites[0].slug.as_str(), sites[0].name.as_str(), sites[0].sort), ("main", "清江市人民政府", 7));
    let live = item::Entity::find().filter(item::Column::PublicState.eq("live")).count(store.read()).await.unwrap();
    assert_eq!(i64::try_from(live).unwrap(), ITEMS / 3);
    let cells: BTreeMap<_, _> = catalogue::list(store.read()).await.unwrap().into_iter().collect();
    assert_eq!(cells.keys().map(|cell| cell.year).collect::<Vec<_>>(), [2019, 2020]);
    assert_eq!(cells, catalogue::count_anew(store.read()).await.unwrap(), "the catalogue is counted as it stands");
    store.migrate().await.unwrap();
    bare.end().await;
}

#[test]
fn drafts_of_the_first_version_get_their_day_on_sqlite() {
    crate::runtime().block_on(walk(Base::Sqlite));
}

#[test]
fn drafts_of_the_first_version_get_their_day_on_postgres() {
    crate::runtime().block_on(walk(Base::Postgres));
}

/// Two cases with an extension as they were kept before their projections said whether the applicant was told.
async fn fill_extensions(store: &Store) {
    let on: Date = "2026-11-20".parse().unwrap();
    let asked = [Happening::ExtensionAsked { on, days: 10 }, Happening::ExtensionApproved { on, days: 10 }];
    let told = [Happening::ExtensionTold { on }];
    let histories: [Vec<&Happening>; 2] = [asked.iter().collect(), asked.iter().chain(&told).collect()];
    let db = store.read();
    for (id, history) in (1..).zip(histories) {
        let columns = "id, number, agency_id, year, channel, applicant_kind, state, desk, arrived_on, due_provisional,
                       next_on, waiting_for, person_hash, matter_hash, card, code_hash, version, created_at, updated_at";
        let row = format!(
            "INSERT INTO request ({columns}) VALUES ({id}, 'n{id}', 1, 2026, 'counter', 'c1', 'handling', 'working',
             '2026-11-16', false, '2026-12-14', 'office', '', '', '', '', {}, 0, 0)",
            history.len()
        );
        db.execute_unprepared(&sql(&row)).await.unwrap();
        for (seq, what) in (1..).zip(history) {
            let payload = serde_json::to_value(what).unwrap();
            let kind = payload["kind"].as_str().unwrap();
            let columns = "request_id, seq, at, kind, payload";
            let event = format!("INSERT INTO request_event ({columns}) VALUES ({id}, {seq}, 0, '{kind}', '{payload}')");
            db.execute_unprepared(&event).await.unwrap();
        }
    }
}

async fn find_untold(base: Base) {
    let bare = Bare::on(base).await;
    let store = &bare.store;
    let all = store.pending_migrations().await.unwrap();
    let before: Vec<String> = all.into_iter().take_while(|name| name != "m0013_reminders").collect();
    store.migrate_to(&before).await.unwrap();
    fill_extensions(store).await;
    store.migrate().await.unwrap();
    for (id, untold) in [(1, Some("2026-11-20".parse().unwrap())), (2, None)] {
        assert_eq!(store::request::get(store.read(), id).await.unwrap().untold_on, untold, "case {id}");
    }
    bare.end().await;
}

#[test]
fn an_extension_told_nobody_is_known_of_older_cases_on_sqlite() {
    crate::runtime().block_on(find_untold(Base::Sqlite));
}

#[test]
fn an_extension_told_nobody_is_known_of_older_cases_on_postgres() {
    crate::runtime().block_on(find_untold(Base::Postgres));
}
