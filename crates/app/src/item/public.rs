//! What the public reads: only what is live, and a handful of queries for a page whatever the volume. No permission is
//! asked here, so nothing that is not public may leave these functions.

mod catalogue;
mod changes;
mod entry;
mod file;
mod item_page;
mod lists;
mod machines;
mod memory;
mod search;
mod since;
mod sitemap;

use domain::item::{PublicState, RevisionContent, Validity};
use domain::time::Moment;

pub use ::search::{Facets, Matching, NumberKind, Query, Sort, Span};
pub use catalogue::{Catalogue, CatalogueQuery, Counts, catalogue};
pub use changes::{Change, ChangeQuery, Changed, Changes, changes};
pub use entry::{Entry, Listed, PageNo};
pub use file::{PublicFile, file};
pub use item_page::{Attached, Direction, Linked, PublicItem, Standing, item_page, item_pages, view_of};
pub use lists::{
    Home, MAX_PAGE, PlatformList, column_type_of, feed, home, platform_list, platform_list_of, platform_newest,
    section_page, topic_page,
};
pub use machines::{is_ready, jobs_by_state, redirect_of};
pub use search::{Searched, SearchedEntry, search, suggest};
pub use since::{ChangedSince, changed_since};
pub use sitemap::{SitemapPart, sitemap, sitemap_parts};

/// The reading points of the city (条例 a.25).
///
/// # Errors
/// When the records cannot be read.
pub async fn reading_points(app: &crate::App) -> Result<Vec<store::site::reading_point::Model>, crate::AppError> {
    Ok(store::site::list_reading_points(app.store().read()).await?)
}

/// The validity shown on `today`, by what was entered and the last day.
fn validity_shown(
    entered: Option<&str>,
    expires_on: Option<chrono::NaiveDate>,
    today: chrono::NaiveDate,
) -> Option<Validity> {
    entered.and_then(Validity::parse).map(|v| domain::item::validity::validity_on(v, expires_on, today))
}

fn is_live(row: &store::item::Model) -> bool {
    row.public_state == PublicState::Live.code()
}

fn moment(at: Option<i64>) -> Moment {
    Moment(at.unwrap_or_default())
}

/// 内容概述 of a content: the editor's, else the beginning of the text.
fn summary(content: &RevisionContent) -> String {
    super::publish::summary_of(content)
}
