//! What happens to cases by themselves: limits that a loaded calendar moves, and the night's work.

use app::calendar::{NewDay, load_days};
use app::request::act::{With, act};
use app::request::erase::{erase_again, tombstones};
use app::request::recompute::{Recomputed, recompute};
use app::{App, Caller};
use domain::calendar::CalendarDayKind;
use domain::request::{Command, Happening};
use store::Connection;
use testkit::{Actor, City};

use crate::desk_requests::{case_of, order, page, register};
use crate::on_both;

on_both!(
    a_loaded_calendar_moves_every_open_case,
    a_case_written_by_the_old_calendar_is_found_again,
    a_pass_broken_off_is_finished_by_the_next,
    what_was_kept_long_enough_falls_silent_for_good,
    the_doctor_names_a_case_that_was_changed_behind_its_back,
);

fn day_off(day: &str) -> NewDay {
    NewDay {
        day: day.parse().unwrap(),
        kind: CalendarDayKind::Off,
        name: "地方节日".into(),
        region: String::new(),
        source: "地方公告".into(),
    }
}

async fn load(city: &City, day: &str) {
    let admin = city.actor("xitong").await.caller().await;
    load_days(&city.app, &admin, &[day_off(day)]).await.unwrap();
}

async fn registered(city: &City, officer: &Actor, changes: &[(&str, &str)]) -> i64 {
    case_of(&register(city, officer, changes).await.ok())
}

const WITHDRAWN: [(&str, &str); 2] = [("withdraw_on", "2026-11-20"), ("withdraw_reason", "书面撤回")];

/// The events that tell of a calendar, of a case.
async fn moves(app: &App, id: i64) -> Vec<Happening> {
    let rows = store::request::events(app.store().read(), id).await.unwrap();
    let told = rows.iter().filter(|row| row.kind == "calendar_changed");
    told.map(|row| serde_json::from_str(&row.payload).unwrap()).collect()
}

async fn due(app: &App, id: i64) -> String {
    let row = store::request::get(app.store().read(), id).await.unwrap();
    assert_eq!(Some(row.next_on), row.due_on.or(row.stage_due_on));
    row.next_on.to_string()
}

async fn a_loaded_calendar_moves_every_open_case(city: &City) {
    let officer = city.actor("jingban").await;
    let open = registered(city, &officer, &[]).await;
    let unconfirmed = registered(city, &officer, &[("channel", "email"), ("arrived_on", "2026-11-23")]).await;
    let withdrawn = registered(city, &officer, &[]).await;
    order(&officer, withdrawn, "withdraw", &WITHDRAWN).await.redirects();
    assert_eq!(
        (due(&city.app, open).await, due(&city.app, unconfirmed).await),
        ("2026-12-14".into(), "2026-11-24".into())
    );

    load(city, "2026-11-24").await;
    city.work().await;
    assert_eq!(
        (due(&city.app, open).await, due(&city.app, unconfirmed).await),
        ("2026-12-15".into(), "2026-11-25".into())
    );
    assert_eq!(moves(&city.app, open).await.len(), 1);
    assert_eq!(moves(&city.app, unconfirmed).await.len(), 1);
    assert!(moves(&city.app, withdrawn).await.is_empty(), "what is closed stays as it was");
    let shown = page(&officer, open).await;
    assert!(shown.says("答复期限由 2026-12-14 调整为 2026-12-15"), "{}", shown.words());
    assert!(shown.says("还剩 15 个工作日"), "{}", shown.words());
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(log.says("重算办理期限"), "{}", log.words());

    // A second look finds nothing more; the officer's page was not made stale by more than the one event.
    city.clock.pass_minutes(5);
    city.work().await;
    assert_eq!(moves(&city.app, open).await.len(), 1);
    let asked =
        [("ask_extension_on", "2026-11-23"), ("ask_extension_days", "20"), ("ask_extension_reason", "档案较多")];
    order(&officer, open, "ask_extension", &asked).await.redirects();

    let admin = city.actor("xitong").await.caller().await;
    let loaded = app::calendar::list(&city.app).await.unwrap();
    app::calendar::remove_day(&city.app, &admin, loaded[0].id).await.unwrap();
    city.work().await;
    assert_eq!(due(&city.app, open).await, "2026-12-14", "a day that is taken away moves them back");
}

async fn a_case_written_by_the_old_calendar_is_found_again(city: &City) {
    let officer = city.actor("jingban").await;
    let id = registered(city, &officer, &[]).await;
    let other = city.second_node().await;
    load(city, "2026-12-01").await;
    city.work().await;
    assert_eq!(due(&city.app, id).await, "2026-12-15");
    // The other process has not followed the change log yet.
    let command = Command::AskExtension { on: "2026-11-23".parse().unwrap(), days: 20 };
    act(&other, &officer.caller().await, id, &command, With::default()).await.unwrap();
    assert_eq!(due(&city.app, id).await, "2026-12-14");
    city.clock.pass_minutes(2);
    city.work().await;
    assert_eq!(due(&city.app, id).await, "2026-12-15");
    other.store().clone().close().await.unwrap();
}

async fn a_pass_broken_off_is_finished_by_the_next(city: &City) {
    let officer = city.actor("jingban").await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(registered(city, &officer, &[]).await);
    }
    load(city, "2026-12-02").await;
    // As a pass leaves it that was killed after its first batch: one case has moved, the job is still there.
    let first = recompute(&city.app).await.unwrap();
    assert_eq!(first, Recomputed { cases: 3, moved: 3 });
    let back = format!(
        "UPDATE request SET due_on = '2026-12-14', next_on = '2026-12-14', version = version - 1 WHERE id > {}",
        ids[0]
    );
    city.app.store().read().execute_unprepared(&back).await.unwrap();
    let drop = format!("DELETE FROM request_event WHERE kind = 'calendar_changed' AND request_id > {}", ids[0]);
    city.app.store().read().execute_unprepared(&drop).await.unwrap();
    city.work().await;
    for id in ids {
        assert_eq!((due(&city.app, id).await.as_str(), moves(&city.app, id).await.len()), ("2026-12-15", 1));
    }
}

async fn what_was_kept_long_enough_falls_silent_for_good(city: &City) {
    let officer = city.actor("jingban").await;
    let id = registered(city, &officer, &[]).await;
    let open = registered(city, &officer, &[]).await;
    order(&officer, id, "withdraw", &WITHDRAWN).await.redirects();
    let night = async || {
        for (what, done) in app::night::tidy(&city.app).await {
            done.unwrap_or_else(|error| panic!("{what}: {error}"));
        }
    };
    night().await;
    assert!(page(&officer, id).await.says("李**"), "young cases are kept");
    let key = store::request::keys::find(city.app.store().read(), id).await.unwrap().unwrap();
    city.clock.pass_minutes((10 * 366) * 24 * 60);
    night().await;
    let officer = city.actor("jingban").await;
    let shown = page(&officer, id).await;
    assert!(shown.says("申请人信息和申请内容已按保存期限清除") && !shown.says("李**"), "{}", shown.words());
    assert_eq!(officer.post(&format!("/console/requests/{id}/person"), &[]).await.status, 410);
    assert!(page(&officer, open).await.says("李**"), "an open case is never erased");

    let stones = tombstones(&city.app).await.unwrap();
    assert_eq!(stones.iter().map(|stone| stone.request_id).collect::<Vec<_>>(), [id]);
    // An older backup comes back, with the key; by then the office keeps cases longer.
    let db = city.app.store().read();
    let wrapped = key.wrapped;
    let restored = [
        format!("INSERT INTO request_key (request_id, wrapped, key_version) VALUES ({id}, '{wrapped}', 1)"),
        format!("UPDATE request SET erased_at = NULL WHERE id = {id}"),
        "DELETE FROM request_erased".to_string(),
    ];
    for sql in restored {
        db.execute_unprepared(&sql).await.unwrap();
    }
    let another = app::request::erase::Tombstone { created_at: stones[0].created_at + 1, ..stones[0].clone() };
    assert_eq!(
        erase_again(&city.app, &Caller::command(), &[another]).await.unwrap(),
        0,
        "another case of that id stays"
    );
    assert_eq!(erase_again(&city.app, &Caller::command(), &stones).await.unwrap(), 1);
    assert!(store::request::keys::find(db, id).await.unwrap().is_none());
    assert_eq!(erase_again(&city.app, &Caller::command(), &stones).await.unwrap(), 0);
}

async fn the_doctor_names_a_case_that_was_changed_behind_its_back(city: &City) {
    use app::installation::doctor::{Depth, Outcome, examine};
    let officer = city.actor("jingban").await;
    let id = registered(city, &officer, &[]).await;
    let check = async || {
        let checks = examine(&city.app, Depth::Sampled).await;
        checks.into_iter().find(|check| check.code == "requests").unwrap()
    };
    let good = check().await;
    assert_eq!(good.outcome, Outcome::Good, "{}", good.found);
    let row = store::request::get(city.app.store().read(), id).await.unwrap();
    let sql = format!("UPDATE request SET due_on = '2027-01-04' WHERE id = {id}");
    city.app.store().read().execute_unprepared(&sql).await.unwrap();
    let ill = check().await;
    assert_eq!(ill.outcome, Outcome::Fault);
    assert!(ill.found.contains(&row.number), "{}", ill.found);
}
