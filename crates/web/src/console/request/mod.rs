//! Applications for disclosure in the console: the desk, registration of what came on paper, the page of a case with
//! what may be done next, the calendar of limits. Extract, call one use case, render; no rule is decided here.

mod act;
mod actions;
mod bulk;
mod desk;
mod feed;
mod files;
mod page;
mod person;
mod posted;
mod register;
mod register_form;
mod rows;
mod words;

pub use posted::Posted;

use domain::identity::Action as A;

use crate::routes::Access::{Needs, NeedsAny, Public};
use crate::routes::{Route, get, post};

/// Those who see cases, or a part of one.
const SEE: &[A] = &[A::RequestView, A::RequestContribute];

/// Those who move cases.
const MOVE: &[A] = &[A::RequestHandle, A::RequestContribute, A::RequestReview, A::RequestSign, A::RequestReassign];

/// More than any limit that the settings allow; the limits in force are checked while the files are read.
const MAX_UPLOAD: usize = 512 * 1024 * 1024;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, moves, register) = (NeedsAny(SEE), NeedsAny(MOVE), Needs(A::RequestRegister));
    vec![
        get("/console/requests", see, desk::show),
        post("/console/requests/bulk", Needs(A::RequestHandle), bulk::assign),
        get("/console/requests/new", register, register::show),
        post("/console/requests/new", register, register::take).with_body_limit(MAX_UPLOAD),
        // The secret in the address is the permission: calendar programs cannot sign in.
        get("/console/requests/calendar.ics", Public, feed::calendar),
        post("/console/requests/calendar", see, feed::renew),
        post("/console/requests/calendar/revoke", see, feed::revoke),
        get("/console/requests/files/{file}", Needs(A::RequestPersonal), files::show),
        get("/console/requests/{id}", see, page::show),
        post("/console/requests/{id}/person", Needs(A::RequestPersonal), person::show),
        post("/console/requests/{id}/{command}", moves, act::act).with_body_limit(MAX_UPLOAD),
    ]
}
