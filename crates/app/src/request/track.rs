//! The applicant follows a case: number and query code open it, nothing else. A wrong code and an unknown number give
//! the same answer.

use domain::time::Moment;
use store::request::{self, Model, find};

use super::seal::{Finder, as_typed, key_of};
use super::{case, number};
use crate::context::App;
use crate::error::AppError;

/// One line of the timeline: what happened when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: Moment,
    /// The kind of the event; the sentence is made from it where it is shown.
    pub kind: String,
    pub payload: String,
}

/// A case as its applicant sees it.
#[derive(Debug, Clone)]
pub struct Tracked {
    pub row: Model,
    pub agency: String,
    /// Empty once the case was erased.
    pub subject: String,
    /// What the office last asked the applicant to supplement or to give reasons for, in its words.
    pub asked: Option<String>,
    pub steps: Vec<Step>,
}

/// Opens a case by number and code, as they were typed.
///
/// # Errors
/// `request_code_wrong`.
pub async fn track(app: &App, number: &str, code: &str) -> Result<Tracked, AppError> {
    let row = open(app, number, code).await?;
    let card = case::open_cards(app, std::slice::from_ref(&row)).await?.remove(&row.id).unwrap_or_default();
    let events = request::events(app.store().read(), row.id).await?;
    let asked = match row.erased_at {
        Some(_) => None,
        None => asked_of(app, row.id, &events).await?,
    };
    let agency = app.directory().agency(row.agency_id).map(|a| a.name.clone()).unwrap_or_default();
    let steps = events.into_iter().map(|e| Step { at: Moment(e.at), kind: e.kind, payload: e.payload }).collect();
    Ok(Tracked { row, agency, subject: card.subject, asked, steps })
}

/// The words of the last demand on the applicant.
async fn asked_of(app: &App, id: i64, events: &[request::event::Model]) -> Result<Option<String>, AppError> {
    let demand = events.iter().rev().find(|e| matches!(e.kind.as_str(), "supplement_asked" | "reasons_asked"));
    let Some((seq, sealed)) = demand.and_then(|e| Some((e.seq, e.particulars.as_deref()?))) else {
        return Ok(None);
    };
    let key = key_of(app, app.store().read(), id).await?;
    let particulars = key.open_particulars(seq, sealed)?;
    // A demand for reasons says how many applications, and how often.
    Ok(particulars.get("what").or_else(|| particulars.get("count")).cloned())
}

/// The case that number and code open.
pub(super) async fn open(app: &App, number: &str, code: &str) -> Result<Model, AppError> {
    let wrong = || AppError::problem("request_code_wrong");
    let hash = Finder::of(app).await?.hash("code", &as_typed(code));
    for reading in number::readings(&as_typed(number)) {
        let found = find::by_number(app.store().read(), &reading).await?;
        if let Some(row) = found.filter(|row| same(&row.code_hash, &hash)) {
            return Ok(row);
        }
    }
    Err(wrong())
}

/// A query code in groups of five, as it is easily copied down; as it was typed or given.
#[must_use]
pub fn spaced(code: &str) -> String {
    let letters: Vec<char> = as_typed(code).chars().collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Compares without telling by the time it takes where the first difference is.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |found, (a, b)| found | (a ^ b)) == 0
}
