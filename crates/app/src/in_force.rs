//! The settings in force: a snapshot with typed readers, and what is made ready from settings, loaded days and word
//! lists. Not changing them: that is `settings` and `calendar`.

mod calendar;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::calendar::WorkCalendar;
use domain::identity::login::LoginRules;
use domain::identity::password::PasswordRules;
use domain::item::checks::{DraftCheck, WordListError, WordRule, default_words};
use domain::report::workflow::ReportDays;
use domain::settings::{find, month_day, registry};
use sea_orm::ConnectionTrait;

use crate::error::AppError;

pub(crate) use calendar::kind_code;
pub use words::{WordEntry, WordOrigin, WordStatus};
pub(crate) use words::{read_words, rules_of};

/// Whether the records are a demo city's: every page then says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    Real,
    Demo,
}

/// Not a setting that a person changes: marks the records as a demo city's.
pub(crate) const DATA_KEY: &str = "installation.data";
/// Not a setting that a person changes: how often the master key was replaced, counted from 1.
pub(crate) const KEY_VERSION_KEY: &str = "installation.key_version";
/// The region whose festivals apply.
pub(crate) const REGION_KEY: &str = "calendar.region";

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    stored: BTreeMap<String, String>,
    calendar: Arc<WorkCalendar>,
    checks: Result<Arc<DraftCheck>, WordListError>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            stored: BTreeMap::new(),
            calendar: Arc::new(WorkCalendar::official()),
            checks: make_ready(&default_words()),
        }
    }
}

fn make_ready(rules: &[WordRule]) -> Result<Arc<DraftCheck>, WordListError> {
    DraftCheck::new(rules).map(Arc::new)
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, AppError> {
        let stored = store::settings::all(db).await?;
        let region = stored.get(REGION_KEY).map_or("", String::as_str);
        let calendar = Arc::new(calendar::read(db, region).await?);
        let checks = make_ready(&rules_of(read_words(db).await?));
        Ok(Self { stored, calendar, checks })
    }

    /// The working calendar with the loaded days on top.
    #[must_use]
    pub fn calendar(&self) -> Arc<WorkCalendar> {
        Arc::clone(&self.calendar)
    }

    /// The checks of drafts with the word lists in force.
    pub(crate) fn draft_check(&self) -> Result<Arc<DraftCheck>, WordListError> {
        self.checks.clone()
    }

    /// The value in force: the stored one, else the default.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        match self.stored.get(key) {
            Some(value) => value,
            None => find(key).map_or("", |s| s.default),
        }
    }

    /// Whether a value other than the default is stored.
    #[must_use]
    pub fn is_changed(&self, key: &str) -> bool {
        self.stored.get(key).is_some_and(|v| find(key).is_some_and(|s| s.default != v))
    }

    /// A number; the default where what is stored is none (which the checks prevent).
    #[must_use]
    pub fn number(&self, key: &str) -> i64 {
        let default = || find(key).and_then(|s| s.default.parse().ok()).unwrap_or_default();
        self.text(key).parse().unwrap_or_else(|_| default())
    }

    /// A number as a size.
    #[must_use]
    pub fn size(&self, key: &str) -> usize {
        usize::try_from(self.number(key)).unwrap_or_default()
    }

    /// The rules of signing in.
    #[must_use]
    pub fn login_rules(&self) -> LoginRules {
        LoginRules {
            max_failures: u32::try_from(self.number("security.max_failures")).unwrap_or(5),
            lock_minutes: self.number("security.lock_minutes"),
            idle_minutes: self.number("security.idle_minutes"),
            session_hours: self.number("security.session_hours"),
            password_days: self.number("security.password_days"),
        }
    }

    /// The rules of passwords.
    #[must_use]
    pub fn password_rules(&self) -> PasswordRules {
        PasswordRules {
            min_length: self.size("security.password_length"),
            min_classes: self.size("security.password_classes"),
        }
    }

    /// The last days of the year for annual reports.
    #[must_use]
    pub fn report_days(&self) -> ReportDays {
        let law = ReportDays::default();
        let day = |key, or| month_day(self.text(key)).unwrap_or(or);
        ReportDays {
            agency: day("report.agency_due", law.agency),
            government: day("report.government_due", law.government),
        }
    }

    /// Whether the records are a demo city's.
    #[must_use]
    pub fn data(&self) -> Data {
        if self.stored.get(DATA_KEY).is_some_and(|v| v == "demo") { Data::Demo } else { Data::Real }
    }

    /// The number of the master key in use: 1 for the first.
    pub(crate) fn key_version(&self) -> i32 {
        self.stored.get(KEY_VERSION_KEY).and_then(|text| text.parse().ok()).unwrap_or(1)
    }

    /// Every setting with its value in force.
    pub fn all(&self) -> impl Iterator<Item = (&'static domain::settings::Setting, &str)> {
        registry().map(|s| (s, self.text(s.key)))
    }
}
