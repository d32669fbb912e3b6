//! Visits and search words in the console: tables by day, agency, section and item, and what people looked for; each also
//! as a file for spreadsheet programs. Nothing here tells of a person.

mod table;
mod words;

use app::App;
use chrono::{Days, NaiveDate};
use domain::identity::Action as A;

use super::admin::asked::Asked;
use crate::routes::Access::Needs;
use crate::routes::{Route, get};

pub(super) const PATH: &str = "/console/visits";

/// Days shown unless asked otherwise.
const USUAL_DAYS: u64 = 29;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    let see = Needs(A::VisitView);
    vec![
        get(PATH, see, table::show),
        get("/console/visits.csv", see, table::csv),
        get("/console/visits/words", see, words::show),
        get("/console/visits/words.csv", see, words::csv),
    ]
}

/// The days that are asked for: the last thirty, unless said otherwise.
fn span(app: &App, asked: &Asked) -> (NaiveDate, NaiveDate) {
    let today = app.now().date();
    let until = asked.date("until").unwrap_or(today);
    let usual = until.checked_sub_days(Days::new(USUAL_DAYS)).unwrap_or(until);
    (asked.date("from").unwrap_or(usual), until)
}
