//! Quiet hours: between two hours of the day no mail goes out.

use chrono::{NaiveTime, Timelike};
use domain::time::Moment;

/// When a mail may go out: now, or at the end of the quiet hours. Hours are those of the clock in China.
pub(super) fn not_before(now: Moment, from: u32, until: u32) -> Moment {
    let local = now.local();
    let hour = local.hour();
    let quiet = if from <= until { (from..until).contains(&hour) } else { hour >= from || hour < until };
    if !quiet {
        return now;
    }
    let day = if hour < until { Some(local.date()) } else { local.date().succ_opt() };
    match (day, NaiveTime::from_hms_opt(until, 0, 0)) {
        (Some(day), Some(time)) => Moment::from_local(day.and_time(time)),
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_local(chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
    }

    #[test]
    fn mail_waits_for_the_morning() {
        let cases = [
            ("2026-03-02 21:59", 22, 7, "2026-03-02 21:59"),
            ("2026-03-02 22:00", 22, 7, "2026-03-03 07:00"),
            ("2026-03-03 00:30", 22, 7, "2026-03-03 07:00"),
            ("2026-03-03 06:59", 22, 7, "2026-03-03 07:00"),
            ("2026-03-03 07:00", 22, 7, "2026-03-03 07:00"),
            ("2026-03-03 13:10", 12, 14, "2026-03-03 14:00"),
            ("2026-03-03 03:00", 0, 0, "2026-03-03 03:00"),
            ("2026-12-31 23:00", 22, 7, "2027-01-01 07:00"),
        ];
        for (now, from, until, then) in cases {
            assert_eq!(not_before(at(now), from, until), at(then), "{now} {from}-{until}");
        }
    }
}
