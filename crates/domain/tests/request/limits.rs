//! Extensions, delayed limits, days left, years without a notice: worked vectors, each counted by hand in its comment.

use crate::story::{Story, answered, consulted, day, delayed, extended, received, supplement};
use domain::calendar::{CalendarDay, CalendarDayKind, WorkCalendar};
use domain::request::channel::Consulted;
use domain::request::reply::ReplyKind;
use domain::request::rules::FeeEffect;
use domain::request::{Command, Refusal, Rules, StageKind};

#[test]
fn an_extension_adds_its_days_and_has_to_be_approved_in_time() {
    // +20 from 2026-09-30 is 11-03, +40 is 12-01; ten more than 20: 11-04 1, 11-05 2, 11-06 3, 11-09 … 11-13 8, 11-16 9,
    // 11-17 10.
    for (days, due) in [(20, "2026-12-01"), (10, "2026-11-17")] {
        let mut story = received("2026-09-30");
        extended(&mut story, "2026-11-03", days);
        assert_eq!(story.due(), due);
    }
    let mut story = received("2026-09-30");
    story.at("2026-11-03", |on| Command::AskExtension { on, days: 20 });
    assert_eq!(story.due(), "2026-11-03");
    let late = story.try_at("2026-11-04", |on| Command::ApproveExtension { on });
    assert_eq!(late, Err(Refusal::TooLate { latest: day("2026-11-03") }));
    let much = received("2026-09-30").try_at("2026-10-20", |on| Command::AskExtension { on, days: 21 });
    assert_eq!(much, Err(Refusal::OutOfBounds { most: 20 }));
}

#[test]
fn a_stop_and_an_extension_add_up() {
    // 2026-10-08 1, 10-09 2, Saturday 10-10 3; stopped 10-12 … 10-16 and 10-19, six working days. +20 is 11-03, six
    // more: 11-04, 11-05, 11-06, 11-09, 11-10, 11-11. +40 is 12-01, six more: 12-02, 12-03, 12-04, 12-07, 12-08, 12-09.
    let mut story = received("2026-09-30");
    let no = consulted(&mut story, Consulted::ThirdParty, "2026-10-12", "2026-10-13");
    answered(&mut story, no, "2026-10-20");
    assert_eq!(story.due(), "2026-11-11");
    // In the time won by the stop the extension is still in time.
    extended(&mut story, "2026-11-11", 20);
    assert_eq!(story.due(), "2026-12-09");
}

#[test]
fn supplement_consultation_and_extension_together() {
    // Received 2024-09-13, supplement 09-27: Sunday 09-29 1, 09-30 2, 10-08, 10-09 4; stopped 10-10, 10-11, Saturday
    // 10-12, 10-14 … 10-18, 10-21, 10-22, 10-23; 10-24 5, 10-25 6, 10-28 … 11-01 11, 11-04 … 11-08 16, 11-11 … 11-14 20.
    // Fifteen more: 11-15 1, 11-18 … 11-22 6, 11-25 … 11-29 11, 12-02 … 12-05 15.
    let mut story = received("2024-09-13");
    supplement(&mut story, "2024-09-20", "2024-10-15", "2024-09-27");
    let no = consulted(&mut story, Consulted::ThirdParty, "2024-10-10", "2024-10-11");
    answered(&mut story, no, "2024-10-24");
    assert_eq!(story.due(), "2024-11-14");
    extended(&mut story, "2024-11-12", 15);
    assert_eq!(story.due(), "2024-12-05");
}

#[test]
fn a_delayed_limit_is_the_day_told_and_a_later_consultation_leaves_it() {
    let mut story = delayed("2026-04-30");
    assert_eq!(story.due(), "2026-04-30");
    consulted(&mut story, Consulted::ThirdParty, "2026-04-01", "2026-04-02");
    assert_eq!(story.due(), "2026-04-30");
    // From 2026-03-06: 03-09 … 03-13 5, 03-16 … 03-20 10, 03-23 … 03-27 15, 03-30 and 03-31 17; April has 22 weekdays
    // less 04-06 (Qingming) 21: together 38. On 03-06 none is counted yet.
    assert_eq!((story.view("2026-03-06").counted, story.view("2026-03-06").days_left), (0, 38));
    assert_eq!(story.view("2026-04-30").days_left, 0);
    // A later day may be fixed before it has passed, an earlier one not.
    let earlier = story.try_at("2026-04-30", |on| Command::DelayLimit { on, until: day("2026-04-30") });
    assert_eq!(earlier, Err(Refusal::LimitNotLater { after: day("2026-04-30") }));
    story.at("2026-04-30", |on| Command::DelayLimit { on, until: day("2026-05-29") });
    assert_eq!(story.due(), "2026-05-29");
}

#[test]
fn a_delayed_limit_on_a_day_off_moves_to_the_next_working_day() {
    // 2026-05-01 to 05-05 is off.
    assert_eq!(delayed("2026-05-02").due(), "2026-05-06");
}

#[test]
fn a_fee_asked_for_after_the_delay_holds_the_delayed_limit() {
    // Going on: noticed 2026-04-07, paid 04-09, stopped 04-07, 04-08, 04-09; three working days after 04-30 with
    // 05-01 to 05-05 off: 05-06, 05-07, 05-08.
    let mut story = Story::received("2026-02-13", Rules { fee_effect: FeeEffect::Continues, ..Rules::default() });
    story.at("2026-02-26", |on| Command::AskReasons { on, until: day("2026-03-10") });
    story.at("2026-03-04", |on| Command::GiveReasons { on });
    story.at("2026-03-05", |on| Command::WeighReasons { on, reasonable: true });
    story.at("2026-03-06", |on| Command::DelayLimit { on, until: day("2026-04-30") });
    story.at("2026-04-07", |on| Command::NoticeFee { on, fen: 10_000 });
    assert!(story.view("2026-04-08").due.is_none());
    story.at("2026-04-09", |on| Command::NotePayment { on });
    assert_eq!(story.due(), "2026-05-08");
}

#[test]
fn a_year_without_a_notice_is_provisional_and_moves_when_it_comes() {
    // Received 2026-12-10: 12-11 1, 12-14 … 12-18 6, 12-21 … 12-25 11, 12-28 … 12-31 and 2027-01-01 16 by the weekday
    // rule, 01-04 … 01-07 20. With New Year's Day off it is 01-08.
    let story = received("2026-12-10");
    let due = story.case.due(&story.calendar).unwrap();
    assert_eq!((due.date, due.provisional), (day("2027-01-07"), true));
    let off =
        CalendarDay { date: day("2027-01-01"), kind: CalendarDayKind::Off, name: "元旦".to_string(), region: None };
    let loaded = WorkCalendar::official().with_days(vec![off]);
    let known = story.case.limits(&story.calendar);
    let moved = story.case.moved(&known, &loaded);
    let change = moved.first().unwrap();
    assert_eq!((moved.len(), change.limit), (1, None));
    assert_eq!(change.from, Some(due));
    let to = change.to.unwrap();
    assert_eq!((to.date, to.provisional), (day("2027-01-08"), false));
    assert_eq!(story.case.moved(&story.case.limits(&loaded), &loaded), []);
    let mut closed = story;
    closed.answer("2026-12-20", ReplyKind::A1);
    assert_eq!(closed.case.moved(&known, &loaded), []);
}

#[test]
fn a_limit_beside_the_one_for_the_reply_moves_by_itself() {
    // Noticed 2026-12-10 and received that day: no due date while the payment is waited for; its twenty working days
    // end on 2027-01-07 by the weekday rule and on 01-08 with New Year's Day off.
    let mut story = received("2026-12-07");
    story.at("2026-12-10", |on| Command::NoticeFee { on, fen: 10_000 });
    story.at("2026-12-10", |on| Command::NoteFeeNotice { on });
    let off =
        CalendarDay { date: day("2027-01-01"), kind: CalendarDayKind::Off, name: "元旦".to_string(), region: None };
    let loaded = WorkCalendar::official().with_days(vec![off]);
    let moved = story.case.moved(&story.case.limits(&story.calendar), &loaded);
    let change = moved.first().unwrap();
    assert_eq!((moved.len(), change.limit), (1, Some(StageKind::Fee)));
    assert_eq!(change.from.map(|due| due.date), Some(day("2027-01-07")));
    assert_eq!(change.to.map(|due| due.date), Some(day("2027-01-08")));
}

#[test]
fn days_left_count_down_to_nothing_and_below() {
    // +20 from 2025-09-26 is Thursday 10-30.
    let story = received("2025-09-26");
    let left = |on| story.view(on).days_left;
    assert_eq!([left("2025-09-26"), left("2025-10-08"), left("2025-10-29")], [20, 17, 1]);
    assert_eq!([left("2025-10-30"), left("2025-10-31"), left("2025-11-02"), left("2025-11-03")], [0, -1, -1, -2]);
    // 2026-03-09 … 03-13 5, 03-20 10, 03-27 15, Friday 04-03 20: Saturday is over it.
    let story = received("2026-03-06");
    assert_eq!(story.due(), "2026-04-03");
    assert_eq!([story.view("2026-04-03").days_left, story.view("2026-04-04").days_left], [0, -1]);
}
