//! Writing one item: each kind of item has its own writer, all share this frame.
//! Not the order or number of items: that is the schedule.

mod finance;
mod keys;
mod news;
mod policy;
mod profile;
mod reports;
mod tables;

use super::agencies::DemoAgency;
use super::dice::Dice;
use super::grammar::Scene;
use super::html::{Body, text_length};
use super::item::{DemoAttachment, DemoItem, DemoKind, DemoPicture, FigureCategory};
use super::plan::CityPlan;
use super::schedule::{self, Slot};
use super::sites::PORTAL;
use super::users::desk;
use chrono::{Datelike, Days, NaiveDate};
use domain::agency::AgencyKind;
use domain::item::category::DisclosureCategory;
use domain::item::genre::Genre;

/// Bodies are not shorter than this, in characters without markup.
const SHORTEST: usize = 300;
/// 内容概述 has at most this many characters.
const LONGEST_SUMMARY: usize = 100;

/// What is being written: the slot, the city, and chance of its own.
pub struct Desk<'p> {
    pub plan: &'p CityPlan,
    pub seed: u64,
    /// How many policies this year has, for those who refer to them.
    pub policies: u32,
    pub slot: Slot,
    pub scene: Scene<'p>,
}

/// What a writer has made; the frame adds what follows from it.
pub struct Draft<'p> {
    pub kind: DemoKind,
    pub agency: &'p DemoAgency,
    pub co_agencies: Vec<String>,
    pub title: String,
    pub lead: String,
    pub body: String,
    pub keywords: Vec<String>,
    pub site: &'static str,
    pub section: String,
    pub extra_sections: Vec<String>,
    pub topics: Vec<String>,
    pub category: Option<DisclosureCategory>,
    pub subject: &'p str,
    pub genre: Option<Genre>,
    pub formed_on: NaiveDate,
    pub pictures: Vec<DemoPicture>,
    pub attachments: Vec<DemoAttachment>,
}

/// Writes the item of a slot. A further attempt gives another text for the same slot.
pub fn write(plan: &CityPlan, seed: u64, scale: u32, slot: Slot, attempt: u64) -> Option<DemoItem> {
    let mut scene = Scene::new(&plan.grammar, Dice::of(&[seed, slot.key(), 3, attempt]));
    give_dates(&mut scene, &slot);
    let policies = schedule::policies_in(plan, scale, slot.year).max(1);
    let mut desk = Desk { plan, seed, policies, slot, scene };
    let draft = match slot.figure {
        FigureCategory::News => news::write(&mut desk),
        FigureCategory::Overview => profile::write(&mut desk),
        FigureCategory::Finance => finance::write(&mut desk),
        FigureCategory::NormativeDocuments => policy::write_document(&mut desk),
        FigureCategory::Interpretations => policy::write_interpretation(&mut desk),
        FigureCategory::KeyFields => keys::write_key_field(&mut desk),
        FigureCategory::Enforcement => keys::write_enforcement(&mut desk),
        FigureCategory::Emergency => keys::write_emergency(&mut desk),
        FigureCategory::Plans => reports::write_plan(&mut desk),
        FigureCategory::Statistics => reports::write_statistics(&mut desk),
        FigureCategory::AnnualReports => reports::write_annual(&mut desk),
        FigureCategory::Proposals => reports::write_proposal(&mut desk),
    }?;
    Some(finish(&desk, draft))
}

fn give_dates(scene: &mut Scene<'_>, slot: &Slot) {
    let day = slot.published_at.date();
    scene.set_month(day.month());
    scene.give("date", format!("{}月{}日", day.month(), day.day()));
    scene.give("month", format!("{}月", day.month()));
    scene.give("day", format!("{}日", day.day()));
    scene.give("year", day.year().to_string());
    for (name, ahead) in [("soon", 2), ("later", 15)] {
        let then = day.checked_add_days(Days::new(ahead)).unwrap_or(day);
        scene.give(name, format!("{}月{}日", then.month(), then.day()));
    }
    let season = match day.month() {
        3..=5 => "春",
        6..=8 => "夏",
        9..=11 => "秋",
        _ => "冬",
    };
    scene.give("season", season);
    scene.give("quarter", quarter_name(day.month()));
    let (cold, warm) = temperatures(&mut scene.dice, day.month());
    scene.give("cold", cold.to_string());
    scene.give("warm", warm.to_string());
}

/// A plausible night and day of the month in the middle of Jiangxi, in degrees Celsius.
fn temperatures(dice: &mut Dice, month: u32) -> (i64, i64) {
    let usual = match month {
        1 => 4,
        2 => 6,
        3 => 10,
        4 => 16,
        5 => 20,
        6 => 24,
        7 | 8 => 27,
        9 => 22,
        10 => 16,
        11 => 11,
        _ => 5,
    };
    let cold = usual + dice.between(-2, 2);
    (cold, cold + dice.between(5, 10))
}

fn quarter_name(month: u32) -> &'static str {
    match month {
        1..=3 => "一",
        4..=6 => "二",
        7..=9 => "三",
        _ => "四",
    }
}

fn finish(desk: &Desk<'_>, draft: Draft<'_>) -> DemoItem {
    DemoItem {
        key: desk.slot.key(),
        kind: draft.kind,
        figure: desk.slot.figure,
        summary: summary_of(&draft.lead),
        title: draft.title,
        body_html: draft.body,
        keywords: draft.keywords,
        source: draft.agency.name.clone(),
        author: desk_author(draft.agency),
        agency: draft.agency.slug.clone(),
        co_agencies: draft.co_agencies,
        site: draft.site,
        section: draft.section,
        extra_sections: draft.extra_sections,
        topics: draft.topics,
        category: draft.category,
        subject: desk.plan.subject(draft.subject),
        genre: draft.genre,
        formed_on: draft.formed_on,
        published_at: desk.slot.published_at,
        pictures: draft.pictures,
        attachments: draft.attachments,
    }
}

fn desk_author(agency: &DemoAgency) -> String {
    desk(&agency.slug).author.to_owned()
}

impl<'p> Desk<'p> {
    /// The agency, made known to the sentences.
    pub fn speak_for(&mut self, slug: &str) -> Option<&'p DemoAgency> {
        let agency = self.plan.agency(slug)?;
        self.scene.give("a", agency.short.clone());
        self.scene.give("full", agency.name.clone());
        self.scene.give("it", agency.pronoun());
        if agency.is_town() {
            self.scene.keep("town", agency.short.clone());
        }
        if matches!(agency.kind, AgencyKind::Town | AgencyKind::Township) {
            self.stay_in_town(agency);
        }
        Some(agency)
    }

    /// In a town one meets villages, the town's own schools and its market street.
    fn stay_in_town(&mut self, agency: &DemoAgency) {
        let village = self.scene.say("village");
        self.scene.keep("community", village);
        let name = agency.short.trim_end_matches(['镇', '乡']);
        let school = self.scene.dice.word(&["中心小学", "中学", "中心幼儿园", "第二小学"]);
        self.scene.keep("school", format!("{name}{school}"));
        let road = self.scene.dice.word(&["集镇主街", "圩镇老街", "集镇环路", "农贸市场路"]);
        self.scene.keep("road", road);
    }

    /// The city agency at this place in the list, round and round.
    pub fn agency_at(&self, place: u32) -> Option<&'p DemoAgency> {
        let count = self.plan.city_agencies().count();
        let place = usize::try_from(place).ok()?.checked_rem(count)?;
        self.plan.city_agencies().nth(place)
    }

    /// A day so many working days before publication. A few are later than the law wants (a.26).
    pub fn formed_before(&mut self, low: i64, high: i64) -> NaiveDate {
        let late = self.scene.dice.below(1000) < 8;
        let days = if late { self.scene.dice.between(22, 34) } else { self.scene.dice.between(low, high) };
        schedule::working_days_before(self.plan, self.slot.published_at.date(), u32::try_from(days).unwrap_or(1))
    }

    pub fn year(&self) -> i32 {
        self.slot.year
    }

    /// Adds sentences of a rule until the body is long enough.
    pub fn lengthen(&mut self, body: &mut Body, rule: &str) {
        for _ in 0..6 {
            if body.length() >= SHORTEST + 20 {
                break;
            }
            let more = self.scene.several(rule, 2);
            body.paragraph(&sentences(&more));
        }
    }

    /// A draft on the portal with the usual values.
    pub fn draft(&self, agency: &'p DemoAgency, title: String, lead: String, body: Body, section: &str) -> Draft<'p> {
        Draft {
            kind: DemoKind::Article,
            agency,
            co_agencies: Vec::new(),
            title,
            lead,
            body: body.finish(),
            keywords: Vec::new(),
            site: PORTAL,
            section: section.to_owned(),
            extra_sections: Vec::new(),
            topics: Vec::new(),
            category: None,
            subject: "其他",
            genre: None,
            formed_on: self.slot.published_at.date(),
            pictures: Vec::new(),
            attachments: Vec::new(),
        }
    }
}

/// Sentences joined, each with its full stop.
pub fn sentences(parts: &[String]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
        if !part.ends_with(['。', '？', '！', '：', '”']) {
            text.push('。');
        }
    }
    text
}

pub fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

/// The beginning of the text up to a stop, short enough for 内容概述.
fn summary_of(text: &str) -> String {
    if text.chars().count() <= LONGEST_SUMMARY {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST_SUMMARY - 2).collect();
    let cut = head.rfind('。').or_else(|| head.rfind('，'));
    let kept = cut.and_then(|at| head.get(..at)).unwrap_or(&head);
    format!("{kept}。")
}

/// The text of a body as paragraphs, for attachments.
pub fn paragraphs_of(html: &str) -> Vec<String> {
    let blocks = html.split("</p>").flat_map(|block| block.split("</h2>")).flat_map(|block| block.split("</li>"));
    blocks.map(plain).filter(|text| text_length(text) > 0).collect()
}

fn plain(html: &str) -> String {
    let mut inside = false;
    let kept = html.chars().filter(|letter| match letter {
        '<' => {
            inside = true;
            false
        }
        '>' => {
            inside = false;
            false
        }
        _ => !inside,
    });
    kept.collect()
}
