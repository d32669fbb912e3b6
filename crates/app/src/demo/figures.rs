//! The figures of 2019 that the demo city must reach exactly. Figures only: the items are made elsewhere.

use chrono::NaiveDate;
use serde::Deserialize;

const FILE: &str = include_str!("figures.json");

/// The published figures of the year.
#[derive(Clone, Debug, Deserialize)]
pub struct Figures {
    pub agency: String,
    pub parent: String,
    pub year: i32,
    /// The day the new portal went online; older items carry their original dates.
    pub portal_online: NaiveDate,
    pub categories: CategoryFigures,
    pub categories_total: u32,
    pub normative_documents: NormativeFigures,
    pub interpretations: u32,
    pub proposals: u32,
    pub activity: ActivityFigures,
    pub regulations: MadeFigures,
    pub licences: ManagedFigures,
    pub other_services: ManagedFigures,
    pub penalties: ManagedFigures,
    pub coercive_measures: ManagedFigures,
    pub charges: ManagedFigures,
    pub procurement: ProcurementFigures,
    pub requests: RequestFigures,
    pub disputes: DisputeFigures,
}

/// Items published in the year by the nine categories of the report.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CategoryFigures {
    pub overview: u32,
    pub plans: u32,
    pub news: u32,
    pub statistics: u32,
    pub key_fields: u32,
    pub finance: u32,
    pub emergency: u32,
    pub enforcement: u32,
    pub annual_reports: u32,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct NormativeFigures {
    pub made_in_year: u32,
    pub newly_published: u32,
    pub in_force_and_public: u32,
}

/// What the disclosure office did in the year.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ActivityFigures {
    pub hotspot_responses: u32,
    pub briefs: u32,
    pub reading_points: u32,
    pub reading_visits: u32,
    pub trainings: u32,
    pub trained_people: u32,
    pub late_update_circulars: u32,
    pub assessment_weight_percent: u32,
    pub requests_received: u32,
    pub requests_refused: u32,
    pub disputes: u32,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct MadeFigures {
    pub made: u32,
    pub published: u32,
    pub in_force: u32,
}

/// A kind of administrative matter: items at the end of last year, change in the year, decisions taken.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ManagedFigures {
    pub items_last_year: u32,
    pub change: i32,
    /// Charges have none.
    pub decisions: Option<u32>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ProcurementFigures {
    pub projects: u32,
    /// In fen: 4.48 hundred million yuan.
    pub amount_fen: i64,
}

/// Rows of the report's third table; rows not named are zero.
#[derive(Clone, Debug, Deserialize)]
pub struct RequestFigures {
    pub columns: Vec<String>,
    pub r1: Vec<u32>,
    pub r2: Vec<u32>,
    #[serde(rename = "r3.2")]
    pub r3_2: Vec<u32>,
    #[serde(rename = "r3.7")]
    pub r3_7: Vec<u32>,
    pub r4: Vec<u32>,
}

/// Rows of the report's fourth table.
#[derive(Clone, Debug, Deserialize)]
pub struct DisputeFigures {
    pub columns: Vec<String>,
    pub reconsideration: Vec<u32>,
    pub direct_litigation: Vec<u32>,
    pub litigation_after_reconsideration: Vec<u32>,
}

impl Figures {
    /// Reads the figures that come with the program.
    pub fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(FILE)
    }

    /// All items of the year: the nine categories, normative documents, interpretations and proposals.
    pub fn items_total(&self) -> u32 {
        let normative = self.normative_documents.made_in_year + self.normative_documents.newly_published;
        self.categories.total() + normative + self.interpretations + self.proposals
    }
}

impl CategoryFigures {
    /// The sum of the nine.
    pub fn total(&self) -> u32 {
        self.overview
            + self.plans
            + self.news
            + self.statistics
            + self.key_fields
            + self.finance
            + self.emergency
            + self.enforcement
            + self.annual_reports
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_nine_categories_add_up_as_published() {
        let figures = Figures::read().unwrap();
        assert_eq!(figures.categories.total(), figures.categories_total);
        assert_eq!(figures.categories_total, 4578);
        assert_eq!(figures.items_total(), 4649);
    }

    #[test]
    fn the_dispute_rows_add_up() {
        let disputes = Figures::read().unwrap().disputes;
        for row in [disputes.reconsideration, disputes.direct_litigation, disputes.litigation_after_reconsideration] {
            let (total, parts) = row.split_last().unwrap();
            assert_eq!(parts.iter().sum::<u32>(), *total);
        }
    }
}
