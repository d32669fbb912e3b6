//! `cargo xtask fuzz`: the checker of reports on spoilt files for as long as one likes. The spoiling itself is a test of
//! `documents`, which also runs a fixed number of them with every test run.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::failure::Failure;
use crate::{programs, workspace};

const USAGE: &str = "Usage: cargo xtask fuzz [--minutes N] [--seed N]\n\nMinutes are 10 unless told; the seed is the time unless told.\n";

pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let mut minutes = 10;
    let mut seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs()) << 20;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let value = rest.next().and_then(|value| value.parse::<u64>().ok());
        match (argument.as_str(), value) {
            ("--minutes", Some(value)) => minutes = value,
            ("--seed", Some(value)) => seed = value,
            _ => return Err(Failure::usage(&format!("`cargo xtask fuzz` does not understand `{argument}`"), USAGE)),
        }
    }
    programs::say(&format!("Spoiling reports for {minutes} minutes from seed {seed}."));
    let mut command = workspace::cargo();
    command.args(["test", "--workspace", "--test", "report", "--", "fuzz::", "--nocapture"]);
    command.env("GONGKAI_FUZZ_MINUTES", minutes.to_string()).env("GONGKAI_FUZZ_SEED", seed.to_string());
    programs::run(&mut command)
}
