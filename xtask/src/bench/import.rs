//! Measure of the import: rows in, with audit and index, beside what the disk alone takes for the same bytes.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use super::Figure;
use super::program::{Running, Workplace};
use crate::failure::Failure;

/// Items of one scale.
const ITEMS: u32 = 10_000;
/// Rows between two syncs of the yardstick: as many as the import writes in one transaction.
const BATCH: u32 = 1_000;
/// The console section and the agency of the demo city that the items go to.
const ARGUMENTS: [&str; 6] = ["--section", "shiqing", "--agency", "shizhi", "--published-before", "bench"];

/// `gongkai import items` of rows as published before, then the server until the index holds them all.
pub fn import(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    let items = ITEMS * workplace.scale();
    let table = workplace.beside("items.jsonl");
    let raw = write_table(&table, items)?;
    let mut making = workplace.serve(&["demo"])?;
    making.wait_for("/readyz")?;
    // The demo's own files are read by the workers; only then is the import alone.
    wait_for_index(&making)?;
    drop(making);
    let shown = table.display().to_string();
    let (taken, own) = workplace.run(&[&["import", "items", &shown][..], &ARGUMENTS].concat())?;
    let begun = Instant::now();
    let mut running = workplace.serve(&["serve"])?;
    running.wait_for("/readyz")?;
    wait_for_index(&running)?;
    let indexed = begun.elapsed();
    let workers = running.find_processor_time();
    let rate = |time: Duration| format!("{:.0} items/s", f64::from(items) / time.as_secs_f64());
    let times = |time: Duration| format!("{:.1} times the raw write", time.as_secs_f64() / raw.as_secs_f64());
    let an_item = |time: Option<Duration>| {
        let shown =
            |time: Duration| format!("{:.0} µs of a processor an item", time.as_secs_f64() * 1e6 / f64::from(items));
        time.map_or_else(|| "processor time unknown on this system".to_owned(), shown)
    };
    let whole = taken + indexed;
    Ok(vec![
        Figure {
            what: "raw write of the same rows, synced every 1,000".into(),
            value: rate(raw),
            target: "none".into(),
        },
        Figure {
            what: "records and audit".into(),
            value: format!("{} ({}, {})", rate(taken), times(taken), an_item(own)),
            target: "none".into(),
        },
        Figure {
            what: "index by the server's workers, with its start".into(),
            value: format!("{} ({})", rate(indexed), an_item(workers)),
            target: "none".into(),
        },
        Figure {
            what: "import with audit and index".into(),
            value: format!("{} ({})", rate(whole), times(whole)),
            target: "3,000 items/s".into(),
        },
    ])
}

/// Writes the table and returns the time it took: the yardstick of the measure.
fn write_table(path: &Path, items: u32) -> Result<Duration, Failure> {
    let failed = |error: std::io::Error| Failure::io("writing the table of the measure", &error);
    let begun = Instant::now();
    let mut file = File::create(path).map_err(failed)?;
    for first in (0..items).step_by(BATCH as usize) {
        let rows: String = (first..items.min(first + BATCH)).map(row).collect();
        file.write_all(rows.as_bytes()).map_err(failed)?;
        file.sync_data().map_err(failed)?;
    }
    let time = begun.elapsed();
    debug_assert!(fs::metadata(path).is_ok_and(|meta| meta.len() > 0));
    Ok(time)
}

/// A row with a text of a usual length.
fn row(number: u32) -> String {
    let paragraph =
        format!("第{number}号工作情况：各单位按照年度计划推进重点项目，做好民生保障、安全生产和环境整治工作。");
    let day = 1 + number % 28;
    let month = 1 + number / 28 % 12;
    format!(
        "{{\"title\":\"工作情况通报第{number}号\",\"body\":\"<p>{}</p>\",\"published_at\":\"2018-{month:02}-{day:02} 09:30\"}}\n",
        [paragraph.as_str(); 6].join("</p><p>")
    )
}

/// The workers are done when no job waits or is under way.
pub(super) fn wait_for_index(running: &Running) -> Result<(), Failure> {
    loop {
        let told = running.page("/metrics")?;
        let open = told.lines().filter(|line| line.contains("\"waiting\"") || line.contains("\"leased\""));
        let open: u64 = open.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum();
        if told.contains("gongkai_jobs{state=\"done\"}") && open == 0 {
            return Ok(());
        }
        running.pause();
    }
}
