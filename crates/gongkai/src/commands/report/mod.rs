//! `gongkai report check`: reports from anywhere, checked one by one and across years. Needs no data folder and makes none.
//! `build` and `export` write reports out of the records.

mod files;
mod outcome;
mod produce;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use documents::Limits;
use domain::report::check::{Standing, across_years};

use crate::arguments::ReportCheckArguments;
use crate::failure::{Ended, Failure};
use crate::progress::Bar;
use crate::terminal::{complain, say};

use outcome::Outcome;
pub use produce::{build, export};

/// Years that a report can be of: the first uniform format is for 2019.
const YEARS: std::ops::RangeInclusive<i32> = 2019..=2099;
/// Files whose answers are shown one below the other with all details; of more, only those with findings.
const MANY: usize = 20;

pub fn check(arguments: &ReportCheckArguments) -> Result<Ended, Failure> {
    let year = arguments.year.as_deref().map(read_year).transpose()?;
    let listed = files::list(&arguments.files)?;
    let mut outcomes = check_all(&listed.files, year);
    outcomes.extend(
        listed.missing.iter().map(|(path, failure)| Outcome::unreadable(path, "file_missing", failure.to_string())),
    );
    hold_against_years_before(&mut outcomes, !listed.has_folder);
    for outcome in &outcomes {
        tell(outcome, arguments.answer.json, outcomes.len());
    }
    if !arguments.answer.json {
        say_sum(&outcomes);
    }
    ended(&outcomes)
}

fn read_year(text: &str) -> Result<i32, Failure> {
    let year = text.parse::<i32>().ok().filter(|year| YEARS.contains(year));
    year.ok_or_else(|| {
        Failure::new(format!("年度“{text}”不对，请写成 2024 这样的四位数字；统一的报告格式从 2019 年度开始。"))
    })
}

/// Checks the files on all cores. The answers come in the order of the files.
fn check_all(files: &[PathBuf], year: Option<i32>) -> Vec<Outcome> {
    let limits = Limits::default();
    let next = AtomicUsize::new(0);
    let bar = (files.len() > 1).then(|| Bar::of(files.len() as u64));
    let work = || {
        let mut done: Vec<(usize, Outcome)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = files.get(at) else {
                return done;
            };
            done.push((at, outcome::of_file(path, year, &limits)));
            if let Some(bar) = &bar {
                bar.step();
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(files.len().max(1));
    let mut done: Vec<(usize, Outcome)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        done.extend(workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()));
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Adds what does not follow from the same agency's report of the year before. Files that were named one by one are
/// taken for one agency's where some do not say whose they are.
fn hold_against_years_before(outcomes: &mut [Outcome], are_named: bool) {
    let only = only_agency(outcomes).filter(|_| are_named);
    let mut standings: BTreeMap<(String, i32), Standing> = BTreeMap::new();
    for outcome in outcomes.iter() {
        if let (Some(agency), Some(standing)) = (outcome.agency().or(only.as_deref()), &outcome.standing) {
            standings.entry((agency.to_owned(), standing.year)).or_insert_with(|| standing.clone());
        }
    }
    for outcome in outcomes.iter_mut() {
        let (Some(agency), Some(this)) = (outcome.agency().or(only.as_deref()), &outcome.standing) else {
            continue;
        };
        if let Some(before) = standings.get(&(agency.to_owned(), this.year - 1)) {
            let findings = across_years(before, this);
            outcome.findings.extend(findings);
        }
    }
}

/// The agency's name if no two different ones are named; empty if none is.
fn only_agency(outcomes: &[Outcome]) -> Option<String> {
    let mut names: Vec<&str> = outcomes.iter().filter_map(Outcome::agency).collect();
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [] => Some(String::new()),
        [only] => Some((*only).to_owned()),
        _ => None,
    }
}

fn tell(outcome: &Outcome, as_json: bool, count: usize) {
    if as_json {
        say(&outcome.to_json());
    }
    if let Some(problem) = &outcome.problem {
        complain(&format!("{}：{}", outcome.file, problem.sentence));
    } else if !as_json && (count <= MANY || !outcome.findings.is_empty()) {
        outcome.lines(count <= MANY).iter().for_each(|line| say(line));
    }
}

fn say_sum(outcomes: &[Outcome]) {
    if outcomes.len() < 2 {
        return;
    }
    let count = |is: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| is(outcome)).count();
    let unread = count(|outcome| outcome.problem.is_some());
    let wrong = count(Outcome::has_errors);
    let warned = count(|outcome| !outcome.has_errors() && !outcome.findings.is_empty());
    say(&format!(
        "共{}份：{}份没有问题，{warned}份只有提醒，{wrong}份有错误，{unread}份不能检查。",
        outcomes.len(),
        outcomes.len() - unread - wrong - warned
    ));
}

/// The worst of the files decides.
fn ended(outcomes: &[Outcome]) -> Result<Ended, Failure> {
    if outcomes.iter().any(|outcome| outcome.problem.is_some()) {
        return Ok(Ended::NotDone);
    }
    Ok(if outcomes.iter().any(Outcome::has_errors) { Ended::ErrorsFound } else { Ended::Done })
}
