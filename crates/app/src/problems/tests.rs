//! Every code that this crate uses has a row, each row once, each sentence ends as one.

use std::collections::BTreeSet;
use std::path::Path;

use super::rows;

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_code_used_has_a_sentence() {
    let pattern = regex_lite();
    let known: BTreeSet<&str> = rows().map(|row| row.code).collect();
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    let mut missing = BTreeSet::new();
    for text in &texts {
        for start in pattern {
            for rest in text.split(start).skip(1) {
                if let Some(code) = rest.split('"').next().filter(|c| !c.is_empty() && c.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')) {
                    if !known.contains(code) {
                        missing.insert(code.to_string());
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}

fn regex_lite() -> [&'static str; 3] {
    ["AppError::problem(\"", "problem_code: \"", "fault_code: \""]
}

#[test]
fn codes_are_unique_and_sentences_whole() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        assert!(seen.insert(row.code), "{} twice", row.code);
        assert!(row.sentence.ends_with('。'), "{}", row.code);
        assert!(row.advice.is_empty() || row.advice.ends_with('。'), "{}", row.code);
        assert!((400..=599).contains(&row.status), "{}", row.code);
        assert!(row.status == 422 || !row.advice.is_empty(), "{} gives no advice", row.code);
    }
}

#[test]
fn every_refusal_of_the_rules_has_a_sentence() {
    use domain::item::workflow::{Refusal, WorkState};
    let known: BTreeSet<&str> = rows().map(|row| row.code).collect();
    let state = WorkState::Draft;
    let refusals = [
        Refusal::WrongState { state },
        Refusal::OwnSubmission,
        Refusal::OwnUrgentPublication,
        Refusal::NotTheSubmitter,
        Refusal::ReasonMissing,
        Refusal::ConclusionMissing,
        Refusal::FindingsOpen { count: 1 },
        Refusal::NotProactive,
        Refusal::TimePassed,
        Refusal::TooEarly,
        Refusal::NotLive,
        Refusal::NothingToConfirm,
    ];
    for refusal in refusals {
        assert!(known.contains(refusal.code()), "{}", refusal.code());
    }
}
