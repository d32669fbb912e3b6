//! How often one address may do what costs much: sign in, search, send forms. Kept in memory, counted by minute;
//! an account's own lock after failed tries is `identity`'s and holds whatever the address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::time::Moment;

use crate::errors::WebError;
use crate::state::Limits;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    Login,
    Search,
    /// Completions while one types: several for each search.
    Suggest,
    Form,
    /// An application sent without the small piece of work that raises the limit.
    Apply,
    /// An error of the site told without it, or an opinion of an item.
    Tell,
}

const WINDOW_MS: i64 = 60_000;
/// When so many addresses are remembered, those whose minute is over are forgotten.
const MANY: usize = 20_000;

#[derive(Debug, Clone, Copy)]
struct Count {
    since: i64,
    times: u32,
}

/// The counters.
#[derive(Debug)]
pub struct RateLimits {
    limits: Limits,
    counts: Mutex<HashMap<(Deed, String), Count>>,
}

impl RateLimits {
    /// Counters with these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, counts: Mutex::new(HashMap::new()) }
    }

    const fn limit(&self, deed: Deed) -> u32 {
        match deed {
            Deed::Login => self.limits.login,
            Deed::Search => self.limits.search,
            Deed::Suggest => self.limits.suggest,
            Deed::Form => self.limits.form,
            // Counted by itself: who says that an item helped may apply all the same.
            Deed::Apply | Deed::Tell => self.limits.apply,
        }
    }

    /// Counts one deed of an address.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn count(&self, deed: Deed, address: &str, now: Moment) -> Result<(), WebError> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MANY {
            counts.retain(|_, count| now.0 - count.since < WINDOW_MS);
        }
        let count = counts.entry((deed, address.to_string())).or_insert(Count { since: now.0, times: 0 });
        let age = now.0 - count.since;
        if !(0..WINDOW_MS).contains(&age) {
            *count = Count { since: now.0, times: 0 };
        }
        count.times = count.times.saturating_add(1);
        if count.times <= self.limit(deed) {
            return Ok(());
        }
        let left = (WINDOW_MS - (now.0 - count.since)).max(1_000);
        Err(WebError::too_many(u64::try_from(left.div_euclid(1_000)).unwrap_or(60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_hurries_waits_and_others_do_not() {
        let rates = RateLimits::new(Limits { login: 2, search: 1, suggest: 1, form: 1, apply: 1 });
        let at = |second: i64| Moment(second * 1_000);
        assert!(rates.count(Deed::Login, "a", at(0)).is_ok());
        assert!(rates.count(Deed::Login, "a", at(1)).is_ok());
        let refused = rates.count(Deed::Login, "a", at(20)).map_err(|e| e.sentence());
        assert!(
            matches!(&refused, Err(words) if words.status == 429 && words.text.chars().count() > 3 && words.advice.contains("40")),
            "{refused:?}"
        );
        assert!(rates.count(Deed::Login, "b", at(20)).is_ok());
        assert!(rates.count(Deed::Search, "a", at(20)).is_ok());
        assert!(rates.count(Deed::Login, "a", at(60)).is_ok());
    }
}
