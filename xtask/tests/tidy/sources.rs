//! How a file of this repository looks: its opening line, its size, its name, and what it may not contain.

use crate::assert_none;
use crate::checkout::{files, rust_files};

const LONGEST: usize = 600;

/// Files that may be longer, each with its reason. Only generated files and tables belong here.
const LONGER: &[(&str, &str)] = &[];

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"];

/// Folders that exist on one machine only. In parts, so that this file does not name them itself.
const MACHINE_PATHS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Hosts of package registries: where packages come from is set on the machine that builds.
const REGISTRIES: &[&str] = &[
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("pypi", ".org"),
    concat!("deb.debian", ".org"),
];

/// The lock file of cargo names the registry of each package by its nature; it is checked on its own.
const CARGO_LOCK: &str = "Cargo.lock";

#[test]
fn every_rust_file_says_what_it_is_for() {
    let complaints: Vec<String> = rust_files()
        .iter()
        .filter(|file| {
            file.text().lines().next().is_none_or(|line| line.strip_prefix("//! ").is_none_or(str::is_empty))
        })
        .map(|file| format!("{} does not open with a `//!` line", file.path))
        .collect();
    assert_none("opening lines", &complaints);
}

#[test]
fn no_rust_file_is_too_long() {
    let mut complaints = Vec::new();
    for file in rust_files() {
        let lines = file.text().lines().count();
        let excused = LONGER.iter().any(|(path, _)| *path == file.path);
        if lines > LONGEST && !excused {
            complaints.push(format!("{} has {lines} lines, more than {LONGEST}: split it by concept", file.path));
        }
        if lines <= LONGEST && excused {
            complaints.push(format!("{} needs no exception any more", file.path));
        }
    }
    assert_none("file sizes", &complaints);
}

#[test]
fn names_say_what_is_inside() {
    let mut complaints = Vec::new();
    for file in files() {
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap().to_lowercase();
            if EMPTY_NAMES.contains(&stem.as_str()) {
                complaints.push(format!("{}: `{stem}` says nothing of what is inside", file.path));
            }
        }
    }
    assert_none("names", &complaints);
}

#[test]
fn no_file_names_a_folder_of_one_machine_or_a_registry() {
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| file.path != CARGO_LOCK) {
        let Some(text) = file.find_text() else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            let path = MACHINE_PATHS.iter().find(|path| holds_path(line, path));
            let host = REGISTRIES.iter().find(|host| line.contains(*host));
            if let Some(found) = path.or(host) {
                complaints.push(format!("{}:{}: {found}", file.path, number + 1));
            }
        }
    }
    assert_none("machine paths and registry hosts", &complaints);
}

/// Whether the path begins here, and is not the middle of a longer one such as a web address.
fn holds_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(place, _)| {
        let before = line[..place].chars().next_back();
        before.is_none_or(|character| !character.is_alphanumeric() && !"._-})/$".contains(character))
    })
}

#[test]
fn lock_files_name_no_download_address() {
    let npm = crate::checkout::read("assets/package-lock.json");
    assert!(!npm.contains("\"resolved\": \"http"), "assets/package-lock.json: omit-lockfile-registry-resolved=true");
    let cargo = crate::checkout::read(CARGO_LOCK);
    let mut others: Vec<&str> = cargo
        .lines()
        .filter_map(|line| line.strip_prefix("source = "))
        .filter(|source| !source.starts_with("\"registry+https://github.com/rust-lang/"))
        .collect();
    others.dedup();
    assert!(others.is_empty(), "packages from elsewhere: {others:?}");
}

#[test]
fn a_path_inside_an_address_is_no_machine_path() {
    let path = MACHINE_PATHS[0];
    assert!(holds_path(&format!("cd {path}main"), path));
    assert!(!holds_path(&format!("https://example.gov.cn{path}a"), path));
}
