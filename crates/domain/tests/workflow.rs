//! The way to publication: each transition of the table, and what no history can reach.
#![allow(clippy::unwrap_used)]

use domain::identity::{Grant, Role, Scope};
use domain::item::openness::Openness;
use domain::item::workflow::{Actor, Event, Outcome, PublicState, Refusal, Situation, WorkState, decide};
use domain::time::Moment;
use proptest::prelude::*;

const EDITOR: i64 = 1;
const OTHER: i64 = 2;

fn grant(lent_by: Option<i64>) -> Grant {
    Grant { role: Role::Publisher, scope: Scope::All, lent_by, until: None }
}

fn situation(work: WorkState) -> Situation {
    Situation {
        work,
        public: PublicState::Never,
        steps: 2,
        openness: Openness::Proactive,
        submitter: Some(EDITOR),
        urgent_by: None,
        scheduled_at: Some(Moment(500)),
        open_findings: 0,
    }
}

fn by(person: i64, s: &Situation, event: &Event) -> Result<Outcome, Refusal> {
    decide(Moment(100), s, event, &Actor::Person { id: person, grant: &grant(None) })
}

fn text(s: &str) -> String {
    s.to_string()
}

#[test]
fn the_usual_way_with_two_steps() {
    let steps = [
        (WorkState::Draft, EDITOR, Event::Submit, Outcome::Move(WorkState::Review1)),
        (WorkState::Review1, OTHER, Event::Approve, Outcome::Move(WorkState::Review2)),
        (WorkState::Review2, OTHER, Event::Approve, Outcome::Move(WorkState::SecrecyReview)),
        (
            WorkState::SecrecyReview,
            OTHER,
            Event::PassSecrecy { conclusion: text("不涉密") },
            Outcome::Move(WorkState::Approved),
        ),
        (WorkState::Approved, OTHER, Event::Schedule { at: Moment(101) }, Outcome::Move(WorkState::Scheduled)),
        (WorkState::Scheduled, OTHER, Event::Unschedule, Outcome::Move(WorkState::Approved)),
        (WorkState::Approved, OTHER, Event::Publish, Outcome::GoLive),
        (WorkState::Review2, OTHER, Event::Return { reason: text("数据有误") }, Outcome::Move(WorkState::Returned)),
        (WorkState::Review2, EDITOR, Event::TakeBack, Outcome::Move(WorkState::Draft)),
        (WorkState::Returned, EDITOR, Event::Submit, Outcome::Move(WorkState::Review1)),
        (WorkState::Draft, EDITOR, Event::Discard, Outcome::Move(WorkState::Replaced)),
    ];
    for (state, person, event, outcome) in steps {
        assert_eq!(by(person, &situation(state), &event), Ok(outcome), "{state:?} {event:?}");
    }
}

#[test]
fn reasons_why_not() {
    let mut open = situation(WorkState::Draft);
    open.open_findings = 3;
    let mut kept = situation(WorkState::Approved);
    kept.openness = Openness::OnRequest;
    let mut urgent = situation(WorkState::Published);
    urgent.urgent_by = Some(OTHER);
    let cases = [
        (open, EDITOR, Event::Submit, Refusal::FindingsOpen { count: 3 }),
        (kept, OTHER, Event::Publish, Refusal::NotProactive),
        (situation(WorkState::Review1), EDITOR, Event::Approve, Refusal::OwnSubmission),
        (
            situation(WorkState::SecrecyReview),
            EDITOR,
            Event::PassSecrecy { conclusion: text("不涉密") },
            Refusal::OwnSubmission,
        ),
        (
            situation(WorkState::SecrecyReview),
            OTHER,
            Event::PassSecrecy { conclusion: text(" ") },
            Refusal::ConclusionMissing,
        ),
        (situation(WorkState::Approved), EDITOR, Event::Publish, Refusal::OwnSubmission),
        (situation(WorkState::Approved), OTHER, Event::Schedule { at: Moment(100) }, Refusal::TimePassed),
        (situation(WorkState::Review1), OTHER, Event::Publish, Refusal::WrongState { state: WorkState::Review1 }),
        (situation(WorkState::Review1), OTHER, Event::TakeBack, Refusal::NotTheSubmitter),
        (situation(WorkState::Review1), OTHER, Event::Return { reason: text("") }, Refusal::ReasonMissing),
        (situation(WorkState::Published), OTHER, Event::Withdraw { reason: text("有误") }, Refusal::NotLive),
        (situation(WorkState::Published), OTHER, Event::ConfirmUrgent, Refusal::NothingToConfirm),
        (urgent, OTHER, Event::ConfirmUrgent, Refusal::OwnUrgentPublication),
    ];
    for (s, person, event, refusal) in cases {
        assert_eq!(by(person, &s, &event), Err(refusal), "{event:?}");
    }
}

#[test]
fn a_deputy_may_not_approve_what_his_principal_submitted() {
    let s = situation(WorkState::Review1);
    let lent = grant(Some(EDITOR));
    let actor = Actor::Person { id: OTHER, grant: &lent };
    assert_eq!(decide(Moment(0), &s, &Event::Approve, &actor), Err(Refusal::OwnSubmission));
}

#[test]
fn a_timer_publishes_only_what_is_approved_and_due() {
    let timer = |state, now| decide(Moment(now), &situation(state), &Event::Publish, &Actor::Timer);
    assert_eq!(timer(WorkState::Scheduled, 499), Err(Refusal::TooEarly));
    assert_eq!(timer(WorkState::Scheduled, 500), Ok(Outcome::GoLive));
    for &state in WorkState::ALL.iter().filter(|s| **s != WorkState::Scheduled) {
        assert_eq!(timer(state, 900), Err(Refusal::WrongState { state }));
    }
    for event in [Event::Approve, Event::Submit, Event::PassSecrecy { conclusion: text("x") }] {
        assert!(decide(Moment(900), &situation(WorkState::Scheduled), &event, &Actor::Timer).is_err());
    }
}

#[test]
fn the_emergency_door_wants_a_reason_and_a_conclusion_and_clean_checks() {
    let good = Event::PublishUrgent { reason: text("暴雨红色预警"), secrecy_conclusion: text("不涉密") };
    assert_eq!(by(OTHER, &situation(WorkState::Draft), &good), Ok(Outcome::GoLiveUrgent));
    let silent = Event::PublishUrgent { reason: text(""), secrecy_conclusion: text("不涉密") };
    assert_eq!(by(OTHER, &situation(WorkState::Draft), &silent), Err(Refusal::ReasonMissing));
    let unchecked = Event::PublishUrgent { reason: text("急"), secrecy_conclusion: text("") };
    assert_eq!(by(OTHER, &situation(WorkState::Draft), &unchecked), Err(Refusal::ConclusionMissing));
    let mut open = situation(WorkState::Draft);
    open.open_findings = 1;
    assert_eq!(by(OTHER, &open, &good), Err(Refusal::FindingsOpen { count: 1 }));
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Submit),
        Just(Event::Approve),
        Just(Event::TakeBack),
        Just(Event::Unschedule),
        Just(Event::Publish),
        Just(Event::Discard),
        Just(Event::Return { reason: text("改") }),
        Just(Event::PassSecrecy { conclusion: text("不涉密") }),
        Just(Event::RefuseSecrecy { reason: text("涉密") }),
        Just(Event::Schedule { at: Moment(1_000_000) }),
    ]
}

proptest! {
    /// However people press the buttons, nothing goes live by the usual way without every review step
    /// and the secrecy review since its last submission, none of them by the submitter.
    #[test]
    fn nothing_goes_live_unreviewed(steps in 1u8..=3, history in prop::collection::vec((any_event(), 1i64..4), 0..60)) {
        let mut s = situation(WorkState::Draft);
        s.steps = steps;
        s.submitter = None;
        let mut passed: Vec<(WorkState, i64)> = Vec::new();
        for (event, person) in history {
            let before = s.work;
            match by(person, &s, &event) {
                Ok(Outcome::Move(next)) => {
                    if matches!(event, Event::Submit) { s.submitter = Some(person); passed.clear(); }
                    if matches!(event, Event::Approve | Event::PassSecrecy { .. }) { passed.push((before, person)); }
                    s.work = next;
                }
                Ok(Outcome::GoLive) => {
                    let states: Vec<WorkState> = passed.iter().map(|(w, _)| *w).collect();
                    let mut wanted: Vec<WorkState> = (1..=steps).filter_map(WorkState::of_step).collect();
                    wanted.push(WorkState::SecrecyReview);
                    prop_assert_eq!(states, wanted);
                    prop_assert!(passed.iter().all(|(_, p)| Some(*p) != s.submitter));
                    return Ok(());
                }
                Ok(other) => prop_assert!(false, "unexpected {:?}", other),
                Err(_) => {}
            }
        }
    }
}
