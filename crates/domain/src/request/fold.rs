//! A case as the fold over its events. Nothing here is ever set by hand. Not the limits: see `clock`.

use chrono::NaiveDate;

use super::channel::{Consulted, Matter, Opinion, ReceiptChannel};
use super::event::{Event, Happening};
use super::reply::ReplyKind;
use super::rules::{FeeEffect, LateSupplement, ReasonsEffect, Rules};

crate::code_enum! {
    /// Where a case stands.
    pub enum CaseState {
        /// No event yet.
        Unknown = "unknown", "未登记";
        /// Registered, not yet received in the sense of art. 31.
        Registered = "registered", "待确认收到";
        Handling = "handling", "办理中";
        Supplement = "supplement", "待补正";
        Reasons = "reasons", "待说明理由";
        Fee = "fee", "待缴费";
        Consulting = "consulting", "征求意见中";
        LegalReview = "legal_review", "待合法性审核";
        Signature = "signature", "待签发";
        Ready = "ready", "待答复";
        Replied = "replied", "已答复待送达";
        Served = "served", "已送达待归档";
        Withdrawn = "withdrawn", "已撤回待归档";
        Archived = "archived", "已归档";
    }
}

impl CaseState {
    /// Whether the case counts as answered.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Replied | Self::Served | Self::Withdrawn | Self::Archived)
    }
}

crate::code_enum! {
    /// Who has to move next.
    pub enum WaitingFor {
        Office = "office", "本机关";
        Applicant = "applicant", "申请人";
        Others = "others", "被征求意见方";
        Nobody = "nobody", "无";
    }
}

crate::code_enum! {
    /// What a part's unit has done with it.
    pub enum PartState {
        Assigned = "assigned", "待接收";
        Taken = "taken", "办理中";
        Refused = "refused", "不予接收";
        Done = "done", "已办结";
    }
}

/// A unit's part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub unit: i64,
    pub state: PartState,
    pub assigned_on: NaiveDate,
}

/// One letter asking for an opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consultation {
    pub with: Consulted,
    pub sent_on: NaiveDate,
    pub delivered_on: Option<NaiveDate>,
    /// Answered or called back.
    pub ended_on: Option<NaiveDate>,
    pub opinion: Option<Opinion>,
    pub overridden: bool,
}

/// Something the applicant was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub on: NaiveDate,
    /// Last day for the applicant.
    pub until: NaiveDate,
    pub arrived_on: Option<NaiveDate>,
    /// Only for a supplement: asked after the limit of art. 30.
    pub late: bool,
}

/// The fee asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeAsked {
    pub noticed_on: NaiveDate,
    pub received_on: Option<NaiveDate>,
    /// Paid, or called off.
    pub ended_on: Option<NaiveDate>,
    pub paid: bool,
    pub fen: i64,
    pub refunded_fen: i64,
}

/// How far the extension has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    pub asked_on: NaiveDate,
    pub days: u16,
    pub approved_on: Option<NaiveDate>,
    pub told_on: Option<NaiveDate>,
}

/// The reply in the making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    pub reply: ReplyKind,
    pub legal_passed: bool,
    pub signed_on: Option<NaiveDate>,
}

/// Why the clock started when it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartReason {
    Receipt,
    Supplement,
    Reasons,
    Payment,
    Annulment,
}

/// One start of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    pub on: NaiveDate,
    pub reason: StartReason,
    pub days: u16,
}

/// A case, folded. `Case::default()` is the case without events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    pub last_seq: u32,
    pub channel: Option<ReceiptChannel>,
    pub matter: Option<Matter>,
    pub arrived_on: Option<NaiveDate>,
    pub received_on: Option<NaiveDate>,
    pub unreachable_on: Option<NaiveDate>,
    pub split_from: Option<i64>,
    pub split_off: u16,
    pub rules: Rules,
    pub officer: Option<i64>,
    pub parts: Vec<Part>,
    /// Every start of the clock, the last one in force.
    pub starts: Vec<Start>,
    pub supplement: Option<Asked>,
    pub reasons: Option<Asked>,
    pub reasons_reasonable: Option<bool>,
    pub extension: Option<Extension>,
    pub consultations: Vec<Consultation>,
    pub fee: Option<FeeAsked>,
    pub delayed_until: Option<NaiveDate>,
    pub draft: Option<Draft>,
    /// The reply in force, or F3 for a withdrawn case.
    pub reply: Option<(ReplyKind, NaiveDate)>,
    pub withdrawn: bool,
    pub served: bool,
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
            H::PartAssigned { unit, on, .. } => {
                self.parts.push(Part { unit, state: PartState::Assigned, assigned_on: on });
            }
            H::PartReassigned { part, unit, on } => {
                if let Some(part) = self.part_mut(part) {
                    *part = Part { unit, state: PartState::Assigned, assigned_on: on };
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
            H::LimitDelayed { until, .. } => self.delayed_until = Some(until),
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

    /// The clock starts afresh: what was extended or delayed before lapses with it.
    fn restart(&mut self, on: NaiveDate, reason: StartReason) {
        let days = self.starts.last().map_or(self.rules.reply_days, |start| start.days);
        self.starts.push(Start { on, reason, days });
        self.extension = None;
        self.delayed_until = None;
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
                if let Some(asked) = &mut self.reasons {
                    asked.arrived_on = Some(on);
                }
                if self.rules.reasons_effect == ReasonsEffect::Resets {
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
        let Some(fee) = &mut self.fee else { return };
        match *what {
            Happening::FeeNoticeReceived { on } => fee.received_on = Some(on),
            Happening::FeeCancelled { on } => fee.ended_on = Some(on),
            Happening::FeeRefunded { fen, .. } => fee.refunded_fen += fen,
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
            Happening::ReplyDrafted { reply, .. } => {
                self.draft = Some(Draft { reply, legal_passed: false, signed_on: None });
            }
            Happening::LegalPassed { .. } => {
                if let Some(draft) = &mut self.draft {
                    draft.legal_passed = true;
                }
            }
            Happening::Signed { on } => {
                if let Some(draft) = &mut self.draft {
                    draft.signed_on = Some(on);
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
        self.fee = None;
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

    /// Whether a supplement is being waited for.
    #[must_use]
    pub fn awaits_supplement(&self) -> bool {
        self.supplement.is_some_and(|asked| asked.arrived_on.is_none())
    }

    /// Whether reasons are being waited for.
    #[must_use]
    pub fn awaits_reasons(&self) -> bool {
        self.reasons.is_some_and(|asked| asked.arrived_on.is_none()) && self.reasons_reasonable.is_none()
    }

    /// Whether a payment is being waited for.
    #[must_use]
    pub fn awaits_fee(&self) -> bool {
        self.fee.is_some_and(|fee| fee.ended_on.is_none())
    }

    /// Where the case stands. A consultation that met silence still shows as such until the reply is drafted; the
    /// clock has gone on since the end of its limit.
    #[must_use]
    pub fn state(&self) -> CaseState {
        if self.channel.is_none() {
            CaseState::Unknown
        } else if self.archived {
            CaseState::Archived
        } else if self.withdrawn {
            CaseState::Withdrawn
        } else if self.reply.is_some() {
            if self.served { CaseState::Served } else { CaseState::Replied }
        } else if self.received_on.is_none() {
            CaseState::Registered
        } else if let Some(draft) = self.draft {
            self.draft_state(draft)
        } else if self.awaits_supplement() {
            CaseState::Supplement
        } else if self.awaits_fee() {
            CaseState::Fee
        } else if self.awaits_reasons() {
            CaseState::Reasons
        } else if self.consultations.iter().any(|c| c.ended_on.is_none()) {
            CaseState::Consulting
        } else {
            CaseState::Handling
        }
    }

    fn draft_state(&self, draft: Draft) -> CaseState {
        if !draft.legal_passed && self.rules.legal_review.contains(draft.reply) {
            CaseState::LegalReview
        } else if draft.signed_on.is_none() && self.rules.signature.contains(draft.reply) {
            CaseState::Signature
        } else {
            CaseState::Ready
        }
    }

    /// Who has to move next.
    #[must_use]
    pub fn waiting_for(&self) -> WaitingFor {
        match self.state() {
            CaseState::Supplement | CaseState::Reasons | CaseState::Fee => WaitingFor::Applicant,
            CaseState::Registered if self.unreachable_on.is_some() => WaitingFor::Applicant,
            CaseState::Consulting => WaitingFor::Others,
            CaseState::Unknown | CaseState::Archived => WaitingFor::Nobody,
            _ => WaitingFor::Office,
        }
    }
}
