//! What a city was made with, by the names the tests use.

use std::collections::BTreeMap;

/// The ids of what the city was made with, by slug or login.
#[derive(Debug, Clone, Default)]
pub struct Ids {
    pub agencies: BTreeMap<String, i64>,
    pub sections: BTreeMap<String, i64>,
    pub accounts: BTreeMap<String, i64>,
    pub site: i64,
}

impl Ids {
    /// An agency's id.
    pub fn agency(&self, slug: &str) -> i64 {
        self.agencies[slug]
    }

    /// A section's id.
    pub fn section(&self, slug: &str) -> i64 {
        self.sections[slug]
    }

    /// An account's id.
    pub fn account(&self, login: &str) -> i64 {
        self.accounts[login]
    }
}
