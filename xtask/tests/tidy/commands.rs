//! Commands that the papers tell a reader to run: each must exist.

use std::path::PathBuf;
use std::process::Command;

use crate::assert_none;
use crate::checkout::{files, read};

const XTASK: &str = "cargo xtask ";
const PROGRAM: &str = "gongkai ";

/// A command in a paper, with where it stands.
struct Told {
    place: String,
    words: Vec<String>,
}

#[test]
fn every_xtask_command_exists() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let known = commands_in(&help);
    assert!(known.contains(&"test".to_owned()), "{help}");
    let complaints: Vec<String> = told(XTASK)
        .iter()
        .filter(|told| told.words.first().is_none_or(|word| !known.contains(word)))
        .map(|told| format!("{}: cargo xtask {}", told.place, told.words.join(" ")))
        .collect();
    assert_none("xtask knows no such command", &complaints);
}

#[test]
fn every_command_of_the_program_exists() {
    let complaints: Vec<String> = told(PROGRAM)
        .iter()
        .filter(|told| !exists(&told.words))
        .map(|told| format!("{}: gongkai {}", told.place, told.words.join(" ")))
        .collect();
    assert_none("the program knows no such command", &complaints);
}

#[test]
fn the_two_commands_stand_at_the_top_of_the_readme() {
    let readme = read("README.md");
    let first: Vec<&str> = readme.lines().filter(|line| line.starts_with(XTASK)).take(2).collect();
    assert!(first.len() == 2, "README.md shows two commands, each on a line of its own");
    assert!(first[0].starts_with("cargo xtask demo"), "{first:?}");
    assert!(first[1].starts_with("cargo xtask test"), "{first:?}");
}

#[test]
fn ci_runs_the_test_command_of_the_readme() {
    let readme = read("README.md");
    let command = readme.lines().find(|line| line.starts_with("cargo xtask test")).unwrap_or_default();
    let command = command.split('#').next().unwrap().trim();
    let script = read(".ci/run");
    assert!(script.lines().any(|line| line == command), ".ci/run has no line `{command}`");
}

/// The first words of the indented lines of a help text.
fn commands_in(help: &str) -> Vec<String> {
    help.lines()
        .filter_map(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

/// Whether the program answers `gongkai WORDS --help`; a word that only names a value ends the command.
fn exists(words: &[String]) -> bool {
    let Some((first, rest)) = words.split_first() else {
        return false;
    };
    let Some(help) = find_help(&[first]) else {
        return false;
    };
    match rest.first() {
        Some(second) if help.contains("Commands:") => find_help(&[first, second]).is_some(),
        _ => true,
    }
}

fn find_help(words: &[&str]) -> Option<String> {
    let output = Command::new(program()).args(words).arg("--help").output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// The program as `cargo xtask test` built it.
fn program() -> PathBuf {
    let named = std::env::var_os("GONGKAI_BIN").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_BIN_EXE_xtask")).with_file_name("gongkai");
    let path = named.unwrap_or(beside);
    assert!(path.is_file(), "the program has not been built: run `cargo xtask test`");
    path
}

/// All commands that the papers show as code: after a back-tick, or at the start of a line of a code block.
fn told(prefix: &str) -> Vec<Told> {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.path.ends_with(".md")) {
        let mut in_block = false;
        for (number, line) in file.text().lines().enumerate() {
            let place = format!("{}:{}", file.path, number + 1);
            if line.trim_start().starts_with("```") {
                in_block = !in_block;
            } else if in_block {
                let code = line.trim_start().trim_start_matches("$ ").trim_start_matches("./");
                found.extend(words_after(code, prefix).map(|words| Told { place, words }));
            } else {
                let spans = line.split('`').skip(1).step_by(2);
                found.extend(
                    spans
                        .filter_map(|span| words_after(span, prefix))
                        .map(|words| Told { place: place.clone(), words }),
                );
            }
        }
    }
    found
}

/// The command words: lower-case ones, up to the first option, value or placeholder. Alternatives as in
/// `user add|reset` and lists of commands with `·` are left to the papers' reader.
fn words_after(code: &str, prefix: &str) -> Option<Vec<String>> {
    let rest = code.strip_prefix(prefix)?;
    if rest.contains('|') || rest.contains('…') {
        return None;
    }
    let is_command = |word: &&str| {
        word.chars().all(|character| character.is_ascii_lowercase() || character == '-') && !word.starts_with('-')
    };
    let words: Vec<String> = rest.split_whitespace().take_while(is_command).take(2).map(str::to_owned).collect();
    (!words.is_empty()).then_some(words)
}
