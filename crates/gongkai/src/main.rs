//! The program: reads the command line, puts the parts together and runs one command. Only here are the environment
//! and the clock read, randomness drawn and words printed. Rules, records and pages are in the crates below.
//!
//! Exit codes: 0 done, also with warnings; 1 done and errors found; 2 could not be done, with one sentence on
//! standard error.

#![allow(clippy::disallowed_methods, reason = "the binary is the one place that reads the environment and the clock")]

mod arguments;
mod commands;
mod config;
mod failure;
mod folder;
mod fonts;
mod logging;
mod progress;
mod system;
mod terminal;
mod wiring;

use std::process::ExitCode;

use failure::Ended;

fn main() -> ExitCode {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == "parse") {
        // The child that reads strangers' files: it must start fast and open nothing.
        let rest = arguments.into_iter().skip(2).map(|argument| argument.to_string_lossy().into_owned());
        return ExitCode::from(documents::sandbox::child_main(rest));
    }
    if arguments::answers_itself(&arguments) {
        return ExitCode::SUCCESS;
    }
    match arguments::read(arguments).and_then(commands::run) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::ErrorsFound) => ExitCode::from(1),
        Ok(Ended::NotDone) => ExitCode::from(2),
        Err(failure) => {
            terminal::complain(&failure.to_string());
            ExitCode::from(2)
        }
    }
}
