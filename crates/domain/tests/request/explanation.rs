//! The table that lays the clock open, line by line.

use crate::story::{answered, consulted, day, delayed, extended, received, supplement};
use domain::request::Command;
use domain::request::channel::Consulted;
use domain::request::explain::{Line, LineKind};

fn table(lines: &[Line]) -> Vec<(&'static str, String, u32, u32)> {
    let to = |line: &Line| line.to.map_or("…".to_string(), |to| to.format("%m-%d").to_string());
    let row =
        |line: &Line| (line.kind.code(), format!("{} {}", line.from.format("%m-%d"), to(line)), line.days, line.so_far);
    lines.iter().map(row).collect()
}

#[test]
fn the_explanation_can_be_followed_line_by_line() {
    let mut story = received("2024-09-13");
    supplement(&mut story, "2024-09-20", "2024-10-15", "2024-09-27");
    let no = consulted(&mut story, Consulted::ThirdParty, "2024-10-10", "2024-10-11");
    answered(&mut story, no, "2024-10-24");
    extended(&mut story, "2024-11-12", 15);
    let row = |kind, days: &str, counted, so_far| (kind, days.to_string(), counted, so_far);
    let expected = [
        row("arrived", "09-13 09-13", 0, 0),
        row("received", "09-13 09-13", 0, 0),
        row("supplement", "09-20 09-26", 0, 0),
        row("supplement_arrived", "09-27 09-27", 0, 0),
        row("weekend", "09-28 09-28", 0, 0),
        row("make_up", "09-29 09-29", 1, 1),
        row("working", "09-30 09-30", 1, 2),
        row("holiday", "10-01 10-07", 0, 2),
        row("working", "10-08 10-09", 2, 4),
        row("consultation", "10-10 10-23", 0, 4),
        row("working", "10-24 10-25", 2, 6),
        row("weekend", "10-26 10-27", 0, 6),
        row("working", "10-28 11-01", 5, 11),
        row("weekend", "11-02 11-03", 0, 11),
        row("working", "11-04 11-08", 5, 16),
        row("weekend", "11-09 11-10", 0, 16),
        row("working", "11-11 11-15", 5, 21),
        row("weekend", "11-16 11-17", 0, 21),
        row("working", "11-18 11-22", 5, 26),
        row("weekend", "11-23 11-24", 0, 26),
        row("working", "11-25 11-29", 5, 31),
        row("weekend", "11-30 12-01", 0, 31),
        row("working", "12-02 12-05", 4, 35),
        row("extension", "11-12 11-12", 15, 35),
        row("due", "12-05 12-05", 0, 35),
    ];
    assert_eq!(table(&story.lines()), expected);
}

#[test]
fn the_explanation_of_an_open_end_says_what_is_waited_for() {
    let mut story = received("2026-02-09");
    story.at("2026-02-12", |on| Command::AskSupplement { on, until: day("2026-03-05") });
    let lines = story.lines();
    let last = lines.last().unwrap();
    assert_eq!((last.kind, last.from, last.to, last.so_far), (LineKind::Supplement, day("2026-02-12"), None, 2));
    assert!(lines.iter().all(|line| line.kind != LineKind::Due));
}

#[test]
fn the_explanation_of_a_delayed_limit_counts_to_the_day_told() {
    let lines = delayed("2026-04-30").lines();
    let at = lines.iter().position(|line| line.kind == LineKind::Delayed).unwrap();
    let (before, after) = lines.split_at(at);
    // Received 2026-02-13: Saturday 02-14 1, 02-24 … 02-27 5, Saturday 02-28 6, 03-02 … 03-06 11, the day of the delay.
    assert_eq!(before.iter().map(|line| line.days).sum::<u32>(), 11);
    let first = after.first().unwrap();
    assert_eq!((first.from, first.to, first.so_far), (day("2026-03-06"), Some(day("2026-04-30")), 11));
    assert_eq!(after.iter().map(|line| line.days).sum::<u32>(), 38);
    assert_eq!(after.last().unwrap().from, day("2026-04-30"));
}
