//! 索引号: an item's identifier for good. Given at first publishing, never reused, never changed.

use serde::{Deserialize, Serialize};

/// `<prefix>/<4-digit year>-<5-digit serial>`; the prefix is the agency's (by default its 统一社会信用代码),
/// the serial runs per agency and year of publishing (《政府信息公开目录系统实施指引（试行）》).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IndexNumber(String);

/// Why a prefix cannot head an index number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrefixRefusal {
    Empty,
    TooLong,
    BadCharacter,
}

/// Longest prefix: the 18 characters of a 统一社会信用代码 with two to spare.
const MAX_PREFIX: usize = 20;

impl IndexNumber {
    /// Makes the number of the `serial`-th item that an agency first published in `year`.
    #[must_use]
    pub fn new(prefix: &str, year: i32, serial: u32) -> Self {
        Self(format!("{prefix}/{year:04}-{serial:05}"))
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tail after the prefix, which lists may show alone.
    #[must_use]
    pub fn tail(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl std::fmt::Display for IndexNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks a prefix that an administrator wants to set: 1 to 20 ASCII letters, digits or hyphens.
///
/// # Errors
/// [`PrefixRefusal`] naming what is wrong.
pub fn check_prefix(prefix: &str) -> Result<(), PrefixRefusal> {
    if prefix.is_empty() {
        return Err(PrefixRefusal::Empty);
    }
    if prefix.len() > MAX_PREFIX {
        return Err(PrefixRefusal::TooLong);
    }
    if prefix.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        Ok(())
    } else {
        Err(PrefixRefusal::BadCharacter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_the_published_ones() {
        let number = IndexNumber::new("11441700007280420Y", 2021, 50);
        assert_eq!(number.as_str(), "11441700007280420Y/2021-00050");
        assert_eq!(number.tail(), "2021-00050");
    }

    #[test]
    fn prefixes_are_checked() {
        assert_eq!(check_prefix(""), Err(PrefixRefusal::Empty));
        assert_eq!(check_prefix("高府"), Err(PrefixRefusal::BadCharacter));
        assert_eq!(check_prefix("a/b"), Err(PrefixRefusal::BadCharacter));
        assert_eq!(check_prefix(&"1".repeat(21)), Err(PrefixRefusal::TooLong));
        assert_eq!(check_prefix("kysrmzf"), Ok(()));
    }
}
