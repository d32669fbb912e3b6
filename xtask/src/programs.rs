//! Finding and running other programs. Says what it runs, so that a person can repeat it by hand.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Prints one line about what the chore is doing now.
pub fn say(sentence: &str) {
    eprintln!("▸ {sentence}");
}

/// Runs a command with the terminal attached.
///
/// A command that cannot be started is [`Failure::Impossible`]; one that ends with an error is [`Failure::Found`].
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let line = shown(command);
    say(&line);
    let status = command.status().map_err(|error| Failure::io(&format!("starting `{line}`"), &error))?;
    if status.success() { Ok(()) } else { Err(Failure::found(format!("`{line}` failed ({status})"))) }
}

/// What a command prints on standard output, trimmed; nothing if it cannot be started or fails.
pub fn find_output(program: impl AsRef<Path>, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program.as_ref()).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    if !output.status.success() {
        return None;
    }
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first program of these names that stands in a folder of `PATH`.
pub fn find_in_path(names: &[&str]) -> Option<PathBuf> {
    names
        .iter()
        .flat_map(|name| path_folders().into_iter().map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

/// The folders of `PATH`, in order.
pub fn path_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect())
}

/// Whether this process runs as the administrator of the machine.
pub fn is_root() -> bool {
    find_output("id", &["-u"]).is_some_and(|id| id == "0")
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut line = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
