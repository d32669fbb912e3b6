//! 信息处理费 (《政府信息公开信息处理费管理办法》, 国办函〔2020〕109号): how much, counted by item or by page, bracket by
//! bracket. All sums in whole fen. Not here: whether a fee is asked at all, the notice, its limit and the payment.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

crate::code_enum! {
    /// By what a fee is counted; an organ picks one for a request, never both (art. 3).
    pub enum FeeBasis {
        /// Whatever the decision is; cumulative over a calendar month of one applicant (art. 4).
        Items = "items", "按件计收";
        /// Paper copies, e-mail or copied electronic data; each request by itself (art. 5).
        Pages = "pages", "按量计收";
    }
}

impl FeeBasis {
    /// The unit counted.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Items => "件",
            Self::Pages => "页",
        }
    }
}

/// What is counted for one request. That it is one or the other is the type's doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum FeeCount {
    /// `items` of this request, after `earlier` ones of the same applicant in the same calendar month.
    Items { earlier: u32, items: u32 },
    /// Pages supplied; `already_public` of them stand in published information and are free [MEM].
    Pages { pages: u32, already_public: u32 },
}

impl FeeCount {
    /// The basis chosen.
    #[must_use]
    pub const fn basis(self) -> FeeBasis {
        match self {
            Self::Items { .. } => FeeBasis::Items,
            Self::Pages { .. } => FeeBasis::Pages,
        }
    }
}

/// Units of one rate: the places `from` to `to` in the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeLine {
    pub from: u32,
    pub to: u32,
    /// For one unit.
    pub rate_fen: i64,
    pub sum_fen: i64,
}

impl FeeLine {
    /// How many units the line charges.
    #[must_use]
    pub const fn units(&self) -> u32 {
        self.to - self.from + 1
    }
}

/// A fee with the lines it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    pub basis: FeeBasis,
    pub lines: Vec<FeeLine>,
    pub total_fen: i64,
}

/// Why no fee can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum FeeRefusal {
    #[error("nothing is counted")]
    Nothing,
    /// More than [`MOST_UNITS`].
    #[error("more units than one request can have")]
    TooMany,
    #[error("more pages are called public than there are")]
    MorePublicThanPages,
}

impl FeeRefusal {
    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "fee_nothing",
            Self::TooMany => "fee_too_many",
            Self::MorePublicThanPages => "fee_more_public",
        }
    }

    /// Every refusal.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::TooMany, Self::MorePublicThanPages];
}

/// No request has more items or pages than this; beyond it a slip of the pen is likelier.
pub const MOST_UNITS: u32 = 1_000_000;

const YUAN: i64 = 100;
/// Items up to here are free; those of the next bracket cost 100 yuan each.
const FREE_ITEMS: u32 = 10;
const FIRST_ITEMS: u32 = 30;
/// From item 31 each bracket of 10 items costs 100 yuan more an item.
const ITEM_STEP: u32 = 10;
const ITEM_YUAN: i64 = 100;
/// Last page and yuan a page of each bracket; the last has no end.
const PAGE_BRACKETS: [(u32, i64); 4] = [(30, 0), (100, 10), (200, 20), (u32::MAX, 40)];

/// For the next unit: how many units its bracket holds up to, and the rate of each in fen.
type Bracket = fn(u32) -> (u32, i64);

/// The fee of one request.
///
/// # Errors
/// [`FeeRefusal`] for a count that cannot be.
pub fn fee(count: FeeCount) -> Result<Fee, FeeRefusal> {
    let (earlier, units, bracket): (u32, u32, Bracket) = match count {
        FeeCount::Items { earlier, items } => (earlier, items, item_bracket),
        FeeCount::Pages { pages, already_public } if already_public > pages => {
            return Err(FeeRefusal::MorePublicThanPages);
        }
        FeeCount::Pages { pages: 0, .. } => return Err(FeeRefusal::Nothing),
        FeeCount::Pages { pages, already_public } => (0, pages - already_public, page_bracket),
    };
    if units == 0 && count.basis() == FeeBasis::Items {
        return Err(FeeRefusal::Nothing);
    }
    if earlier > MOST_UNITS || units > MOST_UNITS {
        return Err(FeeRefusal::TooMany);
    }
    let lines = lines(earlier, earlier + units, bracket);
    let total_fen = lines.iter().map(|line| line.sum_fen).sum();
    Ok(Fee { basis: count.basis(), lines, total_fen })
}

/// How many items of the same applicant in the calendar month of `on` come before this request (art. 4: 自然月).
/// `earlier` are the applicant's other requests with their day and number of items.
#[must_use]
pub fn items_in_month(earlier: &[(NaiveDate, u32)], on: NaiveDate) -> u32 {
    let same_month = |day: &NaiveDate| day.year() == on.year() && day.month() == on.month();
    earlier.iter().filter(|(day, _)| same_month(day)).fold(0, |sum, (_, items)| sum.saturating_add(*items))
}

/// The lines for the units after `done` up to `last`.
fn lines(done: u32, last: u32, bracket: fn(u32) -> (u32, i64)) -> Vec<FeeLine> {
    let mut lines = Vec::new();
    let mut from = done + 1;
    while from <= last {
        let (end, yuan) = bracket(from);
        let to = end.min(last);
        let rate_fen = yuan * YUAN;
        lines.push(FeeLine { from, to, rate_fen, sum_fen: i64::from(to - from + 1) * rate_fen });
        from = to + 1;
    }
    lines
}

/// The last item of the bracket in which item `n` lies, and its yuan an item.
fn item_bracket(n: u32) -> (u32, i64) {
    if n <= FREE_ITEMS {
        return (FREE_ITEMS, 0);
    }
    if n <= FIRST_ITEMS {
        return (FIRST_ITEMS, ITEM_YUAN);
    }
    let step = (n - FIRST_ITEMS).div_ceil(ITEM_STEP);
    (FIRST_ITEMS + step * ITEM_STEP, ITEM_YUAN * (1 + i64::from(step)))
}

fn page_bracket(n: u32) -> (u32, i64) {
    PAGE_BRACKETS.iter().copied().find(|(last, _)| n <= *last).unwrap_or((u32::MAX, 0))
}

/// A sum in yuan as letters write it: `380元`, with fen only where there are any.
#[must_use]
pub fn yuan(fen: i64) -> String {
    match fen % YUAN {
        0 => format!("{}元", fen / YUAN),
        rest => format!("{}.{:02}元", fen / YUAN, rest.abs()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn items(earlier: u32, items: u32) -> Fee {
        fee(FeeCount::Items { earlier, items }).unwrap()
    }

    fn pages(pages: u32) -> Fee {
        fee(FeeCount::Pages { pages, already_public: 0 }).unwrap()
    }

    #[test]
    fn items_cost_what_the_table_says() {
        let vectors = [(10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300), (50, 7000), (100, 37_000)];
        for (n, yuan) in vectors {
            assert_eq!(items(0, n).total_fen, yuan * 100, "{n}");
        }
    }

    #[test]
    fn pages_cost_what_the_table_says() {
        let vectors = [(30, 0), (68, 380), (100, 700), (101, 720), (200, 2700), (201, 2740), (300, 6700)];
        for (n, yuan) in vectors {
            assert_eq!(pages(n).total_fen, yuan * 100, "{n}");
        }
    }

    /// The formula of the measures summed unit by unit: r = 0 to item 10, 100 to item 30, then 100·(1 + ⌈(i−30)/10⌉).
    #[test]
    fn brackets_and_the_unit_by_unit_formula_agree() {
        let rate = |i: u32| match i {
            0..=10 => 0,
            11..=30 => 100,
            _ => 100 * (1 + i64::from((i - 30).div_ceil(10))),
        };
        let mut sum = 0;
        for n in 1..=400 {
            sum += rate(n) * 100;
            assert_eq!(items(0, n).total_fen, sum, "{n}");
        }
    }

    #[test]
    fn the_month_goes_on_where_the_last_request_stopped() {
        for split in 1..60 {
            assert_eq!(items(0, split).total_fen + items(split, 60 - split).total_fen, items(0, 60).total_fen);
        }
        let fee = items(8, 25);
        let line = |from, to, rate_fen, sum_fen| FeeLine { from, to, rate_fen, sum_fen };
        assert_eq!(fee.lines, [line(9, 10, 0, 0), line(11, 30, 10_000, 200_000), line(31, 33, 20_000, 60_000)]);
        assert_eq!(fee.lines.iter().map(FeeLine::units).sum::<u32>(), 25);
    }

    #[test]
    fn only_requests_of_the_calendar_month_count() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let earlier = [(day("2026-02-28"), 9), (day("2026-03-01"), 4), (day("2026-03-31"), 3), (day("2025-03-15"), 7)];
        assert_eq!(items_in_month(&earlier, day("2026-03-31")), 7);
        assert_eq!(items_in_month(&earlier, day("2026-04-01")), 0);
    }

    #[test]
    fn published_pages_are_free() {
        let fee = fee(FeeCount::Pages { pages: 98, already_public: 30 }).unwrap();
        assert_eq!(fee.total_fen, 38_000);
    }

    #[test]
    fn counts_that_cannot_be_are_refused() {
        assert_eq!(fee(FeeCount::Items { earlier: 5, items: 0 }), Err(FeeRefusal::Nothing));
        assert_eq!(fee(FeeCount::Pages { pages: 0, already_public: 0 }), Err(FeeRefusal::Nothing));
        assert_eq!(fee(FeeCount::Pages { pages: 3, already_public: 4 }), Err(FeeRefusal::MorePublicThanPages));
        assert_eq!(fee(FeeCount::Items { earlier: u32::MAX, items: 1 }), Err(FeeRefusal::TooMany));
        assert_eq!(fee(FeeCount::Pages { pages: 3, already_public: 3 }).unwrap().total_fen, 0);
    }

    #[test]
    fn sums_are_written_in_yuan() {
        assert_eq!([yuan(0), yuan(38_000), yuan(12_305)], ["0元", "380元", "123.05元"]);
    }
}
