//! Settings within their bounds and in the right hands, word lists over the built-in ones, the working calendar.

use app::Caller;
use app::calendar::{NewDay, load_days, remove_day, work_calendar};
use app::settings::{
    GroupAccess, WordForm, WordOrigin, WordStatus, change_setting, list_settings, list_words, restore_default_words,
    save_words, switch_word, word_rules,
};
use chrono::NaiveDate;
use domain::calendar::CalendarDayKind;
use domain::identity::{Role, Scope};
use domain::item::checks::{Level, WordKind, default_words};
use domain::settings::Group;

use crate::house::{House, code, faults};

#[tokio::test]
async fn values_stay_within_their_bounds_and_are_in_force_at_once() {
    let house = House::empty().await;
    let change = |key: &'static str, value: &'static str| change_setting(&house.app, &CALLER, key, value);
    assert_eq!(faults(change("publish.limit_days", "0").await), ["value:number_out_of_bounds"]);
    assert_eq!(faults(change("publish.limit_days", "二十").await), ["value:bad_number"]);
    assert_eq!(faults(change("security.second_factor", "never").await), ["value:bad_choice"]);
    assert_eq!(code(change("nothing", "1").await), "setting_unknown");
    assert_eq!(house.app.settings().number("publish.limit_days"), 20);
    change("publish.limit_days", " 15 ").await.unwrap();
    assert_eq!(house.app.settings().number("publish.limit_days"), 15);
    assert!(house.app.settings().is_changed("publish.limit_days"));
    change("publish.limit_days", "20").await.unwrap();
    assert!(!house.app.settings().is_changed("publish.limit_days"));
}

static CALLER: std::sync::LazyLock<Caller> = std::sync::LazyLock::new(Caller::command);

#[tokio::test]
async fn each_administrator_changes_his_own_settings() {
    let (house, city) = House::city().await;
    let system = house.person("system", city.government, &[(Role::SystemAdmin, Scope::All)]).await;
    let guard = house.person("guard", city.government, &[(Role::SecurityAdmin, Scope::All)]).await;
    let editor = house.person("editor", city.government, &[(Role::Editor, Scope::All)]).await;
    assert_eq!(code(change_setting(&house.app, &system.caller, "security.idle_minutes", "60").await), "not_allowed");
    change_setting(&house.app, &guard.caller, "security.idle_minutes", "60").await.unwrap();
    assert_eq!(code(change_setting(&house.app, &guard.caller, "display.page_size", "50").await), "not_allowed");
    change_setting(&house.app, &system.caller, "display.page_size", "50").await.unwrap();
    assert_eq!(code(list_settings(&house.app, &editor.caller)), "not_allowed");
    for group in list_settings(&house.app, &system.caller).unwrap() {
        let expected = if group.group == Group::Security { GroupAccess::Read } else { GroupAccess::Change };
        assert_eq!(group.access, expected, "{}", group.group);
        assert!(!group.rows.is_empty());
    }
}

fn word(wrong: &str, right: &str) -> WordForm {
    WordForm {
        wrong: wrong.into(),
        right: right.into(),
        kind: WordKind::ErrorProne,
        level: Level::Warning,
        except: Vec::new(),
        note: String::new(),
        status: WordStatus::On,
    }
}

#[tokio::test]
async fn own_words_add_to_the_built_in_ones_change_them_and_switch_them_off() {
    let house = House::empty().await;
    let built_in = default_words().into_iter().find(|rule| !rule.except.is_empty()).unwrap();
    let count = default_words().len();
    save_words(&house.app, &CALLER, &[word("高按", "高安")]).await.unwrap();
    assert_eq!(word_rules(&house.app).await.unwrap().len(), count + 1);

    let form = WordForm { note: "本市规定".into(), except: built_in.except.clone(), ..word(&built_in.wrong, "") };
    save_words(&house.app, &CALLER, &[form]).await.unwrap();
    let changed = word_rules(&house.app).await.unwrap().into_iter().find(|rule| rule.wrong == built_in.wrong).unwrap();
    assert_eq!((changed.id, changed.except), (built_in.id.clone(), built_in.except.clone()));
    assert_eq!((changed.level, changed.right, changed.note.as_str()), (Level::Warning, None, "本市规定"));

    switch_word(&house.app, &CALLER, &built_in.wrong, WordStatus::Off).await.unwrap();
    assert_eq!(word_rules(&house.app).await.unwrap().len(), count);
    let entry =
        list_words(&house.app, &CALLER).await.unwrap().into_iter().find(|e| e.rule.wrong == built_in.wrong).unwrap();
    assert_eq!((entry.status, entry.origin), (WordStatus::Off, WordOrigin::Changed));

    assert_eq!(restore_default_words(&house.app, &CALLER).await.unwrap(), 2);
    assert_eq!(word_rules(&house.app).await.unwrap(), default_words());
}

#[tokio::test]
async fn every_built_in_word_can_be_saved_as_it_is_and_says_the_same() {
    let house = House::empty().await;
    let forms: Vec<WordForm> = default_words()
        .into_iter()
        .map(|rule| WordForm {
            wrong: rule.wrong,
            right: rule.right.unwrap_or_default(),
            kind: rule.kind,
            level: rule.level,
            note: rule.note,
            except: rule.except,
            status: WordStatus::On,
        })
        .collect();
    assert_eq!(save_words(&house.app, &CALLER, &forms).await.unwrap(), forms.len());
    assert_eq!(word_rules(&house.app).await.unwrap(), default_words());
}

#[tokio::test]
async fn a_new_word_is_looked_for_at_once() {
    let house = House::empty().await;
    let before = app::settings::draft_check(&house.app).await.unwrap();
    save_words(&house.app, &CALLER, &[word("高按市", "高安市")]).await.unwrap();
    let after = app::settings::draft_check(&house.app).await.unwrap();
    let found = |check: &domain::item::checks::DraftCheck| format!("{check:?}").contains("高按市");
    assert!(!found(&before) && found(&after));
}

#[tokio::test]
async fn words_that_cannot_be_found_are_refused_all_together() {
    let house = House::empty().await;
    assert_eq!(faults(save_words(&house.app, &CALLER, &[word("安", "安")]).await), ["right:word_same"]);
    assert_eq!(faults(save_words(&house.app, &CALLER, &[word("\u{200b}", "")]).await), ["wrong:word_list_empty_word"]);
    let rows = [word("高按", "高安"), word("高按", "高安市"), word(" ", "")];
    let refused = faults(save_words(&house.app, &CALLER, &rows).await);
    assert_eq!(refused, ["words.2.wrong:word_twice", "words.3.wrong:required"]);
    assert_eq!(code(save_words(&house.app, &CALLER, &[]).await), "words_no_rows");
    assert_eq!(word_rules(&house.app).await.unwrap(), default_words());
    let (house, city) = House::city().await;
    let system = house.person("system", city.government, &[(Role::SystemAdmin, Scope::All)]).await;
    assert_eq!(code(list_words(&house.app, &system.caller).await), "not_allowed");
}

fn new_day(day: &str, kind: CalendarDayKind, region: &str) -> NewDay {
    NewDay {
        day: day.parse().unwrap(), kind, name: "春节".into(), region: region.into(), source: "演示通知".into()
    }
}

#[tokio::test]
async fn loaded_days_move_the_last_day_of_a_limit() {
    let house = House::empty().await;
    let received: NaiveDate = "2027-02-01".parse().unwrap();
    let before = work_calendar(&house.app).await.unwrap().due(received, 5).unwrap();
    assert!(before.provisional);
    let days = [
        new_day("2027-02-05", CalendarDayKind::Off, ""),
        new_day("2027-02-08", CalendarDayKind::Off, ""),
        new_day("2027-02-06", CalendarDayKind::Working, ""),
    ];
    load_days(&house.app, &CALLER, &days).await.unwrap();
    let after = work_calendar(&house.app).await.unwrap().due(received, 5).unwrap();
    assert_eq!((after.date, after.provisional), ("2027-02-09".parse().unwrap(), false));

    load_days(&house.app, &CALLER, &[new_day("2027-02-08", CalendarDayKind::Working, "")]).await.unwrap();
    let rows = app::calendar::list(&house.app).await.unwrap();
    assert_eq!(rows.len(), 3, "the same day takes the new values");
    for row in rows {
        remove_day(&house.app, &CALLER, row.id).await.unwrap();
    }
    assert_eq!(work_calendar(&house.app).await.unwrap().due(received, 5).unwrap(), before);
}

#[tokio::test]
async fn regional_days_count_where_the_region_is_set() {
    let house = House::empty().await;
    load_days(&house.app, &CALLER, &[new_day("2026-07-01", CalendarDayKind::Off, "某自治州")]).await.unwrap();
    let day: NaiveDate = "2026-07-01".parse().unwrap();
    assert!(work_calendar(&house.app).await.unwrap().is_working(day));
    change_setting(&house.app, &CALLER, "calendar.region", "某自治州").await.unwrap();
    assert!(!work_calendar(&house.app).await.unwrap().is_working(day));
}

#[tokio::test]
async fn bad_days_are_named_by_row_and_none_is_loaded() {
    let (house, city) = House::city().await;
    let mut unnamed = new_day("2027-02-06", CalendarDayKind::Off, "");
    unnamed.name = String::new();
    let days = [
        new_day("2003-02-05", CalendarDayKind::Off, ""),
        unnamed,
        new_day("2027-02-06", CalendarDayKind::Working, " "),
    ];
    let refused = faults(load_days(&house.app, &CALLER, &days).await);
    assert_eq!(
        refused,
        ["days.1.day:calendar_day_out_of_range", "days.2.name:required", "days.3.day:calendar_day_twice"]
    );
    assert!(app::calendar::list(&house.app).await.unwrap().is_empty());
    let editor = house.person("editor", city.water, &[(Role::Editor, Scope::All)]).await;
    let refused = load_days(&house.app, &editor.caller, &[new_day("2027-02-05", CalendarDayKind::Off, "")]).await;
    assert_eq!(code(refused), "not_allowed");
}

#[tokio::test]
async fn the_log_is_read_by_auditors_alone_and_verification_is_logged() {
    let (house, city) = House::city().await;
    let system = house.person("system", city.government, &[(Role::SystemAdmin, Scope::All)]).await;
    let auditor = house.person("auditor", city.government, &[(Role::AuditAdmin, Scope::AgencyTree(city.water))]).await;
    let all = store::audit::Filter::default();
    assert_eq!(code(app::audit::list(&house.app, &system.caller, &all, 10).await), "not_allowed");
    assert_eq!(code(app::audit::list(&house.app, &auditor.caller, &all, 10).await), "not_allowed");
    let own = store::audit::Filter { chain: Some(city.water), ..Default::default() };
    let rows = app::audit::list(&house.app, &auditor.caller, &own, 10).await.unwrap();
    assert!(rows.iter().all(|row| row.chain == city.water) && !rows.is_empty());
    let before = app::audit::verify(&house.app, &CALLER).await.unwrap();
    let after = app::audit::verify(&house.app, &CALLER).await.unwrap();
    assert_eq!(after.rows, before.rows + 1);
}
