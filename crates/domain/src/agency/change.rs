//! Decisions that change agencies: new parent, merger, rename, closing. Pure: they return an event or a refusal.
//! Not here: moving the merged agency's users or items; `app` does that from the event.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::tree::{AgencyNode, find_agency, makes_circle, superiors};
use super::{AgencyStatus, FormerName, ParentKind};

/// Longest legal name, in characters.
pub const MAX_NAME: usize = 60;

/// What a decision does to an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AgencyEvent {
    /// It stands elsewhere in one of the trees.
    Moved { id: i64, kind: ParentKind, parent: Option<i64> },
    /// It bears a new name; the old one is kept with its last day.
    Renamed { id: i64, name: String, former: FormerName },
    /// It was merged; those below it now stand below its successor.
    Merged { id: i64, into: i64, on: NaiveDate, inherited: Vec<(i64, ParentKind)> },
    /// It was dissolved.
    Closed { id: i64, on: NaiveDate },
}

/// Why a change to an agency is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AgencyRefusal {
    #[error("no such agency")]
    Unknown,
    #[error("the agency was merged")]
    AlreadyMerged,
    #[error("the agency was closed")]
    AlreadyClosed,
    #[error("the other agency was merged")]
    TargetMerged,
    #[error("the other agency was closed")]
    TargetClosed,
    #[error("an agency cannot be merged into itself")]
    MergeIntoItself,
    #[error("an agency cannot be merged into one below it")]
    MergeIntoSubordinate,
    #[error("the agency would be its own superior")]
    Circle,
    #[error("agencies still stand below it")]
    HasSubordinates,
    #[error("the name is empty")]
    NameEmpty,
    #[error("the name is longer than {MAX_NAME} characters")]
    NameTooLong,
    #[error("it already bears this name")]
    NameUnchanged,
    #[error("another agency bears this name")]
    NameTaken,
    #[error("the last day of the old name is not after the rename before")]
    RenameOutOfOrder,
}

impl AgencyRefusal {
    /// Every refusal, for the table of messages.
    pub const ALL: [Self; 14] = [
        Self::Unknown,
        Self::AlreadyMerged,
        Self::AlreadyClosed,
        Self::TargetMerged,
        Self::TargetClosed,
        Self::MergeIntoItself,
        Self::MergeIntoSubordinate,
        Self::Circle,
        Self::HasSubordinates,
        Self::NameEmpty,
        Self::NameTooLong,
        Self::NameUnchanged,
        Self::NameTaken,
        Self::RenameOutOfOrder,
    ];

    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "agency_unknown",
            Self::AlreadyMerged => "agency_already_merged",
            Self::AlreadyClosed => "agency_already_closed",
            Self::TargetMerged => "agency_target_merged",
            Self::TargetClosed => "agency_target_closed",
            Self::MergeIntoItself => "agency_merge_into_itself",
            Self::MergeIntoSubordinate => "agency_merge_into_subordinate",
            Self::Circle => "agency_circle",
            Self::HasSubordinates => "agency_has_subordinates",
            Self::NameEmpty => "agency_name_empty",
            Self::NameTooLong => "agency_name_too_long",
            Self::NameUnchanged => "agency_name_unchanged",
            Self::NameTaken => "agency_name_taken",
            Self::RenameOutOfOrder => "agency_rename_out_of_order",
        }
    }
}

/// Gives an agency another parent in one tree, or none.
///
/// # Errors
/// An unknown, merged or closed agency on either side, or a circle.
pub fn decide_move(
    nodes: &[AgencyNode],
    id: i64,
    kind: ParentKind,
    parent: Option<i64>,
) -> Result<AgencyEvent, AgencyRefusal> {
    get_acting(nodes, id)?;
    if let Some(parent) = parent {
        get_target(nodes, parent)?;
        if makes_circle(nodes, id, parent, kind) {
            return Err(AgencyRefusal::Circle);
        }
    }
    Ok(AgencyEvent::Moved { id, kind, parent })
}

/// Merges an agency into another, which takes over those that stood below it.
///
/// # Errors
/// Itself, a merged or closed agency on either side, or one that stands below it.
pub fn decide_merge(nodes: &[AgencyNode], id: i64, into: i64, on: NaiveDate) -> Result<AgencyEvent, AgencyRefusal> {
    if id == into {
        return Err(AgencyRefusal::MergeIntoItself);
    }
    get_acting(nodes, id)?;
    get_target(nodes, into)?;
    let below = ParentKind::ALL.iter().any(|kind| superiors(nodes, into, *kind).contains(&id));
    if below {
        return Err(AgencyRefusal::MergeIntoSubordinate);
    }
    let inherited = children(nodes, id);
    Ok(AgencyEvent::Merged { id, into, on, inherited })
}

/// Closes an agency that has no successor.
///
/// # Errors
/// An agency that no longer acts, or below which acting agencies still stand.
pub fn decide_close(nodes: &[AgencyNode], id: i64, on: NaiveDate) -> Result<AgencyEvent, AgencyRefusal> {
    get_acting(nodes, id)?;
    let has_acting = children(nodes, id)
        .iter()
        .filter_map(|(child, _)| find_agency(nodes, *child))
        .any(|child| child.status == AgencyStatus::Active);
    if has_acting {
        return Err(AgencyRefusal::HasSubordinates);
    }
    Ok(AgencyEvent::Closed { id, on })
}

/// An agency as a rename sees it.
#[derive(Debug, Clone, Copy)]
pub struct Naming<'a> {
    /// The agency.
    pub id: i64,
    /// Whether it still acts.
    pub status: AgencyStatus,
    /// Its present name.
    pub name: &'a str,
    /// The names it bore before, in any order.
    pub former: &'a [FormerName],
    /// Names of the other acting agencies.
    pub taken: &'a [&'a str],
}

/// Renames an agency. `last_day` is the last day of the old name.
///
/// # Errors
/// An agency that no longer acts; an empty, overlong, unchanged or taken name; a last day that is not after
/// the end of the name before.
pub fn decide_rename(naming: Naming<'_>, new_name: &str, last_day: NaiveDate) -> Result<AgencyEvent, AgencyRefusal> {
    refuse_unless_acting(naming.status)?;
    let name = new_name.trim();
    check_name(name)?;
    if name == naming.name {
        return Err(AgencyRefusal::NameUnchanged);
    }
    if naming.taken.contains(&name) {
        return Err(AgencyRefusal::NameTaken);
    }
    if naming.former.iter().any(|former| former.until >= last_day) {
        return Err(AgencyRefusal::RenameOutOfOrder);
    }
    Ok(AgencyEvent::Renamed {
        id: naming.id,
        name: name.to_owned(),
        former: FormerName { name: naming.name.to_owned(), until: last_day },
    })
}

/// Checks a legal name: 1 to [`MAX_NAME`] characters.
///
/// # Errors
/// Empty or overlong.
pub fn check_name(name: &str) -> Result<(), AgencyRefusal> {
    match name.trim().chars().count() {
        0 => Err(AgencyRefusal::NameEmpty),
        length if length > MAX_NAME => Err(AgencyRefusal::NameTooLong),
        _ => Ok(()),
    }
}

/// Whether new items may be made in the agency's name: not once it was merged or closed.
///
/// # Errors
/// The agency no longer acts.
pub fn check_accepts_items(node: &AgencyNode) -> Result<(), AgencyRefusal> {
    refuse_unless_acting(node.status)
}

fn refuse_unless_acting(status: AgencyStatus) -> Result<(), AgencyRefusal> {
    match status {
        AgencyStatus::Active => Ok(()),
        AgencyStatus::Merged { .. } => Err(AgencyRefusal::AlreadyMerged),
        AgencyStatus::Closed => Err(AgencyRefusal::AlreadyClosed),
    }
}

fn get_acting(nodes: &[AgencyNode], id: i64) -> Result<&AgencyNode, AgencyRefusal> {
    let node = find_agency(nodes, id).ok_or(AgencyRefusal::Unknown)?;
    refuse_unless_acting(node.status)?;
    Ok(node)
}

fn get_target(nodes: &[AgencyNode], id: i64) -> Result<&AgencyNode, AgencyRefusal> {
    let node = find_agency(nodes, id).ok_or(AgencyRefusal::Unknown)?;
    match node.status {
        AgencyStatus::Active => Ok(node),
        AgencyStatus::Merged { .. } => Err(AgencyRefusal::TargetMerged),
        AgencyStatus::Closed => Err(AgencyRefusal::TargetClosed),
    }
}

fn children(nodes: &[AgencyNode], id: i64) -> Vec<(i64, ParentKind)> {
    ParentKind::ALL
        .iter()
        .flat_map(|&kind| {
            nodes.iter().filter(move |node| node.parent(kind) == Some(id)).map(move |node| (node.id, kind))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn node(id: i64, parent: Option<i64>, status: AgencyStatus) -> AgencyNode {
        AgencyNode { id, territorial_parent: parent, vertical_parent: None, status }
    }

    fn city() -> Vec<AgencyNode> {
        vec![
            node(1, None, AgencyStatus::Active),
            node(2, Some(1), AgencyStatus::Active),
            node(3, Some(2), AgencyStatus::Active),
            node(4, Some(1), AgencyStatus::Active),
            node(5, Some(1), AgencyStatus::Merged { into: 4 }),
            node(6, Some(1), AgencyStatus::Closed),
        ]
    }

    fn day() -> NaiveDate {
        "2019-03-18".parse().unwrap()
    }

    #[test]
    fn a_merger_hands_the_subordinates_over() {
        let event = decide_merge(&city(), 2, 4, day()).unwrap();
        let inherited = vec![(3, ParentKind::Territorial)];
        assert_eq!(event, AgencyEvent::Merged { id: 2, into: 4, on: day(), inherited });
    }

    #[test]
    fn impossible_mergers_are_refused() {
        let nodes = city();
        let cases = [
            (2, 2, AgencyRefusal::MergeIntoItself),
            (2, 5, AgencyRefusal::TargetMerged),
            (2, 6, AgencyRefusal::TargetClosed),
            (5, 2, AgencyRefusal::AlreadyMerged),
            (6, 2, AgencyRefusal::AlreadyClosed),
            (2, 3, AgencyRefusal::MergeIntoSubordinate),
            (2, 99, AgencyRefusal::Unknown),
        ];
        for (id, into, refusal) in cases {
            assert_eq!(decide_merge(&nodes, id, into, day()), Err(refusal), "{id} into {into}");
        }
    }

    #[test]
    fn moves_make_no_circle_in_the_tree_they_touch() {
        let nodes = city();
        let up = decide_move(&nodes, 1, ParentKind::Territorial, Some(3));
        assert_eq!(up, Err(AgencyRefusal::Circle));
        assert!(decide_move(&nodes, 1, ParentKind::Vertical, Some(3)).is_ok());
        assert!(decide_move(&nodes, 3, ParentKind::Territorial, None).is_ok());
        let merged = decide_move(&nodes, 3, ParentKind::Territorial, Some(5));
        assert_eq!(merged, Err(AgencyRefusal::TargetMerged));
    }

    #[test]
    fn closing_wants_nobody_below() {
        let nodes = city();
        assert_eq!(decide_close(&nodes, 2, day()), Err(AgencyRefusal::HasSubordinates));
        assert!(decide_close(&nodes, 4, day()).is_ok());
    }

    #[test]
    fn a_merged_agency_takes_no_new_items() {
        let nodes = city();
        let checks: Vec<_> = nodes.iter().map(|node| check_accepts_items(node).is_ok()).collect();
        assert_eq!(checks, [true, true, true, true, false, false]);
    }

    fn rename(new_name: &str, last_day: &str) -> Result<AgencyEvent, AgencyRefusal> {
        let former = [FormerName { name: "市农业局".into(), until: day() }];
        let naming =
            Naming {
                id: 4, status: AgencyStatus::Active, name: "市农业农村局", former: &former, taken: &["市林业局"]
            };
        decide_rename(naming, new_name, last_day.parse().unwrap())
    }

    #[test]
    fn a_rename_keeps_the_old_name_with_its_last_day() {
        let Ok(AgencyEvent::Renamed { name, former, .. }) = rename(" 市农业农村和水利局 ", "2024-06-30")
        else {
            panic!("a rename");
        };
        assert_eq!((name.as_str(), former.name.as_str()), ("市农业农村和水利局", "市农业农村局"));
    }

    #[test]
    fn bad_renames_are_refused() {
        let long = "局".repeat(MAX_NAME + 1);
        let cases = [
            ("  ", "2024-06-30", AgencyRefusal::NameEmpty),
            (long.as_str(), "2024-06-30", AgencyRefusal::NameTooLong),
            ("市农业农村局", "2024-06-30", AgencyRefusal::NameUnchanged),
            ("市林业局", "2024-06-30", AgencyRefusal::NameTaken),
            ("市农业委员会", "2019-03-18", AgencyRefusal::RenameOutOfOrder),
        ];
        for (name, last_day, refusal) in cases {
            assert_eq!(rename(name, last_day), Err(refusal), "{name}");
        }
    }

    #[test]
    fn codes_are_distinct() {
        let codes: std::collections::BTreeSet<_> = AgencyRefusal::ALL.iter().map(|r| r.code()).collect();
        assert_eq!(codes.len(), AgencyRefusal::ALL.len());
    }
}
