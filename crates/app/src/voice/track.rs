//! The sender looks the answer up: number and query code open it, nothing else. A wrong code and an unknown number give
//! the same answer.

use chrono::{Datelike, NaiveDate};
use domain::time::Moment;
use domain::voice::site_error::{ErrorKind, Outcome, State, Step};
use sea_orm::ConnectionTrait;
use store::{counter, voice};

use crate::context::App;
use crate::error::AppError;
use crate::request::seal::{Finder, as_typed};
use crate::request::track::same;

/// Least digits of the serial; they may grow.
const SERIAL: usize = 5;

/// The next number of a year: 找错 and digits that can be told on the telephone.
pub(super) async fn next_number(db: &impl ConnectionTrait, on: NaiveDate) -> Result<String, AppError> {
    let serial = counter::take(db, &format!("site-error:{}", on.year()), 1).await?;
    Ok(format!("ZC{}-{serial:0SERIAL$}", on.year()))
}

/// The number that somebody typed, whatever stands between its digits.
fn number_in(typed: &str) -> Option<String> {
    let digits: String = as_typed(typed).chars().filter(char::is_ascii_digit).collect();
    let (year, serial) = digits.split_at_checked(4)?;
    (serial.len() >= SERIAL).then(|| format!("ZC{year}-{serial}"))
}

/// What happened, as the sender reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackedStep {
    pub at: Moment,
    pub step: Step,
    /// To whom it was given.
    pub agency: String,
}

/// A message as its sender sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    pub number: String,
    pub page: String,
    pub kind: ErrorKind,
    pub description: String,
    pub agency: String,
    pub state: State,
    pub due_on: NaiveDate,
    pub outcome: Option<Outcome>,
    pub answer: Option<String>,
    pub answered_on: Option<NaiveDate>,
    pub steps: Vec<TrackedStep>,
}

/// Opens a message by number and code, as they were typed.
///
/// # Errors
/// `site_error_code_wrong`.
pub async fn track(app: &App, number: &str, code: &str) -> Result<Tracked, AppError> {
    let wrong = || AppError::problem("site_error_code_wrong");
    let db = app.store().read();
    let number = number_in(number).ok_or_else(wrong)?;
    let hash = Finder::of(app).await?.hash("site-error-code-of", &as_typed(code));
    let found = voice::find_by_number(db, &number).await?;
    let row = found.filter(|row| same(&row.code_hash, &hash)).ok_or_else(wrong)?;
    let directory = app.directory();
    let agency = |id: i64| directory.agency(id).map(|agency| agency.name.clone()).unwrap_or_default();
    let step = |row: voice::step::Model| {
        let step = Step::parse(&row.step)?;
        Some(TrackedStep { at: Moment(row.at), step, agency: row.to_agency_id.map(agency).unwrap_or_default() })
    };
    let steps = voice::steps(db, row.id).await?.into_iter().filter_map(step).collect();
    Ok(Tracked {
        agency: agency(row.agency_id),
        number: row.number,
        page: row.page,
        kind: ErrorKind::parse(&row.kind).unwrap_or(ErrorKind::Other),
        description: row.description,
        state: State::parse(&row.state).unwrap_or(State::Open),
        due_on: row.due_on,
        outcome: row.outcome.as_deref().and_then(Outcome::parse),
        answer: row.answer,
        answered_on: row.answered_on,
        steps,
    })
}

#[cfg(test)]
mod tests {
    use super::number_in;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for typed in ["ZC2026-00012", "zc2026 00012", "２０２６００012", " 2026-00012"] {
            assert_eq!(number_in(typed).as_deref(), Some("ZC2026-00012"), "{typed}");
        }
        assert_eq!(number_in("2026-12"), None);
        assert_eq!(number_in(""), None);
    }
}
