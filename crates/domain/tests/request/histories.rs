//! What no history can reach: random people try random things on random days, and whatever was accepted has to hold.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use domain::request::channel::{AnnulledBy, Consulted, Matter, Opinion, ReceiptChannel, ServingMethod};
use domain::request::explain::{Line, LineKind};
use domain::request::reply::ReplyKind;
use domain::request::rules::{FeeEffect, KindSet, LateSupplement, ReasonsEffect, StopConvention};
use domain::request::{Actor, Capability, Case, CaseState, Command, Event, Happening, Possible, Rules};
use domain::time::Moment;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::naive::plain;
use crate::story::{Story, day, facts};

/// One try: what, by whom, after how many days, dated how many days back, and a number for whatever needs one.
#[derive(Debug, Clone)]
struct Try {
    what: usize,
    who: usize,
    after: u64,
    back: u64,
    number: u16,
}

fn any_try() -> impl Strategy<Value = Try> {
    // Above the number of functions: somebody who holds them all.
    let who = 0..Capability::ALL.len() * 4;
    let number = 0_u16..60;
    (0_usize..1_000, who, 0_u64..9, 0_u64..4, number).prop_map(|(what, who, after, back, number)| Try {
        what,
        who,
        after,
        back: back.saturating_sub(1),
        number,
    })
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let days = (1_u16..30, 1_u16..30);
    let conventions =
        (select(StopConvention::ALL), select(ReasonsEffect::ALL), select(LateSupplement::ALL), select(FeeEffect::ALL));
    let steps = (any::<bool>(), any::<bool>());
    (days, conventions, steps).prop_map(|((reply_days, correction_days), conventions, (reviewed, signed))| {
        let law = Rules::default();
        Rules {
            reply_days,
            correction_days,
            stop_convention: conventions.0,
            reasons_effect: conventions.1,
            late_supplement: conventions.2,
            fee_effect: conventions.3,
            legal_review: if reviewed { law.legal_review } else { KindSet::default() },
            signature: if signed { law.signature } else { KindSet::default() },
            ..law
        }
    })
}

/// Everything that can be wanted, dated `on`.
fn wishes(story: &Story, on: NaiveDate, number: u16) -> Vec<Command> {
    let pick = usize::from(number);
    let channel = *ReceiptChannel::ALL.get(pick % ReceiptChannel::ALL.len()).unwrap();
    let matter = if number.is_multiple_of(5) { Matter::Correction } else { Matter::Information };
    let with = *Consulted::ALL.get(pick % Consulted::ALL.len()).unwrap();
    let opinion = *Opinion::ALL.get(pick % Opinion::ALL.len()).unwrap();
    let reply = *ReplyKind::ALL.get(pick % ReplyKind::ALL.len()).unwrap();
    let until = on + Days::new(u64::from(number));
    let no = number % 3;
    let rules = story.rules;
    vec![
        Command::Register { channel, matter, arrived_on: on, split_from: None, rules },
        Command::ConfirmReceipt { on },
        Command::NoteUnreachable { on },
        Command::SplitOff { request: 7 },
        Command::AssignPart { unit: 3, on, until: Some(until).filter(|_| number.is_multiple_of(7)) },
        Command::TakePart { part: no },
        Command::RefusePart { part: no },
        Command::ReassignPart { part: no, unit: 4, on, until: None },
        Command::FinishPart { part: no, on },
        Command::AskSupplement { on, until },
        Command::ProlongSupplement { on, until },
        Command::Supplement { on },
        Command::AskExtension { on, days: number % 22 },
        Command::ApproveExtension { on },
        Command::RefuseExtension { on },
        Command::TellExtension { on },
        Command::Consult { with, on },
        Command::NoteDelivery { no, on },
        Command::NoteOpinion { no, on, opinion },
        Command::RecallConsultation { no, on },
        Command::OverrideObjection { no, on },
        Command::AskReasons { on, until },
        Command::GiveReasons { on },
        Command::WeighReasons { on, reasonable: number.is_multiple_of(2) },
        Command::DelayLimit { on, until: until + Days::new(u64::from(number)) },
        Command::NoticeFee { on, fen: i64::from(number) * 100 },
        Command::NoteFeeNotice { on },
        Command::NotePayment { on },
        Command::CancelFee { on },
        Command::RefundFee { on, fen: i64::from(number) * 50 },
        Command::DraftReply { reply, facts: facts(reply), on },
        Command::PassLegal { on },
        Command::ReturnLegal { on },
        Command::Sign { on },
        Command::ReturnSignature { on },
        Command::Reply { on },
        Command::Serve { method: ServingMethod::Post, sent_on: on, received_on: None, proof: number != 0 },
        Command::Annul { by: AnnulledBy::Court, on, days: number % 30 },
        Command::Archive { on },
        // Withdrawal ends most of what could follow: it is wished for more rarely than the rest.
        if number < 3 { Command::Withdraw { on } } else { Command::Consult { with, on } },
    ]
}

/// Lives the tries through; after each accepted one `look` sees the story and the day.
fn live(
    rules: Rules,
    begin: u64,
    tries: &[Try],
    mut look: impl FnMut(&Story, NaiveDate) -> Result<(), TestCaseError>,
) -> Result<(Story, NaiveDate), TestCaseError> {
    let mut story = Story::empty(rules);
    let mut today = day("2019-01-01") + Days::new(begin);
    // Most histories begin at the counter; some with whatever comes.
    if !begin.is_multiple_of(4) {
        let channel = ReceiptChannel::Counter;
        let command =
            Command::Register { channel, matter: Matter::Information, arrived_on: today, split_from: None, rules };
        story.submit(Capability::ALL, today, &command).unwrap();
    }
    for one in tries {
        today = today + Days::new(one.after);
        let may = Capability::ALL.get(one.who..=one.who).unwrap_or(Capability::ALL);
        let wishes = wishes(&story, today - Days::new(one.back), one.number);
        let command = wishes.get(one.what % wishes.len()).unwrap();
        let before = story.events.len();
        if story.submit(may, today, command).is_ok() {
            prop_assert!(command.who().iter().any(|who| may.contains(who)));
            prop_assert!(story.events.len() > before);
            look(&story, today)?;
        }
    }
    Ok((story, today))
}

/// What the office alone does to bring a case to its end, the most final first. Nothing of it is the applicant's.
const ENDING: [&str; 11] = [
    "archive",
    "serve",
    "reply",
    "sign",
    "pass_legal",
    "draft_reply",
    "confirm_receipt",
    "note_fee_notice",
    "note_delivery",
    "weigh_reasons",
    "return_signature",
];

fn ending(possible: &Possible, on: NaiveDate) -> Option<Command> {
    let no = possible.no.unwrap_or_default();
    Some(match possible.command {
        "archive" => Command::Archive { on },
        "serve" => Command::Serve { method: ServingMethod::Post, sent_on: on, received_on: None, proof: true },
        "reply" => Command::Reply { on },
        "sign" => Command::Sign { on },
        "pass_legal" => Command::PassLegal { on },
        "draft_reply" => {
            let reply = possible.reply?;
            Command::DraftReply { reply, facts: facts(reply), on }
        }
        "confirm_receipt" => Command::ConfirmReceipt { on },
        "note_fee_notice" => Command::NoteFeeNotice { on },
        "note_delivery" => Command::NoteDelivery { no, on },
        "weigh_reasons" => Command::WeighReasons { on, reasonable: false },
        "return_signature" => Command::ReturnSignature { on },
        _ => return None,
    })
}

fn anybody() -> Actor<'static> {
    Actor { account: None, may: Capability::ALL, units: &[3, 4] }
}

/// What the desk offers of the way to the end.
fn offered(story: &Story, today: NaiveDate) -> Option<Command> {
    let possible = story.case.next(&anybody(), Moment::start_of(today), &story.calendar);
    let mut open: Vec<_> = possible.iter().filter(|p| p.refusal.is_none()).collect();
    open.sort_by_key(|p| ENDING.iter().position(|code| *code == p.command).unwrap_or(usize::MAX));
    open.first().and_then(|p| ending(p, today))
}

fn is_start(line: &Line) -> bool {
    use LineKind as K;
    matches!(line.kind, K::Received | K::SupplementArrived | K::ReasonsArrived | K::Paid | K::Annulled | K::Delayed)
}

fn is_stretch(line: &Line) -> bool {
    !matches!(line.kind, LineKind::Extension | LineKind::Due)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Stopping and restarting never gains or loses a day, and the clock is never negative.
    #[test]
    fn the_clock_is_what_a_count_day_by_day_finds(
        rules in any_rules(),
        begin in 0_u64..2_500,
        tries in prop::collection::vec(any_try(), 0..120),
    ) {
        live(rules, begin, &tries, |story, today| {
            for day in [today, today + Days::new(11), today + Days::new(45)] {
                let view = story.case.clock(&story.calendar, day);
                let plain = plain(&story.events, &story.calendar, day);
                prop_assert_eq!(view.due.map(|due| due.date), plain.due);
                prop_assert_eq!((view.counted, view.stopped), (plain.counted, plain.stopped));
                prop_assert!(view.counted <= plain.limit);
                prop_assert_eq!(story.case.due(&story.calendar), view.due);
                let day = story.case.reply.map_or(day, |(_, on)| on.min(day));
                match view.due {
                    Some(due) if day > due.date => prop_assert!(view.days_left < 0 && view.counted == plain.limit),
                    _ => prop_assert_eq!(view.days_left, i64::from(plain.limit - view.counted)),
                }
            }
            Ok(())
        })?;
    }

    /// The table leads from the start in force to the last day without a gap, and its days make up the limit.
    #[test]
    fn the_explanation_leads_to_the_last_day(
        rules in any_rules(),
        begin in 0_u64..2_500,
        tries in prop::collection::vec(any_try(), 0..120),
    ) {
        live(rules, begin, &tries, |story, today| {
            let lines = story.lines();
            let due = story.case.due(&story.calendar);
            prop_assert_eq!(lines.iter().any(|line| line.kind == LineKind::Due), due.is_some());
            let Some(at) = lines.iter().rposition(is_start) else { return Ok(()) };
            let mut last = lines.get(at).unwrap().from;
            let mut counted = 0;
            for line in lines.iter().skip(at + 1).filter(|line| is_stretch(line)) {
                prop_assert_eq!(Some(line.from), last.succ_opt());
                counted += line.days;
                prop_assert_eq!(line.so_far, counted);
                last = line.to.unwrap_or(line.from);
            }
            if let Some(due) = due {
                prop_assert_eq!((last, lines.last().unwrap().from), (due.date, due.date));
                prop_assert_eq!(counted, plain(&story.events, &story.calendar, today).limit);
            } else {
                prop_assert_eq!(lines.iter().rfind(|line| is_stretch(line)).unwrap().to, None);
            }
            Ok(())
        })?;
    }

    #[test]
    fn there_is_no_reply_without_receipt(
        rules in any_rules(),
        begin in 0_u64..2_500,
        tries in prop::collection::vec(any_try(), 0..120),
    ) {
        let (story, _) = live(rules, begin, &tries, |_, _| Ok(()))?;
        let mut received = None;
        for event in &story.events {
            match event.what {
                Happening::Received { on } => received = Some(on),
                Happening::Replied { on, .. } => prop_assert!(received.is_some_and(|day| day <= on)),
                Happening::Served { sent_on, .. } => prop_assert!(received.is_some_and(|day| day <= sent_on)),
                _ => {}
            }
        }
        let case = &story.case;
        prop_assert_eq!(case.reply.is_some(), case.state().is_closed());
        prop_assert!(case.reply.is_none() || case.withdrawn || case.received_on.is_some());
        prop_assert!(case.held_fen() >= 0);
    }

    /// From wherever a history has led, the office finds the end by what the desk offers it and by waiting: without
    /// the applicant's help, without withdrawal, without being lied to by the list of what may be done.
    #[test]
    fn every_case_can_be_finished(
        rules in any_rules(),
        begin in 0_u64..2_500,
        tries in prop::collection::vec(any_try(), 0..120),
    ) {
        let (mut story, mut today) = live(rules, begin, &tries, |_, _| Ok(()))?;
        if story.case.state() == CaseState::Unknown {
            return Ok(());
        }
        let latest = today + Days::new(200);
        while story.case.state() != CaseState::Archived {
            match offered(&story, today) {
                Some(command) => prop_assert_eq!(story.submit(Capability::ALL, today, &command), Ok(())),
                None => today = today + Days::new(1),
            }
            prop_assert!(today < latest, "stuck: {:?}", story.case);
        }
    }

    #[test]
    fn a_case_is_nothing_but_its_events(
        rules in any_rules(),
        begin in 0_u64..2_500,
        tries in prop::collection::vec(any_try(), 0..120),
    ) {
        let (story, _) = live(rules, begin, &tries, |_, _| Ok(()))?;
        prop_assert_eq!(&Case::fold(&story.events), &story.case);
        let text = serde_json::to_string(&story.events).unwrap();
        let read: Vec<Event> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &story.events);
        let mut taken = Case::default();
        for event in &read {
            taken.take(&event.what);
            taken.last_seq = event.seq;
        }
        prop_assert_eq!(&taken, &story.case);
        let seqs: Vec<u32> = story.events.iter().map(|event| event.seq).collect();
        let numbers: Vec<u32> = (1..).take(seqs.len()).collect();
        prop_assert_eq!(seqs, numbers);
    }
}

/// The properties above would be hollow if their histories never got anywhere.
#[test]
fn the_histories_reach_every_kind_of_event_and_every_state() {
    let mut runner = TestRunner::deterministic();
    let history = (any_rules(), 0_u64..2_500, prop::collection::vec(any_try(), 120));
    let (mut kinds, mut states) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..400 {
        let (rules, begin, tries) = history.new_tree(&mut runner).unwrap().current();
        let seen = live(rules, begin, &tries, |story, _| {
            states.insert(story.case.state().code());
            Ok(())
        });
        for event in seen.unwrap().0.events {
            let value = serde_json::to_value(&event.what).unwrap();
            kinds.insert(value.get("kind").unwrap().as_str().unwrap().to_string());
        }
    }
    // All but the officer's assignment and the calendar's notes, which carry no dates and were not wished for.
    assert_eq!(kinds.len(), 40, "{kinds:?}");
    assert_eq!(states.len(), CaseState::ALL.len() - 1, "{states:?}");
}
