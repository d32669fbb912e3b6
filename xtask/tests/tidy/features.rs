//! One compiled profile: the demo and the tests use the same dependencies with the same features, so that a new
//! user compiles them once.

use std::collections::BTreeSet;

use crate::assert_none;
use crate::checkout::{cargo, read};

/// Every dependency of the program with its features, as cargo would build it.
fn tree(edges: &str) -> BTreeSet<String> {
    let format = "{p} [{f}]";
    let text = cargo(&["tree", "--workspace", "--offline", "--locked", "-e", edges, "--prefix", "none", "-f", format]);
    text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn tests_compile_no_dependency_of_the_program_again() {
    let demo = tree("normal,build");
    let tests = tree("normal,build,dev");
    let complaints: Vec<String> = demo.difference(&tests).cloned().collect();
    assert_none(
        "a dev-dependency adds features to these packages, so that tests compile them a second time; \
         ask for the same features in the root Cargo.toml",
        &complaints,
    );
}

#[test]
fn there_is_one_profile() {
    let manifest = read("Cargo.toml");
    let complaints: Vec<String> = manifest
        .lines()
        .filter(|line| line.starts_with("[profile.") && !line.starts_with("[profile.dev"))
        .map(|line| format!("{line}: demo and tests share the profile dev"))
        .collect();
    assert_none("profiles", &complaints);
}
