//! What may be done next and by whom: every command is put to `decide` with today's date, so that the desk can never
//! offer what would be refused. Not a second set of rules.

use super::channel::{AnnulledBy, Consulted, Opinion, ServingMethod};
use super::clock::next_day;
use super::command::{Actor, Capability, Command};
use super::decide::decide;
use super::fold::Case;
use super::refusal::Refusal;
use super::reply::ReplyKind;
use crate::calendar::WorkCalendar;
use crate::time::Moment;

/// One thing that may be done, or why not now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// [`Command::code`].
    pub command: &'static str,
    /// The part or consultation it is about.
    pub no: Option<u16>,
    /// Only for `draft_reply`: the kind of reply.
    pub reply: Option<ReplyKind>,
    pub who: &'static [Capability],
    /// None when it may be done now.
    pub refusal: Option<Refusal>,
}

impl Case {
    /// What somebody may do now; what is refused carries the reason. What is another's alone is not listed.
    #[must_use]
    pub fn next(&self, actor: &Actor<'_>, now: Moment, calendar: &WorkCalendar) -> Vec<Possible> {
        let offers = self.offers(now).into_iter().filter(|(_, c)| c.who().iter().any(|who| actor.may.contains(who)));
        offers
            .map(|(no, command)| Possible {
                command: command.code(),
                no,
                reply: match command {
                    Command::DraftReply { reply, .. } => Some(reply),
                    _ => None,
                },
                who: command.who(),
                refusal: decide(self, &command, actor, now, calendar).err(),
            })
            .filter(|possible| possible.refusal != Some(Refusal::NotYours))
            .collect()
    }

    fn offers(&self, now: Moment) -> Vec<(Option<u16>, Command)> {
        let on = now.date();
        // A day later than every limit already set, for the commands that set one.
        let asked = [self.supplement.map(|a| a.until), self.reasons.map(|a| a.until), self.delayed_until];
        let until = asked.into_iter().flatten().fold(next_day(on), |last, day| last.max(next_day(day)));
        let mut offers: Vec<_> = self.plain_offers(on, until).into_iter().map(|command| (None, command)).collect();
        for no in (0..).take(self.parts.len()) {
            let unit = 0;
            offers.push((Some(no), Command::TakePart { part: no }));
            offers.push((Some(no), Command::RefusePart { part: no }));
            offers.push((Some(no), Command::ReassignPart { part: no, unit, on, until: None }));
            offers.push((Some(no), Command::FinishPart { part: no, on }));
        }
        for no in (0..).take(self.consultations.len()) {
            offers.push((Some(no), Command::NoteDelivery { no, on }));
            offers.push((Some(no), Command::NoteOpinion { no, on, opinion: Opinion::Neither }));
            offers.push((Some(no), Command::RecallConsultation { no, on }));
            offers.push((Some(no), Command::OverrideObjection { no, on }));
        }
        for reply in ReplyKind::ALL {
            let facts = reply.facts().collect();
            offers.push((None, Command::DraftReply { reply: *reply, facts, on }));
        }
        offers
    }

    fn plain_offers(&self, on: chrono::NaiveDate, until: chrono::NaiveDate) -> Vec<Command> {
        vec![
            Command::ConfirmReceipt { on },
            Command::NoteUnreachable { on },
            Command::SplitOff { request: 0 },
            Command::AssignOfficer { officer: 0 },
            Command::AssignPart { unit: 0, on, until: None },
            Command::AskSupplement { on, until },
            Command::ProlongSupplement { on, until },
            Command::Supplement { on },
            Command::AskExtension { on, days: 1 },
            Command::ApproveExtension { on },
            Command::RefuseExtension { on },
            Command::TellExtension { on },
            Command::Consult { with: Consulted::ThirdParty, on },
            Command::AskReasons { on, until },
            Command::GiveReasons { on },
            Command::WeighReasons { on, reasonable: true },
            Command::DelayLimit { on, until: until + chrono::Days::new(400) },
            Command::NoticeFee { on, fen: 1 },
            Command::NoteFeeNotice { on },
            Command::NotePayment { on },
            Command::CancelFee { on },
            Command::RefundFee { on, fen: 1 },
            Command::PassLegal { on },
            Command::ReturnLegal { on },
            Command::Sign { on },
            Command::ReturnSignature { on },
            Command::Reply { on },
            Command::Serve { method: ServingMethod::Direct, sent_on: on, received_on: None, proof: true },
            Command::Withdraw { on },
            Command::Annul { by: AnnulledBy::Reconsideration, on, days: 20 },
            Command::Archive { on },
        ]
    }
}
