//! The settings in force: a snapshot with typed readers, and the use cases that change them.

use std::collections::BTreeMap;

use domain::identity::login::LoginRules;
use domain::identity::password::PasswordRules;
use domain::settings::{REGISTRY, find};
use sea_orm::ConnectionTrait;

use crate::context::Data;
use crate::error::AppError;

/// Not a setting that a person changes: marks the records as a demo city's.
pub(crate) const DATA_KEY: &str = "installation.data";

/// The settings in force.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    stored: BTreeMap<String, String>,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, AppError> {
        Ok(Self { stored: store::settings::all(db).await? })
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

    /// Whether the records are a demo city's.
    #[must_use]
    pub fn data(&self) -> Data {
        if self.stored.get(DATA_KEY).is_some_and(|v| v == "demo") { Data::Demo } else { Data::Real }
    }

    /// Every setting with its value in force.
    pub fn all(&self) -> impl Iterator<Item = (&'static domain::settings::Setting, &str)> {
        REGISTRY.iter().map(|s| (s, self.text(s.key)))
    }
}
