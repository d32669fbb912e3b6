//! The papers beside the code: those that must be there, their length, and the numbering of decisions.

use crate::assert_none;
use crate::checkout::{files, read};

const ARCHITECTURE_LINES: usize = 300;

#[test]
fn the_papers_are_there() {
    for path in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE",
        "docs/glossary.md",
    ] {
        assert!(!read(path).trim().is_empty(), "{path} is empty");
    }
}

#[test]
fn the_architecture_can_be_read_in_one_sitting() {
    let lines = read("ARCHITECTURE.md").lines().count();
    assert!(lines <= ARCHITECTURE_LINES, "ARCHITECTURE.md has {lines} lines, more than {ARCHITECTURE_LINES}");
}

#[test]
fn decisions_are_numbered_without_gaps() {
    let mut names: Vec<String> = files()
        .iter()
        .filter_map(|file| file.path.strip_prefix("docs/decisions/").map(str::to_owned))
        .filter(|name| name != "README.md")
        .collect();
    names.sort();
    assert!(!names.is_empty(), "docs/decisions is empty");
    let mut complaints = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let number = place + 1;
        if !name.starts_with(&format!("{number:04}-")) || !name.ends_with(".md") {
            complaints.push(format!("docs/decisions/{name} should be {number:04}-….md"));
            continue;
        }
        let text = read(&format!("docs/decisions/{name}"));
        if !text.starts_with(&format!("# {number:04} ")) || !text.contains("\nDate: 20") {
            complaints.push(format!("docs/decisions/{name} opens with `# {number:04} TITLE` and a line `Date: …`"));
        }
    }
    assert_none("decisions", &complaints);
}
