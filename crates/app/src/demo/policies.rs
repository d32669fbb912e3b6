//! The normative documents of a year as specifications: number, name, maker, dates, validity. All of it follows from
//! year and ordinal alone, so that an interpretation can speak of its document before or after it is written.

use super::agencies::OFFICE;
use super::dice::Dice;
use super::item::{FigureCategory, PolicyOrigin};
use super::plan::CityPlan;
use super::schedule::{self, Slot};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

const FILE: &str = include_str!("text/policies.json");

/// A document as the file describes it.
#[derive(Clone, Debug, Deserialize)]
pub struct PolicyTheme {
    /// What it is about.
    pub object: String,
    /// 办法, 规定, 意见 …
    pub form: String,
    by: Maker,
    /// Slug of the department that drafts and carries it out.
    pub dept: String,
    pub topic: Option<String>,
    pub subject: String,
    pub measures: Vec<String>,
    /// Made on this day, before the year, and published only now.
    earlier: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Maker {
    Government,
    Office,
    Dept,
}

/// One document of a year.
#[derive(Clone, Debug)]
pub struct PolicySpec<'p> {
    pub theme: &'p PolicyTheme,
    pub key: u64,
    pub name: String,
    pub title: String,
    /// Slug of the agency in whose name it is issued.
    pub agency: String,
    pub document_number: String,
    pub formed_on: NaiveDate,
    pub slot: Slot,
    pub origin: PolicyOrigin,
}

pub fn read() -> Result<Vec<PolicyTheme>, serde_json::Error> {
    serde_json::from_str(FILE)
}

/// The document with this ordinal in the year; none if the plan has no themes.
pub fn spec(plan: &CityPlan, seed: u64, year: i32, ordinal: u32) -> Option<PolicySpec<'_>> {
    spec_of(plan, seed, schedule::slot(plan, seed, year, FigureCategory::NormativeDocuments, ordinal))
}

/// The document of a slot.
pub fn spec_of(plan: &CityPlan, seed: u64, slot: Slot) -> Option<PolicySpec<'_>> {
    let (year, ordinal) = (slot.year, slot.ordinal);
    let count = u32::try_from(plan.policies.len()).ok().filter(|count| *count > 0)?;
    let theme = plan.policies.get(usize::try_from(ordinal % count).ok()?)?;
    let round = ordinal / count;
    let object = format!("{}{}", area(round), theme.object);
    let name = name_of(&object, &theme.form);
    let agency = match theme.by {
        Maker::Government => super::agencies::CITY.to_owned(),
        Maker::Office => OFFICE.to_owned(),
        Maker::Dept => theme.dept.clone(),
    };
    let issuer = plan.agency(&agency)?;
    let earlier = theme.earlier.and_then(|day| schedule::shift_year(day, year - plan.figures.year));
    let formed_on = earlier.unwrap_or_else(|| formed_in_year(plan, seed, &slot, year));
    let word = issuer.document_word.as_deref().unwrap_or("高府办发");
    let serial = 3 + (ordinal % count) * 2 + round * 60;
    let title = title_of(&issuer.name, &object, &theme.form, &name);
    Some(PolicySpec {
        theme,
        key: slot.key(),
        name,
        title,
        agency,
        document_number: format!("{word}〔{}〕{serial}号", formed_on.year()),
        formed_on,
        slot,
        origin: if earlier.is_some() { PolicyOrigin::NewlyPublished } else { PolicyOrigin::MadeInYear },
    })
}

/// Larger cities than scale 1 make the same rule for several areas.
fn area(round: u32) -> String {
    let areas = ["", "城区", "乡镇", "高新区", "建陶基地", "农村", "新区"];
    let known = usize::try_from(round).ok().and_then(|round| areas.get(round));
    known.map_or_else(|| format!("第{}片区", round - 6), |area| (*area).to_owned())
}

fn name_of(object: &str, form: &str) -> String {
    match form {
        "通知" => format!("关于{object}的通知"),
        "意见" | "实施意见" => format!("关于加强{object}工作的{form}"),
        _ => format!("高安市{object}{form}"),
    }
}

fn title_of(issuer: &str, object: &str, form: &str, name: &str) -> String {
    match form {
        "通知" => format!("{issuer}关于{object}的通知"),
        "意见" | "实施意见" => format!("{issuer}{name}"),
        _ => format!("{issuer}关于印发《{name}》的通知"),
    }
}

fn formed_in_year(plan: &CityPlan, seed: u64, slot: &Slot, year: i32) -> NaiveDate {
    let mut dice = Dice::of(&[seed, slot.key(), 7]);
    let days = u32::try_from(dice.between(2, 12)).unwrap_or(5);
    let formed = schedule::working_days_before(plan, slot.published_at.date(), days);
    let first = NaiveDate::from_ymd_opt(year, 1, 4).unwrap_or(formed);
    formed.max(first)
}
