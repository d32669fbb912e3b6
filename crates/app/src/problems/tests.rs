//! Every code that this crate uses has a row, each row once, each sentence ends as one.

use std::collections::BTreeSet;
use std::path::Path;

use super::rows;

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
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
                let code = rest.split('"').next().unwrap_or_default();
                let is_code = !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                if is_code && !known.contains(code) {
                    missing.insert(code.to_string());
                }
            }
        }
    }
    for text in &texts {
        missing.extend(codes_of_calls(text).into_iter().filter(|code| !known.contains(code.as_str())));
    }
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}

/// The codes written out as second argument of `FieldFault::new` and `AppError::field`.
fn codes_of_calls(text: &str) -> Vec<String> {
    let calls = ["FieldFault::new(", "AppError::field("].into_iter().flat_map(|call| text.split(call).skip(1));
    calls
        .filter_map(second_argument)
        .filter_map(|argument| Some(argument.trim().strip_prefix('"')?.split('"').next()?.to_string()))
        .collect()
}

fn second_argument(rest: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, character) in rest.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => return rest.get(at + 1..),
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    None
}

#[test]
fn codes_of_fields_are_found_in_the_source() {
    let text = r#"FieldFault::new(format!("days.{row}.{}", f(1)), "one"); FieldFault::new("x", refusal.code()); AppError::field("y", "two")"#;
    assert_eq!(codes_of_calls(text), ["one", "two"]);
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

#[test]
fn every_refusal_about_messages_of_the_public_has_a_sentence() {
    let known: BTreeSet<&str> = rows().map(|row| row.code).collect();
    for refusal in domain::voice::site_error::Refusal::ALL {
        assert!(known.contains(refusal.code()), "{}", refusal.code());
    }
}

#[test]
fn every_refusal_about_people_agencies_and_sections_has_a_sentence() {
    use domain::agency::{AgencyRefusal, UsccRefusal};
    use domain::identity::deputy::DeputyRefusal;
    use domain::identity::password::PasswordRefusal;
    use domain::site::SectionRefusal;
    let passwords = [
        PasswordRefusal::TooShort { min: 1 },
        PasswordRefusal::TooLong { max: 1 },
        PasswordRefusal::TooFewClasses { min: 1 },
        PasswordRefusal::ContainsLogin,
        PasswordRefusal::Common,
        PasswordRefusal::UsedBefore,
    ];
    let deputies = [
        DeputyRefusal::Same,
        DeputyRefusal::EndsBeforeStart,
        DeputyRefusal::Past,
        DeputyRefusal::TooLong { max: 1 },
        DeputyRefusal::Overlaps,
    ];
    let codes = [
        UsccRefusal::Length { wanted: 18, found: 1 },
        UsccRefusal::Character { position: 1, found: 'I' },
        UsccRefusal::Division,
        UsccRefusal::OrganisationCheck { expected: '1' },
        UsccRefusal::Check { expected: '1' },
    ];
    let known: BTreeSet<&str> = rows().map(|row| row.code).collect();
    let all = passwords
        .iter()
        .map(PasswordRefusal::code)
        .chain(deputies.iter().map(|refusal| refusal.code()))
        .chain(codes.iter().map(|refusal| refusal.code()))
        .chain(AgencyRefusal::ALL.iter().map(|refusal| refusal.code()))
        .chain(SectionRefusal::ALL.iter().map(|refusal| refusal.code()));
    let missing: Vec<&str> = all.filter(|code| !known.contains(code)).collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}

#[test]
fn every_refusal_of_a_file_has_a_sentence_that_names_it() {
    for code in documents::refusal::Refusal::CODES {
        let row = rows().find(|row| row.code == *code);
        assert!(row.is_some_and(|row| row.sentence.contains("{name}")), "{code}");
    }
}

#[test]
fn every_refusal_about_applicants_fees_and_disputes_has_a_sentence() {
    use domain::dispute::DisputeRefusal;
    use domain::request::applicant::IdRefusal as I;
    use domain::request::contact::ContactRefusal;
    use domain::request::fee::FeeRefusal;
    let known: BTreeSet<&str> = rows().map(|row| row.code).collect();
    let papers =
        [I::Empty, I::Length { found: 1 }, I::Old, I::Character, I::PlaceOrBirthday, I::Check, I::Form].map(I::code);
    let all = papers
        .into_iter()
        .chain(ContactRefusal::ALL.map(ContactRefusal::code))
        .chain(FeeRefusal::ALL.map(FeeRefusal::code))
        .chain(DisputeRefusal::ALL.map(DisputeRefusal::code));
    let missing: Vec<&str> = all.filter(|code| !known.contains(code)).collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}

#[test]
fn every_refusal_of_redaction_has_a_sentence() {
    for code in documents::redact::RedactRefusal::CODES {
        assert!(rows().any(|row| row.code == *code), "{code}");
    }
}

#[test]
fn every_refusal_of_a_report_has_a_sentence() {
    use domain::report::workflow::ReportRefusal;
    for code in ReportRefusal::ALL.map(ReportRefusal::code) {
        assert!(rows().any(|row| row.code == code), "{code}");
    }
}
