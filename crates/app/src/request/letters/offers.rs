//! Which letters and forms fit a case where it stands, each with the event that it belongs to and the day it bears.

use chrono::NaiveDate;
use domain::request::channel::{Consulted, Matter};
use domain::request::reply::{ReplyClass, ReplyKind};
use domain::request::{Case, Event, Happening as H};

use crate::letter::{LetterCode, PaperKind as P};

/// A letter that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offer {
    pub code: LetterCode,
    /// The consultation that it is about.
    pub about: Option<u16>,
    /// The event that it belongs to.
    pub seq: u32,
    /// The day that it bears.
    pub on: NaiveDate,
}

/// The letters of a case, the latest step first, the forms that always fit last.
pub(super) fn offers(case: &Case, events: &[Event], today: NaiveDate) -> Vec<Offer> {
    let mut found = letters(case, events);
    found.sort_by_key(|offer| std::cmp::Reverse(offer.seq));
    let first = events.first().map_or(1, |event| event.seq);
    let last = last(events, |what| matches!(what, H::Replied { .. } | H::ReplyDrafted { .. } | H::Withdrawn { .. }));
    let form = |kind, seq| Offer { code: LetterCode::Paper(kind), about: None, seq, on: today };
    if let Some((seq, _)) = last {
        found.push(form(P::ReviewSheet, seq));
    }
    if let Some((seq, _)) =
        self::last(events, |what| matches!(what, H::Replied { .. })).filter(|_| case.reply.is_some())
    {
        found.push(form(P::ServiceRecord, seq));
    }
    found.extend([P::Registration, P::ApplicationForm, P::Procedure].map(|kind| form(kind, first)));
    found
}

fn last(events: &[Event], is: impl Fn(&H) -> bool) -> Option<(u32, &H)> {
    events.iter().rev().find(|event| is(&event.what)).map(|event| (event.seq, &event.what))
}

fn letters(case: &Case, events: &[Event]) -> Vec<Offer> {
    let mut found = Vec::new();
    let mut add = |kind: P, about: Option<u16>, seq: u32, on: NaiveDate| {
        found.push(Offer { code: LetterCode::Paper(kind), about, seq, on });
    };
    let arrived = case.arrived_on.unwrap_or_default();
    match last(events, |what| matches!(what, H::Received { .. })) {
        Some((seq, H::Received { on })) => add(P::Receipt, None, seq, *on),
        _ => add(P::Receipt, None, events.first().map_or(1, |event| event.seq), arrived),
    }
    if case.supplement.is_some()
        && let Some((seq, H::SupplementAsked { on, .. })) = last(events, |w| matches!(w, H::SupplementAsked { .. }))
    {
        add(P::SupplementDemand, None, seq, *on);
    }
    if case.reasons.is_some()
        && let Some((seq, H::ReasonsAsked { on, .. })) = last(events, |w| matches!(w, H::ReasonsAsked { .. }))
    {
        add(P::ReasonsDemand, None, seq, *on);
    }
    if case.extension.is_some_and(|extension| extension.approved_on.is_some())
        && let Some((seq, H::ExtensionApproved { on, .. })) = last(events, |w| matches!(w, H::ExtensionApproved { .. }))
    {
        add(P::ExtensionNotice, None, seq, *on);
    }
    if case.fee.is_some()
        && let Some((seq, H::FeeNoticed { on, .. })) = last(events, |w| matches!(w, H::FeeNoticed { .. }))
    {
        add(P::FeeNotice, None, seq, *on);
    }
    consultations(events, &mut add);
    found.extend(ends(case, events));
    found
}

fn consultations(events: &[Event], add: &mut impl FnMut(P, Option<u16>, u32, NaiveDate)) {
    for event in events {
        match event.what {
            H::ConsultationSent { no, with, on } => {
                let kinds: &[P] = match with {
                    Consulted::ThirdParty => &[P::ThirdPartyInquiry, P::ThirdPartyAnswer],
                    Consulted::CoMaker => &[P::CoMakerInquiry],
                    Consulted::Organ => &[P::AssistanceLetter],
                };
                kinds.iter().for_each(|kind| add(*kind, Some(no), event.seq, on));
                add(P::ConsultationNotice, Some(no), event.seq, on);
            }
            H::ObjectionOverridden { no, on } => add(P::OverrideNotice, Some(no), event.seq, on),
            _ => {}
        }
    }
}

/// The reply, in the making or given, and what follows it.
fn ends(case: &Case, events: &[Event]) -> Vec<Offer> {
    let mut found = Vec::new();
    let drafted = last(events, |what| matches!(what, H::ReplyDrafted { .. }));
    let replied =
        last(events, |what| matches!(what, H::Replied { .. })).filter(|_| case.reply.is_some() && !case.withdrawn);
    let withdrawn = last(events, |what| matches!(what, H::Withdrawn { .. })).filter(|_| case.withdrawn);
    let mut add = |code, seq, on| found.push(Offer { code, about: None, seq, on });
    if let (Some(draft), Some((seq, _))) = (case.draft, drafted) {
        add(LetterCode::Reply(draft.reply), seq, draft.since);
    }
    if let (Some((kind, on)), Some((seq, _))) = (case.reply, replied) {
        // The letter stays the one that was drafted, reviewed and signed; it bears the day of the reply.
        add(LetterCode::Reply(kind), drafted.map_or(seq, |(drafted, _)| drafted), on);
        after(case, kind, seq, on, &mut add);
    }
    if let (Some((_, on)), Some((seq, _))) = (case.reply, withdrawn) {
        add(LetterCode::Paper(P::ClosingNotice), seq, on);
    }
    found
}

fn after(case: &Case, kind: ReplyKind, seq: u32, on: NaiveDate, add: &mut impl FnMut(LetterCode, u32, NaiveDate)) {
    if case.matter == Some(Matter::Correction) {
        add(LetterCode::Paper(P::CorrectionNotice), seq, on);
    }
    match kind.class() {
        ReplyClass::Other => add(LetterCode::Paper(P::ClosingNotice), seq, on),
        ReplyClass::Open | ReplyClass::Partial => {
            add(LetterCode::Paper(P::ProactiveProposal), seq, on);
            add(LetterCode::Paper(P::HandoverList), seq, on);
        }
        _ => {}
    }
}
