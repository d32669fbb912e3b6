//! What starts the clock, afresh or under another limit: worked vectors, each counted by hand in its comment. A number
//! after a day is the working day of the limit that it is.

use crate::story::{Story, answered, consulted, day, received, supplement};
use domain::request::channel::{AnnulledBy, Consulted, Matter, ReceiptChannel};
use domain::request::clock::StageKind;
use domain::request::reply::ReplyKind;
use domain::request::rules::{FeeEffect, LateSupplement, ReasonsEffect};
use domain::request::{CaseState, Command, Refusal, Rules};

#[test]
fn a_supplement_starts_the_clock_afresh_on_a_made_up_saturday() {
    // Arrives Saturday 2026-02-28: 03-02 … 03-06 5; 03-09 … 03-13 10; 03-16 … 03-20 15; 03-23 … 03-27 20.
    let mut story = received("2026-02-09");
    supplement(&mut story, "2026-02-12", "2026-03-05", "2026-02-28");
    assert_eq!(story.due(), "2026-03-27");
}

#[test]
fn a_supplement_that_arrives_in_the_holiday_counts_from_the_first_working_day() {
    // Arrives 2026-02-20, off until 02-23: 02-24 … 02-27 4; Saturday 02-28 5; 03-02 … 03-06 10; 03-09 … 03-13 15;
    // 03-16 … 03-20 20.
    let mut story = received("2026-02-09");
    supplement(&mut story, "2026-02-12", "2026-03-05", "2026-02-20");
    assert_eq!(story.due(), "2026-03-20");
}

#[test]
fn the_seventh_day_is_in_time_and_the_eighth_is_late() {
    // +7 from 2026-02-13 is 03-02, +20 is 03-19.
    let mut story = received("2026-02-13");
    assert_eq!(story.stage(StageKind::SupplementAsk).as_deref(), Some("2026-03-02"));
    let mut late = story.clone();
    supplement(&mut story, "2026-03-02", "2026-03-20", "2026-03-10");
    // 03-11, 03-12, 03-13 3; 03-16 … 03-20 8; 03-23 … 03-27 13; 03-30 … 04-03 18; 04-07, 04-08 20.
    assert_eq!(story.due(), "2026-04-08");
    supplement(&mut late, "2026-03-03", "2026-03-20", "2026-03-10");
    assert_eq!(late.due(), "2026-03-19");
}

#[test]
fn a_late_demand_is_refused_or_resets_where_the_rule_says_so() {
    let with = |late_supplement| Story::received("2026-02-13", Rules { late_supplement, ..Rules::default() });
    let ask = |on| Command::AskSupplement { on, until: day("2026-03-20") };
    let refused = with(LateSupplement::Refused).try_at("2026-03-03", ask);
    assert_eq!(refused, Err(Refusal::TooLate { latest: day("2026-03-02") }));
    let mut resets = with(LateSupplement::Resets);
    resets.at("2026-03-03", ask);
    assert!(resets.view("2026-03-09").due.is_none());
    // The reply waits as for one asked in time.
    assert_eq!(resets.try_draft("2026-03-09", ReplyKind::A2), Err(Refusal::Waiting));
    resets.at("2026-03-10", |on| Command::Supplement { on });
    assert_eq!(resets.due(), "2026-04-08");
}

#[test]
fn a_consultation_goes_on_over_a_reset() {
    // Supplement 2024-02-28 while the letter is out until 03-06: 03-06 1, 03-07 2, 03-08 3, 03-11 … 03-15 8,
    // 03-18 … 03-22 13, 03-25 … 03-29 18, 04-01 19, 04-02 20.
    let mut story = received("2024-02-08");
    story.at("2024-02-19", |on| Command::AskSupplement { on, until: day("2024-03-15") });
    let no = consulted(&mut story, Consulted::ThirdParty, "2024-02-20", "2024-02-21");
    story.at("2024-02-28", |on| Command::Supplement { on });
    answered(&mut story, no, "2024-03-06");
    assert_eq!(story.due(), "2024-04-02");
}

#[test]
fn a_fee_starts_the_clock_afresh_or_lets_it_go_on() {
    // Received Friday 2021-09-17: Saturday 09-18 1, 09-22 2, 09-23 3, 09-24 4, Sunday 09-26 5, 09-27 6; notice 09-28.
    // The fee's own days from 09-29: 09-30 1, 10-08 2, Saturday 10-09 3, 10-11 … 10-15 8, 10-18 … 10-22 13,
    // 10-25 … 10-29 18, 11-01 19, 11-02 20. Paid 10-12. Afresh: 10-13 1, 10-14 2, 10-15 3, 10-18 … 10-22 8,
    // 10-25 … 10-29 13, 11-01 … 11-05 18, 11-08 19, 11-09 20. Going on: 10-13 7, 10-14 8, 10-15 9, 10-18 … 10-22 14,
    // 10-25 … 10-29 19, 11-01 20.
    for (fee_effect, due) in [(FeeEffect::Afresh, "2021-11-09"), (FeeEffect::Continues, "2021-11-01")] {
        let mut story = Story::received("2021-09-17", Rules { fee_effect, ..Rules::default() });
        story.at("2021-09-28", |on| Command::NoticeFee { on, fen: 200_000 });
        story.at("2021-09-29", |on| Command::NoteFeeNotice { on });
        assert_eq!(story.stage(StageKind::Fee).as_deref(), Some("2021-11-02"));
        assert!(story.view("2021-10-08").due.is_none());
        story.at("2021-10-12", |on| Command::NotePayment { on });
        assert_eq!(story.due(), due, "{fee_effect}");
    }
}

#[test]
fn an_unpaid_fee_ends_the_case_only_after_its_last_day() {
    // As above the last day is 2021-11-02.
    let mut story = received("2021-09-17");
    story.at("2021-09-28", |on| Command::NoticeFee { on, fen: 200_000 });
    story.at("2021-09-29", |on| Command::NoteFeeNotice { on });
    let early = story.try_draft("2021-11-02", ReplyKind::F2);
    assert_eq!(early, Err(Refusal::ConditionMissing { reply: ReplyKind::F2 }));
    let late = story.try_at("2021-11-03", |on| Command::NotePayment { on });
    assert_eq!(late, Err(Refusal::TooLate { latest: day("2021-11-02") }));
    assert_eq!(story.try_draft("2021-11-03", ReplyKind::A2), Err(Refusal::Waiting));
    story.answer("2021-11-03", ReplyKind::F2);
    assert_eq!(story.case.state(), CaseState::Served);
}

#[test]
fn a_demand_for_reasons_runs_stops_or_resets_by_the_rule() {
    // Received Sunday 2025-04-27, +20 is 05-28. Asked 04-29, given 05-08. Stops: 04-28 1; 05-08 2, 05-09 3,
    // 05-12 … 05-16 8, 05-19 … 05-23 13, 05-26 … 05-30 18, 06-03 19, 06-04 20. Resets: 05-09 1, 05-12 … 05-16 6,
    // 05-19 … 05-23 11, 05-26 … 05-30 16, 06-03 … 06-06 20.
    let cases = [
        (ReasonsEffect::Runs, "2025-05-28"),
        (ReasonsEffect::Stops, "2025-06-04"),
        (ReasonsEffect::Resets, "2025-06-06"),
    ];
    for (reasons_effect, due) in cases {
        let mut story = Story::received("2025-04-27", Rules { reasons_effect, ..Rules::default() });
        story.at("2025-04-29", |on| Command::AskReasons { on, until: day("2025-05-12") });
        story.at("2025-05-08", |on| Command::GiveReasons { on });
        assert_eq!(story.due(), due, "{reasons_effect}");
    }
}

#[test]
fn reasons_not_given_in_time_hold_the_clock_no_longer_than_their_day() {
    // Asked until 2025-05-12: 04-28 1; 05-13 2 … 05-16 5, 05-19 … 05-23 10, 05-26 … 05-30 15, 06-03 … 06-06 19, 06-09 20.
    for reasons_effect in [ReasonsEffect::Stops, ReasonsEffect::Resets] {
        let mut story = Story::received("2025-04-27", Rules { reasons_effect, ..Rules::default() });
        story.at("2025-04-29", |on| Command::AskReasons { on, until: day("2025-05-12") });
        assert_eq!(story.due(), "2025-06-09");
        story.at("2025-06-20", |on| Command::GiveReasons { on });
        assert_eq!(story.due(), "2025-06-09", "{reasons_effect}: an overdue case cannot be cured by late reasons");
    }
}

#[test]
fn an_annulled_reply_is_due_again_under_its_own_limit() {
    // Annulled 2025-09-26 with 20 days: 10-30 by the table. A letter out from 10-09 to 10-13 takes 10-09, 10-10 and
    // Saturday 10-11: three more are 10-31, 11-03, 11-04.
    let mut story = received("2025-04-27");
    story.answer("2025-05-20", ReplyKind::C5);
    story.at("2025-09-26", |on| Command::Annul { by: AnnulledBy::Reconsideration, on, days: 20 });
    assert_eq!(story.case.state(), CaseState::Handling);
    assert_eq!(story.due(), "2025-10-30");
    let no = consulted(&mut story, Consulted::ThirdParty, "2025-10-09", "2025-10-10");
    answered(&mut story, no, "2025-10-13");
    assert_eq!(story.due(), "2025-11-04");
}

#[test]
fn a_short_limit_set_by_a_court_is_not_outlived_by_the_seven_days() {
    // Three days after Monday 2026-03-02 end on 03-05; a demand on 03-06 is late although seven days are not over.
    let mut story = received("2025-04-27");
    story.answer("2025-05-20", ReplyKind::C5);
    story.at("2026-03-02", |on| Command::Annul { by: AnnulledBy::Court, on, days: 3 });
    supplement(&mut story, "2026-03-06", "2026-03-20", "2026-03-09");
    assert_eq!(story.due(), "2026-03-05");
}

#[test]
fn papers_entered_out_of_order_leave_the_latest_start_in_force() {
    // Reasons came 2025-05-08, the supplement of 05-07 is entered afterwards: counted from 05-08, 06-06 as above.
    let rules = Rules { reasons_effect: ReasonsEffect::Resets, ..Rules::default() };
    let mut story = Story::received("2025-04-27", rules);
    story.at("2025-04-29", |on| Command::AskReasons { on, until: day("2025-05-12") });
    story.at("2025-04-29", |on| Command::AskSupplement { on, until: day("2025-05-12") });
    story.at("2025-05-08", |on| Command::GiveReasons { on });
    story.on("2025-05-09", Command::Supplement { on: day("2025-05-07") });
    assert_eq!(story.due(), "2025-06-06");
}

#[test]
fn a_correction_has_the_limit_of_the_office() {
    // 15 from 2026-09-30 is 10-27.
    let rules = Rules { correction_days: 15, ..Rules::default() };
    let mut story = Story::new("2026-09-30", ReceiptChannel::Counter, Matter::Correction, rules);
    assert_eq!(story.due(), "2026-10-27");
    assert_eq!(story.lines().last().unwrap().article, None);
    story.answer("2026-10-20", ReplyKind::F3);
}

#[test]
fn an_online_application_starts_when_both_have_confirmed() {
    // Arrived Friday 2026-09-18; Sunday 09-20 is made up: confirmation is a finding from 09-21. Confirmed 09-30: 11-03.
    let mut story = Story::new("2026-09-18", ReceiptChannel::Online, Matter::Information, Rules::default());
    assert_eq!(story.view("2026-09-20").due, None);
    assert_eq!(story.stage(StageKind::Confirm).as_deref(), Some("2026-09-20"));
    assert!(!story.case.confirmation_overdue(&story.calendar, day("2026-09-20")));
    assert!(story.case.confirmation_overdue(&story.calendar, day("2026-09-21")));
    story.at("2026-09-30", |on| Command::ConfirmReceipt { on });
    assert_eq!(story.due(), "2026-11-03");
    assert!(!story.case.confirmation_overdue(&story.calendar, day("2026-10-09")));
}
