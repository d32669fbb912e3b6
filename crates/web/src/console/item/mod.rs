//! The publish path in the console: tasks, the list of items, the editor, the detail page with what may be done next,
//! checks, preview, differences, files. Extract, call one use case, render; no rule of the path is decided here.

mod act;
mod actions;
mod choices;
mod detail;
mod diff;
mod edit;
mod editor_page;
pub(in crate::console) mod files;
mod findings;
mod form;
mod list;
mod preview;
mod reasons;
mod related;
pub(in crate::console) mod rows;
mod save;
mod start;
mod tasks;
mod way;

use domain::identity::Action as A;

use crate::routes::Access::{Needs, NeedsAny};
use crate::routes::{Route, get, post};

/// Those who have a part in the way of an item.
const WAY: &[A] = &[
    A::ItemEdit,
    A::ItemSubmit,
    A::ItemReview1,
    A::ItemReview2,
    A::ItemReview3,
    A::ItemSecrecyReview,
    A::ItemPublish,
    A::ItemPublishUrgent,
    A::ItemConfirmUrgent,
    A::ItemWithdraw,
];

/// More than any limit that the settings allow; the limit in force is checked while the file is read.
const MAX_UPLOAD: usize = 512 * 1024 * 1024;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (view, edit, way) = (Needs(A::ItemView), Needs(A::ItemEdit), NeedsAny(WAY));
    vec![
        get("/console/tasks", way, tasks::show),
        get("/console/tasks/{queue}", way, tasks::show_queue),
        get("/console/items", view, list::show),
        get("/console/items/new", edit, start::show),
        post("/console/items/new", edit, save::create),
        post("/console/items/new/upload", edit, files::upload_before_save),
        get("/console/items/related", edit, related::suggest),
        get("/console/items/{id}", view, detail::show),
        get("/console/items/{id}/edit", edit, edit::show),
        post("/console/items/{id}/edit", edit, save::update),
        post("/console/items/{id}/unlock", edit, edit::unlock),
        post("/console/items/{id}/check", view, reasons::check),
        post("/console/items/{id}/reasons", edit, reasons::give),
        post("/console/items/{id}/upload", edit, files::upload).with_body_limit(MAX_UPLOAD),
        get("/console/items/{id}/diff", view, diff::show),
        get("/console/items/{id}/preview/{revision}", view, preview::frame),
        get("/console/items/{id}/preview/{revision}/page", view, preview::page_of_theme),
        post("/console/items/{id}/{event}", way, act::act),
        get("/console/files/{id}/{name}", view, files::show),
    ]
}
