//! The administration pages: agencies, sites, users, settings, words, calendar, jobs and the audit log, and one's own
//! leave. Forms are read and shown here; rules and permissions are the use cases'.

mod agencies;
pub(in crate::console) mod answer;
pub(in crate::console) mod asked;
mod audit;
mod calendar;
pub(in crate::console) mod choices;
mod day_lines;
mod deputy_form;
mod jobs;
mod kinds;
mod leave;
pub(in crate::console) mod mails;
pub(in crate::console) mod paging;
mod reader;
mod settings;
mod sites;
mod themes;
mod users;
mod wordings;
mod words;

use crate::routes::Route;

/// The routes of these areas.
#[must_use]
pub fn routes() -> Vec<Route> {
    let areas = [
        agencies::routes(),
        sites::routes(),
        themes::routes(),
        kinds::routes(),
        users::routes(),
        leave::routes(),
        settings::routes(),
        words::routes(),
        calendar::routes(),
        jobs::routes(),
        mails::routes(),
        wordings::routes(),
        audit::routes(),
    ];
    areas.into_iter().flatten().collect()
}
