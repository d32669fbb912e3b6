//! What a password must be. Limits come from the settings; the numbers here are their defaults.
//! Not hashing: that needs randomness and lives in `app::identity`.

/// Rules a new password has to meet (GB/T 22239-2019 L3-CES1-01; the numbers are assessors' practice).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordRules {
    /// Least number of characters.
    pub min_length: usize,
    /// How many of the four classes (lower, upper, digit, other) must occur.
    pub min_classes: usize,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self { min_length: 10, min_classes: 3 }
    }
}

/// Longest password that is read; longer input would only feed the hash.
pub const MAX_LENGTH: usize = 128;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRefusal {
    TooShort { min: usize },
    TooLong { max: usize },
    TooFewClasses { min: usize },
    ContainsLogin,
    Common,
    UsedBefore,
}

impl PasswordRefusal {
    /// Stable code of the refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password_too_short",
            Self::TooLong { .. } => "password_too_long",
            Self::TooFewClasses { .. } => "password_too_simple",
            Self::ContainsLogin => "password_contains_login",
            Self::Common => "password_common",
            Self::UsedBefore => "password_used_before",
        }
    }
}

/// Fragments that make a password guessable whatever surrounds them.
const COMMON: &[&str] =
    &["password", "123456", "qwerty", "abc123", "admin", "111111", "iloveyou", "gongkai", "888888", "1qaz2wsx"];

/// Checks a new password against the rules.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_password(password: &str, login: &str, rules: PasswordRules) -> Result<(), PasswordRefusal> {
    let length = password.chars().count();
    if length < rules.min_length {
        return Err(PasswordRefusal::TooShort { min: rules.min_length });
    }
    if length > MAX_LENGTH {
        return Err(PasswordRefusal::TooLong { max: MAX_LENGTH });
    }
    let lower = password.to_lowercase();
    if login.chars().count() >= 3 && lower.contains(&login.to_lowercase()) {
        return Err(PasswordRefusal::ContainsLogin);
    }
    if COMMON.iter().any(|word| lower.contains(word)) {
        return Err(PasswordRefusal::Common);
    }
    if classes(password) < rules.min_classes {
        return Err(PasswordRefusal::TooFewClasses { min: rules.min_classes });
    }
    Ok(())
}

fn classes(password: &str) -> usize {
    let tests: [fn(char) -> bool; 4] = [
        |c| c.is_ascii_lowercase(),
        |c| c.is_ascii_uppercase(),
        |c| c.is_ascii_digit(),
        |c| !c.is_ascii_alphanumeric(),
    ];
    tests.iter().filter(|test| password.chars().any(**test)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_named() {
        let rules = PasswordRules::default();
        let table = [
            ("Ab3!", Err(PasswordRefusal::TooShort { min: 10 })),
            ("lowercaseonly", Err(PasswordRefusal::TooFewClasses { min: 3 })),
            ("Zhangsan-77-x", Err(PasswordRefusal::ContainsLogin)),
            ("Xx-123456-yy", Err(PasswordRefusal::Common)),
            ("Green-Tea-42", Ok(())),
            ("青山绿水Tea42好茶一壶", Ok(())),
        ];
        for (password, expected) in table {
            assert_eq!(check_password(password, "zhangsan", rules), expected, "{password}");
        }
        assert_eq!(check_password(&"Aa1!".repeat(40), "x", rules), Err(PasswordRefusal::TooLong { max: MAX_LENGTH }));
    }
}
