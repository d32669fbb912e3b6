//! What the serving process does besides answering: jobs, following the change log, and tidying at night.

use std::path::PathBuf;
use std::time::Duration;

use app::jobs::Lane;
use app::{App, jobs, reminder};
use domain::time::Moment;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::folder::Folder;
use crate::system;

/// A job that another process left, or whose time has come, waits at most so long.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Another process's change shows here at the latest after so long.
const FOLLOW: Duration = Duration::from_millis(100);
/// What was counted of visits is written so often; a process that is killed loses at most as much.
const WRITE_VISITS: Duration = Duration::from_mins(1);
/// How often is looked whether somebody has to be reminded.
const REMIND: Duration = Duration::from_secs(300);
/// The hour of the night for tidying, in China.
const TIDY_HOUR: i64 = 3;

/// Tells the workers to stop.
pub type Stop = watch::Receiver<bool>;

/// Starts all of them.
pub fn start(app: &App, node: String, folder: &Folder, stop: &Stop) -> JoinSet<()> {
    // Looked at before a worker writes, which clears away what a broken-off rebuild has left. Of an index that cannot be
    // read, searches will tell.
    let wants_rebuild = app.index().wants_rebuild().unwrap_or_default();
    let mut tasks = JoinSet::new();
    tasks.spawn(work(app.clone(), node, stop.clone()));
    tasks.spawn(remind(app.clone(), stop.clone()));
    tasks.spawn(follow(app.clone(), stop.clone()));
    tasks.spawn(write_visits(app.clone(), stop.clone()));
    tasks.spawn(tidy(app.clone(), folder.clone(), stop.clone()));
    // The first search would otherwise wait for the dictionary.
    tasks.spawn_blocking(search::SearchIndex::warm_up);
    tasks.spawn(until(stop.clone(), walk_sitemap(app.clone())));
    if wants_rebuild {
        tasks.spawn(until(stop.clone(), rebuild(app.clone(), folder.index())));
    }
    tasks
}

/// The first sitemap would otherwise wait until all items are walked: seconds, where there are a million.
async fn walk_sitemap(app: App) {
    if let Err(error) = app::item::public::sitemap_parts(&app, None).await {
        tracing::warn!("the parts of the sitemap: {error}");
    }
}

async fn until(mut stop: Stop, task: impl Future<Output = ()>) {
    tokio::select! {
        () = task => {}
        _ = stop.wait_for(|stopped| *stopped) => {}
    }
}

/// Does what is due, each lane by itself; a batch that has begun is finished before stopping.
async fn work(app: App, node: String, stop: Stop) {
    match jobs::take_up(&app, &node).await {
        Ok(0) => {}
        Ok(left) => tracing::info!("{left} jobs were left by a process that ended early; they are done now"),
        Err(error) => tracing::error!("the outbox: {error}"),
    }
    let name = format!("{node}-{}", std::process::id());
    tokio::join!(lane(&app, &name, Lane::Quick, stop.clone()), lane(&app, &name, Lane::Slow, stop));
}

async fn lane(app: &App, name: &str, lane: Lane, mut stop: Stop) {
    while !*stop.borrow() {
        match jobs::run_due(app, name, lane).await {
            Ok(round) if round != jobs::Round::default() => continue,
            Ok(_) => {}
            Err(error) => tracing::error!("the outbox: {error}"),
        }
        tokio::select! {
            () = app.work_waiting() => {}
            () = sleep(LOOK_AGAIN) => {}
            _ = stop.wait_for(|stopped| *stopped) => {}
        }
    }
}

/// Reminds people by mail; who was told today is not told again, however often this looks.
async fn remind(app: App, stop: Stop) {
    let rounds = async {
        let mut ticks = interval(REMIND);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match reminder::remind(&app).await {
                Ok(0) => {}
                Ok(told) => tracing::info!("{told} people are reminded by mail"),
                Err(error) => tracing::error!("reminding by mail: {error}"),
            }
        }
    };
    until(stop, rounds).await;
}

async fn follow(app: App, stop: Stop) {
    let round = async {
        let mut ticks = interval(FOLLOW);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = app.follow_others().await {
                tracing::error!("following the change log: {error}");
            }
        }
    };
    until(stop, round).await;
}

/// Writes what was counted of visits; the rest is written when the last answers are out ([`write_last_visits`]).
async fn write_visits(app: App, mut stop: Stop) {
    loop {
        tokio::select! {
            () = sleep(WRITE_VISITS) => {}
            _ = stop.wait_for(|stopped| *stopped) => return,
        }
        write_last_visits(&app).await;
    }
}

/// Writes what has been counted of visits since they were written last.
pub async fn write_last_visits(app: &App) {
    if let Err(error) = app::visits::flush(app).await {
        tracing::error!("writing the visits: {error}");
    }
}

/// Keeps the list of erased cases beside the records, for a restore from an older backup.
async fn keep_erased(app: &App, folder: &Folder) {
    match app::request::erase::tombstones(app).await {
        Ok(stones) if stones.is_empty() => {}
        Ok(stones) => {
            if let Err(error) = folder.keep_erased(&stones) {
                tracing::error!("keeping the list of erased cases: {error}");
            }
        }
        Err(error) => tracing::error!("reading the list of erased cases: {error}"),
    }
}

async fn tidy(app: App, folder: Folder, stop: Stop) {
    let nights = async {
        // What was erased just before an end is listed at the next start.
        keep_erased(&app, &folder).await;
        loop {
            sleep(until_night(system::now())).await;
            for (what, done) in app::night::tidy(&app).await {
                match done {
                    Ok(count) => tracing::info!("tidied {what}: {count}"),
                    Err(error) => tracing::error!("tidying {what}: {error}"),
                }
            }
            keep_erased(&app, &folder).await;
        }
    };
    until(stop, nights).await;
}

/// How long until the next tidying.
fn until_night(now: Moment) -> Duration {
    let tonight = Moment::start_of(now.date()).plus_minutes(TIDY_HOUR * 60);
    let next = if tonight > now { tonight } else { tonight.plus_minutes(24 * 60) };
    Duration::from_millis(u64::try_from(next.0 - now.0).unwrap_or_default())
}

async fn rebuild(app: App, folder: PathBuf) {
    match app::item::indexing::rebuild(&app, &folder, |_| {}).await {
        Ok(count) => tracing::info!("the search index was built anew with {count} items"),
        Err(error) => tracing::error!("building the search index: {error}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_next_night_is_always_ahead_and_within_a_day() {
        let day = Moment::start_of(chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        let table = [(0, 180), (179, 1), (180, 24 * 60), (181, 24 * 60 - 1)];
        for (minutes, wait) in table {
            assert_eq!(until_night(day.plus_minutes(minutes)), Duration::from_secs(wait * 60));
        }
    }
}
