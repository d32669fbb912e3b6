//! Tests are real: none is ignored or skipped, none waits by the clock.

use crate::assert_none;
use crate::checkout::{File, files};
use crate::source::{code_of, only_tests};

/// Test code that may wait by the clock, each with its reason.
const MAY_WAIT: &[(&str, &str)] = &[];

/// Ways to leave a test out.
const SKIPS: &[(&str, &[&str])] = &[
    ("rs", &["#[ignore"]),
    ("mjs", &["test.skip(", "it.skip(", "describe.skip(", ".todo(", "test.only(", "{ skip:", "{ only:"]),
    ("js", &["test.skip(", "it.skip(", "describe.skip(", ".todo(", "test.only(", "{ skip:", "{ only:"]),
];

/// Ways to wait by the clock instead of for the event.
const WAITS: &[(&str, &[&str])] = &[
    ("rs", &["sleep(", "sleep_until("]),
    ("mjs", &["setTimeout(", "waitForTimeout("]),
    ("js", &["setTimeout(", "waitForTimeout("]),
];

#[test]
fn no_test_is_left_out() {
    assert_none("tests left out", &find(SKIPS, |_| false));
}

#[test]
fn no_test_waits_by_the_clock() {
    let excused = |file: &File| MAY_WAIT.iter().any(|(path, _)| *path == file.path);
    assert_none("wait for the event, not for the clock", &find(WAITS, excused));
}

fn find(words: &[(&str, &[&str])], excused: impl Fn(&File) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| !excused(file)) {
        let ending = file.path.rsplit('.').next().unwrap();
        let Some((_, words)) = words.iter().find(|(known, _)| *known == ending) else {
            continue;
        };
        let Some(code) = find_test_code(file) else {
            continue;
        };
        for word in *words {
            if holds_word(&code, word) {
                complaints.push(format!("{}: {word}", file.path));
            }
        }
    }
    complaints
}

/// The code of a file that belongs to tests: all of it in a folder of tests, else its test modules.
fn find_test_code(file: &File) -> Option<String> {
    let whole = file.path.contains("/tests/") || file.path.starts_with("crates/testkit/");
    if file.is_rust() {
        let code = code_of(&file.text());
        return Some(if whole { code } else { only_tests(&code).to_owned() });
    }
    whole.then(|| file.find_text()).flatten()
}

/// Whether the word stands there and is not the end of a longer one.
fn holds_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(place, _)| {
        let before = code[..place].chars().next_back();
        before.is_none_or(|character| !character.is_alphanumeric() && character != '_')
    })
}
