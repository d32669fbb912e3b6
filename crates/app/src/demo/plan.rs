//! The plan of the demo city: everything but the items themselves, which [`super::items`] streams.

use super::agencies::{self, AgencyFileError, Belonging, DemoAgency};
use super::figures::Figures;
use super::grammar::{Grammar, GrammarError};
use super::places::{DemoReadingPoint, DemoTopic, READING_POINTS, TOPICS};
use super::policies::{self, PolicyTheme};
use super::sections::{DemoSection, sections};
use super::sites::{DemoSite, SITES};
use super::users::{DemoUser, users};
use domain::calendar::WorkCalendar;
use domain::item::subject::Subject;
use std::collections::HashMap;

const TEXTS: [&str; 8] = [
    include_str!("text/words.txt"),
    include_str!("text/news_country.txt"),
    include_str!("text/news_economy.txt"),
    include_str!("text/news_society.txt"),
    include_str!("text/news_order.txt"),
    include_str!("text/news_office.txt"),
    include_str!("text/notices.txt"),
    include_str!("text/formal.txt"),
];

/// The seed of the city that everybody sees unless asked for another.
pub const DEFAULT_SEED: u64 = 2019;

/// Why the plan can't be made. Only a damaged file of ours does that.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    #[error(transparent)]
    Agencies(#[from] AgencyFileError),
    #[error(transparent)]
    Text(#[from] GrammarError),
    #[error("figures or policies of the demo: {0}")]
    Json(#[from] serde_json::Error),
}

/// The city without its items.
#[derive(Debug)]
pub struct CityPlan {
    pub figures: Figures,
    /// Parents before children; those outside the city first.
    pub agencies: Vec<DemoAgency>,
    pub sites: Vec<DemoSite>,
    /// Parents before children.
    pub sections: Vec<DemoSection>,
    pub topics: Vec<DemoTopic>,
    pub reading_points: Vec<DemoReadingPoint>,
    pub users: Vec<DemoUser>,
    pub(super) grammar: Grammar,
    pub(super) policies: Vec<PolicyTheme>,
    pub(super) calendar: WorkCalendar,
    by_slug: HashMap<String, usize>,
    subjects: HashMap<String, Subject>,
}

impl CityPlan {
    /// Reads the files that come with the program.
    ///
    /// # Errors
    /// A file of the demo is damaged.
    pub fn new() -> Result<Self, PlanError> {
        let agencies = agencies::read()?;
        let towns = agencies.iter().filter(|one| one.is_town()).map(|one| one.short.clone()).collect();
        let seasons = ["春季", "夏季", "秋季", "冬季"].map(str::to_owned).to_vec();
        let grammar = Grammar::read(&TEXTS, vec![("town".into(), towns), ("season_name".into(), seasons)])?;
        let by_slug = agencies.iter().enumerate().map(|(at, one)| (one.slug.clone(), at)).collect();
        Ok(Self {
            figures: Figures::read()?,
            agencies,
            sites: SITES.to_vec(),
            sections: sections(),
            topics: TOPICS.to_vec(),
            reading_points: READING_POINTS.to_vec(),
            users: users(),
            grammar,
            policies: policies::read()?,
            calendar: WorkCalendar::official(),
            by_slug,
            subjects: subjects(),
        })
    }

    /// The agency with this slug.
    pub fn agency(&self, slug: &str) -> Option<&DemoAgency> {
        self.by_slug.get(slug).and_then(|at| self.agencies.get(*at))
    }

    /// The city's own agencies.
    pub fn city_agencies(&self) -> impl Iterator<Item = &DemoAgency> {
        self.agencies.iter().filter(|one| one.belonging == Belonging::City)
    }

    /// The subject with this path of names, class and sub-class divided by a slash.
    pub(super) fn subject(&self, path: &str) -> Option<Subject> {
        self.subjects.get(path).copied()
    }
}

fn subjects() -> HashMap<String, Subject> {
    Subject::all().map(|subject| (subject.path().replace('\\', "/"), subject)).collect()
}
