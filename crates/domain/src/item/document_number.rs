//! 文号 (发文字号): `机关代字〔年〕序号号`, or `…令第N号` for orders. Reading as typed, writing as the standard
//! wants (GB/T 9704-2012 7.2.5), finding in text. Not the index number of an item.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

/// Longest 机关代字 or order heading, in characters.
const MAX_HEADING: usize = 30;
/// Years that a document number may bear.
const YEARS: std::ops::RangeInclusive<u16> = 1949..=2099;

/// A document number, normalised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DocumentNumber {
    /// `高府发〔2019〕12号`
    Yearly {
        /// 机关代字
        heading: String,
        /// Year in full.
        year: u16,
        /// 序号, without leading zeros.
        serial: u32,
    },
    /// `高安市人民政府令第12号`
    Order {
        /// All before 第, ending in 令.
        heading: String,
        /// Number of the order.
        serial: u32,
    },
}

/// Why a text is not a document number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DocumentNumberError {
    #[error("the number is empty")]
    Empty,
    #[error("it has no bracketed year and is no order")]
    YearMissing,
    #[error("the year is not written in full")]
    YearNotFull,
    #[error("the year is not plausible")]
    YearImplausible,
    #[error("nothing stands before the year")]
    HeadingMissing,
    #[error("what stands before the year has characters that no heading has, or is too long")]
    HeadingInvalid,
    #[error("the serial is missing, zero or not a number")]
    SerialInvalid,
    #[error("it does not end in 号")]
    EndingMissing,
}

impl DocumentNumberError {
    /// Every error, for the table of messages.
    pub const ALL: [Self; 8] = [
        Self::Empty,
        Self::YearMissing,
        Self::YearNotFull,
        Self::YearImplausible,
        Self::HeadingMissing,
        Self::HeadingInvalid,
        Self::SerialInvalid,
        Self::EndingMissing,
    ];

    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "document_number_empty",
            Self::YearMissing => "document_number_year_missing",
            Self::YearNotFull => "document_number_year_not_full",
            Self::YearImplausible => "document_number_year_implausible",
            Self::HeadingMissing => "document_number_heading_missing",
            Self::HeadingInvalid => "document_number_heading_invalid",
            Self::SerialInvalid => "document_number_serial_invalid",
            Self::EndingMissing => "document_number_ending_missing",
        }
    }
}

impl DocumentNumber {
    /// Reads a number as people type it: any of 〔〕 [] () 【】 〖〗 {} <>, full or half width, with spaces,
    /// with 第 or zeros before the serial.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn parse(text: &str) -> Result<Self, DocumentNumberError> {
        let folded = fold(text);
        if folded.is_empty() {
            return Err(DocumentNumberError::Empty);
        }
        match (folded.split_once('〔'), folded.rsplit_once("令第")) {
            (Some((heading, rest)), _) => parse_yearly(heading, rest),
            (None, Some((heading, rest))) => {
                Ok(Self::Order { heading: format!("{}令", check_heading(heading)?), serial: parse_serial(rest)? })
            }
            (None, None) => Err(DocumentNumberError::YearMissing),
        }
    }

    /// The year, for a yearly number.
    #[must_use]
    pub const fn year(&self) -> Option<u16> {
        match self {
            Self::Yearly { year, .. } => Some(*year),
            Self::Order { .. } => None,
        }
    }

    /// What stands before the year or the serial.
    #[must_use]
    pub fn heading(&self) -> &str {
        match self {
            Self::Yearly { heading, .. } | Self::Order { heading, .. } => heading,
        }
    }

    /// The document numbers in a text with the byte range of each, in order; for links and for search.
    pub fn find_all(text: &str) -> impl Iterator<Item = (Range<usize>, Self)> {
        YEARLY_IN_TEXT.iter().flat_map(move |pattern| {
            pattern.find_iter(text).filter_map(|found| {
                let number = Self::parse(found.as_str()).ok()?;
                Some((found.range(), number))
            })
        })
    }
}

/// In running text the heading can't be told from the words before it, but by length: real ones have at most ten
/// characters. None would only mean that the pattern is wrong, which a test excludes.
static YEARLY_IN_TEXT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[\p{Han}A-Za-z]{2,10}\s?[〔\[［【(（]\s?(?:19|20)[0-9]{2}\s?[〕\]］】)）]\s?第?[0-9]{1,5}\s?号").ok()
});

/// What search compares: full and half width, brackets and spaces made one; no other rule is applied, so that
/// a part of a number finds it too.
#[must_use]
pub fn search_form(text: &str) -> String {
    fold(text)
}

fn fold(text: &str) -> String {
    text.chars()
        .map(crate::text::half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}'))
        .map(|c| match c {
            '[' | '(' | '【' | '〖' | '{' | '<' | '﹝' | '〈' => '〔',
            ']' | ')' | '】' | '〗' | '}' | '>' | '﹞' | '〉' => '〕',
            other => other,
        })
        .collect()
}

fn parse_yearly(heading: &str, rest: &str) -> Result<DocumentNumber, DocumentNumberError> {
    let (year, serial) = rest.split_once('〕').ok_or(DocumentNumberError::YearMissing)?;
    Ok(DocumentNumber::Yearly {
        heading: check_heading(heading)?.to_owned(),
        year: parse_year(year)?,
        serial: parse_serial(serial)?,
    })
}

fn check_heading(heading: &str) -> Result<&str, DocumentNumberError> {
    if heading.is_empty() {
        return Err(DocumentNumberError::HeadingMissing);
    }
    let fits = heading.chars().count() <= MAX_HEADING && heading.chars().all(char::is_alphanumeric);
    let named = heading.chars().any(char::is_alphabetic);
    if fits && named { Ok(heading) } else { Err(DocumentNumberError::HeadingInvalid) }
}

fn parse_year(text: &str) -> Result<u16, DocumentNumberError> {
    let text = text.strip_suffix('年').unwrap_or(text);
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DocumentNumberError::YearNotFull);
    }
    text.parse().ok().filter(|year| YEARS.contains(year)).ok_or(DocumentNumberError::YearImplausible)
}

fn parse_serial(text: &str) -> Result<u32, DocumentNumberError> {
    let number = text.strip_suffix('号').ok_or(DocumentNumberError::EndingMissing)?;
    let number = number.strip_prefix('第').unwrap_or(number);
    let digits = (1..=7).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| number.parse().ok()).flatten().filter(|serial| *serial > 0).ok_or(DocumentNumberError::SerialInvalid)
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yearly { heading, year, serial } => write!(f, "{heading}〔{year}〕{serial}号"),
            Self::Order { heading, serial } => write!(f, "{heading}第{serial}号"),
        }
    }
}

impl FromStr for DocumentNumber {
    type Err = DocumentNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DocumentNumber {
    type Error = DocumentNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DocumentNumber> for String {
    fn from(number: DocumentNumber) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typed_forms_become_one() {
        let cases = [
            ("高府发〔2019〕12号", "高府发〔2019〕12号"),
            ("高府发[2019]12号", "高府发〔2019〕12号"),
            ("高府发（２０１９）１２号", "高府发〔2019〕12号"),
            ("高府发【2019】 012 号", "高府发〔2019〕12号"),
            (" 高府办字 (2019) 第8号", "高府办字〔2019〕8号"),
            ("国办发明电〔2022〕16号", "国办发明电〔2022〕16号"),
            ("高安市人民政府令第12号", "高安市人民政府令第12号"),
            ("国务院令 第７１１号", "国务院令第711号"),
        ];
        for (typed, normal) in cases {
            assert_eq!(DocumentNumber::parse(typed).unwrap().to_string(), normal, "{typed}");
        }
    }

    #[test]
    fn faults_are_named() {
        use DocumentNumberError as E;
        let cases = [
            ("  ", E::Empty),
            ("高府发2019-12", E::YearMissing),
            ("高府发〔2019", E::YearMissing),
            ("高府发〔19〕12号", E::YearNotFull),
            ("高府发〔1849〕12号", E::YearImplausible),
            ("〔2019〕12号", E::HeadingMissing),
            ("高府发，〔2019〕12号", E::HeadingInvalid),
            ("123〔2019〕12号", E::HeadingInvalid),
            ("高府发〔2019〕号", E::SerialInvalid),
            ("高府发〔2019〕0号", E::SerialInvalid),
            ("高府发〔2019〕十二号", E::SerialInvalid),
            ("高府发〔2019〕12", E::EndingMissing),
        ];
        for (typed, error) in cases {
            assert_eq!(DocumentNumber::parse(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn numbers_are_found_in_text() {
        let text = "根据《通知》（赣府厅发〔2018〕30号）和 宜府发[2019]2号 精神";
        let found: Vec<_> =
            DocumentNumber::find_all(text).map(|(range, number)| (&text[range], number.to_string())).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], ("赣府厅发〔2018〕30号", "赣府厅发〔2018〕30号".to_owned()));
        assert_eq!(found[1].1, "宜府发〔2019〕2号");
    }

    #[test]
    fn a_part_is_searched_in_one_form() {
        assert_eq!(search_form("［２０１９］ 12号"), search_form("〔2019〕12号"));
    }

    proptest! {
        #[test]
        fn reading_what_was_written_gives_the_same(heading in "[甲乙府发办字]{1,8}", year in 1949_u16..=2099, serial in 1_u32..100_000) {
            let number = DocumentNumber::Yearly { heading, year, serial };
            prop_assert_eq!(DocumentNumber::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn any_text_is_read_without_panic(text in ".{0,60}") {
            let _ = DocumentNumber::parse(&text);
            for (range, _) in DocumentNumber::find_all(&text) {
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}
