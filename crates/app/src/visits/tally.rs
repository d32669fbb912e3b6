//! Counting in memory. Each thread that answers visitors has its own part, so that no two wait for each other and a page
//! from the cache costs no more than a look into a small table.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use domain::visits::{Outcome, storable};

use crate::context::App;

/// Parts; more threads than these share some.
const PARTS: usize = 64;
/// Different words that wait to be written; further ones are let go, so that nobody can fill the memory.
const MAX_WORDS: usize = 10_000;

/// What was visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seen {
    Item(i64),
    Section(i64),
    /// Another page of the site.
    Page,
}

/// What visits are counted by until they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Visit {
    pub day: NaiveDate,
    pub site: i64,
    pub seen: Seen,
}

pub(super) type Visits = HashMap<Visit, i64>;

/// How often a word was looked for, and how often nothing had it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Times {
    pub all: i64,
    pub missing: i64,
}

pub(super) type Words = HashMap<(NaiveDate, String), Times>;

/// On a cache line of its own.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Part(Mutex<Visits>);

/// The counters of this process.
#[derive(Debug)]
pub struct Tally {
    parts: Vec<Part>,
    words: Mutex<Words>,
}

impl Default for Tally {
    fn default() -> Self {
        Self { parts: (0..PARTS).map(|_| Part::default()).collect(), words: Mutex::default() }
    }
}

static NEXT_PART: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static OWN_PART: usize = NEXT_PART.fetch_add(1, Ordering::Relaxed) % PARTS;
}

/// The counters of a program.
#[must_use]
pub fn tally(app: &App) -> Arc<Tally> {
    app.shared()
}

impl Tally {
    /// Counts one visit.
    pub fn visit(&self, day: NaiveDate, site: i64, seen: Seen) {
        self.add(Visit { day, site, seen }, 1);
    }

    fn add(&self, visit: Visit, times: i64) {
        if let Some(part) = self.parts.get(OWN_PART.with(|own| *own)) {
            *part.0.lock().unwrap_or_else(PoisonError::into_inner).entry(visit).or_default() += times;
        }
    }

    /// Counts one search, where its words may be kept.
    pub fn search(&self, day: NaiveDate, text: &str, outcome: Outcome) {
        if let Some(word) = storable(text, outcome) {
            self.add_word((day, word), Times { all: 1, missing: i64::from(outcome == Outcome::Missing) });
        }
    }

    fn add_word(&self, key: (NaiveDate, String), times: Times) {
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if words.len() >= MAX_WORDS && !words.contains_key(&key) {
            return;
        }
        let counted = words.entry(key).or_default();
        counted.all += times.all;
        counted.missing += times.missing;
    }

    /// Takes what was counted.
    pub(super) fn take(&self) -> (Visits, Words) {
        let mut visits = Visits::new();
        for part in &self.parts {
            let counted = std::mem::take(&mut *part.0.lock().unwrap_or_else(PoisonError::into_inner));
            for (visit, times) in counted {
                *visits.entry(visit).or_default() += times;
            }
        }
        let words = std::mem::take(&mut *self.words.lock().unwrap_or_else(PoisonError::into_inner));
        (visits, words)
    }

    /// Puts back what could not be written.
    pub(super) fn put_back(&self, visits: Visits, words: Words) {
        for (visit, times) in visits {
            self.add(visit, times);
        }
        for (key, times) in words {
            self.add_word(key, times);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn visits_of_many_threads_add_up_and_are_taken_once() {
        let tally = Tally::default();
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for n in 0..1_000 {
                        tally.visit(day, 1, if n % 2 == 0 { Seen::Item(7) } else { Seen::Page });
                    }
                });
            }
        });
        let (visits, words) = tally.take();
        let of = |seen| visits[&Visit { day, site: 1, seen }];
        assert_eq!((of(Seen::Item(7)), of(Seen::Page), words.len()), (4_000, 4_000, 0));
        assert!(tally.take().0.is_empty());
        tally.put_back(visits, words);
        assert_eq!(tally.take().0.values().sum::<i64>(), 8_000);
    }

    #[test]
    fn words_are_bounded_and_never_a_persons() {
        let tally = Tally::default();
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for n in 0..MAX_WORDS + 50 {
            tally.search(day, &format!("词{n}"), Outcome::Found);
        }
        tally.search(day, "词1", Outcome::Missing);
        tally.search(day, "11010519491231002X", Outcome::Found);
        let (_, words) = tally.take();
        assert_eq!(words.len(), MAX_WORDS);
        assert_eq!(words[&(day, "词1".to_string())], Times { all: 2, missing: 1 });
    }
}
