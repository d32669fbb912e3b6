//! The annual reports of a large city: the measure itself is an example of `testkit`, which stands on the records
//! without a server.

use std::process::Command;

use super::Figure;
use super::program::Workplace;
use crate::failure::Failure;
use crate::{programs, workspace};

const EXAMPLE: &str = "measure_reports";
/// Cases at scale 1.
const CASES: u32 = 1_000_000;

/// Figures, checks and roll-up of a thousand agencies, and one report as PDF.
pub fn report(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    let cases = CASES.saturating_mul(workplace.scale()).to_string();
    programs::run(workspace::cargo().args(["build", "--workspace", "--example", EXAMPLE]))?;
    let program = workspace::build_folder()?.join("examples").join(EXAMPLE);
    let output = Command::new(program).arg(&cases).output();
    let output = output.map_err(|error| Failure::io("running the measure of reports", &error))?;
    if !output.status.success() {
        return Err(Failure::impossible(format!("the measure failed: {}", String::from_utf8_lossy(&output.stderr))));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let figure = |line: &str| {
        let (whole, value) = line.split_once('\t')?;
        let (what, target) = if whole.contains("PDF") {
            ("one report as PDF", "300 ms")
        } else {
            ("figures, checks and roll-up of every agency", "10 s and 300 MB at 1,000,000 cases")
        };
        Some(Figure { what: what.into(), value: format!("{whole}: {value}"), target: target.into() })
    };
    Ok(text.lines().filter_map(figure).collect())
}
