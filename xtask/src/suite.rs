//! `cargo xtask test`: prepares what the tests need, runs them all, and cleans up.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::assets;
use crate::browser;
use crate::checks::{self, Wanted};
use crate::failure::Failure;
use crate::postgres::{self, Server};
use crate::programs::{self, say};
use crate::workspace;

const USAGE: &str = "\
Usage: cargo xtask test [--rust | --browser] [FILTER…]

  --rust      only the Rust tests (a FILTER alone means these)
  --browser   only the tests in a real browser
  FILTER      only tests whose names contain it
";

/// Which tests to run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Rust,
    Browser,
}

/// How one part of the tests ended.
enum Outcome {
    Passed,
    Failed(Failure),
    NotRun(&'static str),
}

/// Runs the tests; any failing part makes the whole fail, after all parts have run.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let Some((part, filters)) = parse(arguments)? else {
        print!("{USAGE}");
        return Ok(());
    };
    assets::prepare()?;
    let chromium = if part == Part::Rust { None } else { Some(browser::get()?) };
    if part != Part::Rust {
        checks::prepare(Wanted::Checker)?;
    }
    let server = Server::start()?;
    let victim = if part == Part::Browser { None } else { Some(Server::start_victim()?) };
    build(part)?;

    let mut environment: Vec<(&str, OsString)> = vec![
        (postgres::VARIABLE, server.url().into()),
        ("GONGKAI_TEST_REQUIRED", "1".into()),
        ("GONGKAI_BIN", workspace::program()?.into()),
    ];
    if let Some(victim) = &victim {
        environment.push((postgres::VICTIM, victim.url().into()));
    }
    if let Some(path) = &chromium {
        environment.push((browser::VARIABLE, path.into()));
    }
    let rust = match part {
        Part::Browser => Outcome::NotRun("--browser was asked for"),
        Part::All | Part::Rust => rust_tests(&filters, &environment),
    };
    let in_browser = match part {
        Part::Rust => Outcome::NotRun("only the Rust tests were asked for"),
        Part::All | Part::Browser => browser_tests(&filters, &environment)?,
    };
    drop((server, victim));
    close(&[("Rust tests", &rust), ("browser tests", &in_browser)])
}

/// `None` if only the usage was asked for.
fn parse(arguments: &[String]) -> Result<Option<(Part, Vec<String>)>, Failure> {
    let mut part = Part::All;
    let mut filters = Vec::new();
    for argument in arguments {
        match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--rust" => part = Part::Rust,
            "--browser" => part = Part::Browser,
            flag if flag.starts_with('-') => {
                return Err(Failure::usage(&format!("`cargo xtask test` has no option `{flag}`"), USAGE));
            }
            filter => filters.push(filter.to_owned()),
        }
    }
    if part == Part::All && !filters.is_empty() {
        part = Part::Rust;
    }
    Ok(Some((part, filters)))
}

/// Builds the program and the tests in one go, so that every dependency is compiled with one set of features.
fn build(part: Part) -> Result<(), Failure> {
    if part == Part::Browser {
        return workspace::build_program().map(|_| ());
    }
    programs::run(workspace::cargo().args(["build", "--workspace", "--all-targets"]))
}

fn rust_tests(filters: &[String], environment: &[(&str, OsString)]) -> Outcome {
    let mut command = workspace::cargo();
    command.args(["test", "--workspace", "--no-fail-fast"]);
    if !filters.is_empty() {
        command.arg("--").args(filters);
    }
    outcome(&mut command, environment)
}

/// The file names are spelled out, since Node.js releases disagree about a folder as argument.
fn browser_tests(filters: &[String], environment: &[(&str, OsString)]) -> Result<Outcome, Failure> {
    let files = list_browser_tests()?;
    if files.is_empty() {
        return Ok(Outcome::NotRun("there is no test file in assets/tests"));
    }
    let mut command = Command::new("node");
    command.current_dir(workspace::root()).arg("--test");
    for filter in filters {
        command.arg(format!("--test-name-pattern={filter}"));
    }
    command.args(files);
    Ok(outcome(&mut command, environment))
}

fn list_browser_tests() -> Result<Vec<PathBuf>, Failure> {
    let folder = PathBuf::from("assets").join("tests");
    let Ok(entries) = fs::read_dir(workspace::root().join(&folder)) else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for entry in entries {
        let name = entry.map_err(|error| Failure::io("reading assets/tests", &error))?.file_name();
        let shown = name.to_string_lossy();
        if shown.ends_with(".test.js") || shown.ends_with(".test.mjs") {
            files.push(folder.join(&name));
        }
    }
    files.sort();
    Ok(files)
}

fn outcome(command: &mut Command, environment: &[(&str, OsString)]) -> Outcome {
    match programs::run(command.envs(environment.iter().cloned())) {
        Ok(()) => Outcome::Passed,
        Err(failure) => Outcome::Failed(failure),
    }
}

fn close(parts: &[(&str, &Outcome)]) -> Result<(), Failure> {
    let mut failed = Vec::new();
    for (name, outcome) in parts {
        match outcome {
            Outcome::Passed => say(&format!("{name}: passed")),
            Outcome::NotRun(reason) => say(&format!("{name}: not run, {reason}")),
            Outcome::Failed(failure) => {
                say(&format!("{name}: FAILED, {failure}"));
                failed.push(*name);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Failure::found(format!("{} failed", failed.join(" and ")))) }
}
