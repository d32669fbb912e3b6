//! The clock a second time and in the plainest way: from the events alone, day by day, asking of each day whether it
//! counts. It shares nothing with the program but the events and the question whether a day is a working day.

use chrono::NaiveDate;
use domain::calendar::WorkCalendar;
use domain::request::channel::{Consulted, Matter};
use domain::request::rules::{FeeEffect, LateSupplement, ReasonsEffect, StopConvention};
use domain::request::{Event, Happening, Rules};

/// What a person with a wall calendar and a pencil finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plain {
    pub due: Option<NaiveDate>,
    pub limit: u32,
    pub counted: u32,
    pub stopped: bool,
}

#[derive(Default)]
struct Letter {
    sent: NaiveDate,
    last: Option<NaiveDate>,
    answered: Option<NaiveDate>,
    days: u16,
}

struct Reasons {
    on: NaiveDate,
    until: NaiveDate,
    arrived: Option<NaiveDate>,
}

#[derive(Default)]
struct Told {
    rules: Rules,
    days: u16,
    start: Option<(NaiveDate, u16)>,
    extension: u16,
    delayed: Option<(NaiveDate, NaiveDate)>,
    letters: Vec<Letter>,
    supplement: Option<(NaiveDate, bool)>,
    reasons: Option<Reasons>,
    /// The day of the notice, and the first day that counts again.
    fee: Option<(NaiveDate, Option<NaiveDate>)>,
    ended: Option<NaiveDate>,
}

/// Longer than any history here can hold the clock.
const FAR: usize = 1_000;

pub fn plain(events: &[Event], calendar: &WorkCalendar, today: NaiveDate) -> Plain {
    let mut told = Told::default();
    for event in events {
        told.hear(&event.what, calendar);
    }
    told.count(calendar, today)
}

fn nth(calendar: &WorkCalendar, after: NaiveDate, n: u16) -> NaiveDate {
    let mut working = after.iter_days().skip(1).filter(|day| calendar.is_working(*day));
    working.nth(usize::from(n) - 1).unwrap()
}

impl Told {
    fn begin(&mut self, on: NaiveDate, days: u16) {
        if self.start.is_none_or(|(before, _)| before <= on) {
            self.start = Some((on, days));
            self.extension = 0;
            self.delayed = None;
        }
    }

    fn again(&mut self, on: NaiveDate) {
        self.begin(on, self.days);
    }

    fn hear(&mut self, what: &Happening, calendar: &WorkCalendar) {
        use Happening as H;
        match *what {
            H::Registered { ref rules, matter, .. } => {
                self.rules = **rules;
                self.days = if matter == Matter::Correction { rules.correction_days } else { rules.reply_days };
            }
            H::Received { on } => self.again(on),
            H::SupplementAsked { on, late, .. } => {
                self.supplement = Some((on, !late || self.rules.late_supplement == LateSupplement::Resets));
            }
            H::SupplementArrived { on } => {
                let (_, holds) = self.supplement.take().unwrap();
                if holds {
                    self.again(on);
                }
            }
            H::ExtensionApproved { days, .. } => self.extension = days,
            H::LimitDelayed { on, until } => self.delayed = Some((on, until)),
            H::ConsultationSent { with, on, .. } => {
                let days = match with {
                    Consulted::ThirdParty => self.rules.third_party_days,
                    Consulted::CoMaker => self.rules.co_maker_days,
                    Consulted::Organ => self.rules.organ_days,
                };
                self.letters.push(Letter { sent: on, days, ..Letter::default() });
            }
            H::ConsultationDelivered { no, on } => {
                let letter = self.letters.get_mut(usize::from(no)).unwrap();
                letter.last = Some(nth(calendar, on, letter.days));
            }
            H::ConsultationAnswered { no, on, .. } | H::ConsultationRecalled { no, on } => {
                self.letters.get_mut(usize::from(no)).unwrap().answered = Some(on);
            }
            H::ReasonsAsked { on, until } => self.reasons = Some(Reasons { on, until, arrived: None }),
            H::ReasonsArrived { on } => {
                let asked = self.reasons.as_mut().unwrap();
                asked.arrived = Some(on);
                if on <= asked.until && self.rules.reasons_effect == ReasonsEffect::Resets {
                    self.again(on);
                }
            }
            H::FeeNoticed { on, .. } => self.fee = Some((on, None)),
            H::FeeCancelled { on } => self.fee.as_mut().unwrap().1 = Some(on),
            H::FeePaid { on } => {
                self.fee.as_mut().unwrap().1 = on.succ_opt();
                if self.rules.fee_effect == FeeEffect::Afresh {
                    self.again(on);
                }
            }
            H::Replied { on, .. } | H::Withdrawn { on } => self.ended = Some(on),
            H::Annulled { on, days, .. } => {
                self.ended = None;
                self.days = days;
                (self.supplement, self.reasons, self.fee) = (None, None, None);
                for letter in self.letters.iter_mut().filter(|letter| letter.answered.is_none()) {
                    letter.answered = Some(on);
                }
                self.again(on);
            }
            _ => {}
        }
    }

    /// Whether the day lies between asking and answering.
    fn between(&self, day: NaiveDate, asked: NaiveDate, answered: Option<NaiveDate>, last: Option<NaiveDate>) -> bool {
        let inside = match self.rules.stop_convention {
            StopConvention::FromSending => asked <= day && answered.is_none_or(|answer| day < answer),
            StopConvention::FromNextDay => asked < day && answered.is_none_or(|answer| day <= answer),
        };
        inside && last.is_none_or(|last| day <= last)
    }

    fn stopped(&self, day: NaiveDate) -> bool {
        let since = self.delayed.map_or(NaiveDate::MIN, |(on, _)| on);
        let supplement = self.supplement.is_some_and(|(on, holds)| holds && since <= on && on <= day);
        let fee = self.fee.is_some_and(|(on, end)| since <= on && on <= day && end.is_none_or(|end| day < end));
        let asks = self.rules.reasons_effect != ReasonsEffect::Runs;
        let reasons = self.reasons.as_ref().filter(|_| asks);
        let others = reasons.is_some_and(|asked| self.between(day, asked.on, asked.arrived, Some(asked.until)))
            || self.letters.iter().any(|letter| self.between(day, letter.sent, letter.answered, letter.last));
        supplement || fee || (others && self.delayed.is_none())
    }

    fn count(&self, calendar: &WorkCalendar, today: NaiveDate) -> Plain {
        let Some((start, days)) = self.start else { return Plain::default() };
        let mut plain = Plain { limit: u32::from(days + self.extension), ..Plain::default() };
        let mut first = start;
        if let Some((on, until)) = self.delayed {
            // The day told, or the first working day after it.
            let end = nth(calendar, until.pred_opt().unwrap(), 1);
            let counts = on.iter_days().skip(1).take_while(|day| *day <= end).filter(|day| calendar.is_working(*day));
            plain.limit = u32::try_from(counts.count()).unwrap();
            first = on;
        }
        let today = self.ended.map_or(today, |ended| ended.min(today));
        let mut counted = 0;
        for day in first.iter_days().skip(1).take(FAR) {
            if self.stopped(day) {
                plain.stopped |= day == today;
            } else if calendar.is_working(day) {
                counted += 1;
                plain.counted += u32::from(day <= today);
                if counted == plain.limit {
                    plain.due = Some(day);
                    break;
                }
            }
        }
        plain
    }
}
