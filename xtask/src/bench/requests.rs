//! Measures of applications: the limits of all open cases computed anew, the desk, submissions beside raw commits. Taken
//! by an example of the testkit, which has the use cases at hand.

use super::Figure;
use super::program::Workplace;
use crate::failure::Failure;
use crate::{programs, workspace};

const EXAMPLE: &str = "measure_requests";

/// Runs the example in a folder of its own and reads its lines.
pub fn requests(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    programs::run(workspace::cargo().args(["build", "--workspace", "--example", EXAMPLE]))?;
    let program = workspace::build_folder()?.join("examples").join(EXAMPLE);
    let output = std::process::Command::new(program)
        .arg(workplace.beside("measured"))
        .arg(workplace.scale().to_string())
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| Failure::io("starting the measure", &error))?;
    if !output.status.success() {
        return Err(Failure::found(format!("the measure ended with {}", output.status)));
    }
    let figure = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        Some(Figure { what: parts.next()?.into(), value: parts.next()?, target: parts.next()?.into() })
    };
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(figure).collect())
}
