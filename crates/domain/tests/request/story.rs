//! A case told in dates, for the tests of the request clock: every step goes through `decide`, as in the program.

use chrono::NaiveDate;
use domain::calendar::WorkCalendar;
use domain::request::channel::{Consulted, Matter, Opinion, ReceiptChannel, ServingMethod};
use domain::request::clock::{ClockView, StageKind};
use domain::request::explain::Line;
use domain::request::reply::{Fact, ReplyKind};
use domain::request::{Actor, Capability, Case, CaseState, Command, Event, Refusal, Rules, decide};
use domain::time::Moment;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// All that a reply of this kind demands.
pub fn facts(kind: ReplyKind) -> Vec<Fact> {
    kind.facts().collect()
}

/// A case with its history and the calendar it runs by.
#[derive(Clone)]
pub struct Story {
    pub case: Case,
    pub events: Vec<Event>,
    pub calendar: WorkCalendar,
    pub rules: Rules,
}

impl Story {
    pub fn empty(rules: Rules) -> Self {
        Self { case: Case::default(), events: Vec::new(), calendar: WorkCalendar::official(), rules }
    }

    pub fn new(arrived: &str, channel: ReceiptChannel, matter: Matter, rules: Rules) -> Self {
        let mut story = Self::empty(rules);
        let arrived_on = day(arrived);
        story.on(arrived, Command::Register { channel, matter, arrived_on, split_from: None, rules });
        story
    }

    /// Handed in at the counter, so received the same day.
    pub fn received(on: &str, rules: Rules) -> Self {
        Self::new(on, ReceiptChannel::Counter, Matter::Information, rules)
    }

    pub fn try_as(&mut self, may: &[Capability], today: &str, command: Command) -> Result<(), Refusal> {
        self.submit(may, day(today), &command)
    }

    pub fn submit(&mut self, may: &[Capability], today: NaiveDate, command: &Command) -> Result<(), Refusal> {
        let now = Moment::start_of(today);
        let actor = Actor { account: Some(1), may, units: &[3, 4] };
        for what in decide(&self.case, command, &actor, now, &self.calendar)? {
            let seq = self.case.last_seq + 1;
            let event = Event { seq, at: now, by: actor.account, what };
            self.case.apply(&event);
            self.events.push(event);
        }
        Ok(())
    }

    pub fn try_on(&mut self, today: &str, command: Command) -> Result<(), Refusal> {
        self.try_as(Capability::ALL, today, command)
    }

    pub fn on(&mut self, today: &str, command: Command) {
        let code = command.code();
        self.try_on(today, command).unwrap_or_else(|refusal| panic!("{code} on {today}: {refusal:?}"));
    }

    /// Done and dated on the same day.
    pub fn try_at(&mut self, today: &str, command: impl FnOnce(NaiveDate) -> Command) -> Result<(), Refusal> {
        self.try_on(today, command(day(today)))
    }

    pub fn at(&mut self, today: &str, command: impl FnOnce(NaiveDate) -> Command) {
        self.on(today, command(day(today)));
    }

    /// Whether such a reply could be drafted; the story stays as it is.
    pub fn try_draft(&self, today: &str, reply: ReplyKind) -> Result<(), Refusal> {
        self.clone().try_at(today, |on| Command::DraftReply { reply, facts: facts(reply), on })
    }

    /// From the draft to the proof of service in one day.
    pub fn answer(&mut self, today: &str, reply: ReplyKind) {
        self.at(today, |on| Command::DraftReply { reply, facts: facts(reply), on });
        if self.case.state() == CaseState::LegalReview {
            self.at(today, |on| Command::PassLegal { on });
        }
        self.at(today, |on| Command::Sign { on });
        self.at(today, |on| Command::Reply { on });
        let method = ServingMethod::Direct;
        self.at(today, |sent_on| Command::Serve { method, sent_on, received_on: Some(sent_on), proof: true });
    }

    pub fn due(&self) -> String {
        self.case.due(&self.calendar).map_or("open".to_string(), |due| due.date.to_string())
    }

    pub fn view(&self, on: &str) -> ClockView {
        self.case.clock(&self.calendar, day(on))
    }

    pub fn stage(&self, kind: StageKind) -> Option<String> {
        let view = self.case.clock(&self.calendar, self.events.last()?.at.date());
        view.stage_limits.iter().find(|limit| limit.kind == kind).map(|limit| limit.due.date.to_string())
    }

    pub fn lines(&self) -> Vec<Line> {
        self.case.explain(&self.calendar)
    }
}

pub fn received(on: &str) -> Story {
    Story::received(on, Rules::default())
}

pub fn consulted(story: &mut Story, with: Consulted, sent: &str, delivered: &str) -> u16 {
    let no = u16::try_from(story.case.consultations.len()).unwrap();
    story.at(sent, |on| Command::Consult { with, on });
    story.at(delivered, |on| Command::NoteDelivery { no, on });
    no
}

pub fn answered(story: &mut Story, no: u16, on: &str) {
    story.at(on, |on| Command::NoteOpinion { no, on, opinion: Opinion::Agrees });
}

pub fn supplement(story: &mut Story, asked: &str, until: &str, arrived: &str) {
    story.at(asked, |on| Command::AskSupplement { on, until: day(until) });
    story.at(arrived, |on| Command::Supplement { on });
}

pub fn extended(story: &mut Story, on: &str, days: u16) {
    story.at(on, |on| Command::AskExtension { on, days });
    story.at(on, |on| Command::ApproveExtension { on });
}

pub fn delayed(until: &str) -> Story {
    let mut story = received("2026-02-13");
    story.at("2026-02-26", |on| Command::AskReasons { on, until: day("2026-03-10") });
    story.at("2026-03-04", |on| Command::GiveReasons { on });
    story.at("2026-03-05", |on| Command::WeighReasons { on, reasonable: true });
    story.at("2026-03-06", |on| Command::DelayLimit { on, until: day(until) });
    story
}
