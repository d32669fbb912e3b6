//! One line of a public list, and a page of such lines.

use chrono::NaiveDate;
use domain::item::Validity;
use domain::time::Moment;
use store::item::line::{self, Line};
use store::item::lists;

use crate::context::App;
use crate::error::AppError;

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
    /// The public item that explains this policy; looked up by lists that show it alone.
    pub explained_by: Option<i64>,
}

impl Entry {
    /// The line of a live item on `today`.
    #[must_use]
    pub fn of(row: impl Into<Line>, today: NaiveDate) -> Self {
        let row = row.into();
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
            explained_by: None,
        }
    }

    /// Whether it is a policy, which another item may explain.
    #[must_use]
    pub fn is_policy(&self) -> bool {
        self.kind == POLICY
    }
}

/// The built-in kind of policies.
pub(super) const POLICY: &str = "policy";

/// Looks up what explains the policies among these: the first public item that does. Two queries where there are any.
pub(super) async fn explain<'a>(app: &App, entries: impl IntoIterator<Item = &'a mut Entry>) -> Result<(), AppError> {
    let mut policies: Vec<&mut Entry> = entries.into_iter().filter(|entry| entry.is_policy()).collect();
    let ids: Vec<i64> = policies.iter().map(|entry| entry.id).collect();
    let db = app.store().read();
    let pairs = lists::list_interpretations(db, &ids).await?;
    let by: Vec<i64> = pairs.iter().map(|(_, by)| *by).collect();
    let public: Vec<i64> = line::list_public_by_id(db, &by).await?.iter().map(|row| row.id).collect();
    for entry in &mut policies {
        let mut own = pairs.iter().filter(|(policy, by)| *policy == entry.id && public.contains(by));
        entry.explained_by = own.next().map(|(_, by)| *by);
    }
    Ok(())
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

/// Which page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageNo {
    /// Numbered from the newest, which is 1: what a visitor turns over.
    FromNewest(u64),
    /// Numbered from the oldest, which is 1, each page full for good: a new item changes only the page of the newest,
    /// which has no number. For copies on disk.
    FromOldest(u64),
    /// The page of the newest beside pages that are numbered from the oldest.
    BesideOldest,
}

/// A number is meant from the newest.
impl From<u64> for PageNo {
    fn from(number: u64) -> Self {
        Self::FromNewest(number)
    }
}

impl Default for PageNo {
    fn default() -> Self {
        Self::FromNewest(1)
    }
}

/// The lines of a page, counted from the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slice {
    pub offset: u64,
    pub limit: u64,
    pub page: u64,
    pub page_count: u64,
}

impl PageNo {
    /// Whether it is the page that visitors see first.
    #[must_use]
    pub const fn is_first(self) -> bool {
        matches!(self, Self::FromNewest(1) | Self::BesideOldest)
    }

    /// The lines of this page among `total` in pages of `size`; none where there is no such page.
    pub(super) fn slice(self, total: u64, size: u64) -> Option<Slice> {
        let size = size.max(1);
        // The page of the newest holds what fills no page for good, and one more page, so that it is never nearly empty.
        let old = (total / size).max(1) - 1;
        match self {
            Self::FromNewest(page) => {
                let page_count = Listed::pages(total, size).min(super::MAX_PAGE);
                let known = page >= 1 && page <= page_count;
                known.then(|| Slice { offset: (page - 1) * size, limit: size, page, page_count })
            }
            Self::FromOldest(page) => {
                let known = page >= 1 && page <= old;
                known.then(|| Slice { offset: total - page * size, limit: size, page, page_count: old + 1 })
            }
            Self::BesideOldest => {
                Some(Slice { offset: 0, limit: total - old * size, page: old + 1, page_count: old + 1 })
            }
        }
    }
}

impl Listed {
    /// How many pages of `size` hold `total` lines.
    #[must_use]
    pub fn pages(total: u64, size: u64) -> u64 {
        total.div_ceil(size.max(1)).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Offset and limit of each page, the page of the newest first.
    fn from_oldest(total: u64) -> Vec<(u64, u64)> {
        let first = PageNo::BesideOldest.slice(total, 10);
        let pages = first.map_or(0, |slice| slice.page_count);
        let older = (1..pages).rev().filter_map(|page| PageNo::FromOldest(page).slice(total, 10));
        first.into_iter().chain(older).map(|slice| (slice.offset, slice.limit)).collect()
    }

    #[test]
    fn pages_numbered_from_the_oldest_hold_each_line_once() {
        assert_eq!(from_oldest(0), [(0, 0)]);
        assert_eq!(from_oldest(19), [(0, 19)]);
        assert_eq!(from_oldest(20), [(0, 10), (10, 10)]);
        assert_eq!(from_oldest(39), [(0, 19), (19, 10), (29, 10)]);
        assert_eq!(PageNo::FromOldest(3).slice(39, 10), None);
        assert_eq!(PageNo::FromOldest(0).slice(39, 10), None);
    }

    #[test]
    fn one_more_line_changes_no_page_that_is_full() {
        for total in 20..60 {
            let lines = |total: u64| PageNo::FromOldest(1).slice(total, 10).map(|s| total - s.offset);
            assert_eq!(lines(total), Some(10), "the oldest page always ends at the tenth line");
        }
    }
}
