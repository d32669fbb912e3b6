//! A clock that stands still until a test moves it, and randomness that only has to be unique.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use app::{Clock, Random};
use domain::time::Moment;
use sha2::{Digest, Sha256};

/// Monday 2026-11-23, 09:00 in China: a working day in a published calendar.
pub const START: Moment = Moment(1_795_395_600_000);

/// The clock of one test.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(START.0)))
    }
}

impl TestClock {
    /// The present.
    pub fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }

    /// Lets minutes pass.
    pub fn pass_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    /// The clock as the app takes it.
    pub fn clock(&self) -> Clock {
        let inner = self.clone();
        Clock::new(move || inner.now())
    }
}

/// Bytes that differ at every call, in the same order in every run.
pub fn randomness(seed: u64) -> Random {
    let counter = AtomicU64::new(0);
    Random::new(move |bytes| {
        for chunk in bytes.chunks_mut(32) {
            let n = counter.fetch_add(1, Ordering::SeqCst);
            let digest = Sha256::digest([seed.to_be_bytes(), n.to_be_bytes()].concat());
            chunk.copy_from_slice(&digest[..chunk.len()]);
        }
    })
}
