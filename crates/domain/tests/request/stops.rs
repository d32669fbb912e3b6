//! Consultations stop the clock: worked vectors over holidays, each counted by hand in its comment. A number after a
//! day is the working day of the limit that it is.

use crate::story::{Story, answered, consulted, received};
use domain::request::channel::{Consulted, Opinion};
use domain::request::clock::StageKind;
use domain::request::rules::StopConvention;
use domain::request::{Command, Rules};

#[test]
fn a_third_party_stops_the_clock_over_national_day() {
    // 2025-09-16 1 … 09-19 4; stopped from 09-22; 10-13 5 … 10-17 9; 10-20 … 10-24 14; 10-27 … 10-31 19; 11-03 20.
    let mut story = received("2025-09-15");
    let no = consulted(&mut story, Consulted::ThirdParty, "2025-09-22", "2025-09-24");
    answered(&mut story, no, "2025-10-13");
    assert_eq!(story.due(), "2025-11-03");
}

#[test]
fn silence_lets_the_clock_go_on_after_fifteen_working_days() {
    // 4 by 09-19. The letter's own days: 09-25 1, 09-26 2, Sunday 09-28 (made up) 3, 09-29 4, 09-30 5, 10-09 6, 10-10 7,
    // Saturday 10-11 (made up) 8, 10-13 … 10-17 13, 10-20 14, 10-21 15. Then 10-22 5, 10-23 6, 10-24 7, 10-27 … 10-31 12,
    // 11-03 … 11-07 17, 11-10 18, 11-11 19, 11-12 20.
    let mut story = received("2025-09-15");
    consulted(&mut story, Consulted::ThirdParty, "2025-09-22", "2025-09-24");
    assert_eq!(story.stage(StageKind::Consultation).as_deref(), Some("2025-10-21"));
    assert_eq!(story.due(), "2025-11-12");
    // An answer after the limit takes nothing back.
    answered(&mut story, 0, "2025-10-29");
    assert_eq!(story.due(), "2025-11-12");
}

#[test]
fn several_consultations_are_a_union() {
    // Stopped 09-22 to 10-15 and not twice: 10-16 5, 10-17 6, 10-20 … 10-24 11, 10-27 … 10-31 16, 11-03 … 11-06 20.
    let mut story = received("2025-09-15");
    let first = consulted(&mut story, Consulted::ThirdParty, "2025-09-22", "2025-09-24");
    let second = consulted(&mut story, Consulted::CoMaker, "2025-09-26", "2025-09-28");
    answered(&mut story, first, "2025-10-13");
    answered(&mut story, second, "2025-10-16");
    assert_eq!(story.due(), "2025-11-06");
}

#[test]
fn between_two_consultations_the_days_count() {
    // 2026-03-03 1, 03-04 2; stopped 03-05, 03-06, 03-09; 03-10 3, 03-11 4; stopped 03-12, 03-13; 03-16 5 … 03-20 9;
    // 03-23 … 03-27 14; 03-30 … 04-03 19; 04-04 to 04-06 is Qingming; 04-07 20. Without stops +20 is 03-30; five
    // stopped working days more: 03-31, 04-01, 04-02, 04-03, 04-07. The same.
    let mut story = received("2026-03-02");
    let first = consulted(&mut story, Consulted::Organ, "2026-03-05", "2026-03-05");
    answered(&mut story, first, "2026-03-10");
    let second = consulted(&mut story, Consulted::ThirdParty, "2026-03-12", "2026-03-13");
    answered(&mut story, second, "2026-03-16");
    assert_eq!(story.due(), "2026-04-07");
}

#[test]
fn a_letter_sent_on_the_day_of_receipt_stops_from_the_first_day() {
    // 2019-09-26 to 10-07 stopped or off; 10-08 1 … 10-11 4; Saturday 10-12 (made up) 5; 10-14 … 10-18 10;
    // 10-21 … 10-25 15; 10-28 … 11-01 20.
    let mut story = received("2019-09-25");
    let no = consulted(&mut story, Consulted::ThirdParty, "2019-09-25", "2019-09-26");
    answered(&mut story, no, "2019-10-08");
    assert_eq!(story.due(), "2019-11-01");
}

#[test]
fn a_stop_inside_a_holiday_costs_nothing() {
    // 2025-10-01 to 10-08 is all off: +20 from 09-26 stays 10-30.
    let mut story = received("2025-09-26");
    let no = consulted(&mut story, Consulted::Organ, "2025-10-01", "2025-10-01");
    answered(&mut story, no, "2025-10-09");
    assert_eq!(story.due(), "2025-10-30");
}

#[test]
fn what_is_sent_on_the_last_day_still_stops_and_a_day_later_no_more() {
    // +20 from 2019-09-25 is 10-28. Sent that day it is not counted: day 20 is the day of the answer, 11-05.
    let mut story = received("2019-09-25");
    let mut late = story.clone();
    let no = consulted(&mut story, Consulted::ThirdParty, "2019-10-28", "2019-10-29");
    answered(&mut story, no, "2019-11-05");
    assert_eq!(story.due(), "2019-11-05");
    consulted(&mut late, Consulted::ThirdParty, "2019-10-29", "2019-10-30");
    assert_eq!(late.due(), "2019-10-28");
    // 10-29, 10-30, 10-31, 11-01: four working days over on 11-02, a Saturday.
    assert_eq!(late.view("2019-11-02").days_left, -4);
}

#[test]
fn a_letter_not_delivered_leaves_the_end_open_until_it_is_called_back() {
    // 4 by 2025-09-19; stopped 09-22 … 09-25; called back on 09-26: 09-26 5, Sunday 09-28 6, 09-29 7, 09-30 8, 10-09 9,
    // 10-10 10, Saturday 10-11 11, 10-13 … 10-17 16, 10-20 … 10-23 20.
    let mut story = received("2025-09-15");
    story.at("2025-09-22", |on| Command::Consult { with: Consulted::ThirdParty, on });
    let view = story.view("2025-09-25");
    assert_eq!((view.due, view.counted, view.days_left, view.stopped), (None, 4, 16, true));
    story.at("2025-09-26", |on| Command::RecallConsultation { no: 0, on });
    assert_eq!(story.due(), "2025-10-23");
}

#[test]
fn the_other_convention_stops_from_the_next_day_and_through_the_answer() {
    // Sent Monday 2025-09-22, answered Saturday 10-18. First way: 4 counted, 10-20 5 … 10-24 9, 10-27 … 10-31 14,
    // 11-03 … 11-07 19, 11-10 20. Other way: 09-22 counts as 5, so all end one working day earlier, on 11-07.
    for (convention, due) in [(StopConvention::FromSending, "2025-11-10"), (StopConvention::FromNextDay, "2025-11-07")]
    {
        let mut story = Story::received("2025-09-15", Rules { stop_convention: convention, ..Rules::default() });
        let no = consulted(&mut story, Consulted::ThirdParty, "2025-09-22", "2025-09-24");
        story.at("2025-10-18", |on| Command::NoteOpinion { no, on, opinion: Opinion::Agrees });
        assert_eq!(story.due(), due, "{convention}");
    }
}

#[test]
fn silence_ends_on_the_same_day_by_either_convention() {
    // The last day for the answer is 2025-10-21 and 10-22 counts again; 09-22 was counted, so 11-11 instead of 11-12.
    let rules = Rules { stop_convention: StopConvention::FromNextDay, ..Rules::default() };
    let mut story = Story::received("2025-09-15", rules);
    consulted(&mut story, Consulted::ThirdParty, "2025-09-22", "2025-09-24");
    assert!(story.view("2025-10-21").stopped);
    assert!(!story.view("2025-10-22").stopped);
    assert_eq!(story.due(), "2025-11-11");
}

#[test]
fn between_two_working_days_both_conventions_come_to_the_same_day() {
    // Sent Monday 2025-09-22, answered Monday 10-13: by the other way 09-22 counts as 5 and 10-13 does not; 10-14 6 …
    // 10-17 9, 10-20 … 10-24 14, 10-27 … 10-31 19, 11-03 20.
    let rules = Rules { stop_convention: StopConvention::FromNextDay, ..Rules::default() };
    let mut story = Story::received("2025-09-15", rules);
    let no = consulted(&mut story, Consulted::ThirdParty, "2025-09-22", "2025-09-24");
    answered(&mut story, no, "2025-10-13");
    assert!(story.view("2025-10-13").stopped);
    assert_eq!(story.due(), "2025-11-03");
}
