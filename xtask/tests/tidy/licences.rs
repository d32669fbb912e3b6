//! Licences: every package that is built is under a licence that `deny.toml` allows. A quick look at what the manifests
//! say, for machines without cargo-deny; that program knows more and reads the licence files, too.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::assert_none;
use crate::checkout::{cargo, read};

#[test]
fn every_package_has_a_licence_that_is_allowed() {
    let allowed = allowed();
    assert!(allowed.contains("Apache-2.0") && allowed.len() > 5, "{allowed:?}");
    // Only this system's packages are on the disk of a machine that builds for it.
    let system = host();
    let text = cargo(&["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", &system]);
    let metadata: Value = serde_json::from_str(&text).unwrap();
    let built = built(&metadata);
    let mut complaints = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let (name, id) = (package["name"].as_str().unwrap(), package["id"].as_str().unwrap());
        if !built.contains(id) {
            continue;
        }
        match package["license"].as_str() {
            Some(licence) if is_allowed(licence, &allowed) => {}
            Some(licence) => complaints.push(format!("{name}: {licence}")),
            None => complaints.push(format!("{name}: no licence is named in its manifest")),
        }
    }
    assert_none("licences (deny.toml)", &complaints);
}

/// The system this runs on, as cargo names it.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

/// The packages that are built on one of the systems of `deny.toml`, by walking from our own crates; development
/// dependencies of others do not count.
fn built(metadata: &Value) -> BTreeSet<String> {
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let node = |id: &str| nodes.iter().find(|node| node["id"] == id).unwrap();
    let mut open: Vec<String> =
        metadata["workspace_members"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id.clone()) {
            let used = node(&id)["deps"].as_array().unwrap().iter().filter(|used| is_ours(used));
            open.extend(used.map(|used| used["pkg"].as_str().unwrap().to_owned()));
        }
    }
    seen
}

/// Whether a dependency is for a system that the program runs on.
fn is_ours(dependency: &Value) -> bool {
    dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| {
        let target = kind["target"].as_str().unwrap_or_default();
        let foreign = ["windows", "wasm", "wasi", "android", "redox", "hermit", "uefi", "emscripten", "cygwin"];
        !foreign.iter().any(|system| target.contains(system)) || target.contains("not(")
    })
}

/// The `allow` list of the table of licences.
fn allowed() -> BTreeSet<String> {
    let text = read("deny.toml");
    let list = text.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Reads an SPDX expression: one branch of an OR is enough, each part of an AND is needed.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (holds, rest) = any(&words, allowed);
    holds && rest.is_empty()
}

fn any<'a>(words: &'a [&'a str], allowed: &BTreeSet<String>) -> (bool, &'a [&'a str]) {
    let (mut holds, mut rest) = all(words, allowed);
    while rest.first() == Some(&"OR") {
        let (other, after) = all(&rest[1..], allowed);
        holds |= other;
        rest = after;
    }
    (holds, rest)
}

fn all<'a>(words: &'a [&'a str], allowed: &BTreeSet<String>) -> (bool, &'a [&'a str]) {
    let (mut holds, mut rest) = one(words, allowed);
    while rest.first() == Some(&"AND") {
        let (other, after) = one(&rest[1..], allowed);
        holds &= other;
        rest = after;
    }
    (holds, rest)
}

fn one<'a>(words: &'a [&'a str], allowed: &BTreeSet<String>) -> (bool, &'a [&'a str]) {
    match words {
        ["(", inner @ ..] => {
            let (holds, rest) = any(inner, allowed);
            (holds, rest.strip_prefix(&[")"]).unwrap_or(rest))
        }
        // An exception only gives more; the licence before it decides.
        [name, "WITH", _, rest @ ..] | [name, rest @ ..] => (allowed.contains(*name), rest),
        [] => (false, words),
    }
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    let allowed: BTreeSet<String> = ["MIT", "Apache-2.0"].map(str::to_owned).into();
    for good in ["MIT", "MIT OR GPL-3.0", "GPL-3.0 OR (MIT AND Apache-2.0)", "Apache-2.0 WITH LLVM-exception", "MIT/X"]
    {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR X) AND Y", ""] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}
