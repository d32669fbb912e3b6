//! 登记号: year, agency and serial in digits that can be told on the telephone, and how what somebody typed is read again.

/// Least digits of the agency and of the serial; both may grow.
const AGENCY: usize = 4;
const SERIAL: usize = 5;

/// The number of the `serial`th case of an agency and year.
pub(super) fn written(year: i32, agency: i64, serial: i64) -> String {
    format!("{year}-{agency:0AGENCY$}-{serial:0SERIAL$}")
}

/// Every number that the digits of `typed` can stand for, whatever stands between them. More than one only where agency
/// or serial have outgrown their places.
pub(super) fn readings(typed: &str) -> Vec<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let Some((year, rest)) = digits.split_at_checked(4) else { return Vec::new() };
    let longest = rest.len().saturating_sub(SERIAL);
    (AGENCY..=longest)
        .filter_map(|at| rest.split_at_checked(at))
        .filter(|(agency, serial)| is_written(agency, AGENCY) && is_written(serial, SERIAL))
        .map(|(agency, serial)| format!("{year}-{agency}-{serial}"))
        .collect()
}

/// Whether a number written with at least so many digits can look like this.
fn is_written(digits: &str, least: usize) -> bool {
    digits.len() == least || (digits.len() > least && digits.len() < 19 && !digits.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_is_read_again() {
        for (agency, serial) in [(7, 1), (9_999, 99_999), (10_000, 1), (12_345, 100_000), (7, 123_456), (1_234_567, 89)]
        {
            let number = written(2026, agency, serial);
            let spoken: String = number.chars().filter(char::is_ascii_digit).collect();
            assert!(readings(&number).contains(&number), "{number}");
            assert!(readings(&spoken).contains(&number), "{spoken}");
        }
    }

    #[test]
    fn a_usual_number_has_one_reading_and_rubbish_has_none() {
        assert_eq!(readings("2026 0007 00012"), ["2026-0007-00012"]);
        assert_eq!(readings("2026-10000-00001"), ["2026-10000-00001"]);
        for typed in ["", "2026", "2026-7-1", "abc"] {
            assert!(readings(typed).is_empty(), "{typed}");
        }
    }
}
