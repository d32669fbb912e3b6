//! 公民身份号码 (GB 11643-1999): check character, plausible place and day of birth. Not here: finding it in text.

use chrono::NaiveDate;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The check character of the first 17 digits: their weighted sum modulo 11, looked up.
#[must_use]
pub fn check_character(seventeen: &str) -> Option<char> {
    let sum: u32 = seventeen.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
    let index = usize::try_from(sum % 11).ok()?;
    CHECKS.get(index).copied()
}

/// Whether 17 digits and a check character are an identity number: right check, known province, real birthday.
pub(super) fn is_valid(seventeen: &str, check: char) -> bool {
    seventeen.len() == 17 && check_character(seventeen) == Some(check.to_ascii_uppercase()) && looks_like(seventeen)
}

/// Whether the place and the birthday are plausible, whatever the check character.
#[must_use]
pub fn looks_like(digits: &str) -> bool {
    has_province(digits) && digits.get(6..14).is_some_and(is_birthday)
}

/// Whether 15 digits look like a number of the old form (before 1999): known province, real day in the 20th century.
pub(crate) fn looks_like_old(digits: &str) -> bool {
    digits.len() == 15 && has_province(digits) && digits.get(6..12).is_some_and(|day| is_birthday(&format!("19{day}")))
}

/// Province codes of GB/T 2260, and 83 for residents from Taiwan.
fn has_province(digits: &str) -> bool {
    let province = digits.get(..2).and_then(|code| code.parse().ok());
    matches!(province, Some(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83))
}

fn is_birthday(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|d| d.parse::<u32>().ok());
    match (part(0, 4), part(4, 6), part(6, 8)) {
        (Some(year @ 1900..=2099), Some(month), Some(day)) => {
            i32::try_from(year).is_ok_and(|year| NaiveDate::from_ymd_opt(year, month, day).is_some())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        // The example in the annex of GB 11643.
        assert_eq!(check_character("11010519491231002"), Some('X'));
        assert!(is_valid("11010519491231002", 'x'));
        assert_eq!(check_character("44052418800101001"), Some('4'));
    }

    #[test]
    fn impossible_places_and_days_are_no_identity_numbers() {
        for seventeen in ["11010519490230002", "99010519491231002", "11010518491231002"] {
            let check = check_character(seventeen).unwrap_or('?');
            assert!(!is_valid(seventeen, check), "{seventeen}");
        }
    }

    #[test]
    fn old_numbers_have_a_plausible_day() {
        assert!(looks_like_old("362201680315123"));
        assert!(!looks_like_old("362201681315123"));
        assert!(!looks_like_old("3622016803151234"));
    }
}
