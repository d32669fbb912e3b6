//! From memory to the records: every minute what was counted is added to the totals of the day, from every process. What
//! was counted since the last time is lost when the process is killed.

use std::collections::HashMap;

use chrono::Days;
use store::visits::word::{self, Counted};
use store::visits::{self, Place};

use super::tally::{Seen, Visits, Words, tally};
use crate::context::App;
use crate::error::AppError;

/// After so many days a word that is rare is dropped.
const RARE_AFTER_DAYS: u64 = 30;

/// Writes what this process has counted. Returns how many visits.
///
/// # Errors
/// When the records cannot be written; then nothing is lost.
pub async fn flush(app: &App) -> Result<i64, AppError> {
    let tally = tally(app);
    let (counted, words) = tally.take();
    if counted.is_empty() && words.is_empty() {
        return Ok(0);
    }
    match write(app, &counted, &words).await {
        Ok(()) => Ok(counted.values().sum()),
        Err(error) => {
            tally.put_back(counted, words);
            Err(error)
        }
    }
}

async fn write(app: &App, counted: &Visits, words: &Words) -> Result<(), AppError> {
    let items: Vec<i64> = counted
        .keys()
        .filter_map(|visit| match visit.seen {
            Seen::Item(id) => Some(id),
            Seen::Section(_) | Seen::Page => None,
        })
        .collect();
    let work = app.begin().await?;
    let places = visits::places_of(work.db(), &items).await?;
    let places: HashMap<i64, (i64, i64)> =
        places.into_iter().map(|(id, section, agency)| (id, (section, agency))).collect();
    visits::add(work.db(), &placed(app, counted, &places)).await?;
    let words: Vec<Counted> = words
        .iter()
        .map(|((day, word), times)| Counted { day: *day, word: word.clone(), times: times.all, missing: times.missing })
        .collect();
    word::add(work.db(), &words).await?;
    work.commit(app.now()).await?;
    Ok(())
}

/// The visits with the agency each counts for: an item's its lead agency, any other page's the owner of the site.
fn placed(app: &App, counted: &Visits, places: &HashMap<i64, (i64, i64)>) -> Vec<(Place, i64)> {
    let directory = app.directory();
    let owner = |site: i64| directory.site(site).map_or(0, |site| site.agency_id);
    let mut sums: HashMap<Place, i64> = HashMap::new();
    for (visit, times) in counted {
        let (agency, section, item) = match visit.seen {
            Seen::Item(id) => match places.get(&id) {
                Some((section, agency)) => (*agency, *section, id),
                None => continue,
            },
            Seen::Section(id) => (owner(visit.site), id, 0),
            Seen::Page => (owner(visit.site), 0, 0),
        };
        *sums.entry(Place { day: visit.day, site: visit.site, agency, section, item }).or_default() += times;
    }
    sums.into_iter().collect()
}

/// Drops what was kept long enough, and words that stayed rare.
///
/// # Errors
/// When the records cannot be written.
pub async fn prune(app: &App) -> Result<u64, AppError> {
    let (now, settings) = (app.now(), app.settings());
    let today = now.date();
    let keep = u64::try_from(settings.number("visits.keep_days")).unwrap_or(u64::MAX);
    let ago = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(chrono::NaiveDate::MIN);
    let work = app.begin().await?;
    let dropped = visits::prune(work.db(), ago(keep)).await?;
    let rare = word::prune(work.db(), ago(keep), ago(RARE_AFTER_DAYS), settings.number("visits.words_least")).await?;
    work.commit(now).await?;
    Ok(dropped + rare)
}
