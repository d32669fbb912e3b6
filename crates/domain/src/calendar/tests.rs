//! The tables of the published calendar 2019 to 2026, and properties of the count.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Receipt day, and the last day of 7, 15, 20 and 40 working days.
const VECTORS: [[&str; 5]; 18] = [
    ["2019-09-25", "2019-10-10", "2019-10-21", "2019-10-28", "2019-11-25"],
    ["2020-01-17", "2020-02-04", "2020-02-14", "2020-02-21", "2020-03-20"],
    ["2020-09-24", "2020-10-10", "2020-10-21", "2020-10-28", "2020-11-25"],
    ["2021-02-05", "2021-02-20", "2021-03-03", "2021-03-10", "2021-04-08"],
    ["2021-09-17", "2021-09-28", "2021-10-14", "2021-10-21", "2021-11-18"],
    ["2022-01-27", "2022-02-10", "2022-02-22", "2022-03-01", "2022-03-29"],
    ["2022-09-30", "2022-10-14", "2022-10-26", "2022-11-02", "2022-11-30"],
    ["2023-01-19", "2023-02-02", "2023-02-14", "2023-02-21", "2023-03-21"],
    ["2023-09-28", "2023-10-13", "2023-10-25", "2023-11-01", "2023-11-29"],
    ["2024-02-08", "2024-02-23", "2024-03-06", "2024-03-13", "2024-04-11"],
    ["2024-09-13", "2024-09-25", "2024-10-11", "2024-10-17", "2024-11-14"],
    ["2025-01-24", "2025-02-10", "2025-02-20", "2025-02-27", "2025-03-27"],
    ["2025-01-26", "2025-02-11", "2025-02-21", "2025-02-28", "2025-03-28"],
    ["2025-04-27", "2025-05-09", "2025-05-21", "2025-05-28", "2025-06-26"],
    ["2025-09-26", "2025-10-13", "2025-10-23", "2025-10-30", "2025-11-27"],
    ["2026-02-13", "2026-03-02", "2026-03-12", "2026-03-19", "2026-04-17"],
    ["2026-02-14", "2026-03-03", "2026-03-13", "2026-03-20", "2026-04-20"],
    ["2026-09-30", "2026-10-15", "2026-10-27", "2026-11-03", "2026-12-01"],
];

/// Year, weekdays off, weekend days on duty: all that differs from Monday to Friday.
const DEVIATIONS: [(i32, &str, &str); 8] = [
    (
        2019,
        "0101 0204 0205 0206 0207 0208 0405 0501 0502 0503 0607 0913 1001 1002 1003 1004 1007",
        "0202 0203 0428 0505 0929 1012",
    ),
    (
        2020,
        "0101 0124 0127 0128 0129 0130 0131 0406 0501 0504 0505 0625 0626 1001 1002 1005 1006 1007 1008",
        "0119 0426 0509 0628 0927 1010",
    ),
    (
        2021,
        "0101 0211 0212 0215 0216 0217 0405 0503 0504 0505 0614 0920 0921 1001 1004 1005 1006 1007",
        "0207 0220 0425 0508 0918 0926 1009",
    ),
    (
        2022,
        "0103 0131 0201 0202 0203 0204 0404 0405 0502 0503 0504 0603 0912 1003 1004 1005 1006 1007",
        "0129 0130 0402 0424 0507 1008 1009",
    ),
    (
        2023,
        "0102 0123 0124 0125 0126 0127 0405 0501 0502 0503 0622 0623 0929 1002 1003 1004 1005 1006",
        "0128 0129 0423 0506 0625 1007 1008",
    ),
    (
        2024,
        "0101 0212 0213 0214 0215 0216 0404 0405 0501 0502 0503 0610 0916 0917 1001 1002 1003 1004 1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
    ),
    (
        2025,
        "0101 0128 0129 0130 0131 0203 0204 0404 0501 0502 0505 0602 1001 1002 1003 1006 1007 1008",
        "0126 0208 0427 0928 1011",
    ),
    (
        2026,
        "0101 0102 0216 0217 0218 0219 0220 0223 0406 0501 0504 0505 0619 0925 1001 1002 1005 1006 1007",
        "0104 0214 0228 0509 0920 1010",
    ),
];

const WORKING_DAYS_A_YEAR: [(i32, usize); 8] =
    [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)];

fn days_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(move |day| day.year() == year)
}

#[test]
fn due_dates_follow_the_published_calendars() {
    let calendar = WorkCalendar::official();
    for [received, rest @ ..] in VECTORS {
        for (days, expected) in [7, 15, 20, 40].into_iter().zip(rest) {
            let due = calendar.due(day(received), days).unwrap();
            assert_eq!(due.date, day(expected), "{received} + {days}");
            assert!(!due.provisional, "{received} + {days}");
        }
    }
}

#[test]
fn every_day_of_2019_to_2026_is_as_published() {
    let calendar = WorkCalendar::official();
    for (year, off, on) in DEVIATIONS {
        for date in days_of(year) {
            let key = date.format("%m%d").to_string();
            let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            let expected =
                if weekend { on.split(' ').any(|day| day == key) } else { !off.split(' ').any(|day| day == key) };
            assert_eq!(calendar.is_working(date), expected, "{date}");
        }
    }
}

#[test]
fn years_have_the_published_number_of_working_days() {
    let calendar = WorkCalendar::official();
    for (year, expected) in WORKING_DAYS_A_YEAR {
        let counted = days_of(year).filter(|day| calendar.is_working(*day)).count();
        assert_eq!(counted, expected, "{year}");
    }
}

#[test]
fn last_days_of_2026_are_published_and_2027_is_provisional() {
    let calendar = WorkCalendar::official();
    assert!(calendar.is_published(day("2026-12-31")));
    assert!(!calendar.is_working(day("2026-12-26")));
    assert!(calendar.is_working(day("2026-12-31")));
    let inside = calendar.due(day("2026-12-24"), 5).unwrap();
    assert_eq!((inside.date, inside.provisional), (day("2026-12-31"), false));
    assert!(calendar.due(day("2026-12-24"), 6).unwrap().provisional);
    assert!(!calendar.is_published(day("2027-03-01")));
}

fn row(date: &str, kind: CalendarDayKind, name: &str, region: Option<&str>) -> CalendarDay {
    CalendarDay { date: day(date), kind, name: name.to_owned(), region: region.map(str::to_owned) }
}

#[test]
fn loaded_days_override_and_publish_their_year() {
    let calendar = WorkCalendar::official().with_days(vec![
        row("2027-01-01", CalendarDayKind::Off, "元旦", None),
        row("2027-01-02", CalendarDayKind::Working, "元旦", None),
    ]);
    let due = calendar.due(day("2026-12-30"), 2).unwrap();
    assert_eq!((due.date, due.provisional), (day("2027-01-02"), false));
    assert!(calendar.is_published(day("2027-06-01")));
    assert!(!calendar.is_published(day("2028-01-01")));
}

#[test]
fn later_row_for_the_same_day_wins() {
    let calendar = WorkCalendar::official()
        .with_days(vec![row("2026-07-01", CalendarDayKind::Off, "误", None)])
        .with_days(vec![row("2026-07-01", CalendarDayKind::Working, "更正", None)]);
    assert!(calendar.is_working(day("2026-07-01")));
}

#[test]
fn regional_rows_apply_only_to_their_region_and_publish_nothing() {
    let rows = vec![
        row("2026-04-20", CalendarDayKind::Off, "三月三", Some("广西")),
        row("2027-04-09", CalendarDayKind::Off, "三月三", Some("广西")),
    ];
    let country = WorkCalendar::official().with_days(rows);
    assert!(country.is_working(day("2026-04-20")));
    let guangxi = country.for_region(Some("广西".to_owned()));
    assert!(!guangxi.is_working(day("2026-04-20")));
    assert!(!guangxi.is_working(day("2027-04-09")));
    assert!(!guangxi.is_published(day("2027-04-09")));
    assert!(guangxi.for_region(None).is_working(day("2026-04-20")));
}

#[test]
fn impossible_limits_are_refused() {
    let calendar = WorkCalendar::official();
    let received = day("2026-03-02");
    assert_eq!(calendar.due(received, 0), Err(CalendarError::NoDays));
    let early = day("2003-12-31");
    assert_eq!(calendar.due(early, 5), Err(CalendarError::BeforeFirstDay(early)));
    assert_eq!(calendar.due(received, u32::MAX), Err(CalendarError::AfterLastDay));
    assert_eq!(calendar.due(day("2150-01-01"), 1), Err(CalendarError::AfterLastDay));
    assert_eq!(calendar.due(NaiveDate::MAX, 1), Err(CalendarError::AfterLastDay));
    assert!(!calendar.is_working(NaiveDate::from_ymd_opt(1999, 1, 2).unwrap()));
}

#[test]
fn calendar_day_limit_moves_off_a_rest_day() {
    let calendar = WorkCalendar::official();
    // 20 days after 2026-09-14 is Sunday 10-04 inside the National Day holiday.
    let due = calendar.due_in_calendar_days(day("2026-09-14"), 20).unwrap();
    assert_eq!(due.date, day("2026-10-08"));
    let plain = calendar.due_in_calendar_days(day("2026-03-02"), 20).unwrap();
    assert_eq!(plain.date, day("2026-03-23"));
    assert_eq!(calendar.due_in_calendar_days(day("2026-03-02"), 0), Err(CalendarError::NoDays));
}

#[test]
fn explanation_names_the_holidays_it_skips() {
    let calendar = WorkCalendar::official();
    let spans = calendar.explain(day("2026-09-30"), 7).unwrap();
    let table: Vec<_> = spans
        .iter()
        .map(|span| {
            (
                span.from.format("%m-%d").to_string(),
                span.to.format("%m-%d").to_string(),
                span.kind,
                span.name.as_deref(),
                span.counted,
                span.counted_so_far,
            )
        })
        .collect();
    let expected = [
        ("09-30", "09-30", SpanKind::Receipt, None, 0, 0),
        ("10-01", "10-07", SpanKind::Holiday, Some("国庆节"), 0, 0),
        ("10-08", "10-09", SpanKind::Working, None, 2, 2),
        ("10-10", "10-10", SpanKind::MakeUp, Some("国庆节"), 1, 3),
        ("10-11", "10-11", SpanKind::Weekend, None, 0, 3),
        ("10-12", "10-15", SpanKind::Working, None, 4, 7),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(from, to, kind, name, n, sum)| (from.to_owned(), to.to_owned(), kind, name, n, sum))
        .collect();
    assert_eq!(table, expected);
}

#[test]
fn millions_of_limits_are_cheap() {
    // Not timed: answered by table, three million calls end in well under a second.
    let calendar = WorkCalendar::official();
    let received = day("2026-02-13");
    let mut sum = 0_u64;
    for days in 0..3_000_000_u32 {
        let due = calendar.due(received, 1 + days % 40).unwrap();
        sum += u64::from(due.date.ordinal());
    }
    assert!(sum > 0);
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..10_000).prop_map(|offset| day("2004-01-01") + Days::new(offset))
}

proptest! {
    #[test]
    fn a_due_date_is_a_working_day_and_counts_back(received in any_day(), days in 1_u32..120) {
        let calendar = WorkCalendar::official();
        let due = calendar.due(received, days).unwrap().date;
        prop_assert!(calendar.is_working(due));
        prop_assert_eq!(calendar.working_days_between(received, due), days);
        prop_assert!(due > received);
    }

    #[test]
    fn limits_add_up(received in any_day(), first in 1_u32..60, second in 1_u32..60) {
        let calendar = WorkCalendar::official();
        let stepwise = calendar.due(calendar.due(received, first).unwrap().date, second).unwrap();
        prop_assert_eq!(stepwise.date, calendar.due(received, first + second).unwrap().date);
    }

    #[test]
    fn a_later_receipt_is_never_due_earlier(received in any_day(), gap in 0_u64..40, days in 1_u32..60) {
        let calendar = WorkCalendar::official();
        let later = received + Days::new(gap);
        let (first, second) = (calendar.due(received, days).unwrap(), calendar.due(later, days).unwrap());
        prop_assert!(first.date <= second.date);
    }

    #[test]
    fn an_explanation_has_no_gaps(received in any_day(), days in 1_u32..60) {
        let calendar = WorkCalendar::official();
        let spans = calendar.explain(received, days).unwrap();
        for pair in spans.windows(2) {
            prop_assert_eq!(pair[0].to.succ_opt().unwrap(), pair[1].from);
        }
        let last = spans.last().unwrap();
        prop_assert_eq!(last.counted_so_far, days);
        prop_assert_eq!(last.to, calendar.due(received, days).unwrap().date);
    }
}

#[test]
fn the_arrangement_of_a_year_names_its_holidays_and_made_up_days() {
    let spans = WorkCalendar::official().arrangement(2019);
    let national: Vec<_> = spans
        .iter()
        .filter(|span| span.name.as_deref() == Some("国庆节"))
        .map(|span| (span.from, span.to, span.kind))
        .collect();
    assert_eq!(
        national,
        [
            (day("2019-09-29"), day("2019-09-29"), SpanKind::MakeUp),
            (day("2019-10-01"), day("2019-10-07"), SpanKind::Holiday),
            (day("2019-10-12"), day("2019-10-12"), SpanKind::MakeUp),
        ]
    );
    assert_eq!(WorkCalendar::official().arrangement(2050), []);
}
