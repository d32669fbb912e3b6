//! The public register: how many applications came and how they ended, by year and kind, without persons.

use domain::request::applicant::ApplicantKind;
use domain::request::reply::ReportRow;
use store::request::cells::{self, Row, Scope};

use crate::context::App;
use crate::error::AppError;

/// The figures of one year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YearFigures {
    pub year: i32,
    /// New applications, by kind of applicant.
    pub new: Vec<(ApplicantKind, i64)>,
    /// Ended applications, by row of the annual report; rows without any are left out.
    pub ended: Vec<(ReportRow, i64)>,
    pub ended_all: i64,
}

/// The figures of an agency and all below it.
///
/// # Errors
/// When the records cannot be read.
pub async fn figures(app: &App, agency: i64, year: i32) -> Result<YearFigures, AppError> {
    let scope = Scope { agencies: app.directory().agency_tree(agency), year };
    let db = app.store().read();
    let new = cells::count(db, &scope, &Row::New).await?;
    let ended = cells::count_ended(db, &scope).await?;
    let of_kind = |kind: &ApplicantKind| new.iter().filter(|(k, _)| k == kind.code()).map(|(_, n)| n).sum();
    let of_row = |row: &ReportRow| ended.iter().filter(|(r, _, _)| r == row.code()).map(|(_, _, n)| n).sum();
    Ok(YearFigures {
        year,
        new: ApplicantKind::ALL.iter().map(|kind| (*kind, of_kind(kind))).collect(),
        ended: ReportRow::ALL.iter().map(|row| (*row, of_row(row))).filter(|(_, n)| *n > 0).collect(),
        ended_all: ended.iter().map(|(_, _, n)| n).sum(),
    })
}
