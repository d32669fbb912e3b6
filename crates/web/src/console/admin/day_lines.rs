//! The days of a holiday notice as an administrator types or pastes them, one a line: `2027-01-01 休 元旦`.

use chrono::NaiveDate;
use domain::calendar::CalendarDayKind;

/// A line that is no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faulty {
    /// Counted from 1.
    pub line: usize,
    pub text: String,
}

/// A day: date, what becomes of it, the holiday it belongs to.
pub type Day = (NaiveDate, CalendarDayKind, String);

/// Longest text of a line that is shown again.
const SHOWN: usize = 40;

/// Reads the lines; empty ones are passed over. A working day without a name is a made-up day.
#[must_use]
pub fn read_days(text: &str) -> Vec<Result<Day, Faulty>> {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(text, line)| {
            read_day(text).ok_or_else(|| Faulty { line, text: text.trim().chars().take(SHOWN).collect() })
        })
        .collect()
}

fn read_day(line: &str) -> Option<Day> {
    let mut parts = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '\t'))
        .filter(|part| !part.is_empty());
    let date = read_date(parts.next()?)?;
    let kind = match parts.next()? {
        "休" | "放假" | "休息" => CalendarDayKind::Off,
        "班" | "上班" | "调休上班" | "补班" => CalendarDayKind::Working,
        _ => return None,
    };
    let name = parts.collect::<Vec<_>>().join(" ");
    match (kind, name.is_empty()) {
        (CalendarDayKind::Working, true) => Some((date, kind, "调休".to_string())),
        (CalendarDayKind::Off, true) => None,
        _ => Some((date, kind, name)),
    }
}

/// `2027-01-01`, `2027/1/1`, `2027.1.1` or `2027年1月1日`.
fn read_date(text: &str) -> Option<NaiveDate> {
    let plain = text.trim_end_matches('日').replace(['/', '.', '年', '月'], "-");
    NaiveDate::parse_from_str(&plain, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn lines_are_read_as_people_write_them() {
        let text = "2027-01-01 休 元旦\n\n2027/1/3，班\n2027年2月6日\t放假\t春节\n";
        let days = read_days(text);
        let (day, kind, name) = days[2].clone().unwrap();
        assert_eq!((day.to_string().as_str(), kind, name.as_str()), ("2027-02-06", CalendarDayKind::Off, "春节"));
        assert_eq!(days[1].clone().unwrap().2, "调休");
        assert_eq!(days.len(), 3);
    }

    #[test]
    fn a_line_that_is_no_day_is_named() {
        let days = read_days("2027-01-01 休 元旦\n2027-02-30 休 春节\n2027-03-01 休\n明天 班");
        let faults: Vec<usize> = days.iter().filter_map(|day| day.as_ref().err()).map(|fault| fault.line).collect();
        assert_eq!(faults, [2, 3, 4]);
    }
}
