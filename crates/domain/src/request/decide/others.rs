//! Deciding on consultations and fees: what others answer or pay. Not the reply.

use super::{Court, Decision, one};
use crate::request::channel::{Consulted, Opinion};
use crate::request::command::Command;
use crate::request::event::Happening;
use crate::request::fold::Consultation;
use crate::request::refusal::Refusal;

/// A hundred million yuan: more is a slip of the pen.
const MOST_FEN: i64 = 10_000_000_000;

/// Most letters asking for an opinion in one case.
const MOST_CONSULTATIONS: u16 = 100;

impl Court<'_> {
    pub(super) fn consultation(&self, command: &Command) -> Decision {
        match *command {
            Command::Consult { with, on } => {
                self.open_on(on)?;
                let no = u16::try_from(self.case.consultations.len()).unwrap_or(u16::MAX);
                if no >= MOST_CONSULTATIONS {
                    return Err(Refusal::TooMany { most: MOST_CONSULTATIONS });
                }
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
                self.undecided()?;
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

    /// A letter still unanswered. Its answer is taken also while a reply is under way: the reply is looked at again
    /// before it goes out.
    fn asked(&self, no: u16) -> Result<&Consultation, Refusal> {
        self.undecided()?;
        let asked = self.case.consultations.get(usize::from(no)).ok_or(Refusal::NoSuchConsultation)?;
        if asked.ended_on.is_some() { Err(Refusal::AlreadyDone) } else { Ok(asked) }
    }

    pub(super) fn fee(&self, command: &Command) -> Decision {
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
                if !(1..=MOST_FEN).contains(&fen) {
                    return Err(Refusal::WrongAmount { most: MOST_FEN });
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
                let fees = self.case.earlier_fees.iter().chain(&self.case.fee);
                let Some(paid_on) = fees.filter(|fee| fee.paid).filter_map(|fee| fee.ended_on).min() else {
                    return self.wrong();
                };
                self.dated(on, Some(paid_on))?;
                if fen <= 0 || fen > self.case.held_fen() {
                    return Err(Refusal::WrongAmount { most: self.case.held_fen() });
                }
                one(Happening::FeeRefunded { on, fen })
            }
            _ => self.wrong(),
        }
    }
}

/// Whether a third party objected (arts 15, 32).
pub(super) fn objects(asked: &Consultation) -> bool {
    asked.with == Consulted::ThirdParty && asked.opinion == Some(Opinion::Objects)
}
