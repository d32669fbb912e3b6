//! A running app in a folder of its own, with a clock that the test sets, and people who sign in.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use app::agency::{AgencyForm, NewAgency};
use app::identity::{Issued, NewAccount, SignIn, SignedIn, Stage};
use app::{App, AppError, Caller, Clock, Fonts, Parts, Random};
use domain::agency::AgencyKind;
use domain::identity::{Role, Scope};
use domain::time::Moment;
use search::SearchIndex;
use store::{Files, Store};
use tempfile::TempDir;

pub const PASSWORD: &str = "Green-Tea-42";
pub const ADDRESS: &str = "10.0.0.7";

pub struct House {
    pub app: App,
    time: Arc<AtomicI64>,
    _folder: TempDir,
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf");
    Fonts::from_bytes(std::fs::read(path).unwrap(), []).unwrap()
});

/// Somebody who has signed in all the way.
pub struct Person {
    pub id: i64,
    pub token: String,
    pub caller: Caller,
}

impl House {
    /// An empty installation on a Tuesday morning.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("records.db")).await.unwrap();
        store.migrate().await.unwrap();
        let start = Moment::from_local("2026-03-10T09:00:00".parse().unwrap());
        let time = Arc::new(AtomicI64::new(start.0));
        let clock = Arc::clone(&time);
        let parts = Parts {
            store,
            files: Files::open(&folder.path().join("files")).unwrap(),
            index: SearchIndex::in_memory().unwrap(),
            clock: Clock::new(move || Moment(clock.load(Ordering::SeqCst))),
            random: seeded(),
            keys: app::keys::MasterKey::new([7; 32]),
            parser: PathBuf::from("gongkai"),
            fonts: FONTS.clone(),
        };
        Self { app: App::start(parts).await.unwrap(), time, _folder: folder }
    }

    /// A city with its government (the first agency) and two bureaus below it.
    pub async fn city() -> (Self, City) {
        let house = Self::empty().await;
        let government = house.agency("gov", "高安市人民政府", AgencyKind::Government, None).await;
        let water = house.agency("water", "高安市水利局", AgencyKind::Department, Some(government)).await;
        let forest = house.agency("forest", "高安市林业局", AgencyKind::Department, Some(government)).await;
        (house, City { government, water, forest })
    }

    pub async fn agency(&self, slug: &str, name: &str, kind: AgencyKind, parent: Option<i64>) -> i64 {
        let new = NewAgency {
            name: name.into(),
            territorial_parent: parent,
            vertical_parent: None,
            form: agency_form(slug, kind),
        };
        app::agency::create(&self.app, &Caller::command(), &new).await.unwrap()
    }

    pub fn now(&self) -> Moment {
        Moment(self.time.load(Ordering::SeqCst))
    }

    pub fn pass_seconds(&self, seconds: i64) {
        self.time.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.pass_seconds(minutes * 60);
    }

    pub async fn account(&self, login: &str, agency_id: i64) -> Issued {
        let new = NewAccount { login: login.into(), name: format!("演示{login}"), agency_id };
        app::identity::create_account(&self.app, &Caller::command(), new).await.unwrap()
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Result<SignedIn, AppError> {
        let input =
            SignIn { login: login.into(), password: password.into(), address: ADDRESS.into(), agent: "test".into() };
        app::identity::sign_in(&self.app, input).await
    }

    pub async fn caller(&self, token: &str) -> Result<Caller, AppError> {
        Ok(app::identity::authenticate(&self.app, token, ADDRESS).await?.caller)
    }

    /// Makes an account that has changed its issued password to [`PASSWORD`] and holds `roles`.
    pub async fn person(&self, login: &str, agency: i64, roles: &[(Role, Scope)]) -> Person {
        let issued = self.account(login, agency).await;
        for (role, scope) in roles {
            app::identity::grant_role(&self.app, &Caller::command(), issued.account_id, *role, *scope).await.unwrap();
        }
        let signed_in = self.sign_in(login, &issued.password).await.unwrap();
        let caller = self.caller(&signed_in.token).await.unwrap();
        let stage = app::identity::change_password(&self.app, &caller, &issued.password, PASSWORD).await.unwrap();
        assert_eq!(stage, Stage::Full);
        let caller = self.caller(&signed_in.token).await.unwrap();
        Person { id: issued.account_id, token: signed_in.token, caller }
    }

    /// The actions of the audit log about one account, oldest first.
    pub async fn audited(&self, kind: &str, id: i64) -> Vec<String> {
        let filter = store::audit::Filter { subject: Some((kind.into(), id.to_string())), ..Default::default() };
        let rows = app::audit::list(&self.app, &Caller::command(), &filter, 1_000).await.unwrap();
        rows.into_iter().rev().map(|row| row.action).collect()
    }
}

pub struct City {
    pub government: i64,
    pub water: i64,
    pub forest: i64,
}

pub fn agency_form(slug: &str, kind: AgencyKind) -> AgencyForm {
    AgencyForm {
        slug: slug.into(),
        short_name: slug.into(),
        kind,
        credit_code: String::new(),
        document_prefix: String::new(),
        index_prefix: format!("GA-{slug}"),
        vertical_parent_name: String::new(),
        sort: 0,
    }
}

/// Each test draws the same numbers, and no two draws of one test are alike.
fn seeded() -> Random {
    let state = AtomicU64::new(1);
    Random::new(move |bytes| {
        for byte in bytes {
            let seed = state.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            *byte = (((mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB)) >> 56) as u8;
        }
    })
}

/// The codes of a refused form, as `field:code`.
pub fn faults<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<String> {
    match result.unwrap_err() {
        AppError::Refused(problem) => {
            problem.fields.iter().map(|fault| format!("{}:{}", fault.field, fault.code)).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().code()
}
