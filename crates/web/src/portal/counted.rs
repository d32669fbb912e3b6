//! What an answer counts as, also where it lay ready at the door and no handler ran: an answer of its route, and the
//! visit of a page. What is no visit (a robot's, a page fetched ahead) is told in `domain::visits` and by the caller.

use std::sync::Arc;

use app::visits::{Seen, Tally};
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::visits::is_robot;
use door::Given;

use crate::observe::ReadyCount;

/// A visit that a page's answer counts as.
pub struct Visit {
    pub visits: Arc<Tally>,
    pub day: NaiveDate,
    pub site: i64,
    pub seen: Seen,
}

impl Visit {
    /// Counts it.
    pub fn count(&self) {
        self.visits.visit(self.day, self.site, self.seen);
    }
}

/// What each further giving of an answer counts as.
pub struct Counted {
    pub answers: Arc<ReadyCount>,
    pub visit: Option<Visit>,
}

impl Given for Counted {
    fn given(&self, status: StatusCode, agent: &str) {
        self.answers.given(status, agent);
        if let Some(visit) = self.visit.as_ref().filter(|_| !is_robot(agent)) {
            visit.count();
        }
    }
}
