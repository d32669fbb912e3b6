//! What may happen to a case: `decide` turns a command into events, or says why not. Not permission of an account
//! (that is `app`), not storage.
//!
//! Late supplements: art. 30 gives the organ seven working days to ask. After them the ask is, by the rule the case
//! was opened under, refused or kept as late; a late one does not win the organ a fresh clock unless the rule says so.

use chrono::NaiveDate;

use super::channel::{Consulted, Opinion};
use super::command::{Actor, Command};
use super::event::Happening;
use super::fold::{Case, CaseState, Consultation, PartState};
use super::refusal::Refusal;
use super::reply::{ReplyKind, missing_facts};
use super::rules::LateSupplement;
use crate::calendar::WorkCalendar;
use crate::time::Moment;

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
            Command::AssignPart { unit, on } => {
                self.dated(on, self.case.arrived_on)?;
                let most = u16::MAX;
                let part = u16::try_from(self.case.parts.len()).map_err(|_| Refusal::OutOfBounds { most })?;
                one(Happening::PartAssigned { part, unit, on })
            }
            Command::TakePart { part } => {
                self.part(part, &[P::Assigned])?;
                one(Happening::PartTaken { part })
            }
            Command::RefusePart { part } => {
                self.part(part, &[P::Assigned])?;
                one(Happening::PartRefused { part })
            }
            Command::ReassignPart { part, unit, on } => {
                let earliest = self.part(part, &[P::Assigned, P::Taken, P::Refused])?;
                self.dated(on, Some(earliest))?;
                one(Happening::PartReassigned { part, unit, on })
            }
            Command::FinishPart { part, on } => {
                let earliest = self.part(part, &[P::Taken])?;
                self.dated(on, Some(earliest))?;
                one(Happening::PartDone { part, on })
            }
            _ => self.wrong(),
        }
    }

    fn part(&self, part: u16, states: &[PartState]) -> Result<NaiveDate, Refusal> {
        let part = self.case.parts.get(usize::from(part)).ok_or(Refusal::NoSuchPart)?;
        if states.contains(&part.state) { Ok(part.assigned_on) } else { self.wrong() }
    }

    fn supplement(&self, command: &Command) -> Decision {
        match *command {
            Command::AskSupplement { on, until } => {
                self.open_on(on)?;
                self.later(until, on)?;
                if self.case.supplement.is_some() {
                    return Err(Refusal::AlreadyDone);
                }
                if self.case.awaits_fee() {
                    return Err(Refusal::Waiting);
                }
                let limit = self.case.supplement_ask_limit(self.calendar).ok_or(Refusal::OutsideCalendar)?.date;
                let late = on > limit;
                if late && self.case.rules.late_supplement == LateSupplement::Refused {
                    return Err(Refusal::TooLate { latest: limit });
                }
                one(Happening::SupplementAsked { on, until, late })
            }
            Command::ProlongSupplement { on, until } => {
                let asked = self.case.supplement.filter(|asked| asked.arrived_on.is_none());
                let Some(asked) = asked else { return self.wrong() };
                self.open()?;
                self.dated(on, Some(asked.on))?;
                self.later(until, asked.until.max(on))?;
                one(Happening::SupplementProlonged { on, until })
            }
            Command::Supplement { on } => {
                let asked = self.case.supplement.filter(|asked| asked.arrived_on.is_none());
                let Some(asked) = asked else { return self.wrong() };
                self.open()?;
                self.dated(on, Some(asked.on))?;
                // After the limit it is the officer who takes it, by prolonging for a good reason (art. 30).
                if on > asked.until {
                    return Err(Refusal::TooLate { latest: asked.until });
                }
                one(Happening::SupplementArrived { on })
            }
            _ => self.wrong(),
        }
    }

    fn extension(&self, command: &Command) -> Decision {
        let extension = self.case.extension;
        match *command {
            Command::AskExtension { on, days } => {
                self.open_on(on)?;
                self.before_due(on)?;
                if extension.is_some() {
                    return Err(Refusal::AlreadyDone);
                }
                let most = self.case.rules.extension_days;
                if days == 0 || days > most {
                    return Err(Refusal::OutOfBounds { most });
                }
                one(Happening::ExtensionAsked { on, days })
            }
            Command::ApproveExtension { on } => {
                let Some(asked) = extension.filter(|e| e.approved_on.is_none()) else { return self.wrong() };
                self.open()?;
                self.dated(on, Some(asked.asked_on))?;
                self.before_due(on)?;
                one(Happening::ExtensionApproved { on, days: asked.days })
            }
            Command::RefuseExtension { on } => {
                let Some(asked) = extension.filter(|e| e.approved_on.is_none()) else { return self.wrong() };
                self.open()?;
                self.dated(on, Some(asked.asked_on))?;
                one(Happening::ExtensionRefused { on })
            }
            Command::TellExtension { on } => {
                let approved = extension.filter(|e| e.told_on.is_none()).and_then(|e| e.approved_on);
                let Some(approved) = approved else { return self.wrong() };
                self.dated(on, Some(approved))?;
                one(Happening::ExtensionTold { on })
            }
            _ => self.wrong(),
        }
    }

    fn before_due(&self, on: NaiveDate) -> Result<(), Refusal> {
        match self.case.due(self.calendar) {
            Some(due) if on > due.date => Err(Refusal::TooLate { latest: due.date }),
            _ => Ok(()),
        }
    }

    fn consultation(&self, command: &Command) -> Decision {
        match *command {
            Command::Consult { with, on } => {
                self.open_on(on)?;
                let most = u16::MAX;
                let no = u16::try_from(self.case.consultations.len()).map_err(|_| Refusal::OutOfBounds { most })?;
                one(Happening::ConsultationSent { no, with, on })
            }
            Command::NoteDelivery { no, on } => {
                let asked = self.asked(no)?;
                if asked.delivered_on.is_some() {
                    return Err(Refusal::AlreadyDone);
                }
                self.dated(on, Some(asked.sent_on))?;
                one(Happening::ConsultationDelivered { no, on })
            }
            Command::NoteOpinion { no, on, opinion } => {
                let asked = self.asked(no)?;
                self.dated(on, Some(asked.delivered_on.unwrap_or(asked.sent_on)))?;
                one(Happening::ConsultationAnswered { no, on, opinion })
            }
            Command::RecallConsultation { no, on } => {
                let asked = self.asked(no)?;
                self.dated(on, Some(asked.delivered_on.unwrap_or(asked.sent_on)))?;
                one(Happening::ConsultationRecalled { no, on })
            }
            Command::OverrideObjection { no, on } => {
                self.open()?;
                let asked = self.case.consultations.get(usize::from(no)).ok_or(Refusal::NoSuchConsultation)?;
                if !objects(asked) {
                    return self.wrong();
                }
                self.dated(on, asked.ended_on)?;
                one(Happening::ObjectionOverridden { no, on })
            }
            _ => self.wrong(),
        }
    }

    fn asked(&self, no: u16) -> Result<&Consultation, Refusal> {
        self.open()?;
        let asked = self.case.consultations.get(usize::from(no)).ok_or(Refusal::NoSuchConsultation)?;
        if asked.ended_on.is_some() { Err(Refusal::AlreadyDone) } else { Ok(asked) }
    }

    fn reasons(&self, command: &Command) -> Decision {
        let open = self.case.reasons.filter(|asked| asked.arrived_on.is_none());
        match *command {
            Command::AskReasons { on, until } => {
                self.open_on(on)?;
                self.later(until, on)?;
                if self.case.reasons.is_some() {
                    return Err(Refusal::AlreadyDone);
                }
                one(Happening::ReasonsAsked { on, until })
            }
            Command::GiveReasons { on } => {
                let Some(asked) = open.filter(|_| self.case.awaits_reasons()) else { return self.wrong() };
                self.open()?;
                self.dated(on, Some(asked.on))?;
                one(Happening::ReasonsArrived { on })
            }
            Command::WeighReasons { on, reasonable } => {
                let Some(asked) = self.case.reasons else { return self.wrong() };
                self.open()?;
                if self.case.reasons_reasonable.is_some() {
                    return Err(Refusal::AlreadyDone);
                }
                self.dated(on, Some(asked.arrived_on.unwrap_or(asked.on)))?;
                if asked.arrived_on.is_none() && on <= asked.until {
                    return Err(Refusal::Waiting);
                }
                one(Happening::ReasonsWeighed { on, reasonable })
            }
            Command::DelayLimit { on, until } => {
                self.open_on(on)?;
                if self.case.reasons_reasonable != Some(true) {
                    return self.wrong();
                }
                self.before_due(on)?;
                let due = self.case.due(self.calendar).map_or(on, |due| due.date);
                self.later(until, due.max(on))?;
                one(Happening::LimitDelayed { on, until })
            }
            _ => self.wrong(),
        }
    }

    fn fee(&self, command: &Command) -> Decision {
        let open = self.case.fee.filter(|fee| fee.ended_on.is_none());
        match *command {
            Command::NoticeFee { on, fen } => {
                self.open_on(on)?;
                self.before_due(on)?;
                if self.case.fee.is_some() {
                    return Err(Refusal::AlreadyDone);
                }
                if self.case.awaits_supplement() {
                    return Err(Refusal::Waiting);
                }
                if fen <= 0 {
                    return Err(Refusal::OutOfBounds { most: u16::MAX });
                }
                one(Happening::FeeNoticed { on, fen })
            }
            Command::NoteFeeNotice { on } => {
                let Some(fee) = open else { return self.wrong() };
                self.open()?;
                self.dated(on, Some(fee.noticed_on))?;
                if fee.received_on.is_some() {
                    return Err(Refusal::AlreadyDone);
                }
                one(Happening::FeeNoticeReceived { on })
            }
            Command::NotePayment { on } => {
                let Some(fee) = open else { return self.wrong() };
                self.open()?;
                self.dated(on, Some(fee.received_on.unwrap_or(fee.noticed_on)))?;
                match self.case.fee_limit(self.calendar) {
                    Some(limit) if on > limit.date => Err(Refusal::TooLate { latest: limit.date }),
                    _ => one(Happening::FeePaid { on }),
                }
            }
            Command::CancelFee { on } => {
                let Some(fee) = open else { return self.wrong() };
                self.open()?;
                self.dated(on, Some(fee.received_on.unwrap_or(fee.noticed_on)))?;
                one(Happening::FeeCancelled { on })
            }
            Command::RefundFee { on, fen } => {
                let Some(fee) = self.case.fee.filter(|fee| fee.paid) else { return self.wrong() };
                self.dated(on, fee.ended_on)?;
                if fen <= 0 || fen > fee.fen - fee.refunded_fen {
                    return Err(Refusal::OutOfBounds { most: u16::MAX });
                }
                one(Happening::FeeRefunded { on, fen })
            }
            _ => self.wrong(),
        }
    }

    fn reply(&self, command: &Command) -> Decision {
        use CaseState as S;
        match *command {
            Command::DraftReply { reply, ref facts, on } => {
                self.open_on(on)?;
                self.may_reply(reply, on)?;
                let missing = missing_facts(reply, facts);
                if !missing.is_empty() {
                    return Err(Refusal::FactMissing { facts: missing });
                }
                one(Happening::ReplyDrafted { reply, facts: facts.clone(), on })
            }
            Command::PassLegal { on } => self.step(&[S::LegalReview], on, Happening::LegalPassed { on }),
            Command::ReturnLegal { on } => self.step(&[S::LegalReview], on, Happening::LegalReturned { on }),
            Command::Sign { on } => self.step(&[S::Signature], on, Happening::Signed { on }),
            Command::ReturnSignature { on } => {
                self.step(&[S::Signature, S::Ready], on, Happening::SignatureReturned { on })
            }
            Command::Reply { on } => {
                let Some(draft) = self.case.draft else { return self.wrong() };
                self.in_state(&[S::Ready])?;
                self.dated(on, draft.signed_on.max(self.floor()))?;
                one(Happening::Replied { reply: draft.reply, on })
            }
            _ => self.wrong(),
        }
    }

    fn step(&self, states: &[CaseState], on: NaiveDate, what: Happening) -> Decision {
        self.in_state(states)?;
        self.dated(on, self.floor())?;
        one(what)
    }

    /// Whether a reply of this kind can be given at all, by what has been asked and answered.
    fn may_reply(&self, reply: ReplyKind, on: NaiveDate) -> Result<(), Refusal> {
        let case = self.case;
        let lapsed = case.supplement.is_some_and(|asked| asked.arrived_on.is_none() && on > asked.until);
        let unpaid = case.awaits_fee() && case.fee_limit(self.calendar).is_some_and(|limit| on > limit.date);
        let met = match reply {
            ReplyKind::D3 => case.supplement.is_some_and(|asked| asked.arrived_on.is_some()),
            ReplyKind::E4 => case.reasons_reasonable == Some(false),
            ReplyKind::F1 => lapsed,
            ReplyKind::F2 => unpaid,
            _ => true,
        };
        if !met {
            return Err(Refusal::ConditionMissing { reply });
        }
        if matches!(reply, ReplyKind::F1 | ReplyKind::F2) {
            return Ok(());
        }
        let waits_for_supplement = case.supplement.is_some_and(|a| a.arrived_on.is_none() && !a.late);
        if waits_for_supplement || case.awaits_fee() || case.awaits_reasons() || self.waits_for_opinion(on) {
            return Err(Refusal::Waiting);
        }
        if reply == ReplyKind::A2 && case.consultations.iter().any(|asked| objects(asked) && !asked.overridden) {
            return Err(Refusal::ThirdPartyObjects);
        }
        Ok(())
    }

    fn waits_for_opinion(&self, on: NaiveDate) -> bool {
        self.case
            .consultations
            .iter()
            .filter(|asked| asked.ended_on.is_none())
            .any(|asked| self.case.consultation_limit(asked, self.calendar).is_none_or(|limit| on <= limit.date))
    }

    fn end(&self, command: &Command) -> Decision {
        use CaseState as S;
        let replied_on = self.case.reply.map(|(_, on)| on);
        match *command {
            Command::Serve { method, sent_on, received_on, proof } => {
                self.in_state(&[S::Replied])?;
                self.dated(sent_on, replied_on)?;
                if let Some(received) = received_on {
                    self.dated(received, Some(sent_on))?;
                }
                if !proof {
                    return Err(Refusal::ProofMissing);
                }
                one(Happening::Served { method, sent_on, received_on, proof })
            }
            Command::Withdraw { on } => {
                if self.case.state() == S::Unknown || self.case.state().is_closed() {
                    return self.wrong();
                }
                self.dated(on, self.floor())?;
                one(Happening::Withdrawn { on })
            }
            Command::Annul { by, on, days } => {
                self.in_state(&[S::Replied, S::Served, S::Archived])?;
                if self.case.withdrawn {
                    return self.wrong();
                }
                self.dated(on, replied_on)?;
                if days == 0 || days > 250 {
                    return Err(Refusal::OutOfBounds { most: 250 });
                }
                one(Happening::Annulled { by, on, days })
            }
            Command::Archive { on } => {
                self.in_state(&[S::Served, S::Withdrawn])?;
                self.dated(on, replied_on)?;
                one(Happening::Archived { on })
            }
            Command::NoteCalendar { change } => {
                let state = self.case.state();
                if state == S::Unknown || state.is_closed() {
                    return self.wrong();
                }
                one(Happening::CalendarChanged { from: change.from, to: change.to })
            }
            _ => self.wrong(),
        }
    }
}

/// Whether a third party objected (arts 15, 32).
fn objects(asked: &Consultation) -> bool {
    asked.with == Consulted::ThirdParty && asked.opinion == Some(Opinion::Objects)
}
