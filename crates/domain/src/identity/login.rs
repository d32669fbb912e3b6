//! Sign-in as rules: lockout that ends by itself, idle expiry, age of passwords.

use crate::time::Moment;

/// Limits of signing in; all of them settings (defaults are assessors' practice, not the standard's text).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginRules {
    /// Failed tries in a row after which the account is locked.
    pub max_failures: u32,
    /// How long a lock lasts, in minutes.
    pub lock_minutes: i64,
    /// A session ends after this many idle minutes.
    pub idle_minutes: i64,
    /// A session ends after this many hours, whatever happens.
    pub session_hours: i64,
    /// An own password must be changed after this many days; 0 for never.
    pub password_days: i64,
}

impl Default for LoginRules {
    fn default() -> Self {
        Self { max_failures: 5, lock_minutes: 15, idle_minutes: 30, session_hours: 12, password_days: 90 }
    }
}

/// The counters of an account that a failed try changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    pub count: u32,
    pub locked_until: Option<Moment>,
}

/// Whether the account is locked at `now`.
#[must_use]
pub fn is_locked(failures: Failures, now: Moment) -> bool {
    failures.locked_until.is_some_and(|until| now < until)
}

/// The counters after one more failed try. A lock that has ended starts the count anew.
#[must_use]
pub fn after_failure(failures: Failures, now: Moment, rules: LoginRules) -> Failures {
    let ended = failures.locked_until.is_some_and(|until| now >= until);
    let count = if ended { 1 } else { failures.count.saturating_add(1) };
    let locked_until = (count >= rules.max_failures).then(|| now.plus_minutes(rules.lock_minutes));
    Failures { count, locked_until }
}

/// Whether a session has ended of itself at `now`.
#[must_use]
pub fn is_expired(created: Moment, last_seen: Moment, now: Moment, rules: LoginRules) -> bool {
    now >= last_seen.plus_minutes(rules.idle_minutes) || now >= created.plus_minutes(rules.session_hours * 60)
}

/// Whether a password has to be changed before anything else.
#[must_use]
pub fn must_change_password(state: PasswordState, changed: Moment, now: Moment, rules: LoginRules) -> bool {
    let aged = rules.password_days > 0 && now >= changed.plus_minutes(rules.password_days * 24 * 60);
    state == PasswordState::Issued || aged
}

crate::code_enum! {
    /// Where the present password of an account comes from.
    pub enum PasswordState {
        Issued = "issued", "初始口令";
        Own = "own", "本人设置";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_failure_locks_and_the_lock_ends() {
        let rules = LoginRules::default();
        let mut failures = Failures { count: 0, locked_until: None };
        for _ in 0..4 {
            failures = after_failure(failures, Moment(0), rules);
            assert!(!is_locked(failures, Moment(0)));
        }
        failures = after_failure(failures, Moment(0), rules);
        let end = Moment(0).plus_minutes(rules.lock_minutes);
        assert!(is_locked(failures, end.plus_seconds(-1)));
        assert!(!is_locked(failures, end));
        assert_eq!(after_failure(failures, end, rules), Failures { count: 1, locked_until: None });
    }

    #[test]
    fn sessions_end_idle_or_old() {
        let rules = LoginRules::default();
        let start = Moment(0);
        assert!(!is_expired(start, start, start.plus_minutes(29), rules));
        assert!(is_expired(start, start, start.plus_minutes(30), rules));
        let busy = start.plus_minutes(12 * 60);
        assert!(is_expired(start, busy, busy, rules));
    }

    #[test]
    fn an_issued_password_is_changed_first() {
        let rules = LoginRules::default();
        assert!(must_change_password(PasswordState::Issued, Moment(0), Moment(0), rules));
        assert!(!must_change_password(PasswordState::Own, Moment(0), Moment(0), rules));
        let old = Moment(0).plus_minutes(90 * 24 * 60);
        assert!(must_change_password(PasswordState::Own, Moment(0), old, rules));
    }
}
