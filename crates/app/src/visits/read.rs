//! What staff see of visits and search words, each within the places that are theirs.

use chrono::{Days, NaiveDate};
use domain::identity::{Action, Place};
use store::item::line;
use store::visits::{self, By, Wanted, word};
use store::voice::opinion;

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::item::list::visible;

/// Rows of a table by agency, section or item, and of words.
const MOST: u64 = 200;

/// What a table of visits is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitQuery {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub by: By,
    pub agency: Option<i64>,
    /// With all sections below it.
    pub section: Option<i64>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRow {
    /// The agency, section or item; none for a day.
    pub id: Option<i64>,
    pub label: String,
    pub visits: i64,
}

/// The table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub rows: Vec<VisitRow>,
    pub total: i64,
}

fn allowed(app: &App, caller: &Caller) -> Result<(), AppError> {
    if caller.can_somewhere(Action::VisitView, app.now()) {
        return Ok(());
    }
    caller.allow(Action::VisitView, &Place::installation(), app.now()).map(drop)
}

/// The visits of the caller's places in these days.
///
/// # Errors
/// `not_allowed`.
pub async fn table(app: &App, caller: &Caller, query: VisitQuery) -> Result<Table, AppError> {
    allowed(app, caller)?;
    let wanted = Wanted {
        visible: visible(app, caller, Action::VisitView),
        from: query.from,
        until: query.until,
        agency: query.agency,
        sections: query.section.map(|id| app.directory().section_tree(id)).unwrap_or_default(),
        site: None,
    };
    let db = app.store().read();
    let total = visits::total(db, &wanted).await?;
    let rows = match query.by {
        By::Day => {
            let days = visits::by_day(db, &wanted).await?.into_iter().rev();
            days.map(|(day, visits)| VisitRow { id: None, label: day.to_string(), visits }).collect()
        }
        by => named(app, by, visits::by_place(db, &wanted, by, MOST).await?).await?,
    };
    Ok(Table { rows, total })
}

async fn named(app: &App, by: By, found: Vec<(i64, i64)>) -> Result<Vec<VisitRow>, AppError> {
    let directory = app.directory();
    let items = match by {
        By::Item => {
            let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
            line::list_public_by_id(app.store().read(), &ids).await?
        }
        By::Day | By::Agency | By::Section => Vec::new(),
    };
    let label = |id: i64| match by {
        By::Agency => directory.agency(id).map(|agency| agency.name.clone()),
        By::Section => directory.section(id).map(|section| section.name.clone()),
        By::Item => items.iter().find(|row| row.id == id).and_then(|row| row.live_title.clone()),
        By::Day => None,
    };
    let gone = |id: i64| match by {
        By::Item => format!("（第 {id} 号信息，已撤回）"),
        By::Day | By::Agency | By::Section => format!("（第 {id} 号）"),
    };
    let row = |(id, visits)| VisitRow { id: Some(id), label: label(id).unwrap_or_else(|| gone(id)), visits };
    Ok(found.into_iter().map(row).collect())
}

/// What people looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Word, times, times without a result that has all of it.
    pub rows: Vec<(String, i64, i64)>,
    /// Words looked for less often are not shown.
    pub least: i64,
}

/// The words of these days that were looked for often enough.
///
/// # Errors
/// `not_allowed`.
pub async fn words(app: &App, caller: &Caller, from: NaiveDate, until: NaiveDate) -> Result<Words, AppError> {
    allowed(app, caller)?;
    let least = app.settings().number("visits.words_least");
    let rows = word::list(app.store().read(), from, until, least, MOST).await?;
    Ok(Words { rows, least })
}

/// How an item is read and what its readers say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemVisits {
    /// Within the last thirty days, today included as far as it was written.
    pub visits: i64,
    pub helpful: i64,
    pub unhelpful: i64,
    /// The last sentences, the newest first.
    pub words: Vec<opinion::Model>,
}

/// Sentences shown with an item.
const LAST_WORDS: u64 = 5;

/// Visits and opinions of one item, for who may see the item itself.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn item_visits(app: &App, caller: &Caller, id: i64) -> Result<ItemVisits, AppError> {
    let db = app.store().read();
    let (_, section, agency) =
        visits::places_of(db, &[id]).await?.pop().ok_or_else(|| AppError::problem("not_found"))?;
    caller.allow(Action::ItemView, &app.directory().place(agency, section), app.now())?;
    let today = app.now().date();
    let from = today.checked_sub_days(Days::new(30)).unwrap_or(today);
    let visits = visits::of_item(db, id, from, today).await?;
    let (helpful, unhelpful) = opinion::counts(db, id).await?;
    let words = opinion::of_item(db, id, LAST_WORDS).await?;
    Ok(ItemVisits { visits, helpful, unhelpful, words })
}
