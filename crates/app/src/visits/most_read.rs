//! 阅读排行: the items of a site that were read most within the last thirty days, up to yesterday, so that the list is the
//! same all day. What was withdrawn meanwhile drops out at once.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use store::item::Visible;
use store::item::line;
use store::visits::{self, By, Wanted};
use tokio::sync::Mutex;

use crate::context::App;
use crate::error::AppError;
use crate::item::public::Entry;

/// Days that count.
const WITHIN_DAYS: u64 = 30;
/// Items looked at, of which some may be withdrawn.
const LOOKED_AT: u64 = 60;

/// Items with their visits, and the day on which they were added up.
type List = (NaiveDate, Vec<(i64, i64)>);

/// The day's list of each site, added up once.
#[derive(Debug, Default)]
struct Ranked(Mutex<HashMap<i64, List>>);

/// The most read items of a site, at most `limit`, with their visits.
///
/// # Errors
/// When the records cannot be read.
pub async fn most_read(app: &App, site: i64, limit: usize) -> Result<Vec<(Entry, i64)>, AppError> {
    let today = app.now().date();
    let ranked = ranked(app, site, today).await?;
    let ids: Vec<i64> = ranked.iter().map(|(id, _)| *id).collect();
    let rows = line::list_public_by_id(app.store().read(), &ids).await?;
    let mut entries: HashMap<i64, Entry> = rows.into_iter().map(|row| (row.id, Entry::of(row, today))).collect();
    let found = ranked.into_iter().filter_map(|(id, times)| entries.remove(&id).map(|entry| (entry, times)));
    Ok(found.take(limit).collect())
}

/// Held while it is added up: who comes meanwhile waits for the same sum.
async fn ranked(app: &App, site: i64, today: NaiveDate) -> Result<Vec<(i64, i64)>, AppError> {
    let kept = app.shared::<Ranked>();
    let mut lists = kept.0.lock().await;
    if let Some((day, list)) = lists.get(&site)
        && *day == today
    {
        return Ok(list.clone());
    }
    let ago = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let wanted = Wanted {
        visible: vec![Visible::Everything],
        from: ago(WITHIN_DAYS),
        until: ago(1),
        site: Some(site),
        ..Wanted::default()
    };
    let list = visits::by_place(app.store().read(), &wanted, By::Item, LOOKED_AT).await?;
    lists.insert(site, (today, list.clone()));
    Ok(list)
}
