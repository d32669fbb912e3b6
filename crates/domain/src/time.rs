//! Moments and legal dates. A moment is a point in time in UTC; a legal date is a day in Asia/Shanghai,
//! whatever zone the machine is set to. Not a clock: the present is always passed in.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};
use serde::{Deserialize, Serialize};

/// Seconds that China Standard Time is ahead of UTC. China has used one zone without summer time
/// since 1992; Asia/Shanghai and UTC+8 are the same for every date this program handles (2004 onward).
const SHANGHAI_SECONDS: i32 = 8 * 3600;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

fn shanghai() -> Option<FixedOffset> {
    FixedOffset::east_opt(SHANGHAI_SECONDS)
}

impl Moment {
    /// The moment of a UTC date-time.
    #[must_use]
    pub fn from_utc(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }

    /// The moment at which a clock on the wall in China shows `local`.
    #[must_use]
    pub fn from_local(local: NaiveDateTime) -> Self {
        Self(local.and_utc().timestamp_millis() - i64::from(SHANGHAI_SECONDS) * 1000)
    }

    /// The first moment of a legal date.
    #[must_use]
    pub fn start_of(date: NaiveDate) -> Self {
        Self::from_local(date.and_time(chrono::NaiveTime::MIN))
    }

    /// This moment as UTC date-time, for formats that want it.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0).single().unwrap_or(DateTime::<Utc>::UNIX_EPOCH)
    }

    /// What a clock on the wall in China shows at this moment.
    #[must_use]
    pub fn local(self) -> NaiveDateTime {
        let utc = self.utc();
        match shanghai() {
            Some(zone) => utc.with_timezone(&zone).naive_local(),
            None => utc.naive_utc(),
        }
    }

    /// The legal date of this moment.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        self.local().date()
    }

    /// `YYYY-MM-DD HH:MM` as pages show it (网页标签 PubDate).
    #[must_use]
    pub fn display_minute(self) -> String {
        self.local().format("%Y-%m-%d %H:%M").to_string()
    }

    /// The time in China as programs read it (RFC 3339): `2026-01-31T08:00:00+08:00`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.local().format("%Y-%m-%dT%H:%M:%S+08:00").to_string()
    }

    /// This moment plus a number of seconds (negative for earlier).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// This moment plus a number of minutes.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes.saturating_mul(60))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_legal_date_is_the_day_in_shanghai() {
        let late_utc = Utc.with_ymd_and_hms(2026, 11, 22, 16, 30, 0).unwrap();
        let moment = Moment::from_utc(late_utc);
        assert_eq!(moment.date(), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        assert_eq!(moment.display_minute(), "2026-11-23 00:30");
        assert_eq!(Moment::from_local(moment.local()), moment);
    }

    #[test]
    fn the_start_of_a_date_is_on_that_date() {
        let day = NaiveDate::from_ymd_opt(2019, 10, 1).unwrap();
        assert_eq!(Moment::start_of(day).date(), day);
        assert_eq!(Moment::start_of(day).plus_seconds(-1).date(), day.pred_opt().unwrap());
    }
}
