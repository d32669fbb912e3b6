//! `gongkai doctor`: one line a check: what was looked at, what was found, what to do.

use app::installation::doctor::{Check, Depth, Outcome, examine, examine_clock, examine_database, newest_record};
use serde_json::json;
use store::Store;

use super::surroundings;
use crate::arguments::{Answer, Place};
use crate::config::Config;
use crate::failure::{Ended, Failure};
use crate::folder::Folder;
use crate::system;
use crate::terminal::say;
use crate::wiring::{self, IndexState, OldSchema};

pub fn run(place: &Place, full: bool, answer: Answer) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    let depth = if full { Depth::Full } else { Depth::Sampled };
    let checks = wiring::block_on(&config, check_all(&folder, &config, depth))?;
    if answer.json {
        print_json(&checks)
    } else {
        print(&checks)
    }
    let ill = checks.iter().any(|check| check.outcome == Outcome::Fault);
    Ok(if ill { Ended::ErrorsFound } else { Ended::Done })
}

async fn check_all(folder: &Folder, config: &Config, depth: Depth) -> Result<Vec<Check>, Failure> {
    let mut checks = vec![surroundings::master_key(folder, config)];
    checks.extend(surroundings::fonts(folder, config));
    checks.push(surroundings::disk(folder));
    checks.extend(check_records(folder, config, depth).await);
    Ok(checks)
}

async fn check_records(folder: &Folder, config: &Config, depth: Depth) -> Vec<Check> {
    let missing = config.database == "sqlite" && !folder.database_file().is_file();
    let store = if missing {
        Err(Failure::new("没有找到数据库文件。"))
    } else {
        wiring::open_store(folder, config).await
    };
    let store = match store {
        Ok(store) => store,
        Err(failure) => {
            return vec![unavailable(
                "database",
                "数据库",
                &failure,
                "请检查数据库，必要时从备份恢复（gongkai restore）。",
            )];
        }
    };
    let mut checks = examine_database(&store).await;
    let healthy = checks.iter().all(|check| check.outcome == Outcome::Good);
    checks.push(clock(&store, healthy).await);
    if !healthy {
        return checks;
    }
    match wiring::open(folder, config, OldSchema::Refuse).await {
        Ok(opened) => {
            if opened.index == IndexState::Empty {
                let advice = "请运行 gongkai search rebuild 重建检索。";
                checks.push(Check::fault("index_files", "检索文件", "缺失、损坏或者属于别的版本", advice));
            }
            checks.push(surroundings::public_name(&opened.app, config));
            checks.extend(examine(&opened.app, depth).await);
            wiring::close(&opened.app).await;
        }
        Err(failure) => checks.push(unavailable("records", "记录", &failure, "请按提示处理后再检查。")),
    }
    checks
}

fn unavailable(code: &'static str, title: &'static str, failure: &Failure, advice: &str) -> Check {
    Check::fault(code, title, failure.to_string(), advice)
}

/// The program cannot run before it was written.
async fn clock(store: &Store, readable: bool) -> Check {
    let written = std::env::current_exe().and_then(|exe| exe.metadata()).and_then(|meta| meta.modified());
    let newest = if readable { newest_record(store).await } else { None };
    examine_clock(system::now(), written.ok().map(system::moment), newest)
}

fn print(checks: &[Check]) {
    for check in checks {
        say(&format!("[{}] {}：{}", check.outcome.label(), check.title, check.found));
        if !check.advice.is_empty() {
            say(&format!("       {}", check.advice));
        }
    }
    let count = |outcome: Outcome| checks.iter().filter(|check| check.outcome == outcome).count();
    say(&format!(
        "共 {} 项：正常 {}，注意 {}，异常 {}。",
        checks.len(),
        count(Outcome::Good),
        count(Outcome::Notice),
        count(Outcome::Fault)
    ));
}

fn print_json(checks: &[Check]) {
    let row = |check: &Check| {
        json!({
            "check": check.code, "title": check.title, "outcome": check.outcome.code(),
            "found": check.found, "advice": check.advice,
        })
    };
    say(&json!(checks.iter().map(row).collect::<Vec<_>>()).to_string());
}
