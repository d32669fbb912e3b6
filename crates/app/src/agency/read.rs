//! Reading agencies: the trees as indented lists, the guide, the history.

use std::collections::HashMap;

use domain::agency::ParentKind;
use domain::identity::Action;
use domain::time::Moment;
use serde_json::Value;
use store::StoreError;
use store::agency::{self, Model};
use store::identity::accounts;

use super::guide::{self, Guide};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// An agency at its depth in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyBranch {
    pub agency: Model,
    /// 0 for a root.
    pub depth: usize,
}

/// One of the two trees, as an indented list in the order shown. What an agency says about itself is public.
#[must_use]
pub fn tree(app: &App, kind: ParentKind) -> Vec<AgencyBranch> {
    let directory = app.directory();
    let parent = |row: &Model| match kind {
        ParentKind::Territorial => row.territorial_parent,
        ParentKind::Vertical => row.vertical_parent,
    };
    let mut children: HashMap<Option<i64>, Vec<&Model>> = HashMap::new();
    for row in &directory.agencies {
        let above = parent(row).filter(|id| directory.agency(*id).is_some());
        children.entry(above).or_default().push(row);
    }
    let mut waiting: Vec<(usize, &Model)> =
        children.get(&None).into_iter().flatten().rev().map(|row| (0, *row)).collect();
    let mut list = Vec::with_capacity(directory.agencies.len());
    while let Some((depth, row)) = waiting.pop() {
        list.push(AgencyBranch { agency: row.clone(), depth });
        waiting.extend(children.get(&Some(row.id)).into_iter().flatten().rev().map(|row| (depth + 1, *row)));
    }
    list
}

/// The guide of an agency.
///
/// # Errors
/// `agency_unknown`.
pub fn guide_of(app: &App, id: i64) -> Result<Guide, AppError> {
    guide::read(app.directory().agency(id).ok_or_else(|| AppError::problem("agency_unknown"))?)
}

/// A line of an agency's history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryLine {
    pub at: Moment,
    /// `created`, `renamed`, `moved`, `merged`, `took_over` or `closed`.
    pub kind: String,
    /// Who did it; `None` for a command.
    pub actor: Option<String>,
    pub detail: Value,
}

/// What happened to an agency, oldest first.
///
/// # Errors
/// `not_allowed`.
pub async fn history(app: &App, caller: &Caller, id: i64) -> Result<Vec<HistoryLine>, AppError> {
    caller.allow(Action::AgencyManage, &app.directory().agency_place(id), app.now())?;
    let rows = agency::list_events(app.store().read(), id).await?;
    let actors = rows.iter().filter_map(|row| row.actor_id).collect();
    let people = accounts::list_by_ids(app.store().read(), actors).await?;
    rows.into_iter()
        .map(|row| {
            Ok(HistoryLine {
                at: Moment(row.at),
                actor: people.iter().find(|p| Some(p.id) == row.actor_id).map(|p| p.name.clone()),
                detail: serde_json::from_str(&row.detail).map_err(StoreError::from)?,
                kind: row.kind,
            })
        })
        .collect()
}
