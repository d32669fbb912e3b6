//! Project chores: `cargo xtask demo | assets | test | fuzz | bench`.
//!
//! For developers and CI: it prepares what a build or a test needs, runs it, and cleans up after itself.
//! Nothing here is part of the program that a city runs; that is `crates/gongkai`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who runs it")]
#![allow(clippy::disallowed_methods, reason = "chores read the environment and wait for the programs they start")]

mod assets;
mod bench;
mod browser;
mod checks;
mod debian;
mod demo;
mod failure;
mod fuzz;
mod postgres;
mod programs;
mod suite;
mod workspace;

use std::process::ExitCode;

use failure::Failure;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  demo     build everything, make a demo city and serve it; all arguments go to `gongkai demo`
  assets   build only the browser code and styles of the console
  test     prepare what the tests need and run them all: [--rust | --browser] [FILTER…]
  fuzz     spoil reports and check them, for a time: [--minutes N] [--seed N]
  bench    measure the program: [NAME…] [--scale N]; without a name, list the measures
  help     print this
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match dispatch(&command, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

fn dispatch(command: &str, rest: &[String]) -> Result<(), Failure> {
    match command {
        "demo" => demo::run(rest),
        "assets" => assets::prepare(),
        "test" => suite::run(rest),
        "bench" => bench::run(rest),
        "fuzz" => fuzz::run(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        "" => Err(Failure::usage("no command was given", USAGE)),
        other => Err(Failure::usage(&format!("there is no command `{other}`"), USAGE)),
    }
}
