//! What the public says of the site, in the console: messages about errors with what may be done next, opinions that say
//! why an item did not help, and the supervisor's look. Extract, call one use case, render; no rule is decided here.

mod act;
mod list;
mod opinions;
mod page;
mod watch;

use app::voice::SiteErrorRow;
use app::voice::desk::is_late;
use chrono::NaiveDate;
use domain::identity::Action as A;
use domain::voice::site_error::{ErrorKind, State};
use minijinja::Value;

use super::item::rows::Badge;
use crate::routes::Access::{Needs, NeedsAny};
use crate::routes::{Route, get, post};
use crate::state::Web;
use crate::templates::context;

pub(super) const PATH: &str = "/console/site-errors";

/// Those who may hand a message to another agency.
const MOVE: &[A] = &[A::VoiceHandle, A::VoiceSupervise];

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, handle, supervise) = (Needs(A::VoiceView), Needs(A::VoiceHandle), Needs(A::VoiceSupervise));
    vec![
        get(PATH, see, list::show),
        get("/console/site-errors/watch", supervise, watch::show),
        get("/console/site-errors/watch/{finding}", supervise, watch::list),
        get("/console/site-errors/{id}", see, page::show),
        post("/console/site-errors/{id}/transfer", NeedsAny(MOVE), act::transfer),
        post("/console/site-errors/{id}/answer", handle, act::answer),
        post("/console/site-errors/{id}/close", handle, act::close),
        post("/console/site-errors/{id}/contact", Needs(A::VoiceContact), page::contact),
        get("/console/opinions", see, opinions::show),
        post("/console/opinions/{id}/settle", handle, opinions::settle),
    ]
}

/// Where a message stands, and how pressing it is.
fn badge_of(row: &SiteErrorRow, today: NaiveDate) -> Badge {
    let state = State::parse(&row.state).unwrap_or(State::Open);
    if is_late(row, today) {
        return Badge::new(format!("已过 {}", row.due_on), "error");
    }
    match state {
        State::Open => Badge::new(format!("{} 前答复", row.due_on), "warning"),
        State::Answered => Badge::new(state.label(), "info"),
        State::Closed => Badge::new(state.label(), "ok"),
    }
}

fn kind_of(row: &SiteErrorRow) -> &'static str {
    ErrorKind::parse(&row.kind).unwrap_or(ErrorKind::Other).label()
}

/// The lines of a list.
fn rows_of(web: &Web, rows: &[SiteErrorRow]) -> Vec<Value> {
    let today = web.app().now().date();
    let directory = web.app().directory();
    let row = |row: &SiteErrorRow| {
        context! {
            url => format!("{PATH}/{}", row.id),
            number => row.number,
            kind => kind_of(row),
            description => row.description.chars().take(60).collect::<String>(),
            page => row.page,
            agency => directory.agency(row.agency_id).map(|agency| agency.short_name.clone()).unwrap_or_default(),
            received_on => row.received_on.to_string(),
            state => badge_of(row, today),
        }
    };
    rows.iter().map(row).collect()
}
