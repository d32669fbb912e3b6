//! The steps of a report: handing in, sending back, accepting, sealing, publishing, correcting; and reminding those who
//! are late. Each is one transaction with its log and audit rows.

use domain::identity::Action;
use domain::report::draft::Part;
use domain::report::reference::fill;
use domain::report::workflow::{Coverage, ReportState, ReportStep, StepFacts, decide};
use sea_orm::Set;
use serde_json::json;
use store::Work;
use store::report::{self, Moved, contents};

use super::examine::{self, Examined};
use super::open::{self, part_row};
use super::record::{self, Loaded};
use crate::caller::{Caller, Origin};
use crate::context::{App, tag};
use crate::error::AppError;

const MAX_NOTE: usize = 1_000;

/// A step that somebody orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub step: ReportStep,
    /// Remarks for the agency, or the public note of a correction.
    pub note: String,
    /// The edition that the person saw.
    pub edition: i32,
}

pub(super) const fn right_to(step: ReportStep) -> Action {
    match step {
        ReportStep::HandIn => Action::ReportEdit,
        ReportStep::SendBack | ReportStep::Accept => Action::ReportReview,
        ReportStep::Seal | ReportStep::Publish | ReportStep::Correct => Action::ReportPublish,
    }
}

/// Takes a step. The id of the report that stands afterwards: of a correction, the new version's.
///
/// # Errors
/// `not_allowed`, `not_found`, `changed_meanwhile`, or the reason why the step is not possible.
pub async fn act(app: &App, caller: &Caller, id: i64, order: &Order) -> Result<i64, AppError> {
    let row = report::get(app.store().read(), id).await?;
    caller.allow(right_to(order.step), &app.directory().agency_place(row.agency_id), app.now())?;
    if row.edition != order.edition {
        return Err(AppError::problem("changed_meanwhile"));
    }
    if order.note.chars().count() > MAX_NOTE {
        return Err(AppError::field("note", "too_long"));
    }
    let loaded = record::load(app, row).await?;
    let (loaded, examined) = examine::run(app, loaded).await?;
    let facts = StepFacts {
        is_own_work: caller.origin == Origin::Console && loaded.row.handed_in_by == caller.account_id,
        has_note: !order.note.trim().is_empty(),
        ..examined.facts()
    };
    let next = decide(loaded.state, order.step, &facts).map_err(|refusal| AppError::problem(refusal.code()))?;
    let mut work = app.begin().await?;
    let stands = match order.step {
        ReportStep::Correct => correct(app, caller, &work, &loaded, order).await?,
        step => {
            moved(app, caller, &mut work, &loaded, &examined, (step, next)).await?;
            id
        }
    };
    let now = app.now();
    open::log(&work, caller, stands, order.step.code(), order.note.trim(), now.0).await?;
    let detail = json!({ "from": loaded.state, "to": next, "note": order.note.trim(), "version": loaded.row.version });
    let action = format!("report.{}", order.step);
    work.record(caller.entry(now, Some(loaded.row.agency_id), &action, ("report", stands.to_string()), &detail));
    app.commit(work).await?;
    Ok(stands)
}

async fn moved(
    app: &App,
    caller: &Caller,
    work: &mut Work,
    loaded: &Loaded,
    examined: &Examined,
    (step, next): (ReportStep, ReportState),
) -> Result<(), AppError> {
    let now = app.now().0;
    let mut moved = Moved { state: Some(next.code()), ..Moved::default() };
    match step {
        ReportStep::HandIn => moved.handed_in = Some((caller.account_id, now)),
        ReportStep::Seal => seal_text(app, caller, work, loaded, examined).await?,
        ReportStep::Publish => {
            moved.published_at = Some(now);
            replace_earlier(work, loaded, now).await?;
            work.purge(tag::REPORTS);
        }
        _ => {}
    }
    report::change(work.db(), &loaded.row, &moved, now).await?;
    Ok(())
}

/// Writes the text as it is printed: from now on it follows no cell.
async fn seal_text(
    app: &App,
    caller: &Caller,
    work: &Work,
    loaded: &Loaded,
    examined: &Examined,
) -> Result<(), AppError> {
    let now = app.now().0;
    let mut parts = Vec::new();
    let said = loaded.notes.iter().filter(|note| !note.text.is_empty());
    let mut added: Vec<String> = said.map(|note| format!("{}{}", examine::EXPLAINED, note.text)).collect();
    added.extend(examine::merger_note(app, loaded));
    for (part, text) in &loaded.texts {
        let mut text = fill(text, &examined.figures).map_err(|_| AppError::problem("report_unwritten"))?;
        if *part == Part::Other {
            added.iter().for_each(|line| text.push_str(&format!("\n{line}")));
        }
        parts.push(part_row(loaded.row.id, part.code(), text, caller, now));
    }
    contents::set_parts(work.db(), parts).await?;
    Ok(())
}

/// The version that was published until now.
async fn replace_earlier(work: &Work, loaded: &Loaded, now: i64) -> Result<(), AppError> {
    for row in report::list_agency(work.db(), loaded.row.agency_id).await? {
        let is_earlier = row.year == loaded.row.year
            && row.coverage == loaded.row.coverage
            && row.version < loaded.row.version
            && row.state == ReportState::Published.code();
        if is_earlier {
            let moved = Moved { state: Some(ReportState::Replaced.code()), ..Moved::default() };
            report::change(work.db(), &row, &moved, now).await?;
        }
    }
    Ok(())
}

/// The next version with everything that stands in the published one.
async fn correct(app: &App, caller: &Caller, work: &Work, loaded: &Loaded, order: &Order) -> Result<i64, AppError> {
    let now = app.now().0;
    let old = &loaded.row;
    let newest = report::find_newest(work.db(), old.agency_id, old.year, &old.coverage).await?;
    if newest.is_some_and(|newest| newest.version > old.version) {
        return Err(AppError::problem("report_wrong_state"));
    }
    let base = open::new_row(
        app,
        caller,
        (old.agency_id, &old.agency_name),
        (old.year, loaded.coverage),
        &old.format,
        &old.origin,
    );
    let row =
        report::ActiveModel { version: Set(old.version + 1), public_note: Set(order.note.trim().to_string()), ..base };
    let row = report::create(work.db(), row).await?;
    let mut cells = Vec::new();
    for (key, cell) in &loaded.report.cells {
        let stored = loaded.cells.get(key);
        let by = stored.and_then(|stored| stored.by_id);
        let file = stored.and_then(|stored| stored.file_id);
        cells.push(record::cell_row(row.id, *key, cell, (file, by, stored.map_or(now, |stored| stored.at)))?);
    }
    contents::set_cells(work.db(), cells).await?;
    let parts = loaded.texts.iter().map(|(part, text)| part_row(row.id, part.code(), unsealed(text), caller, now));
    contents::set_parts(work.db(), parts.collect()).await?;
    let notes = loaded.notes.iter().map(|note| contents::note::ActiveModel {
        report_id: Set(row.id),
        finding: Set(note.finding.clone()),
        text: Set(note.text.clone()),
        by_id: Set(note.by_id),
        at: Set(note.at),
        ..Default::default()
    });
    contents::set_notes(work.db(), notes.collect()).await?;
    Ok(row.id)
}

/// A text without the lines that sealing added: they are added again.
fn unsealed(text: &str) -> String {
    let own = text.lines().filter(|line| !line.starts_with(examine::EXPLAINED) && !line.starts_with(examine::MERGED));
    own.collect::<Vec<_>>().join("\n")
}

/// Reminds the agencies whose reports on a year are not handed in; how many.
///
/// # Errors
/// `not_allowed`.
pub async fn remind(app: &App, caller: &Caller, agency: i64, year: i32) -> Result<usize, AppError> {
    let now = app.now();
    let directory = app.directory();
    caller.allow(Action::ReportReview, &directory.agency_place(agency), now)?;
    let missing = super::build::Year::load(app, year).await?.build(&directory, agency, Coverage::Whole).missing;
    let mut work = app.begin().await?;
    for late in &missing {
        let detail = json!({ "year": year, "due": Coverage::Own.due_on(year, &app.settings().report_days()) });
        work.record(caller.entry(now, Some(*late), "report.remind", ("agency", late.to_string()), &detail));
    }
    let rows = missing.iter().map(|late| report::reminder::ActiveModel {
        agency_id: Set(*late),
        year: Set(year),
        by_id: Set(caller.account_id),
        at: Set(now.0),
        ..Default::default()
    });
    report::add_reminders(work.db(), rows.collect()).await?;
    app.commit(work).await?;
    Ok(missing.len())
}
