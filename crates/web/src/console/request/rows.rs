//! What lists show of a case: states and limits as badges, names in place of ids.

use std::collections::BTreeMap;

use app::request::desk::{DeskRow, Pile};
use domain::request::fold::PartState;
use domain::request::publication::Publication;
use domain::request::rating::Satisfaction;
use domain::request::{CaseState, StageKind, WaitingFor};
use serde::Serialize;

use super::after::badge;
use crate::console::item::rows::Badge;
use crate::request_words::{days_left, limit_label, state_tone};

/// The time that is left; up to `near` working days it stands out.
#[must_use]
pub fn due_badge(days: i64, near: i64) -> Badge {
    let tone = match days {
        ..=0 => "error",
        some if some <= near => "warning",
        _ => "neutral",
    };
    Badge::new(days_left(days), tone)
}

/// The tone of a unit's part.
#[must_use]
pub const fn part_tone(state: PartState) -> &'static str {
    match state {
        PartState::Assigned => "warning",
        PartState::Taken => "info",
        PartState::Refused => "error",
        PartState::Done => "ok",
    }
}

/// A line of the desk.
#[derive(Debug, Clone, Serialize)]
pub struct RowView {
    pub id: i64,
    pub url: String,
    pub number: String,
    pub applicant: String,
    pub subject: String,
    pub agency: String,
    pub state: Badge,
    /// Time left to the nearest limit; none for a closed case.
    pub left: Option<Badge>,
    pub until: String,
    pub limit: &'static str,
    pub provisional: bool,
    pub waiting: &'static str,
    pub officer: String,
    /// Something has happened that the signed-in person has not marked as seen.
    pub is_new: bool,
    /// What the applicant thinks of it; only closed cases have one.
    pub rating: Option<Badge>,
    /// He suggests that the public gets the information, and nobody has decided.
    pub suggested: bool,
}

/// The lines of the desk.
#[must_use]
pub fn rows_of(rows: &[DeskRow], names: &BTreeMap<i64, String>, near: i64) -> Vec<RowView> {
    rows.iter().map(|row| row_of(row, names, near)).collect()
}

fn row_of(desk: &DeskRow, names: &BTreeMap<i64, String>, near: i64) -> RowView {
    let row = &desk.row;
    let state = CaseState::parse(&row.state).unwrap_or(CaseState::Unknown);
    let stage = row.stage_due_on.is_some_and(|on| on == row.next_on && row.due_on != Some(on));
    let kind = row.stage_kind.as_deref().and_then(StageKind::parse).filter(|_| stage);
    let closed = desk.pile == Pile::Closed;
    RowView {
        is_new: desk.is_new,
        id: row.id,
        url: format!("/console/requests/{}", row.id),
        number: row.number.clone(),
        applicant: if desk.card.applicant.is_empty() { "（已清除）".into() } else { desk.card.applicant.clone() },
        subject: if desk.card.subject.is_empty() { "（没有写明）".into() } else { desk.card.subject.clone() },
        agency: desk.agency.clone(),
        state: Badge::new(state.label(), state_tone(state)),
        left: (!closed).then(|| due_badge(desk.days_left, near)),
        until: desk.until.to_string(),
        limit: match kind {
            _ if closed => "办结日期",
            _ if desk.of_part => "反馈期限",
            kind => kind.map_or("答复期限", limit_label),
        },
        provisional: row.due_provisional && !closed && !desk.of_part && kind.is_none(),
        waiting: WaitingFor::parse(&row.waiting_for).filter(|_| !closed).map_or("", |who| who.label()),
        officer: row.officer_id.and_then(|id| names.get(&id)).cloned().unwrap_or_else(|| "尚未确定".to_string()),
        rating: row.rating.and_then(Satisfaction::of_points).map(badge),
        suggested: row.publication.as_deref() == Some(Publication::Suggested.code()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_today_is_as_red_as_what_is_late() {
        assert_eq!((due_badge(-1, 5).tone, due_badge(0, 5).tone), ("error", "error"));
        assert_eq!(
            (due_badge(1, 5).tone, due_badge(5, 5).tone, due_badge(6, 5).tone),
            ("warning", "warning", "neutral")
        );
    }
}
