//! The console: what staff see. Here are the frame, the navigation and the list of areas; each area is a module with a
//! `routes()` of its own and says at each route who may ask.

pub mod account;
pub mod admin;
pub mod dispute;
pub mod errors;
pub mod flash;
pub mod gate;
pub mod item;
pub mod kept;
pub mod navigation;
pub mod report;
pub mod request;
pub mod session;
pub mod shell;
pub mod visits;
pub mod voice;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::errors::WebError;
use crate::routes::{Access, Route, get};
use crate::state::Web;

pub use flash::{Flash, Flashes};
pub use session::SignedIn;
pub use shell::{Crumb, PageHead};

/// Every console route. A new area adds its `routes()` here.
#[must_use]
pub fn routes() -> Vec<Route> {
    let areas: Vec<Vec<Route>> = vec![
        vec![get("/console", Access::AnyStaff, start)],
        account::routes(),
        item::routes(),
        request::routes(),
        report::routes(),
        dispute::routes(),
        voice::routes(),
        visits::routes(),
        admin::routes(),
    ];
    areas.into_iter().flatten().collect()
}

/// `/console`: the first page after signing in.
async fn start(State(web): State<Web>, signed: SignedIn) -> Response {
    Redirect::to(navigation::first_page(&signed, web.app().now())).into_response()
}

/// There is no such page of the console.
pub async fn not_found() -> WebError {
    WebError::not_found()
}
