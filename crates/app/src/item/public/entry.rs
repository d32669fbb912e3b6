//! One line of a public list, and a page of such lines.

use chrono::NaiveDate;
use domain::item::Validity;
use domain::time::Moment;
use store::item::Model;

/// One line of a public list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub kind: String,
    pub title: String,
    pub summary: String,
    pub published_at: Moment,
    pub formed_on: Option<NaiveDate>,
    pub agency_id: i64,
    pub section_id: i64,
    pub category: Option<String>,
    pub index_number: Option<String>,
    pub document_number: Option<String>,
    /// On the day of the list.
    pub validity: Option<Validity>,
}

impl Entry {
    /// The line of a live item on `today`.
    #[must_use]
    pub fn of(row: Model, today: NaiveDate) -> Self {
        Self {
            id: row.id,
            validity: super::validity_shown(row.live_validity.as_deref(), row.live_expires_on, today),
            kind: row.kind,
            title: row.live_title.unwrap_or(row.title),
            summary: row.live_summary.unwrap_or_default(),
            published_at: super::moment(row.published_at),
            formed_on: row.live_formed_on,
            agency_id: row.agency_id,
            section_id: row.main_section_id,
            category: row.live_category,
            index_number: row.index_number,
            document_number: row.live_document_number,
        }
    }
}

/// A page of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    pub entries: Vec<Entry>,
    pub total: u64,
    /// From 1.
    pub page: u64,
    /// At least 1.
    pub page_count: u64,
}

impl Listed {
    /// How many pages of `size` hold `total` lines.
    #[must_use]
    pub fn pages(total: u64, size: u64) -> u64 {
        total.div_ceil(size.max(1)).max(1)
    }
}
