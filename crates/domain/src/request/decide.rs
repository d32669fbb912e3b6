//! What may happen to a case: `decide` turns a command into events, or says why not. Not permission of an account
//! (that is `app`), not storage.
//!
//! Late supplements: art. 30 gives the organ seven working days to ask. After them the ask is, by the rule the case
//! was opened under, refused or kept as late; a late one does not win the organ a fresh clock unless the rule says so.

use chrono::NaiveDate;

use super::command::{Actor, Capability, Command};
use super::event::Happening;
use super::fold::{Case, CaseState, PartState};
use super::refusal::Refusal;
use crate::calendar::WorkCalendar;
use crate::time::Moment;

mod applicant;
mod others;
mod reply;

/// What a decision comes out as.
pub type Decision = Result<Vec<Happening>, Refusal>;

/// Decides a command.
///
/// # Errors
/// The [`Refusal`]; then nothing happened.
pub fn decide(case: &Case, command: &Command, actor: &Actor<'_>, now: Moment, calendar: &WorkCalendar) -> Decision {
    if !command.who().iter().any(|who| actor.may.contains(who)) {
        return Err(Refusal::NotYours);
    }
    let court = Court { case, today: now.date(), calendar };
    court.own_part(command, actor)?;
    match command {
        Command::Register { .. } | Command::ConfirmReceipt { .. } | Command::NoteUnreachable { .. } => {
            court.intake(command)
        }
        Command::SplitOff { .. }
        | Command::AssignOfficer { .. }
        | Command::AssignPart { .. }
        | Command::TakePart { .. }
        | Command::RefusePart { .. }
        | Command::ReassignPart { .. }
        | Command::FinishPart { .. } => court.work(command),
        Command::AskSupplement { .. } | Command::ProlongSupplement { .. } | Command::Supplement { .. } => {
            court.supplement(command)
        }
        Command::AskExtension { .. }
        | Command::ApproveExtension { .. }
        | Command::RefuseExtension { .. }
        | Command::TellExtension { .. } => court.extension(command),
        Command::Consult { .. }
        | Command::NoteDelivery { .. }
        | Command::NoteOpinion { .. }
        | Command::RecallConsultation { .. }
        | Command::OverrideObjection { .. } => court.consultation(command),
        Command::AskReasons { .. }
        | Command::GiveReasons { .. }
        | Command::WeighReasons { .. }
        | Command::DelayLimit { .. } => court.reasons(command),
        Command::NoticeFee { .. }
        | Command::NoteFeeNotice { .. }
        | Command::NotePayment { .. }
        | Command::CancelFee { .. }
        | Command::RefundFee { .. } => court.fee(command),
        Command::DraftReply { .. }
        | Command::PassLegal { .. }
        | Command::ReturnLegal { .. }
        | Command::Sign { .. }
        | Command::ReturnSignature { .. }
        | Command::Reply { .. } => court.reply(command),
        Command::Serve { .. }
        | Command::Withdraw { .. }
        | Command::Annul { .. }
        | Command::Archive { .. }
        | Command::NoteCalendar { .. } => court.end(command),
    }
}

/// The case with the day and the calendar by which it is judged.
struct Court<'a> {
    case: &'a Case,
    today: NaiveDate,
    calendar: &'a WorkCalendar,
}

fn one(what: Happening) -> Decision {
    Ok(vec![what])
}

/// Most parts of one case: more units do not answer one application.
const MOST_PARTS: u16 = 50;

impl Court<'_> {
    fn wrong<T>(&self) -> Result<T, Refusal> {
        Err(Refusal::WrongState { state: self.case.state() })
    }

    fn in_state(&self, states: &[CaseState]) -> Result<(), Refusal> {
        if states.contains(&self.case.state()) { Ok(()) } else { self.wrong() }
    }

    /// Received, not answered, and no reply under way.
    fn open(&self) -> Result<(), Refusal> {
        use CaseState as S;
        self.in_state(&[S::Handling, S::Supplement, S::Reasons, S::Fee, S::Consulting])
    }

    /// Received and not answered; a reply may be under way.
    fn undecided(&self) -> Result<(), Refusal> {
        let state = self.case.state();
        if self.case.received_on.is_none() || state.is_closed() { self.wrong() } else { Ok(()) }
    }

    /// Refuses a legal date before `earliest` or after today.
    fn dated(&self, on: NaiveDate, earliest: Option<NaiveDate>) -> Result<(), Refusal> {
        if on > self.today {
            return Err(Refusal::InFuture { today: self.today });
        }
        match earliest {
            Some(earliest) if on < earliest => Err(Refusal::TooEarly { earliest }),
            _ => Ok(()),
        }
    }

    /// The day on which the clock in force started, or the receipt: nothing is done earlier.
    fn floor(&self) -> Option<NaiveDate> {
        self.case.starts.last().map(|start| start.on).or(self.case.received_on).or(self.case.arrived_on)
    }

    fn open_on(&self, on: NaiveDate) -> Result<(), Refusal> {
        self.open()?;
        self.dated(on, self.floor())
    }

    fn later(&self, until: NaiveDate, on: NaiveDate) -> Result<(), Refusal> {
        if until > self.calendar.last_day() {
            return Err(Refusal::OutsideCalendar);
        }
        if until > on { Ok(()) } else { Err(Refusal::LimitNotLater { after: on }) }
    }

    fn intake(&self, command: &Command) -> Decision {
        match *command {
            Command::Register { channel, matter, arrived_on, split_from, rules } => {
                self.in_state(&[CaseState::Unknown])?;
                self.dated(arrived_on, None)?;
                if self.calendar.due(arrived_on, 250).is_err() {
                    return Err(Refusal::OutsideCalendar);
                }
                let rules = Box::new(rules);
                let mut happened = vec![Happening::Registered { channel, matter, arrived_on, split_from, rules }];
                if channel.is_received_on_arrival() {
                    happened.push(Happening::Received { on: arrived_on });
                }
                Ok(happened)
            }
            Command::ConfirmReceipt { on } => {
                self.in_state(&[CaseState::Registered])?;
                self.dated(on, self.case.arrived_on)?;
                one(Happening::Received { on })
            }
            Command::NoteUnreachable { on } => {
                self.in_state(&[CaseState::Registered])?;
                self.dated(on, self.case.arrived_on)?;
                one(Happening::Unreachable { on })
            }
            _ => self.wrong(),
        }
    }

    fn work(&self, command: &Command) -> Decision {
        use PartState as P;
        let state = self.case.state();
        if state == CaseState::Unknown || state.is_closed() {
            return self.wrong();
        }
        match *command {
            Command::SplitOff { request } => one(Happening::SplitOff { request }),
            Command::AssignOfficer { officer } => one(Happening::OfficerAssigned { officer }),
            Command::AssignPart { unit, on, until } => {
                self.dated(on, self.case.arrived_on)?;
                self.wanted_by(until, on)?;
                let part = u16::try_from(self.case.parts.len()).unwrap_or(u16::MAX);
                if part >= MOST_PARTS {
                    return Err(Refusal::TooMany { most: MOST_PARTS });
                }
                one(Happening::PartAssigned { part, unit, on, until })
            }
            Command::TakePart { part } => {
                self.part(part, &[P::Assigned])?;
                one(Happening::PartTaken { part })
            }
            Command::RefusePart { part } => {
                self.part(part, &[P::Assigned])?;
                one(Happening::PartRefused { part })
            }
            Command::ReassignPart { part, unit, on, until } => {
                let earliest = self.part(part, &[P::Assigned, P::Taken, P::Refused])?;
                self.dated(on, Some(earliest))?;
                self.wanted_by(until, on)?;
                one(Happening::PartReassigned { part, unit, on, until })
            }
            Command::FinishPart { part, on } => {
                let earliest = self.part(part, &[P::Taken])?;
                self.dated(on, Some(earliest))?;
                one(Happening::PartDone { part, on })
            }
            _ => self.wrong(),
        }
    }

    /// Only the unit that was asked works on its part; to finish it for the unit is the officer's right as well.
    fn own_part(&self, command: &Command, actor: &Actor<'_>) -> Result<(), Refusal> {
        let part = match *command {
            Command::TakePart { part } | Command::RefusePart { part } => part,
            Command::FinishPart { part, .. } if !actor.may.contains(&Capability::RequestOfficer) => part,
            _ => return Ok(()),
        };
        match self.case.parts.get(usize::from(part)) {
            Some(part) if !actor.units.contains(&part.unit) => Err(Refusal::NotYours),
            _ => Ok(()),
        }
    }

    fn wanted_by(&self, until: Option<NaiveDate>, on: NaiveDate) -> Result<(), Refusal> {
        until.map_or(Ok(()), |until| self.later(until, on))
    }

    fn part(&self, part: u16, states: &[PartState]) -> Result<NaiveDate, Refusal> {
        let part = self.case.parts.get(usize::from(part)).ok_or(Refusal::NoSuchPart)?;
        if states.contains(&part.state) { Ok(part.assigned_on) } else { self.wrong() }
    }
}
