//! A second sample around today, in every state of the workflow, so that each desk of the console has work.
//! Some drafts carry faults on purpose, to show the checks before submitting. Plain data: the loader plays the steps.

use super::dice::Dice;
use super::item::{DemoItem, FigureCategory};
use super::plan::CityPlan;
use super::schedule::{Series, Slot};
use super::write;
use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime};
use std::collections::HashMap;

/// Where a live item stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DemoState {
    Draft,
    /// Waits for this review step, 1 to 3.
    InReview(u8),
    Returned(String),
    SecrecyReview,
    Approved,
    /// To be published so many days from today.
    Scheduled(u32),
    Live,
    /// Published in urgency, not yet approved afterwards.
    UrgentUnconfirmed,
    Withdrawn(String),
}

/// A fault put in on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlantedFault {
    MobileNumber,
    WrongWord,
    LawTitle,
    DeadLink,
    KeywordsMissing,
}

/// An item under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LiveItem {
    pub item: DemoItem,
    pub state: DemoState,
    /// When the editor first saved it, on the wall clock in China.
    pub created_at: NaiveDateTime,
    /// Only in drafts and returned items.
    pub faults: Vec<PlantedFault>,
}

/// Kinds of items, news most of all.
const KINDS: [FigureCategory; 10] = [
    FigureCategory::News,
    FigureCategory::News,
    FigureCategory::Finance,
    FigureCategory::News,
    FigureCategory::KeyFields,
    FigureCategory::News,
    FigureCategory::NormativeDocuments,
    FigureCategory::News,
    FigureCategory::Enforcement,
    FigureCategory::News,
];
const RETURN_REASONS: [&str; 4] = [
    "标题与正文内容不一致，请核对后重新提交。",
    "请补充成文日期和文号，并附上正式印发的文本。",
    "表格合计与分项不符，请与业务股室核实数据。",
    "内容涉及个人信息，请删除或者作隐去处理。",
];
const WITHDRAW_REASONS: [&str; 3] = ["内容有误，更正后重新发布。", "公示期已满，按照规定撤下。", "与已发布信息重复。"];

/// `count` items around `today`, in all states in turn. Deterministic from the seed and the day.
pub fn live_items(plan: &CityPlan, seed: u64, today: NaiveDate, count: u32) -> Vec<LiveItem> {
    let mut told = HashMap::new();
    (0..count).filter_map(|number| live_item(plan, seed, today, number, &mut told)).collect()
}

fn live_item(
    plan: &CityPlan,
    seed: u64,
    today: NaiveDate,
    number: u32,
    told: &mut HashMap<FigureCategory, u32>,
) -> Option<LiveItem> {
    let mut dice = Dice::of(&[seed, u64::from(number), u64::from(today.num_days_from_ce().unsigned_abs()), 11]);
    let state = state_of(&mut dice, number);
    let (created, planned) = times(&mut dice, &state, today)?;
    let figure = figure_of(&state, number)?;
    let nth = told.entry(figure).or_default();
    let ordinal = ordinal_of(figure, *nth);
    *nth += 1;
    // What is still to come is written as of today: no paper bears a date that has not come.
    let written = planned.min(today.and_time(chrono::NaiveTime::MIN) + Duration::hours(17));
    let slot = Slot { figure, year: written.year(), ordinal, series: Series::Live, published_at: written };
    let mut item = write::write(plan, seed, 1, slot, u64::from(number))?;
    item.published_at = planned;
    if figure != FigureCategory::NormativeDocuments {
        item.formed_on = item.formed_on.min(created.date());
    }
    let faults = faults_of(&state, number);
    for fault in &faults {
        plant(&mut item, *fault);
    }
    Some(LiveItem { item, state, created_at: created, faults })
}

/// The nth live item of a kind, spread over what the kind's writer knows.
fn ordinal_of(figure: FigureCategory, nth: u32) -> u32 {
    match figure {
        FigureCategory::Finance => nth * 53 % 375,
        FigureCategory::NormativeDocuments => nth * 5 % 22,
        _ => nth,
    }
}

const STATES: u32 = 16;
/// From the first saving of an urgent item to its publishing.
const URGENT_MINUTES: i64 = 100;

/// Only sections with enough steps can have an item waiting for the second or third.
fn figure_of(state: &DemoState, number: u32) -> Option<FigureCategory> {
    let place = usize::try_from(number / STATES + number % STATES).ok()?;
    let formal = [FigureCategory::Finance, FigureCategory::KeyFields, FigureCategory::Enforcement];
    match state {
        DemoState::InReview(3) => Some(FigureCategory::NormativeDocuments),
        DemoState::UrgentUnconfirmed => Some(FigureCategory::News),
        DemoState::InReview(2) => formal.get(place % formal.len()).copied(),
        _ => KINDS.get(place % KINDS.len()).copied(),
    }
}

fn state_of(dice: &mut Dice, number: u32) -> DemoState {
    match number % STATES {
        0..=2 => DemoState::Draft,
        3 | 4 => DemoState::InReview(1),
        5 => DemoState::InReview(2),
        6 => DemoState::InReview(3),
        7 => DemoState::Returned(dice.word(&RETURN_REASONS).to_owned()),
        8 | 9 => DemoState::SecrecyReview,
        10 => DemoState::Approved,
        11 => DemoState::Scheduled(u32::try_from(dice.between(1, 9)).unwrap_or(1)),
        12 => DemoState::UrgentUnconfirmed,
        13 => DemoState::Withdrawn(dice.word(&WITHDRAW_REASONS).to_owned()),
        _ => DemoState::Live,
    }
}

/// When it was begun, and when it was or is to be published.
fn times(dice: &mut Dice, state: &DemoState, today: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let back = match state {
        DemoState::Draft | DemoState::UrgentUnconfirmed => dice.between(1, 3),
        DemoState::Live | DemoState::Withdrawn(_) => dice.between(6, 40),
        _ => dice.between(1, 9),
    };
    let begun = today.checked_sub_days(Days::new(u64::try_from(back).ok()?))?;
    let ahead = match state {
        DemoState::Scheduled(days) => i64::from(*days),
        DemoState::Live | DemoState::Withdrawn(_) => -dice.between(1, 5),
        _ => 1,
    };
    let midnight = chrono::NaiveTime::MIN;
    let planned = today.and_time(midnight) + Duration::days(ahead) + Duration::minutes(dice.between(540, 1020));
    let begun = begun.and_time(midnight) + Duration::minutes(dice.between(510, 720));
    // What is urgent goes out as soon as it is written; it cannot report a later day.
    let urgent = matches!(state, DemoState::UrgentUnconfirmed);
    Some((begun, if urgent { begun + Duration::minutes(URGENT_MINUTES) } else { planned }))
}

fn faults_of(state: &DemoState, number: u32) -> Vec<PlantedFault> {
    if !matches!(state, DemoState::Draft | DemoState::Returned(_)) {
        return Vec::new();
    }
    match number % 7 {
        0 => vec![PlantedFault::MobileNumber],
        1 => vec![PlantedFault::WrongWord, PlantedFault::KeywordsMissing],
        2 => vec![PlantedFault::LawTitle],
        3 => vec![PlantedFault::DeadLink],
        _ => Vec::new(),
    }
}

fn plant(item: &mut DemoItem, fault: PlantedFault) {
    match fault {
        PlantedFault::MobileNumber => item.body_html.push_str("<p>联系人：某某，手机13900000000。</p>"),
        PlantedFault::WrongWord => {
            item.body_html.push_str("<p>会议对下一步工作进行了布署，要求各单位按装好有关设备。</p>")
        }
        PlantedFault::LawTitle => item.body_html.push_str("<p>依据《中华人民共和国信息公开条例》办理。</p>"),
        PlantedFault::DeadLink => item.body_html.push_str("<p>详见<a href=\"/items/999999999\">此前的公告</a>。</p>"),
        PlantedFault::KeywordsMissing => item.keywords.clear(),
    }
}
