//! Reconsideration and litigation in the console: the list, a new dispute, its page with what happened and what may be
//! noted. Extract, call one use case, render; no rule is decided here.

mod list;
mod new;
mod noted;
mod page;

use domain::dispute::Outcome;
use domain::identity::Action as A;

pub(in crate::console) use self::list::name_of;
use crate::console::item::rows::Badge;
use crate::routes::Access::Needs;
use crate::routes::{Route, get, post};

pub(in crate::console) const PATH: &str = "/console/disputes";

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, manage) = (Needs(A::DisputeView), Needs(A::DisputeManage));
    vec![
        get(PATH, see, list::show),
        get("/console/disputes/new", manage, new::show),
        post("/console/disputes/new", manage, new::take),
        get("/console/disputes/{id}", see, page::show),
        post("/console/disputes/{id}/events", manage, noted::take),
    ]
}

/// How it ended, or that it did not.
pub(in crate::console) fn outcome_badge(outcome: Outcome) -> Badge {
    let tone = match outcome {
        Outcome::Upheld => "ok",
        Outcome::Corrected => "error",
        Outcome::Other => "neutral",
        Outcome::Pending => "warning",
    };
    Badge::new(outcome.label(), tone)
}
