//! What Lighthouse says of the public pages. One audit is left out: a demo city asks search engines to stay away.

use std::borrow::Cow;
use std::process::{Command, Stdio};

use super::Figure;
use super::program::Workplace;
use crate::browser;
use crate::checks::{self, Wanted};
use crate::failure::Failure;

/// Four scores of four pages, each from 0 to 100.
pub fn lighthouse(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    let chromium = browser::get()?;
    let folder = checks::prepare(Wanted::Lighthouse)?;
    let mut running = workplace.serve(&["demo"])?;
    running.wait_for("/readyz")?;
    let output = Command::new("node")
        .arg(folder.join("lighthouse.mjs"))
        .arg(running.origin())
        .env("CHROME_PATH", chromium)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::io("starting node", &error))?;
    if !output.status.success() {
        return Err(Failure::found("Lighthouse did not come to its end".to_owned()));
    }
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(told.lines().filter_map(|line| line.rsplit_once(' ')).map(figure).collect())
}

fn figure((what, score): (&str, &str)) -> Figure {
    Figure { what: Cow::Owned(what.to_owned()), value: score.to_owned(), target: "at least 95".into() }
}
