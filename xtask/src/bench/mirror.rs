//! Measure of the static mirror: a full run over a demo city, a run without changes, and one after ten new items.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::Figure;
use super::program::Workplace;
use crate::failure::Failure;
use crate::programs::say;

/// New items between two runs.
const CHANGES: u32 = 10;

/// `gongkai export static` three times.
pub fn mirror(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    let mut making = workplace.serve(&["demo", "--scale", &workplace.scale().to_string()])?;
    making.wait_for("/readyz")?;
    drop(making);
    let root = workplace.beside("mirror");
    let to = root.display().to_string();
    let export = ["export", "static", "--to", &to, "--live", "https://www.example.gov.cn"];
    // A run waits for its file system once: not for what the making of the city has left to be written.
    if !Command::new("sync").status().is_ok_and(|status| status.success()) {
        say("what the city has left to be written could not be written first");
    }
    let (whole, own) = workplace.run(&export)?;
    let files = Files::below(&root, None)?;
    let (idle, _) = workplace.run(&export)?;
    let table = workplace.beside("new.jsonl");
    fs::write(&table, (0..CHANGES).map(row).collect::<String>())
        .map_err(|error| Failure::io("writing the table of the measure", &error))?;
    let shown = table.display().to_string();
    workplace.run(&[
        "import",
        "items",
        &shown,
        "--section",
        "shiqing",
        "--agency",
        "shizhi",
        "--published-before",
        "bench",
    ])?;
    let begun = SystemTime::now();
    let (again, _) = workplace.run(&export)?;
    let rewritten = Files::below(&root, Some(begun))?;
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let rate = |count: u64| format!("{:.0} a second", count as f64 / whole.as_secs_f64());
    let processor = own.map_or_else(|| "unknown on this system".to_owned(), seconds);
    Ok(vec![
        Figure {
            what: "full run, pages (HTML)".into(),
            value: format!("{} in {}: {}", files.pages, seconds(whole), rate(files.pages)),
            target: "2,000 a second".into(),
        },
        Figure {
            what: "full run, addresses with the other forms of items, attachments, feeds".into(),
            value: format!("{}: {}", files.plain, rate(files.plain)),
            target: "none".into(),
        },
        Figure {
            what: "full run, files with the packed ones, and processor time".into(),
            value: format!("{}, {processor}", files.all),
            target: "none".into(),
        },
        Figure { what: "run without changes".into(), value: seconds(idle), target: "none".into() },
        Figure {
            what: format!("run after {CHANGES} new items").into(),
            value: format!("{}, {} files rewritten of {}", seconds(again), rewritten.all, files.all),
            target: "only what they touch".into(),
        },
    ])
}

fn row(number: u32) -> String {
    format!(
        "{{\"title\":\"新的工作情况第{number}号\",\"body\":\"<p>各单位按照年度计划推进重点项目。</p>\",\"published_at\":\"2026-11-27 0{number}:30\"}}\n"
    )
}

/// How many files a mirror has.
#[derive(Default)]
struct Files {
    pages: u64,
    plain: u64,
    all: u64,
}

impl Files {
    /// Counts the files below a folder; with `since` only those written after it.
    fn below(root: &Path, since: Option<SystemTime>) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::io("reading the mirror", &error);
        let (mut counted, mut folders) = (Self::default(), vec![root.to_path_buf()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let kind = entry.file_type().map_err(failed)?;
                if kind.is_dir() && !name.starts_with('.') {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    let written = entry.metadata().and_then(|meta| meta.modified()).map_err(failed)?;
                    counted.add(&name, since.is_none_or(|since| written >= since));
                }
            }
        }
        Ok(counted)
    }

    fn add(&mut self, name: &str, counts: bool) {
        if counts {
            self.all += 1;
            self.plain += u64::from(!name.ends_with(".gz"));
            self.pages += u64::from(name.ends_with(".html"));
        }
    }
}
