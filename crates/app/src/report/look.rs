//! Looking at reports: one's own list, a report with all that its page shows, the supervisor's overview of a year.

use chrono::{Datelike, NaiveDate};
use domain::identity::Action;
use domain::identity::permission::scopes_for;
use domain::report::workflow::{Coverage, ReportState, ReportStep};
use store::report::{Model, step};

use super::examine::{self, Examined};
use super::record::{self, Loaded};
use super::scope;
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::AppError;

/// The first data year of the uniform form.
const FIRST_YEAR: i32 = 2019;

/// A report in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub agency: i64,
    pub name: String,
    pub coverage: Coverage,
    /// None where nothing was begun.
    pub report: Option<Model>,
    pub state: Option<ReportState>,
    pub due_on: Option<NaiveDate>,
    pub is_late: bool,
    /// When the agency was last reminded.
    pub reminded_at: Option<i64>,
    pub may_edit: bool,
}

/// The reports of a year.
#[derive(Debug, Clone)]
pub struct Overview {
    pub year: i32,
    pub years: Vec<i32>,
    pub lines: Vec<Line>,
    /// Whether the caller may remind and accept somewhere.
    pub may_review: bool,
}

impl Overview {
    /// How many are in none of these states.
    #[must_use]
    pub fn not_handed_in(&self) -> usize {
        self.lines.iter().filter(|line| !line.state.is_some_and(ReportState::is_handed_in)).count()
    }
}

/// A report with all that its page shows.
#[derive(Debug, Clone)]
pub struct Look {
    pub loaded: Loaded,
    pub examined: Examined,
    pub steps: Vec<step::Model>,
    pub may_edit: bool,
    /// The steps that the caller holds the right to and that follow from the state.
    pub open_steps: Vec<ReportStep>,
    pub due_on: Option<NaiveDate>,
    pub reminded_at: Option<i64>,
}

/// The agencies whose reports the caller may see.
fn visible(app: &App, caller: &Caller) -> Result<Vec<i64>, AppError> {
    let directory = app.directory();
    let active = || directory.agencies.iter().filter(|one| one.status == "active").map(|one| one.id);
    if caller.origin != Origin::Console {
        return Ok(active().collect());
    }
    let now = app.now();
    if scopes_for(&caller.grants, Action::ReportView, now).is_empty() {
        return Err(AppError::problem("not_allowed").with("action", Action::ReportView.label()));
    }
    Ok(active().filter(|id| caller.can(Action::ReportView, &directory.agency_place(*id), now)).collect())
}

/// The reports of a year that the caller may see; without a year, the one that is due next.
///
/// # Errors
/// `not_allowed`, `report_year_unknown`.
pub async fn overview(app: &App, caller: &Caller, year: Option<i32>) -> Result<Overview, AppError> {
    let today = app.now().date();
    let year = year.unwrap_or(today.year() - 1);
    if !(FIRST_YEAR..=today.year()).contains(&year) {
        return Err(AppError::problem("report_year_unknown"));
    }
    let db = app.store().read();
    let directory = app.directory();
    let rows = store::report::list_year(db, year).await?;
    let reminders = store::report::reminders(db, year).await?;
    let days = app.settings().report_days();
    let mut lines = Vec::new();
    for agency in visible(app, caller)? {
        let usual = scope::coverage_of(&directory, agency);
        let others = Coverage::ALL.iter().copied().filter(|other| {
            *other != usual && rows.iter().any(|row| row.agency_id == agency && row.coverage == other.code())
        });
        for coverage in std::iter::once(usual).chain(others) {
            let report = rows.iter().find(|row| row.agency_id == agency && row.coverage == coverage.code()).cloned();
            let state = report.as_ref().map(record::state_in).transpose()?;
            let due_on = coverage.due_on(year, &days);
            lines.push(Line {
                agency,
                name: directory.agency(agency).map(|one| one.name.clone()).unwrap_or_default(),
                coverage,
                is_late: due_on.is_some_and(|due| today > due)
                    && !matches!(state, Some(ReportState::Published | ReportState::Replaced)),
                due_on,
                reminded_at: reminders.iter().filter(|one| one.agency_id == agency).map(|one| one.at).next_back(),
                may_edit: caller.can(Action::ReportEdit, &directory.agency_place(agency), app.now()),
                report,
                state,
            });
        }
    }
    // Without gaps: a year of which there is no report yet is one to open.
    let known = store::report::years(db).await?;
    let oldest = known.iter().copied().fold((today.year() - 5).max(FIRST_YEAR), i32::min);
    let newest = known.iter().copied().fold(today.year(), i32::max);
    let years: Vec<i32> = (oldest..=newest).rev().collect();
    Ok(Overview { year, years, lines, may_review: caller.can_somewhere(Action::ReportReview, app.now()) })
}

/// The versions of the reports of an agency.
///
/// # Errors
/// `not_allowed`.
pub async fn list(app: &App, caller: &Caller, agency: i64) -> Result<Vec<Model>, AppError> {
    caller.allow(Action::ReportView, &app.directory().agency_place(agency), app.now())?;
    Ok(store::report::list_agency(app.store().read(), agency).await?)
}

/// A report with its findings, its log, and what may be done next.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn look(app: &App, caller: &Caller, id: i64) -> Result<Look, AppError> {
    let (loaded, examined) = examine::examine(app, caller, id).await?;
    let place = app.directory().agency_place(loaded.row.agency_id);
    let now = app.now();
    let may = |action| caller.can(action, &place, now);
    let open_steps = ReportStep::ALL
        .iter()
        .copied()
        .filter(|step| may(super::act::right_to(*step)) && follows(*step, loaded.state))
        .collect();
    let db = app.store().read();
    let reminders = store::report::reminders(db, loaded.row.year).await?;
    Ok(Look {
        steps: store::report::steps(db, id).await?,
        may_edit: may(Action::ReportEdit) && loaded.state.is_open(),
        open_steps,
        due_on: loaded.coverage.due_on(loaded.row.year, &app.settings().report_days()),
        reminded_at: reminders.iter().filter(|one| one.agency_id == loaded.row.agency_id).map(|one| one.at).next_back(),
        loaded,
        examined,
    })
}

fn follows(step: ReportStep, state: ReportState) -> bool {
    let facts = domain::report::workflow::StepFacts { has_note: true, ..Default::default() };
    domain::report::workflow::decide(state, step, &facts).is_ok()
}
