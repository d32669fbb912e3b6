//! A backup and its restore, seen from inside: equal afterwards, and nothing but whole backups are taken.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::path::Path;

use domain::time::Moment;
use sea_orm::{ActiveModelTrait, ConnectionTrait, Set};
use search::SearchIndex;
use serde_json::json;
use store::item::attachment;
use store::{Files, Store};

use super::*;
use crate::context::{Clock, Fonts, Parts};
use crate::error::AppError;
use crate::keys::MasterKey;
use crate::{App, Caller, Random};

async fn app(folder: &Path, key: u8) -> App {
    let store = Store::open_sqlite(&folder.join("gongkai.db")).await.unwrap();
    store.migrate().await.unwrap();
    start(folder, store, key).await
}

async fn start(folder: &Path, store: Store, key: u8) -> App {
    let parts = Parts {
        store,
        files: Files::open(&folder.join("files")).unwrap(),
        index: SearchIndex::open(&folder.join("index")).unwrap(),
        clock: Clock::new(|| Moment(1_790_000_000_000)),
        random: Random::new(|bytes| bytes.fill(5)),
        keys: MasterKey::new([key; 32]),
        parser: "no-parser".into(),
        fonts: fonts(),
    };
    App::start(parts).await.unwrap()
}

fn fonts() -> Fonts {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf");
    Fonts::from_bytes(std::fs::read(path).unwrap(), []).unwrap()
}

async fn attach(app: &App, text: &'static str) {
    let hash = app.files().put(text.as_bytes().into()).await.unwrap();
    let row = attachment::ActiveModel {
        item_id: Set(1),
        file_hash: Set(hash),
        name: Set("附件.txt".into()),
        file_type: Set("txt".into()),
        media_type: Set("text/plain".into()),
        size: Set(text.len() as i64),
        use_as: Set("attachment".into()),
        text_state: Set("done".into()),
        text: Set(text.into()),
        hidden_text: Set(String::new()),
        created_at: Set(1),
        public: Set(true),
        ..Default::default()
    };
    let work = app.begin().await.unwrap();
    row.insert(work.db()).await.unwrap();
    app.commit(work).await.unwrap();
}

async fn note(app: &App, chain: i64) {
    let mut work = app.begin().await.unwrap();
    work.record(Caller::system().entry(app.now(), Some(chain), "test.note", ("test", "1".into()), &json!({})));
    app.commit(work).await.unwrap();
}

async fn filled(folder: &Path) -> App {
    let app = app(folder, 1).await;
    keep_probe(&app).await.unwrap();
    attach(&app, "甲文件").await;
    attach(&app, "乙文件").await;
    note(&app, 3).await;
    note(&app, 4).await;
    app
}

async fn restore_into(folder: &Path, opened: &Opened, key: u8) -> (App, Restored) {
    let store = Store::open_sqlite(&folder.join("gongkai.db")).await.unwrap();
    let files = Files::open(&folder.join("files")).unwrap();
    load(opened, &store, &files, Moment(0), &mut |_| {}).await.unwrap();
    let app = start(folder, store, key).await;
    let restored = finish(&app, &folder.join("index"), &opened.manifest, &mut |_| {}).await.unwrap();
    (app, restored)
}

#[allow(clippy::needless_pass_by_value, reason = "it ends a chain of calls")]
fn code(error: AppError) -> &'static str {
    error.code()
}

#[tokio::test]
async fn what_is_restored_equals_the_moment_of_the_backup() {
    for name in ["backup", "backup.tar"] {
        let place = tempfile::tempdir().unwrap();
        let (from, to) = (place.path().join("from"), place.path().join("to"));
        std::fs::create_dir_all(&from).unwrap();
        std::fs::create_dir_all(&to).unwrap();
        let source = filled(&from).await;
        let target = place.path().join(name);
        let extra = Extra { name: "gongkai.toml".into(), bytes: b"listen = \"x\"".to_vec() };
        let manifest = back_up(&source, &target, &[extra], &mut |_| {}).await.unwrap();
        let then = fingerprint(&source).await.unwrap();
        assert_eq!(manifest.fingerprint, then.hash);
        note(&source, 3).await;
        assert_ne!(fingerprint(&source).await.unwrap().hash, then.hash);

        let opened = open_backup(&target, &place.path().join("spare"), &mut |_| {}).unwrap();
        assert_eq!(opened.find_extra("gongkai.toml").unwrap(), b"listen = \"x\"");
        let (restored, told) = restore_into(&to, &opened, 1).await;
        assert_eq!(told.fingerprint, then);
        assert_eq!(told.fingerprint.files, FilesMark { there: 2, bad: 0 });
        assert!(told.audit.breaks.is_empty());
        assert_eq!(told.audit.rows, 3);
        check_key(&restored).await.unwrap();
        note(&restored, 3).await;
        assert!(store::audit::verify(restored.store().read()).await.unwrap().breaks.is_empty());
        drop(opened);
        assert!(!place.path().join("spare").exists());
    }
}

#[tokio::test]
async fn only_whole_backups_into_empty_places() {
    let place = tempfile::tempdir().unwrap();
    let from = place.path().join("from");
    std::fs::create_dir_all(&from).unwrap();
    let source = filled(&from).await;
    let target = place.path().join("backup");
    back_up(&source, &target, &[], &mut |_| {}).await.unwrap();
    let spare = place.path().join("spare");
    let open = || open_backup(&target, &spare, &mut |_| {});

    assert_eq!(code(back_up(&source, &target, &[], &mut |_| {}).await.unwrap_err()), "backup_target_exists");
    assert_eq!(code(open_backup(&place.path().join("none"), &spare, &mut |_| {}).unwrap_err()), "backup_not_found");
    let opened = open().unwrap();
    assert_eq!(code(opened.check_key(&MasterKey::new([2; 32])).unwrap_err()), "master_key_differs");
    let files = Files::open(&from.join("files")).unwrap();
    assert_eq!(
        code(load(&opened, source.store(), &files, Moment(0), &mut |_| {}).await.unwrap_err()),
        "restore_not_empty"
    );

    let audit = target.join("tables/audit.jsonl");
    let whole = std::fs::read_to_string(&audit).unwrap();
    std::fs::write(&audit, whole.replace("test.note", "test.nope")).unwrap();
    assert_eq!(code(open().unwrap_err()), "backup_damaged");
    std::fs::write(&audit, whole).unwrap();
    open().unwrap();

    let manifest = target.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("\"format\": 1", "\"format\": 2")).unwrap();
    assert_eq!(code(open().unwrap_err()), "backup_newer");
    std::fs::write(&manifest, text.replace("m0001_records", "m9999_later")).unwrap();
    let empty = Store::open_sqlite(&place.path().join("empty.db")).await.unwrap();
    let refused = load(&open().unwrap(), &empty, &files, Moment(0), &mut |_| {}).await;
    assert_eq!(code(refused.unwrap_err()), "backup_newer");
}

#[tokio::test]
async fn the_doctor_finds_a_changed_row_a_lost_file_and_a_foreign_key() {
    use doctor::{Depth, Outcome, examine};
    let place = tempfile::tempdir().unwrap();
    let app = filled(place.path()).await;
    let outcome = |checks: &[doctor::Check], code: &str| checks.iter().find(|c| c.code == code).unwrap().outcome;
    let well = examine(&app, Depth::Full).await;
    assert!(well.iter().all(|check| check.outcome == Outcome::Good), "{well:?}");

    let hash = store::files::content_hash("甲文件".as_bytes());
    app.files().delete(&hash).await.unwrap();
    app.store().read().execute_unprepared("UPDATE audit SET detail = '{ }' WHERE chain = 4").await.unwrap();
    let ill = examine(&app, Depth::Sampled).await;
    assert_eq!(outcome(&ill, "files"), Outcome::Fault);
    assert_eq!(outcome(&ill, "audit"), Outcome::Fault);
    assert_eq!(outcome(&ill, "jobs"), Outcome::Good);
    assert!(ill.iter().all(|check| check.outcome == Outcome::Good || check.advice.ends_with('。')));

    let other = start(place.path(), app.store().clone(), 9).await;
    assert_eq!(outcome(&examine(&other, Depth::Sampled).await, "master_key_fits"), Outcome::Fault);
}
