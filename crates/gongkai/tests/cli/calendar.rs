//! `gongkai calendar due`: the answer, its explanation, and plain words for what cannot be computed.

use crate::program::{City, run, run_at};

fn due(received: &str, days: &str) -> crate::program::Answer {
    run(&["calendar", "due", "--received", received, "--days", days])
}

#[test]
fn the_known_limit_over_the_national_day() {
    assert_eq!(due("2019-09-25", "20").done(), "2019-10-28\n");
}

#[test]
fn the_answer_for_a_program_and_the_explanation_agree() {
    let arguments = ["calendar", "due", "--received", "2019-09-25", "--days", "20", "--explain"];
    let told = run(&[&arguments[..], &["--json"]].concat()).done();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["due"], &told["provisional"]), (&"2019-10-28".into(), &false.into()));
    let counted: i64 = told["spans"].as_array().unwrap().iter().map(|span| span["counted"].as_i64().unwrap()).sum();
    assert_eq!(counted, 20);
    let shown = run(&arguments).done();
    for part in ["收到之日，不计入", "国庆节放假，不计入", "国庆节调休上班"] {
        assert!(shown.contains(part), "{shown}");
    }
}

#[test]
fn a_year_without_notice_is_said_to_be_provisional() {
    let told = due("2027-03-01", "20").done();
    let mut lines = told.lines();
    assert_eq!(lines.next().unwrap().len(), "2027-03-26".len());
    assert!(lines.next().unwrap().contains("暂定"));
}

#[test]
fn what_cannot_be_computed_is_refused_in_one_sentence() {
    for (received, days) in [
        ("2003-12-31", "20"),
        ("2019-02-30", "20"),
        ("2019-9-25", "20"),
        ("昨天", "20"),
        ("2019-09-25", "0"),
        ("2019-09-25", "-3"),
        ("2019-09-25", "二十"),
        ("2019-09-25", "99999999999"),
        ("2099-12-30", "20"),
    ] {
        due(received, days).refused();
    }
}

#[test]
fn no_data_folder_is_needed_or_made_and_a_named_one_lends_its_days() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("none");
    let answer = run_at(&data, &["calendar", "due", "--received", "2019-09-25", "--days", "20"]);
    assert_eq!(answer.done(), "2019-10-28\n");
    assert!(!data.exists());

    let city = City::new();
    city.tamper(
        "INSERT INTO calendar_day (day_on, kind, name, region, source, loaded_by, loaded_at) \
         VALUES ('2019-10-28', 'off', '测试日', '', '', NULL, 0)",
    );
    let told = city.run(&["calendar", "due", "--received", "2019-09-25", "--days", "20"]).done();
    assert_eq!(told, "2019-10-29\n");
}
