//! Applications for disclosure in the console: the desk, registration of what came on paper, the page of a case with
//! what may be done next, the calendar of limits. Extract, call one use case, render; no rule is decided here.

mod act;
mod actions;
mod after;
mod boxes;
mod bulk;
mod code;
mod decide;
mod desk;
mod fact_words;
mod feed;
mod files;
mod folder;
mod letters;
mod money;
mod page;
mod person;
mod posted;
mod publication;
mod redact;
mod register;
mod register_form;
mod reply_view;
mod rows;
mod sections;
mod service;
mod split;
mod watch;
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
        post("/console/requests/bulk", see, bulk::act),
        get("/console/requests/new", register, register::show),
        post("/console/requests/new", register, register::take).with_body_limit(MAX_UPLOAD),
        // The secret in the address is the permission: calendar programs cannot sign in.
        get("/console/requests/calendar.ics", Public, feed::calendar),
        post("/console/requests/calendar", see, feed::renew),
        post("/console/requests/calendar/revoke", see, feed::revoke),
        get("/console/requests/files/{file}", see, files::show),
        get("/console/requests/watch", Needs(A::RequestReassign), watch::show),
        get("/console/requests/watch/{finding}", Needs(A::RequestReassign), watch::list),
        get("/console/requests/{id}", see, page::show),
        get("/console/requests/{id}/decide", Needs(A::RequestHandle), decide::show),
        get("/console/requests/{id}/fee", Needs(A::RequestHandle), money::show),
        get("/console/requests/{id}/split", Needs(A::RequestHandle), split::show),
        post("/console/requests/{id}/split", Needs(A::RequestHandle), split::take),
        get("/console/requests/{id}/redact", Needs(A::RequestHandle), redact::choose),
        post("/console/requests/{id}/redact", Needs(A::RequestHandle), redact::upload).with_body_limit(MAX_UPLOAD),
        get("/console/requests/redact/{file}", Needs(A::RequestHandle), redact::show),
        post("/console/requests/redact/{file}", Needs(A::RequestHandle), redact::act),
        get("/console/requests/redact/{file}/pages/{page}", Needs(A::RequestHandle), redact::picture),
        get("/console/requests/{id}/letters/{letter}", Needs(A::RequestView), letters::show),
        post("/console/requests/{id}/letters/{letter}", Needs(A::RequestHandle), letters::send),
        get("/console/requests/{id}/letters/{letter}/pdf", Needs(A::RequestPersonal), letters::pdf),
        get("/console/requests/{id}/letters/{letter}/docx", Needs(A::RequestPersonal), letters::docx),
        get("/console/requests/{id}/folder", Needs(A::RequestPersonal), folder::show),
        get("/console/requests/{id}/folder.zip", Needs(A::RequestPersonal), folder::download),
        post("/console/requests/receipt", register, register::pdf),
        get("/console/requests/service", Needs(A::RequestView), service::show),
        get("/console/requests/{id}/publication", Needs(A::RequestHandle), publication::show),
        post("/console/requests/{id}/publication", Needs(A::RequestHandle), publication::send),
        post("/console/requests/{id}/publication/decline", Needs(A::RequestHandle), publication::refuse),
        post("/console/requests/{id}/code", Needs(A::RequestHandle), code::renew),
        post("/console/requests/{id}/person", Needs(A::RequestPersonal), person::show),
        post("/console/requests/{id}/{command}", moves, act::act).with_body_limit(MAX_UPLOAD),
    ]
}
