//! `cargo xtask demo`: from a fresh checkout to a served demo city.

use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::assets;
use crate::failure::Failure;
use crate::programs::say;
use crate::workspace;

const USAGE: &str = "\
Usage: cargo xtask demo [OPTIONS]

Builds the browser code and the program, then runs `gongkai demo` with these options:
  --listen ADDR   address to serve on (default 127.0.0.1:8080)
  --data DIR      folder for the city's records and files (default ./data)
  --scale N       multiply the number of items, for measuring
  --live          add a second sample dated around today, which fills the console's desks
  --fresh         throw the demo data of that folder away and begin anew
Stop it with Ctrl-C.
";

/// Builds and starts the demo; returns only if that fails or, where a process cannot be replaced, when it ends.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        print!("{USAGE}");
        return Ok(());
    }
    assets::prepare()?;
    let program = workspace::build_program()?;
    say(&format!("gongkai demo {}", arguments.join(" ")));
    become_program(Command::new(program).arg("demo").args(arguments))
}

/// Replaces this process, so that Ctrl-C and signals reach the program itself.
fn become_program(command: &mut Command) -> Result<(), Failure> {
    Err(Failure::io("starting gongkai", &command.exec()))
}
