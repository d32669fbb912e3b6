//! The supervisor's look over the cases of all agencies of his scope: what is amiss and where, each number with the cases
//! behind it. Nothing is decided here.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::identity::Action;
use domain::request::finding::{CaseFinding, Today};
use store::request::watch::{self, Days};

use super::case;
use super::desk::{DeskRow, desk_row, visible};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// The findings of one agency, in the order of [`CaseFinding::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyFindings {
    pub agency: i64,
    pub name: String,
    pub open: i64,
    pub counts: Vec<i64>,
}

/// All agencies with open cases or findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    pub agencies: Vec<AgencyFindings>,
    /// Sums over the agencies, in the order of [`CaseFinding::ALL`].
    pub totals: Vec<i64>,
    pub open: i64,
}

/// The days by which findings are told today.
pub(super) fn today(app: &App) -> Today {
    let settings = app.settings();
    let days = |key, or| u32::try_from(settings.number(key)).unwrap_or(or);
    let (near, serve) = (days("requests.near_days", 5), days("requests.serve_days", 5));
    Today::of(&settings.calendar(), app.now().date(), near, serve)
}

fn days(app: &App) -> Days {
    let Today { today, near, served } = today(app);
    Days { today, near, served }
}

/// The agencies whose cases the caller watches; `None` for all.
fn scope(app: &App, caller: &Caller) -> Result<Option<Vec<i64>>, AppError> {
    let now = app.now();
    if !caller.can_somewhere(Action::RequestReassign, now) {
        caller.allow(Action::RequestReassign, &domain::identity::Place::installation(), now)?;
    }
    Ok(visible(app, caller, Action::RequestReassign))
}

/// What is amiss, by agency and finding.
///
/// # Errors
/// `not_allowed`.
pub async fn overview(app: &App, caller: &Caller) -> Result<Overview, AppError> {
    let scope = scope(app, caller)?;
    let (db, days) = (app.store().read(), days(app));
    let mut rows: BTreeMap<i64, AgencyFindings> = BTreeMap::new();
    let directory = app.directory();
    let blank = |agency: i64| AgencyFindings {
        agency,
        name: directory.agency(agency).map(|row| row.short_name.clone()).unwrap_or_default(),
        open: 0,
        counts: vec![0; CaseFinding::ALL.len()],
    };
    for (agency, count) in watch::count_open(db, scope.as_deref()).await? {
        rows.entry(agency).or_insert_with(|| blank(agency)).open = count;
    }
    for (at, finding) in CaseFinding::ALL.iter().enumerate() {
        for (agency, count) in watch::count(db, *finding, &days, scope.as_deref()).await? {
            let row = rows.entry(agency).or_insert_with(|| blank(agency));
            if let Some(cell) = row.counts.get_mut(at) {
                *cell = count;
            }
        }
    }
    let agencies: Vec<AgencyFindings> = rows.into_values().collect();
    let total = |at: usize| agencies.iter().filter_map(|row| row.counts.get(at)).sum();
    let totals = (0..CaseFinding::ALL.len()).map(total).collect();
    Ok(Overview { totals, open: agencies.iter().map(|row| row.open).sum(), agencies })
}

/// How many cases of one agency show a finding.
///
/// # Errors
/// `not_allowed`.
pub async fn count(app: &App, caller: &Caller, agency: i64, finding: CaseFinding) -> Result<i64, AppError> {
    caller.allow(Action::RequestReassign, &app.directory().agency_place(agency), app.now())?;
    let found = watch::count(app.store().read(), finding, &days(app), Some(&[agency])).await?;
    Ok(found.iter().map(|(_, count)| count).sum())
}

/// The cases behind a number.
#[derive(Debug, Clone)]
pub struct Behind {
    pub rows: Vec<DeskRow>,
    pub next: Option<(NaiveDate, i64)>,
}

/// The cases that show a finding, of one agency or of all that the caller watches.
///
/// # Errors
/// `not_allowed`.
pub async fn behind(
    app: &App,
    caller: &Caller,
    finding: CaseFinding,
    agency: Option<i64>,
    after: Option<(NaiveDate, i64)>,
    limit: u64,
) -> Result<Behind, AppError> {
    let scope = scope(app, caller)?;
    let scope = match (scope, agency) {
        (None, agency) => agency.map(|one| vec![one]),
        (Some(ids), Some(agency)) => Some(ids.into_iter().filter(|id| *id == agency).collect()),
        (Some(ids), None) => Some(ids),
    };
    let db = app.store().read();
    let mut rows = watch::list(db, finding, &days(app), scope.as_deref(), after, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| (row.next_on, row.id));
    let mut cards = case::open_cards(app, &rows).await?;
    let rows =
        rows.into_iter().map(|row| desk_row(app, cards.remove(&row.id).unwrap_or_default(), None, row)).collect();
    Ok(Behind { rows, next })
}
