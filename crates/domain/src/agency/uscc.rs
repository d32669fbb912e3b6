//! 统一社会信用代码 (GB 32100-2015) and the 组织机构代码 inside it (GB 11714-1997): reading, checking, making.
//! Not here: whether the code is registered to anyone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The 31 characters of GB 32100: digits and capitals without I, O, S, V, Z, in order of value.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights of the first 17 characters: powers of 3 modulo 31 (GB 32100 annex).
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Weights of the first 8 characters of an organisation code (GB 11714).
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A well-formed 统一社会信用代码: 18 characters, both check characters right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uscc(String);

/// A well-formed 组织机构代码: 9 characters without the hyphen, check character right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationCode(String);

/// Why a code is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum UsccRefusal {
    /// Not 18 (for an organisation code 9) characters.
    #[error("{found} characters instead of {wanted}")]
    Length { wanted: usize, found: usize },
    /// A character that the standard does not use; the position counts from 1.
    #[error("character {position} ({found}) is not used")]
    Character { position: usize, found: char },
    /// Characters 3 to 8 are a division code and therefore digits.
    #[error("characters 3 to 8 must be digits")]
    Division,
    /// The organisation code in characters 9 to 17 has a wrong check character.
    #[error("the organisation code inside should end in {expected}")]
    OrganisationCheck { expected: char },
    /// The last character is wrong.
    #[error("the check character should be {expected}")]
    Check { expected: char },
}

impl UsccRefusal {
    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length { .. } => "uscc_length",
            Self::Character { .. } => "uscc_character",
            Self::Division => "uscc_division",
            Self::OrganisationCheck { .. } => "uscc_organisation_check",
            Self::Check { .. } => "uscc_check",
        }
    }
}

impl Uscc {
    /// Reads a code as people type it: full width, lower case, with spaces or hyphens.
    ///
    /// # Errors
    /// The first fault, from the length to the check characters.
    pub fn parse(text: &str) -> Result<Self, UsccRefusal> {
        let chars = normalise(text);
        check_length(&chars, 18)?;
        check_body(&chars)?;
        let expected = check_character(&chars);
        match chars.last() {
            Some(&last) if last == expected => Ok(Self(chars.into_iter().collect())),
            Some(&last) if value_of(last).is_none() => Err(UsccRefusal::Character { position: 18, found: last }),
            _ => Err(UsccRefusal::Check { expected }),
        }
    }

    /// Makes the code that begins with the given 17 characters.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse); the organisation code in the body must be right already.
    pub fn from_body(body: &str) -> Result<Self, UsccRefusal> {
        let mut chars = normalise(body);
        check_length(&chars, 17)?;
        check_body(&chars)?;
        chars.push(check_character(&chars));
        Ok(Self(chars.into_iter().collect()))
    }

    /// Makes a code from its parts: the two characters of registration (for organs of state `11`), the six digits
    /// of the division, and the eight characters of the organisation. Both check characters are computed.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse).
    pub fn compose(registration: &str, division: &str, organisation: &str) -> Result<Self, UsccRefusal> {
        let organisation = OrganisationCode::from_body(organisation)?;
        Self::from_body(&format!("{registration}{division}{organisation}"))
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The division (行政区划) in characters 3 to 8.
    #[must_use]
    pub fn division(&self) -> &str {
        self.0.get(2..8).unwrap_or_default()
    }

    /// The organisation code in characters 9 to 17: the prefix of index numbers in the old form.
    #[must_use]
    pub fn organisation(&self) -> OrganisationCode {
        OrganisationCode(self.0.get(8..17).unwrap_or_default().to_owned())
    }
}

impl OrganisationCode {
    /// Reads a code as people type it, with or without the hyphen.
    ///
    /// # Errors
    /// A wrong length, character or check character.
    pub fn parse(text: &str) -> Result<Self, UsccRefusal> {
        let chars = normalise(text);
        check_length(&chars, 9)?;
        check_organisation_characters(&chars)?;
        let expected = organisation_check_character(&chars);
        if chars.last() == Some(&expected) {
            Ok(Self(chars.into_iter().collect()))
        } else {
            Err(UsccRefusal::Check { expected })
        }
    }

    /// Makes the code that begins with the given 8 characters.
    ///
    /// # Errors
    /// A wrong length or character.
    pub fn from_body(body: &str) -> Result<Self, UsccRefusal> {
        let mut chars = normalise(body);
        check_length(&chars, 8)?;
        check_organisation_characters(&chars)?;
        chars.push(organisation_check_character(&chars));
        Ok(Self(chars.into_iter().collect()))
    }

    /// The 9 characters, without hyphen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn normalise(text: &str) -> Vec<char> {
    text.chars()
        .map(crate::text::half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '\u{200b}' | '\u{feff}'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn value_of(c: char) -> Option<u32> {
    ALPHABET.chars().position(|known| known == c).and_then(|value| u32::try_from(value).ok())
}

fn check_length(chars: &[char], wanted: usize) -> Result<(), UsccRefusal> {
    match chars.len() {
        found if found == wanted => Ok(()),
        found => Err(UsccRefusal::Length { wanted, found }),
    }
}

/// Checks the first 17 characters.
fn check_body(chars: &[char]) -> Result<(), UsccRefusal> {
    for (position, &found) in (1..=17).zip(chars) {
        if value_of(found).is_none() {
            return Err(UsccRefusal::Character { position, found });
        }
    }
    if chars.iter().skip(2).take(6).any(|c| !c.is_ascii_digit()) {
        return Err(UsccRefusal::Division);
    }
    let organisation: Vec<char> = chars.iter().skip(8).take(9).copied().collect();
    let expected = organisation_check_character(&organisation);
    if organisation.last() == Some(&expected) { Ok(()) } else { Err(UsccRefusal::OrganisationCheck { expected }) }
}

fn check_organisation_characters(chars: &[char]) -> Result<(), UsccRefusal> {
    let wrong = chars.iter().enumerate().find(|(_, c)| !c.is_ascii_uppercase() && !c.is_ascii_digit());
    match wrong {
        Some((index, &found)) => Err(UsccRefusal::Character { position: index + 1, found }),
        None => Ok(()),
    }
}

/// GB 32100: 31 minus the weighted sum modulo 31, where 31 is written 0.
fn check_character(chars: &[char]) -> char {
    let sum: u32 = chars.iter().zip(WEIGHTS).map(|(c, weight)| value_of(*c).unwrap_or(0) * weight).sum();
    let value = (31 - sum % 31) % 31;
    usize::try_from(value).ok().and_then(|value| ALPHABET.chars().nth(value)).unwrap_or('0')
}

/// GB 11714: 11 minus the weighted sum modulo 11, where 10 is written X and 11 is written 0.
fn organisation_check_character(chars: &[char]) -> char {
    let sum: u32 = chars.iter().zip(ORGANISATION_WEIGHTS).map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        value => char::from_digit(value, 10).unwrap_or('0'),
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = UsccRefusal;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = UsccRefusal;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }
    };
}

as_text!(Uscc);
as_text!(OrganisationCode);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_codes_are_right() {
        for code in ["11441700007280420Y", "11341702486344515H"] {
            assert_eq!(Uscc::parse(code).unwrap().as_str(), code);
        }
        for code in ["000014349", "006939748", "00728042-0"] {
            assert!(OrganisationCode::parse(code).is_ok(), "{code}");
        }
    }

    #[test]
    fn parts_can_be_read() {
        let code = Uscc::parse("11441700007280420Y").unwrap();
        assert_eq!(code.division(), "441700");
        assert_eq!(code.organisation().as_str(), "007280420");
    }

    #[test]
    fn typing_habits_are_forgiven() {
        for typed in [" 11441700 0072804 20y ", "１１４４１７００００７２８０４２０Ｙ", "114417-00007280420-Y"]
        {
            assert_eq!(Uscc::parse(typed).unwrap().as_str(), "11441700007280420Y", "{typed}");
        }
    }

    #[test]
    fn faults_are_named() {
        let cases = [
            ("1144170000728042Y", UsccRefusal::Length { wanted: 18, found: 17 }),
            ("1144170000728042OY", UsccRefusal::Character { position: 17, found: 'O' }),
            ("11A41700007280420Y", UsccRefusal::Division),
            ("11441700007280421Y", UsccRefusal::OrganisationCheck { expected: '0' }),
            ("11441700007280420X", UsccRefusal::Check { expected: 'Y' }),
            ("11441700007280420Z", UsccRefusal::Character { position: 18, found: 'Z' }),
        ];
        for (typed, refusal) in cases {
            assert_eq!(Uscc::parse(typed), Err(refusal), "{typed}");
        }
    }

    #[test]
    fn a_stored_code_is_checked_when_read() {
        let code: Uscc = serde_json::from_str("\"11441700007280420Y\"").unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"11441700007280420Y\"");
        assert!(serde_json::from_str::<Uscc>("\"11441700007280420X\"").is_err());
    }

    proptest! {
        #[test]
        fn composed_codes_are_right(division in "[1-6][0-9]{5}", organisation in "[0-9A-HJ-NP-RTUWXY]{8}") {
            let code = Uscc::compose("11", &division, &organisation).unwrap();
            prop_assert_eq!(&Uscc::parse(code.as_str()).unwrap(), &code);
            prop_assert_eq!(Uscc::from_body(code.as_str().get(..17).unwrap()).unwrap(), code);
        }

        #[test]
        fn one_wrong_character_is_noticed(division in "[1-6][0-9]{5}", organisation in "[0-9]{8}", at in 0_usize..18, shift in 1_usize..31) {
            let code = Uscc::compose("11", &division, &organisation).unwrap();
            let mut chars: Vec<char> = code.as_str().chars().collect();
            let value = ALPHABET.chars().position(|c| c == *chars.get(at).unwrap()).unwrap();
            *chars.get_mut(at).unwrap() = ALPHABET.chars().nth((value + shift) % 31).unwrap();
            let wrong: String = chars.into_iter().collect();
            prop_assert!(Uscc::parse(&wrong).is_err());
        }

        #[test]
        fn any_text_is_read_without_panic(text in ".{0,40}") {
            let _ = Uscc::parse(&text);
            let _ = OrganisationCode::parse(&text);
        }
    }
}
