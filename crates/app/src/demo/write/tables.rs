//! Tables of invented figures that add up: amounts are whole hundredths of ten thousand yuan.

use super::super::dice::Dice;
use super::super::item::DemoTable;

/// `123456` as `1234.56`.
pub fn amount(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let whole = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}

/// Splits a total into as many parts as there are weights, roughly by weight, exactly by sum.
pub fn split(dice: &mut Dice, total: i64, weights: &[i64]) -> Vec<i64> {
    let shaken: Vec<i64> = weights.iter().map(|weight| weight * dice.between(70, 130)).collect();
    let whole: i64 = shaken.iter().sum::<i64>().max(1);
    let mut parts: Vec<i64> = shaken.iter().map(|share| total * share / whole).collect();
    let rest = total - parts.iter().sum::<i64>();
    if let Some(first) = parts.first_mut() {
        *first += rest;
    }
    parts
}

/// Rows of names with columns of amounts, closed by a row of sums whose name ends in 合计.
#[derive(Debug, Default)]
pub struct Sums {
    rows: Vec<Vec<String>>,
    open: Vec<i64>,
}

impl Sums {
    pub fn row(&mut self, name: &str, values: &[i64]) -> &mut Self {
        self.open.resize(values.len().max(self.open.len()), 0);
        for (sum, value) in self.open.iter_mut().zip(values) {
            *sum += value;
        }
        self.push(name, values);
        self
    }

    /// The sums of the rows since the last such row.
    pub fn total(&mut self, name: &str) -> &mut Self {
        let sums = std::mem::take(&mut self.open);
        self.push(name, &sums);
        self
    }

    fn push(&mut self, name: &str, values: &[i64]) {
        let mut row = vec![name.to_owned()];
        row.extend(values.iter().map(|value| amount(*value)));
        self.rows.push(row);
    }

    pub fn table(self, caption: String, headers: &[&str]) -> DemoTable {
        DemoTable { caption, headers: headers.iter().map(|header| (*header).to_owned()).collect(), rows: self.rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_amounts_read_well() {
        let mut dice = Dice::of(&[1]);
        for total in [0, 7, 123_457, 98_765_432] {
            assert_eq!(split(&mut dice, total, &[3, 2, 1, 1]).iter().sum::<i64>(), total);
        }
        assert_eq!(amount(123_456), "1234.56");
        assert_eq!(amount(-5), "-0.05");
    }
}
