//! Annual reports in the console: the year's overview, a report with its tables, findings and steps, the records behind
//! a cell, the text, files in and out. Extract, call one use case, render; no rule is decided here.

mod cell;
mod check;
mod edit;
mod named;
mod overview;
mod page;
mod steps;
mod tables;
mod text;
mod words;

use domain::identity::Action as A;

use crate::routes::Access::Needs;
use crate::routes::{Route, get, post};

pub const PATH: &str = "/console/reports";

/// More than any limit that the settings allow; the limits in force are checked while the file is read.
const MAX_UPLOAD: usize = 512 * 1024 * 1024;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, edit) = (Needs(A::ReportView), Needs(A::ReportEdit));
    vec![
        get(PATH, see, overview::show),
        post("/console/reports/open", edit, overview::open),
        post("/console/reports/remind", Needs(A::ReportReview), overview::remind),
        get("/console/reports/check", see, check::show),
        post("/console/reports/check", see, check::take).with_body_limit(MAX_UPLOAD),
        get("/console/reports/import", edit, check::import_form),
        post("/console/reports/import", edit, check::import).with_body_limit(MAX_UPLOAD),
        get("/console/reports/{id}", see, page::show),
        get("/console/reports/{id}/cells/{cell}", see, cell::show),
        get("/console/reports/{id}/evidence/{file}", see, cell::evidence),
        get("/console/reports/{id}/print/{form}", see, page::print),
        get("/console/reports/{id}/text", see, text::show),
        post("/console/reports/{id}/text", edit, text::save),
        post("/console/reports/{id}/draft", edit, text::redraft),
        post("/console/reports/{id}/cells", edit, edit::cells).with_body_limit(MAX_UPLOAD),
        post("/console/reports/{id}/figures", edit, edit::figures).with_body_limit(MAX_UPLOAD),
        post("/console/reports/{id}/recompute", edit, edit::recompute),
        post("/console/reports/{id}/notes", edit, edit::notes),
        // Which of these somebody may take is decided step by step behind the route.
        post("/console/reports/{id}/steps/{step}", see, steps::take),
    ]
}
