//! Home page, sections, topics, feeds and the lists of the disclosure platform.

use std::collections::HashMap;

use domain::site::{ColumnType, SectionPlace, Standing};
use store::item::lists;
use store::item::{PublicFilter, PublicWithin};
use store::site::section;

use super::entry::{Entry, Listed, PageAt, Slice};
use crate::context::App;
use crate::error::AppError;

/// Pages beyond this are not walked to: older items are found by filter and search.
pub const MAX_PAGE: u64 = 2_000;

/// Lines of a block on a home page.
const BLOCK: u64 = 7;
/// Blocks of a home page: the site's own, and policy papers with their interpretations.
const GENERAL_BLOCKS: usize = 6;
const POLICY_BLOCKS: [ColumnType; 2] = [ColumnType::PolicyFiles, ColumnType::Interpretation];
/// Items a topic shows.
const TOPIC: u64 = 200;
/// Entries of a feed.
const FEED: u64 = 30;

/// A home page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    /// The newest item of the first block, shown large.
    pub lead: Option<Entry>,
    /// Sections with their newest items, in the order shown.
    pub blocks: Vec<(i64, Vec<Entry>)>,
}

/// The 栏目类别 of a section, stored as its code.
#[must_use]
pub fn column_type_of(stored: &str) -> Option<ColumnType> {
    ColumnType::parse(stored)
}

fn is_of(section: &section::Model, place: SectionPlace, kind: ColumnType) -> bool {
    section.place == place.code() && column_type_of(&section.column_type) == Some(kind)
}

/// The home page of a site.
///
/// # Errors
/// When the records cannot be read.
pub async fn home(app: &App, site: i64) -> Result<Home, AppError> {
    let directory = app.directory();
    let open = |s: &section::Model| s.status == Standing::Open.code();
    let has_below = |s: &section::Model| directory.sections.iter().any(|c| c.parent_id == Some(s.id) && open(c));
    let leaves: Vec<&section::Model> =
        directory.sections.iter().filter(|s| s.site_id == site && open(s) && !has_below(s)).collect();
    let general = leaves.iter().filter(|s| s.place == SectionPlace::General.code());
    let lively = general.filter(|s| column_type_of(&s.column_type) != Some(ColumnType::Overview));
    let mut wanted: Vec<i64> = lively.map(|s| s.id).take(GENERAL_BLOCKS).collect();
    for kind in POLICY_BLOCKS {
        wanted.extend(leaves.iter().find(|s| is_of(s, SectionPlace::Platform, kind)).map(|s| s.id));
    }
    let mut blocks = blocks_of(app, &wanted, BLOCK).await?;
    let lead = blocks.first_mut().and_then(|(_, entries)| (!entries.is_empty()).then(|| entries.remove(0)));
    Ok(Home { lead, blocks })
}

/// The newest items of these sections: two queries, however many sections.
async fn blocks_of(app: &App, sections: &[i64], each: u64) -> Result<Vec<(i64, Vec<Entry>)>, AppError> {
    let db = app.store().read();
    let today = app.now().date();
    let newest = lists::list_newest(db, sections, each).await?;
    let mut ids: Vec<i64> = newest.iter().map(|(_, item)| *item).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = lists::list_public_by_id(db, &ids).await?;
    let entries: HashMap<i64, Entry> = rows.into_iter().map(|row| (row.id, Entry::of(row, today))).collect();
    let block = |section: &i64| {
        let mut found: Vec<Entry> =
            newest.iter().filter(|(s, _)| s == section).filter_map(|(_, id)| entries.get(id).cloned()).collect();
        found.sort_by_key(|e| std::cmp::Reverse((e.published_at, e.id)));
        (*section, found)
    };
    Ok(sections.iter().map(block).collect())
}

/// A page of a section with all below it; none where there is no such page.
///
/// # Errors
/// When the records cannot be read.
pub async fn section_page(app: &App, section: i64, page: impl Into<PageAt>) -> Result<Option<Listed>, AppError> {
    list_of_sections(app, &app.directory().section_tree(section), page.into()).await
}

async fn list_of_sections(app: &App, sections: &[i64], page: PageAt) -> Result<Option<Listed>, AppError> {
    let db = app.store().read();
    let size = app.settings().size("display.page_size") as u64;
    let total = lists::count_section(db, sections).await?;
    let Some(slice) = page.slice(total, size) else {
        return Ok(None);
    };
    let rows = lists::list_section(db, sections, slice.offset, slice.limit).await?;
    Ok(Some(listed(app, rows, total, slice)))
}

/// The items of a topic, newest first.
///
/// # Errors
/// When the records cannot be read.
pub async fn topic_page(app: &App, topic: i64) -> Result<Vec<Entry>, AppError> {
    let today = app.now().date();
    let rows = lists::list_topic(app.store().read(), topic, TOPIC).await?;
    let mut entries: Vec<Entry> = rows.into_iter().map(|row| Entry::of(row, today)).collect();
    entries.sort_by_key(|e| std::cmp::Reverse((e.published_at, e.id)));
    Ok(entries)
}

/// The newest items of a section with all below it.
///
/// # Errors
/// When the records cannot be read.
pub async fn feed(app: &App, section: i64) -> Result<Vec<Entry>, AppError> {
    let rows = lists::list_section(app.store().read(), &app.directory().section_tree(section), 0, FEED).await?;
    let today = app.now().date();
    Ok(rows.into_iter().map(|row| Entry::of(row, today)).collect())
}

/// The two lists that the platform shows beside the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlatformList {
    /// 政府信息公开制度
    Rules,
    /// 政府信息公开年报
    AnnualReports,
}

/// A list of the disclosure platform: from the sections kept for it, for all agencies or for one.
///
/// # Errors
/// When the records cannot be read.
pub async fn platform_list(
    app: &App,
    list: PlatformList,
    agency: Option<i64>,
    page: impl Into<PageAt>,
) -> Result<Option<Listed>, AppError> {
    let (directory, page) = (app.directory(), page.into());
    let kept = |s: &&section::Model| match list {
        PlatformList::Rules => s.place == SectionPlace::Platform.code() && s.name.contains("制度"),
        PlatformList::AnnualReports => is_of(s, SectionPlace::Platform, ColumnType::DisclosureReports),
    };
    let sections: Vec<i64> = directory.sections.iter().filter(kept).map(|s| s.id).collect();
    let mut filter = PublicFilter { agency_id: agency, ..PublicFilter::default() };
    if sections.is_empty() {
        if list == PlatformList::AnnualReports {
            return Ok(page.is_first().then(|| Listed { page: 1, page_count: 1, ..Listed::default() }));
        }
        // No section is kept for the rules: those among the normative documents that are about disclosure.
        filter.text = Some("信息公开".to_string());
        filter.within = PublicWithin::Catalogue;
        filter.category = Some(domain::item::category::DisclosureCategory::Regulations.code().to_string());
    }
    filter.section_ids = sections;
    list_public(app, &filter, page).await
}

pub(super) async fn list_public(app: &App, filter: &PublicFilter, page: PageAt) -> Result<Option<Listed>, AppError> {
    let db = app.store().read();
    let size = app.settings().size("display.page_size") as u64;
    let total = lists::count_public(db, filter).await?;
    let Some(slice) = page.slice(total, size) else {
        return Ok(None);
    };
    let rows = lists::list_public(db, filter, slice.offset, slice.limit).await?;
    Ok(Some(listed(app, rows, total, slice)))
}

fn listed(app: &App, rows: Vec<store::item::Model>, total: u64, slice: Slice) -> Listed {
    let today = app.now().date();
    let entries = rows.into_iter().map(|row| Entry::of(row, today)).collect();
    Listed { entries, total, page: slice.page, page_count: slice.page_count }
}
