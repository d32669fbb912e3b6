//! What may be done and what is refused, beside the counting of days.

use crate::story::{Story, consulted, day, extended, facts, received};
use domain::request::channel::{AnnulledBy, Consulted, Opinion};
use domain::request::reply::ReplyKind;
use domain::request::{Capability, CaseState, Command, Happening, Refusal};

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
