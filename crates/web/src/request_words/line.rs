//! A line of the clock's explanation as a row of a table. Not how the days were counted.

use domain::request::explain::{Line, LineKind};
use serde::Serialize;

/// A row, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Code of the line, for styles and tests.
    pub kind: &'static str,
    /// One day, or first and last.
    pub dates: String,
    pub text: String,
    /// Working days that this line counts; empty where it counts none by its nature.
    pub counted: String,
    /// Working days counted so far; empty before the count begins.
    pub so_far: String,
    pub article: String,
    /// By the weekday rule: the year's holidays are not yet announced.
    pub provisional: bool,
}

/// The lines of an explanation as rows.
#[must_use]
pub fn explained(lines: &[Line]) -> Vec<Explained> {
    lines.iter().map(row).collect()
}

fn row(line: &Line) -> Explained {
    Explained {
        kind: line.kind.code(),
        dates: dates(line),
        text: text(line),
        counted: counted(line),
        so_far: so_far(line),
        article: line.article.map(|article| article.to_string()).unwrap_or_default(),
        provisional: line.provisional,
    }
}

fn dates(line: &Line) -> String {
    match line.to {
        Some(to) if to == line.from => line.from.to_string(),
        Some(to) => format!("{} 至 {to}", line.from),
        None => format!("{} 起", line.from),
    }
}

fn text(line: &Line) -> String {
    let words = match (line.kind, &line.holiday) {
        (LineKind::Holiday, Some(name)) => format!("{name}放假，不计入"),
        (LineKind::MakeUp, Some(name)) => format!("{name}调休上班，计入"),
        (LineKind::MakeUp, None) => "调休上班，计入".to_string(),
        (LineKind::Working, _) => "工作日，计入".to_string(),
        (LineKind::Supplement, _) => "等待申请人补正，不计入；收到补正后重新计算".to_string(),
        (LineKind::Fee, _) => "等待申请人缴费，不计入".to_string(),
        (LineKind::Extension, _) => format!("经批准延长答复期限 {} 个工作日", line.days),
        (kind, _) => kind.label().to_string(),
    };
    if line.provisional {
        format!("{words}（当年放假安排尚未公布，暂按周一至周五为工作日推算）")
    } else {
        words
    }
}

fn counted(line: &Line) -> String {
    match line.kind {
        LineKind::Working | LineKind::MakeUp => line.days.to_string(),
        LineKind::Weekend
        | LineKind::Holiday
        | LineKind::Consultation
        | LineKind::Reasons
        | LineKind::Supplement
        | LineKind::Fee => "0".to_string(),
        LineKind::Extension => format!("＋{}", line.days),
        _ => String::new(),
    }
}

fn so_far(line: &Line) -> String {
    match line.kind {
        LineKind::Arrived
        | LineKind::Received
        | LineKind::SupplementArrived
        | LineKind::ReasonsArrived
        | LineKind::Paid
        | LineKind::Annulled
        | LineKind::Extension
        | LineKind::Delayed => String::new(),
        _ => line.so_far.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::request::article::{Article, Law};

    fn line(kind: LineKind, days: u32) -> Line {
        let from = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap_or_default();
        let article = Some(Article::of(Law::Regulation, 33));
        Line { kind, from, to: from.succ_opt(), days, so_far: 7, article, holiday: None, provisional: false }
    }

    #[test]
    fn a_counted_line_shows_its_days_and_the_sum() {
        let row = row(&line(LineKind::Working, 2));
        assert_eq!((row.dates.as_str(), row.text.as_str()), ("2026-09-30 至 2026-10-01", "工作日，计入"));
        assert_eq!((row.counted.as_str(), row.so_far.as_str()), ("2", "7"));
        assert_eq!(row.article, "《中华人民共和国政府信息公开条例》第三十三条");
    }

    #[test]
    fn holidays_are_named_and_guesses_say_so() {
        let holiday = Line { holiday: Some("国庆节".into()), ..line(LineKind::Holiday, 0) };
        assert_eq!(row(&holiday).text, "国庆节放假，不计入");
        let guess = Line { provisional: true, to: None, ..line(LineKind::Weekend, 0) };
        assert!(row(&guess).text.contains("尚未公布") && row(&guess).dates.ends_with('起'));
        assert_eq!(row(&line(LineKind::Extension, 20)).counted, "＋20");
    }
}
