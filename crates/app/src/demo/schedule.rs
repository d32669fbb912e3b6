//! When each item of a year is published, and which items there are: figures become slots with a date.
//! Not the text of an item.

use super::dice::Dice;
use super::item::FigureCategory;
use super::plan::CityPlan;
use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime};

/// An item that is to be: what, which, when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub figure: FigureCategory,
    pub year: i32,
    /// From 0 within figure category and year.
    pub ordinal: u32,
    pub series: Series,
    pub published_at: NaiveDateTime,
}

/// Whether an item belongs to the city's years or to the sample around today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    City,
    Live,
}

impl Slot {
    /// The item's key: year, category, ordinal; those of the live sample lie apart.
    pub fn key(&self) -> u64 {
        let apart = match self.series {
            Series::City => 0,
            Series::Live => 5_000_000,
        };
        key(self.year, self.figure, self.ordinal) + apart
    }
}

fn key(year: i32, figure: FigureCategory, ordinal: u32) -> u64 {
    let year = u64::try_from(year).unwrap_or(0);
    year * 1_000_000_000 + figure.number() * 10_000_000 + u64::from(ordinal)
}

/// Years before the figures' year over which further volume is spread.
const EARLIER_YEARS: u32 = 9;

/// The years of a scale, earliest first. Scale 1 has the figures' year alone.
pub fn years(plan: &CityPlan, scale: u32) -> Vec<i32> {
    let last = plan.figures.year;
    let first = if scale > 1 { last - EARLIER_YEARS as i32 } else { last };
    (first..=last).collect()
}

/// All slots of a year by time of publication. The figures' own year is exact at every scale.
pub fn year_slots(plan: &CityPlan, seed: u64, scale: u32, year: i32) -> Vec<Slot> {
    let mut slots = Vec::new();
    for figure in FigureCategory::ALL {
        for ordinal in 0..count(plan, scale, year, figure) {
            let own = slot(plan, seed, year, figure, ordinal);
            slots.push(match figure {
                FigureCategory::Interpretations => beside_policy(plan, seed, policies_in(plan, scale, year), own),
                _ => own,
            });
        }
    }
    slots.sort_by_key(|slot| (slot.published_at, slot.figure, slot.ordinal));
    slots
}

fn count(plan: &CityPlan, scale: u32, year: i32, figure: FigureCategory) -> u32 {
    let own = count_in_figures(plan, figure);
    let Some(place) = u32::try_from(plan.figures.year - year).ok().filter(|back| *back > 0) else {
        return own;
    };
    let whole = u64::from(own) * u64::from(scale.saturating_sub(1));
    let upto = |part: u32| whole * u64::from(part) / u64::from(EARLIER_YEARS);
    let place = EARLIER_YEARS.saturating_sub(place);
    u32::try_from(upto(place + 1).saturating_sub(upto(place))).unwrap_or(u32::MAX)
}

fn count_in_figures(plan: &CityPlan, figure: FigureCategory) -> u32 {
    let figures = &plan.figures;
    figure.count_in(&figures.categories).unwrap_or(match figure {
        FigureCategory::Interpretations => figures.interpretations,
        FigureCategory::Proposals => figures.proposals,
        _ => figures.normative_documents.made_in_year + figures.normative_documents.newly_published,
    })
}

/// The number of normative documents of a year: interpretations share themselves out over them.
pub fn policies_in(plan: &CityPlan, scale: u32, year: i32) -> u32 {
    count(plan, scale, year, FigureCategory::NormativeDocuments)
}

/// The slot of one item. It depends on seed, year, category and ordinal alone.
pub fn slot(plan: &CityPlan, seed: u64, year: i32, figure: FigureCategory, ordinal: u32) -> Slot {
    let mut dice = Dice::of(&[seed, key(year, figure, ordinal), 1]);
    let (from, to) = window(figure, ordinal);
    let mut day = day_between(&mut dice, year, from, to);
    let weekend = figure == FigureCategory::News && dice.chance(20);
    if !weekend {
        while !plan.calendar.is_working(day) {
            day = day
                .checked_sub_days(Days::new(1))
                .filter(|day| day.year() == year)
                .unwrap_or_else(|| first_workday(plan, year));
        }
    }
    // Office hours, without the noon break.
    let minute = if dice.chance(55) { dice.between(510, 719) } else { dice.between(870, 1070) };
    let published_at = day.and_time(chrono::NaiveTime::MIN) + Duration::minutes(minute);
    Slot { figure, year, ordinal, series: Series::City, published_at }
}

fn beside_policy(plan: &CityPlan, seed: u64, policies: u32, own: Slot) -> Slot {
    let place = own.ordinal.checked_rem(policies).unwrap_or(0);
    let policy = slot(plan, seed, own.year, FigureCategory::NormativeDocuments, place);
    after_policy(plan, seed, own, &policy)
}

/// An interpretation comes with its document or up to three working days after it, never before.
fn after_policy(plan: &CityPlan, seed: u64, own: Slot, policy: &Slot) -> Slot {
    let mut dice = Dice::of(&[seed, own.key(), 2]);
    let mut day = policy.published_at.date();
    for _ in 0..dice.between(0, 3) {
        let next = next_workday(plan, day);
        if next.year() == own.year {
            day = next;
        }
    }
    let policy_minute = policy.published_at.time().signed_duration_since(chrono::NaiveTime::MIN).num_minutes();
    let minute = if day == policy.published_at.date() {
        dice.between(policy_minute + 1, 18 * 60)
    } else {
        dice.between(510, 1070)
    };
    Slot { published_at: day.and_time(chrono::NaiveTime::MIN) + Duration::minutes(minute), ..own }
}

/// First and last day (month, day) in which items of the kind come out.
fn window(figure: FigureCategory, ordinal: u32) -> ((u32, u32), (u32, u32)) {
    match (figure, ordinal) {
        (FigureCategory::Statistics, 0) => ((3, 20), (4, 10)),
        (FigureCategory::Statistics, 1) => ((4, 22), (4, 30)),
        (FigureCategory::Statistics, 2) => ((7, 22), (7, 31)),
        (FigureCategory::Statistics, 3) => ((10, 22), (10, 31)),
        (FigureCategory::Statistics, _) => ((11, 20), (12, 20)),
        (FigureCategory::Plans, _) => ((1, 14), (5, 20)),
        (FigureCategory::Finance, number) => finance_window(number % 375),
        (FigureCategory::AnnualReports, _) => ((3, 11), (3, 29)),
        // The first theme is amended and two others repealed by documents that must come later in the year.
        (FigureCategory::NormativeDocuments, number) if number % 25 == 0 => ((2, 18), (4, 12)),
        (FigureCategory::NormativeDocuments, number) if number % 25 == 21 => ((10, 21), (11, 29)),
        (FigureCategory::NormativeDocuments, number) if number % 25 == 22 => ((11, 4), (12, 13)),
        (FigureCategory::NormativeDocuments, number) if number % 25 >= 23 => ((3, 4), (8, 30)),
        (FigureCategory::NormativeDocuments, _) => ((2, 18), (12, 13)),
        (FigureCategory::Proposals, _) => ((7, 1), (10, 31)),
        (FigureCategory::Emergency, _) => ((3, 18), (9, 30)),
        (FigureCategory::Overview, number) if number % 3 == 0 => ((10, 8), (11, 15)),
        _ => ((1, 2), (12, 31)),
    }
}

fn finance_window(number: u32) -> ((u32, u32), (u32, u32)) {
    match number {
        0..80 => ((2, 11), (3, 15)),
        80..160 => ((8, 26), (9, 27)),
        160..240 => ((3, 4), (4, 12)),
        // Twelve monthly statements, the first being December's of the year before.
        240..252 => {
            let month = number - 239;
            ((month, 12), (month, 25))
        }
        252 => ((1, 21), (2, 15)),
        253 => ((9, 9), (9, 27)),
        254 => ((11, 18), (12, 6)),
        255..257 => ((6, 10), (7, 12)),
        257..317 => ((2, 18), (12, 20)),
        _ => ((5, 20), (10, 25)),
    }
}

fn day_between(dice: &mut Dice, year: i32, from: (u32, u32), to: (u32, u32)) -> NaiveDate {
    let start = NaiveDate::from_ymd_opt(year, from.0, from.1).unwrap_or_default();
    let end = NaiveDate::from_ymd_opt(year, to.0, to.1).unwrap_or_default();
    let days = dice.between(0, (end - start).num_days());
    start.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(start)
}

fn first_workday(plan: &CityPlan, year: i32) -> NaiveDate {
    next_workday(plan, NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default())
}

pub fn next_workday(plan: &CityPlan, day: NaiveDate) -> NaiveDate {
    let mut next = day.succ_opt().unwrap_or(day);
    while !plan.calendar.is_working(next) {
        next = next.succ_opt().unwrap_or(next);
    }
    next
}

/// The working day so many working days before `day`.
pub fn working_days_before(plan: &CityPlan, day: NaiveDate, count: u32) -> NaiveDate {
    let mut earlier = day;
    let mut left = count;
    while left > 0 {
        earlier = earlier.pred_opt().unwrap_or(earlier);
        if plan.calendar.is_working(earlier) {
            left -= 1;
        }
    }
    earlier
}

/// The same day of another year (28 February for the 29th).
pub fn shift_year(day: NaiveDate, years: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year() + years, day.month(), day.day().min(28))
}
