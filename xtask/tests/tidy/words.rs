//! Words that may not stand on a floor, where no manifest can say so, and what a page may not carry.

use crate::assert_none;
use crate::checkout::{files, rust_files};
use crate::source::{code_of, without_tests};

/// Folder, word, reason. The word counts in code outside tests only.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    ("crates/domain/src/", "async fn", "domain does no I/O"),
    ("crates/domain/src/", "std::fs", "domain does no I/O"),
    ("crates/domain/src/", "std::env", "domain reads no environment"),
    ("crates/domain/src/", "Instant::now", "domain has no clock"),
    ("crates/gongkai/src/", ".begin(", "transactions are begun in app"),
    ("crates/web/src/", "sea_orm", "web does not know how records are kept"),
    ("crates/web/src/", "tantivy", "web does not know how is searched"),
];

/// What the content security policy would stop in the browser, found before.
const IN_PAGES: &[(&str, &str)] = &[
    ("javascript:", "an address that is a script"),
    (" hx-on", "an inline event handler"),
    (" onclick=", "an inline event handler"),
    (" onchange=", "an inline event handler"),
    (" onsubmit=", "an inline event handler"),
    (" oninput=", "an inline event handler"),
    (" onload=", "an inline event handler"),
    (" style=", "an inline style"),
    ("<style", "an inline style"),
];

#[test]
fn no_word_stands_on_the_wrong_floor() {
    let mut complaints = Vec::new();
    for file in rust_files() {
        let code = code_of(&file.text());
        for (folder, word, reason) in FORBIDDEN {
            if file.path.starts_with(folder) && without_tests(&code).contains(word) {
                complaints.push(format!("{}: `{word}`, but {reason}", file.path));
            }
        }
    }
    assert_none("words on their floors", &complaints);
}

#[test]
fn pages_carry_nothing_that_the_content_policy_stops() {
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| file.path.ends_with(".html")) {
        let text = file.text();
        for (number, line) in text.lines().enumerate() {
            let place = format!("{}:{}", file.path, number + 1);
            let found = IN_PAGES.iter().filter(|(word, _)| line.contains(word));
            complaints.extend(found.map(|(word, what)| format!("{place}: `{}` is {what}", word.trim())));
            if opens_inline_script(line) {
                complaints.push(format!("{place}: an inline script"));
            }
        }
    }
    assert_none("content security policy", &complaints);
}

/// The types of data blocks.
const DATA: [&str; 2] = ["\"application/json\"", "\"application/ld+json\""];

/// A script element of this page's own; data for a script is none, since no browser runs it.
fn opens_inline_script(line: &str) -> bool {
    line.split("<script").skip(1).any(|rest| {
        let tag = rest.split('>').next().unwrap();
        !tag.contains(" src=") && !DATA.iter().any(|kind| tag.contains(kind))
    })
}
