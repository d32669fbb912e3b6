//! Deciding on what concerns the applicant alone: supplement, extension, reasons. Not fees, not the reply.

use chrono::NaiveDate;

use super::{Court, Decision, one};
use crate::request::command::Command;
use crate::request::event::Happening;
use crate::request::refusal::Refusal;
use crate::request::rules::LateSupplement;

impl Court<'_> {
    pub(super) fn supplement(&self, command: &Command) -> Decision {
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
                let limit = self.supplement_ask_day()?;
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

    /// The seventh day of art. 30, or the last day of a shorter limit that a decision has set.
    fn supplement_ask_day(&self) -> Result<NaiveDate, Refusal> {
        let limit = self.case.supplement_ask_limit(self.calendar).ok_or(Refusal::OutsideCalendar)?.date;
        Ok(self.case.due(self.calendar).map_or(limit, |due| due.date.min(limit)))
    }

    pub(super) fn extension(&self, command: &Command) -> Decision {
        let extension = self.case.extension;
        match *command {
            Command::AskExtension { on, days } => {
                self.undecided()?;
                self.dated(on, self.floor())?;
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
                self.undecided()?;
                self.dated(on, Some(asked.asked_on))?;
                self.before_due(on)?;
                one(Happening::ExtensionApproved { on, days: asked.days })
            }
            Command::RefuseExtension { on } => {
                let Some(asked) = extension.filter(|e| e.approved_on.is_none()) else { return self.wrong() };
                self.undecided()?;
                self.dated(on, Some(asked.asked_on))?;
                one(Happening::ExtensionRefused { on })
            }
            Command::TellExtension { on } => {
                let approved = extension.filter(|e| e.told_on.is_none()).and_then(|e| e.approved_on);
                let Some(approved) = approved else { return self.wrong() };
                self.undecided()?;
                self.dated(on, Some(approved))?;
                one(Happening::ExtensionTold { on })
            }
            _ => self.wrong(),
        }
    }

    pub(super) fn before_due(&self, on: NaiveDate) -> Result<(), Refusal> {
        match self.case.due(self.calendar) {
            Some(due) if on > due.date => Err(Refusal::TooLate { latest: due.date }),
            _ => Ok(()),
        }
    }

    pub(super) fn reasons(&self, command: &Command) -> Decision {
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
}
