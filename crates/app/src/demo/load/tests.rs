//! The year's application and disputes count themselves into the published figures, cell by cell; a crowd lies in all
//! states, as its events say.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use domain::dispute::{Outcome, Track};
use domain::request::CaseState;
use sea_orm::EntityTrait;
use search::SearchIndex;
use sha2::{Digest, Sha256};
use store::{Files, Store};

use super::house::{Made, build};
use super::{cases, crowd, open};
use crate::context::{Clock, Fonts, Parts};
use crate::demo::CityPlan;
use crate::demo::figures::{Figures, RequestFigures};
use crate::dispute::table_4;
use crate::keys::MasterKey;
use crate::request::cells::{behind, table_3};
use crate::request::desk::{self, DeskQuery, Pile};
use crate::{App, Caller, Random};
use domain::time::Moment;

fn random() -> Random {
    let count = std::sync::atomic::AtomicU64::new(0);
    Random::new(move |bytes| {
        for chunk in bytes.chunks_mut(32) {
            let n = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            chunk.copy_from_slice(&Sha256::digest(n.to_be_bytes())[..chunk.len()]);
        }
    })
}

fn fonts() -> Fonts {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf");
    Fonts::from_bytes(std::fs::read(path).unwrap(), []).unwrap()
}

pub(super) async fn city(folder: &std::path::Path) -> (App, Made) {
    let store = Store::open_sqlite(&folder.join("gongkai.db")).await.unwrap();
    store.migrate().await.unwrap();
    let parts = Parts {
        store,
        files: Files::open(&folder.join("files")).unwrap(),
        index: SearchIndex::in_memory().unwrap(),
        // Wednesday 2026-06-10, eleven in the morning.
        clock: Clock::new(|| Moment::from_local("2026-06-10T11:00:00".parse().unwrap())),
        random: random(),
        keys: MasterKey::new([3; 32]),
        parser: "no-parser".into(),
        fonts: fonts(),
    };
    let app = App::start(parts).await.unwrap();
    let made = build(&app, &Caller::system(), &CityPlan::new().unwrap()).await.unwrap();
    (app, made)
}

/// The rows of the published table 3; those it does not name are zero.
fn published(figures: &RequestFigures, key: &str) -> Vec<i64> {
    let row = match key {
        "r1" => &figures.r1,
        "r2" => &figures.r2,
        "r3.2" => &figures.r3_2,
        "r3.7" => &figures.r3_7,
        "r4" => &figures.r4,
        _ => return vec![0; 7],
    };
    row.iter().map(|count| i64::from(*count)).collect()
}

#[tokio::test]
async fn the_year_counts_itself_into_the_published_tables() {
    let folder = tempfile::tempdir().unwrap();
    let (app, made) = city(folder.path()).await;
    cases::write(&app, &made).await.unwrap();
    // The open ones on the desks are of another year.
    open::write(&app, &Caller::system(), &made, 1).await.unwrap();
    let (figures, caller) = (Figures::read().unwrap(), Caller::system());
    let government = made.agency("gaoan").unwrap();
    let table = table_3(&app, &caller, government, 2019).await.unwrap();
    assert_eq!(table.len(), 25);
    for row in &table {
        assert_eq!(row.cells.to_vec(), published(&figures.requests, &row.key), "{} {}", row.key, row.label);
    }
    assert_eq!(behind(&app, &caller, (government, 2019), "r3.2", None, None, 10).await.unwrap().len(), 1);
    let city = app.directory().agency_tree(government);
    let cells = table_4(&app, &caller, &city, 2019).await.unwrap();
    let rows = [
        (Track::Reconsideration, &figures.disputes.reconsideration),
        (Track::DirectLitigation, &figures.disputes.direct_litigation),
        (Track::LitigationAfterReconsideration, &figures.disputes.litigation_after_reconsideration),
    ];
    for (track, row) in rows {
        let of = |outcome| cells.get(&domain::dispute::Cell { track, outcome }).copied().unwrap_or_default();
        let counted: Vec<i64> = [Outcome::Upheld, Outcome::Corrected, Outcome::Other, Outcome::Pending].map(of).into();
        let (sum, wanted) = row.split_last().unwrap();
        assert_eq!(counted, wanted.iter().map(|count| i64::from(*count)).collect::<Vec<_>>(), "{track:?}");
        assert_eq!(counted.iter().sum::<i64>(), i64::from(*sum));
    }
}

#[tokio::test]
async fn the_desk_of_the_demo_shows_what_there_is_to_do() {
    // A Wednesday, and the Sunday within the Dragon Boat holiday, on which nothing can be due.
    for now in ["2026-06-10T08:30:00", "2026-06-21T08:30:00"] {
        let folder = tempfile::tempdir().unwrap();
        let (app, made) = city(folder.path()).await;
        let app = app.at(Moment::from_local(now.parse().unwrap()));
        let caller = Caller::system();
        let count = open::write(&app, &caller, &made, 1).await.unwrap();
        assert_eq!(count, 11);
        let agency = Some(made.agency("gaoan").unwrap());
        let of =
            async |pile| desk::count(&app, &caller, &DeskQuery { pile, agency, ..DeskQuery::default() }).await.unwrap();
        let due_today = i64::from(now.contains("06-10"));
        assert_eq!(of(Some(Pile::Today)).await, due_today, "{now}");
        assert_eq!((of(Some(Pile::Waiting)).await, of(Some(Pile::Later)).await), (2, 1), "{now}");
        assert!(of(Some(Pile::Near)).await >= 3 && of(Some(Pile::Overdue)).await >= 1, "{now}");
        let rows = store::request::Entity::find().all(app.store().read()).await.unwrap();
        let states: BTreeSet<&str> = rows.iter().map(|row| row.state.as_str()).collect();
        for state in [
            CaseState::Registered,
            CaseState::Handling,
            CaseState::Supplement,
            CaseState::Consulting,
            CaseState::LegalReview,
            CaseState::Signature,
        ] {
            assert!(states.contains(state.code()), "{now}: nobody is {state:?}: {states:?}");
        }
        let compared = crate::request::recompute::compare(&app, 0).await.unwrap();
        assert_eq!((compared.cases, compared.differing.len()), (11, 0), "{:?}", compared.differing);
    }
}

#[tokio::test]
async fn a_crowd_lies_in_all_states_and_as_its_events_say() {
    let folder = tempfile::tempdir().unwrap();
    let (app, made) = city(folder.path()).await;
    let count = crowd::write(&app, &Caller::system(), &made, 1, 400).await.unwrap();
    assert_eq!(count, 400);
    let rows = store::request::Entity::find().all(app.store().read()).await.unwrap();
    let states: BTreeSet<&str> = rows.iter().map(|row| row.state.as_str()).collect();
    let common = CaseState::ALL.iter().filter(|state| {
        // Nobody demands reasons or a fee in the demo.
        !matches!(state, CaseState::Unknown | CaseState::Reasons | CaseState::Fee)
    });
    for state in common {
        assert!(states.contains(state.code()), "nobody is {state:?}: {states:?}");
    }
    let compared = crate::request::recompute::compare(&app, 0).await.unwrap();
    assert_eq!((compared.cases, compared.differing.len()), (400, 0), "{:?}", compared.differing);
    let open = super::open_cases(&app, made.agency("gaoan").unwrap(), 3).await.unwrap();
    let events = store::request::events(app.store().read(), 403).await.unwrap();
    assert_eq!((open, events.len()), (3, 10));
}
