//! Home page, sections, topics, feeds and the lists of the disclosure platform.

use std::collections::HashMap;

use domain::site::{ColumnType, SectionPlace, Standing};
use store::item::line::{self, Line};
use store::item::{PublicFilter, PublicWithin, lists, placed};
use store::site::section;

use super::entry::{Entry, Listed, PageNo, Slice, explain};
use super::memory::{self, List};
use crate::context::App;
use crate::directory::Directory;
use crate::error::AppError;

/// Pages beyond this are not walked to: older items are found by filter and search.
pub const MAX_PAGE: u64 = 2_000;

/// Lines of a block on a home page.
const BLOCK: u64 = 7;
/// Blocks of a home page: the site's own, and policy papers with their interpretations, and data.
const GENERAL_BLOCKS: usize = 4;
const PLATFORM_BLOCKS: [ColumnType; 3] = [ColumnType::PolicyFiles, ColumnType::Interpretation, ColumnType::DataRelease];
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
    /// On an agency's site: what the agency published last in the catalogue, wherever it is placed.
    pub disclosed: Vec<Entry>,
}

/// The 栏目类别 of a section, stored as its code.
#[must_use]
pub fn column_type_of(stored: &str) -> Option<ColumnType> {
    ColumnType::parse(stored)
}

fn is_of(section: &section::Model, place: SectionPlace, kind: ColumnType) -> bool {
    section.place == place.code() && column_type_of(&section.column_type) == Some(kind)
}

/// The home page of a site; `agency` where it is an agency's.
///
/// # Errors
/// When the records cannot be read.
pub async fn home(app: &App, site: i64, agency: Option<i64>) -> Result<Home, AppError> {
    let directory = app.directory();
    let open = |s: &section::Model| s.status == Standing::Open.code();
    let has_below = |s: &section::Model| directory.sections.iter().any(|c| c.parent_id == Some(s.id) && open(c));
    let leaves: Vec<&section::Model> =
        directory.sections.iter().filter(|s| s.site_id == site && open(s) && !has_below(s)).collect();
    let general = leaves.iter().filter(|s| s.place == SectionPlace::General.code());
    let standing = [Some(ColumnType::Overview), Some(ColumnType::Functions), Some(ColumnType::Leaders)];
    let lively = general.filter(|s| !standing.contains(&column_type_of(&s.column_type)));
    let mut wanted: Vec<i64> = lively.map(|s| s.id).take(GENERAL_BLOCKS).collect();
    for kind in PLATFORM_BLOCKS {
        wanted.extend(leaves.iter().find(|s| is_of(s, SectionPlace::Platform, kind)).map(|s| s.id));
    }
    let mut blocks = blocks_of(app, &wanted, BLOCK).await?;
    blocks.retain(|(_, entries)| !entries.is_empty());
    explain(app, blocks.iter_mut().flat_map(|(_, entries)| entries)).await?;
    let lead = blocks.first_mut().and_then(|(_, entries)| (!entries.is_empty()).then(|| entries.remove(0)));
    let disclosed = match agency {
        Some(_) => {
            let filter = PublicFilter { agency_id: agency, within: PublicWithin::Catalogue, ..PublicFilter::default() };
            entries_of(app, lists::list_public(app.store().read(), &filter, 0, BLOCK).await?)
        }
        None => Vec::new(),
    };
    Ok(Home { lead, blocks, disclosed })
}

fn entries_of(app: &App, rows: Vec<Line>) -> Vec<Entry> {
    let today = app.now().date();
    rows.into_iter().map(|row| Entry::of(row, today)).collect()
}

/// The newest items of these sections: two queries, however many sections.
async fn blocks_of(app: &App, sections: &[i64], each: u64) -> Result<Vec<(i64, Vec<Entry>)>, AppError> {
    let db = app.store().read();
    let today = app.now().date();
    let newest = placed::list_newest(db, sections, each).await?;
    let mut ids: Vec<i64> = newest.iter().map(|(_, item)| *item).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = line::list_public_by_id(db, &ids).await?;
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
pub async fn section_page(app: &App, section: i64, page: impl Into<PageNo>) -> Result<Option<Listed>, AppError> {
    list_of_sections(app, &app.directory().section_tree(section), page.into()).await
}

async fn list_of_sections(app: &App, sections: &[i64], page: PageNo) -> Result<Option<Listed>, AppError> {
    let db = app.store().read();
    let size = app.settings().size("display.page_size") as u64;
    let total = memory::length_of(app, sections).await?;
    let Some(slice) = page.slice(total, size) else {
        return Ok(None);
    };
    let rows = match page {
        PageNo::FromOldest(_) => lines_of(app, List::Sections(sections.to_vec()), slice).await?,
        _ => placed::list_section(db, sections, slice.offset, slice.limit).await?,
    };
    let mut listed = listed(app, rows, total, slice);
    explain(app, &mut listed.entries).await?;
    Ok(Some(listed))
}

/// The items of a topic, newest first.
///
/// # Errors
/// When the records cannot be read.
pub async fn topic_page(app: &App, topic: i64) -> Result<Vec<Entry>, AppError> {
    let mut entries = entries_of(app, lists::list_topic(app.store().read(), topic, TOPIC).await?);
    explain(app, &mut entries).await?;
    entries.sort_by_key(|e| std::cmp::Reverse((e.published_at, e.id)));
    Ok(entries)
}

/// The newest items of a section with all below it.
///
/// # Errors
/// When the records cannot be read.
pub async fn feed(app: &App, section: i64) -> Result<Vec<Entry>, AppError> {
    let rows = placed::list_section(app.store().read(), &app.directory().section_tree(section), 0, FEED).await?;
    Ok(entries_of(app, rows))
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
    page: impl Into<PageNo>,
) -> Result<Option<Listed>, AppError> {
    let filter = platform_filter(app, list, agency);
    let page = page.into();
    if filter.section_ids.is_empty() {
        return Ok(page.is_first().then(|| Listed { page: 1, page_count: 1, ..Listed::default() }));
    }
    if agency.is_none() {
        // All that stands in the sections: their placements tell it without a walk over everything public.
        return list_of_sections(app, &filter.section_ids, page).await;
    }
    let total = lists::count_public(app.store().read(), &filter).await?;
    page_of(app, &filter, total, page).await
}

/// The newest lines of such a list.
///
/// # Errors
/// When the records cannot be read.
pub async fn platform_newest(
    app: &App,
    list: PlatformList,
    agency: Option<i64>,
    limit: u64,
) -> Result<Vec<Entry>, AppError> {
    let filter = platform_filter(app, list, agency);
    if filter.section_ids.is_empty() {
        return Ok(Vec::new());
    }
    let db = app.store().read();
    let rows = match agency {
        None => placed::list_section(db, &filter.section_ids, 0, limit).await?,
        Some(_) => lists::list_public(db, &filter, 0, limit).await?,
    };
    Ok(entries_of(app, rows))
}

/// The list of the platform that shows what stands in this section; none for most.
#[must_use]
pub fn platform_list_of(directory: &Directory, section: i64) -> Option<PlatformList> {
    directory.section(section).and_then(shown_in)
}

fn shown_in(section: &section::Model) -> Option<PlatformList> {
    if is_of(section, SectionPlace::Platform, ColumnType::DisclosureReports) {
        return Some(PlatformList::AnnualReports);
    }
    let rules = section.place == SectionPlace::Platform.code() && section.name.contains("制度");
    rules.then_some(PlatformList::Rules)
}

fn platform_filter(app: &App, list: PlatformList, agency: Option<i64>) -> PublicFilter {
    let directory = app.directory();
    let kept = directory.sections.iter().filter(|section| shown_in(section) == Some(list));
    let section_ids = kept.map(|section| section.id).collect();
    PublicFilter { agency_id: agency, section_ids, ..PublicFilter::default() }
}

/// A page of a list whose length is known; none where there is no such page.
pub(super) async fn page_of(
    app: &App,
    filter: &PublicFilter,
    total: u64,
    page: PageNo,
) -> Result<Option<Listed>, AppError> {
    let size = app.settings().size("display.page_size") as u64;
    let Some(slice) = page.slice(total, size) else {
        return Ok(None);
    };
    let rows = match (page, total) {
        (_, 0) => Vec::new(),
        (PageNo::FromOldest(_), _) => lines_of(app, List::Filter(filter.clone()), slice).await?,
        _ => lists::list_public(app.store().read(), filter, slice.offset, slice.limit).await?,
    };
    Ok(Some(listed(app, rows, total, slice)))
}

/// Lines out of a list whose order is kept: to pass over all that comes before would take the longer the older a page.
async fn lines_of(app: &App, list: List, slice: Slice) -> Result<Vec<Line>, AppError> {
    let order = memory::order_of(app, list).await?;
    let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let ids: Vec<i64> = order.iter().skip(place(slice.offset)).take(place(slice.limit)).copied().collect();
    Ok(line::list_in_order(app.store().read(), &ids).await?)
}

fn listed(app: &App, rows: Vec<Line>, total: u64, slice: Slice) -> Listed {
    Listed { entries: entries_of(app, rows), total, page: slice.page, page_count: slice.page_count }
}
