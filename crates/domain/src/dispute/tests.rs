//! Disputes: what may follow what, the limits, the cells of table 4.

use chrono::NaiveDate;

use super::*;
use crate::calendar::WorkCalendar;
use crate::request::remedy::RemedyRules;
use crate::request::reply::ReplyKind;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn event(on: &str, what: Happening) -> Event {
    Event { on: day(on), what }
}

const ACCEPTED: Happening = Happening::Accepted { procedure: Procedure::Ordinary };

fn decided(outcome: Outcome) -> Happening {
    Happening::Decided { outcome }
}

fn refused(track: Track, events: &[Event], next: Event) -> Result<(), DisputeRefusal> {
    Dispute::fold(track, events).check(next, day("2026-12-31"))
}

#[test]
fn what_may_follow_what() {
    use DisputeRefusal as R;
    let filed = event("2026-03-02", Happening::Filed);
    let accepted = event("2026-03-05", ACCEPTED);
    let simplified = event("2026-03-05", Happening::Accepted { procedure: Procedure::Simplified });
    let upheld = event("2026-04-20", decided(Outcome::Upheld));
    let appealed = event("2026-04-25", Happening::Appealed);
    let extended = event("2026-04-01", Happening::Extended);
    let (recon, court) = (Track::Reconsideration, Track::DirectLitigation);
    #[allow(clippy::type_complexity, reason = "a table reads best as one literal")]
    let cases: [(Track, &[Event], Event, Result<(), R>); 18] = [
        (recon, &[], filed, Ok(())),
        (recon, &[], accepted, Err(R::NotFiled)),
        (recon, &[filed], filed, Err(R::FiledAlready)),
        (recon, &[filed], accepted, Ok(())),
        (recon, &[filed, accepted], event("2026-03-06", ACCEPTED), Err(R::AcceptedAlready)),
        (recon, &[filed, accepted], event("2026-03-04", Happening::Extended), Err(R::BeforeEarlier)),
        (recon, &[filed, accepted], event("2027-01-01", Happening::Extended), Err(R::Future)),
        (recon, &[filed, accepted], extended, Ok(())),
        (recon, &[filed, simplified], extended, Err(R::NotExtendable)),
        (recon, &[filed, accepted, extended], extended, Err(R::NotExtendable)),
        (court, &[filed, accepted], extended, Err(R::NotExtendable)),
        (recon, &[filed], event("2026-03-09", decided(Outcome::Other)), Ok(())),
        (recon, &[filed, accepted], event("2026-04-20", decided(Outcome::Pending)), Err(R::NoOutcome)),
        (recon, &[filed, accepted, upheld], event("2026-04-21", Happening::Extended), Err(R::Decided)),
        (recon, &[filed, accepted, upheld], appealed, Err(R::NotAppealable)),
        (court, &[filed, accepted], appealed, Err(R::NotDecided)),
        (court, &[filed, accepted, upheld], appealed, Ok(())),
        (
            court,
            &[filed, accepted, upheld, appealed, event("2026-07-01", decided(Outcome::Upheld))],
            event("2026-07-03", Happening::Appealed),
            Err(R::NotAppealable),
        ),
    ];
    for (at, (track, events, next, wanted)) in cases.into_iter().enumerate() {
        assert_eq!(refused(track, events, next), wanted, "case {at}");
    }
}

#[test]
fn an_appeal_makes_the_outcome_open_again() {
    let events = [
        event("2026-01-05", Happening::Filed),
        event("2026-01-08", ACCEPTED),
        event("2026-05-06", decided(Outcome::Upheld)),
        event("2026-05-12", Happening::Appealed),
    ];
    assert_eq!(Dispute::fold(Track::DirectLitigation, &events[..3]).outcome(), Outcome::Upheld);
    assert_eq!(Dispute::fold(Track::DirectLitigation, &events).outcome(), Outcome::Pending);
}

/// Accepted 2026-03-05: +60 days = 2026-05-04, in the holiday 05-01..05-05, so Wednesday 2026-05-06; extended +90 =
/// 2026-06-03, a Wednesday; simplified +30 = 2026-04-04, in the holiday 04-04..04-06, so Tuesday 2026-04-07.
#[test]
fn the_decision_is_due_by_its_procedure() {
    let calendar = WorkCalendar::official();
    let rules = DisputeRules::default();
    let due = |events: &[Event]| {
        let dispute = Dispute::fold(Track::Reconsideration, events);
        let all = reminders(&dispute, &rules, day("2026-03-10"), &calendar).unwrap_or_default();
        all.iter().map(|reminder| (reminder.kind, reminder.on)).collect::<Vec<_>>()
    };
    let filed = event("2026-03-02", Happening::Filed);
    let accepted = event("2026-03-05", ACCEPTED);
    let decision = ReminderKind::ReconsiderationDecision;
    assert_eq!(due(&[filed]), []);
    assert_eq!(due(&[filed, accepted]), [(decision, day("2026-05-06"))]);
    assert_eq!(due(&[filed, accepted, event("2026-04-01", Happening::Extended)]), [(decision, day("2026-06-03"))]);
    let simplified = event("2026-03-05", Happening::Accepted { procedure: Procedure::Simplified });
    let hearing = event("2026-03-06", Happening::Hearing { on: day("2026-03-20") });
    assert_eq!(
        due(&[filed, simplified, hearing]),
        [(ReminderKind::Hearing, day("2026-03-20")), (decision, day("2026-04-07"))]
    );
    let upheld = event("2026-04-20", decided(Outcome::Upheld));
    assert_eq!(due(&[filed, accepted, upheld]), [(ReminderKind::SuitPossible, day("2026-05-06"))]);
}

#[test]
fn a_dispute_counts_in_the_cell_of_its_year() {
    let events = [
        event("2024-11-04", Happening::Filed),
        event("2024-11-08", ACCEPTED),
        event("2026-01-12", decided(Outcome::Corrected)),
    ];
    let dispute = Dispute::fold(Track::DirectLitigation, &events);
    let outcome = |year, party| cell_in(&dispute, party, year).map(|cell| cell.outcome);
    let years = [2023, 2024, 2025, 2026, 2027].map(|year| outcome(year, Party::Original));
    assert_eq!(years, [None, Some(Outcome::Pending), Some(Outcome::Pending), Some(Outcome::Corrected), None]);
    assert_eq!(outcome(2026, Party::CoDefendant), None);
}

#[test]
fn a_suit_that_skips_reconsideration_looks_wrong() {
    let rules = RemedyRules::default();
    let check = |track, reply, on| is_suspicious(track, reply, day(on), &rules);
    assert!(check(Track::DirectLitigation, ReplyKind::C4, "2024-01-02"));
    assert!(!check(Track::DirectLitigation, ReplyKind::C4, "2023-12-29"));
    assert!(!check(Track::DirectLitigation, ReplyKind::D1a, "2025-03-03"));
    assert!(!check(Track::LitigationAfterReconsideration, ReplyKind::C4, "2025-03-03"));
}

#[test]
fn the_reply_itself_is_disputed_within_sixty_days_or_six_months() {
    let (rules, calendar) = (RemedyRules::default(), WorkCalendar::official());
    let last = |track| {
        let limit = filing_limit(track, &rules)?;
        limit.last_day(day("2026-03-06"), &calendar).ok().map(|due| due.date)
    };
    // Sixty days from Friday 2026-03-06: Tuesday 05-05 is a day off, 05-06 is not. Six months end on Sunday 09-06.
    assert_eq!(last(Track::Reconsideration), Some(day("2026-05-06")));
    assert_eq!(last(Track::DirectLitigation), Some(day("2026-09-07")));
    assert_eq!(last(Track::LitigationAfterReconsideration), None);
}
