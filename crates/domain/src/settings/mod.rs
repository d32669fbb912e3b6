//! The settings kept in the database: each with its key, its type, a documented default and its source.
//! The values in force are read by `app::settings`; deployment (addresses, folders) is the configuration file's.

use chrono::{Datelike, NaiveDate};

mod registry;

pub use registry::registry;

crate::code_enum! {
    /// Under which heading a setting is shown, and who may change it.
    pub enum Group {
        Publishing = "publishing", "信息发布";
        Attachments = "attachments", "附件";
        Requests = "requests", "依申请公开";
        Voice = "voice", "公众意见和访问统计";
        Reports = "reports", "年度报告";
        Security = "security", "登录与安全";
        Jobs = "jobs", "后台任务";
        Mail = "mail", "邮件";
        Display = "display", "显示";
    }
}

/// What a setting holds and within which bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number from `min` to `max`, in `unit`.
    Number { min: i64, max: i64, unit: &'static str },
    /// Text of at most `max` characters.
    Text { max: usize },
    /// A day of every year, as `MM-DD`.
    MonthDay,
    /// One of these codes, each with its label.
    Choice(&'static [(&'static str, &'static str)]),
}

/// Where a default comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// An article or paper that fixes it.
    Law(&'static str),
    /// Widely practised but not verified against the paper: check before relying on it.
    Practice(&'static str),
    /// Our own choice.
    Own,
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    pub key: &'static str,
    pub group: Group,
    pub label: &'static str,
    /// What it does and when to change it, in Chinese, for the person who changes it.
    pub help: &'static str,
    pub kind: Kind,
    pub default: &'static str,
    pub source: Source,
}

/// Why a value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingRefusal {
    Unknown,
    NotANumber,
    OutOfBounds { min: i64, max: i64 },
    TooLong { max: usize },
    NotAChoice,
    NotADay,
}

/// The month and the day of a [`Kind::MonthDay`]; none for what is no day of every year.
#[must_use]
pub fn month_day(value: &str) -> Option<(u32, u32)> {
    // 2001 was no leap year: 29 February is no day of every year.
    let day = NaiveDate::parse_from_str(&format!("2001-{value}"), "%Y-%m-%d").ok()?;
    (value.len() == 5).then(|| (day.month(), day.day()))
}

/// The setting with this key.
#[must_use]
pub fn find(key: &str) -> Option<&'static Setting> {
    registry().find(|s| s.key == key)
}

/// Checks a value for a setting.
///
/// # Errors
/// [`SettingRefusal`] naming what is wrong.
pub fn check(setting: &Setting, value: &str) -> Result<(), SettingRefusal> {
    match setting.kind {
        Kind::Number { min, max, .. } => match value.parse::<i64>() {
            Err(_) => Err(SettingRefusal::NotANumber),
            Ok(n) if n < min || n > max => Err(SettingRefusal::OutOfBounds { min, max }),
            Ok(_) => Ok(()),
        },
        Kind::Text { max } if value.chars().count() > max => Err(SettingRefusal::TooLong { max }),
        Kind::Text { .. } => Ok(()),
        Kind::MonthDay => month_day(value).map(drop).ok_or(SettingRefusal::NotADay),
        Kind::Choice(choices) if choices.iter().any(|(code, _)| *code == value) => Ok(()),
        Kind::Choice(_) => Err(SettingRefusal::NotAChoice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_valid_and_every_setting_documented() {
        for (at, setting) in registry().enumerate() {
            assert_eq!(check(setting, setting.default), Ok(()), "{}", setting.key);
            assert!(setting.help.chars().count() >= 10, "{} lacks help", setting.key);
            assert!(!registry().skip(at + 1).any(|s| s.key == setting.key), "{} twice", setting.key);
        }
    }

    #[test]
    fn values_out_of_bounds_are_refused() {
        let limit = registry().find(|s| s.key == "publish.limit_days").copied();
        let Some(limit) = limit else { panic!("missing") };
        assert_eq!(check(&limit, "二十"), Err(SettingRefusal::NotANumber));
        assert!(matches!(check(&limit, "0"), Err(SettingRefusal::OutOfBounds { .. })));
        assert_eq!(find("nothing"), None);
        assert_eq!(month_day("03-31"), Some((3, 31)));
        for wrong in ["02-29", "2-28", "13-01", "", "01-31x"] {
            assert_eq!(month_day(wrong), None, "{wrong}");
        }
    }
}
