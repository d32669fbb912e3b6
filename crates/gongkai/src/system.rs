//! The system's clock and randomness, as the crates below are given them.

use std::time::{SystemTime, UNIX_EPOCH};

use app::{Clock, Random};
use domain::time::Moment;
use rand::TryRng;
use rand::rngs::SysRng;

/// The present.
pub fn now() -> Moment {
    moment(SystemTime::now())
}

/// A time of the file system or the clock as a moment.
pub fn moment(at: SystemTime) -> Moment {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The system's clock.
pub fn clock() -> Clock {
    Clock::new(now)
}

/// The system's randomness.
pub fn random() -> Random {
    Random::new(fill)
}

fn fill(bytes: &mut [u8]) {
    if SysRng.try_fill_bytes(bytes).is_err() {
        crate::terminal::complain("系统无法提供随机数，程序不能安全运行，已停止。");
        std::process::abort();
    }
}
