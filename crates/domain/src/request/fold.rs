//! A case as the fold over its events. Nothing here is ever set by hand. Not the limits: see `clock`.

use chrono::NaiveDate;

use super::channel::{Matter, ReceiptChannel};
use super::event::{Event, Happening};
use super::reply::ReplyKind;
use super::rules::{FeeEffect, LateSupplement, ReasonsEffect, Rules};

mod entries;
mod state;

pub use entries::{Asked, Consultation, Draft, Extension, FeeAsked, Part, PartState, Start, StartReason};
pub use state::{CaseState, WaitingFor};

/// A case, folded. `Case::default()` is the case without events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    /// Number of the last event.
    pub last_seq: u32,
    /// None before the first event.
    pub channel: Option<ReceiptChannel>,
    /// What is asked for.
    pub matter: Option<Matter>,
    /// The day on which it reached the office.
    pub arrived_on: Option<NaiveDate>,
    /// The day of receipt in the sense of art. 31.
    pub received_on: Option<NaiveDate>,
    /// The last day on which the applicant was tried in vain.
    pub unreachable_on: Option<NaiveDate>,
    /// The application of several matters from which this one was split.
    pub split_from: Option<i64>,
    /// How many matters were split off from this one.
    pub split_off: u16,
    /// The rules under which it was opened.
    pub rules: Rules,
    /// The officer's account.
    pub officer: Option<i64>,
    /// The units' parts, by their number.
    pub parts: Vec<Part>,
    /// Every start of the clock in order of its day, the last one in force.
    pub starts: Vec<Start>,
    /// The demand of art. 30 in this round.
    pub supplement: Option<Asked>,
    /// The demand of art. 35 in this round.
    pub reasons: Option<Asked>,
    /// What the reasons were found to be.
    pub reasons_reasonable: Option<bool>,
    /// The extension asked for or in force.
    pub extension: Option<Extension>,
    /// Every letter asking for an opinion, by its number.
    pub consultations: Vec<Consultation>,
    /// The fee of this round.
    pub fee: Option<FeeAsked>,
    /// Fees paid in rounds that were annulled; what was paid can still be given back.
    pub earlier_fees: Vec<FeeAsked>,
    /// The day on which a delayed limit was fixed (art. 35).
    pub delayed_on: Option<NaiveDate>,
    /// The delayed limit as the applicant was told it.
    pub delayed_until: Option<NaiveDate>,
    /// The reply in the making.
    pub draft: Option<Draft>,
    /// The reply in force, or F3 for a withdrawn case.
    pub reply: Option<(ReplyKind, NaiveDate)>,
    /// Ended by the applicant.
    pub withdrawn: bool,
    /// The reply has reached the applicant.
    pub served: bool,
    /// Put into the archive.
    pub archived: bool,
    /// How often a reply was annulled.
    pub rounds: u16,
}

impl Case {
    /// The case after all these events.
    #[must_use]
    pub fn fold(events: &[Event]) -> Self {
        let mut case = Self::default();
        for event in events {
            case.apply(event);
        }
        case
    }

    /// The case after one more event. Trusts it: what may happen is decided before it is written.
    pub fn apply(&mut self, event: &Event) {
        self.last_seq = event.seq;
        self.take(&event.what);
    }

    /// As [`apply`](Self::apply), for what has just been decided and has no number yet.
    pub fn take(&mut self, what: &Happening) {
        use Happening as H;
        match *what {
            H::Registered { channel, matter, arrived_on, split_from, ref rules } => {
                self.channel = Some(channel);
                self.matter = Some(matter);
                self.arrived_on = Some(arrived_on);
                self.split_from = split_from;
                self.rules = **rules;
            }
            H::Received { on } => self.receive(on),
            H::Unreachable { on } => self.unreachable_on = Some(on),
            H::SplitOff { .. } => self.split_off += 1,
            H::OfficerAssigned { officer } => self.officer = Some(officer),
            H::PartAssigned { unit, on, until, .. } => {
                self.parts.push(Part { unit, state: PartState::Assigned, assigned_on: on, until });
            }
            H::PartReassigned { part, unit, on, until } => {
                if let Some(part) = self.part_mut(part) {
                    *part = Part { unit, state: PartState::Assigned, assigned_on: on, until };
                }
            }
            H::PartTaken { part } => self.mark_part(part, PartState::Taken),
            H::PartRefused { part } => self.mark_part(part, PartState::Refused),
            H::PartDone { part, .. } => self.mark_part(part, PartState::Done),
            H::SupplementAsked { .. } | H::SupplementProlonged { .. } | H::SupplementArrived { .. } => {
                self.take_supplement(what);
            }
            H::ExtensionAsked { on, days } => {
                self.extension = Some(Extension { asked_on: on, days, approved_on: None, told_on: None });
            }
            H::ExtensionRefused { .. } => self.extension = None,
            H::ExtensionApproved { on, days } => {
                if let Some(extension) = &mut self.extension {
                    extension.days = days;
                    extension.approved_on = Some(on);
                }
            }
            H::ExtensionTold { on } => {
                if let Some(extension) = &mut self.extension {
                    extension.told_on = Some(on);
                }
            }
            H::ConsultationSent { with, on, .. } => self.consultations.push(Consultation {
                with,
                sent_on: on,
                delivered_on: None,
                ended_on: None,
                opinion: None,
                overridden: false,
            }),
            H::ConsultationDelivered { no, on } => self.with_consultation(no, |c| c.delivered_on = Some(on)),
            H::ConsultationAnswered { no, on, opinion } => self.with_consultation(no, |c| {
                c.ended_on = Some(on);
                c.opinion = Some(opinion);
            }),
            H::ConsultationRecalled { no, on } => self.with_consultation(no, |c| c.ended_on = Some(on)),
            H::ObjectionOverridden { no, .. } => self.with_consultation(no, |c| c.overridden = true),
            H::ReasonsAsked { .. } | H::ReasonsArrived { .. } | H::ReasonsWeighed { .. } => self.take_reasons(what),
            H::LimitDelayed { on, until } => {
                self.delayed_on = Some(on);
                self.delayed_until = Some(until);
            }
            H::FeeNoticed { .. }
            | H::FeeNoticeReceived { .. }
            | H::FeePaid { .. }
            | H::FeeCancelled { .. }
            | H::FeeRefunded { .. } => self.take_fee(what),
            H::ReplyDrafted { .. }
            | H::LegalPassed { .. }
            | H::LegalReturned { .. }
            | H::Signed { .. }
            | H::SignatureReturned { .. }
            | H::Replied { .. }
            | H::Served { .. }
            | H::Withdrawn { .. }
            | H::Annulled { .. }
            | H::Archived { .. } => self.take_reply(what),
            H::CalendarChanged { .. } => {}
        }
    }

    fn receive(&mut self, on: NaiveDate) {
        let days = match self.matter {
            Some(Matter::Correction) => self.rules.correction_days,
            _ => self.rules.reply_days,
        };
        self.received_on = Some(on);
        self.starts.push(Start { on, reason: StartReason::Receipt, days });
    }

    /// The clock starts afresh: what was extended or delayed before lapses with it. Papers can be entered in another
    /// order than they came; the start of the latest day stays in force.
    fn restart(&mut self, on: NaiveDate, reason: StartReason) {
        let days = self.starts.last().map_or(self.rules.reply_days, |start| start.days);
        let place = self.starts.partition_point(|start| start.on <= on);
        self.starts.insert(place, Start { on, reason, days });
        if place + 1 == self.starts.len() {
            self.extension = None;
            self.delayed_on = None;
            self.delayed_until = None;
        }
    }

    fn take_supplement(&mut self, what: &Happening) {
        match *what {
            Happening::SupplementAsked { on, until, late } => {
                self.supplement = Some(Asked { on, until, arrived_on: None, late });
            }
            Happening::SupplementProlonged { until, .. } => {
                if let Some(asked) = &mut self.supplement {
                    asked.until = until;
                }
            }
            Happening::SupplementArrived { on } => {
                if let Some(asked) = &mut self.supplement {
                    asked.arrived_on = Some(on);
                    if !asked.late || self.rules.late_supplement == LateSupplement::Resets {
                        self.restart(on, StartReason::Supplement);
                    }
                }
            }
            _ => {}
        }
    }

    fn take_reasons(&mut self, what: &Happening) {
        match *what {
            Happening::ReasonsAsked { on, until } => {
                self.reasons = Some(Asked { on, until, arrived_on: None, late: false });
            }
            Happening::ReasonsArrived { on } => {
                let Some(asked) = &mut self.reasons else { return };
                asked.arrived_on = Some(on);
                // Reasons that come after their day are weighed, but win nobody a fresh clock.
                let in_time = on <= asked.until;
                if in_time && self.rules.reasons_effect == ReasonsEffect::Resets {
                    self.restart(on, StartReason::Reasons);
                }
            }
            Happening::ReasonsWeighed { reasonable, .. } => self.reasons_reasonable = Some(reasonable),
            _ => {}
        }
    }

    fn take_fee(&mut self, what: &Happening) {
        if let Happening::FeeNoticed { on, fen } = *what {
            self.fee =
                Some(FeeAsked { noticed_on: on, received_on: None, ended_on: None, paid: false, fen, refunded_fen: 0 });
        }
        if let Happening::FeeRefunded { fen, .. } = *what {
            self.earlier_fees.iter_mut().chain(&mut self.fee).fold(fen, |rest, fee| fee.give_back(rest));
        }
        let Some(fee) = &mut self.fee else { return };
        match *what {
            Happening::FeeNoticeReceived { on } => fee.received_on = Some(on),
            Happening::FeeCancelled { on } => fee.ended_on = Some(on),
            Happening::FeePaid { on } => {
                fee.ended_on = Some(on);
                fee.paid = true;
                if self.rules.fee_effect == FeeEffect::Afresh {
                    self.restart(on, StartReason::Payment);
                }
            }
            _ => {}
        }
    }

    fn take_reply(&mut self, what: &Happening) {
        match *what {
            Happening::ReplyDrafted { reply, on, .. } => {
                self.draft = Some(Draft { reply, since: on, legal_passed: false, signed_on: None });
            }
            Happening::LegalPassed { on } => {
                if let Some(draft) = &mut self.draft {
                    draft.legal_passed = true;
                    draft.since = on;
                }
            }
            Happening::Signed { on } => {
                if let Some(draft) = &mut self.draft {
                    draft.signed_on = Some(on);
                    draft.since = on;
                }
            }
            Happening::LegalReturned { .. } | Happening::SignatureReturned { .. } => self.draft = None,
            Happening::Replied { reply, on } => {
                self.reply = Some((reply, on));
                self.draft = None;
            }
            Happening::Served { .. } => self.served = true,
            Happening::Withdrawn { on } => {
                self.withdrawn = true;
                self.draft = None;
                self.reply = Some((ReplyKind::F3, on));
            }
            Happening::Archived { .. } => self.archived = true,
            Happening::Annulled { on, days, .. } => {
                self.reply = None;
                self.served = false;
                self.archived = false;
                self.rounds += 1;
                self.close_waits(on);
                self.restart(on, StartReason::Annulment);
                if let Some(start) = self.starts.last_mut() {
                    start.days = days;
                }
            }
            _ => {}
        }
    }

    /// A new round asks anew: what was open in the old one is not waited for any more.
    fn close_waits(&mut self, on: NaiveDate) {
        self.supplement = None;
        self.reasons = None;
        self.reasons_reasonable = None;
        self.earlier_fees.extend(self.fee.take().filter(|fee| fee.paid));
        for consultation in &mut self.consultations {
            consultation.ended_on.get_or_insert(on);
        }
    }

    fn part_mut(&mut self, part: u16) -> Option<&mut Part> {
        self.parts.get_mut(usize::from(part))
    }

    fn mark_part(&mut self, part: u16, state: PartState) {
        if let Some(part) = self.part_mut(part) {
            part.state = state;
        }
    }

    fn with_consultation(&mut self, no: u16, change: impl FnOnce(&mut Consultation)) {
        if let Some(consultation) = self.consultations.get_mut(usize::from(no)) {
            change(consultation);
        }
    }
}
