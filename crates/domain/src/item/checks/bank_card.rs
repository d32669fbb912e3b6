//! Bank card numbers: length, issuer range, Luhn check (ISO/IEC 7812). Not here: finding them in text.

/// How sure it is that a number is a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CardLikeness {
    /// A UnionPay card: 62, 16 to 19 digits, Luhn right.
    Card,
    /// An issuer range that long serials may fall into by chance, Luhn right.
    Possible,
}

/// What 16 to 19 digits are.
pub(super) fn card_likeness(digits: &str) -> Option<CardLikeness> {
    if !(16..=19).contains(&digits.len()) || !luhn(digits) {
        return None;
    }
    let head: u32 = digits.get(..4)?.parse().ok()?;
    match (head, digits.len()) {
        (6200..=6299, _) => Some(CardLikeness::Card),
        // Visa, MasterCard, JCB; debit cards issued before 62 was introduced.
        (4000..=4999 | 5100..=5599 | 2221..=2720 | 3528..=3589, 16) => Some(CardLikeness::Possible),
        (9558 | 6013 | 6011 | 9400..=9899 | 6858, _) => Some(CardLikeness::Possible),
        _ => None,
    }
}

/// Whether people would write a card in groups of these lengths: in one piece, in fours, six and the rest,
/// or digit by digit.
pub(super) fn is_card_grouping(lengths: &[usize]) -> bool {
    match lengths {
        [_] => true,
        [6, 10..=13] => true,
        [first @ .., last] => {
            let fours = first.iter().all(|length| *length == 4) && (1..=4).contains(last);
            let singles = *last == 1 && first.iter().all(|length| *length == 1);
            (fours && first.len() >= 3) || singles
        }
        [] => false,
    }
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let value = digit.to_digit(10).unwrap_or(0);
            match (index % 2, value * 2) {
                (0, _) => value,
                (_, doubled) if doubled > 9 => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_told_by_issuer_and_check_digit() {
        let cases = [
            ("6222021234567890128", Some(CardLikeness::Card)),
            ("6222021234567890129", None),
            ("4111111111111111", Some(CardLikeness::Possible)),
            ("1111111111111117", None),
            ("622202123456", None),
        ];
        for (digits, expected) in cases {
            assert_eq!(card_likeness(digits), expected, "{digits}");
        }
    }

    #[test]
    fn groupings() {
        let singles = [1; 19];
        let cases: [(&[usize], bool); 7] = [
            (&[16], true),
            (&[4, 4, 4, 4], true),
            (&[4, 4, 4, 4, 3], true),
            (&[6, 13], true),
            (&singles, true),
            (&[8, 8], false),
            (&[4, 8, 4], false),
        ];
        for (lengths, expected) in cases {
            assert_eq!(is_card_grouping(lengths), expected, "{lengths:?}");
        }
    }
}
