//! What may be done and what is refused, beside the counting of days.

use crate::story::{Story, consulted, day, extended, facts, received};
use domain::calendar::WorkCalendar;
use domain::request::channel::{AnnulledBy, Consulted, Matter, Opinion, ReceiptChannel};
use domain::request::reply::{ReplyClass, ReplyKind};
use domain::request::{Actor, Capability, Case, CaseState, Command, Happening, Refusal, Rules, decide};
use domain::time::Moment;

#[test]
fn a_fee_can_be_given_back_after_an_annulment_and_never_more_than_was_paid() {
    let mut story = received("2025-04-27");
    story.at("2025-04-29", |on| Command::NoticeFee { on, fen: 100_000 });
    story.at("2025-05-06", |on| Command::NotePayment { on });
    story.answer("2025-05-20", ReplyKind::C5);
    story.at("2025-09-26", |on| Command::Annul { by: AnnulledBy::Court, on, days: 20 });
    story.at("2025-09-28", |on| Command::NoticeFee { on, fen: 50_000 });
    story.at("2025-09-30", |on| Command::NotePayment { on });
    let refund = |story: &mut Story, fen| story.try_at("2025-10-09", move |on| Command::RefundFee { on, fen });
    refund(&mut story, 120_000).unwrap();
    assert_eq!(story.case.held_fen(), 30_000);
    assert_eq!(refund(&mut story, 30_001), Err(Refusal::WrongAmount { most: 30_000 }));
    refund(&mut story, 30_000).unwrap();
    assert_eq!(story.case.held_fen(), 0);
}

#[test]
fn review_and_signature_are_not_dated_before_the_draft() {
    let mut story = received("2026-03-02");
    story.at("2026-03-10", |on| Command::DraftReply { reply: ReplyKind::C5, facts: facts(ReplyKind::C5), on });
    let early = |earliest| Err(Refusal::TooEarly { earliest: day(earliest) });
    let today = "2026-03-16";
    assert_eq!(story.try_on(today, Command::PassLegal { on: day("2026-03-09") }), early("2026-03-10"));
    story.on(today, Command::PassLegal { on: day("2026-03-11") });
    assert_eq!(story.try_on(today, Command::Sign { on: day("2026-03-10") }), early("2026-03-11"));
    story.on(today, Command::Sign { on: day("2026-03-12") });
    assert_eq!(story.try_on(today, Command::Reply { on: day("2026-03-11") }), early("2026-03-12"));
    story.on(today, Command::Reply { on: day("2026-03-13") });
}

#[test]
fn an_objection_that_comes_after_the_draft_stops_the_reply() {
    // Letter delivered 2026-03-04; its last day is 03-25 (03-05, 03-06 2; … 03-20 12; 03-23, 03-24, 03-25 15).
    let mut story = received("2026-03-02");
    let no = consulted(&mut story, Consulted::ThirdParty, "2026-03-03", "2026-03-04");
    assert_eq!(story.try_draft("2026-03-25", ReplyKind::A2), Err(Refusal::Waiting));
    story.at("2026-03-26", |on| Command::DraftReply { reply: ReplyKind::A2, facts: facts(ReplyKind::A2), on });
    story.at("2026-03-27", |on| Command::NoteOpinion { no, on, opinion: Opinion::Objects });
    story.at("2026-03-27", |on| Command::Sign { on });
    assert_eq!(story.try_at("2026-03-27", |on| Command::Reply { on }), Err(Refusal::ThirdPartyObjects));
    story.at("2026-03-27", |on| Command::OverrideObjection { no, on });
    story.at("2026-03-27", |on| Command::Reply { on });
}

#[test]
fn nothing_is_told_about_the_extension_of_a_closed_case() {
    let mut story = received("2026-03-02");
    extended(&mut story, "2026-03-10", 10);
    let mut told = story.clone();
    told.at("2026-03-11", |on| Command::TellExtension { on });
    story.answer("2026-03-12", ReplyKind::A1);
    let late = story.try_at("2026-03-13", |on| Command::TellExtension { on });
    assert_eq!(late, Err(Refusal::WrongState { state: CaseState::Served }));
}

#[test]
fn everybody_keeps_to_his_own_function() {
    let mut story = received("2026-03-02");
    story.at("2026-03-03", |on| Command::AskExtension { on, days: 5 });
    for may in Capability::ALL.iter().filter(|may| **may != Capability::Signatory) {
        let approval = story.try_as(&[*may], "2026-03-03", Command::ApproveExtension { on: day("2026-03-03") });
        assert_eq!(approval, Err(Refusal::NotYours), "{may}");
    }
    let events = story.events.len();
    story.on("2026-03-03", Command::ApproveExtension { on: day("2026-03-03") });
    assert!(matches!(story.events.get(events).unwrap().what, Happening::ExtensionApproved { days: 5, .. }));
}

#[test]
fn a_part_is_worked_on_by_the_unit_that_was_asked_and_by_no_other() {
    let mut story = received("2026-03-02");
    let today = day("2026-03-03");
    story.on("2026-03-03", Command::AssignPart { unit: 3, on: today, until: Some(day("2026-03-10")) });
    story.on("2026-03-03", Command::AssignPart { unit: 9, on: today, until: None });
    let decided = |case: &Case, may: &[Capability], units: &[i64], command: Command| {
        let actor = Actor { account: units.first().copied(), may, units };
        decide(case, &command, &actor, Moment::start_of(today), &WorkCalendar::official()).map(|_| ())
    };
    let unit = [Capability::Unit];
    for (part, units, expected) in [
        (0, [3].as_slice(), Ok(())),
        (0, &[9], Err(Refusal::NotYours)),
        (0, &[], Err(Refusal::NotYours)),
        (1, &[9, 3], Ok(())),
        (2, &[3], Err(Refusal::NoSuchPart)),
    ] {
        assert_eq!(decided(&story.case, &unit, units, Command::TakePart { part }), expected, "{part} {units:?}");
        assert_eq!(decided(&story.case, &unit, units, Command::RefusePart { part }), expected, "{part} {units:?}");
    }
    story.on("2026-03-03", Command::TakePart { part: 0 });
    let finish = Command::FinishPart { part: 0, on: today };
    assert_eq!(decided(&story.case, &unit, &[9], finish.clone()), Err(Refusal::NotYours));
    // The officer may note for the unit that it has answered, for example on the telephone.
    assert_eq!(decided(&story.case, &[Capability::RequestOfficer], &[], finish), Ok(()));
    let seen =
        story.case.next(&Actor { account: None, may: &unit, units: &[9] }, Moment::start_of(today), &story.calendar);
    assert!(seen.iter().all(|possible| possible.no == Some(1)), "{seen:?}");
}

#[test]
fn a_part_is_wanted_by_a_day_that_lies_ahead() {
    let mut story = received("2026-03-02");
    let assign = |until| Command::AssignPart { unit: 3, on: day("2026-03-03"), until: Some(day(until)) };
    assert_eq!(
        story.try_on("2026-03-03", assign("2026-03-03")),
        Err(Refusal::LimitNotLater { after: day("2026-03-03") })
    );
    story.on("2026-03-03", assign("2026-03-04"));
    assert_eq!(story.case.parts.first().and_then(|part| part.until), Some(day("2026-03-04")));
}

#[test]
fn parts_and_letters_are_not_without_number() {
    let mut story = received("2026-03-02");
    let assign = || Command::AssignPart { unit: 3, on: day("2026-03-03"), until: None };
    let consult = || Command::Consult { with: Consulted::Organ, on: day("2026-03-03") };
    for _ in 0..50 {
        story.on("2026-03-03", assign());
    }
    assert_eq!(story.try_on("2026-03-03", assign()), Err(Refusal::TooMany { most: 50 }));
    for _ in 0..100 {
        story.on("2026-03-03", consult());
    }
    assert_eq!(story.try_on("2026-03-03", consult()), Err(Refusal::TooMany { most: 100 }));
}

#[test]
fn a_correction_does_not_end_as_a_question_about_information() {
    let mut story = Story::new("2026-03-02", ReceiptChannel::Counter, Matter::Correction, Rules::default());
    for kind in ReplyKind::ALL.iter().filter(|kind| kind.class() != ReplyClass::Other) {
        assert_eq!(story.try_draft("2026-03-05", *kind), Err(Refusal::NotForCorrection), "{kind}");
    }
    story.answer("2026-03-05", ReplyKind::F3);
}
