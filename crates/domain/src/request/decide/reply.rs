//! Deciding on the reply, from the draft to the archive, and on what sets it aside. Not what it waits for to be asked.

use chrono::NaiveDate;

use super::others::objects;
use super::{Court, Decision, one};
use crate::request::channel::Matter;
use crate::request::command::Command;
use crate::request::event::Happening;
use crate::request::fold::CaseState;
use crate::request::refusal::Refusal;
use crate::request::reply::{ReplyClass, ReplyKind, missing_facts};

impl Court<'_> {
    pub(super) fn reply(&self, command: &Command) -> Decision {
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
                self.dated(on, Some(draft.since))?;
                // An opinion may have come in since the draft.
                self.may_reply(draft.reply, on)?;
                one(Happening::Replied { reply: draft.reply, on })
            }
            _ => self.wrong(),
        }
    }

    pub(super) fn step(&self, states: &[CaseState], on: NaiveDate, what: Happening) -> Decision {
        self.in_state(states)?;
        self.dated(on, self.case.draft.map(|draft| draft.since))?;
        one(what)
    }

    /// Whether a reply of this kind can be given at all, by what has been asked and answered.
    pub(super) fn may_reply(&self, reply: ReplyKind, on: NaiveDate) -> Result<(), Refusal> {
        let case = self.case;
        // The other kinds answer a question about information; a correction is made, refused or passed on (art. 41).
        if case.matter == Some(Matter::Correction) && reply.class() != ReplyClass::Other {
            return Err(Refusal::NotForCorrection);
        }
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
        if case.held_by_supplement() || case.awaits_fee() || case.awaits_reasons() || self.waits_for_opinion(on) {
            return Err(Refusal::Waiting);
        }
        if reply == ReplyKind::A2 && case.consultations.iter().any(|asked| objects(asked) && !asked.overridden) {
            return Err(Refusal::ThirdPartyObjects);
        }
        Ok(())
    }

    pub(super) fn waits_for_opinion(&self, on: NaiveDate) -> bool {
        self.case
            .consultations
            .iter()
            .filter(|asked| asked.ended_on.is_none())
            .any(|asked| self.case.consultation_limit(asked, self.calendar).is_none_or(|limit| on <= limit.date))
    }

    pub(super) fn end(&self, command: &Command) -> Decision {
        use CaseState as S;
        let replied_on = self.case.reply.map(|(_, on)| on);
        match *command {
            Command::Serve { method, sent_on, received_on, proof } => {
                // Again, too: a letter that came back is sent once more, a receipt comes in later.
                self.in_state(&[S::Replied, S::Served])?;
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
                one(Happening::CalendarChanged { from: change.from, to: change.to, limit: change.limit })
            }
            _ => self.wrong(),
        }
    }
}
