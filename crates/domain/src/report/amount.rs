//! Money of the report: an exact decimal in yuan, whatever unit it was written in. Not here: fees of a case, which
//! are whole fen.

use std::fmt;

crate::code_enum! {
    /// The unit in which money is written.
    pub enum Unit {
        Yuan = "yuan", "元";
        Thousand = "thousand", "千元";
        TenThousand = "ten_thousand", "万元";
        HundredMillion = "hundred_million", "亿元";
    }
}

impl Unit {
    /// How many zeros one of it has in yuan.
    const fn zeros(self) -> u32 {
        match self {
            Self::Yuan => 0,
            Self::Thousand => 3,
            Self::TenThousand => 4,
            Self::HundredMillion => 8,
        }
    }
}

/// Most digits of an amount; no city's charges come near.
const MAX_DIGITS: usize = 24;

/// An exact amount of money in yuan: `digits` divided by ten to the power of `scale`, without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    digits: i128,
    scale: u32,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self { digits: 0, scale: 0 };

    /// Reads a plain decimal such as `4.48` that is written in a unit. `None` if it is no plain decimal or too long.
    #[must_use]
    pub fn parse(text: &str, unit: Unit) -> Option<Self> {
        let (sign, plain) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || whole.len() + fraction.len() > MAX_DIGITS {
            return None;
        }
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = u32::try_from(fraction.len()).ok()?;
        let zeros = unit.zeros();
        let raised = digits.checked_mul(10i128.checked_pow(zeros.saturating_sub(scale))?)?;
        Some(Self { digits: sign * raised, scale: scale.saturating_sub(zeros) }.trimmed())
    }

    /// The exact decimal in a unit, such as `44800` for 448 million yuan in 万元. `None` beyond what fits.
    #[must_use]
    pub fn in_unit(self, unit: Unit) -> Option<String> {
        let scale = self.scale.checked_add(unit.zeros())?;
        (scale <= 36).then(|| Self { digits: self.digits, scale }.trimmed().to_string())
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// Whether it is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// The sum of two amounts; `None` beyond what fits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let raise = |amount: Self| amount.digits.checked_mul(10i128.checked_pow(scale - amount.scale)?);
        Some(Self { digits: raise(self)?.checked_add(raise(other)?)?, scale }.trimmed())
    }

    fn trimmed(mut self) -> Self {
        while self.scale > 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = self.digits.unsigned_abs().to_string();
        if self.scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let scale = self.scale as usize;
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at_checked(padded.len() - scale).unwrap_or((&padded, ""));
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_are_exact_in_every_unit() {
        let table = [
            ("4.48", Unit::HundredMillion, "448000000"),
            ("316441", Unit::TenThousand, "3164410000"),
            ("0.123456", Unit::TenThousand, "1234.56"),
            ("12.50", Unit::Yuan, "12.5"),
            ("-0.05", Unit::Yuan, "-0.05"),
            ("3.14159265", Unit::HundredMillion, "314159265"),
            ("0", Unit::TenThousand, "0"),
        ];
        for (text, unit, yuan) in table {
            assert_eq!(Amount::parse(text, unit).unwrap().to_string(), yuan, "{text}");
        }
        let amount = Amount::parse("4.48", Unit::HundredMillion).unwrap();
        assert_eq!(amount.in_unit(Unit::TenThousand).as_deref(), Some("44800"));
        assert_eq!(amount.in_unit(Unit::HundredMillion).as_deref(), Some("4.48"));
        for bad in ["", ".", "1,2", "1e9", "12345678901234567890123456"] {
            assert_eq!(Amount::parse(bad, Unit::Yuan), None, "{bad}");
        }
    }

    #[test]
    fn amounts_add_up() {
        let amount = |text| Amount::parse(text, Unit::Yuan).unwrap();
        assert_eq!(amount("0.1").checked_add(amount("0.9")), Some(amount("1")));
    }
}
